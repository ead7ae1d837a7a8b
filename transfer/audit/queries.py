"""Reading the event log."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import ColumnElement, Row, Select, func, not_, or_, select
from sqlalchemy.orm import Session

from transfer.audit.models import AuditEvent, AuditHead
from transfer.audit.rules import (
    ABOUT_PERSONS,
    FIRST,
    LOOKING,
    Anchor,
    Asked,
    Chain,
    Link,
    first_broken,
    month_bounds,
    months_between,
    read_lines,
)
from transfer.config import Settings
from transfer.extensions import db, one_instant
from transfer.web.paging import Page, paged_rows

LINKS_AT_ONCE = 500


def _looked() -> ColumnElement[bool]:
    return or_(*(AuditEvent.verb.startswith(each, autoescape=True) for each in LOOKING))


def _events(
    programme_id: int, sides: frozenset[int] | None, subject: tuple[str, object] | None,
    persons: frozenset[int] | None = None,
) -> Select[AuditEvent]:  # fmt: skip
    query = select(AuditEvent).where(AuditEvent.chain == programme_id).order_by(AuditEvent.sequence.desc())
    if sides is not None:
        query = query.where(or_(AuditEvent.side_id.is_(None), AuditEvent.side_id.in_(sides)))
    if persons is not None:
        query = query.where(or_(AuditEvent.verb.not_in(ABOUT_PERSONS), AuditEvent.side_id.in_(persons)))
    if subject:
        query = query.where(AuditEvent.subject_type == subject[0])
    if subject and subject[1] != "":
        query = query.where(AuditEvent.subject_id == str(subject[1]))
    return query


def list_events(
    programme_id: int,
    sides: frozenset[int] | None,
    *,
    subject: tuple[str, object] | None = None,
    verb: str = "",
    limit: int = 50,
) -> Sequence[AuditEvent]:
    """Newest first. sides: the organisations whose unshared events may be read; None means all of them."""
    query = _events(programme_id, sides, subject)
    return db.session.scalars((query.where(AuditEvent.verb == verb) if verb else query).limit(limit)).all()


def has_event(programme_id: int, subject: tuple[str, object], verb: str, actor_id: int | None, since: datetime) -> bool:
    """Whether this was recorded of somebody since an instant: what is told once a day asks here."""
    query = _events(programme_id, None, subject).where(
        AuditEvent.verb == verb, AuditEvent.actor_id == actor_id, AuditEvent.at >= since
    )
    return db.session.scalars(query.limit(1)).first() is not None


def subjects_of(programme_id: int, kind: str, verbs: Sequence[str], since: datetime) -> list[str]:
    """The identities of the things of one kind to which one of these acts happened since an instant, each once."""
    query = select(AuditEvent.subject_id).where(
        AuditEvent.chain == programme_id, AuditEvent.subject_type == kind, AuditEvent.verb.in_(verbs),
        AuditEvent.at >= since,
    )  # fmt: skip
    return list(db.session.scalars(query.distinct().order_by(AuditEvent.subject_id)))


def list_changes(
    programme_id: int, sides: frozenset[int] | None, *, subject: tuple[str, object] | None = None, limit: int = 50,
    persons: frozenset[int] | None = None,
) -> Sequence[AuditEvent]:  # fmt: skip
    """As list_events, of what changed something. persons: the employers about whose people single decisions may be
    read; None means all of them."""
    query = _events(programme_id, sides, subject, persons)
    return db.session.scalars(query.where(not_(_looked())).limit(limit)).all()


def list_looks(
    programme_id: int, sides: frozenset[int] | None, *, subject: tuple[str, object], limit: int = 50
) -> Sequence[AuditEvent]:
    """As list_events, of who looked and who took a file away."""
    return db.session.scalars(_events(programme_id, sides, subject).where(_looked()).limit(limit)).all()


def _asked(programme_id: int, sides: frozenset[int] | None, asked: Asked) -> Select[AuditEvent]:
    query = _events(programme_id, sides, asked.about, asked.persons).where(
        _looked() if asked.looked else not_(_looked())
    )
    if asked.actor:
        query = query.where(AuditEvent.actor == asked.actor)
    bounds = month_bounds(asked.month)
    return query.where(AuditEvent.at >= bounds[0], AuditEvent.at < bounds[1]) if bounds else query


def page_events(programme_id: int, sides: frozenset[int] | None, number: int, asked: Asked) -> Page[AuditEvent]:
    """One page of what is asked for of the history, newest first, of what these sides may read."""
    return paged_rows(_asked(programme_id, sides, asked), number)


def all_events(programme_id: int, sides: frozenset[int] | None, asked: Asked) -> Sequence[AuditEvent]:
    """As page_events, every one of them."""
    return db.session.scalars(_asked(programme_id, sides, asked)).all()


def who_and_when(programme_id: int, sides: frozenset[int] | None, asked: Asked) -> tuple[list[str], list[str]]:
    """The names that the history knows, and its months, written 2021-03, newest first: what it can be asked for."""
    query = _asked(programme_id, sides, Asked(looked=asked.looked, persons=asked.persons)).order_by(None)
    actors = db.session.scalars(query.with_only_columns(AuditEvent.actor).distinct().order_by(AuditEvent.actor)).all()
    ends = query.with_only_columns(func.min(AuditEvent.at), func.max(AuditEvent.at))
    first, last = db.session.execute(ends).one()
    return list(actors), months_between(first, last) if first and last else []


def events_in_order(programme_id: int, sides: frozenset[int] | None) -> Select[AuditEvent]:
    """The query for all that was recorded and these sides may read, oldest first."""
    return _events(programme_id, sides, None).order_by(None).order_by(AuditEvent.sequence)


def head_hash(programme_id: int) -> str | None:
    head = db.session.get(AuditHead, programme_id)
    return head.hash if head else None


def _links(session: Session, chain: int) -> Iterator[Link]:
    # Rows and not objects: a chain may be longer than what memory holds.
    query = select(*AuditEvent.__table__.columns).where(AuditEvent.chain == chain).order_by(AuditEvent.sequence)
    for each in session.execute(query.execution_options(yield_per=LINKS_AT_ONCE)):
        yield Link(each.sequence, _content(each), each.previous_hash, each.hash)


def _content(each: Row[Any]) -> dict[str, Any]:
    return {
        "chain": each.chain, "actor_id": each.actor_id, "actor": each.actor, "verb": each.verb,
        "subject_type": each.subject_type, "subject_id": each.subject_id, "summary": each.summary,
        "side_id": each.side_id, "changes": each.changes, "at": each.at.isoformat(),
    }  # fmt: skip


def verify() -> tuple[int, int] | None:
    """(chain, sequence) of the first broken event of any chain, or None when all are sound.

    A chain whose end was cut off is told as broken at the first missing event. Raises DomainError when the anchors
    cannot be read.
    """
    anchors = _anchored()
    with one_instant() as connection, Session(connection) as session:
        heads = {head.chain: (head.sequence, head.hash) for head in session.scalars(select(AuditHead))}
        for chain in sorted({*heads, *anchors}):
            broken = first_broken(_links(session, chain), heads.get(chain, (0, FIRST)), anchors.get(chain, {}))
            if broken is not None:
                return chain, broken
    return None


def _anchored() -> dict[int, dict[int, str]]:
    anchors: dict[int, dict[int, str]] = {}
    for each in list_anchors():
        anchors.setdefault(each.chain, {})[each.sequence] = each.hash
    return anchors


def check_chain(programme_id: int) -> Chain:
    """A programme's chain, every event of it worked out again. Raises DomainError when the anchors cannot be read."""
    anchors = _anchored().get(programme_id, {})
    with one_instant() as connection, Session(connection) as session:
        head = session.get(AuditHead, programme_id)
        end = (head.sequence, head.hash) if head else (0, FIRST)
        return Chain(*end, max(anchors, default=0), first_broken(_links(session, programme_id), end, anchors))


