"""How long data is kept: when a programme closed, what holds its data, and what was erased."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from transfer.extensions import Model
from transfer.privacy.rules import GROUNDS
from transfer.sealing import SealedText


class Closure(Model):
    """The day on which a programme ended, from which the time that its data is kept is counted."""

    __tablename__ = "closures"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    closed_on: Mapped[date]
    closed_by: Mapped[str] = mapped_column(String(200))
    closed_at: Mapped[datetime]


class LegalHold(Model):
    """While it is not lifted, nothing of the programme is erased. lifted_at None: it stands."""

    __tablename__ = "legal_holds"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    reason: Mapped[str]
    placed_by: Mapped[str] = mapped_column(String(200))
    placed_at: Mapped[datetime]
    lifted_by: Mapped[str | None] = mapped_column(String(200))
    lifted_at: Mapped[datetime | None]
    lifted_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Erasure(Model):
    """What was erased: one person (line_id names a line of theirs) or all that a retention class holds.

    counts: what was erased, by kind; None until it was. gone: hashes of originals whose bytes go for good;
    finished_at: when they had gone.
    """

    __tablename__ = "erasures"
    __table_args__ = (CheckConstraint(f"ground in {GROUNDS}", name="ground"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    line_id: Mapped[int | None]
    retention_class: Mapped[str | None] = mapped_column(String(40))
    ground: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(SealedText("erasures.reason"))
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime]
    counts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    gone: Mapped[list[str]] = mapped_column(JSON, default=list)
    finished_at: Mapped[datetime | None]
