"""Rows and columns of the people pages, as the table component draws them."""

from calendar import month_name
from typing import Any

from transfer.establishment.forms import EVERY_EMPLOYER, typed_value
from transfer.establishment.models import AssignmentLine, CostInput, PayScale
from transfer.establishment.queries import CostBuildUp, Counts, Line, ListState, OptionCost, OptionEffect
from transfer.establishment.rules import NOT_STATED, OCCUPANCIES, OCCUPANCY_WORDS
from transfer.establishment.rules.inputs import KINDS, Input
from transfer.establishment.rules.scales import Climb, grades_in_words
from transfer.kernel.dates import long_date
from transfer.kernel.money import pounds
from transfer.programmes.models import Service
from transfer.reference.rules import Rate

Column = dict[str, str]

_STATES: list[Column] = [
    {"key": state, "label": OCCUPANCY_WORDS[state], "kind": "number"} for state in (*OCCUPANCIES, NOT_STATED)
]
COUNT_COLUMNS: list[Column] = [
    {"key": "name", "label": "Service", "href": "href"},
    {"key": "posts", "label": "Posts", "kind": "number"},
    *_STATES,
    {"key": "fte", "label": "FTE", "kind": "fte"},
]

_EVERYBODY = [
    ("post_no", "Post number", "code"), ("job_title", "Job title", "text"), ("organisation", "Whose list", "text"),
    ("owner", "Service", "text"), ("team", "Team", "text"), ("cost_centre", "Cost centre", "code"),
    ("grade", "Grade", "text"), ("fte_thousandths", "FTE", "fte"), ("hours", "Hours", "number"),
    ("weeks", "Weeks paid a year", "number"), ("occupancy", "State", "text"), ("contract_type", "Contract", "text"),
    ("contract_end_on", "Contract ends", "date"), ("line_manager_post", "Reports to post", "code"),
]  # fmt: skip
_PEOPLE = [
    ("person_ref", "Person reference", "code"), ("surname", "Surname", "text"), ("forename", "Forename", "text"),
    ("started_on", "Started", "date"), ("continuous_service_on", "Continuous service from", "date"),
    ("pension_scheme", "Pension scheme", "text"),
]  # fmt: skip
_PAY = [("salary_fte_pence", "Full-time salary", "money"), ("salary_actual_pence", "Actual salary", "money")]


PERSONAL = tuple(name for name, _, _ in _PEOPLE)
PAY = tuple(name for name, _, _ in _PAY)


def person_name(line: AssignmentLine) -> str:
    return " ".join(each for each in (line.forename, line.surname) if each)


def download_columns(sees_people: bool, sees_pay: bool) -> tuple[list[str], list[tuple[str, str]]]:
    """Field names and workbook columns; what the viewer may not see is absent."""
    chosen = [*_EVERYBODY, *(_PEOPLE if sees_people else []), *(_PAY if sees_pay else [])]
    return [name for name, _, _ in chosen], [(label, kind) for _, label, kind in chosen]


def list_columns(sees_people: bool) -> list[Column]:
    found = [
        {"key": "post_no", "label": "Post", "kind": "code", "sort": "yes", "href": "href"},
        {"key": "job_title", "label": "Job title", "sort": "yes"},
        {"key": "service", "label": "Service", "sort": "yes"},
        {"key": "organisation", "label": "Whose list"},
        {"key": "grade", "label": "Grade", "sort": "yes"},
        {"key": "fte", "label": "FTE", "kind": "fte", "sort": "yes"},
        {"key": "occupancy", "label": "State", "kind": "tag", "sort": "yes"},
    ]
    return [*found, {"key": "person", "label": "Person"}] if sees_people else found


def count_row(service: Service | None, counts: Counts) -> dict[str, Any]:
    return {
        "name": service.name if service else "No service of the programme",
        "href": f"people/posts?service={service.id if service else 'none'}",
        "posts": counts.posts,
        "fte": counts.fte_thousandths,
        **counts.states,
    }


