"""Shared managers, and where their cost stands in an option's money."""

from decimal import Decimal
from typing import Any

from flask import g, render_template

from transfer.budget import queries
from transfer.budget.queries import Ground, OptionMoney, Standing
from transfer.budget.rules import COMPONENT_WORDS
from transfer.budget.views.common import blueprint, chosen_option, option_control
from transfer.kernel.money import pounds
from transfer.web.access import require


@blueprint.get("/p/<slug>/money/shared-managers")
@require("money.view")
def managers(slug: str) -> str:
    option = chosen_option()
    if option is None:
        return render_template("budget/no_option.html")
    managed = queries.managed_time(g.viewer, option) if g.viewer.sees_pay else []
    posts = [each for each in managed if g.viewer.pay_of(each.post.owner_id)]
    others = queries.cost_by_share(g.viewer, managed)
    names = {each.id: each.short for each in g.programme.organisations}
    return render_template(
        "budget/managers.html", option=option, control=option_control(option), shared=managed, posts=posts,
        names=names, words=COMPONENT_WORDS,
        tables=[(each, _manager_columns(each, names), *_manager_rows(each)) for each in posts],
        others=[_other(each, place, pence, names) for each, place, pence in others],
        told=standing_words(queries.option_money(g.viewer, option)),
    )  # fmt: skip


def _other(managed: queries.ManagedPost, place: int, pence: int, names: dict[int, str]) -> dict[str, Any]:
    percent = sum((percent for share, percent in managed.post.shares if share == place), Decimal(0))
    owner = names.get(managed.post.owner_id or 0, "")
    share = f"{percent.normalize():f}%"
    return {"post": managed.post.post_no, "owner": owner, "for": names[place], "share": share, "pence": pence}


def _manager_columns(managed: queries.ManagedPost, names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": "Component"},
        {"key": "whole", "label": "Cost in a full year", "kind": "money"},
        *[{"key": f"o{place}", "label": names[place], "kind": "money"} for place in managed.totals],
    ]


def _manager_rows(managed: queries.ManagedPost) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    rows = [
        {
            "name": COMPONENT_WORDS[name][:1].upper() + COMPONENT_WORDS[name][1:],
            "whole": managed.post.components[name],
            **{f"o{place}": pence for place, pence in shares.items()},
        }
        for name, shares in managed.parts.items()
    ]
    totals = {f"o{place}": pence for place, pence in managed.totals.items()}
    return rows, {"name": "Total", "whole": managed.total_pence, **totals}


def standing_words(money: OptionMoney) -> list[str]:
    """What the option's money holds of shared posts' cost; amounts only for those who may see pay."""
    found = queries.standings(money, queries.managed_time(g.viewer, money.option))
    return [_standing(each, money.ground, several=len(found) > 1) for each in found]


def _standing(standing: Standing, ground: Ground, *, several: bool) -> str:
    numbers = [each.post.post_no for each in standing.posts]
    posts = f"{'posts' if len(numbers) > 1 else 'post'} {_and(numbers)}" if several else "these posts"
    told = f"In this option’s money, {_where(standing, ground, posts)}."
    if not all(g.viewer.pay_of(each.post.owner_id) for each in standing.posts):
        return told
    shares = standing.by_time
    if standing.lifted == "whole":
        return f"{told} {_and([f'{ground.names[place]} carries {pounds(p)}' for place, p in shares.items()])}."
    carrier = standing.places[0] if len(standing.places) == 1 else None
    others = _and([f"{ground.names[place]} {pounds(pence)}" for place, pence in shares.items() if place != carrier])
    if carrier is None:
        return f"{told} Their time shares would give {others}."
    own = shares.get(carrier, 0)
    kept = f"leave {ground.names[carrier]} {pounds(own)} of it" if own else f"leave {ground.names[carrier]} none of it"
    return f"{told} Their time shares would {kept}, and give {others}."


def _where(standing: Standing, ground: Ground, posts: str) -> str:
    numbers = [str(rule + 1) for rule in standing.rules if rule is not None]
    rules = f"rule{'s' if len(numbers) > 1 else ''} {_and(numbers)}"
    if standing.lifted == "whole":
        return f"the cost of {posts} is split by their time shares ({rules} lifts it out of the pay lines)"
    if standing.lifted == "part":
        return f"only some components of {posts} are split by their time shares; the overview says why"
    if not standing.rules:
        return f"nobody carries the cost of {posts}: no budget book holds a pay line of their cost centre"
    if standing.places == (None,):
        return f"nobody carries the cost of {posts}: their cost centre’s pay lines are unallocated or excluded"
    names = [ground.names[place] if place else "nobody (unallocated or excluded)" for place in standing.places]
    if len(names) > 1:
        return f"the cost of {posts} stands in their cost centre’s pay lines, which go to {_and(names)}"
    methods = {ground.rules[rule].method for rule in standing.rules if rule is not None}
    why = f"their cost centre follows its service ({rules})"
    if methods != {"follow the service"}:
        why = f"it is given their cost centre’s pay lines ({rules})"
    return f"{names[0]} carries the whole cost of {posts}, because {why}"


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, [", ".join(words[:-1]), words[-1]])) if words else ""
