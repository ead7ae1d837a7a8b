"""Places that somebody has because of their groups at the OpenID provider: given and taken away at each sign-in."""

from datetime import timedelta

import structlog
from sqlalchemy import or_, select

from transfer.extensions import db
from transfer.identity.actions.openid import AFTER_SIGN_IN
from transfer.identity.groups import Place
from transfer.identity.models import User
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.programmes.actions.members import add_member, end_member
from transfer.programmes.models import GroupPlace, Membership, Programme
from transfer.programmes.queries import (
    find_organisation_by_name,
    find_programme,
    find_programme_by_id,
    list_appointments,
    system_viewer,
)
from transfer.programmes.rules import Appointment

log = structlog.get_logger()


def keep_places(user: User, places: list[Place]) -> None:
    """Give what the groups give and take away what they gave and give no more. A place that somebody was given by hand
    stays as it is, and is given by no group beside."""
    wanted = [(place, found) for place in places if (found := _asked(place))]
    for held in _held(user):
        kept = next((each for each in wanted if _is(held, *each)), None)
        if kept:
            wanted.remove(kept)
        else:
            _take_away(held)
    for place, (programme, asked) in wanted:
        _give(user, place, programme, asked)


def _asked(place: Place) -> tuple[Programme, Appointment] | None:
    """The place as an appointment; None, told in the log, where the file names what is not there."""
    programme = find_programme(place.programme)
    side = find_organisation_by_name(system_viewer(programme), place.side) if programme and place.side else None
    if not programme or (place.side and not side):
        log.warning("openid_place_unknown", programme=place.programme, side=place.side)
        return None
    return programme, Appointment(
        role=place.role, organisation_id=side.id if side else None, starts_on=clock.today(),
        sees_people=place.sees_people, sees_pay=place.sees_pay,
    )  # fmt: skip


def _held(user: User) -> list[GroupPlace]:
    """What groups gave and is in force."""
    query = select(GroupPlace).join(Membership).where(Membership.user_id == user.id)
    query = query.where(or_(Membership.ends_on.is_(None), Membership.ends_on >= clock.today()))
    return list(db.session.scalars(query.order_by(GroupPlace.membership_id)))


def _is(held: GroupPlace, place: Place, found: tuple[Programme, Appointment]) -> bool:
    programme, asked = found
    member = held.membership
    return (held.group_id, member.programme_id, member.role, member.organisation_id) == (
        place.group, programme.id, asked.role, asked.organisation_id
    ) and (member.sees_people, member.sees_pay) == (asked.sees_people, asked.sees_pay)  # fmt: skip


def _take_away(held: GroupPlace) -> None:
    """From today on. The last lead stays, as the log says: a programme always has one."""
    programme = find_programme_by_id(held.membership.programme_id)
    if programme is None:
        return
    try:
        end_member(system_viewer(programme), held.membership, last_on=clock.today() - timedelta(days=1))
    except DomainError as error:
        log.warning("openid_place_kept", membership=held.membership_id, why=error.message)


def _give(user: User, place: Place, programme: Programme, asked: Appointment) -> None:
    actor = system_viewer(programme)
    current = [member for member, each in list_appointments(actor, user.id) if _overlaps(each)]
    if any(each.organisation_id == asked.organisation_id for each in current):
        return
    try:
        member = add_member(actor, user, asked)
    except DomainError as error:
        log.warning("openid_place_refused", programme=place.programme, why=error.message)
        return
    db.session.add(GroupPlace(membership_id=member.id, group_id=place.group))
    db.session.flush()


def _overlaps(each: Appointment) -> bool:
    return each.ends_on is None or each.ends_on >= clock.today()


AFTER_SIGN_IN.append(keep_places)
