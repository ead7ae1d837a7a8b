"""Setting policy dates, giving and taking back a calendar's address, and writing reminders."""

import secrets

from flask import current_app
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError

from transfer.audit.actions import record
from transfer.config import Settings
from transfer.duties.models import CalendarFeed, PolicyDate, ReminderSent, ReminderWish
from transfer.duties.queries import Reminding, due_reminders, find_feed, find_policy
from transfer.duties.rules import AT_ONCE, check_policy, read_days
from transfer.extensions import db, unit_of_work
from transfer.identity.models import User
from transfer.identity.rules import token_hash
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.mail.actions import Addressee, link_to, post
from transfer.mail.queries import mail_goes_out
from transfer.programmes.actions.changing import refuse_stale, set_values
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.reference.queries import rate


def may_set_policy(viewer: Viewer) -> bool:
    """A lead, and whoever decides about people."""
    return viewer.may("programme.edit") or viewer.may("people.decide")


def set_policy(viewer: Viewer, offset: str, days: int | None, reason: str, version: int = 0) -> PolicyDate:
    """A programme's own number of days. version: 0 before it had one. Raises DomainError for a date that is law,
    StaleVersion, NotFound for an offset that there is not."""
    if not may_set_policy(viewer):
        raise DomainError("Only HR, legal or the programme’s lead may set a policy date")
    today = get_programme(viewer).today()
    shipped = rate(offset, today)
    values = {"days": check_policy(shipped.kind, days, reason), "reason": reason.strip()}
    row = find_policy(viewer, offset)
    before = row.days if row else int(shipped.value)
    if row is None:
        row = PolicyDate(programme_id=viewer.programme_id, offset=offset, set_by=viewer.name, set_on=today, **values)
        _add(row, version)
    else:
        refuse_stale(row, version, values)
        if set_values(row, values):
            row.set_by, row.set_on = viewer.name, today
            db.session.flush()
    changes = {"days": (before, row.days), "reason": (None, row.reason)}
    words = f"{shipped.label}: {row.days} days"
    record(viewer, "set_policy_date", ("policy_date", offset), words, programme_id=viewer.programme_id, changes=changes)
    return row


def _add(row: PolicyDate, version: int) -> None:
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        version = -1
    if version != 0:
        raise StaleVersion("Somebody else set this date first", {"days": row.days, "reason": row.reason})


class _Owner:
    """Somebody who acts for themselves, as the history names them."""

    def __init__(self, user: User) -> None:
        self.user_id: int | None = user.id
        self.name: str = user.name


def make_feed(user: User) -> str:
    """A new address for the user's calendar: its secret, which is kept nowhere. The one before it ends."""
    secret = secrets.token_urlsafe(32)
    row = find_feed(user)
    if row is None:
        row = CalendarFeed(user_id=user.id)
        db.session.add(row)
    row.secret_hash, row.created_at = token_hash(secret), clock.now()
    db.session.flush()
    record(_Owner(user), "make_calendar", ("user", user.id), "A calendar address was made")
    return secret


def end_feed(user: User) -> None:
    """Nobody reads the calendar at its address any more; done twice it is done."""
    row = find_feed(user)
    if row is not None:
        db.session.delete(row)
        db.session.flush()
        record(_Owner(user), "end_calendar", ("user", user.id), "A calendar address was ended")


def set_reminders(user: User, wanted: bool) -> None:
    """Whether this person is reminded by e-mail, in every programme."""
    db.session.execute(delete(ReminderWish).where(ReminderWish.user_id == user.id))
    if not wanted:
        db.session.add(ReminderWish(user_id=user.id, off_since=clock.now()))
    db.session.flush()


def write_reminders() -> int:
    """Put what is to be reminded of now into the outbox, each once: one letter to a person in a programme, however much
    it is. How many letters. Each is a unit of work of its own, with the note of what it was about. Nothing is written
    while no mail goes out: a reminder that waits reminds of nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    days = read_days(settings.reminder_days) if mail_goes_out() else ()
    return sum(_write(each) for each in due_reminders(days)) if days else 0


def _write(asked: Reminding) -> bool:
    """False when another worker has written this one."""
    user, programme = asked.user, asked.programme
    to = Addressee(user.id, user.email or "", user.name)
    link = link_to("duties.index", slug=programme.slug)
    try:
        with unit_of_work():
            for duty, before in asked.duties:
                row = ReminderSent(
                    user_id=to.user_id, programme_id=programme.id, duty=duty.key, by_on=duty.by_on or AT_ONCE,
                    days=before, written_at=clock.now(),
                )  # fmt: skip
                db.session.add(row)
            db.session.flush()
            post(to, "reminder", link=link)
    except IntegrityError:
        return False
    return True
