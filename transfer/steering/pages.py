"""What the pages of the plan show of a milestone: columns, words, links and the chart."""

import json
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from flask import g, request, url_for

from imports.parts import row_words
from reports.chart import WIDTH, MilestoneBar, gantt
from reports.tables import TableColumn
from transfer.kernel.dates import how_far_off, long_date
from transfer.programmes.rules import name_key
from transfer.steering import rules
from transfer.steering.queries import Plan, PlanItem
from transfer.web.addresses import asking_alike

MOST_DRAWN = 60
PHONE_WIDTH = 345
COLOURS = {"blue": "blue", "green": "green", "amber": "yellow", "red": "red", "grey": "grey"}
# Done on a day, and nothing shows it: the rule counts it as amber, the page says which amber it is.
UNPROVEN = "no-evidence"
UNPROVEN_WORDS = "Done, no evidence"
COLUMNS = [
    {"key": "reference", "label": "Reference", "kind": "code", "href": "href", "sort": True},
    {"key": "title", "label": "Milestone", "sort": True},
    {"key": "workstream", "label": "Workstream", "width": "short", "sort": True},
    {"key": "owner", "label": "Owner", "width": "short", "sort": True},
    {"key": "baseline_on", "label": "Baseline", "kind": "date", "sort": True},
    {"key": "forecast_on", "label": "Forecast", "kind": "date", "sort": True},
    {"key": "actual_on", "label": "Done", "kind": "date", "sort": True},
    {"key": "status", "label": "Status", "kind": "own", "width": "nowrap", "sort": True},
    {"key": "float", "label": "Days of room", "kind": "number"},
]
LATE_COLUMNS = [
    {"key": "reference", "label": "Reference", "kind": "code", "href": "href"},
    {"key": "title", "label": "Milestone"},
    {"key": "planned_on", "label": "Due", "kind": "date"},
    {"key": "why", "label": "What to do", "width": "wide"},
    {"key": "holds_up", "label": "What waits for it", "kind": "own"},
]
CHART_COLUMNS = [COLUMNS[0], COLUMNS[1], *COLUMNS[4:7], {"key": "words", "label": "Status"}]
DOWNLOAD = [
    TableColumn("Reference", "code"), TableColumn("Milestone"), TableColumn("Workstream"), TableColumn("Kind"),
    TableColumn("Owner"), TableColumn("Baseline", "date"), TableColumn("Forecast", "date"), TableColumn("Done", "date"),
    TableColumn("Status"), TableColumn("Why"), TableColumn("Days of room", "number"), TableColumn("Depends on"),
    TableColumn("What waits for it"), TableColumn("Sheet row", "number"),
]  # fmt: skip
# Every status that a page can show, worst first.
SHOWN = {
    "red": rules.STATUS_WORDS["red"], "amber": rules.STATUS_WORDS["amber"], UNPROVEN: UNPROVEN_WORDS,
    "grey": rules.STATUS_WORDS["grey"], "green": rules.STATUS_WORDS["green"], "blue": rules.STATUS_WORDS["blue"],
}  # fmt: skip
SORTS: dict[str, Callable[[PlanItem], Any]] = {
    "reference": lambda item: item.reference,
    "title": lambda item: item.title.casefold(),
    "workstream": lambda item: item.workstream.casefold(),
    "owner": lambda item: (item.owner or "").casefold(),
    "baseline_on": lambda item: item.baseline_on,
    "forecast_on": lambda item: item.forecast_on or date.max,
    "actual_on": lambda item: item.actual_on or date.max,
    "status": lambda item: list(SHOWN).index(status_key(item)),
}


def status_key(item: PlanItem) -> str:
    """The rule's status, with UNPROVEN apart from what slips."""
    return UNPROVEN if item.status == "amber" and item.task.done_by(g.programme.today()) else item.status


def status_words(item: PlanItem) -> str:
    return UNPROVEN_WORDS if status_key(item) == UNPROVEN else rules.STATUS_WORDS[item.status]


def colour(item: PlanItem) -> str:
    return "orange" if status_key(item) == UNPROVEN else COLOURS[item.status]


def address(reference: str) -> str:
    return url_for("steering.milestone", slug=g.programme.slug, reference=reference)


