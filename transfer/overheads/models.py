"""Support-service agreements, and the overheads that a transfer leaves behind."""

from datetime import date
from decimal import Decimal

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.overheads.rules import VAT_CODES, Ledgers, annual_pence
from transfer.programmes.models import Organisation


class SupportAgreement(Model):
    """What one body does for another, by the unit. supplier_pence, customer_pence: what each one's own ledger shows for
    a full year, entered by its own side; ends_on is the day of exit."""

    __tablename__ = "support_agreements"
    __table_args__ = (
        CheckConstraint("supplier_id <> customer_id", name="two_bodies"),
        CheckConstraint("starts_on <= ends_on", name="in_order"),
        CheckConstraint(f"vat_code in {tuple(VAT_CODES)}", name="vat_code"),
        CheckConstraint("supplier_pence is null or supplier_pence <= 0", name="income"),
        CheckConstraint("customer_pence is null or customer_pence >= 0", name="cost"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    customer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    service: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(100))
    volume: Mapped[Decimal] = mapped_column(Numeric(18, 4))
    price_pence: Mapped[int] = mapped_column(BigInteger)
    price_index: Mapped[str] = mapped_column(String(200), default="")
    vat_code: Mapped[str] = mapped_column(String(20))
    tolerance_percent: Mapped[Decimal] = mapped_column(Numeric(9, 6), default=Decimal(0))
    notice_months: Mapped[int] = mapped_column(default=0)
    step_down: Mapped[str] = mapped_column(default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    supplier_pence: Mapped[int | None] = mapped_column(BigInteger)
    customer_pence: Mapped[int | None] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    supplier: Mapped[Organisation] = relationship(foreign_keys=[supplier_id], lazy="joined")
    customer: Mapped[Organisation] = relationship(foreign_keys=[customer_id], lazy="joined")

    @property
    def annual_pence(self) -> int:
        return annual_pence(self.volume, self.price_pence)

    @property
    def ledgers(self) -> Ledgers:
        return Ledgers(self.annual_pence, self.supplier_pence, self.customer_pence)


class StrandedCost(Model):
    """One support service of one body in one year. centres: the cost centres whose share goes to others; funded_pence:
    what that share is. What is bought back stands in the agreements. exit_on: when nothing is left; plan: how."""

    __tablename__ = "stranded_costs"
    __table_args__ = (
        UniqueConstraint("programme_id", "organisation_id", "service", "year"),
        CheckConstraint("funded_pence >= 0 and avoided_pence >= 0", name="above_zero"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    service: Mapped[str] = mapped_column(String(200))
    year: Mapped[str] = mapped_column(String(9))
    centres: Mapped[list[str]] = mapped_column(JSON, default=list)
    funded_pence: Mapped[int] = mapped_column(BigInteger)
    avoided_pence: Mapped[int] = mapped_column(BigInteger)
    exit_on: Mapped[date | None]
    plan: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisation: Mapped[Organisation] = relationship(lazy="joined")
