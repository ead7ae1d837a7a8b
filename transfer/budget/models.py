"""Budget lines, drivers, and the ordered rules that split the lines."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Dialect,
    ForeignKey,
    Index,
    Numeric,
    String,
    TypeDecorator,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.budget.rules import GAP_ANSWERS, LINE_KINDS, MEASURES, METHODS, UPLIFT_STATES
from transfer.extensions import Model
from transfer.releases.models import Release


class Quantity(TypeDecorator[Decimal]):
    """A number with up to nine decimals, as it was typed. SQLite keeps it as a binary fraction, of which more decimals
    than were typed would be read back: 20,000,000.010000002. Its shortest decimal is what was typed, to 15 digits."""

    impl = Numeric(24, 9)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        on_sqlite: Numeric[Any] = Numeric(24, 9, asdecimal=False)
        return dialect.type_descriptor(on_sqlite if dialect.name == "sqlite" else Numeric(24, 9))

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        found = Decimal(repr(value)) if isinstance(value, float) else value
        return found if found is None else Decimal(found).quantize(Decimal("1e-9"))


class BudgetLine(Model):
    """One accepted row of a budget book: cost centre × account × fund."""

    __tablename__ = "budget_lines"
    __table_args__ = (Index(None, "release_id", "cost_centre"), Index(None, "release_id", "source_row"))

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    source_row: Mapped[int]
    cost_centre: Mapped[str] = mapped_column(String(60))
    cost_centre_name: Mapped[str | None] = mapped_column(String(200))
    account: Mapped[str] = mapped_column(String(60))
    account_name: Mapped[str | None] = mapped_column(String(200))
    subjective_group: Mapped[str] = mapped_column(String(40))
    fund: Mapped[str | None] = mapped_column(String(60))
    service: Mapped[str | None] = mapped_column(String(200))
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)


class BudgetAmount(Model):
    """A line's amount in one column of the book; year as "2021/22", basis base, current, forecast or outturn."""

    __tablename__ = "budget_amounts"
    __table_args__ = (UniqueConstraint("line_id", "column"), Index(None, "year", "basis"))

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("budget_lines.id", ondelete="CASCADE"))
    column: Mapped[str] = mapped_column(String(4))
    year: Mapped[str] = mapped_column(String(9))
    basis: Mapped[str] = mapped_column(String(20))
    amount_pence: Mapped[int] = mapped_column(BigInteger)


class DriverQuantity(Model):
    """One organisation's quantity of a driver; the order of rows is the order of destinations."""

    __tablename__ = "driver_quantities"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), index=True)
    source_row: Mapped[int]
    driver: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    organisation: Mapped[str] = mapped_column(String(200))
    quantity: Mapped[Decimal] = mapped_column(Quantity)
    as_at: Mapped[date | None]
    source: Mapped[str | None] = mapped_column(String(300))
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)