def milestone_row(item: PlanItem) -> dict[str, Any]:
    return {
        "reference": item.reference, "href": address(item.reference), "title": item.title,
        "workstream": item.workstream, "owner": item.owner, "baseline_on": item.baseline_on,
        "forecast_on": item.forecast_on, "actual_on": item.actual_on, "planned_on": item.planned_on,
        "words": status_words(item), "colour": colour(item), "why": item.assessment.why,
        "float": None if item.task.done_by(g.programme.today()) else item.assessment.room,
        "holds_up": [(reference, address(reference)) for reference in item.assessment.holds_up],
    }  # fmt: skip


def download_row(item: PlanItem) -> list[Any]:
    seen = item.assessment
    return [
        item.reference, item.title, item.workstream, rules.KINDS.get(item.kind or "", item.kind), item.owner,
        item.baseline_on, item.forecast_on, item.actual_on, status_words(item), seen.why, seen.room,
        ", ".join(item.depends_on), ", ".join(seen.holds_up),
        row_words(item.sheet.source_row, item.sheet.release.sheets),
    ]  # fmt: skip


def _holds(item: PlanItem, search: str) -> bool:
    words = (item.reference, item.title, item.owner or "")
    return any(search.casefold() in each.casefold() for each in words)


def asked_items(plan: Plan) -> list[PlanItem]:
    """The milestones that the address asks for, in its order; without one, in the order of the sheet."""
    asked = {name: request.args.get(name, "").strip() for name in ("search", "workstream", "kind", "status", "sort")}
    found = [
        item
        for item in plan.items
        if (not asked["search"] or _holds(item, asked["search"]))
        and (not asked["workstream"] or name_key(item.workstream) == name_key(asked["workstream"]))
        and (not asked["kind"] or item.kind == asked["kind"])
        and (not asked["status"] or (item.late if asked["status"] == "late" else status_key(item) == asked["status"]))
    ]
    key = SORTS.get(asked["sort"].removeprefix("-"))
    return sorted(found, key=key, reverse=asked["sort"].startswith("-")) if key else found


def controls(plan: Plan) -> list[dict[str, Any]]:
    workstreams = sorted({item.workstream for item in plan.items}, key=str.casefold)
    return [
        {"name": "search", "label": "Reference, milestone or owner"},
        {"name": "workstream", "label": "Workstream", "options": [(each, each) for each in workstreams]},
        {"name": "kind", "label": "Kind", "options": list(rules.KINDS.items())},
        {"name": "status", "label": "Status", "options": [("late", "Late"), *SHOWN.items()]},
    ]


def download_address() -> str:
    return asking_alike("steering.download")


def chart_bars(items: Sequence[PlanItem]) -> list[MilestoneBar]:
    """What the chart draws, earliest baseline first."""
    return [
        {
            "label": f"{item.reference} {item.title}",
            "baseline_on": item.baseline_on.isoformat(),
            "forecast_on": item.forecast_on.isoformat() if item.forecast_on else None,
            "actual_on": item.actual_on.isoformat() if item.actual_on else None,
            "late": item.late,
        }
        for item in sorted(items, key=lambda item: (item.baseline_on, item.reference))
    ]


@lru_cache(maxsize=64)
def _drawn(bars: str, today: date, width: int) -> str:
    milestones = json.loads(bars)
    late = sum(each["late"] for each in milestones)
    desc = f"{len(milestones)} milestones from baseline to forecast, {late} of them late, as on {long_date(today)}"
    return gantt(milestones, today, title="The plan", desc=desc, ident=f"plan-{width}", width=width)


def plan_chart(items: Sequence[PlanItem], today: date, width: int = WIDTH) -> str | None:
    """The Gantt chart as SVG, or None when there is nothing to draw or too much to read. Drawn once a width."""
    if not items or len(items) > MOST_DRAWN:
        return None
    return _drawn(json.dumps(chart_bars(items)), today, width)


def count_cards(plan: Plan) -> list[dict[str, Any]]:
    """Milestones by status, worst first, noughts too."""
    found = Counter(status_key(item) for item in plan.items)
    return [
        {
            "label": words, "value": found[status],
            "href": url_for("steering.index", slug=g.programme.slug, status=status, _anchor="milestones"),
        }
        for status, words in SHOWN.items()
    ]  # fmt: skip


def count_faults(plan: Plan) -> int:
    """What does not add up in the plan itself. The checks name each one, and where to put it right."""
    return len(plan.cycles) + len(plan.dated_after) + len(plan.unknown)


def far_off(day: date | None) -> str:
    return f"{long_date(day)} ({how_far_off(day, g.programme.today())})" if day else "Not given"
