"""Finding people who sign in."""

from collections.abc import Sequence

from sqlalchemy import func, select

from transfer.extensions import db
from transfer.identity.models import ApiToken, User
from transfer.kernel.errors import NotFound


def find_user(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def find_user_by_email(email: str) -> User | None:
    return db.session.scalars(select(User).where(func.lower(User.email) == email.strip().lower())).one_or_none()


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
