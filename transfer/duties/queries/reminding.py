"""Who is reminded of what now."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from transfer.consultation.queries import is_own
from transfer.duties.models import ReminderSent, ReminderWish
from transfer.duties.queries.owed import duties_of
from transfer.duties.rules import AT_ONCE, DONE, Duty, reminder_due, state_of
from transfer.extensions import db
from transfer.identity.models import User
from transfer.kernel import clock
from transfer.programmes.models import Programme
from transfer.programmes.queries import every_programme, find_viewer, list_members, system_viewer
from transfer.programmes.rules import Viewer


@dataclass(frozen=True)
class Reminding:
    """One person who is to be reminded in one programme, of these duties: each with how many days before."""

    user: User
    programme: Programme
    duties: tuple[tuple[Duty, int], ...]


def due_reminders(days: Collection[int]) -> list[Reminding]:
    """For each programme, whoever decides about people for a side and wants reminders, with what that side owes and
    has not been reminded of yet."""
    off = set(db.session.scalars(select(ReminderWish.user_id)))
    found = []
    for programme in every_programme():
        for user in _people(programme):
            viewer = find_viewer(programme, user, clock.today())
            if viewer and viewer.may("people.decide") and user.id not in off and user.email and user.active:
                duties = _not_yet(viewer, programme, user, days)
                if duties:
                    found.append(Reminding(user, programme, duties))
    return found


def _people(programme: Programme) -> list[User]:
    users = {each.user_id: each.user for each in list_members(system_viewer(programme))}
    return list(users.values())


def _not_yet(viewer: Viewer, programme: Programme, user: User, days: Collection[int]) -> tuple[tuple[Duty, int], ...]:
    query = select(ReminderSent.duty, ReminderSent.by_on, ReminderSent.days).where(
        ReminderSent.user_id == user.id, ReminderSent.programme_id == programme.id
    )
    known = {tuple(row) for row in db.session.execute(query)}
    today, told = programme.today(), []
    for duty in duties_of(viewer):
        before = reminder_due(duty.by_on, today, days)
        idle = not (duty.due and duty.yours) or state_of(duty, today) == DONE
        if idle or before is None or not is_own(viewer, duty.side_id):
            continue
        if (duty.key, duty.by_on or AT_ONCE, before) not in known:
            told.append((duty, before))
    return tuple(told)
