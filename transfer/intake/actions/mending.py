"""Giving faulty cells another value beside the file, taking that back, and accepting warnings with a reason."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from imports.parts import place_in_sheet
from transfer.audit.actions import record
from transfer.extensions import db
from transfer.intake.actions.uploads import check_again, locked, refuse_decided
from transfer.intake.models import AcceptedWarning, Mending, Upload
from transfer.intake.queries import RECHECK_JOB
from transfer.intake.queries.cells import number_of, read_column, standing
from transfer.intake.queries.mendings import accepted_of, get_mending, standing_in
from transfer.intake.rules import is_long
from transfer.intake.rules.mending import (
    MOST_VALUE,
    NOTHING,
    Place,
    Told,
    accepted_key,
    compared,
    field_at,
    filled_down,
    parted,
    refuse_reason,
    replaced,
)
from transfer.jobs.actions import request_job
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.programmes.rules import Viewer
from transfer.releases.actions import store_rows
from transfer.releases.rules import field_words, hides, who_sees

FIRST = "Somebody else mended this file first"


def mend_cell(viewer: Viewer, upload_id: int, place: Place, now: str, *, why: str, version: int) -> Told | Job:
    """Another value for one cell, kept beside the file; then the file is checked again with it (a long one by a job).

    Raises DomainError for a value that stands there already or no reason, NotFound for no such cell, and StaleVersion
    when somebody mended the file first.
    """
    upload, field = _open(viewer, upload_id, place.letter)
    column, number = read_column(upload, place.letter), number_of(upload, place.sheet, place.row)
    if number not in column:
        raise NotFound("There is no such cell among the rows that were read")
    stands = standing(column, mended_in(upload, place.letter))[number]
    _refuse_stale(upload, version, {"now": stands or NOTHING})
    reason, value = refuse_reason(why), _value(now)
    if value == stands:
        raise DomainError("Enter another value: this one stands there already", "now")
    return _keep(viewer, upload, (place.letter, field), {number: value}, column, reason)


def mend_column(
    viewer: Viewer, upload_id: int, letter: str, *, fill: bool, old: str, new: str, why: str, version: int,
) -> Told | Job:  # fmt: skip
    """Many cells of a column at once, in every sheet that is read. fill: each blank takes the value above it; else
    `new` stands where `old` did.

    Raises as mend_cell, and DomainError when no cell would change.
    """
    upload, field = _open(viewer, upload_id, letter)
    column = read_column(upload, letter)
    stands = standing(column, mended_in(upload, letter))
    reason = refuse_reason(why)
    changes = column_changes(upload, stands, fill=fill, old=old, new=_value(new))
    _refuse_stale(upload, version, {"Cells that would change now": f"{len(changes):,}"})
    if not changes:
        raise DomainError("Nothing would change: no cell of the column is as you say")
    return _keep(viewer, upload, (letter, field), changes, column, reason)


def column_changes(
    upload: Upload, stands: Mapping[int, str], *, fill: bool, old: str, new: str
) -> dict[int, str]:  # fmt: skip
    """Row → value of the cells that a bulk mending changes. stands: the column as it stands, row → text."""
    if fill:
        return filled_down(stands, [each["at"] for each in upload.outcome.get("parts") or ()])
    return {} if old.strip() == new else dict.fromkeys(replaced(stands, old), new)


def undo_mending(viewer: Viewer, upload_id: int, mending_id: int, *, version: int) -> Told | Job:
    """The file's own value stands again. Raises StaleVersion when somebody mended the file first, and NotFound for a
    mending that is undone already."""
    upload = _locked_open(viewer, upload_id)
    mending = get_mending(upload, mending_id)
    _refuse_hidden(viewer, upload, mending.field)
    _refuse_stale(upload, version, {"now": mending.now or NOTHING})
    if mending.undone_at is not None:
        raise NotFound("That mending was undone already")
    _undo(viewer, [mending])
    _record(viewer, upload, "undo_mending", f"A mending in column {mending.letter} was undone", 1)
    return _again(viewer, upload, 1)


def _locked_open(viewer: Viewer, upload_id: int) -> Upload:
    upload = locked(viewer, upload_id)
    refuse_decided(viewer, upload)
    return upload


def _open(viewer: Viewer, upload_id: int, letter: str) -> tuple[Upload, str]:
    """The upload under its lock, and the field of the column, which the viewer must see."""
    upload = _locked_open(viewer, upload_id)
    field = field_at(upload.outcome, letter)
    _refuse_hidden(viewer, upload, field)
    return upload, field


def _refuse_hidden(viewer: Viewer, upload: Upload, field: str) -> None:
    if hides(viewer, upload.dataset, field, upload.organisation_id):
        raise DomainError(f"Ask somebody who sees this column to mend it. {who_sees(field)}")


def _refuse_stale(upload: Upload, version: int, current: dict[str, object]) -> None:
    if version != upload.version:
        raise StaleVersion(FIRST, current)


def _value(typed: str) -> str:
    value = typed.strip()
    if len(value) > MOST_VALUE:
        raise DomainError(f"Enter {MOST_VALUE:,} characters or fewer", "now")
    return value


def mended_in(upload: Upload, letter: str) -> dict[int, str]:
    """Row → what was mended in a column."""
    return {number: each.now for number, each in standing_in(upload, letter).items()}


def _keep(
    viewer: Viewer, upload: Upload, of: tuple[str, str], changes: Mapping[int, str], column: Mapping[int, str], why: str
) -> Told | Job:
    """of: column letter and field; changes: row → value; column: row → the file's own value; rows by their number in
    the list."""
    letter, field = of
    _undo(viewer, [each for number, each in standing_in(upload, letter).items() if number in changes])
    places = {number: place_in_sheet(upload.outcome.get("parts") or (), upload.outcome["sheet"], number)
              for number in changes}  # fmt: skip
    store_rows(
        Mending,
        (
            {
                "upload_id": upload.id, "sheet": places[number][0], "row": places[number][1], "letter": letter,
                "field": field, "was": column[number], "now": now, "why": why, "mended_by": viewer.name,
                "mended_at": clock.now(),
            }
            for number, now in changes.items()
            if now != column[number]  # what stood in the file first stands again
        ),
    )  # fmt: skip
    words = f"{len(changes):,} {'cell' if len(changes) == 1 else 'cells'} of column {letter} in a file were mended"
    _record(viewer, upload, "mend_cells", words.replace("1 cell of", "One cell of"), len(changes))
    return _again(viewer, upload, len(changes))


def _undo(viewer: Viewer, mendings: Sequence[Mending]) -> None:
    for each in mendings:
        each.undone_by, each.undone_at = viewer.name, clock.now()


def _record(viewer: Viewer, upload: Upload, verb: str, words: str, cells: int) -> None:
    """The values themselves stand with the mending, never in the history."""
    record(
        viewer, verb, ("upload", upload.id), words, programme_id=viewer.programme_id, side_id=upload.organisation_id,
        changes={"cells": (None, cells)},
    )  # fmt: skip


def _again(viewer: Viewer, upload: Upload, cells: int) -> Told | Job:
    """Check the file as it stands now. The upload's version rises even where nothing else in it changed."""
    before = upload.outcome["findings"]
    flag_modified(upload, "outcome")
    db.session.flush()
    if is_long(upload.file.size):
        words = f"Checking {upload.outcome['file']} with what was mended"[:200]
        return request_job(
            viewer, RECHECK_JOB, words, {"upload_id": upload.id}, programme_id=viewer.programme_id,
            side_id=upload.organisation_id,
        )  # fmt: skip
    check_again(viewer, upload.id)
    found = compared(before, upload.outcome["findings"])
    return Told(cells, len(found.went), len(found.came))