def find_by_hash(programme_id: int, text: str) -> AuditEvent | None:
    """The event with a hash, as a pack prints it."""
    return db.session.scalar(select(AuditEvent).where(AuditEvent.chain == programme_id, AuditEvent.hash == text))


def may_read(event: AuditEvent, sides: frozenset[int] | None, persons: frozenset[int] | None) -> bool:
    """Whether an event is among those that `page_events` shows to these sides, who read decisions about these."""
    own = sides is None or event.side_id is None or event.side_id in sides
    return own and (event.verb not in ABOUT_PERSONS or persons is None or event.side_id in persons)


def anchors_path() -> Path:
    """Where the ends of the chains are written down, outside the database."""
    settings: Settings = current_app.config["SETTINGS"]
    return Path(settings.audit_anchor) if settings.audit_anchor else settings.instance / "anchors"


def read_anchors() -> bytes:
    """The file of anchors as it is; nothing when none was written yet."""
    path = anchors_path()
    return path.read_bytes() if path.exists() else b""


def list_anchors() -> list[Anchor]:
    """Every anchor, oldest first. Raises DomainError for a line that cannot be read."""
    return read_lines(read_anchors().decode("utf-8", "replace"))


def list_heads() -> Sequence[AuditHead]:
    return db.session.scalars(
        select(AuditHead).order_by(AuditHead.chain).execution_options(populate_existing=True)
    ).all()
