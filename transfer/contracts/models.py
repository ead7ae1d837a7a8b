"""The contracts register, and the route that each contract takes."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.contracts.rules import CONSENTS, ROUTES, STATES
from transfer.extensions import Model
from transfer.releases.models import Release


class Contract(Model):
    """One accepted row of a contracts register; names are those of the data set."""

    __tablename__ = "contracts"
    __table_args__ = (Index(None, "release_id", "reference"), Index(None, "release_id", "source_row"))

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    source_row: Mapped[int]
    reference: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(500))
    supplier: Mapped[str] = mapped_column(String(300))
    supplier_number: Mapped[str | None] = mapped_column(String(60))
    service: Mapped[str | None] = mapped_column(String(200))
    service_key: Mapped[str] = mapped_column(String(200), default="")
    annual_value_pence: Mapped[int | None] = mapped_column(BigInteger)
    total_value_pence: Mapped[int | None] = mapped_column(BigInteger)
    start_on: Mapped[date | None]
    end_on: Mapped[date | None]
    extension_to: Mapped[date | None]
    review_on: Mapped[date | None]
    break_on: Mapped[date | None]
    notice_months: Mapped[Decimal | None] = mapped_column(Numeric(8, 3))
    irrecoverable_vat: Mapped[str | None] = mapped_column(String(60))
    procurement_route: Mapped[str | None] = mapped_column(String(120))
    supplier_kind: Mapped[str | None] = mapped_column(String(60))
    document: Mapped[str | None] = mapped_column(String(300))
    assignment_clause: Mapped[str | None] = mapped_column(String(300))
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)


class ContractRoute(Model):
    """The one route decided for a contract. It is keyed by the reference, so that it survives a new register."""

    __tablename__ = "contract_routes"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        CheckConstraint(f"route in {ROUTES}", name="route"),
        CheckConstraint(f"consent in {CONSENTS}", name="consent"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    reference: Mapped[str] = mapped_column(String(80))
    route: Mapped[str] = mapped_column(String(30))
    consent: Mapped[str] = mapped_column(String(30), default="not_needed")
    state: Mapped[str] = mapped_column(String(30), default="identified")
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
