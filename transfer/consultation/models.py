"""What each employer of a transfer informs and consults about, and with whom."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from transfer.consultation.rules import DOCUMENT_KINDS, LETTER_KINDS, QUESTION_KINDS, REPRESENTATIVE_KINDS
from transfer.extensions import Model
from transfer.files.models import StoredFile
from transfer.programmes.models import Organisation, Transfer
from transfer.sealing import SealedText


class TransferFacts(Model):
    """What both employers say of one transfer: why and with what effects, and pay days and payroll providers before and
    after. Both read it, and either writes it."""

    __tablename__ = "transfer_facts"

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id", ondelete="CASCADE"), primary_key=True)
    reasons: Mapped[str] = mapped_column(default="")
    legal_implications: Mapped[str] = mapped_column(default="")
    economic_implications: Mapped[str] = mapped_column(default="")
    social_implications: Mapped[str] = mapped_column(default="")
    pay_day_before: Mapped[str] = mapped_column(String(100), default="")
    pay_day_after: Mapped[str] = mapped_column(String(100), default="")
    payroll_before: Mapped[str] = mapped_column(String(200), default="")
    payroll_after: Mapped[str] = mapped_column(String(200), default="")
    recorded_by: Mapped[str] = mapped_column(String(200))
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class OfEmployer:
    """A record of one employer's in one transfer. It belongs to that employer's side until it is shared."""

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id", ondelete="CASCADE"))
    employer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    version: Mapped[int] = mapped_column()

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.version}

    @declared_attr
    def employer(cls) -> Mapped[Organisation]:
        return relationship(lazy="joined")

    @declared_attr
    def transfer(cls) -> Mapped[Transfer]:
        return relationship(lazy="joined")


class ConsultationShare(Model):
    """An employer lets the programme's members read its informing and consulting in one transfer."""

    __tablename__ = "consultation_shares"

    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id", ondelete="CASCADE"), primary_key=True)
    employer_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    shared_by: Mapped[str] = mapped_column(String(200))
    shared_at: Mapped[datetime]


class Measure(OfEmployer, Model):
    """Something that an employer will do, or a recorded cause that it will not: `because` says why, by decided_by.

    source_key: the record of the programme that it answers, None when somebody thought of it; told_at: when the other
    employer was told of it.
    """

    __tablename__ = "measures"
    __table_args__ = (
        UniqueConstraint("transfer_id", "employer_id", "source_key"),
        CheckConstraint("envisaged or because <> ''", name="because"),
    )

    cohort: Mapped[str] = mapped_column(String(200), default="")
    text: Mapped[str]
    from_on: Mapped[date | None]
    envisaged: Mapped[bool]
    because: Mapped[str] = mapped_column(default="")
    source: Mapped[str] = mapped_column(String(300), default="")
    source_key: Mapped[str | None] = mapped_column(String(80))
    decided_by: Mapped[str] = mapped_column(String(200))
    decided_on: Mapped[date]
    told_at: Mapped[datetime | None]


class AffectedGroup(OfEmployer, Model):
    """Employees of one employer whom the transfer or its measures may affect, whether they move or not. Counted from
    the employer's list where service_id says which, else number as somebody counted it on as_at."""

    __tablename__ = "affected_groups"
    __table_args__ = (Index(None, "transfer_id"),)

    name: Mapped[str] = mapped_column(String(200))
    effect: Mapped[str]
    service_id: Mapped[int | None] = mapped_column(ForeignKey("services.id"))
    number: Mapped[int | None]
    as_at: Mapped[date | None]


class Representative(OfEmployer, Model):
    """Whom an employer informs and consults: a recognised union, standing or elected representatives, or the employees
    themselves. elected: names, shown to the employer's own side where it may see names."""

    __tablename__ = "representatives"
    __table_args__ = (Index(None, "transfer_id"), CheckConstraint(f"kind in {REPRESENTATIVE_KINDS}", name="kind"))

    kind: Mapped[str] = mapped_column(String(20))
    body: Mapped[str] = mapped_column(String(200))
    bargaining_group: Mapped[str] = mapped_column(String(200), default="")
    constituency: Mapped[str] = mapped_column(String(200), default="")
    invited_on: Mapped[date | None]
    elected_on: Mapped[date | None]
    seats: Mapped[int | None]
    filled: Mapped[int | None]
    elected: Mapped[str | None] = mapped_column(SealedText("representatives.elected"))
    direct_on: Mapped[date | None]


