"""Finding people who sign in."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select

from transfer.extensions import db
from transfer.identity.models import ApiToken, OneTimeCodes, RecoveryCode, SignInLink, User
from transfer.identity.rules import token_hash
from transfer.kernel.errors import NotFound


def find_user(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def find_user_by_email(email: str) -> User | None:
    return db.session.scalars(select(User).where(func.lower(User.email) == email.strip().lower())).one_or_none()


def find_users(user_ids: Collection[int]) -> Sequence[User]:
    return db.session.scalars(select(User).where(User.id.in_(user_ids)).order_by(User.id)).all()


def list_operators() -> Sequence[User]:
    """Whoever looks after the service, and can be asked."""
    return db.session.scalars(select(User).where(User.operator, User.active).order_by(User.name, User.id)).all()


def no_users() -> bool:
    return db.session.scalar(select(func.count()).select_from(User)) == 0


def list_tokens(user: User) -> Sequence[ApiToken]:
    """Somebody's API tokens, newest first, the dead among them."""
    return db.session.scalars(select(ApiToken).where(ApiToken.user_id == user.id).order_by(ApiToken.id.desc())).all()


def get_token(user: User, token_id: int) -> ApiToken:
    """One of somebody's own tokens. Raises NotFound."""
    found = db.session.get(ApiToken, token_id)
    if not found or found.user_id != user.id:
        raise NotFound("That token is not yours")
    return found


def find_open_link(purpose: str, token: str, now: datetime) -> SignInLink | None:
    """The link that a mail held, while it still opens something."""
    return db.session.scalars(
        select(SignInLink).where(
            SignInLink.token_hash == token_hash(token), SignInLink.purpose == purpose,
            SignInLink.ended_at.is_(None), SignInLink.expires_at > now,
        )
    ).one_or_none()  # fmt: skip


def count_links(since: datetime, **marks: str) -> int:
    """How many links were asked for with an address_mark or an asker_mark."""
    made = select(func.count()).select_from(SignInLink).where(SignInLink.created_at > since)
    return db.session.scalar(made.filter_by(**marks)) or 0


def find_codes(user: User) -> OneTimeCodes | None:
    """Somebody's one-time codes, confirmed or being set up."""
    return db.session.get(OneTimeCodes, user.id)


def has_codes(user: User) -> bool:
    """Whether somebody signs in with a code."""
    codes = find_codes(user)
    return codes is not None and codes.confirmed_at is not None


def count_recovery_codes(user: User) -> int:
    """Those that were not used."""
    left = select(func.count()).select_from(RecoveryCode)
    return db.session.scalar(left.where(RecoveryCode.user_id == user.id, RecoveryCode.used_at.is_(None))) or 0
