"""People in the programme: joiners, movers, leavers, and who acts for whom."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.identity.actions import invite
from transfer.identity.models import User
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.programmes.actions.changing import refuse_stale, save, set_values
from transfer.programmes.models import Deputy, Membership, Programme
from transfer.programmes.queries import get_organisation, list_appointments, possible_deputies
from transfer.programmes.rules import ROLE_NAMES, WITHOUT_DEPUTY, Appointment, Viewer, clash, refusal


def add_member(viewer: Viewer, user: User, asked: Appointment, *, conflict: str = "") -> Membership:
    """Raises DomainError for an appointment that is refused by itself or beside the person's others. conflict: how a
    person on two sides keeps them apart."""
    _take_turns(viewer)
    _check(viewer, user.id, asked, None, conflict)
    values = _values(asked)
    member = Membership(
        programme_id=viewer.programme_id, user=user, created_at=clock.now(), **values, **_declared(viewer, conflict)
    )
    db.session.add(member)
    db.session.flush()
    told = {name: (None, value) for name, value in {**_told(viewer, values), "conflict": conflict}.items() if value}
    record(viewer, "add_member", ("member", member.id), f"Somebody joined the programme as {ROLE_NAMES[asked.role]}",
           programme_id=viewer.programme_id, changes=told)  # fmt: skip
    return member


def bring_in(viewer: Viewer, asked: Appointment, *, email: str, name: str = "", conflict: str = "") -> Membership:
    """Somebody by e-mail address: an account that stands is used, and whoever has none is invited by mail."""
    return add_member(viewer, invite(viewer, email=email, name=name), asked, conflict=conflict)


def invite_again(viewer: Viewer, member: Membership) -> None:
    """A new link for somebody who has not set up the account; the earlier one ends."""
    invite(viewer, email=member.user.email, name=member.user.name)


def change_member(
    viewer: Viewer, member: Membership, asked: Appointment, *, conflict: str = "", version: int | None = None
) -> None:
    """Anything but the side, which is a move. Raises DomainError, also when the programme would lose its last lead."""
    asked = replace(asked, organisation_id=member.organisation_id)
    values = _values(asked)
    refuse_stale(member, version, [*values, "conflict"])
    _take_turns(viewer)
    _check(viewer, member.user_id, asked, member, conflict)
    _keep_a_lead(viewer, member, asked)
    if conflict != member.conflict:
        values |= _declared(viewer, conflict)
    save(viewer, member, "member", "change_member", "An appointment was changed", values)


def move_member(
    viewer: Viewer, member: Membership, asked: Appointment, *, conflict: str = "", version: int | None = None
) -> Membership:
    """Ends one appointment on the day before the other starts, on another side. Raises DomainError."""
    if asked.organisation_id == member.organisation_id:
        raise DomainError("Choose another side: the person stands on this one", "organisation_id")
    if asked.starts_on is None:
        raise DomainError("Enter the first day on the new side", "starts_on")
    end_member(viewer, member, last_on=asked.starts_on - timedelta(days=1), version=version)
    return add_member(viewer, member.user, asked, conflict=conflict)


def end_member(viewer: Viewer, member: Membership, *, last_on: date, version: int | None = None) -> None:
    """A leaver: after the last day no page opens. What they typed stays under their name."""
    refuse_stale(member, version, ("ends_on",))
    _take_turns(viewer)
    _keep_a_lead(viewer, member, None)
    save(viewer, member, "member", "end_member", "An appointment was given its last day", {"ends_on": last_on})


def _take_turns(viewer: Viewer) -> None:
    """Two leads who change members at once do it one after the other, so that each sees what the other did."""
    db.session.get(Programme, viewer.programme_id, with_for_update=True)


def _check(viewer: Viewer, user_id: int, asked: Appointment, but: Membership | None, conflict: str) -> None:
    if asked.organisation_id is not None:
        get_organisation(viewer, asked.organisation_id)
    others = [each for member, each in list_appointments(viewer, user_id) if member is not but]
    wrong = refusal(asked, clock.today()) or clash(asked, others, conflict)
    if wrong:
        raise DomainError(*wrong)


def _keep_a_lead(viewer: Viewer, member: Membership, asked: Appointment | None) -> None:
    """asked None: the appointment ends."""
    today = clock.today()
    leads = [each for each, held in list_appointments(viewer) if held.role == "lead" and held.lasts(today)]
    stays = asked is not None and asked.role == "lead" and asked.lasts(today)
    if leads == [member] and not stays:
        raise DomainError("Bring in another lead first: a programme always has one without a last day")


def _values(asked: Appointment) -> dict[str, Any]:
    return {**asked.__dict__, "areas": [*asked.areas] if asked.role == "guest" else []}


def _told(viewer: Viewer, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the history tells them: a side by its name."""
    side = values["organisation_id"]
    told = {name: value for name, value in values.items() if name != "organisation_id"}
    return {**told, "side": get_organisation(viewer, side).short if side else None}


def _declared(viewer: Viewer, conflict: str) -> dict[str, Any]:
    if not conflict:
        return {"conflict": "", "conflict_by": None, "conflict_at": None}
    return {"conflict": conflict, "conflict_by": viewer.name, "conflict_at": clock.now()}


def name_deputy(
    viewer: Viewer, member: Membership, user_id: int, *, starts_on: date, ends_on: date, reason: str
) -> Deputy:
    """Somebody of the same side acts for the appointment on these days. Names and pay are not passed on: the lead gives
    each to a person. Raises DomainError, also for days that are over."""
    if ends_on < starts_on:
        raise DomainError("Enter a last day that is not before the first", "ends_on")
    if ends_on < clock.today():
        today = long_date(clock.today())
        raise DomainError(f"Enter a last day from today on: days are real days, and today is {today}", "ends_on")
    if member.role in WITHOUT_DEPUTY:
        raise DomainError("Nobody deputises for a guest or an auditor")
    if user_id not in {each.user_id for each in possible_deputies(viewer, member, (starts_on, ends_on))}:
        raise DomainError("Choose somebody who stands on the same side on these days", "user_id")
    deputy = Deputy(membership_id=member.id, user_id=user_id, starts_on=starts_on, ends_on=ends_on, reason=reason)
    db.session.add(deputy)
    db.session.flush()
    changes = {"starts_on": (None, starts_on), "ends_on": (None, ends_on), "reason": (None, reason)}
    record(viewer, "name_deputy", ("member", member.id), "An appointment was given a deputy",
           programme_id=viewer.programme_id, changes=changes)  # fmt: skip
    return deputy


def end_deputy(viewer: Viewer, deputy: Deputy, member: Membership) -> None:
    """From now on the deputy acts for nobody; what they did stays under their name, as deputy."""
    yesterday = clock.today() - timedelta(days=1)
    old = deputy.ends_on
    if deputy.starts_on > yesterday:
        db.session.delete(deputy)
    else:
        set_values(deputy, {"ends_on": min(old, yesterday)})
    db.session.flush()
    record(viewer, "end_deputy", ("member", member.id), "A deputy’s days were ended",
           programme_id=viewer.programme_id, changes={"ends_on": (old, min(old, yesterday))})  # fmt: skip
