"""Reading the plan: the sheet's milestones with what was said since, and where each stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from transfer.audit.queries import subjects_of
from transfer.extensions import db, read_once
from transfer.kernel.errors import NotFound
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.reference.rules import is_working_day
from transfer.releases.models import Release, ReleaseFinding
from transfer.releases.queries import RESTS, Rest, release_ids_in_force
from transfer.steering import rules
from transfer.steering.models import Milestone, MilestoneUpdate


@dataclass(frozen=True)
class PlanItem:
    """One milestone as it stands now. forecast_on and actual_on: the newest update's, else the sheet's own, which stays
    in `sheet`; update_id: that update, 0 when nothing was said since the sheet."""

    sheet: Milestone
    task: rules.Task
    assessment: rules.Assessment
    update_id: int

    @property
    def reference(self) -> str:
        return self.sheet.reference

    @property
    def title(self) -> str:
        return self.sheet.title

    @property
    def workstream(self) -> str:
        return self.sheet.workstream

    @property
    def kind(self) -> str | None:
        return self.sheet.kind

    @property
    def owner(self) -> str | None:
        return self.sheet.owner

    @property
    def baseline_on(self) -> date:
        return self.task.baseline_on

    @property
    def forecast_on(self) -> date | None:
        return self.task.forecast_on

    @property
    def actual_on(self) -> date | None:
        return self.task.actual_on

    @property
    def planned_on(self) -> date:
        return self.task.planned_on

    @property
    def depends_on(self) -> tuple[str, ...]:
        return self.task.depends_on

    @property
    def concerns(self) -> str | None:
        return self.task.concerns

    @property
    def status(self) -> str:
        return self.assessment.status

    @property
    def late(self) -> bool:
        return self.assessment.late


@dataclass(frozen=True)
class Plan:
    """The whole plan. parked: references whose rows were left out of the sheet; unknown: see rules; go_live: references
    of what the plan sets on the day of go-live."""

    items: list[PlanItem]
    parked: list[str]
    cycles: list[tuple[str, ...]]
    dated_after: list[rules.DatedAfter]
    unknown: list[tuple[str, str, str]]
    status: str
    go_live: frozenset[str]

    @property
    def late(self) -> list[PlanItem]:
        """What most waits for first."""
        late = [item for item in self.items if item.late]
        return sorted(late, key=lambda item: (-len(item.assessment.holds_up), item.planned_on, item.reference))

    @property
    def holding_up_go_live(self) -> list[str]:
        """References of what is late with no room left and stands before go-live, or is it."""
        pressing = [item for item in self.late if item.assessment.critical]
        return sorted(item.reference for item in pressing if self.go_live & {item.reference, *item.assessment.holds_up})

    @property
    def counts(self) -> dict[str, int]:
        """Milestones by status, worst first, noughts too."""
        found = Counter(item.status for item in self.items)
        return {status: found[status] for status in rules.STATUSES}

    @property
    def critical(self) -> list[PlanItem]:
        """What may not slip by a day: the critical milestones in date order."""
        critical = [item for item in self.items if item.assessment.critical]
        return sorted(critical, key=lambda item: (item.planned_on, item.reference))


def _newest_updates(viewer: Viewer) -> dict[str, MilestoneUpdate]:
    newest = (
        select(func.max(MilestoneUpdate.id))
        .where(MilestoneUpdate.programme_id == viewer.programme_id)
        .group_by(MilestoneUpdate.reference)
    )
    found = db.session.scalars(select(MilestoneUpdate).where(MilestoneUpdate.id.in_(newest)))
    return {each.reference: each for each in found}


@read_once
def parked_references(viewer: Viewer) -> list[str]:
    """References of the milestones that the sheet holds but that were not accepted."""
    query = select(ReleaseFinding.key).where(
        ReleaseFinding.release_id.in_(release_ids_in_force(viewer, "milestones")),
        ReleaseFinding.severity == "error",
        ReleaseFinding.key != "",
    )
    return list(db.session.scalars(query.distinct().order_by(ReleaseFinding.key)))


def _task(row: Milestone, update: MilestoneUpdate | None) -> rules.Task:
    said = update or row
    return rules.Task(
        row.reference, row.baseline_on, said.forecast_on, said.actual_on, tuple(row.depends_on), row.concerns,
        update.evidence if update else "",
    )  # fmt: skip


@read_once
def get_plan(viewer: Viewer) -> Plan:
    """The plan in the order of the sheet, with all that is computed: the same few queries, however long it is."""
    ids = release_ids_in_force(viewer, "milestones")
    query = select(Milestone).where(Milestone.release_id.in_(ids)).order_by(Milestone.release_id, Milestone.source_row)
    rows, updates, programme = db.session.scalars(query).all(), _newest_updates(viewer), get_programme(viewer)
    tasks = [_task(row, updates.get(row.reference)) for row in rows]
    assessed = rules.assess_plan(tasks, programme.today(), programme.go_live_on, is_working_day)
    items = [
        PlanItem(row, task, assessed[row.reference], updates[row.reference].id if row.reference in updates else 0)
        for row, task in zip(rows, tasks, strict=True)
    ]
    parked = parked_references(viewer)
    return Plan(
        items, parked, rules.cycles(tasks), rules.dated_after(tasks), rules.unknown_dependencies(tasks, parked),
        rules.programme_status(item.assessment for item in items),
        frozenset(task.reference for task in tasks if task.baseline_on == programme.go_live_on),
    )  # fmt: skip


def list_milestones(viewer: Viewer) -> list[PlanItem]:
    """Every milestone as it stands now, in the order of the sheet."""
    return get_plan(viewer).items


def get_milestone(viewer: Viewer, reference: str) -> PlanItem:
    """Raises NotFound."""
    for item in list_milestones(viewer):
        if item.reference == reference:
            return item
    raise NotFound("That milestone is not in the plan")


def list_updates(viewer: Viewer, reference: str) -> Sequence[MilestoneUpdate]:
    """What was said about a milestone since the sheet, newest first."""
    query = select(MilestoneUpdate).where(
        MilestoneUpdate.programme_id == viewer.programme_id, MilestoneUpdate.reference == reference
    )
    return db.session.scalars(query.order_by(MilestoneUpdate.id.desc())).all()


def rests_on_plan(viewer: Viewer, release: Release) -> list[Rest]:
    """The milestones of a plan about which somebody said something since it was accepted."""
    if release.dataset != "milestones":
        return []
    held = set(db.session.scalars(select(Milestone.reference).where(Milestone.release_id == release.id)))
    since = subjects_of(viewer.programme_id, "milestone", ("update_milestone",), release.accepted_at)
    names = tuple(sorted(held.intersection(since)))
    return [Rest("of its milestones were updated after it", len(names), names, "steering.index")] if names else []


RESTS.append(rests_on_plan)
