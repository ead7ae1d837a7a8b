"""A programme, who is in it, and its options: what moves, from whom to whom, when and on what basis."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.identity.models import User
from transfer.kernel import clock
from transfer.programmes.rules import BASES, ENGINES, ORGANISATION_KINDS, ROLES


class Programme(Model):
    """as_if_today: the programme is shown as on this day, said in a banner. loaded_digest: the folder last loaded."""

    __tablename__ = "programmes"
    __table_args__ = (CheckConstraint(f"engine in {ENGINES}", name="engine"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    engine: Mapped[str] = mapped_column(String(20))
    go_live_on: Mapped[date]
    as_if_today: Mapped[date | None]
    budget_year: Mapped[str] = mapped_column(String(9), default="")
    budget_basis: Mapped[str] = mapped_column(String(20), default="base")
    loaded_digest: Mapped[str | None] = mapped_column(String(64))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    organisations: Mapped[list["Organisation"]] = relationship(order_by="Organisation.position", viewonly=True)
    services: Mapped[list["Service"]] = relationship(order_by="Service.position", viewonly=True)
    options: Mapped[list["Option"]] = relationship(order_by="Option.position", viewonly=True)

    def today(self) -> date:
        """The day that the programme is shown as on."""
        return self.as_if_today or clock.today()


class Organisation(Model):
    __tablename__ = "organisations"
    __table_args__ = (
        UniqueConstraint("programme_id", "short"),
        UniqueConstraint("programme_id", "name"),
        CheckConstraint(f"kind in {ORGANISATION_KINDS}", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    short: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(20))
    company_number: Mapped[str | None] = mapped_column(String(20))
    position: Mapped[int]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Service(Model):
    """tier is text: a number or a range ("1 to low 2"). functions: statutory functions that need a confirmed power."""

    __tablename__ = "services"
    __table_args__ = (UniqueConstraint("programme_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    tier: Mapped[str] = mapped_column(String(40), default="")
    directorate: Mapped[str] = mapped_column(String(200), default="")
    provider_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    functions: Mapped[list[str]] = mapped_column(JSON, default=list)
    powers_confirmed_by: Mapped[str | None] = mapped_column(String(200))
    position: Mapped[int]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    provider: Mapped[Organisation | None] = relationship(lazy="joined")
    cost_centres: Mapped[list["ServiceCostCentre"]] = relationship(
        order_by="ServiceCostCentre.cost_centre", cascade="all, delete-orphan", lazy="selectin"
    )


class ServiceCostCentre(Model):
    __tablename__ = "service_cost_centres"

    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), primary_key=True)
    cost_centre: Mapped[str] = mapped_column(String(60), primary_key=True)


class Option(Model):
    """One way of doing it: a control model and a set of transfers, which may be empty."""

    __tablename__ = "options"
    __table_args__ = (
        UniqueConstraint("programme_id", "name"),
        Index("one_preferred", "programme_id", unique=True, sqlite_where=text("preferred"),
              postgresql_where=text("preferred")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    preferred: Mapped[bool] = mapped_column(default=False)
    control_model: Mapped[str] = mapped_column(String(100), default="")
    legal_form: Mapped[str] = mapped_column(String(200), default="")
    preferred_reason: Mapped[str] = mapped_column(default="")
    rejected_reason: Mapped[str] = mapped_column(default="")
    position: Mapped[int]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    transfers: Mapped[list["Transfer"]] = relationship(
        order_by="Transfer.position", cascade="all, delete-orphan", lazy="selectin", back_populates="option"
    )


class Constraint(Model):
    """Something that an option passes or fails before any scoring."""

    __tablename__ = "constraints"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    text: Mapped[str] = mapped_column(String(300))
    source: Mapped[str] = mapped_column(String(300), default="")
    position: Mapped[int]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}

    results: Mapped[list["ConstraintResult"]] = relationship(lazy="selectin", cascade="all, delete-orphan")

    @property
    def outcomes(self) -> dict[int, tuple[bool | None, str]]:
        """By option: whether it passes, and why."""
        return {each.option_id: (each.passes, each.note) for each in self.results}


class ConstraintResult(Model):
    """passes None: not yet assessed."""

    __tablename__ = "constraint_results"

    constraint_id: Mapped[int] = mapped_column(ForeignKey("constraints.id"), primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"), primary_key=True)
    passes: Mapped[bool | None]
    note: Mapped[str] = mapped_column(default="")


class Transfer(Model):
    """basis None: nobody has said it yet. It is never guessed."""

    __tablename__ = "transfers"
    __table_args__ = (
        CheckConstraint(f"basis is null or basis in {BASES}", name="basis"),
        CheckConstraint("from_id <> to_id", name="two_organisations"),
        Index("uq_transfers_id_basis", "id", "basis", unique=True),  # decisions on people point at both
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"), index=True)
    from_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    to_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    transfer_on: Mapped[date]
    basis: Mapped[str | None] = mapped_column(String(40))
    basis_evidence: Mapped[str] = mapped_column(default="")
    basis_confirmed_by: Mapped[str | None] = mapped_column(String(200))
    basis_confirmed_on: Mapped[date | None]
    position: Mapped[int]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    option: Mapped[Option] = relationship(back_populates="transfers")
    transferor: Mapped[Organisation] = relationship(foreign_keys=[from_id], lazy="joined")
    transferee: Mapped[Organisation] = relationship(foreign_keys=[to_id], lazy="joined")
    service_links: Mapped[list["TransferService"]] = relationship(cascade="all, delete-orphan", lazy="selectin")

    @property
    def service_ids(self) -> list[int]:
        return [link.service_id for link in self.service_links]


class TransferService(Model):
    __tablename__ = "transfer_services"

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), primary_key=True)
    service_id: Mapped[int] = mapped_column(ForeignKey("services.id"), primary_key=True)


class Membership(Model):
    """An appointment: a person's role in a programme, the side they stand on and the days between which they do.

    Two rows in force at once are two sides, and the later one holds the conflict as it was declared. purpose: what a
    guest reads for; areas: what is opened to a guest. ends_on is the last day on which a page opens.
    """

    __tablename__ = "memberships"
    __table_args__ = (CheckConstraint(f"role in {ROLES}", name="role"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    role: Mapped[str] = mapped_column(String(20))
    sees_people: Mapped[bool] = mapped_column(default=False)
    sees_pay: Mapped[bool] = mapped_column(default=False)
    purpose: Mapped[str] = mapped_column("scope", String(300), default="")
    areas: Mapped[list[str]] = mapped_column(JSON, default=list)
    starts_on: Mapped[date | None]
    ends_on: Mapped[date | None]
    conflict: Mapped[str] = mapped_column(default="")
    conflict_by: Mapped[str | None] = mapped_column(String(200))
    conflict_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    user: Mapped[User] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
    deputies: Mapped[list["Deputy"]] = relationship(viewonly=True, order_by="Deputy.starts_on, Deputy.id")


class Deputy(Model):
    """Somebody of the same side who acts for an appointment between two days, both included."""

    __tablename__ = "deputies"
    __table_args__ = (CheckConstraint("starts_on <= ends_on", name="in_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    user: Mapped[User] = relationship(lazy="joined")


class GroupPlace(Model):
    """The membership was given because its holder is in this group of the OpenID provider, and goes with it."""

    __tablename__ = "group_places"

    membership_id: Mapped[int] = mapped_column(ForeignKey("memberships.id", ondelete="CASCADE"), primary_key=True)
    group_id: Mapped[str] = mapped_column(String(100))

    membership: Mapped[Membership] = relationship(lazy="joined")


class Claim(Model):
    """A published figure or date, set against the data. value in `unit` (a count, pence …); organisation_id: whose
    figure it is, so that like is compared with like, or None when nobody has said."""

    __tablename__ = "claims"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    document: Mapped[str] = mapped_column(String(300))
    paragraph: Mapped[str] = mapped_column(String(60), default="")
    statement: Mapped[str]
    subject: Mapped[str] = mapped_column(String(60))
    parts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    value: Mapped[int | None] = mapped_column(BigInteger)
    unit: Mapped[str] = mapped_column(String(20), default="count")
    as_at: Mapped[date | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
