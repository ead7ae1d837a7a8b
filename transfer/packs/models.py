"""The text people write for packs, the frozen snapshots, and the files made from them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from transfer.extensions import Model
from transfer.files.models import StoredFile

KINDS = ("due-diligence", "business-case")
EDITIONS = ("public", "exempt")
STATES = ("draft", "approved")


class Narrative(Model):
    """The text of one section of one kind of pack."""

    __tablename__ = "narratives"
    __table_args__ = (UniqueConstraint("programme_id", "kind", "section"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    kind: Mapped[str] = mapped_column(String(30))
    section: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    updated_by: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Front(Model):
    """What the first page of one kind of pack says of it, beside what the data says: frozen with the rest.

    decision_on None: nobody has said when it is decided. written_by is printed in the exempt edition only.
    """

    __tablename__ = "pack_fronts"
    __table_args__ = (
        UniqueConstraint("programme_id", "kind"),
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint("addressed_to <> '' and written_by <> ''", name="says"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    kind: Mapped[str] = mapped_column(String(30))
    addressed_to: Mapped[str] = mapped_column(String(300))
    decision_on: Mapped[date | None]
    written_by: Mapped[str] = mapped_column(String(200))
    updated_by: Mapped[str] = mapped_column(String(200))
    updated_at: Mapped[datetime]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}


class Snapshot(Model):
    """Everything a pack prints, frozen: canonical JSON and its hash. Editions are renderings of one snapshot.

    side_id: the organisation whose unshared data is in it, so that only that side may open it; None: all may.
    number: which of its kind it is in the programme, from 1 on, printed as its version.
    """

    __tablename__ = "snapshots"
    __table_args__ = (
        CheckConstraint(f"kind in {KINDS}", name="kind"),
        CheckConstraint(f"state in {STATES}", name="state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    side_id: Mapped[int | None] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[str] = mapped_column(String(30))
    number: Mapped[int] = mapped_column(default=1, server_default="1")
    option_id: Mapped[int | None] = mapped_column(ForeignKey("options.id"))
    content: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    as_at: Mapped[date]
    frozen_by: Mapped[str] = mapped_column(String(200))
    frozen_at: Mapped[datetime]
    state: Mapped[str] = mapped_column(String(20), default="draft")
    approved_by: Mapped[str | None] = mapped_column(String(200))
    approved_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column()
    __mapper_args__ = {"version_id_col": version}

    files: Mapped[list["PackFile"]] = relationship(lazy="selectin", cascade="all, delete-orphan")


class PackFile(Model):
    """One rendering: edition public or exempt; format pdf or xlsx."""

    __tablename__ = "pack_files"
    __table_args__ = (UniqueConstraint("snapshot_id", "edition", "format"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshots.id", ondelete="CASCADE"))
    edition: Mapped[str] = mapped_column(String(10))
    format: Mapped[str] = mapped_column(String(10))
    file_id: Mapped[int] = mapped_column(ForeignKey("stored_files.id"))

    file: Mapped[StoredFile] = relationship(lazy="joined")
