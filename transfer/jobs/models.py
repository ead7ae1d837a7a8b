"""Long work as rows, written in the transaction of whatever asked for it, and the workers that do it."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from transfer.extensions import Model
from transfer.jobs.rules import STATES


class Job(Model):
    """done and total count steps; side_id is the organisation whose unshared data the job works on, if any.

    attempts: how often it was begun; a step belongs to one attempt. next_try_at: not to be begun before. worker: the
    name of the one that has it. failure: which of rules.FAILURES, when it failed.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        CheckConstraint(f"state in {STATES}", name="state"),
        Index(None, "state", "heartbeat_at"),
        Index(None, "programme_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int | None]
    side_id: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(200))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[str] = mapped_column(String(20), default="queued")
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    step: Mapped[str] = mapped_column(String(200), default="")
    error: Mapped[str | None]
    result: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    requested_by: Mapped[str] = mapped_column(String(200))
    requested_by_id: Mapped[int | None]
    attempts: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    started_at: Mapped[datetime | None]
    heartbeat_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    worker: Mapped[str | None] = mapped_column(String(120))
    failure: Mapped[str | None] = mapped_column(String(20))


class Worker(Model):
    """One process that does long work. name: its machine and process. ended_at: when it was told to stop, and did."""

    __tablename__ = "workers"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    started_at: Mapped[datetime]
    heartbeat_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