def state_row(state: ListState) -> dict[str, Any]:
    release = state.release
    return {
        "name": release.organisation.short if release.organisation else "",
        "href": f"people/posts?organisation={release.organisation_id}",
        "as_at": release.as_at,
        "number": release.number,
        "in_file": release.rows_with_data,
        "parked": state.parked,
        "gap": state.counts.gap,
        "posts": state.counts.posts,
        **state.counts.states,
    }


def cost_rows(built: CostBuildUp) -> list[dict[str, Any]]:
    """The build-up of a cost, each component with the rule that gave it and every rate that the rule used."""
    cost, rates = built.cost, built.rates
    ni = f"{rates['ni_rate'].words} of pay above {rates['ni_threshold'].words}"
    if built.others:
        more = "another post" if built.others == 1 else f"{built.others} other posts"
        ni += (
            f"; the person has {more} with this employer, and one threshold for all, so this is the post’s part by pay"
        )
    rows = (
        ("Pay", _pay_rule(built), cost.pay_pence, _pay_rates(built)),
        ("Employer National Insurance", ni, cost.employer_ni_pence, ("ni_rate", "ni_threshold")),
        ("Employer pension", f"{rates['pension_rate'].words} of pay", cost.pension_pence, ("pension_rate",)),
        ("Apprenticeship levy", f"{rates['levy_rate'].words} of pay", cost.levy_pence, ("levy_rate",)),
    )
    return [
        {"name": name, "rule": rule, "pence": pence,
         "rates": [_rate_line(rates[each]) if isinstance(each, str) else each for each in used]}
        for name, rule, pence, used in rows
    ]  # fmt: skip


def _pay_rule(built: CostBuildUp) -> str:
    """How pay came about: stated, or worked out by whatever the list gives; then what it has become since."""
    rates, pay = built.rates, "As the list states it, with allowances"
    if not built.stated:
        week = f"hours ÷ {rates['standard_hours'].value}" if built.pay.by_hours else "FTE"
        year = f" × weeks paid ÷ {rates['weeks_in_year'].value}" if built.pay.by_weeks else ""
        pay = f"Full-time salary × {week}{year}, with allowances"
    pay += f"; {_climbed(built.climb)}" if built.climb else ""
    return pay + "".join(
        f"; {KINDS[each.name].label.lower()} {typed_value(each.name, each.value)}%" for each in built.rises
    )


def _pay_rates(built: CostBuildUp) -> list[str | dict[str, str]]:
    used: list[str | dict[str, str]] = []
    if not built.stated:
        used += ["standard_hours"] * built.pay.by_hours + ["weeks_in_year"] * built.pay.by_weeks
    if built.climb:
        used += [
            {"words": f"Pay scale from {long_date(each.starts_on)}", "status": each.status, "source": each.source}
            for each in dict.fromkeys((built.climb.listed, built.climb.scale))
        ]
    return [*used, *(_rise_line(each) for each in built.rises)]


def _rate_line(each: Rate) -> dict[str, str]:
    until = f" to {long_date(each.ends_on)}" if each.ends_on else ""
    words = f"{each.label}: {each.words}, from {long_date(each.starts_on)}{until}"
    return {"words": words, "status": each.status, "source": each.source}


def _rise_line(each: Input) -> dict[str, str]:
    words = f"{KINDS[each.name].label}: {typed_value(each.name, each.value)}%, from {long_date(each.starts_on)}"
    return {"words": words, "status": each.status, "source": each.source}


def _climbed(climb: Climb) -> str:
    """What the scales make of a post's point, with both amounts."""
    scale, before = climb.scale, climb.listed.grades[climb.grade][climb.point]
    after = scale.grades[climb.grade][climb.reached]
    waits = f"; started late, so their first step comes on {long_date(climb.first_on)}" if climb.first_on else ""
    step = f"point {climb.point}" if climb.reached == climb.point else f"point {climb.point} to {climb.reached}"
    return (
        f"{step} of its grade, {pounds(before)} to {pounds(after)} by the scale of {long_date(scale.starts_on)}{waits}"
    )


