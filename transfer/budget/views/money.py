"""The overview of an option's money, and drivers."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from imports.parts import row_words
from reports import chart
from transfer.budget import queries
from transfer.budget.queries import OptionMoney
from transfer.budget.rules import Amounts, Slice
from transfer.budget.views.common import blueprint, cell_link, chosen_option, option_control
from transfer.budget.views.managers import standing_words
from transfer.kernel.money import pounds
from transfer.web.access import require
from transfer.web.filters import agrees
from transfer.web.paging import asked_page, paged_list

PAGE_WIDTH = 1080  # pixels of a wide page
PHONE_WIDTH = 360
KEPT_MINUS = "−\u2060"  # a minus that no line ends with: a word joiner keeps its amount beside it
CUTS = {"cost_centre": "cost centre", "service": "service", "fund": "fund"}


@blueprint.get("/p/<slug>/money")
@require("money.view")
def index(slug: str) -> ResponseReturnValue:
    option = chosen_option()
    if option is None:
        return render_template("budget/no_option.html")
    money = queries.option_money(g.viewer, option)
    cut = request.args.get("by", "") if request.args.get("by", "") in CUTS else "cost_centre"
    groups, pieces = queries.slice_by(money, "group"), queries.slice_by(money, cut)
    page = paged_list(pieces, asked_page())
    return render_template(
        "budget/index.html", option=option, control=option_control(option), money=money, cut=cut, cuts=CUTS, page=page,
        shares=_share_rows(money, groups), group_columns=_slice_columns(money, "subjective group"),
        columns=_slice_columns(money, CUTS[cut]), groups=_slice_rows(money, groups, "group"),
        pieces=_slice_rows(money, page.items, cut), apart=sum(not each.agrees for each in [*groups, *pieces]),
        totals=_slice_row(_whole(groups), money.ground.names),
        told=standing_words(money), excluded=_excluded_words(money), largest=_largest(money),
        svg=_bridge(*_steps(money)) if money.summary.lines else "",
        narrow=_bridge(*_steps(money), PHONE_WIDTH) if money.summary.lines else "", steps=_steps(money)[1],
    )  # fmt: skip


def _share_rows(money: OptionMoney, groups: Sequence[Slice]) -> list[dict[str, Any]]:
    """One row an organisation, then what is unallocated and excluded; expenditure and income apart."""

    def row(name: str, amount: Any, **asked: Any) -> dict[str, Any]:
        spent, earned = (sum(amount(getattr(each, side)) for each in groups) for side in ("expenditure", "income"))
        href = url_for("budget.lines", slug=g.programme.slug, option=money.option.id, **asked)
        return {"name": name, "href": href, "expenditure": spent, "income": earned, "net": spent + earned}

    def of_place(place: int) -> Any:
        return lambda amounts: amounts.shares.get(place, 0)

    return [
        *[row(each.short, of_place(each.id), outcome=str(each.id)) for each in money.ground.organisations],
        row("Unallocated", lambda amounts: amounts.unallocated_pence, outcome="unallocated"),
        row("Excluded", lambda amounts: amounts.excluded_pence, outcome="excluded"),
        row("Source: every line of the books", lambda amounts: amounts.source_pence),
    ]


def _excluded_words(money: OptionMoney) -> str:
    """What a net hides; blank when nothing offsets anything."""
    above, below = money.excluded_sides
    if not above or not below:
        return ""
    kept = pounds(below).replace("−", KEPT_MINUS)
    return f"{pounds(above)} and {kept} that offset each other, {pounds(money.excluded)} net"


def _slice_columns(money: OptionMoney, words: str) -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": words[:1].upper() + words[1:], "href": "href"},
        {"key": "lines", "label": "Lines", "kind": "number"},
        {"key": "expenditure", "label": "Expenditure", "kind": "money"},
        {"key": "income", "label": "Income", "kind": "money"},
        {"key": "net", "label": "Net source", "kind": "money"},
        *[{"key": f"o{each.id}", "label": each.short, "kind": "money"} for each in money.ground.organisations],
        {"key": "unallocated", "label": "Unallocated", "kind": "money"},
        {"key": "excluded", "label": "Excluded", "kind": "money"},
        {"key": "difference", "label": "Difference", "kind": "figure"},
    ]


def _slice_rows(money: OptionMoney, parts: Sequence[Slice], cut: str) -> list[dict[str, Any]]:
    names = {service.name: str(service.id) for service in money.ground.services}
    rows = []
    for part in parts:
        value = names.get(part.key, "none") if cut == "service" else part.key
        asked: dict[str, Any] = {cut: value}
        href = url_for("budget.lines", slug=g.programme.slug, option=money.option.id, **asked) if value else None
        rows.append(
            {"name": part.key or f"No {CUTS.get(cut, 'group')}", "href": href, **_slice_row(part, money.ground.names)}
        )
    return rows


def _whole(parts: Sequence[Slice]) -> Slice:
    """All parts together."""
    whole = Slice("")
    for part in parts:
        whole.lines += part.lines
        whole.expenditure = whole.expenditure.plus(part.expenditure)
        whole.income = whole.income.plus(part.income)
    return whole


def _slice_row(part: Slice, places: Iterable[int]) -> dict[str, Any]:
    net: Amounts = part.net
    return {
        "lines": part.lines,
        "expenditure": part.expenditure.source_pence,
        "income": part.income.source_pence,
        "net": net.source_pence,
        "unallocated": net.unallocated_pence,
        "excluded": net.excluded_pence,
        "difference": _differences(part),
        **{f"o{place}": net.shares.get(place, 0) for place in places},
    }


def _differences(part: Slice) -> str:
    """Expenditure and income each by itself; said apart where one of them differs."""
    spent, earned = part.expenditure.difference_pence, part.income.difference_pence
    return pounds(0) if part.agrees else f"expenditure {agrees(spent)}; income {agrees(earned)}"


def _largest(money: OptionMoney) -> list[dict[str, Any]]:
    return [
        {
            "name": f"{line.cost_centre} {line.account} {line.account_name}",
            "href": url_for("budget.line", slug=g.programme.slug, line_id=line.id, option=money.option.id),
            "group": line.group,
            "pence": pence,
        }
        for line, pence in queries.largest_unallocated(money)
    ]


Steps = tuple[tuple[str, int, str], ...]


def _steps(money: OptionMoney) -> tuple[str, Steps]:
    shares = tuple((name, pence, "share") for name, pence in money.shares.items() if pence)
    rest = (("Unallocated", money.unallocated, "unallocated"), ("Excluded", money.excluded, "excluded"))
    return money.option.name, (("Source", money.source, "source"), *shares, *(step for step in rest if step[1]))


@lru_cache(maxsize=64)
def _bridge(option: str, steps: Steps, width: int = PAGE_WIDTH) -> str:
    """Drawn once for its data, and kept."""
    desc = f"{option}: from every line of the budget books to each organisation’s share."
    drawn: list[chart.Step] = [{"label": label, "value_pence": pence, "kind": kind} for label, pence, kind in steps]
    return chart.bridge(drawn, title="From source to shares", desc=desc, ident=f"bridge-{width}", width=width)


@blueprint.get("/p/<slug>/money/drivers")
@require("money.view")
def drivers(slug: str) -> ResponseReturnValue:
    rows = queries.list_driver_rows(g.viewer)
    totals: dict[str, Any] = {}
    for row in rows:
        totals[row.driver] = totals.get(row.driver, 0) + row.quantity
    used = {rule.driver for rule in queries.list_rules(g.viewer) if rule.driver}
    return render_template("budget/drivers.html", rows=[_driver_row(row, totals) for row in rows], used=sorted(used))


def _driver_row(row: Any, totals: dict[str, Any]) -> dict[str, Any]:
    whole = totals[row.driver]
    column = row.release.columns.get("quantity", "")
    return {
        "driver": row.driver,
        "organisation": row.organisation if row.organisation_id else f"{row.organisation} (not in this programme)",
        "quantity": row.quantity.normalize(),
        "share": f"{row.quantity / whole * 100:.2f}%" if whole else "No weight",
        "as_at": row.as_at or row.release.as_at,
        "source": row.source,
        "cell": f"Row {row_words(row.source_row, row.release.sheets)}",
        "href": cell_link(row.release_id, column, [row.source_row]) if column else None,
    }