class SplitRule(Model):
    """One rule of a programme; rules apply in the order of `position`, and the first that matches a line decides.

    selector: {cost_centre, account, group, fund, service}, all of which must match, "*" is a wildcard.
    """

    __tablename__ = "split_rules"
    __table_args__ = (CheckConstraint(f"method in {METHODS}", name="method"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    selector: Mapped[dict[str, str]] = mapped_column(JSON)
    method: Mapped[str] = mapped_column(String(30))
    to_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    driver: Mapped[str | None] = mapped_column(String(120))
    posts: Mapped[list[str]] = mapped_column(JSON, default=list)
    reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class MtfsLine(Model):
    """One line of the medium-term plan: base_pence at the prices of first_year; uplift names the rates that inflate
    it, None for a line that is not inflated."""

    __tablename__ = "mtfs_lines"
    __table_args__ = (CheckConstraint(f"kind in {LINE_KINDS}", name="kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(30))
    base_pence: Mapped[int] = mapped_column(BigInteger)
    first_year: Mapped[str] = mapped_column(String(9))
    uplift: Mapped[str | None] = mapped_column(String(80))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Uplift(Model):
    """The rise of one kind of cost over the year before, as a per cent (3.3), with where it comes from."""

    __tablename__ = "uplifts"
    __table_args__ = (
        UniqueConstraint("programme_id", "name", "year"),
        CheckConstraint(f"status in {UPLIFT_STATES}", name="status"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    year: Mapped[str] = mapped_column(String(9))
    percent: Mapped[Decimal] = mapped_column(Numeric(9, 6))
    source: Mapped[str] = mapped_column(String(300))
    status: Mapped[str] = mapped_column(String(20))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class SpendProfile(Model):
    """How a programme's spend falls over the months of a year, April to March: twelve exact percentages as text."""

    __tablename__ = "spend_profiles"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    percents: Mapped[list[str]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(300), default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class CashFlow(Model):
    """One year's cost (below zero) or benefit of an option, in year 0's prices; year counts from 0."""

    __tablename__ = "cash_flows"
    __table_args__ = (CheckConstraint("year >= 0 and year <= 75", name="year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"), index=True)
    year: Mapped[int]
    label: Mapped[str] = mapped_column(String(200))
    pence: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class OptimismBias(Model):
    """How much an option's costs are raised for optimism, as a per cent, and why so much."""

    __tablename__ = "optimism_biases"

    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"), primary_key=True)
    percent: Mapped[Decimal] = mapped_column(Numeric(9, 6))
    source: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class ControlTotal(Model):
    """What the ledger's own report prints for one year and basis of a book, typed by somebody who did not bring it."""

    __tablename__ = "control_totals"
    __table_args__ = (UniqueConstraint("release_id", "year", "basis"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    year: Mapped[str] = mapped_column(String(9))
    basis: Mapped[str] = mapped_column(String(20))
    total_pence: Mapped[int] = mapped_column(BigInteger)
    report: Mapped[str] = mapped_column(String(300))
    typed_by: Mapped[str] = mapped_column(String(200))
    typed_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class AccountMap(Model):
    """One version of an organisation's map of account codes; the highest number is the one that counts.

    entries: {account code: [subjective group, layer or ""]}, each code once, the whole map and not a difference.
    """

    __tablename__ = "account_maps"
    __table_args__ = (UniqueConstraint("programme_id", "organisation_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    number: Mapped[int]
    from_on: Mapped[date]
    reason: Mapped[str] = mapped_column(String(300))
    entries: Mapped[dict[str, list[str]]] = mapped_column(JSON)
    made_by: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime]


class GapDecision(Model):
    """How spending above the budget of a service is answered. service: its name, "" for lines that no service owns;
    year and basis: what the budget is compared with; gap_pence: how much it was then. Another gap needs another."""

    __tablename__ = "gap_decisions"
    __table_args__ = (
        UniqueConstraint("programme_id", "organisation_id", "service", "year", "basis", name="uq_gap_decisions_place"),
        CheckConstraint(f"answer in {GAP_ANSWERS}", name="answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    service: Mapped[str] = mapped_column(String(200))
    year: Mapped[str] = mapped_column(String(9))
    basis: Mapped[str] = mapped_column(String(20))
    gap_pence: Mapped[int] = mapped_column(BigInteger)
    answer: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(String(500))
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class PostGapNote(Model):
    """Why the pay budget of a service is not what its posts cost. service: its name, "" for what no service owns;
    gap_pence: how much it was when this was written. Another gap needs other words."""

    __tablename__ = "post_gap_notes"
    __table_args__ = (
        UniqueConstraint("programme_id", "organisation_id", "service", name="uq_post_gap_notes_place"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    service: Mapped[str] = mapped_column(String(200))
    gap_pence: Mapped[int] = mapped_column(BigInteger)
    explanation: Mapped[str] = mapped_column(String(500))
    written_by: Mapped[str] = mapped_column(String(200))
    written_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class ServiceTotal(Model):
    """A service's total of one year as a document prints it, in thousands of pounds: history at a coarser grain."""

    __tablename__ = "service_totals"
    __table_args__ = (
        UniqueConstraint("programme_id", "organisation_id", "service", "year", "basis", name="uq_service_totals_place"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    service: Mapped[str] = mapped_column(String(200))
    year: Mapped[str] = mapped_column(String(9))
    basis: Mapped[str] = mapped_column(String(20))
    thousands: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str] = mapped_column(String(300))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class InternalPayment(Model):
    """What one body of the programme pays another: the lines of both books, selected as rules select them."""

    __tablename__ = "internal_payments"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    payer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    payer_lines: Mapped[dict[str, str]] = mapped_column(JSON)
    payee_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    payee_lines: Mapped[dict[str, str]] = mapped_column(JSON)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class DriverRecord(Model):
    """Who owns a driver and who approved its quantities. measure: "brought" when its quantities are those of the data
    set; else what was counted, as places [[organisation id, quantity]] under an option, from versions release_ids.

    approved_digest: of the quantities that were approved; others are not approved any more. approval_void: what else
    was changed since, in words, for which they have to be approved again. said_of: the digest of the quantities
    whose day the owner said, which goes before the file's own for as long as those are the quantities.
    """

    __tablename__ = "driver_records"
    __table_args__ = (
        UniqueConstraint("programme_id", "key"),
        CheckConstraint(f"measure in {MEASURES}", name="measure"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    key: Mapped[str] = mapped_column(String(120))
    name: Mapped[str] = mapped_column(String(120))
    measure: Mapped[str] = mapped_column(String(20))
    option_id: Mapped[int | None] = mapped_column(ForeignKey("options.id"))
    as_at: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))
    places: Mapped[list[list[Any]]] = mapped_column(JSON)
    release_ids: Mapped[list[int]] = mapped_column(JSON)
    owner: Mapped[str] = mapped_column(String(200))
    set_by: Mapped[str] = mapped_column(String(200))
    approved_digest: Mapped[str] = mapped_column(String(64))
    approved_by: Mapped[str] = mapped_column(String(200))
    approved_at: Mapped[datetime | None]
    approval_void: Mapped[str] = mapped_column(String(300), default="")
    said_of: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class FundNote(Model):
    """Why a fund's spending and its funding are not shared alike, in words."""

    __tablename__ = "fund_notes"
    __table_args__ = (UniqueConstraint("programme_id", "fund"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    fund: Mapped[str] = mapped_column(String(60))
    explanation: Mapped[str] = mapped_column(String(500))
    written_by: Mapped[str] = mapped_column(String(200))
    written_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class BudgetHold(Model):
    """A programme's money stands still: its baseline is signed. baseline_number: which version; release_ids: those of
    the budget books and drivers that its figures stay on, whatever is accepted later; posts: the shared posts that a
    time rule splits, with their shares and components, None where the baseline was taken before they were kept.

    Written by `transfer.baseline` alone, which stands above. What edits the split asks `refuse_when_held` first.
    """

    __tablename__ = "budget_holds"

    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    baseline_number: Mapped[int]
    release_ids: Mapped[list[int]] = mapped_column(JSON)
    posts: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    held_at: Mapped[datetime]
