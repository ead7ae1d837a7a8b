"""What a person's assignment was judged on, and their objection in their own words."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from transfer.extensions import Model
from transfer.sealing import SealedText
from transfer.tupe.rules import DETRIMENT, FACTORS, POINTS


class AssignmentFactor(Model):
    """One of the five factors of one person's assignment. They are weighed together by people; none has a number."""

    __tablename__ = "assignment_factors"
    __table_args__ = (
        UniqueConstraint("transfer_id", "organisation_id", "post_no", "person_ref", "factor"),
        CheckConstraint(f"factor in {tuple(FACTORS)}", name="factor"),
        CheckConstraint(f"points in {tuple(POINTS)}", name="points"),
        CheckConstraint("evidence <> ''", name="has_evidence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    factor: Mapped[str] = mapped_column(String(20))
    points: Mapped[str] = mapped_column(String(20))
    finding: Mapped[str] = mapped_column(SealedText("assignment_factors.finding"), default="")
    evidence: Mapped[str] = mapped_column(SealedText("assignment_factors.evidence"))
    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Objection(Model):
    """A person's objection, in their exact words. detriment: whether they name a substantial change to their material
    detriment (regulation 4(9)), asked before it counts; counts: it may end the employment by law."""

    __tablename__ = "objections"
    __table_args__ = (
        Index("uq_objections_id_counts", "id", "counts", unique=True),
        Index("one_open_objection", "transfer_id", "organisation_id", "post_no", "person_ref", unique=True,
              sqlite_where=text("withdrawn_on is null"), postgresql_where=text("withdrawn_on is null")),
        CheckConstraint("words <> ''", name="has_words"),
        CheckConstraint(f"detriment in {tuple(DETRIMENT)}", name="detriment"),
        CheckConstraint("(legal_on is null) = (legal_by is null) and (legal_on is null or legal_view <> '')",
                        name="legal_view"),
        CheckConstraint("not counts or (withdrawn_on is null and (detriment = 'no' or legal_on is not null))",
                        name="counts"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    received_on: Mapped[date]
    words: Mapped[str] = mapped_column(SealedText("objections.words"))
    detriment: Mapped[str] = mapped_column(String(20))
    counts: Mapped[bool]
    legal_view: Mapped[str] = mapped_column(SealedText("objections.legal_view"), default="")
    legal_by: Mapped[str | None] = mapped_column(String(200))
    legal_on: Mapped[date | None]
    withdrawn_on: Mapped[date | None]
    withdrawn_why: Mapped[str] = mapped_column(SealedText("objections.withdrawn_why"), default="")
    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
