"""The split rules: their order, what each catches, and changing them."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.budget import actions, queries
from transfer.budget.forms import METHOD_HINTS, NEEDED_BY, ConfirmForm, MoveForm, RuleForm
from transfer.budget.models import SplitRule
from transfer.budget.rules import SELECTOR_KEYS, Catch, Rule, SplitLine, method_words, selector_words
from transfer.budget.views.common import ask_money, back_to, blueprint
from transfer.kernel.money import pounds
from transfer.programmes.queries import list_organisations
from transfer.web.access import require
from transfer.web.answers import typed_version


@blueprint.get("/p/<slug>/money/rules")
@require("money.view")
def rules(slug: str) -> ResponseReturnValue:
    ground = queries.load_ground(g.viewer)
    caught, nobody = queries.catches(ground)
    rows = [
        _rule_row(index, row, rule, catch, ground.names)
        for index, (row, rule, catch) in enumerate(zip(ground.rows, ground.rules, caught, strict=True))
    ]
    return render_template("budget/rules.html", rows=rows, nobody=nobody, missing=ground.missing)


def _rule_row(index: int, row: SplitRule, rule: Rule, catch: Catch, names: dict[int, str]) -> dict[str, Any]:
    words = selector_words(rule.selector)
    edit = url_for("budget.change_rule", slug=g.programme.slug, rule_id=row.id)
    return {
        "id": row.id,
        "number": index + 1,
        "version": row.version,
        "select": words[:1].upper() + words[1:],
        "href": edit if g.viewer.may("money.edit") else None,
        "does": method_words(rule, names),
        "lines": catch.lines,
        "lines_href": url_for("budget.lines", slug=g.programme.slug, rule=row.id),
        "pence": catch.pence,
        "note": _note(catch),
    }


def _note(catch: Catch) -> str:
    """What overlaps it, and that it catches nothing."""
    earlier = ", ".join(f"rule {index + 1} ({lines:,})" for index, lines in catch.taken_by)
    if not catch.mask_lines:
        return "Matches no line"
    if not catch.lines:
        return f"Catches nothing: earlier rules take all {catch.mask_lines:,} lines that it matches: {earlier}"
    if catch.mask_lines > catch.lines:
        more = catch.mask_lines - catch.lines
        return f"Earlier rules take {more:,} more {'line' if more == 1 else 'lines'} that it matches: {earlier}"
    return ""


def _offered(form: RuleForm, ground: queries.Ground) -> RuleForm:
    drivers = dict.fromkeys(row.driver for row in queries.list_driver_rows(g.viewer))
    known = queries.line_choices(ground)
    services = [each.name for each in ground.services]
    return form.offer(list_organisations(g.viewer), list(drivers), {**known, "service": services})


@blueprint.route("/p/<slug>/money/rules/new", methods=["GET", "POST"])
@require("money.edit")
def add_rule(slug: str) -> ResponseReturnValue:
    """A line's page brings its codes, and what they catch is shown at once."""
    ground = queries.load_ground(g.viewer)
    brought = {key: request.args.get(key, "").strip() for key in SELECTOR_KEYS}
    form = _offered(RuleForm(**brought), ground)

    def save() -> ResponseReturnValue:
        actions.add_rule(g.viewer, form.rule())
        return back_to("rules")

    note = f"{_NOTE} A new rule comes last."
    return _ask_rule(form, "Add a split rule", save, ground, None, note=note, shown=any(brought.values()))


_NOTE = (
    "A rule takes the lines that match every part you fill in; an empty part matches anything. The first rule that "
    "matches a line decides."
)


