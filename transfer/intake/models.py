"""Uploads on their way to acceptance, and the mappings that people chose."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.files.models import StoredFile
from transfer.programmes.models import Organisation
from transfer.sealing import SealedJson

UPLOAD_STATES = ("checked", "accepted", "withdrawn")


class Upload(Model):
    """A checked file that waits for a person: accept it, or go back. `outcome` is the JSON of `intake check`."""

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
    release_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id"))
    uploaded_by: Mapped[str] = mapped_column(String(200))
    uploaded_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    file: Mapped[StoredFile] = relationship(lazy="joined")
    organisation: Mapped[Organisation | None] = relationship(lazy="joined")


class SavedMapping(Model):
    """Which heading of this organisation's lists is which field, as the last accepted file had it.

    groups: the organisation's own subjective codes → one of the ten groups; amounts: heading → [year, basis].
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
