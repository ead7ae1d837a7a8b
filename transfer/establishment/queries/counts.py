"""Counts of lines by service and state, grouped in the database."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import func, select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.rules import NOT_STATED, OCCUPANCIES, Catalogue, Ownership, establishment_gap
from transfer.extensions import db
from transfer.programmes.models import Service
from transfer.programmes.queries import list_services
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force


@dataclass(frozen=True)
class Group:
    """Lines of one list that share a service (None: no service of the programme) and an occupancy."""

    release_id: int
    organisation_id: int
    service_id: int | None
    occupancy: str | None
    lines: int
    fte_thousandths: int


@dataclass
class Counts:
    """Posts (lines) with their states; the gap is what the stated parts leave unexplained."""

    posts: int = 0
    fte_thousandths: int = 0
    states: dict[str, int] = field(default_factory=lambda: dict.fromkeys((*OCCUPANCIES, NOT_STATED), 0))

    def add(self, group: Group) -> None:
        self.posts += group.lines
        self.fte_thousandths += group.fte_thousandths
        self.states[group.occupancy or NOT_STATED] += group.lines

    @property
    def gap(self) -> int:
        return establishment_gap(self.posts, (self.states[each] for each in OCCUPANCIES))


@dataclass(frozen=True)
class ListState:
    """One list in force: its version, its counts, and the rows of the file that were parked."""

    release: Release
    counts: Counts

    @property
    def parked(self) -> int:
        return self.release.rows_with_data - self.release.rows_accepted


def catalogue(viewer: Viewer) -> Catalogue:
    """Which service owns which name and cost centre."""
    return Catalogue(
        Ownership(each.id, each.name, tuple(link.cost_centre for link in each.cost_centres))
        for each in list_services(viewer)
    )


def grouped(viewer: Viewer, known: Catalogue | None = None) -> list[Group]:
    """Every list in force, grouped by organisation, service and occupancy: a few queries, however many lines."""
    known = known or catalogue(viewer)
    organisations = {each.id: each.organisation_id or 0 for each in releases_in_force(viewer, "establishment")}
    keys = (
        AssignmentLine.release_id, AssignmentLine.service_key, AssignmentLine.cost_centre, AssignmentLine.occupancy
    )  # fmt: skip
    rows = db.session.execute(
        select(*keys, func.count(), func.sum(AssignmentLine.fte_thousandths))
        .where(AssignmentLine.release_id.in_(organisations))
        .group_by(*keys)
    )
    return [
        Group(release_id, organisations[release_id], known.owner(key, cost_centre), occupancy, lines, int(fte))
        for release_id, key, cost_centre, occupancy, lines, fte in rows
    ]


def count_by(groups: Iterable[Group], key: Callable[[Group], int | None]) -> dict[int | None, Counts]:
    found: dict[int | None, Counts] = {}
    for group in groups:
        found.setdefault(key(group), Counts()).add(group)
    return found


def counts_by_service(
    viewer: Viewer, groups: Sequence[Group] | None = None
) -> tuple[list[tuple[Service | None, Counts]], Counts]:
    """Counts of each service in the programme's order, those of no service last, and the total."""
    groups = grouped(viewer) if groups is None else groups
    found = count_by(groups, lambda group: group.service_id)
    listed: list[tuple[Service | None, Counts]] = [
        (service, found.get(service.id, Counts())) for service in list_services(viewer)
    ]
    if None in found:
        listed.append((None, found[None]))
    return listed, count_by(groups, lambda group: 0).get(0, Counts())


def list_states(viewer: Viewer, groups: Sequence[Group] | None = None) -> list[ListState]:
    """Each list in force with its counts."""
    found = count_by(grouped(viewer) if groups is None else groups, lambda group: group.release_id)
    releases = releases_in_force(viewer, "establishment")
    return [ListState(release, found.get(release.id, Counts())) for release in releases]
