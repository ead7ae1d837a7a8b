"""What is disclosed of people before a transfer: to whom, on what lawful basis, and exactly what it said."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.liability.rules import ITEMS, KINDS, STAGES
from transfer.programmes.models import Transfer
from transfer.sealing import SealedDate, SealedJson, SealedText


class Recipient(Model):
    """Somebody to whom information of one transfer may be given. organisation_id None: an organisation outside the
    programme, known by the words in `organisation`."""

    __tablename__ = "eli_recipients"

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    organisation: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    added_by: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    removed_by: Mapped[str | None] = mapped_column(String(200))
    removed_at: Mapped[datetime | None]


class LawfulBasis(Model):
    """Why one item may be given away. condition: what else allows it, where it is about health."""

    __tablename__ = "eli_bases"
    __table_args__ = (UniqueConstraint("transfer_id", "item"), CheckConstraint(f"item in {ITEMS}", name="item"))

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    item: Mapped[str] = mapped_column(String(20))
    basis: Mapped[str]
    condition: Mapped[str] = mapped_column(default="")
    confirmed_by: Mapped[str] = mapped_column(String(200))
    confirmed_on: Mapped[date]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class PersonItem(Model):
    """One thing about one person that the staff list does not say, as HR brought it: a term of the contract, a matter
    of the last two years, or something that a payroll needs. person_ref "" stands for a list without references."""

    __tablename__ = "eli_items"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        Index(None, "transfer_id", "post_no", "person_ref"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    kind: Mapped[str] = mapped_column(String(20))
    happened_on: Mapped[date | None] = mapped_column(SealedDate("eli_items.happened_on"))
    words: Mapped[str] = mapped_column(SealedText("eli_items.words"))
    brought_by: Mapped[str] = mapped_column(String(200))
    brought_at: Mapped[datetime]


class CollectiveAgreement(Model):
    """An agreement with a union that goes on to apply. continues: whether it binds the new employer as well."""

    __tablename__ = "eli_agreements"

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"), index=True)
    name: Mapped[str] = mapped_column(String(200))
    parties: Mapped[str] = mapped_column(String(300))
    agreed_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    added_by: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Disclosure(Model):
    """Something that was issued, frozen. stage: A, B, C or N (a notice of change); number counts within the stage.

    content: what it says beside its lines: tables of stage A, agreements, lawful bases, from when it looks back.
    sha256: over the content and the hashes of its lines, so that a line can be erased and the rest still be proved.
    """

    __tablename__ = "disclosures"
    __table_args__ = (
        UniqueConstraint("transfer_id", "stage", "number"),
        CheckConstraint(f"stage in {STAGES}", name="stage"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    transfer_id: Mapped[int] = mapped_column(ForeignKey("transfers.id"))
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    stage: Mapped[str] = mapped_column(String(1))
    number: Mapped[int]
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id"), index=True)
    as_at: Mapped[date]
    issued_on: Mapped[date]
    issued_at: Mapped[datetime]
    issued_by: Mapped[str] = mapped_column(String(200))
    special_reason: Mapped[str] = mapped_column(default="")
    acknowledged: Mapped[str] = mapped_column(default="")
    people: Mapped[int]
    content: Mapped[dict[str, Any]] = mapped_column(SealedJson("disclosures.content"))
    sha256: Mapped[str] = mapped_column(String(64))

    transfer: Mapped[Transfer] = relationship(lazy="joined", innerjoin=True)
    given: Mapped[list["DisclosedTo"]] = relationship(
        order_by="DisclosedTo.id", cascade="all, delete-orphan", lazy="selectin"
    )


class DisclosedLine(Model):
    """What an issue said of one person. told None: the person's data was erased since, and the hash alone is left."""

    __tablename__ = "disclosed_lines"
    __table_args__ = (Index(None, "organisation_id", "post_no", "person_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id", ondelete="CASCADE"), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"))
    post_no: Mapped[str] = mapped_column(String(60))
    person_ref: Mapped[str] = mapped_column(String(60), default="")
    told: Mapped[dict[str, Any] | None] = mapped_column(SealedJson("disclosed_lines.told"))
    sha256: Mapped[str] = mapped_column(String(64))


class DisclosedTo(Model):
    """Somebody to whom an issue was given, as they were named on that day."""

    __tablename__ = "disclosed_to"

    id: Mapped[int] = mapped_column(primary_key=True)
    disclosure_id: Mapped[int] = mapped_column(ForeignKey("disclosures.id", ondelete="CASCADE"), index=True)
    recipient_id: Mapped[int] = mapped_column(ForeignKey("eli_recipients.id"))
    name: Mapped[str] = mapped_column(String(200))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    organisation: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    given_on: Mapped[date]
    given_by: Mapped[str] = mapped_column(String(200))
