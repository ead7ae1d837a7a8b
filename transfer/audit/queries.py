"""Reading the event log."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, or_, select

from transfer.audit.models import AuditEvent, AuditHead
from transfer.audit.rules import Link, first_broken
from transfer.extensions import db
from transfer.web.paging import Page, paged_rows


def _events(programme_id: int, sides: frozenset[int] | None, subject: tuple[str, object] | None) -> Select[AuditEvent]:
    query = select(AuditEvent).where(AuditEvent.chain == programme_id).order_by(AuditEvent.sequence.desc())
    if sides is not None:
        query = query.where(or_(AuditEvent.side_id.is_(None), AuditEvent.side_id.in_(sides)))
    if subject:
        query = query.where(AuditEvent.subject_type == subject[0], AuditEvent.subject_id == str(subject[1]))
    return query


def list_events(
    programme_id: int,
    sides: frozenset[int] | None,
    *,
    subject: tuple[str, object] | None = None,
    limit: int = 50,
) -> Sequence[AuditEvent]:
    """Newest first. sides: the organisations whose unshared events may be read; None means all of them."""
    return db.session.scalars(_events(programme_id, sides, subject).limit(limit)).all()


def page_events(programme_id: int, sides: frozenset[int] | None, number: int) -> Page[AuditEvent]:
    """One page of the whole history, newest first, of what these sides may read."""
    return paged_rows(_events(programme_id, sides, None), number)


def head_hash(programme_id: int) -> str | None:
    head = db.session.get(AuditHead, programme_id)
    return head.hash if head else None


def _links(chain: int) -> Iterator[Link]:
    events = db.session.scalars(
        select(AuditEvent)
        .where(AuditEvent.chain == chain)
        .order_by(AuditEvent.sequence)
        .execution_options(yield_per=500)
    )
    for each in events:
        content = {
            "chain": each.chain, "actor_id": each.actor_id, "actor": each.actor, "verb": each.verb,
            "subject_type": each.subject_type, "subject_id": each.subject_id, "summary": each.summary,
            "side_id": each.side_id, "changes": each.changes, "at": each.at.isoformat(),
        }  # fmt: skip
        yield Link(each.sequence, content, each.previous_hash, each.hash)


def verify() -> tuple[int, int] | None:
    """(chain, sequence) of the first broken event of any chain, or None when all are sound.

    A chain whose end was cut off is told as broken at the first missing event.
    """
    for head in db.session.scalars(select(AuditHead).order_by(AuditHead.chain)):
        links = list(_links(head.chain))
        broken = first_broken(links)
        if broken is None and len(links) != head.sequence:
            broken = len(links) + 1
        if broken is not None:
            return head.chain, broken
    return None
