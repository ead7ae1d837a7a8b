"""Assignment lines (a post with its occupant, or a vacant post), and how a shared post's time is split."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Numeric,
    String,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.establishment.rules.inputs import KINDS, STATUSES
from transfer.establishment.rules.scales import STATUSES as SCALE_STATUSES
from transfer.establishment.rules.shares import ARRANGEMENTS, PROPOSAL_STATES
from transfer.extensions import Model
from transfer.releases.models import Release
from transfer.sealing import SealedDate, SealedJson, SealedText


class AssignmentLine(Model):
    """One accepted row of an establishment list; names are those of the data set.

    fte_thousandths: FTE rounded half-up to thousandths, as totals add it. service_key: the service's name as names
    are compared. occupancy None: not stated. extra: columns that no field matched, never exported; they may hold
    health, union membership, ethnicity or a grievance, and so are sealed with what is known to be sensitive. standing:
    how somebody stands in the post, as `rules.kinds` reads it; never why somebody is away.
    """

    __tablename__ = "assignment_lines"
    __table_args__ = (
        Index(None, "release_id", "post_no"),
        Index(None, "release_id", "service_key", "cost_centre", "occupancy"),
        Index(None, "release_id", "source_row"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    source_row: Mapped[int]
    post_no: Mapped[str] = mapped_column(String(60))
    job_title: Mapped[str] = mapped_column(String(300))
    service: Mapped[str | None] = mapped_column(String(200))
    service_key: Mapped[str] = mapped_column(String(200), default="")
    team: Mapped[str | None] = mapped_column(String(200))
    directorate: Mapped[str | None] = mapped_column(String(200))
    cost_centre: Mapped[str | None] = mapped_column(String(60))
    location: Mapped[str | None] = mapped_column(String(200))
    grade: Mapped[str | None] = mapped_column(String(60))
    scp: Mapped[str | None] = mapped_column(String(60))
    fte: Mapped[Decimal] = mapped_column(Numeric(12, 6))
    fte_thousandths: Mapped[int]
    headcount: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    hours: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    weeks: Mapped[Decimal | None] = mapped_column(Numeric(12, 4))
    salary_fte_pence: Mapped[int | None] = mapped_column(BigInteger)
    salary_actual_pence: Mapped[int | None] = mapped_column(BigInteger)
    allowances_pence: Mapped[int | None] = mapped_column(BigInteger)
    occupancy: Mapped[str | None] = mapped_column(String(20))
    person_ref: Mapped[str | None] = mapped_column(String(60))
    surname: Mapped[str | None] = mapped_column(String(120))
    forename: Mapped[str | None] = mapped_column(String(120))
    ni_number: Mapped[str | None] = mapped_column(SealedText("assignment_lines.ni_number"))
    date_of_birth: Mapped[date | None] = mapped_column(SealedDate("assignment_lines.date_of_birth"))
    contract_type: Mapped[str | None] = mapped_column(String(20))
    contract_end_on: Mapped[date | None]
    started_on: Mapped[date | None]
    continuous_service_on: Mapped[date | None]
    lg_service_on: Mapped[date | None]
    pension_scheme: Mapped[str | None] = mapped_column(String(60))
    line_manager_post: Mapped[str | None] = mapped_column(String(60))
    agency_name: Mapped[str | None] = mapped_column(String(200))
    absence: Mapped[str | None] = mapped_column(SealedText("assignment_lines.absence"))
    absence_until: Mapped[date | None] = mapped_column(SealedDate("assignment_lines.absence_until"))
    notes: Mapped[str | None] = mapped_column(SealedText("assignment_lines.notes"))
    extra: Mapped[dict[str, Any]] = mapped_column(SealedJson("assignment_lines.extra"), default=dict)
    standing: Mapped[str | None] = mapped_column(String(20))

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)


class TimeShare(Model):
    """A share of a post's time, as a per cent (25, not 0.25). It splits cost and never decides who transfers."""

    __tablename__ = "time_shares"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), index=True)
    source_row: Mapped[int]
    post_no: Mapped[str] = mapped_column(String(60), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    organisation: Mapped[str] = mapped_column(String(200))
    percent: Mapped[Decimal] = mapped_column(Numeric(9, 6))
    service: Mapped[str | None] = mapped_column(String(200))
    basis: Mapped[str | None] = mapped_column(String(200))
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    review: Mapped[str | None] = mapped_column(String(200))
    extra: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)


class Correction(Model):
    """A value of one person's that was put right: what the list says stays in the file and here.

    The person is told by organisation, post and reference ("" for a list without one); release_id and source_row name
    the row that it was corrected in. original and corrected: as text, dates as 2021-01-31; None where blank.
    """

    __tablename__ = "corrections"
    __table_args__ = (Index(None, "organisation_id", "post_no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), index=True)
    source_row: Mapped[int]
    field: Mapped[str] = mapped_column(String(60))
    original: Mapped[str | None] = mapped_column(SealedText("corrections.original"))
    corrected: Mapped[str | None] = mapped_column(SealedText("corrections.corrected"))
    reason: Mapped[str] = mapped_column(SealedText("corrections.reason"))
    corrected_by: Mapped[str] = mapped_column(String(200))
    corrected_at: Mapped[datetime]


class ErasedPerson(Model):
    """By what somebody whose data was erased is known again when a list brings them back: `rules.fingerprints`."""

    __tablename__ = "erased_people"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), index=True)
    fingerprint: Mapped[str] = mapped_column(SealedText("erased_people.fingerprint"))
    erased_at: Mapped[datetime]


