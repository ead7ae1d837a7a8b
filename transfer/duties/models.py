"""Policy dates of a programme, private calendars, and which reminders went out."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.identity.models import User


class PolicyDate(Model):
    """A programme's own number of days for an offset that is policy, never law (reference values of kind "policy")."""

    __tablename__ = "policy_dates"
    __table_args__ = (UniqueConstraint("programme_id", "offset"), CheckConstraint("days >= 0", name="days"))

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    offset: Mapped[str] = mapped_column(String(60))
    days: Mapped[int]
    reason: Mapped[str] = mapped_column(String(300))
    set_by: Mapped[str] = mapped_column(String(200))
    set_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class CalendarFeed(Model):
    """An address at which a calendar reads what its owner may see. Only a hash of the secret in it is kept."""

    __tablename__ = "calendar_feeds"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    secret_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]

    user: Mapped[User] = relationship(lazy="joined")


class ReminderWish(Model):
    """Somebody who wants no reminders; no row: they are sent."""

    __tablename__ = "reminder_wishes"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    off_since: Mapped[datetime]


class ReminderSent(Model):
    """One reminder of one duty to one person. days: how long before the day it was due to go out."""

    __tablename__ = "reminders_sent"
    __table_args__ = (UniqueConstraint("user_id", "programme_id", "duty", "by_on", "days"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    duty: Mapped[str] = mapped_column(String(120))
    by_on: Mapped[date]
    days: Mapped[int]
    written_at: Mapped[datetime]
