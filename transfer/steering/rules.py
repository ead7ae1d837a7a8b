"""Where each milestone stands, what it holds up, and how much room is left.

Source: domain/contracts-diligence-programme.md §4. Blue: done, with evidence. Green: forecast no later than the
baseline. Amber: a slip of up to ten working days, with float left. Red: overdue, slipped further, or critical and
slipped. Grey: not started, without a forecast. A programme is as its worst critical milestone, never an average.
A milestone that waits for one that comes after its own forecast slips with it: it cannot be done before that day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import networkx as nx

from transfer.kernel.dates import long_date, working_days_between

TOLERANCE = 10
STATUSES = ("red", "amber", "grey", "green", "blue")
STATUS_WORDS = {
    "blue": "Done",
    "green": "On time",
    "amber": "Slipping",
    "red": "Needs action",
    "grey": "No forecast",
}
KINDS = {"decision": "Decision", "legal": "Legal", "external": "External", "internal": "Internal"}
Working = Callable[[date], bool]


@dataclass(frozen=True)
class Task:
    """A milestone as it stands now: the sheet's dates, or those of its newest update. done: an actual date that has
    come; evidence: what shows that it is done."""

    reference: str
    baseline_on: date
    forecast_on: date | None
    actual_on: date | None
    depends_on: tuple[str, ...] = ()
    concerns: str | None = None
    evidence: str = ""

    def done_by(self, today: date) -> bool:
        return self.actual_on is not None and self.actual_on <= today

    @property
    def planned_on(self) -> date:
        return self.actual_on or self.forecast_on or self.baseline_on


@dataclass(frozen=True)
class Assessment:
    """What is computed of one milestone.

    slip_days: working days between baseline and the day that can be kept, below 0 when it is earlier; expected_on: the
    earliest day that it can be done, given what it waits for and today; float_days: working days from expected_on that
    it may still slip before it holds something up, None when nothing waits for it; overdue: its day has passed;
    held_by: what puts it off beyond its own date, in order of reference; holds_up: references, transitively, in date
    order.
    """

    status: str
    why: str
    late: bool
    critical: bool
    slip_days: int
    float_days: int | None
    expected_on: date
    overdue: bool
    held_by: tuple[str, ...]
    waits_for: tuple[str, ...]
    holds_up: tuple[str, ...]

    @property
    def room(self) -> int | None:
        """float_days as a person reads it: none is left of what is overdue."""
        return min(self.float_days, 0) if self.overdue and self.float_days is not None else self.float_days


@dataclass(frozen=True)
class DatedAfter:
    """A decision that is dated after what it is about."""

    reference: str
    planned_on: date
    concerns: str
    concerned_on: date


def dependency_graph(tasks: Iterable[Task]) -> "nx.DiGraph[str]":
    """An arrow runs from what comes first to what waits for it; a reference that the plan does not hold is left out."""
    listed = list(tasks)
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(task.reference for task in listed)
    held = set(graph)
    graph.add_edges_from((first, task.reference) for task in listed for first in task.depends_on if first in held)
    return graph


def cycles(tasks: Iterable[Task]) -> list[tuple[str, ...]]:
    """Groups of milestones that wait for one another, each and all in order of reference."""
    graph = dependency_graph(tasks)
    rings = [tuple(sorted(group)) for group in nx.strongly_connected_components(graph) if len(group) > 1]
    return sorted(rings + [(name,) for name in nx.nodes_with_selfloops(graph)])


def unknown_dependencies(tasks: Iterable[Task], parked: Iterable[str]) -> list[tuple[str, str, str]]:
    """(reference, what it depends on, "parked" or "missing") where the plan does not hold what is waited for."""
    listed, left_out = list(tasks), set(parked)
    held = {task.reference for task in listed}
    return [
        (task.reference, first, "parked" if first in left_out else "missing")
        for task in listed
        for first in task.depends_on
        if first not in held
    ]


def dated_after(tasks: Iterable[Task]) -> list[DatedAfter]:
    """Every milestone that is dated after the one it concerns."""
    by_reference = {task.reference: task for task in tasks}
    found = []
    for task in by_reference.values():
        concerned = by_reference.get(task.concerns or "")
        if concerned and task.planned_on > concerned.planned_on:
            found.append(DatedAfter(task.reference, task.planned_on, concerned.reference, concerned.planned_on))
    return found


def _earliest(task: Task, today: date) -> date:
    """Nothing that is still open can be done before today."""
    return task.planned_on if task.done_by(today) else max(task.planned_on, today)


def _in_order(graph: "nx.DiGraph[str]") -> tuple["nx.DiGraph[int]", list[int]]:
    """The graph with each ring as one node, and its nodes from first to last: rings neither loop nor fail."""
    condensed = nx.condensation(graph)
    return condensed, list(nx.topological_sort(condensed))


def _expected(tasks: Mapping[str, Task], graph: "nx.DiGraph[str]", today: date) -> dict[str, date]:
    """Forward: a milestone is done no earlier than what it waits for."""
    condensed, order = _in_order(graph)
    latest: dict[int, date] = {}
    found: dict[str, date] = {}
    for node in order:
        members = condensed.nodes[node]["members"]
        before = [latest[first] for first in condensed.predecessors(node)]
        for name in members:
            open_ones = [] if tasks[name].done_by(today) else before
            found[name] = max([_earliest(tasks[name], today), *open_ones])
        latest[node] = max(found[name] for name in members)
    return found


def _needed_by(tasks: Mapping[str, Task], graph: "nx.DiGraph[str]", today: date, go_live_on: date) -> dict[str, date]:
    """Backward: the earliest planned day of anything open that waits for it; the go-live for what is due by then."""
    condensed, order = _in_order(graph)
    earliest: dict[int, date] = {}
    found: dict[str, date] = {}
    for node in reversed(order):
        members = condensed.nodes[node]["members"]
        after = [earliest[later] for later in condensed.successors(node) if later in earliest]
        for name in members:
            cap = [go_live_on] if tasks[name].baseline_on <= go_live_on else []
            if after or cap:
                found[name] = min([*after, *cap])
        own = [tasks[name].planned_on for name in members if not tasks[name].done_by(today)]
        if own or after:
            earliest[node] = min([*own, *after])
    return found


def assess_plan(tasks: Sequence[Task], today: date, go_live_on: date, working: Working) -> dict[str, Assessment]:
    """Every milestone by reference. working: which days are working days."""
    by_reference = {task.reference: task for task in tasks}
    graph = dependency_graph(tasks)
    expected = _expected(by_reference, graph, today)
    needed = _needed_by(by_reference, graph, today, go_live_on)
    floats = {
        name: working_days_between(expected[name], needed[name], working) for name in by_reference if name in needed
    }
    open_ones = {task.reference for task in tasks if not task.done_by(today)}

    def listed(names: Iterable[str], own: str) -> tuple[str, ...]:
        found = [name for name in names if name in open_ones and name != own]
        return tuple(sorted(found, key=lambda name: (by_reference[name].planned_on, name)))

    found = {}
    for name, task in by_reference.items():
        waits_for = listed(nx.ancestors(graph, name), name)
        held_by = _held_by(task, expected[name], [by_reference[first] for first in waits_for], today)
        holds_up = listed(nx.descendants(graph, name), name)
        found[name] = _assess(task, today, working, floats.get(name), expected[name], (held_by, waits_for, holds_up))
    return found


def _held_by(task: Task, expected_on: date, before: Iterable[Task], today: date) -> tuple[str, ...]:
    """What comes last of all that a milestone waits for, when that is after its own date: the same day is in time."""
    if task.done_by(today) or expected_on <= _earliest(task, today):
        return ()
    return tuple(sorted(each.reference for each in before if _earliest(each, today) == expected_on))


def _assess(
    task: Task, today: date, working: Working, float_days: int | None, expected_on: date,
    around: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]],
) -> Assessment:  # fmt: skip
    """around: what puts it off, what it waits for, what it holds up."""
    done, held_by = task.done_by(today), around[0]
    kept_on = expected_on if held_by else task.planned_on
    slip = working_days_between(task.baseline_on, kept_on, working)
    overdue = not done and task.planned_on < today
    # An overdue milestone has no date to count room from, so it counts as critical.
    critical = not done and (overdue or (float_days is not None and float_days <= 0))
    cannot = f"It cannot be before {long_date(expected_on)}: it waits for {' and '.join(held_by)}" if held_by else ""
    status, why = _status(task, today, overdue, cannot) or _slipped(
        slip, float_days, cannot, "it holds something up" if around[2] else "go-live"
    )
    late = not done and (overdue or bool(held_by) or task.planned_on > task.baseline_on)
    return Assessment(status, why, late, critical, slip, float_days, expected_on, overdue, *around)


def _status(task: Task, today: date, overdue: bool, cannot: str) -> tuple[str, str] | None:
    """Status and reason of what does not slip, None for what does. cannot: why its own date cannot be kept, or ""."""
    if task.done_by(today):
        if task.evidence.strip():
            return "blue", f"Done on {long_date(task.actual_on)}, with evidence"
        return "amber", f"Done on {long_date(task.actual_on)}: enter what shows it"
    if overdue:
        return "red", f"It was due on {long_date(task.planned_on)}: enter when it was done, or a new forecast"
    if task.forecast_on is None and task.actual_on is None:
        return "grey", ". ".join(filter(None, ["Enter a forecast", cannot]))
    if task.planned_on <= task.baseline_on and not cannot:
        return "green", "The forecast keeps the baseline"
    return None


def days_in_words(days: int) -> str:
    return f"{days:,} working {'day' if days == 1 else 'days'}"


def _slipped(slip: int, float_days: int | None, cannot: str, until: str) -> tuple[str, str]:
    """cannot: what puts it off, in words, or ""; until: what the room that is left is counted to."""
    slips = cannot or f"It slips by {days_in_words(max(slip, 0))}"
    if slip > TOLERANCE:
        return "red", f"{slips}, {days_in_words(slip)} late" if cannot else f"{slips}: more than {TOLERANCE}"
    if float_days is not None and float_days < 0:
        return "red", f"{slips}, {days_in_words(-float_days)} too late for what waits for it"
    if float_days == 0:
        return "red", f"{slips}, and no room is left"
    if float_days is None:
        return "amber", f"{slips}; nothing waits for it"
    return "amber", f"{slips}; {float_days} {'is' if float_days == 1 else 'are'} left before {until}"


def room_in_words(seen: Assessment) -> str:
    """Days of room for a page: "3 working days", "None, so it is critical", "1 working day too late"."""
    if seen.float_days is None:
        return ""
    until = "it holds something up" if seen.holds_up else "go-live"
    if seen.overdue and seen.float_days > 0:
        return f"None: it is overdue. From today, {days_in_words(seen.float_days)} until {until}"
    if seen.float_days < 0:
        return f"{days_in_words(-seen.float_days)} too late"
    return days_in_words(seen.float_days) if seen.float_days else "None, so it is critical"


def programme_status(assessments: Iterable[Assessment]) -> str:
    """As the worst critical milestone; green when none is critical, grey without any milestone."""
    listed = list(assessments)
    critical = [each.status for each in listed if each.critical]
    if not listed:
        return "grey"
    return min(critical, key=STATUSES.index, default="green")
