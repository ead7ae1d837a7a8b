"""Where somebody who transferred stood before, and where they stand on the new employer's list."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.programmes.models import Transfer


class Leg(Model):
    """One person's way through one transfer: from a post of one list, as it was when they went, to a post of the other.

    fte_thousandths, salary_actual_pence (None: not stated) and the three service dates are those that left. to_...:
    None until somebody says which line of the new employer's list it is; arrived_...: what that line said then.
    """

    __tablename__ = "legs"
    __table_args__ = (
        UniqueConstraint("transfer_id", "organisation_id", "post_no", "person_ref"),
        Index("one_arrival", "transfer_id", "to_organisation_id", "to_post_no", "to_person_ref", unique=True),
        Index(None, "to_organisation_id", "to_post_no"),
        CheckConstraint("(to_organisation_id is null) = (to_post_no is null) "
                        "and (to_organisation_id is null) = (arrived_at is null) "
                        "and (to_organisation_id is null) = (arrived_fte_thousandths is null)", name="arrival"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    fte_thousandths: Mapped[int]
    salary_actual_pence: Mapped[int | None] = mapped_column(BigInteger)
    started_on: Mapped[date | None]
    continuous_service_on: Mapped[date | None]
    lg_service_on: Mapped[date | None]
    to_organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    to_post_no: Mapped[str | None] = mapped_column(String(60))
    to_person_ref: Mapped[str | None] = mapped_column(String(60))
    arrived_fte_thousandths: Mapped[int | None]
    arrived_salary_actual_pence: Mapped[int | None] = mapped_column(BigInteger)
    arrived_started_on: Mapped[date | None]
    arrived_continuous_service_on: Mapped[date | None]
    arrived_lg_service_on: Mapped[date | None]
    arrived_by: Mapped[str | None] = mapped_column(String(200))
    arrived_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    transfer: Mapped[Transfer] = relationship(lazy="joined")
