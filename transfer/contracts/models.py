"""The contracts register, and the route that each contract takes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Numeric,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.contracts.rules import CONSENTS, PAIRS, ROUTES, START, STATES
from transfer.extensions import Model, keep_steps
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


class ContractStep(Model):
    """The pairs of states that may follow one another: the database refuses a step that is not in this table."""

    __tablename__ = "contract_steps"

    before: Mapped[str] = mapped_column(String(30), primary_key=True)
    after: Mapped[str] = mapped_column(String(30), primary_key=True)


keep_steps(ContractStep, sorted(PAIRS))


class ContractRoute(Model):
    """The one route decided for a contract. It is keyed by the reference, so that it survives a new register.

    previous_state None: no step has been taken yet.
    """

    __tablename__ = "contract_routes"
    __table_args__ = (
        UniqueConstraint("organisation_id", "reference"),
        CheckConstraint(f"route in {ROUTES}", name="route"),
        CheckConstraint(f"consent in {CONSENTS}", name="consent"),
        CheckConstraint(f"state in {STATES}", name="state"),
        CheckConstraint(f"previous_state is not null or state = '{START}'", name="begins"),
        ForeignKeyConstraint(["previous_state", "state"], ["contract_steps.before", "contract_steps.after"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    reference: Mapped[str] = mapped_column(String(80))
    route: Mapped[str] = mapped_column(String(30))
    consent: Mapped[str] = mapped_column(String(30), default="not_needed")
    previous_state: Mapped[str | None] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(30), default=START)
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    steps: Mapped[list["StepTaken"]] = relationship(order_by="StepTaken.id", cascade="all, delete-orphan")


class StepTaken(Model):
    """One step of a route: from which state to which, when it happened, and what shows it."""

    __tablename__ = "contract_steps_taken"
    __table_args__ = (
        ForeignKeyConstraint(["before", "after"], ["contract_steps.before", "contract_steps.after"]),
        CheckConstraint("after <> 'executed' or (signatories <> '' and authority <> '')", name="signed_by_somebody"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    route_id: Mapped[int] = mapped_column(ForeignKey("contract_routes.id", ondelete="CASCADE"), index=True)
    before: Mapped[str] = mapped_column(String(30))
    after: Mapped[str] = mapped_column(String(30))
    taken_on: Mapped[date]
    reason: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    signatories: Mapped[str] = mapped_column(default="")
    authority: Mapped[str] = mapped_column(default="")
    taken_by: Mapped[str] = mapped_column(String(200))
    recorded_at: Mapped[datetime]
