"""Links in mails: made, and opened once."""

import secrets

from sqlalchemy import update

from transfer.extensions import db
from transfer.identity.actions.throttling import who
from transfer.identity.models import SignInLink, User
from transfer.identity.queries import find_open_link
from transfer.identity.rules import LINK_LASTS, token_hash
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

ENDED = "This link has ended. It works once, and for a while"


def make_link(purpose: str, user: User | None, *, email: str, asker: str = "") -> str:
    """A new token for one page; what was sent before for this purpose ends. purpose: a key of rules.LINK_LASTS."""
    now, token = clock.now(), secrets.token_urlsafe(32)
    end_links(user.id if user else None, purpose)
    db.session.add(
        SignInLink(
            user_id=user.id if user else None, purpose=purpose, token_hash=token_hash(token),
            address_mark=who("account", email), asker_mark=who("address", asker) if asker else None,
            created_at=now, expires_at=now + LINK_LASTS[purpose],
        )
    )  # fmt: skip
    db.session.flush()
    return token


def end_links(user_id: int | None, purpose: str | None = None) -> None:
    """End what is open for somebody: of one purpose, or of every one."""
    ending = update(SignInLink).where(SignInLink.user_id == user_id, SignInLink.ended_at.is_(None))
    if purpose:
        ending = ending.where(SignInLink.purpose == purpose)
    db.session.execute(ending.values(ended_at=clock.now()))


def spend_link(purpose: str, token: str) -> User:
    """The account that a link opens; it opens none again. Raises DomainError. Of two who come at once, one gets it."""
    link = find_open_link(purpose, token, clock.now())
    if link is None or link.user is None or not link.user.active:
        raise DomainError(ENDED)
    spent = db.session.execute(
        update(SignInLink)
        .where(SignInLink.id == link.id, SignInLink.ended_at.is_(None))
        .values(ended_at=clock.now())
        .execution_options(synchronize_session=False)
    )
    if spent.rowcount != 1:  # type: ignore[attr-defined]
        raise DomainError(ENDED)
    return link.user
