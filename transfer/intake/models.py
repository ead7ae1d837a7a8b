"""Uploads on their way to acceptance, and the mappings that people chose."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.files.models import StoredFile
from transfer.identity.models import User
from transfer.programmes.models import Organisation
from transfer.releases.models import Release
from transfer.sealing import SealedJson, SealedText

UPLOAD_STATES = ("checked", "accepted", "withdrawn")
PARKED_STATES = ("open", "mended", "elsewhere", "dropped")


class Upload(Model):
    """A checked file that waits for a person: accept it, or go back. `outcome` is the JSON of `intake check`.

    Rows in it are numbers in the list (see `imports.parts`), cells are the sheets' own. excerpts: row → {column letter:
    stored value} of rows with findings, read by the page that shows them only; None in uploads of earlier editions,
    whose outcome holds them. copy: the workbook to mend in Excel that a job made, of the upload's copied_version.
    """

    __tablename__ = "uploads"
    __table_args__ = (CheckConstraint(f"state in {UPLOAD_STATES}", name="state"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    dataset: Mapped[str] = mapped_column(String(40))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    sheet: Mapped[str | None] = mapped_column(String(255))
    as_at: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default="checked")
    outcome: Mapped[dict[str, Any]] = mapped_column(SealedJson("uploads.outcome"))
    excerpts: Mapped[dict[str, dict[str, Any]] | None] = mapped_column(SealedJson("uploads.excerpts"), deferred=True)
    release_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id"))
    uploaded_by: Mapped[str] = mapped_column(String(200))
    uploaded_at: Mapped[datetime]
    copy_id: Mapped[int | None] = mapped_column(ForeignKey("stored_files.id"))
    copied_version: Mapped[int | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    file: Mapped[StoredFile] = relationship(lazy="joined", foreign_keys=[file_id])
    copy: Mapped[StoredFile | None] = relationship(foreign_keys=[copy_id])
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class SavedMapping(Model):
    """How this organisation's lists are read: as the last accepted file was, or as somebody said.

    headings: heading → field ("" for none); groups: the organisation's own subjective codes → one of the ten groups;
    amounts: heading → [year, basis]; read_values: field → {as written: known value}; header_row, sheet and sheets:
    where a person chose them, else they are found in each file; sheets: read as one list.
    """

    __tablename__ = "saved_mappings"
    __table_args__ = (UniqueConstraint("programme_id", "organisation_id", "dataset"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    dataset: Mapped[str] = mapped_column(String(40))
    headings: Mapped[dict[str, str]] = mapped_column(JSON)
    groups: Mapped[dict[str, str]] = mapped_column(JSON, default=dict)
    amounts: Mapped[dict[str, list[str]]] = mapped_column(JSON, default=dict)
    read_values: Mapped[dict[str, dict[str, str]]] = mapped_column(
        SealedJson("saved_mappings.read_values"), default=dict, server_default="{}"
    )
    header_row: Mapped[int | None]
    sheet: Mapped[str | None] = mapped_column(String(255))
    sheets: Mapped[list[str]] = mapped_column(JSON, default=list, server_default="[]")
    thousands: Mapped[bool] = mapped_column(default=False, server_default=false())
    reverse_sign: Mapped[bool] = mapped_column(default=False, server_default=false())
    without_post_number: Mapped[bool] = mapped_column(default=False, server_default=false())
    each_full_time: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}


class ParkedRow(Model):
    """A row that an accepted version left out, on the work list until it is mended. What is wrong with it stands in the
    findings of its version.

    key: what names the row, "" where just that is missing; repeated: the row was left out as a second one of its key;
    earlier_…: where it stood before a newer version left it out again; closed_release_id: the version that holds it.
    """

    __tablename__ = "parked_rows"
    __table_args__ = (
        CheckConstraint(f"state in {PARKED_STATES}", name="state"),
        Index(None, "programme_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    dataset: Mapped[str] = mapped_column(String(40))
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    row: Mapped[int]
    key: Mapped[str] = mapped_column(String(120), default="")
    repeated: Mapped[bool] = mapped_column(default=False)
    earlier_release_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    earlier_row: Mapped[int | None]
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    due_on: Mapped[date | None]
    state: Mapped[str] = mapped_column(String(20), default="open")
    reason: Mapped[str] = mapped_column(SealedText("parked_rows.reason"), default="")
    closed_release_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    closed_by: Mapped[str | None] = mapped_column(String(200))
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True, foreign_keys=[release_id])
    owner: Mapped[User | None] = relationship(lazy="joined")


class RowIdentity(Model):
    """As what a row of a list without a key is known: a person confirmed it once, and next month's list follows.

    signature: the digest of what such a row says of itself; identity: the name under which decisions find it.
    """

    __tablename__ = "row_identities"
    __table_args__ = (UniqueConstraint("programme_id", "organisation_id", "dataset", "signature"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    dataset: Mapped[str] = mapped_column(String(40))
    signature: Mapped[str] = mapped_column(String(64))
    identity: Mapped[str] = mapped_column(String(60))
    confirmed_by: Mapped[str] = mapped_column(String(200))
    confirmed_at: Mapped[datetime]


class Mending(Model):
    """Another value that a person gave to a cell of an uploaded file. The file stays as it came. in_file: the value
    stands in the file, which mends an earlier one: it was written into the copy, or mended in Excel.

    was and now: as text; was is what stands in the file. undone_at: when somebody took it back, or gave the cell yet
    another value.
    """

    __tablename__ = "mendings"

    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id", ondelete="CASCADE"), index=True)
    sheet: Mapped[str | None] = mapped_column(String(255))
    row: Mapped[int]
    letter: Mapped[str] = mapped_column(String(3))
    field: Mapped[str] = mapped_column(String(60))
    was: Mapped[str] = mapped_column(SealedText("mendings.was"))
    now: Mapped[str] = mapped_column(SealedText("mendings.now"))
    why: Mapped[str] = mapped_column(SealedText("mendings.why"))
    mended_by: Mapped[str] = mapped_column(String(200))
    mended_at: Mapped[datetime]
    undone_by: Mapped[str | None] = mapped_column(String(200))
    undone_at: Mapped[datetime | None]
    in_file: Mapped[bool] = mapped_column(default=False, server_default=false())


class AcceptedWarning(Model):
    """A warning that somebody accepted with a reason, for this source: until the value in that row changes.

    key: what names the row (a post number, a reference); value: the cell's, as text.
    """

    __tablename__ = "accepted_warnings"
    __table_args__ = (Index(None, "programme_id", "organisation_id", "dataset"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    dataset: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(60))
    field: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(120))
    value: Mapped[str] = mapped_column(SealedText("accepted_warnings.value"))
    reason: Mapped[str] = mapped_column(SealedText("accepted_warnings.reason"))
    accepted_by: Mapped[str] = mapped_column(String(200))
    accepted_at: Mapped[datetime]
