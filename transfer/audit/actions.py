"""Recording events. They are collected during the unit of work and chained when it commits."""

import fcntl
import os
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

import structlog
from flask import current_app
from sqlalchemy import event, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from transfer.audit.models import AuditEvent, AuditHead
from transfer.audit.queries import anchors_path, list_anchors, list_heads, read_anchors
from transfer.audit.rules import FIRST, Anchor, event_hash
from transfer.extensions import db, writing
from transfer.kernel import clock

log = structlog.get_logger()


class Actor(Protocol):
    """Whoever does something: a viewer, or the command line."""

    @property
    def user_id(self) -> int | None: ...
    @property
    def name(self) -> str: ...


@dataclass
class PendingEvent:
    chain: int
    actor_id: int | None
    actor: str
    verb: str
    subject_type: str
    subject_id: str
    summary: str
    side_id: int | None = None
    changes: dict[str, Any] = field(default_factory=dict)


def record(
    actor: Actor,
    verb: str,
    subject: tuple[str, object],
    summary: str,
    *,
    programme_id: int | None = None,
    changes: dict[str, tuple[Any, Any]] | None = None,
    side_id: int | None = None,
) -> None:
    """Add an event to this unit of work.

    verb: the business act ("accept_upload"); subject: (type, id); summary: one sentence without personal data;
    changes: {field: (old, new)}; side_id: the organisation whose unshared data it concerns, so that only that side
    reads it, or None when every member may.
    """
    pending: list[PendingEvent] = db.session.info.setdefault("events", [])
    told = {name: [_plain(old), _plain(new)] for name, (old, new) in (changes or {}).items()}
    kind, identity = subject
    pending.append(
        PendingEvent(programme_id or 0, actor.user_id, actor.name, verb, kind, str(identity), summary, side_id, told)
    )


def record_access(actor: Actor, verb: str, subject: tuple[str, object], summary: str, programme_id: int | None) -> None:
    """An access or security event, in a transaction of its own, because a GET keeps nothing else.

    While nothing may be changed, the log is where it stands.
    """
    if current_app.config["SETTINGS"].read_only:
        log.info("access", verb=verb, subject_type=subject[0], user_id=actor.user_id, programme_id=programme_id)
        return
    token = writing.set(True)
    try:
        with Session(db.engine) as session:
            event_ = PendingEvent(
                programme_id or 0, actor.user_id, actor.name, verb, subject[0], str(subject[1]), summary
            )
            session.info["events"] = [event_]
            session.begin()
            session.commit()
    finally:
        writing.reset(token)


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _locked_head(session: Session, chain: int) -> AuditHead:
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    session.execute(insert(AuditHead).values(chain=chain, sequence=0, hash=FIRST).on_conflict_do_nothing())
    return session.scalars(
        select(AuditHead).where(AuditHead.chain == chain).with_for_update().execution_options(populate_existing=True)
    ).one()


def _content(pending: PendingEvent, at: datetime) -> dict[str, Any]:
    return {**pending.__dict__, "at": at.isoformat()}


@event.listens_for(Session, "before_commit")
def _chain_events(session: Session) -> None:
    pending: list[PendingEvent] = session.info.pop("events", [])
    if not pending:
        return
    session.flush()
    for each in sorted(pending, key=lambda item: item.chain):
        head = _locked_head(session, each.chain)
        at = clock.now()
        new_hash = event_hash(head.hash, _content(each, at))
        head.sequence += 1
        session.add(AuditEvent(**each.__dict__, at=at, sequence=head.sequence, previous_hash=head.hash, hash=new_hash))
        head.hash = new_hash
        session.flush()


@event.listens_for(Session, "after_rollback")
def _forget_events(session: Session) -> None:
    session.info.pop("events", None)


def anchor() -> int:
    """Write down the end of each chain that grew since it was last written down; how many those were.

    Lines are only ever added, and are on the disk when this returns.
    """
    path = anchors_path()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        kept = read_anchors()
        file.truncate(kept.rfind(b"\n") + 1)  # a line that was broken off never counted
        last = {each.chain: (each.sequence, each.hash) for each in list_anchors()}
        grown = [each for each in list_heads() if last.get(each.chain) != (each.sequence, each.hash)]
        file.write("".join(Anchor(clock.now(), *_end(each)).line for each in grown).encode())
        file.flush()
        os.fsync(file.fileno())
    return len(grown)


def _end(head: AuditHead) -> tuple[int, int, str]:
    return head.chain, head.sequence, head.hash


def put_back_anchors(kept: bytes) -> None:
    """The file of anchors out of a backup, where there is none yet; else those that stand here go on to count."""
    if not anchors_path().exists():
        anchors_path().parent.mkdir(parents=True, exist_ok=True)
        anchors_path().write_bytes(kept)
