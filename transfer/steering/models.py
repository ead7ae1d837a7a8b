"""The steering group's plan."""

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.releases.models import Release


class Milestone(Model):
    """One accepted row of a plan. depends_on: references; concerns: the reference that a decision is about.

    A forecast or actual date that is changed in the product is kept in `MilestoneUpdate`, beside the sheet's own.
    """

    __tablename__ = "milestones"
    __table_args__ = (Index(None, "release_id", "reference"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    source_row: Mapped[int]
    reference: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    workstream: Mapped[str] = mapped_column(String(120))
    kind: Mapped[str | None] = mapped_column(String(20))
    owner: Mapped[str | None] = mapped_column(String(200))
    baseline_on: Mapped[date]
    forecast_on: Mapped[date | None]
    actual_on: Mapped[date | None]
    depends_on: Mapped[list[str]] = mapped_column(JSON, default=list)
    concerns: Mapped[str | None] = mapped_column(String(60))
    comment: Mapped[str | None]
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)


class MilestoneUpdate(Model):
    """What the plan's own people say since the sheet: the newest update of a reference is what counts."""

    __tablename__ = "milestone_updates"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    reference: Mapped[str] = mapped_column(String(60))
    forecast_on: Mapped[date | None]
    actual_on: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(default="")
    reason: Mapped[str] = mapped_column(default="")
    updated_by: Mapped[str] = mapped_column(String(200))
    updated_on: Mapped[date]
