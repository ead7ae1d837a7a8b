"""What is known of stored bytes. The bytes themselves are kept by hash, outside the database."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from transfer.extensions import Model


class StoredFile(Model):
    """One distinct content, under the first name it came with. size in bytes.

    redacted_from: the hash of the original that this copy stands in for, since a person was erased from it; the
    original's bytes are gone. disposed_at: when the bytes were removed for good; the row stays as a record.
    """

    __tablename__ = "stored_files"

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64), unique=True)
    name: Mapped[str] = mapped_column(String(255))
    size: Mapped[int]
    stored_at: Mapped[datetime]
    redacted_from: Mapped[str | None] = mapped_column(String(64))
    redacted_at: Mapped[datetime | None]
    disposed_at: Mapped[datetime | None]
