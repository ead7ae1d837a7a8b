"""What becomes of agency workers' engagements where their service moves."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model, Steps, keep_steps
from transfer.sealing import SealedText
from transfer.tupe.rules import ENGAGEMENT_EVIDENCE, ENGAGEMENT_PAIRS


class EngagementStep(Steps, Model):
    """The pairs of states of an engagement that may follow one another: the database refuses any other."""

    __tablename__ = "engagement_steps"


keep_steps(EngagementStep, ENGAGEMENT_PAIRS)


class Engagement(Model):
    """One agency worker on a post that moves; no row means "listed". ends_on: the last day, where it ends."""

    __tablename__ = "engagements"
    __table_args__ = (
        UniqueConstraint("transfer_id", "organisation_id", "post_no", "person_ref"),
        ForeignKeyConstraint(["previous_state", "state"], ["engagement_steps.before", "engagement_steps.after"]),
        CheckConstraint("state <> 'end' or ends_on is not null", name="has_last_day"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    previous_state: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    ends_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    steps: Mapped[list["EngagementDecision"]] = relationship(
        order_by="EngagementDecision.id", cascade="all, delete-orphan", lazy="selectin"
    )


class EngagementDecision(Model):
    """One step of an engagement: why, on what evidence, by whom and when."""

    __tablename__ = "engagement_decisions"
    __table_args__ = (
        ForeignKeyConstraint(["before", "after"], ["engagement_steps.before", "engagement_steps.after"]),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint(f"after not in {tuple(sorted(ENGAGEMENT_EVIDENCE))} or evidence <> ''", name="has_evidence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    engagement_id: Mapped[int] = mapped_column(ForeignKey("engagements.id", ondelete="CASCADE"), index=True)
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(SealedText("engagement_decisions.reason"))
    evidence: Mapped[str] = mapped_column(SealedText("engagement_decisions.evidence"), default="")
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]
    recorded_at: Mapped[datetime]
