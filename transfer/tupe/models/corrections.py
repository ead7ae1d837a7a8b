"""A last step that was recorded by mistake: who says so, and who else confirmed it."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from transfer.extensions import Model
from transfer.sealing import SealedText
from transfer.tupe.rules import CORRECTION_STATES, FINAL


class DecisionCorrection(Model):
    """One last step of one person that is to be taken back, or was. The step stays; this stands beside it.

    was and back_to: where the step led, and where it came from, which the database holds against the step itself;
    rests: what rested on it when it was asked for; kept: what it took back beside the state, in words.
    """

    __tablename__ = "decision_corrections"
    __table_args__ = (
        ForeignKeyConstraint(["step_id", "back_to", "was"],
                             ["decision_steps.id", "decision_steps.before", "decision_steps.after"],
                             ondelete="CASCADE"),
        Index("one_open_correction", "step_id", unique=True, sqlite_where=text("state <> 'refused'"),
              postgresql_where=text("state <> 'refused'")),
        CheckConstraint(f"was in {tuple(sorted(FINAL))}", name="of_a_last_step"),
        CheckConstraint(f"state in {tuple(CORRECTION_STATES)}", name="state"),
        CheckConstraint("reason <> '' and evidence <> ''", name="has_words"),
        CheckConstraint("(state = 'open') = (answered_at is null)", name="answered"),
        CheckConstraint("state <> 'confirmed' or (asked_by_id is not null and answered_by_id is not null "
                        "and asked_by_id <> answered_by_id)", name="two_people"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    step_id: Mapped[int]
    was: Mapped[str] = mapped_column(String(20))
    back_to: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(SealedText("decision_corrections.reason"))
    evidence: Mapped[str] = mapped_column(SealedText("decision_corrections.evidence"))
    rests: Mapped[str] = mapped_column(SealedText("decision_corrections.rests"), default="")
    kept: Mapped[str] = mapped_column(SealedText("decision_corrections.kept"), default="")
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_on: Mapped[date]
    asked_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default="open")
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_by: Mapped[str | None] = mapped_column(String(200))
    answered_on: Mapped[date | None]
    answered_at: Mapped[datetime | None]
    answered_why: Mapped[str] = mapped_column(SealedText("decision_corrections.answered_why"), default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
