"""What one body is paid for one year, what it was built from, and what was asked for since."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.contract_sum.rules import AGREED, ASKED, CASH_KINDS, CHANGE_STATES, DRAFT, PART_KINDS, SCENARIOS, TIMINGS
from transfer.extensions import Model
from transfer.programmes.models import Option, Organisation


class ContractSum(Model):
    """opened_by and agreed_by are two people. scenario None: nobody has said how VAT falls. paid: when it is paid."""

    __tablename__ = "contract_sums"
    __table_args__ = (
        UniqueConstraint("programme_id", "organisation_id", "year"),
        CheckConstraint(f"state = '{DRAFT}' or agreed_by is not null and agreed_on is not null", name="agreed"),
        CheckConstraint(f"state in ('{DRAFT}', '{AGREED}')", name="state"),
        CheckConstraint("agreed_by_id is null or agreed_by_id <> opened_by_id", name="two_people"),
        CheckConstraint(f"scenario is null or scenario in {tuple(SCENARIOS)}", name="scenario"),
        CheckConstraint("recovery_percent >= 0 and recovery_percent <= 100", name="recovery_percent"),
        CheckConstraint(f"paid in {tuple(TIMINGS)}", name="paid"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[str] = mapped_column(String(9))
    state: Mapped[str] = mapped_column(String(20), default=DRAFT)
    opened_by: Mapped[str] = mapped_column(String(200))
    opened_by_id: Mapped[int | None]
    agreed_by: Mapped[str | None] = mapped_column(String(200))
    agreed_by_id: Mapped[int | None]
    agreed_on: Mapped[date | None]
    evidence: Mapped[str] = mapped_column(default="")
    scenario: Mapped[str | None] = mapped_column(String(20))
    recovery_percent: Mapped[Decimal] = mapped_column(Numeric(9, 6), default=Decimal(0))
    adviser: Mapped[str] = mapped_column(String(200), default="")
    advised_on: Mapped[date | None]
    assumption: Mapped[str] = mapped_column(default="")
    opening_pence: Mapped[int] = mapped_column(BigInteger, default=0)
    paid: Mapped[str] = mapped_column(String(20), default="even")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship(lazy="joined")
    parts: Mapped[list["SumPart"]] = relationship(
        order_by="SumPart.position", lazy="selectin", cascade="all, delete-orphan", back_populates="of"
    )
    changes: Mapped[list["SumChange"]] = relationship(
        order_by="SumChange.number", lazy="selectin", cascade="all, delete-orphan", back_populates="of"
    )
    cash_lines: Mapped[list["CashLine"]] = relationship(
        order_by="CashLine.id", lazy="selectin", cascade="all, delete-orphan", back_populates="of"
    )


class SumPart(Model):
    """taxed_pence: what of it buys things that carry VAT, without that VAT. option_id: the option whose split it was
    taken from."""

    __tablename__ = "contract_sum_parts"
    __table_args__ = (CheckConstraint(f"kind in {tuple(PART_KINDS)}", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    sum_id: Mapped[int] = mapped_column(ForeignKey("contract_sums.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(200))
    pence: Mapped[int] = mapped_column(BigInteger)
    taxed_pence: Mapped[int] = mapped_column(BigInteger, default=0)
    source: Mapped[str] = mapped_column(String(300))
    option_id: Mapped[int | None] = mapped_column(ForeignKey("options.id"))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    of: Mapped[ContractSum] = relationship(back_populates="parts")
    option: Mapped[Option | None] = relationship(lazy="joined")


class SumChange(Model):
    """A change request, numbered for good. pence is what was asked; earlier_pence: how much of what was agreed belongs
    to earlier_year. Whoever asked does not decide."""

    __tablename__ = "contract_sum_changes"
    __table_args__ = (
        UniqueConstraint("sum_id", "number"),
        CheckConstraint(f"state in {CHANGE_STATES}", name="state"),
        CheckConstraint(f"state = '{ASKED}' or decided_by is not null and decided_on is not null", name="decided"),
        CheckConstraint(
            f"state not in ('{AGREED}', 'refused') or decided_by_id is null or decided_by_id <> asked_by_id",
            name="two_people",
        ),
        CheckConstraint(f"(state = '{AGREED}') = (agreed_pence is not null)", name="agreed_pence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sum_id: Mapped[int] = mapped_column(ForeignKey("contract_sums.id", ondelete="CASCADE"), index=True)
    number: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    pence: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    funding: Mapped[str] = mapped_column(String(300))
    state: Mapped[str] = mapped_column(String(20), default=ASKED)
    asked_by: Mapped[str] = mapped_column(String(200))
    asked_by_id: Mapped[int | None]
    asked_on: Mapped[date]
    agreed_pence: Mapped[int | None] = mapped_column(BigInteger)
    earlier_pence: Mapped[int] = mapped_column(BigInteger, default=0)
    earlier_year: Mapped[str] = mapped_column(String(9), default="")
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_by_id: Mapped[int | None]
    decided_on: Mapped[date | None]
    decided_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    of: Mapped[ContractSum] = relationship(back_populates="changes")


class CashLine(Model):
    """pence over the year, always above zero: the kind says whether it comes in or goes out."""

    __tablename__ = "contract_sum_cash"
    __table_args__ = (
        CheckConstraint(f"kind in {tuple(CASH_KINDS)}", name="kind"),
        CheckConstraint(f"timing in {tuple(TIMINGS)}", name="timing"),
        CheckConstraint("pence > 0", name="pence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sum_id: Mapped[int] = mapped_column(ForeignKey("contract_sums.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    label: Mapped[str] = mapped_column(String(200))
    pence: Mapped[int] = mapped_column(BigInteger)
    timing: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    of: Mapped[ContractSum] = relationship(back_populates="cash_lines")


class YearsActivity(Model):
    """What a body did in a year for its controlling authorities, and for others, by turnover or another measure in
    pence; source says which."""

    __tablename__ = "years_activity"
    __table_args__ = (
        UniqueConstraint("programme_id", "organisation_id", "year"),
        CheckConstraint("own_pence >= 0 and other_pence >= 0", name="above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    year: Mapped[str] = mapped_column(String(9))
    own_pence: Mapped[int] = mapped_column(BigInteger)
    other_pence: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship(lazy="joined")
