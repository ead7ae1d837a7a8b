"""How the members of each pension scheme go on after a transfer."""

from datetime import date
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from transfer.extensions import Model
from transfer.tupe.rules import COHORTS, PENSION_ROUTES, PENSION_STATUSES, SECURITIES, SETTLED


class PensionRoute(Model):
    """The route of one scheme and cohort in one transfer. rate: the employer's contribution, per cent of pensionable
    pay; organisation_id: the present employer, whose people they are."""

    __tablename__ = "pension_routes"
    __table_args__ = (
        UniqueConstraint("transfer_id", "scheme", "cohort"),
        CheckConstraint(f"route in {tuple(PENSION_ROUTES)}", name="route"),
        CheckConstraint(f"cohort in {tuple(COHORTS)}", name="cohort"),
        CheckConstraint(f"status in {tuple(PENSION_STATUSES)}", name="status"),
        CheckConstraint(f"security in {tuple(SECURITIES)}", name="security"),
        CheckConstraint("security <> 'bond' or coalesce(bond_pence, 0) > 0", name="bond"),
        CheckConstraint("rate is null or (rate >= 0 and rate <= 100)", name="rate"),
        CheckConstraint(f"status not in {tuple(sorted(SETTLED))} "
                        "or (agreed_on is not null and rate is not null and evidence <> '')", name="settled"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    scheme: Mapped[str] = mapped_column(String(60))
    cohort: Mapped[str] = mapped_column(String(20))
    route: Mapped[str] = mapped_column(String(30))
    status: Mapped[str] = mapped_column(String(20))
    actuary_asked_on: Mapped[date | None]
    actuary_answered_on: Mapped[date | None]
    agreed_on: Mapped[date | None]
    security: Mapped[str] = mapped_column(String(20))
    security_by: Mapped[str] = mapped_column(String(200), default="")
    bond_pence: Mapped[int | None] = mapped_column(BigInteger)
    rate: Mapped[Decimal | None] = mapped_column(Numeric(6, 3))
    rate_source: Mapped[str] = mapped_column(String(300), default="")
    evidence: Mapped[str] = mapped_column(default="")
    recorded_by: Mapped[str] = mapped_column(String(200))
    recorded_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}
