"""The way of each person through the transfers of a programme, from list to list."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Select, func, or_, select, true

from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force
from transfer.tupe.models import Leg
from transfer.tupe.rules import Carried, differences, together
from transfer.web.paging import Page, paged_rows

Identity = tuple[int, str, str]  # whose list, post number, person's reference


@dataclass(frozen=True)
class Arrival:
    """Somebody who transferred. now: what the new employer's list said when they were found on it (None: not yet)."""

    leg: Leg
    now: Carried | None

    @property
    def left(self) -> Carried:
        return carried(self.leg)

    @property
    def differences(self) -> list[str]:
        return differences(self.left, self.now) if self.now else []


@dataclass(frozen=True)
class Totals:
    """People, FTE in thousandths and pay in pence."""

    people: int
    fte_thousandths: int
    pay_pence: int


@dataclass(frozen=True)
class ArrivalTotals:
    """All who left, those of them who were found, and what the new list says of these. agree: to the penny and the
    day; different: how many differ in something."""

    left: Totals
    found: Totals
    different: int

    @property
    def agree(self) -> bool:
        return self.left == self.found and not self.different


def carried(row: Leg | AssignmentLine) -> Carried:
    """What left, or what a line says."""
    return Carried(
        row.fte_thousandths, row.salary_actual_pence, row.started_on, row.continuous_service_on, row.lg_service_on
    )


def _seen(viewer: Viewer) -> ColumnElement[bool]:
    """Legs from or to a list that the viewer may see, or of the viewer's own side."""
    if viewer.readable_sides is None:
        return true()
    shown = viewer.readable_sides | {each.organisation_id for each in releases_in_force(viewer, "establishment")}
    return or_(Leg.organisation_id.in_(shown), Leg.to_organisation_id.in_(viewer.sides))


def _legs(viewer: Viewer, transfer: Transfer) -> Select[Leg]:
    into = true() if transfer.to_id in viewer.sides else _seen(viewer)
    return select(Leg).where(Leg.transfer_id == transfer.id, into)


def receiving_list(viewer: Viewer, transfer: Transfer) -> Release | None:
    """The new employer's list in force, as far as the viewer may see it."""
    releases = releases_in_force(viewer, "establishment")
    return next((each for each in releases if each.organisation_id == transfer.to_id), None)


def lines_alike(line: AssignmentLine) -> Sequence[int]:
    """The lines of one list that are told apart neither by post nor by reference: one person's, as decided about."""
    query = select(AssignmentLine.id).where(
        AssignmentLine.release_id == line.release_id, AssignmentLine.post_no == line.post_no,
        func.coalesce(AssignmentLine.person_ref, "") == (line.person_ref or ""), AssignmentLine.occupancy == "filled",
    )  # fmt: skip
    return db.session.scalars(query).all()


def lines_by_identity(release: Release, posts: Iterable[str]) -> dict[Identity, Carried]:
    """What a list says of each person on these posts; several lines alike are one person's, added up."""
    query = select(AssignmentLine).where(
        AssignmentLine.release_id == release.id, AssignmentLine.post_no.in_(set(posts)),
        AssignmentLine.occupancy == "filled",
    )  # fmt: skip
    found: dict[Identity, Carried] = {}
    for line in db.session.scalars(query.order_by(AssignmentLine.source_row)):
        key, says = (release.organisation_id or 0, line.post_no, line.person_ref or ""), carried(line)
        found[key] = together(found[key], says) if key in found else says
    return found


def _arrival(leg: Leg) -> Arrival:
    """With what the new list said when the person was found on it."""
    if leg.arrived_fte_thousandths is None:
        return Arrival(leg, None)
    return Arrival(leg, Carried(
        leg.arrived_fte_thousandths, leg.arrived_salary_actual_pence, leg.arrived_started_on,
        leg.arrived_continuous_service_on, leg.arrived_lg_service_on,
    ))  # fmt: skip


def page_arrivals(viewer: Viewer, transfer: Transfer, number: int) -> Page[Arrival]:
    """Who transferred, by post; those not found yet first."""
    query = _legs(viewer, transfer).order_by(Leg.to_post_no.is_not(None), Leg.post_no, Leg.id)
    page = paged_rows(query, number)
    return Page([_arrival(each) for each in page.items], page.total, page.number)


def arrival_totals(viewer: Viewer, transfer: Transfer) -> ArrivalTotals:
    """What left beside what arrived."""
    arrivals = [_arrival(each) for each in db.session.scalars(_legs(viewer, transfer))]
    there = [each.now for each in arrivals if each.now]
    return ArrivalTotals(
        _sum([each.left for each in arrivals]), _sum(there), sum(bool(each.differences) for each in arrivals)
    )


def _sum(rows: Sequence[Carried]) -> Totals:
    pay = sum(each.salary_actual_pence or 0 for each in rows)
    return Totals(len(rows), sum(each.fte_thousandths for each in rows), pay)


def count_legs(viewer: Viewer, transfer: Transfer) -> int:
    return db.session.scalar(select(func.count()).select_from(_legs(viewer, transfer).subquery())) or 0


def get_leg(viewer: Viewer, transfer: Transfer, leg_id: int) -> Leg:
    found = db.session.scalars(_legs(viewer, transfer).where(Leg.id == leg_id)).one_or_none()
    if not found:
        raise NotFound("Nobody of this transfer is known by that number")
    return found


def legs_of(transfer: Transfer) -> Sequence[Leg]:
    """Everybody who transferred, by post; whoever asks minds who may see them."""
    return db.session.scalars(select(Leg).where(Leg.transfer_id == transfer.id).order_by(Leg.post_no, Leg.id)).all()


def journey_of(viewer: Viewer, line: AssignmentLine) -> list[Leg]:
    """Every transfer that whoever is on this line went through in the line's programme, first to last, as far as the
    viewer may see them. The first one's post is where the journey began."""
    here = (line.release.organisation_id or 0, line.post_no, line.person_ref or "")
    before = _walk(viewer, here, date.max, back=True)
    last = before[0].transfer.transfer_on if before else date.min
    return [*reversed(before), *_walk(viewer, here, last, back=False)]


def _walk(viewer: Viewer, here: Identity, day: date, *, back: bool) -> list[Leg]:
    """From one list to the one before, or after, until nothing leads on: days only ever fall, or rise."""
    found: list[Leg] = []
    while leg := _next(viewer, here, day, back=back):
        found.append(leg)
        day = leg.transfer.transfer_on
        if not back and leg.to_post_no is None:
            break
        here = (
            (leg.organisation_id, leg.post_no, leg.person_ref)
            if back
            else (leg.to_organisation_id or 0, leg.to_post_no or "", leg.to_person_ref or "")
        )
    return found


def _next(viewer: Viewer, here: Identity, day: date, *, back: bool) -> Leg | None:
    query = select(Leg).join(Transfer, Transfer.id == Leg.transfer_id).where(_seen(viewer))
    if back:
        query = query.where(
            Leg.to_organisation_id == here[0], Leg.to_post_no == here[1], Leg.to_person_ref == here[2],
            Transfer.transfer_on < day,
        ).order_by(Transfer.transfer_on.desc())  # fmt: skip
    else:
        query = query.where(
            Leg.organisation_id == here[0], Leg.post_no == here[1], Leg.person_ref == here[2],
            Transfer.transfer_on > day,
        ).order_by(Transfer.transfer_on)  # fmt: skip
    return db.session.scalars(query.limit(1)).first()
