"""The test of a transfer's legal basis, part by part, and who challenges it. Who confirmed stands with the transfer."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from transfer.extensions import Model
from transfer.tupe.rules import ANSWERS, OUTCOMES


class BasisFinding(Model):
    """The answer to one element of the test, with its evidence. element: a key of rules.ELEMENTS for that basis."""

    __tablename__ = "basis_findings"
    __table_args__ = (
        UniqueConstraint("transfer_id", "basis", "element"),
        CheckConstraint(f"answer in {tuple(ANSWERS)}", name="answer"),
        CheckConstraint("evidence <> ''", name="has_evidence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    basis: Mapped[str] = mapped_column(String(40))
    element: Mapped[str] = mapped_column(String(40))
    answer: Mapped[str] = mapped_column(String(10))
    evidence: Mapped[str]
    answered_by: Mapped[str] = mapped_column(String(200))
    answered_on: Mapped[date]
    answered_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class BasisChallenge(Model):
    """Somebody says that the basis is wrong: who, on what day, on what ground, and what came of it."""

    __tablename__ = "basis_challenges"
    __table_args__ = (
        CheckConstraint(f"outcome in {tuple(OUTCOMES)}", name="outcome"),
        CheckConstraint("(outcome = 'open') = (outcome_on is null)", name="outcome_has_a_day"),
        CheckConstraint("ground <> ''", name="has_ground"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), index=True)
    raised_by: Mapped[str] = mapped_column(String(200))
    raised_on: Mapped[date]
    ground: Mapped[str]
    outcome: Mapped[str] = mapped_column(String(20))
    outcome_on: Mapped[date | None]
    outcome_why: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
