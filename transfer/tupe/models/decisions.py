"""What was decided about each person in a transfer, and every step on the way there."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model, Steps, keep_steps
from transfer.sealing import SealedText
from transfer.tupe.rules import MOVES, NEEDS_BASIS, NEEDS_EVIDENCE, NO_CHANGE, NOT_KEPT, PAIRS, RAISED_BY


class PersonStep(Steps, Model):
    """The pairs of states that may follow one another: the database refuses a step that is not in this table."""

    __tablename__ = "person_steps"


keep_steps(PersonStep, PAIRS)


class PersonDecision(Model):
    """Where one candidate of one transfer stands. Identity is the post and the person, so that it survives a new list.

    No row means "candidate". person_ref "" stands for a list without one. legal_by_on: the day by which legal answers
    the dispute; transfer_basis: the transfer's basis, which the database keeps alike and wants before anybody is
    informed; objection_id and objection_counts: the objection that ended it, screened.
    """

    __tablename__ = "person_decisions"
    __table_args__ = (
        UniqueConstraint("transfer_id", "organisation_id", "post_no", "person_ref"),
        ForeignKeyConstraint(["previous_state", "state"], ["person_steps.before", "person_steps.after"]),
        ForeignKeyConstraint(["transfer_id", "transfer_basis"], ["transfers.id", "transfers.basis"],
                             onupdate="CASCADE"),
        ForeignKeyConstraint(["objection_id", "objection_counts"], ["objections.id", "objections.counts"]),
        CheckConstraint(f"state not in {tuple(sorted(NEEDS_BASIS))} or transfer_basis is not null", name="has_basis"),
        CheckConstraint(f"state not in {tuple(sorted(MOVES))} or transfer_basis is null "
                        f"or transfer_basis <> '{NO_CHANGE}'", name="somebody_moves"),
        CheckConstraint("state <> 'disputed' or legal_by_on is not null", name="dispute_has_a_day"),
        CheckConstraint("state <> 'objected' or (objection_id is not null and coalesce(objection_counts, false))",
                        name="objection_counts"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    previous_state: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    legal_by_on: Mapped[date | None]
    transfer_basis: Mapped[str | None] = mapped_column(String(40))
    objection_id: Mapped[int | None]
    objection_counts: Mapped[bool | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    steps: Mapped[list["DecisionStep"]] = relationship(
        order_by="DecisionStep.id", cascade="all, delete-orphan", lazy="selectin"
    )


class DecisionStep(Model):
    """One step: from which state to which, why, on what evidence, by whom and when. together: how many people took it
    at once, for one reason; raised_by and legal_by_on: of a dispute."""

    __tablename__ = "decision_steps"
    __table_args__ = (
        ForeignKeyConstraint(["before", "after"], ["person_steps.before", "person_steps.after"]),
        Index("uq_decision_steps_id_before_after", "id", "before", "after", unique=True),
        CheckConstraint("before <> after", name="goes_on"),
        CheckConstraint("reason <> ''", name="has_reason"),
        CheckConstraint(f"after not in {tuple(sorted(NEEDS_EVIDENCE))} or evidence <> ''", name="has_evidence"),
        CheckConstraint(f"raised_by in {('', *RAISED_BY, NOT_KEPT)}", name="raised_by"),
        CheckConstraint("after <> 'disputed' or (raised_by <> '' and legal_by_on is not null)", name="dispute"),
        CheckConstraint("together > 0", name="together"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("person_decisions.id", ondelete="CASCADE"), index=True)
    before: Mapped[str] = mapped_column(String(20))
    after: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(SealedText("decision_steps.reason"))
    evidence: Mapped[str] = mapped_column(SealedText("decision_steps.evidence"), default="")
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]
    raised_by: Mapped[str] = mapped_column(String(20), default="", server_default="")
    legal_by_on: Mapped[date | None]
    together: Mapped[int] = mapped_column(default=1, server_default="1")
    recorded_at: Mapped[datetime]
