"""What every change of a programme's parts has in common: the version check, old → new, the event."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute

from transfer.audit.actions import record
from transfer.extensions import Model, db
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.rules import Viewer

STALE = "Somebody else changed this while you typed: compare the two and save again"


def next_position(column: InstrumentedAttribute[int], where: Any) -> int:
    highest = db.session.scalar(select(func.max(column)).where(where))
    return 0 if highest is None else highest + 1


def refuse_stale(row: Any, version: int | None, names: Iterable[str]) -> None:
    if version is not None and row.version != version:
        current = {name: getattr(row, name) for name in names}
        raise StaleVersion(STALE, current)


def set_values(row: Model, values: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Sets what differs; returns {name: (old, new)} of just that."""
    changes = {name: (getattr(row, name), value) for name, value in values.items() if getattr(row, name) != value}
    for name, (_, value) in changes.items():
        setattr(row, name, value)
    return changes


def one_of(value: str, known: Sequence[str], field: str) -> None:
    if value not in known:
        raise DomainError(f"Choose one of {', '.join(known)}", field)


def save(viewer: Viewer, row: Any, kind: str, verb: str, summary: str, values: Mapping[str, Any]) -> None:
    changes = set_values(row, values)
    if changes:
        db.session.flush()
        record(viewer, verb, (kind, row.id), summary, programme_id=viewer.programme_id, changes=changes)


def enter(viewer: Viewer, row: Any, kind: str, verb: str, summary: str, values: Mapping[str, Any]) -> None:
    """A new row that holds these values already, told as what was nothing before."""
    db.session.add(row)
    db.session.flush()
    changes = {name: (None, value) for name, value in values.items()}
    record(viewer, verb, (kind, row.id), summary, programme_id=viewer.programme_id, changes=changes)


def take_away(viewer: Viewer, row: Any, kind: str, verb: str, summary: str, names: Sequence[str]) -> None:
    """A row goes, and what these fields of it held is told."""
    changes = {name: (getattr(row, name), None) for name in names}
    record(viewer, verb, (kind, row.id), summary, programme_id=viewer.programme_id, changes=changes)
    db.session.delete(row)
    db.session.flush()
