"""What a person takes along when they transfer, and where they stand on the new employer's list."""

from collections.abc import Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from transfer.audit.actions import record
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.tupe.models import Leg
from transfer.tupe.queries import get_leg, legs_of, lines_by_identity, receiving_list
from transfer.tupe.rules import CARRIED, Carried


def begin_legs(transfer: Transfer, line_ids: Sequence[int]) -> None:
    """Keep what leaves with each person, as their list says it on the day of the step. Several lines of one post on a
    list without references are one person's."""
    ref = func.coalesce(AssignmentLine.person_ref, "")
    query = (
        select(
            Release.organisation_id, AssignmentLine.post_no, ref.label("person_ref"),
            func.sum(AssignmentLine.fte_thousandths).label("fte_thousandths"),
            func.sum(AssignmentLine.salary_actual_pence).label("salary_actual_pence"),
            func.min(AssignmentLine.started_on).label("started_on"),
            func.min(AssignmentLine.continuous_service_on).label("continuous_service_on"),
            func.min(AssignmentLine.lg_service_on).label("lg_service_on"),
        )
        .join(Release, Release.id == AssignmentLine.release_id)
        .where(AssignmentLine.id.in_(line_ids))
        .group_by(Release.organisation_id, AssignmentLine.post_no, ref)
    )  # fmt: skip
    rows = [{**each, "transfer_id": transfer.id, "version": 1} for each in db.session.execute(query).mappings()]
    if rows:
        db.session.execute(insert(Leg), rows)


def may_receive(viewer: Viewer, transfer: Transfer) -> bool:
    """HR and legal of the new employer say where those who came stand on its list."""
    return viewer.unrestricted or (transfer.to_id in viewer.sides and viewer.may("people.decide"))


def _receiving(viewer: Viewer, transfer: Transfer) -> Release:
    if not may_receive(viewer, transfer):
        raise DomainError("Only HR or legal of the new employer may say where people stand on its list")
    release = receiving_list(viewer, transfer)
    if release is None:
        raise DomainError(f"Upload the staff list of {transfer.transferee.short} first: people are found on it")
    return release


def link_arrivals(viewer: Viewer, transfer: Transfer) -> int:
    """Find those who transferred on the new employer's list by the same post number and reference, and read again what
    it says of those found before; how many are newly found. Whoever has a new number is said by hand."""
    release, legs = _receiving(viewer, transfer), legs_of(transfer)
    places = {each.id: (transfer.to_id, *_place(each)) for each in legs}
    lines = lines_by_identity(release, [post_no for _, post_no, _ in places.values()])
    new = sum(each.to_post_no is None and places[each.id] in lines for each in legs)
    for leg in legs:
        if says := lines.get(places[leg.id]):
            _arrive(viewer, transfer, leg, _place(leg), says)
    db.session.flush()
    _tell(viewer, transfer, new)
    return new


def _place(leg: Leg) -> tuple[str, str]:
    """Where the person is looked for: where they were found, else by the numbers that they had."""
    return (leg.post_no, leg.person_ref) if leg.to_post_no is None else (leg.to_post_no, leg.to_person_ref or "")


def link_arrival(
    viewer: Viewer, transfer: Transfer, leg_id: int, *, post_no: str, person_ref: str, version: int
) -> Leg:
    """Say on which post of the new list somebody stands, with the number and reference that the new employer gave.

    Raises DomainError for a post that the list does not have or that another came to, StaleVersion.
    """
    release = _receiving(viewer, transfer)
    leg = get_leg(viewer, transfer, leg_id)
    if leg.version != version:
        raise StaleVersion("Somebody else said first where this person stands", {"post_no": leg.to_post_no or ""})
    place = (post_no.strip(), person_ref.strip())
    says = lines_by_identity(release, [place[0]]).get((transfer.to_id, *place))
    if says is None:
        raise DomainError("Enter a filled post and reference as the new list has them", "post_no")
    try:
        with db.session.begin_nested():
            _arrive(viewer, transfer, leg, place, says)
            db.session.flush()
    except (IntegrityError, StaleDataError):
        raise DomainError("Choose another post: somebody else of this transfer came to that one", "post_no") from None
    _tell(viewer, transfer, 1)
    return leg


def _arrive(viewer: Viewer, transfer: Transfer, leg: Leg, place: tuple[str, str], says: Carried) -> None:
    leg.to_organisation_id, (leg.to_post_no, leg.to_person_ref) = transfer.to_id, place
    for name in CARRIED:
        setattr(leg, f"arrived_{name}", getattr(says, name))
    leg.arrived_by, leg.arrived_at = viewer.name, clock.now()


def _tell(viewer: Viewer, transfer: Transfer, number: int) -> None:
    people = "1 person was" if number == 1 else f"{number:,} people were"
    record(viewer, "link_arrivals", ("transfer", transfer.id), f"{people} found on the new employer’s list",
           programme_id=viewer.programme_id, side_id=transfer.to_id)  # fmt: skip
