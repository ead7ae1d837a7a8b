"""Letters that wait, and whether any goes out at all."""

from datetime import datetime

from flask import current_app
from sqlalchemy import select

from transfer.config import Settings
from transfer.extensions import db
from transfer.mail.models import Letter
from transfer.mail.rules import MOST_ATTEMPTS


def mail_goes_out() -> bool:
    """Whether a mail server is set; else letters stay in the outbox, where the operator reads them."""
    settings: Settings = current_app.config["SETTINGS"]
    return bool(settings.mail_server)


def words_of_mail() -> str:
    """Where a letter is that was just written, as a command tells it."""
    return "A mail is on its way" if mail_goes_out() else "Its mail waits in the outbox: flask mail list"


def list_due_letters(now: datetime) -> list[Letter]:
    """Unsent letters whose time has come, oldest first."""
    return list(
        db.session.scalars(
            select(Letter)
            .where(Letter.sent_at.is_(None), Letter.due_at <= now, Letter.body.is_not(None))
            .where(Letter.address != "", Letter.attempts < MOST_ATTEMPTS)
            .order_by(Letter.id)
        )
    )


def list_letters(most: int = 50) -> list[Letter]:
    """The newest letters to somebody, newest first."""
    return list(db.session.scalars(select(Letter).where(Letter.address != "").order_by(Letter.id.desc()).limit(most)))
