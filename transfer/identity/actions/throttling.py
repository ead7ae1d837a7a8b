"""Counting wrong passwords by the network address they come from, and by e-mail addresses that have no account.

The count stands in the database, so that every process of every machine sees it, and nothing in it can be read back
into an address.
"""

import hashlib
import hmac
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import delete, func, select

from transfer.extensions import db
from transfer.identity.models import FailedTry
from transfer.identity.rules import WINDOW_OF_AN_ADDRESS, address_may_try, may_try, wait_after
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

KEPT = timedelta(days=1)


class TooManyTries(DomainError):
    """Somebody must wait. `seconds` until the next try is looked at."""

    def __init__(self, message: str, seconds: int) -> None:
        super().__init__(message, "password")
        self.seconds = seconds


def who(kind: str, name: str) -> str:
    """The keyed hash under which tries are counted. kind: "address" or "account"."""
    key = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(key, f"{kind}:{name.strip().lower()}".encode(), hashlib.sha256).hexdigest()


def refuse_busy_address(address: str) -> None:
    """Raises TooManyTries when too many wrong passwords came from this network address of late."""
    since = clock.now() - WINDOW_OF_AN_ADDRESS
    query = select(func.count(), func.min(FailedTry.tried_at))
    failures, first = db.session.execute(
        query.where(FailedTry.who == who("address", address), FailedTry.tried_at > since)
    ).one()
    if not address_may_try(failures):
        seconds = max(1, int((first + WINDOW_OF_AN_ADDRESS - clock.now()).total_seconds()))
        raise TooManyTries(_wait(seconds, "from your network"), seconds)


def refuse_busy_stranger(email: str) -> None:
    """An e-mail address without an account waits as one with an account does, so that nobody learns which have one."""
    failures, last = db.session.execute(
        select(func.count(), func.max(FailedTry.tried_at)).where(
            FailedTry.who == who("account", email), FailedTry.tried_at > clock.now() - KEPT
        )
    ).one()
    if failures:
        refuse_waiting(last + wait_after(failures))


def refuse_waiting(until: datetime | None) -> None:
    """Raises TooManyTries while an account waits."""
    now = clock.now()
    if until and not may_try(until, now):
        seconds = max(1, int((until - now).total_seconds()))
        raise TooManyTries(_wait(seconds, "with this address"), seconds)


def _wait(seconds: int, where: str) -> str:
    minutes = -(-seconds // 60)
    when = "a minute" if minutes == 1 else f"{minutes} minutes"
    return f"Wait {when}: there were too many tries {where}"


def count_failure(address: str, stranger: str | None) -> None:
    """A wrong password. stranger: the e-mail address when no account has it. What is a day old is forgotten.

    The caller commits at once, because the request itself is refused.
    """
    now = clock.now()
    db.session.execute(delete(FailedTry).where(FailedTry.tried_at < now - KEPT))
    for key in [who("address", address)] + ([who("account", stranger)] if stranger else []):
        db.session.add(FailedTry(who=key, tried_at=now))