class Meeting(OfEmployer, Model):
    __tablename__ = "consultation_meetings"
    __table_args__ = (Index(None, "transfer_id"),)

    representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    held_on: Mapped[date]
    present: Mapped[str] = mapped_column(String(300), default="")
    notes: Mapped[str]


class Question(OfEmployer, Model):
    """A question or a counter-proposal, and what was answered with which reasons. replied_on None: it waits."""

    __tablename__ = "consultation_questions"
    __table_args__ = (
        Index(None, "transfer_id"),
        CheckConstraint(f"kind in {QUESTION_KINDS}", name="kind"),
        CheckConstraint("replied_on is null or replied_on >= asked_on", name="in_order"),
    )

    kind: Mapped[str] = mapped_column(String(20))
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    measure_id: Mapped[int | None] = mapped_column(ForeignKey("measures.id"))
    asked_on: Mapped[date]
    text: Mapped[str]
    reply: Mapped[str] = mapped_column(default="")
    accepted: Mapped[bool | None]
    reasons: Mapped[str] = mapped_column(default="")
    replied_on: Mapped[date | None]
    replied_by: Mapped[str] = mapped_column(String(200), default="")


class AgencyCount(OfEmployer, Model):
    """How many agency workers work under an employer's direction, where and at what, on one day."""

    __tablename__ = "agency_counts"
    __table_args__ = (Index(None, "transfer_id"), CheckConstraint("number >= 0", name="number"))

    number: Mapped[int]
    place: Mapped[str] = mapped_column(String(200))
    work: Mapped[str] = mapped_column(String(200))
    as_at: Mapped[date]


class ConsultationDocument(OfEmployer, Model):
    """A letter or an issue pack as it was frozen: content, the file made from it, and who received it when.

    sha256: of the file; frozen_on: the day that it bears; representative_id: whom it is for, None for the other
    employer.
    """

    __tablename__ = "consultation_documents"
    __table_args__ = (Index(None, "transfer_id"), CheckConstraint(f"kind in {DOCUMENT_KINDS}", name="kind"))

    kind: Mapped[str] = mapped_column(String(20))
    representative_id: Mapped[int | None] = mapped_column(ForeignKey("representatives.id"))
    recipient: Mapped[str] = mapped_column(String(300))
    content: Mapped[dict[str, str]] = mapped_column(JSON)
    sha256: Mapped[str] = mapped_column(String(64))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    frozen_by: Mapped[str] = mapped_column(String(200))
    frozen_at: Mapped[datetime]
    frozen_on: Mapped[date]
    sent_on: Mapped[date | None]
    received_by: Mapped[str] = mapped_column(String(200), default="")
    received_on: Mapped[date | None]

    file: Mapped[StoredFile] = relationship(lazy="joined")


class LetterWriter(OfEmployer, Model):
    """Whom letters of an employer's about one transfer say to ask, by when they ask for a reply, and who signs them.
    The newest of an employer's stands in its other transfers too, less the day."""

    __tablename__ = "letter_writers"
    __table_args__ = (UniqueConstraint("transfer_id", "employer_id"),)

    contact_name: Mapped[str] = mapped_column(String(200))
    contact_post: Mapped[str] = mapped_column(String(200), default="")
    contact_email: Mapped[str] = mapped_column(String(200), default="")
    contact_phone: Mapped[str] = mapped_column(String(60), default="")
    address: Mapped[str] = mapped_column(String(500), default="")
    signatory: Mapped[str] = mapped_column(String(200))
    signatory_post: Mapped[str] = mapped_column(String(200))
    reply_by: Mapped[date | None]


class LetterTemplate(Model):
    """A council's own Word file for one kind of letter. organisation_id None: for every side without its own; the
    newest that was not ended stands."""

    __tablename__ = "letter_templates"
    __table_args__ = (Index(None, "programme_id", "kind"), CheckConstraint(f"kind in {LETTER_KINDS}", name="kind"))

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(20))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    uploaded_by: Mapped[str] = mapped_column(String(200))
    uploaded_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    file: Mapped[StoredFile] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")