class CostInput(Model):
    """A value of pay or of a rate that the programme entered, for a time: `rules.inputs` says which there are.

    organisation_id None: for every employer. value in its kind's unit: a fraction (0.0175), pounds or hours.
    """

    __tablename__ = "cost_inputs"
    __table_args__ = (
        CheckConstraint(f"name in {tuple(KINDS)}", name="name"),
        CheckConstraint(f"status in {STATUSES}", name="status"),
        CheckConstraint("ends_on is null or starts_on <= ends_on", name="in_order"),
        CheckConstraint("value >= 0", name="value"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[Decimal] = mapped_column(Numeric(14, 6))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None]
    status: Mapped[str] = mapped_column(String(20))
    settled_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))
    entered_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class PayScale(Model):
    """What the points of some grades are paid from a day on: `rules.scales`. organisation_id None: for every employer.

    points: a list of grade, point and pence of a full-time year; month: on its first day everybody steps up, and
    half_year: but newcomers not before six months are over.
    """

    __tablename__ = "pay_scales"
    __table_args__ = (
        CheckConstraint(f"status in {SCALE_STATUSES}", name="status"),
        CheckConstraint("month between 1 and 12", name="month"),
        CheckConstraint("(status = 'agreed') = (settled_on is not null)", name="settled"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    starts_on: Mapped[date]
    month: Mapped[int]
    half_year: Mapped[bool] = mapped_column(default=False, server_default=false())
    points: Mapped[list[list[Any]]] = mapped_column(JSON)
    status: Mapped[str] = mapped_column(String(20))
    settled_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(300))
    entered_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class TimeProposal(Model):
    """How somebody proposes to share the time of one post, and what became of that.

    Who approves is another than who entered it. Once approved the shares stand in a version of the time shares, which
    `release_id` names: that list is what counts, and this says why. review_on, review_when: when somebody looks again.
    """

    __tablename__ = "time_proposals"
    __table_args__ = (
        CheckConstraint(f"state in {PROPOSAL_STATES}", name="state"),
        CheckConstraint(f"arrangement in {tuple(ARRANGEMENTS)}", name="arrangement"),
        CheckConstraint("to_on is null or from_on <= to_on", name="in_order"),
        CheckConstraint("state <> 'approved' or decided_by_id <> entered_by_id", name="two_people"),
        CheckConstraint("state = 'proposed' or decided_at is not null", name="decided"),
        Index("one_proposed", "programme_id", "organisation_id", "post_no", unique=True,
              sqlite_where=text("state = 'proposed'"), postgresql_where=text("state = 'proposed'")),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    arrangement: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str] = mapped_column(String(200))
    evidence: Mapped[str]
    from_on: Mapped[date]
    to_on: Mapped[date | None]
    review_on: Mapped[date | None]
    review_when: Mapped[str] = mapped_column(String(200), default="")
    state: Mapped[str] = mapped_column(String(20), default="proposed")
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    entered_by: Mapped[str] = mapped_column(String(200))
    entered_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None]
    decided_because: Mapped[str] = mapped_column(default="")
    release_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id", ondelete="SET NULL"))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    parts: Mapped[list["TimeProposalPart"]] = relationship(
        order_by="TimeProposalPart.position", cascade="all, delete-orphan", lazy="selectin"
    )


class TimeProposalPart(Model):
    """One organisation's share, for one service or for all that it does. percent: 25, not 0.25."""

    __tablename__ = "time_proposal_parts"
    __table_args__ = (CheckConstraint("percent > 0 and percent <= 100", name="percent"),)

    proposal_id: Mapped[int] = mapped_column(ForeignKey("time_proposals.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    service: Mapped[str] = mapped_column(String(200), default="")
    percent: Mapped[Decimal] = mapped_column(Numeric(9, 6))


class TimeReview(Model):
    """Somebody looked at how a post's time is shared, and said what they found and when it is looked at next."""

    __tablename__ = "time_reviews"
    __table_args__ = (Index(None, "programme_id", "post_no"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    looked_on: Mapped[date]
    found: Mapped[str]
    next_on: Mapped[date | None]
    looked_by: Mapped[str] = mapped_column(String(200))
    looked_at: Mapped[datetime]


class PublishedRate(Model):
    """What a census published of an area that the programme compares itself with, such as a neighbour: per cents."""

    __tablename__ = "published_rates"
    __table_args__ = (
        UniqueConstraint("programme_id", "area", "year"),
        CheckConstraint("agency between 0 and 100 and vacancy between 0 and 100 and turnover >= 0", name="rates"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    area: Mapped[str] = mapped_column(String(200))
    year: Mapped[int]
    agency: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    vacancy: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    turnover: Mapped[Decimal] = mapped_column(Numeric(5, 1))
    source: Mapped[str] = mapped_column(String(300))
    entered_by: Mapped[str] = mapped_column(String(200))
