"""The new employer's first payroll, what differs in it, and the assurance the day after."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.payroll.rules import KINDS, STATES
from transfer.programmes.models import Transfer
from transfer.sealing import SealedText


class Payroll(Model):
    """One upload of the first payroll; the newest of a transfer counts. periods: in a year; first_on and last_on: the
    days that the pay is for, None for a whole period; agree: people without a difference."""

    __tablename__ = "payrolls"

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    paid_on: Mapped[date]
    periods: Mapped[int]
    first_on: Mapped[date | None]
    last_on: Mapped[date | None]
    expected: Mapped[int]
    agree: Mapped[int]
    brought_by: Mapped[str] = mapped_column(String(200))
    brought_at: Mapped[datetime]


class PayrollLine(Model):
    """One line as it came. matched: how it found its person, "" when it did not. told_post and told_ref: whom."""

    __tablename__ = "payroll_lines"

    id: Mapped[int] = mapped_column(primary_key=True)
    payroll_id: Mapped[int] = mapped_column(ForeignKey("payrolls.id", ondelete="CASCADE"), index=True)
    source_row: Mapped[int]
    post_no: Mapped[str] = mapped_column(String(60), default="")
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    ni_number: Mapped[str | None] = mapped_column(SealedText("payroll_lines.ni_number"))
    name: Mapped[str | None] = mapped_column(SealedText("payroll_lines.name"))
    salary_pence: Mapped[int | None] = mapped_column(BigInteger)
    allowances_pence: Mapped[int | None] = mapped_column(BigInteger)
    paid_pence: Mapped[int | None] = mapped_column(BigInteger)
    hours: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    matched: Mapped[str] = mapped_column(String(20), default="")


class PayrollDifference(Model):
    """Something that is not as it was told. It has an owner and is open until somebody says what came of it."""

    __tablename__ = "payroll_differences"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint("state = 'open' or (closed_by is not null and closed_on is not null)", name="closed"),
        Index(None, "payroll_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    payroll_id: Mapped[int] = mapped_column(ForeignKey("payrolls.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(20))
    post_no: Mapped[str] = mapped_column(String(60), default="")
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    source_row: Mapped[int | None]
    was: Mapped[str] = mapped_column(SealedText("payroll_differences.was"), default="")
    is_now: Mapped[str] = mapped_column(SealedText("payroll_differences.is_now"), default="")
    owner: Mapped[str] = mapped_column(String(200), default="")
    outcome: Mapped[str] = mapped_column(SealedText("payroll_differences.outcome"), default="")
    state: Mapped[str] = mapped_column(String(10), default="open")
    closed_by: Mapped[str | None] = mapped_column(String(200))
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    payroll: Mapped[Payroll] = relationship(lazy="joined", innerjoin=True)


class Assurance(Model):
    """What somebody signed for the day after the transfer. answers: each question, what was so, and a word on it."""

    __tablename__ = "assurances"
    __table_args__ = (UniqueConstraint("transfer_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    signed_by: Mapped[str] = mapped_column(String(200))
    signed_as: Mapped[str] = mapped_column(String(200))
    signed_on: Mapped[date]
    signed_at: Mapped[datetime]

    transfer: Mapped[Transfer] = relationship(lazy="joined", innerjoin=True)


class _TakenBack:
    """Recorded once; what was recorded wrongly is taken back and recorded again."""

    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
    removed_by: Mapped[str | None] = mapped_column(String(200))
    removed_at: Mapped[datetime | None]


class ParallelRun(_TakenBack, Model):
    """The new employer's payroll run beside the present one before the first pay. compared, differed, still_open:
    people. found: what differed and why; evidence: where the comparison lies."""

    __tablename__ = "parallel_runs"
    __table_args__ = (
        CheckConstraint("compared > 0 and differed between 0 and compared", name="compared"),
        CheckConstraint("still_open between 0 and differed", name="still_open"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), index=True)
    run_on: Mapped[date]
    run_by: Mapped[str] = mapped_column(String(200))
    compared: Mapped[int]
    differed: Mapped[int]
    still_open: Mapped[int]
    found: Mapped[str] = mapped_column(SealedText("parallel_runs.found"), default="")
    evidence: Mapped[str] = mapped_column(String(500), default="")


class FirstContribution(_TakenBack, Model):
    """That the new employer paid its first contributions to a pension scheme. evidence: the fund's receipt."""

    __tablename__ = "first_contributions"

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), index=True)
    scheme: Mapped[str] = mapped_column(String(60))
    paid_on: Mapped[date]
    evidence: Mapped[str] = mapped_column(String(500))
