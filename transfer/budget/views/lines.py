"""Lists of budget lines, and one line."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from imports.parts import place_in_sheet
from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.budget import queries
from transfer.budget.queries import Ground, LineFilter, LineRow, OptionMoney
from transfer.budget.rules import COMPONENT_WORDS, LineSplit, Rule, method_words, selector_words
from transfer.budget.views.common import blueprint, cell_link, chosen_option, option_control
from transfer.budget.views.drivers import approval_words
from transfer.kernel.errors import NotFound
from transfer.kernel.money import half_up, pounds
from transfer.kernel.shares import apportion
from transfer.programmes.queries import list_options
from transfer.releases.actions import note_download
from transfer.releases.models import Release
from transfer.releases.queries import more_sheets
from transfer.web.access import by_token, require
from transfer.web.addresses import asking_alike
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page

NAMES = ("cost_centre", "group", "fund", "service", "outcome", "rule", "q")


def _asked() -> LineFilter:
    return LineFilter(**{name: request.args.get(name, "").strip() for name in NAMES})


@blueprint.get("/p/<slug>/money/lines")
@require("money.view")
def lines(slug: str) -> ResponseReturnValue:
    option = chosen_option()
    if option is None:
        return render_template("budget/no_option.html")
    found = queries.list_lines(g.viewer, option, _asked(), request.args.get("sort", ""), asked_page())
    return render_template(
        "budget/lines.html", option=option, page=found.page, total=found.total_pence, missing=found.ground.missing,
        columns=_columns(found.ground), rows=[_row(found.ground, row) for row in found.page.items],
        controls=[option_control(option), *_controls(found.ground)],
        download=asking_alike("budget.download_lines"),
    )  # fmt: skip


def _controls(ground: Ground) -> list[dict[str, Any]]:
    choices, centres = queries.line_choices(ground), queries.names_of_centres(g.viewer)
    services = [(str(each.id), each.name) for each in ground.services]
    places = [(str(each.id), each.short) for each in ground.organisations]
    rules = [(str(rule.id), f"Rule {number}") for number, rule in enumerate(ground.rules, 1)]
    return [
        {"name": "q", "label": "Code or name"},
        {"name": "cost_centre", "label": "Cost centre",
         "options": [(each, f"{each} {centres.get(each, '')}".strip()) for each in choices["cost_centre"]]},
        {"name": "group", "label": "Group", "options": [(each, each) for each in choices["group"]]},
        {"name": "fund", "label": "Fund", "options": [(each, each) for each in choices["fund"]]},
        {"name": "service", "label": "Service", "options": [*services, ("none", "No service")]},
        {"name": "outcome", "label": "Goes to",
         "options": [*places, ("unallocated", "Unallocated"), ("excluded", "Excluded")]},
        {"name": "rule", "label": "Caught by", "options": [*rules, ("none", "No rule")]},
    ]  # fmt: skip


def _columns(ground: Ground) -> list[dict[str, Any]]:
    return [
        {
            "key": "cost_centre",
            "label": "Cost centre",
            "kind": "code",
            "sort": True,
            "href": "href",
            "under": "centre_name",
        },
        {"key": "account", "label": "Account", "kind": "code", "sort": True},
        {"key": "account_name", "label": "Account name", "kind": "short"},
        {"key": "group", "label": "Group", "kind": "short", "sort": True},
        {"key": "fund", "label": "Fund", "kind": "code", "sort": True},
        {"key": "service", "label": "Service", "kind": "short"},
        {"key": "amount_pence", "label": "Amount", "kind": "money", "sort": True},
        {"key": "rule", "label": "Caught by", "kind": "short"},
        *[{"key": f"o{each.id}", "label": each.short, "kind": "money"} for each in ground.organisations],
        {"key": "unallocated", "label": "Unallocated", "kind": "money"},
        {"key": "excluded", "label": "Excluded", "kind": "money"},
    ]


def _row(ground: Ground, row: LineRow) -> dict[str, Any]:
    line, split = row.line, row.split
    return {
        "cost_centre": line.cost_centre,
        "centre_name": queries.centre_name(g.viewer, line.cost_centre),
        "href": url_for("budget.line", slug=g.programme.slug, line_id=line.id),
        "account": line.account,
        "account_name": line.account_name,
        "group": line.group,
        "fund": line.fund or "",
        "service": line.service or "",
        "amount_pence": line.amount_pence,
        "rule": f"Rule {split.rule + 1}" if split.rule is not None else "",
        "unallocated": split.unallocated_pence or None,
        "excluded": split.excluded_pence or None,
        **{f"o{place}": pence for place, pence in split.shares},
    }


@blueprint.get("/p/<slug>/money/lines.xlsx")
@require("money.view")
@by_token("read")
def download_lines(slug: str) -> ResponseReturnValue:
    option = chosen_option()
    if option is None:
        return render_template("budget/no_option.html")
    ground, found = queries.all_lines(g.viewer, option, _asked(), request.args.get("sort", ""))
    code, *others = _columns(ground)
    columns = [code, {"key": "centre_name", "label": "Cost centre name"}, *others]
    kinds = {"code": "code", "money": "money"}
    rows = [_row(ground, row) for row in found]
    content = table_workbook(
        "Budget lines",
        [(column["label"], kinds.get(column.get("kind", ""), "text")) for column in columns],
        [[row.get(column["key"]) for column in columns] for row in rows],
        more_sheets(g.viewer, "budget"),
    )
    told = f"{len(rows):,} budget lines downloaded"
    note_download(g.viewer, "budget")
    record_access(g.viewer, "download_lines", ("option", option.id), told, g.programme.id)
    return workbook(content, f"{slug}-budget-lines.xlsx")


@blueprint.get("/p/<slug>/money/lines/<int:line_id>")
@require("money.view")
def line(slug: str, line_id: int) -> ResponseReturnValue:
    seen = queries.get_line(g.viewer, line_id, list_options(g.viewer))
    release = seen.line.release
    amounts = [
        {
            "name": f"{amount.year} {amount.basis}",
            "pence": amount.amount_pence,
            "cell": _cell(release, amount.column, seen.line.source_row),
            "href": cell_link(release.id, amount.column, [seen.line.source_row]),
        }
        for amount in seen.amounts
    ]
    matching = [_matching(index, rule, seen.ground.names) for index, rule in seen.matching]
    return render_template(
        "budget/line.html", seen=seen, release=release, amounts=amounts, matching=matching, waiting=_waiting(seen),
        outcome_columns=_outcome_columns(seen.ground), outcomes=[_outcome(*each) for each in seen.outcomes],
        lifts=_lifts(seen.outcomes, seen.ground), driven=_driven(seen),
    )  # fmt: skip


def _cell(release: Release, column: str, row: int) -> str:
    sheet, own = place_in_sheet(release.sheets, release.sheet, row)
    return f"{sheet or 'Sheet'} {column}{own}"


def _waiting(seen: queries.SeenLine) -> int | None:
    """The rule that leaves the line, or part of it, unallocated: only changing that rule gives the line a place."""
    left = any(split.unallocated_pence for _, split in seen.outcomes)
    return seen.matching[0][1].id if seen.matching and left else None


def _matching(index: int, rule: Rule, names: dict[int, str]) -> dict[str, Any]:
    words = selector_words(rule.selector)
    return {"number": f"Rule {index + 1}", "select": words[:1].upper() + words[1:], "does": method_words(rule, names)}


def _outcome_columns(ground: Ground) -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": "Option"},
        {"key": "rule", "label": "Decided by"},
        *[{"key": f"o{each.id}", "label": each.short, "kind": "money"} for each in ground.organisations],
        {"key": "unallocated", "label": "Unallocated", "kind": "money"},
        {"key": "excluded", "label": "Excluded", "kind": "money"},
    ]


def _outcome(money: OptionMoney, split: LineSplit) -> dict[str, Any]:
    decided = f"Rule {split.rule + 1}" if split.rule is not None else "No rule"
    return {
        "name": money.option.name,
        "rule": "Nothing moves: it stays where it is" if money.as_now else decided,
        "unallocated": split.unallocated_pence or None,
        "excluded": split.excluded_pence or None,
        **{f"o{place}": pence for place, pence in split.shares},
    }


def _driven(seen: queries.SeenLine) -> dict[str, Any] | None:
    """How a driver divides the line: what is divided, each quantity, and the pence before and after rounding. None
    when no driver divides it anywhere."""
    rule = seen.matching[0][1] if seen.matching else None
    split = next((split for money, split in seen.outcomes if not money.as_now), None)
    if rule is None or rule.method != "driver" or seen.counted is None or split is None:
        return None
    try:
        driver = queries.get_driver(g.viewer, rule.driver or "")
    except NotFound:
        return None
    rest = seen.counted.amount_pence - sum(lift.amount_pence for lift in split.lifts)
    whole = sum((quantity for _, quantity in driver.quantities), Decimal(0))
    if split.unallocated_pence or not whole:
        return None
    shares = apportion(rest, [quantity for _, quantity in driver.quantities])
    rows = [
        {"name": seen.ground.names.get(place or 0, ""), "quantity": quantity.normalize(), "share": share,
         "sum": f"{pounds(rest)} × {quantity.normalize():,f} ÷ {whole.normalize():,f}",
         "exact": before_rounding(Fraction(rest) * Fraction(quantity) / Fraction(whole))}
        for (place, quantity), share in zip(driver.quantities, shares, strict=True)
    ]  # fmt: skip
    return {"seen": driver, "rows": rows, "rest": rest, "state": approval_words(driver),
            "lifted": seen.counted.amount_pence - rest,
            "foot": {"name": "Together", "quantity": whole.normalize(), "share": rest}}  # fmt: skip


def before_rounding(pence: Fraction) -> str:
    """Pounds before they are rounded to pence, to a hundredth of a penny."""
    hundredths = half_up(pence * 100)
    return f"{'−' if hundredths < 0 else ''}£{Decimal(abs(hundredths)).scaleb(-4):,.4f}"


def _lifts(outcomes: Any, ground: Ground) -> list[dict[str, Any]]:
    """What a time rule lifted out of the line, the same in every option in which something moves."""
    found = next((split.lifts for _, split in outcomes if split.lifts), ())
    return [
        {
            "name": lift.post_no,
            "component": COMPONENT_WORDS[lift.component],
            "pence": lift.amount_pence,
            **{f"o{place}": pence for place, pence in lift.shares},
        }
        for lift in found
        if g.viewer.pay_of(ground.posts[lift.post_no].owner_id)
    ]
