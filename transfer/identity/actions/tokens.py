"""API tokens: made, used and revoked."""

import secrets
from collections.abc import Collection
from datetime import date, datetime, time, timedelta

import structlog
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from transfer.audit.actions import Actor, record, record_access
from transfer.extensions import db, writing
from transfer.identity.models import ApiToken, User
from transfer.identity.queries import get_token
from transfer.identity.rules import (
    LONGEST_TOKEN,
    SCOPES,
    TOKEN_PREFIX,
    CommandLine,
    may_note_use,
    token_hash,
    token_refusal,
)
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

log = structlog.get_logger()


def make_token(user: User, *, name: str, scopes: Collection[str], expires_on: date) -> tuple[ApiToken, str]:
    """A token that opens what its user may see, until the end of a day, and its secret, which is not kept.

    Raises DomainError for a day that is past or more than a year away, and for no scope or an unknown one.
    """
    today = clock.today()
    if not today < expires_on <= today + LONGEST_TOKEN:
        last = today + LONGEST_TOKEN
        raise DomainError(f"Enter a day after today and not after {last.day} {last:%m %Y}", "expires_on")
    if not scopes or not set(scopes) <= set(SCOPES):
        raise DomainError("Choose what the token may do", "scopes")
    secret = TOKEN_PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user_id=user.id, name=name, secret_hash=token_hash(secret), scopes=[each for each in SCOPES if each in scopes],
        created_at=clock.now(), expires_at=datetime.combine(expires_on, time()) + timedelta(days=1),
    )  # fmt: skip
    db.session.add(token)
    db.session.flush()
    told = f"A token was made with the scopes {', '.join(token.scopes)}"
    record(_actor(user), "make_token", ("api_token", token.id), told)
    return token, secret


def revoke_token(user: User, token_id: int) -> None:
    """At once and for ever. Raises NotFound for another person's."""
    token = get_token(user, token_id)
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        record(_actor(user), "revoke_token", ("api_token", token.id), "A token was revoked")


def open_with_token(secret: str) -> ApiToken:
    """The token with this secret, its use noted. Raises DomainError in words for one that opens nothing."""
    token = db.session.scalars(select(ApiToken).where(ApiToken.secret_hash == token_hash(secret))).one_or_none()
    if not token:
        log.warning("unknown_token")
        raise DomainError("This token is not known: it may be mistyped.")
    now = clock.now()
    refusal = token_refusal(token.expires_at, token.revoked_at, token.user.active, now)
    if refusal:
        log.warning("refused_token", token=token.id)
        raise DomainError(refusal)
    if may_note_use(token.last_used_at, now):
        _note_use(token, now)
    return token


def _note_use(token: ApiToken, now: datetime) -> None:
    """With the request's own changes when it makes any, else in a transaction of its own."""
    told = ("use_token", ("api_token", token.id), "A token was used")
    if writing.get():
        token.last_used_at = now
        record(_actor(token.user), *told)
    elif not current_app.config["SETTINGS"].read_only:
        record_access(_actor(token.user), *told, None)
        mark = writing.set(True)
        try:
            with Session(db.engine) as session, session.begin():
                session.execute(update(ApiToken).where(ApiToken.id == token.id).values(last_used_at=now))
        finally:
            writing.reset(mark)


def _actor(user: User) -> Actor:
    return CommandLine(user.id, user.name)
