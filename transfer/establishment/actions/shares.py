"""Sharing a post's time: one person proposes, another approves, and the list of shares has a new version."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from reports.tables import TableColumn, table_workbook
from transfer.audit.actions import record
from transfer.establishment.models import AssignmentLine, TimeProposal, TimeProposalPart, TimeReview, TimeShare
from transfer.establishment.queries import find_proposed, list_time_shares, post_subject
from transfer.establishment.rules.shares import (
    ARRANGEMENTS,
    Asked,
    kept_before,
    refuse_parts,
    refuse_review,
)
from transfer.extensions import db
from transfer.files.actions import store
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.actions.changing import STALE, one_of
from transfer.programmes.queries import get_organisation, get_programme, list_organisations, wait_for_turn
from transfer.programmes.rules import Viewer
from transfer.releases.actions import create_release, store_rows
from transfer.releases.models import Release

SHEET = "Time shares"
# Field of the data set: heading and kind of its column, in the order of the sheet.
_COLUMNS = {
    "post_no": ("Post number", "code"), "organisation": ("Organisation", "text"), "percent": ("Per cent", "exact"),
    "service": ("Service", "text"), "basis": ("Basis", "text"), "from_on": ("From", "date"), "to_on": ("To", "date"),
    "review": ("Review", "text"),
}  # fmt: skip
SHOWN = ("arrangement", "basis", "evidence", "from_on", "to_on", "review_on", "review_when")


def propose_time(viewer: Viewer, line: AssignmentLine, asked: Asked, *, version: int = 0) -> TimeProposal:
    """Propose how the post of a line is shared, or change what waits for approval. version: of what waits, 0 for none.

    Raises DomainError for shares that do not come to 100 or never come up for review, StaleVersion.
    """
    _refuse(viewer, asked)
    holder = line.release.organisation_id or 0
    row = find_proposed(viewer, holder, line.post_no)
    if version != (row.version if row else 0):
        raise StaleVersion(STALE, told_of(row))
    if row is None:
        row = TimeProposal(programme_id=viewer.programme_id, organisation_id=holder, post_no=line.post_no)
        db.session.add(row)
    for name in SHOWN:
        setattr(row, name, getattr(asked, name))
    row.entered_by_id, row.entered_by, row.entered_at = viewer.user_id, viewer.name, clock.now()
    row.parts.clear()
    db.session.flush()
    row.parts = [
        TimeProposalPart(
            position=place, organisation_id=each.organisation_id, service=each.service, percent=each.percent
        )
        for place, each in enumerate(asked.parts)
    ]
    db.session.flush()
    _record(
        viewer, "propose_time", row, "It was proposed how this post’s time is shared", {"parts": _words(viewer, row)}
    )
    return row


def _refuse(viewer: Viewer, asked: Asked) -> None:
    one_of(asked.arrangement, tuple(ARRANGEMENTS), "arrangement")
    for part in asked.parts:
        get_organisation(viewer, part.organisation_id)
    refuse_parts(asked.parts)
    for name, words in (("basis", "Say what the shares rest on, such as a diary sample"),
                        ("evidence", "Say where the evidence is: a minute, a file or a letter")):  # fmt: skip
        if not getattr(asked, name).strip():
            raise DomainError(words, name)
    refuse_review(asked.from_on, asked.to_on, asked.review_on, asked.review_when)


def told_of(row: TimeProposal | None) -> dict[str, object]:
    """What a proposal says now, for whoever was slower."""
    return {name: getattr(row, name) for name in SHOWN} if row else {"basis": "Nothing waits for approval any more"}


def decide_time(
    viewer: Viewer, row: TimeProposal, *, approve: bool, reason: str = "", version: int | None = None
) -> None:
    """Approve a proposal, which makes a new version of the time shares, or refuse it with a reason.

    Raises DomainError for whoever entered it and for one that is decided, StaleVersion.
    """
    if version is not None and row.version != version:
        raise StaleVersion(STALE, told_of(row) | {"state": row.state})
    if row.state != "proposed":
        raise DomainError("This was decided already")
    if approve and row.entered_by_id == viewer.user_id and not viewer.unrestricted:
        raise DomainError("Ask somebody else to approve this: you entered it")
    if not approve and not reason.strip():
        raise DomainError("Say why it is refused", "reason")
    row.state = "approved" if approve else "refused"
    row.decided_by_id, row.decided_by, row.decided_at = viewer.user_id, viewer.name, clock.now()
    row.decided_because = reason.strip()
    if approve:
        row.release_id = _new_version(viewer, row).id
    db.session.flush()
    verb, words = ("approve_time", "approved") if approve else ("refuse_time", "refused")
    _record(viewer, verb, row, f"How this post’s time is shared was {words}", {"state": row.state})


def _new_version(viewer: Viewer, row: TimeProposal) -> Release:
    """The list in force with this post's shares in the place of what it said from their first day on."""
    wait_for_turn(viewer.programme_id)
    shorts = {each.id: each.short for each in list_organisations(viewer)}
    held = list_time_shares(viewer)
    rows = [_plain(each) for each in held if each.post_no != row.post_no]
    earlier = [each for each in held if each.post_no == row.post_no]
    rows += [_plain(each) | {"to_on": last} for each, last in kept_before(earlier, row.from_on)]
    review = row.review_on.isoformat() if row.review_on else row.review_when
    rows += [
        {"post_no": row.post_no, "organisation_id": each.organisation_id, "organisation": shorts[each.organisation_id],
         "percent": each.percent, "service": each.service or None, "basis": row.basis, "from_on": row.from_on,
         "to_on": row.to_on, "review": review or None, "extra": {}}
        for each in row.parts
    ]  # fmt: skip
    return _accept(viewer, rows)