BILL_COLUMNS: list[Column] = [
    {"key": "posts", "label": "Posts", "kind": "number"},
    {"key": "headcount", "label": "People", "kind": "number"},
    {"key": "fte", "label": "FTE", "kind": "fte"},
    {"key": "paid_fte", "label": "Paid FTE", "kind": "fte"},
    {"key": "pay", "label": "Pay", "kind": "money"},
    {"key": "ni", "label": "National Insurance", "kind": "money"},
    {"key": "pension", "label": "Pension", "kind": "money"},
    {"key": "levy", "label": "Levy", "kind": "money"},
    {"key": "total", "label": "Cost in a year", "kind": "money"},
]
OPTION_COLUMNS: list[Column] = [
    {"key": "name", "label": "Option"},
    {"key": "posts", "label": "Posts that move", "kind": "number"},
    {"key": "headcount", "label": "People", "kind": "number"},
    {"key": "fte", "label": "FTE", "kind": "fte"},
    {"key": "paid_fte", "label": "Paid FTE", "kind": "fte"},
    {"key": "moving", "label": "Cost of what moves", "kind": "money"},
    {"key": "whole", "label": "Cost of all posts", "kind": "money"},
    {"key": "change", "label": "More than today", "kind": "money"},
]


def bill_row(line: Line) -> dict[str, Any]:
    """A line of which no cost is known, or none is shown, leaves it blank."""
    totals, cost = line.totals, line.totals.cost
    counts = {
        "name": line.name, "posts": totals.lines, "headcount": line.headcount, "fte": totals.fte_thousandths,
        "paid_fte": totals.paid_fte_thousandths,
    }  # fmt: skip
    money = {
        "pay": cost.pay_pence, "ni": cost.employer_ni_pence, "pension": cost.pension_pence, "levy": cost.levy_pence,
        "total": cost.total_pence,
    }  # fmt: skip
    return counts | (money if cost.total_pence else dict.fromkeys(money))


def option_row(each: OptionCost, today: Line) -> dict[str, Any]:
    """today: every post as it stands."""
    whole = each.whole.totals.cost.total_pence
    moving = bill_row(each.moving)
    counts = {key: moving[key] for key in ("name", "posts", "headcount", "fte", "paid_fte")}
    return {**counts, "moving": moving["total"], "whole": whole, "change": whole - today.totals.cost.total_pence}


def effect_row(each: OptionEffect) -> dict[str, Any]:
    return {
        "name": each.option.name, "before": each.before, "after": each.after, "change": _signed(each.change_pence),
        "moving": _signed(each.moving_after - each.moving_before),
    }  # fmt: skip


def _signed(pence: int) -> str:
    return f"{'+' if pence > 0 else ''}{pounds(pence)}"


def input_row(row: CostInput | Input, names: dict[int, str]) -> dict[str, Any]:
    kind = KINDS[row.name]
    value = typed_value(row.name, row.value)
    words = {"fraction": f"{value}%", "pounds": f"£{value}", "hours": f"{value} hours"}
    return {
        "label": kind.label, "value": words[kind.unit], "who": names.get(row.organisation_id or 0, EVERY_EMPLOYER),
        "starts_on": row.starts_on, "ends_on": row.ends_on, "status": row.status, "source": row.source,
        "settled_on": row.settled_on,
    }  # fmt: skip


HALF_YEAR = "; newcomers first after six months (assumed)"


def scale_row(row: PayScale, names: dict[int, str]) -> dict[str, Any]:
    return {
        "label": grades_in_words(row.points), "value": len(row.points),
        "who": names.get(row.organisation_id or 0, EVERY_EMPLOYER), "starts_on": row.starts_on,
        "month": f"1 {month_name[row.month]}{HALF_YEAR if row.half_year else ''}", "status": row.status,
        "source": row.source, "settled_on": row.settled_on,
    }  # fmt: skip