def _ask_rule(
    form: RuleForm, title: str, save: Callable[[], ResponseReturnValue], ground: queries.Ground, index: int | None,
    *, shown: bool = False, **more: Any,
) -> ResponseReturnValue:  # fmt: skip
    """The form of a rule. Asked what the rule catches, it answers that beside what was typed and saves nothing."""
    context = {"hints": METHOD_HINTS, "needed_by": NEEDED_BY, "remove": None, **more}
    if form.is_submitted() and "see" in request.form:
        back, caught = url_for("budget.rules", slug=g.programme.slug), _would_catch(form, ground, index)
        return render_template(
            "budget/rule.html", form=form, title=title, back=back, current=None, caught=caught, **context
        )
    told = _would_catch(form, ground, index) if shown and not form.is_submitted() else None
    return ask_money(form, title, "rules", save, "budget/rule.html", caught=told, **context)


def _would_catch(form: RuleForm, ground: queries.Ground, index: int | None) -> dict[str, Any]:
    """In words, with the largest lines. What a rule catches hangs on its method only where it lifts posts' time."""
    rule = form.rule()
    tried = rule if rule.method == "time" else replace(rule, method="leave unallocated")
    caught = queries.would_catch(ground, tried, index)
    number = len(ground.rules) + 1 if index is None else index + 1
    lines = f"{caught.catch.lines:,} line{'' if caught.catch.lines == 1 else 's'}"
    told = f"This would catch {lines}, {pounds(caught.catch.pence)}, at its place in the order (rule {number})."
    if caught.earned_pence:
        told += f" Spending {pounds(caught.spent_pence)}, income {pounds(caught.earned_pence)}."
    note = _note(caught.catch)
    return {"words": f"{told} {note}." if note else told, "lines": [_caught_line(each) for each in caught.largest]}


def _caught_line(line: SplitLine) -> dict[str, Any]:
    return {
        "name": f"{line.cost_centre} {line.account} {line.account_name}", "group": line.group,
        "pence": line.amount_pence,
        "href": url_for("budget.line", slug=g.programme.slug, line_id=line.id),
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/rules/<int:rule_id>", methods=["GET", "POST"])
@require("money.edit")
def change_rule(slug: str, rule_id: int) -> ResponseReturnValue:
    row, ground = queries.get_rule(g.viewer, rule_id), queries.load_ground(g.viewer)
    typed = {key: row.selector.get(key, "") for key in SELECTOR_KEYS}
    form = _offered(
        RuleForm(
            **typed, version=row.version, method=row.method, to_id=row.to_id or 0, driver=row.driver or "",
            posts=", ".join(row.posts), reason=row.reason,
        ),
        ground,
    )  # fmt: skip

    def save() -> ResponseReturnValue:
        actions.change_rule(g.viewer, row, form.rule(), version=typed_version(form))
        return back_to("rules")

    remove = url_for("budget.remove_rule", slug=slug, rule_id=rule_id)
    return _ask_rule(
        form, f"Change split rule {row.position + 1}", save, ground, row.position, note=_NOTE, remove=remove
    )


@blueprint.post("/p/<slug>/money/rules/<int:rule_id>/move")
@require("money.edit")
def move_rule(slug: str, rule_id: int) -> ResponseReturnValue:
    row, form = queries.get_rule(g.viewer, rule_id), MoveForm()
    step = {"earlier": -1, "later": 1}.get(request.form.get("to", ""), 0)

    def save() -> ResponseReturnValue:
        actions.move_rule(g.viewer, row, max(0, row.position + step), version=typed_version(form))
        return back_to("rules")

    return ask_money(form, f"Move split rule {row.position + 1}", "rules", save)


@blueprint.route("/p/<slug>/money/rules/<int:rule_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_rule(slug: str, rule_id: int) -> ResponseReturnValue:
    row = queries.get_rule(g.viewer, rule_id)
    form = ConfirmForm(version=row.version)

    def save() -> ResponseReturnValue:
        actions.remove_rule(g.viewer, row, version=typed_version(form))
        return back_to("rules")

    note = "Its lines fall to the next rule that matches them; a line that none matches becomes unallocated."
    return ask_money(form, f"Remove split rule {row.position + 1}", "rules", save, note=note)
