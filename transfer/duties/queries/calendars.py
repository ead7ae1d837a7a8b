"""A calendar of what is owed, as its owner may see it on the day that it is read."""

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event
from sqlalchemy import select

from transfer.duties.models import CalendarFeed, ReminderWish
from transfer.duties.queries.owed import duties_of
from transfer.duties.rules import DONE, Duty, state_of
from transfer.extensions import db
from transfer.identity.models import User
from transfer.identity.rules import token_hash
from transfer.kernel import clock
from transfer.mail.actions import link_to
from transfer.programmes.models import Programme
from transfer.programmes.queries import find_viewer, list_programmes_of


def find_feed(user: User) -> CalendarFeed | None:
    return db.session.get(CalendarFeed, user.id)


def find_feed_by_secret(secret: str) -> CalendarFeed | None:
    """The feed at this address, of an account that is still open."""
    query = select(CalendarFeed).where(CalendarFeed.secret_hash == token_hash(secret))
    found = db.session.scalars(query).one_or_none()
    return found if found and found.user.active else None


def wants_reminders(user: User) -> bool:
    return db.session.get(ReminderWish, user.id) is None


def calendar_of(user: User) -> bytes:
    """All of the programmes that the user is in today, as an iCalendar file. It holds no personal data: what is owed,
    by which side, and where to read more after signing in."""
    calendar = Calendar()
    calendar.add("prodid", "-//Transfer//What HR owes//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Transfer: what HR owes")
    calendar.add("refresh-interval", timedelta(hours=12), parameters={"VALUE": "DURATION"})
    for programme in list_programmes_of(user):
        viewer = find_viewer(programme, user, clock.today())
        if viewer and viewer.may("people.view"):
            # As a program that was not given people sees: whoever holds the address is nobody known.
            for duty in duties_of(viewer.without_people()):
                if duty.by_on:
                    calendar.add_component(_event(programme, duty))
    return bytes(calendar.to_ical())


def _event(programme: Programme, duty: Duty) -> Event:
    event = Event()
    state = state_of(duty, programme.today())
    event.add("uid", f"{programme.slug}-{duty.key.replace(':', '-')}@transfer")
    event.add("summary", f"{'Done: ' if state == DONE else ''}{duty.what} ({duty.side})")
    event.add("dtstart", duty.by_on)
    event.add("dtend", (duty.by_on or clock.today()) + timedelta(days=1))
    event.add("dtstamp", datetime.now(UTC))
    event.add("transp", "TRANSPARENT")
    link = link_to("duties.index", slug=programme.slug)
    lines = [f"{programme.name}: {duty.transfer}", f"Rule: {duty.basis}", f"State: {state}", link]
    event.add("description", "\n".join(lines))
    event.add("url", link)
    return event
