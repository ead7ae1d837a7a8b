"""The event log. Rows are only ever added."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from transfer.extensions import Model


class AuditHead(Model):
    """The end of one chain; the row is the lock under which the chain grows. chain 0 belongs to no programme."""

    __tablename__ = "audit_heads"

    chain: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    sequence: Mapped[int] = mapped_column(default=0)
    hash: Mapped[str] = mapped_column(String(64))


class AuditEvent(Model):
    """One business event. `changes` holds {field: [old, new]}; personal values are left out of it."""

    __tablename__ = "audit_events"
    __table_args__ = (UniqueConstraint("chain", "sequence"), Index(None, "chain", "subject_type", "subject_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    chain: Mapped[int] = mapped_column(ForeignKey("audit_heads.chain"))
    sequence: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor: Mapped[str] = mapped_column(String(200))
    verb: Mapped[str] = mapped_column(String(60))
    subject_type: Mapped[str] = mapped_column(String(60))
    subject_id: Mapped[str] = mapped_column(String(120))
    side_id: Mapped[int | None]
    summary: Mapped[str]
    changes: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
