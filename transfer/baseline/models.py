"""Baselines with their rows and signatures, the numbered changes between them, and disputes about rows."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.baseline.rules import BASELINE_NEXT, CHANGE_NEXT, DISPUTE_NEXT, pairs
from transfer.extensions import Model, Steps, keep_steps
from transfer.files.models import StoredFile
from transfer.programmes.models import Organisation


class BaselineStep(Steps, Model):
    """The pairs of a baseline's states that may follow one another: the database refuses any other."""

    __tablename__ = "baseline_steps"


class ChangeStep(Steps, Model):
    """The same for the states of a numbered change."""

    __tablename__ = "baseline_change_steps"


class DisputeStep(Steps, Model):
    """The same for the rungs of a dispute."""

    __tablename__ = "dispute_steps"


keep_steps(BaselineStep, pairs(BASELINE_NEXT))
keep_steps(ChangeStep, pairs(CHANGE_NEXT))
keep_steps(DisputeStep, pairs(DISPUTE_NEXT))


class Baseline(Model):
    """One version of what both sides agree to: number n of its programme.

    ground: rules, drivers, rates, files and services as they were when it was proposed; hash: of these and its rows.
    Both are empty while version 1 is a draft. made_from_id: the version that it changes. blockers: how much stood in
    the way at its last step, nothing once it is agreed; posts: the shared posts that a time rule split, as
    `budget.rules.plain_post` writes them.
    """

    __tablename__ = "baselines"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        CheckConstraint("state not in ('agreed', 'baselined') or coalesce(blockers, 1) = 0", name="blockers"),
        ForeignKeyConstraint(["previous_state", "state"], ["baseline_steps.before", "baseline_steps.after"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    option_id: Mapped[int] = mapped_column(ForeignKey("options.id"))
    number: Mapped[int]
    year: Mapped[str] = mapped_column(String(9))
    basis: Mapped[str] = mapped_column(String(20))
    previous_state: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    made_from_id: Mapped[int | None] = mapped_column(ForeignKey("baselines.id"))
    ground: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    hash: Mapped[str] = mapped_column(String(64), default="")
    begun_by: Mapped[str] = mapped_column(String(200))
    begun_at: Mapped[datetime]
    proposed_by: Mapped[str] = mapped_column(String(200), default="")
    proposed_at: Mapped[datetime | None]
    baselined_by: Mapped[str] = mapped_column(String(200), default="")
    baselined_at: Mapped[datetime | None]
    blockers: Mapped[int | None]
    posts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    signatures: Mapped[list["BaselineSignature"]] = relationship(
        order_by="BaselineSignature.id", cascade="all, delete-orphan", lazy="selectin"
    )


class BaselineRow(Model):
    """One cost centre, subjective group and fund of a version, in pence; fund "" is none.

    cells: [{"release_id", "column", "rows"}], the cells of the budget books that it sums, rows as "6–8, 12".
    """

    __tablename__ = "baseline_rows"
    __table_args__ = (
        UniqueConstraint("baseline_id", "year", "cost_centre", "subjective_group", "fund", name="uq_baseline_rows_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    baseline_id: Mapped[int] = mapped_column(ForeignKey("baselines.id", ondelete="CASCADE"))
    year: Mapped[str] = mapped_column(String(9))
    cost_centre: Mapped[str] = mapped_column(String(60))
    subjective_group: Mapped[str] = mapped_column(String(40))
    fund: Mapped[str] = mapped_column(String(60), default="")
    lines: Mapped[int]
    source_pence: Mapped[int] = mapped_column(BigInteger)
    unallocated_pence: Mapped[int] = mapped_column(BigInteger)
    excluded_pence: Mapped[int] = mapped_column(BigInteger)
    cells: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)


class BaselineShare(Model):
    """What one organisation has of a row."""

    __tablename__ = "baseline_shares"
    __table_args__ = (UniqueConstraint("row_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    row_id: Mapped[int] = mapped_column(ForeignKey("baseline_rows.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    pence: Mapped[int] = mapped_column(BigInteger)


class BaselineSignature(Model):
    """A body's signatory signed this hash. content: what it covered, so that what changed since can be named; blockers:
    how much stood in the way, which is nothing: the database takes no other signature."""

    __tablename__ = "baseline_signatures"
    __table_args__ = (
        UniqueConstraint("baseline_id", "organisation_id", "hash"),
        CheckConstraint("blockers = 0", name="blockers"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    baseline_id: Mapped[int] = mapped_column(ForeignKey("baselines.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    signed_by: Mapped[str] = mapped_column(String(200))
    hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[dict[str, Any]] = mapped_column(JSON, deferred=True)  # read only where it is void
    signed_at: Mapped[datetime]
    blockers: Mapped[int] = mapped_column(default=0)


class BaselineException(Model):
    """Something that would stop signatures, accepted by name with a reason, for as long as its pence are the same."""

    __tablename__ = "baseline_exceptions"
    __table_args__ = (UniqueConstraint("programme_id", "code", "key", "pence"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    code: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(200))
    pence: Mapped[int] = mapped_column(BigInteger)
    reason: Mapped[str]
    accepted_by: Mapped[str] = mapped_column(String(200))
    accepted_at: Mapped[datetime]


class BaselineChange(Model):
    """Change number n of a programme: what it adds to which rows, and who proposed and who decided it.

    baseline_id: the version that it was proposed against; into_id: the one that it went into. ground: of a rebase, what
    the next version rests on; ground_hash: says whether that is still so.
    """

    __tablename__ = "baseline_changes"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        ForeignKeyConstraint(["previous_state", "state"], ["baseline_change_steps.before",
                                                           "baseline_change_steps.after"]),
        CheckConstraint("state <> 'approved' or decided_by_id <> proposed_by_id", name="two_people"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    baseline_id: Mapped[int] = mapped_column(ForeignKey("baselines.id"), index=True)
    into_id: Mapped[int | None] = mapped_column(ForeignKey("baselines.id"), index=True)
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(200))
    reason: Mapped[str]
    recurring: Mapped[bool]
    effective_on: Mapped[date]
    funding_source: Mapped[str] = mapped_column(String(300), default="")
    evidence: Mapped[str] = mapped_column(default="")
    ground: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    ground_hash: Mapped[str] = mapped_column(String(64), default="")
    previous_state: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    proposed_by: Mapped[str] = mapped_column(String(200))
    proposed_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[str] = mapped_column(String(200), default="")
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime | None]
    decision_reason: Mapped[str] = mapped_column(default="")
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    rows: Mapped[list["BaselineChangeRow"]] = relationship(
        order_by="BaselineChangeRow.position", cascade="all, delete-orphan", lazy="selectin"
    )


class BaselineChangeRow(Model):
    """What a change adds to one place of a row. place: unallocated, excluded, or an organisation with its id."""

    __tablename__ = "baseline_change_rows"
    __table_args__ = (
        CheckConstraint("(place = 'organisation') = (organisation_id is not null)", name="place"),
        UniqueConstraint("change_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    change_id: Mapped[int] = mapped_column(ForeignKey("baseline_changes.id", ondelete="CASCADE"))
    position: Mapped[int]
    year: Mapped[str] = mapped_column(String(9))
    cost_centre: Mapped[str] = mapped_column(String(60))
    subjective_group: Mapped[str] = mapped_column(String(40))
    fund: Mapped[str] = mapped_column(String(60), default="")
    place: Mapped[str] = mapped_column(String(20))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    pence: Mapped[int] = mapped_column(BigInteger)


class Dispute(Model):
    """One row of the split that the sides do not agree on: a whole row, or the lines of one account in it.

    state: the rung that it stands on, settled or withdrawn. amount_pence: what the row came to when it was raised;
    rule_id: the split rule that keeps it unallocated, where one was needed; change_id: the numbered change that does so
    after a baseline was signed. touched: the bodies that had a share of the row when it was raised, or in whose book it
    stands, by their ids.
    """

    __tablename__ = "disputes"
    __table_args__ = (
        UniqueConstraint("programme_id", "number"),
        ForeignKeyConstraint(["previous_state", "state"], ["dispute_steps.before", "dispute_steps.after"]),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    number: Mapped[int]
    year: Mapped[str] = mapped_column(String(9))
    cost_centre: Mapped[str] = mapped_column(String(60))
    account: Mapped[str] = mapped_column(String(60), default="")
    subjective_group: Mapped[str] = mapped_column(String(40))
    fund: Mapped[str] = mapped_column(String(60), default="")
    amount_pence: Mapped[int] = mapped_column(BigInteger)
    about: Mapped[str]
    previous_state: Mapped[str] = mapped_column(String(20))
    state: Mapped[str] = mapped_column(String(20))
    deadline_on: Mapped[date]
    payer_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    cap_pence: Mapped[int | None] = mapped_column(BigInteger)
    true_up_on: Mapped[date | None]
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("split_rules.id", ondelete="SET NULL"))
    change_id: Mapped[int | None] = mapped_column(ForeignKey("baseline_changes.id"))
    touched: Mapped[list[int]] = mapped_column(JSON, default=list, server_default="[]")
    outcome: Mapped[str] = mapped_column(default="")
    ended_on: Mapped[date | None]
    ended_by: Mapped[str] = mapped_column(String(200), default="")
    raised_by: Mapped[str] = mapped_column(String(200))
    raised_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    payer: Mapped[Organisation | None] = relationship(lazy="joined")
    change: Mapped[BaselineChange | None] = relationship(lazy="joined")
    positions: Mapped[list["DisputePosition"]] = relationship(
        order_by="DisputePosition.organisation_id", cascade="all, delete-orphan", lazy="selectin"
    )
    outcomes: Mapped[list["DisputeOutcome"]] = relationship(
        order_by="DisputeOutcome.organisation_id", cascade="all, delete-orphan", lazy="selectin"
    )
    settlements: Mapped[list["DisputeSettlement"]] = relationship(
        order_by="DisputeSettlement.id", cascade="all, delete-orphan", lazy="selectin"
    )


class DisputePosition(Model):
    """What one side says: its figure, its argument and what shows it."""

    __tablename__ = "dispute_positions"
    __table_args__ = (UniqueConstraint("dispute_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    figure_pence: Mapped[int] = mapped_column(BigInteger)
    argument: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    file_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    file_name: Mapped[str] = mapped_column(String(255), default="")
    said_by: Mapped[str] = mapped_column(String(200))
    said_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    file: Mapped[StoredFile | None] = relationship(lazy="joined")


class DisputeOutcome(Model):
    """What a settled dispute gives to one organisation."""

    __tablename__ = "dispute_outcomes"
    __table_args__ = (UniqueConstraint("dispute_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    pence: Mapped[int] = mapped_column(BigInteger)


class DisputeSettlement(Model):
    """What one body proposes to end a dispute with. ends: "settled", or "withdrawn" where nobody takes anything.

    organisation_id: the body that proposed it, None for a lead, who speaks for none; change_id: the numbered change
    that carries what all have agreed to, once a baseline is signed; reason: why it came to nothing. One at a time.
    """

    __tablename__ = "dispute_settlements"
    __table_args__ = (
        CheckConstraint("state in ('proposed', 'agreed', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("ends in ('settled', 'withdrawn')", name="ends"),
        Index("one_open_settlement", "dispute_id", unique=True,
              sqlite_where=text("state = 'proposed'"), postgresql_where=text("state = 'proposed'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    dispute_id: Mapped[int] = mapped_column(ForeignKey("disputes.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    ends: Mapped[str] = mapped_column(String(20))
    outcome: Mapped[str]
    evidence: Mapped[str] = mapped_column(default="")
    state: Mapped[str] = mapped_column(String(20))
    proposed_by: Mapped[str] = mapped_column(String(200))
    proposed_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(default="")
    change_id: Mapped[int | None] = mapped_column(ForeignKey("baseline_changes.id"))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    change: Mapped[BaselineChange | None] = relationship(lazy="joined")
    shares: Mapped[list["DisputeSettlementShare"]] = relationship(
        order_by="DisputeSettlementShare.organisation_id", cascade="all, delete-orphan", lazy="selectin"
    )
    answers: Mapped[list["DisputeAnswer"]] = relationship(
        order_by="DisputeAnswer.id", cascade="all, delete-orphan", lazy="selectin"
    )


class DisputeSettlementShare(Model):
    """What a proposed settlement gives to one organisation, in pence."""

    __tablename__ = "dispute_settlement_shares"
    __table_args__ = (UniqueConstraint("settlement_id", "organisation_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("dispute_settlements.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    pence: Mapped[int] = mapped_column(BigInteger)


class DisputeAnswer(Model):
    """What one body says to a proposed settlement; its proposer's own body agrees by proposing it. Nobody answers for
    two bodies."""

    __tablename__ = "dispute_answers"
    __table_args__ = (
        UniqueConstraint("settlement_id", "organisation_id"),
        UniqueConstraint("settlement_id", "user_id"),
        CheckConstraint("agrees or reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    settlement_id: Mapped[int] = mapped_column(ForeignKey("dispute_settlements.id", ondelete="CASCADE"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    agrees: Mapped[bool]
    reason: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[str] = mapped_column(String(200))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]
