"""Finding people who sign in."""

from sqlalchemy import func, select

from transfer.extensions import db
from transfer.identity.models import User


def find_user(user_id: int) -> User | None:
    return db.session.get(User, user_id)


def find_user_by_email(email: str) -> User | None:
    return db.session.scalars(select(User).where(func.lower(User.email) == email.strip().lower())).one_or_none()


def no_users() -> bool:
    return db.session.scalar(select(func.count()).select_from(User)) == 0