def accept_warnings(
    viewer: Viewer, upload_id: int, *, code: str, field: str, cell: str | None, reason: str, version: int
) -> int:
    """Accept the warnings of a kind in a field, or one cell's, with a reason: they stay accepted until the value in
    that row changes. Returns how many. Raises DomainError without a reason or where none waits, and StaleVersion."""
    upload = _locked_open(viewer, upload_id)
    _refuse_hidden(viewer, upload, field)
    why = refuse_reason(reason)
    found = waiting_warnings(upload, code, field, cell)
    _refuse_stale(upload, version, {"Warnings that wait now": f"{len(found):,}"})
    if not found:
        raise DomainError("No such warning waits: an error must be mended, and a note asks for nothing")
    keys = list(dict.fromkeys(map(accepted_key, found)))
    store_rows(
        AcceptedWarning,
        (
            {
                "programme_id": upload.programme_id, "organisation_id": upload.organisation_id,
                "dataset": upload.dataset, "code": key[0], "field": key[1], "key": key[2], "value": key[3],
                "reason": why, "accepted_by": viewer.name, "accepted_at": clock.now(),
            }
            for key in keys
        ),
    )  # fmt: skip
    flag_modified(upload, "outcome")
    words = f"{len(found):,} {'warning' if len(found) == 1 else 'warnings'} about {field_words(field).lower()} accepted"
    _record(viewer, upload, "accept_warnings", words, len(found))
    db.session.flush()
    return len(found)


def waiting_warnings(upload: Upload, code: str, field: str, cell: str | None) -> list[dict[str, Any]]:
    """The warnings of this kind, field and cell (None: every cell) that nobody accepted yet."""
    waiting, _ = parted(upload.outcome["findings"], accepted_of(upload))
    return [
        each
        for each in waiting
        if (each["severity"], each["code"], each["field"] or "") == ("warning", code, field)
        and cell in (None, each["cell"])
    ]


def withdraw_acceptance(viewer: Viewer, upload_id: int, number: int) -> None:
    """An accepted warning waits again. Raises NotFound for one of another source."""
    upload = _locked_open(viewer, upload_id)
    found = db.session.get(AcceptedWarning, number)
    source = (upload.programme_id, upload.organisation_id, upload.dataset)
    if found is None or (found.programme_id, found.organisation_id, found.dataset) != source:
        raise NotFound("That acceptance is not here")
    _refuse_hidden(viewer, upload, found.field)
    db.session.delete(found)
    flag_modified(upload, "outcome")
    _record(viewer, upload, "withdraw_acceptance", "An accepted warning waits again", 1)
    db.session.flush()
