"""The overview of an option's money, and the same as a workbook with formulas."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports import chart
from reports.split_book import split_workbook
from transfer.audit.actions import record_access
from transfer.budget import queries
from transfer.budget.queries import OptionMoney
from transfer.budget.rules import Amounts, Slice, in_thousands
from transfer.budget.views.common import blueprint, chosen_option, option_control
from transfer.budget.views.managers import standing_words
from transfer.kernel.money import pounds
from transfer.releases.actions import note_download
from transfer.web.access import by_token, require
from transfer.web.downloads import workbook
from transfer.web.filters import agrees
from transfer.web.paging import asked_page, paged_list

PAGE_WIDTH = 1080  # pixels of a wide page
PHONE_WIDTH = 360
KEPT_MINUS = "−\u2060"  # a minus that no line ends with: a word joiner keeps its amount beside it
CUTS = {
    "cost_centre": "cost centre", "service": "service", "fund": "fund", "layer": "layer",
    "organisation": "organisation’s book", "year": "year and basis",
}  # fmt: skip
IN_LINES = frozenset({"cost_centre", "group", "service", "fund"})  # what the list of lines filters by


@blueprint.get("/p/<slug>/money")
@require("money.view")
def index(slug: str) -> ResponseReturnValue:
    option = chosen_option()
    if option is None:
        return render_template("budget/no_option.html")
    money = queries.option_money(g.viewer, option)
    cut = request.args.get("by", "") if request.args.get("by", "") in CUTS else "cost_centre"
    groups, pieces = queries.slice_by(money, "group"), _pieces(money, cut)
    page = paged_list(pieces, asked_page())
    return render_template(
        "budget/index.html", option=option, control=option_control(option), money=money, cut=cut, cuts=CUTS, page=page,
        shares=_share_rows(money, groups), group_columns=_slice_columns(money, "subjective group"),
        columns=_slice_columns(money, CUTS[cut]), groups=_slice_rows(money, groups, "group"),
        pieces=_slice_rows(money, page.items, cut), apart=sum(not each.agrees for each in [*groups, *pieces]),
        totals=_slice_row(_whole(groups), money.ground.names),
        printed=_printed(money), told=standing_words(money), excluded=_excluded_words(money), largest=_largest(money),
        problems=queries.problems_of(money),
        svg=_bridge(*_steps(money)) if money.summary.lines else "",
        narrow=_bridge(*_steps(money), PHONE_WIDTH) if money.summary.lines else "", steps=_steps(money)[1],
    )  # fmt: skip


def _pieces(money: OptionMoney, cut: str) -> list[Slice]:
    return queries.slices_by_year(money) if cut == "year" else queries.slice_by(money, cut)


def _printed(money: OptionMoney) -> list[dict[str, Any]]:
    """In thousands, as a return prints it, with the line that says what rounding left over."""
    pairs = [*money.shares.items(), ("Unallocated", money.unallocated), ("Excluded", money.excluded)]
    rounded = in_thousands([pence for _, pence in pairs])
    rows = [{"name": name, "thousands": figure} for (name, _), figure in zip(pairs, rounded.thousands, strict=True)]
    return [*rows, {"name": "Rounding", "thousands": rounded.rounding}, {"name": "Source", "thousands": rounded.total}]


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
        {"key": "name", "label": words[:1].upper() + words[1:], "href": "href", "under": "under"},
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
    services = {service.name: str(service.id) for service in money.ground.services}
    books = {str(place): name for place, name in money.ground.names.items()}
    centres = queries.names_of_centres(g.viewer) if cut == "cost_centre" else {}
    rows = []
    for part in parts:
        value = services.get(part.key, "none") if cut == "service" else part.key
        asked: dict[str, Any] = {cut: value}
        linked = value and cut in IN_LINES
        href = url_for("budget.lines", slug=g.programme.slug, option=money.option.id, **asked) if linked else None
        name = books.get(part.key, "") if cut == "organisation" else part.key
        rows.append(
            {
                "name": name or f"No {CUTS.get(cut, 'group')}",
                "href": href,
                "under": centres.get(part.key, ""),
                **_slice_row(part, money.ground.names),
            }
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
    centres = queries.names_of_centres(g.viewer)
    return [
        {
            "under": centres.get(line.cost_centre, ""),
            "name": f"{line.cost_centre} {line.account} {line.account_name}",
            "href": url_for("budget.line", slug=g.programme.slug, line_id=line.id, option=money.option.id),
            "group": line.group,
            "pence": pence,
            "place": (line.cost_centre, line.group, line.fund or "", line.account),
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


@blueprint.get("/p/<slug>/money/split.xlsx")
@require("money.view")
@by_token("read")
def download_split(slug: str) -> ResponseReturnValue:
    """The whole split with live formulas."""
    option = chosen_option()
    if option is None:
        return render_template("budget/no_option.html")
    money = queries.option_money(g.viewer, option)
    content = split_workbook(queries.split_for_sheet(money))
    note_download(g.viewer, "budget")
    told = f"The split of {money.summary.lines:,} budget lines was downloaded with its formulas"
    record_access(g.viewer, "download_split", ("option", option.id), told, g.programme.id)
    return workbook(content, f"{slug}-split.xlsx")
