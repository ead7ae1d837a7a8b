"""Accepted versions of an organisation's data: where each row came from and who may see it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.files.models import StoredFile
from transfer.programmes.models import Organisation
from transfer.sealing import SealedJson, SealedText


class Release(Model):
    """One accepted version. The one with the highest number that was not undone is in force.

    organisation_id None: the data set belongs to the programme and all sides see it. shared_at None: only the
    organisation's own side sees it; withdrawn_at: when it was last taken back.
    columns: {field: Excel letter}; amount_columns: budget amounts as
    [{"letter", "heading", "year", "basis", "times"}]; totals as the check of the file gave them; printed_totals: the
    sheets' own totals beside the sums of their rows, as
    [{"sheet", "of_all", "cell", "heading", "printed", "added", "printed_text", "added_text"}] (see `imports.printed`).
    sheets: where several are read as one list, the parts of it (see `imports.parts`), else empty; rows of this version
    are known by their number in the list, and `sheet` and `header_row` are the first one's.
    undone_at: when it was taken out of force again; it stays readable. corrects_id: the version that this one was
    brought to put right, and correction_reason: what was wrong with that one.
    """

    __tablename__ = "releases"
    __table_args__ = (
        UniqueConstraint("programme_id", "dataset", "organisation_id", "number"),
        Index(None, "programme_id", "dataset", "organisation_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    dataset: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    as_at: Mapped[date | None]
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))
    sheet: Mapped[str | None] = mapped_column(String(255))
    sheets: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, server_default="[]")
    header_row: Mapped[int]
    columns: Mapped[dict[str, str]] = mapped_column(JSON)
    amount_columns: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    unmapped: Mapped[list[str]] = mapped_column(JSON, default=list)
    rows_with_data: Mapped[int]
    rows_accepted: Mapped[int]
    totals: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    printed_totals: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list)
    mended: Mapped[list[dict[str, Any]]] = mapped_column(SealedJson("releases.mended"), default=list)
    accepted_by: Mapped[str] = mapped_column(String(200))
    accepted_at: Mapped[datetime]
    shared_by: Mapped[str | None] = mapped_column(String(200))
    shared_at: Mapped[datetime | None]
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None]
    withdrawn_reason: Mapped[str] = mapped_column(String(300), default="")
    undone_by: Mapped[str | None] = mapped_column(String(200))
    undone_at: Mapped[datetime | None]
    undone_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")
    corrects_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id"))
    correction_reason: Mapped[str] = mapped_column(String(300), default="", server_default="")

    file: Mapped[StoredFile] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class ReleaseFinding(Model):
    """What was found in the file when it was accepted; a parked row's values stay here, for whoever mends it.

    message: may quote a cell, so it is sealed. accepted_by: of a warning that somebody accepted, with the reason.
    """

    __tablename__ = "release_findings"

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"), index=True)
    sheet: Mapped[str | None] = mapped_column(String(255))
    cell: Mapped[str] = mapped_column(String(12))
    row: Mapped[int]
    severity: Mapped[str] = mapped_column(String(10))
    field: Mapped[str] = mapped_column(String(60))
    code: Mapped[str] = mapped_column(String(60), default="")
    message: Mapped[str] = mapped_column(SealedText("release_findings.message"))
    key: Mapped[str] = mapped_column(String(120), default="")
    accepted_by: Mapped[str | None] = mapped_column(String(200))
    accepted_because: Mapped[str | None] = mapped_column(SealedText("release_findings.accepted_because"))


class CorrectionNotice(Model):
    """Somebody of another side read a version that was corrected since. release_id: the correction; seen_at: when they
    said that they know."""

    __tablename__ = "correction_notices"
    __table_args__ = (UniqueConstraint("release_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    release_id: Mapped[int] = mapped_column(ForeignKey("releases.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    told_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]

    release: Mapped[Release] = relationship(lazy="joined", innerjoin=True)
