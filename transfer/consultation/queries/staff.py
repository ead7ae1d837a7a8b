"""Affected staff in numbers, and agency workers as the employer's list has them."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from transfer.consultation.models import AffectedGroup, AgencyCount, Representative
from transfer.consultation.queries.sight import list_records
from transfer.consultation.rules import direct_is_open
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import grouped
from transfer.extensions import db
from transfer.programmes.models import Organisation, Service, Transfer
from transfer.programmes.queries import list_services
from transfer.programmes.rules import Viewer
from transfer.releases.queries import find_release_in_force
from transfer.tupe.queries import count_states
from transfer.tupe.rules import MAY_MOVE


@dataclass(frozen=True)
class StaffGroup:
    """Some of an employer's affected staff. number None: nobody has counted them in the viewer's sight; moves: they are
    the candidates of the transfer, counted from the list; group None then."""

    employer: Organisation
    name: str
    effect: str
    number: int | None
    as_at: date | None
    group: AffectedGroup | None
    service_id: int | None = None

    @property
    def moves(self) -> bool:
        return self.group is None


def affected_staff(viewer: Viewer, transfer: Transfer) -> list[StaffGroup]:
    """Those who may move, then each group that an employer named: of both employers, as far as the viewer sees them."""
    found = [_candidates(viewer, transfer)]
    records = list_records(viewer, transfer, AffectedGroup)
    if any(each.service_id for each in records):
        counted = _filled(viewer)
    names: dict[int | None, Service] = {each.id: each for each in list_services(viewer)}
    for each in records:
        number, as_at = each.number, each.as_at
        if each.service_id is not None:
            release = find_release_in_force(viewer, "establishment", each.employer_id)
            number = counted.get((each.employer_id, each.service_id), 0) if release else None
            as_at = release.as_at if release else None
        service = names.get(each.service_id)
        name = f"{each.name} ({service.name})" if service else each.name
        found.append(StaffGroup(each.employer, name, each.effect, number, as_at, each, each.service_id))
    return found


def _candidates(viewer: Viewer, transfer: Transfer) -> StaffGroup:
    release = find_release_in_force(viewer, "establishment", transfer.from_id)
    number = sum(count for state, count in count_states(viewer, transfer).items() if state in MAY_MOVE)
    effect = "Their employer changes if they are assigned to what moves"
    return StaffGroup(
        transfer.transferor, "People who may transfer", effect, number if release else None,
        release.as_at if release else None, None,
    )  # fmt: skip


def _filled(viewer: Viewer) -> dict[tuple[int, int], int]:
    """Filled lines by whose list and service; service 0 for those of none."""
    found: dict[tuple[int, int], int] = {}
    for group in grouped(viewer):
        if group.occupancy == "filled":
            place = (group.organisation_id, group.service_id or 0)
            found[place] = found.get(place, 0) + group.lines
    return found


@dataclass(frozen=True)
class Agency:
    """So many agency workers at one place and work on a day; record None: as the employer's list has them."""

    employer: Organisation
    number: int
    place: str
    work: str
    as_at: date | None
    record: AgencyCount | None = None


def agency_workers(viewer: Viewer, transfer: Transfer, of: Organisation) -> list[Agency]:
    """By number, place and work: those that somebody recorded, else those on the employer's own list."""
    recorded = [each for each in list_records(viewer, transfer, AgencyCount) if each.employer_id == of.id]
    if recorded:
        return [Agency(of, each.number, each.place, each.work, each.as_at, each) for each in recorded]
    return agency_on_list(viewer, of)


def agency_on_list(viewer: Viewer, of: Organisation) -> list[Agency]:
    release = find_release_in_force(viewer, "establishment", of.id)
    if release is None:
        return []
    keys = (AssignmentLine.location, AssignmentLine.job_title)
    query = (
        select(*keys, func.count())
        .where(AssignmentLine.release_id == release.id, AssignmentLine.occupancy == "agency")
        .group_by(*keys)
        .order_by(*keys)
    )
    return [
        Agency(of, number, place or "Place not stated", work, release.as_at)
        for place, work, number in db.session.execute(query)
    ]


def may_inform_directly(viewer: Viewer, transfer: Transfer, of: Organisation) -> bool:
    """Whether this employer may inform its employees without an election, as its own list counts them."""
    listed = find_release_in_force(viewer, "establishment", of.id)
    employed = sum(number for (holder, _), number in _filled(viewer).items() if holder == of.id) if listed else None
    moving = sum(count for state, count in count_states(viewer, transfer).items() if state in MAY_MOVE)
    others = [each for each in list_records(viewer, transfer, Representative) if each.employer_id == of.id]
    represented = any(each.kind in ("union", "standing") for each in others)
    return direct_is_open(transfer.transfer_on, employed, moving, represented=represented)
