"""Reading what a newer list is held against: the lines in force, and what people decided about their posts."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import Numeric, func, select

from transfer.audit.models import AuditEvent
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.intake.models import Upload
from transfer.kernel.dates import long_date
from transfer.programmes.models import Option, Transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.models import PersonDecision
from transfer.tupe.rules import STATE_WORDS

MOST_NAMED = 2_000
_LINE_COLUMNS = {
    column.key.removesuffix("_pence"): column.key
    for column in AssignmentLine.__table__.columns
    if column.key not in {"id", "release_id", "source_row", "fte_thousandths", "service_key", "extra"}
}
_STEPS = {
    field: Decimal(1).scaleb(-kind.scale)
    for field, column in _LINE_COLUMNS.items()
    if isinstance(kind := AssignmentLine.__table__.columns[column].type, Numeric) and kind.scale is not None
}


def accepted_lines(release_id: int) -> list[dict[str, Any]]:
    """The accepted lines of an establishment version by the data set's field names, as `imports.compare` reads them."""
    table = AssignmentLine.__table__
    columns = [table.columns[column] for column in _LINE_COLUMNS.values()]
    query = select(*columns).where(table.c.release_id == release_id).order_by(table.c.source_row)
    return [comparable(dict(zip(_LINE_COLUMNS, row, strict=True))) for row in db.session.execute(query)]


def titles_of(upload: Upload, posts: Iterable[Any]) -> dict[str, str]:
    """Post number → job title, of the version that an upload was compared with, else as the file has it."""
    table = AssignmentLine.__table__.c
    named = sorted({str(each) for each in posts if each})
    query = select(table.post_no, table.job_title).where(table.release_id == upload.outcome.get("against"))
    # So many that a statement could not name them are a whole list's.
    query = query.where(table.post_no.in_(named)) if len(named) <= MOST_NAMED else query
    held = {post: title or "" for post, title in db.session.execute(query)}
    return {**upload.outcome.get("titles", {}), **held}


def comparable(values: Mapping[str, Any]) -> dict[str, Any]:
    """A line with numbers as exact as the database keeps them, so that a stored one equals the one it came from."""
    found = {field: values.get(field) for field in _LINE_COLUMNS}
    for field, step in _STEPS.items():
        value = found[field]
        if value is not None:
            found[field] = Decimal(value).quantize(step, rounding=ROUND_HALF_EVEN)
    return found


def rules_were_edited(viewer: Viewer) -> bool:
    """Whether somebody changed single split rules in the product since they were loaded."""
    edited = AuditEvent.subject_type == "split_rule"
    query = select(AuditEvent.id).where(AuditEvent.chain == viewer.programme_id, edited)
    return db.session.execute(query.limit(1)).first() is not None


def people_decided_on(transfer_ids: Sequence[int]) -> int:
    query = select(func.count()).select_from(PersonDecision).where(PersonDecision.transfer_id.in_(transfer_ids))
    return db.session.scalar(query) or 0


def decisions_touched(
    viewer: Viewer, organisation_id: int | None, changes: Mapping[str, Sequence[Mapping[str, Any]]]
) -> list[dict[str, Any]]:
    """Decisions on people whose post a newer list changes, once for each kind of change: change, id, post_no, transfer,
    state. They stay as they are.

    A change that names `people` is about the decisions on these references only.
    """
    query = (
        select(PersonDecision, Transfer)
        .join(Transfer, Transfer.id == PersonDecision.transfer_id)
        .join(Option, Option.id == Transfer.option_id)
        .where(Option.programme_id == viewer.programme_id, PersonDecision.organisation_id == organisation_id)
        .order_by(PersonDecision.post_no, PersonDecision.id)
    )
    decided: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for decision, transfer in db.session.execute(query):
        to = f"{transfer.transferor.short} to {transfer.transferee.short}, {long_date(transfer.transfer_on)}"
        told = {"id": decision.id, "post_no": decision.post_no, "transfer": to, "state": STATE_WORDS[decision.state]}
        decided.setdefault(decision.post_no.casefold(), []).append((decision.person_ref, told))
    return [
        {"change": kind, **told}
        for kind, listed in changes.items()
        for post, people in {str(each["post_no"]).casefold(): each.get("people") for each in listed}.items()
        for person, told in decided.get(post, [])
        if people is None or person in people
    ]
