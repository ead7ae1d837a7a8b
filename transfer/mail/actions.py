"""Writing letters and sending them, each once."""

import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog
from flask import current_app, render_template
from sqlalchemy import delete, update

from transfer.config import Settings
from transfer.extensions import db, unit_of_work
from transfer.kernel import clock
from transfer.mail.adapters import REFUSALS, connect, said, written
from transfer.mail.models import Letter
from transfer.mail.queries import list_due_letters
from transfer.mail.rules import KEPT, LEASE, SUBJECTS, wait_after

log = structlog.get_logger()


@dataclass(frozen=True)
class Addressee:
    """Who a letter is for. address empty: nobody; it is written and never sent, which takes as long."""

    user_id: int | None
    address: str
    name: str


def link_to(endpoint: str, **values: Any) -> str:
    """The address of a page, for a letter: from BASE_URL, never from what a request says of its host."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.address() + current_app.url_map.bind("").build(endpoint, values)


def post(to: Addressee, template: str, *, link: str, expires_at: datetime | None = None) -> Letter:
    """Put a letter into the outbox, in this unit of work. template: a key of rules.SUBJECTS.

    A letter holds the name of its addressee, the product's name and a link, and nothing else of anybody.
    """
    now = clock.now()
    body = render_template(f"mail/{template}.txt", name=" ".join(to.name.split()), link=link)
    letter = Letter(
        recipient_id=to.user_id, address=to.address, template=template, subject=SUBJECTS[template],
        body=body if to.address else None, created_at=now, due_at=now, expires_at=expires_at, attempts=0,
    )  # fmt: skip
    db.session.add(letter)
    db.session.flush()
    return letter


def end_letters(template: str, user_id: int) -> None:
    """What waits for somebody under this template is never sent: a newer one takes its place, or its link has ended."""
    db.session.execute(
        update(Letter)
        .where(Letter.template == template, Letter.recipient_id == user_id, Letter.sent_at.is_(None))
        .values(body=None)
    )


@dataclass(frozen=True)
class Round:
    """What one round of the post did: letters sent, and letters that rest until they are tried again."""

    sent: int = 0
    refused: int = 0


def send_due_letters() -> Round:
    """Send what is due, each letter in units of work of its own. A server that is away costs nothing but time.

    A letter is taken by moving its due instant past the time that sending may last; two workers cannot both do that.
    Killed between the server's answer and the note of it, a worker sends that one letter again, under the same id.
    Raises DomainError when no mail server is set.
    """
    settings: Settings = current_app.config["SETTINGS"]
    _clear_out()
    due = [(each.id, each.attempts) for each in list_due_letters(clock.now())]
    if not due:
        return Round()
    try:
        server = connect(settings)
    except REFUSALS as error:
        return Round(refused=sum(_put_off(number, said(error)) for number, seen in due if _take(number, seen)))
    sent = refused = 0
    try:
        for number, seen in due:
            if _take(number, seen):
                gone = _send(settings, server, number)
                sent, refused = sent + gone, refused + (not gone)
    finally:
        with suppress(*REFUSALS):
            server.quit()
    return Round(sent, refused)


def _take(number: int, seen: int) -> bool:
    """Whether this worker, and no other, has the letter now."""
    now = clock.now()
    with unit_of_work():
        taken = db.session.execute(
            update(Letter)
            .where(Letter.id == number, Letter.attempts == seen, Letter.sent_at.is_(None), Letter.due_at <= now)
            .values(attempts=seen + 1, due_at=now + LEASE)
        )
    return taken.rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _send(settings: Settings, server: smtplib.SMTP, number: int) -> bool:
    letter = db.session.get_one(Letter, number)
    if letter.body is None:
        return False
    message = written(settings, letter.id, letter.address, letter.subject, letter.body)
    db.session.rollback()
    try:
        server.send_message(message)
    except REFUSALS as error:
        _put_off(number, said(error))
        with suppress(*REFUSALS):
            server.rset()
        return False
    with unit_of_work():
        letter = db.session.get_one(Letter, number)
        letter.sent_at, letter.body, letter.last_error = clock.now(), None, None
    return True


def _put_off(number: int, why: str) -> bool:
    """The letter rests, longer each time."""
    with unit_of_work():
        letter = db.session.get_one(Letter, number)
        letter.due_at, letter.last_error = clock.now() + wait_after(letter.attempts), why
    log.warning("letter_refused", letter=number, why=why)
    return True


def _clear_out() -> None:
    """Erase what is useless by now, links first of all, and forget letters after a month."""
    now = clock.now()
    with unit_of_work():
        db.session.execute(update(Letter).where(Letter.expires_at <= now, Letter.body.is_not(None)).values(body=None))
        db.session.execute(delete(Letter).where(Letter.created_at < now - KEPT))