def _plain(share: TimeShare) -> dict[str, Any]:
    return {name: getattr(share, name) for name in (*_COLUMNS, "organisation_id", "extra")}


def _accept(viewer: Viewer, rows: Sequence[dict[str, Any]]) -> Release:
    """A version of its own with a workbook, so that every share has a cell as one that was uploaded has."""
    columns = [TableColumn(*each) for each in _COLUMNS.values()]
    stored = store(table_workbook(SHEET, columns, _cells(rows)), "time-shares.xlsx")
    read = {
        "sheet": SHEET, "header_row": 1, "columns": dict(zip(_COLUMNS, "ABCDEFGH", strict=True)), "amount_columns": [],
        "unmapped": [], "rows_with_data": len(rows), "rows_accepted": len(rows), "totals": {},
    }  # fmt: skip
    today = get_programme(viewer).today()
    release = create_release(viewer, "time_shares", None, file_id=stored.id, as_at=today, read=read)
    store_rows(TimeShare, ({"release_id": release.id, "source_row": place, **row} for place, row in enumerate(rows, 2)))
    return release


def _cells(rows: Iterable[dict[str, Any]]) -> list[list[Any]]:
    """A per cent as a fraction, because a list's number of 1 or less is one."""
    return [[row[name] / 100 if name == "percent" else row[name] for name in _COLUMNS] for row in rows]


def review_time(viewer: Viewer, line: AssignmentLine, *, found: str, next_on: date | None) -> TimeReview:
    """Say what was found when a post's shares were looked at. Raises DomainError without words or with a past day."""
    today = get_programme(viewer).today()
    if not found.strip():
        raise DomainError("Say what you found: do the shares still hold?", "found")
    if next_on and next_on <= today:
        raise DomainError("Enter a day after today", "next_on")
    row = TimeReview(
        programme_id=viewer.programme_id, organisation_id=line.release.organisation_id, post_no=line.post_no,
        looked_on=today, found=found.strip(), next_on=next_on, looked_by=viewer.name, looked_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    subject = post_subject(line.release.organisation_id, line.post_no)
    words = "It was looked at how this post’s time is shared"
    record(viewer, "review_time", subject, words, programme_id=viewer.programme_id)
    return row


def _words(viewer: Viewer, row: TimeProposal) -> str:
    shorts = {each.id: each.short for each in list_organisations(viewer)}
    return ", ".join(f"{shorts[each.organisation_id]} {each.percent.normalize():f}%" for each in row.parts)


def _record(viewer: Viewer, verb: str, row: TimeProposal, words: str, now: dict[str, str]) -> None:
    changes: dict[str, tuple[Any, Any]] = {name: (None, value) for name, value in now.items()}
    subject = post_subject(row.organisation_id, row.post_no)
    record(viewer, verb, subject, words, programme_id=viewer.programme_id, changes=changes)
