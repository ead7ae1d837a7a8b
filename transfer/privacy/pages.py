"""Rows and columns of the pages about people's data."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date
from typing import Any

from imports.parts import row_words
from reports.schedule import Part, Schedule
from reports.tables import TableColumn
from transfer.establishment.queries import corrections_on
from transfer.kernel.dates import long_date
from transfer.privacy.queries import Held, Kept, Sheet
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.rules import field_words, hides
from transfer.web.filters import as_said

# Read first; where it stands comes after. A narrow screen shows no more than two or three columns.
_FIRST = ("What", "Value", "Finding", "When")


def held_columns(sheet: Sheet) -> list[dict[str, str]]:
    found = [{"key": str(number), "label": label} for number, label in enumerate(sheet.columns)]
    return sorted(found, key=lambda each: each["label"] not in _FIRST)


def held_rows(sheet: Sheet) -> list[dict[str, Any]]:
    """As the page shows them: the files that are given out keep days as computers write them."""
    return [{str(number): as_said(value) for number, value in enumerate(row)} for row in sheet.rows]


EXPORT_COLUMNS = [("Part", "text"), ("Entry", "text"), ("What", "text"), ("Value", "text")]


def export_rows(held: Held) -> list[tuple[str, str, str, str]]:
    """All that is held as one long table: its parts have other columns each."""
    told = [
        (sheet.title, str(number), column, "" if value is None else str(value))
        for sheet in held.sheets
        for number, row in enumerate(sheet.rows, 1)
        for column, value in zip(sheet.columns, row, strict=True)
    ]
    return told + [("Not included", str(number), "", words) for number, words in enumerate(held.missing, 1)]


MARK = "OFFICIAL-SENSITIVE: PERSONAL"
_SOURCE = 6  # columns of "Lists" that say where a value stands


def printed(held: Held, programme: str, made_on: date) -> Schedule:
    """All that is held as a document to give to the person. Its title, which is the file's own too, names nobody."""
    lists, *others = held.sheets
    missing = Part("Not included", [TableColumn("What")], [[each] for each in held.missing])
    content = json.dumps(held.as_json(), sort_keys=True)
    facts = [("Programme", programme), ("Made on", long_date(made_on))]
    return Schedule(
        "What is held about a person", MARK, hashlib.sha256(content.encode()).hexdigest(), facts,
        [*_by_source(lists), *map(_as_part, others), missing],
    )  # fmt: skip


def _by_source(lists: Sheet) -> list[Part]:
    """A part for each row of each version: on paper eight columns leave none of them room."""
    found: dict[str, list[Sequence[Any]]] = {}
    for row in lists.rows:
        told = zip(lists.columns[:_SOURCE], row[:_SOURCE], strict=True)
        version, *rest = (f"{column.lower()} {as_said(value)}" for column, value in told if value is not None)
        found.setdefault(", ".join([str(row[0]), *rest]), []).append(row[_SOURCE:])
    return [_as_part(Sheet(title, lists.columns[_SOURCE:], rows)) for title, rows in found.items()]


def _as_part(sheet: Sheet) -> Part:
    rows = [["" if value is None else as_said(value) for value in row] for row in sheet.rows]
    return Part(sheet.title, [TableColumn(each) for each in sheet.columns], rows)


def kept_rows(kept: Sequence[Kept]) -> list[dict[str, Any]]:
    return [
        {
            "name": each.kind.name, "holds": each.kind.holds, "kept": each.kind.kept, "source": each.kind.source,
            "status": each.kind.status, "due": _due(each),
            "key": each.kind.key if each.is_due and each.kind.disposed else None,
        }
        for each in kept
    ]  # fmt: skip


def _due(kept: Kept) -> str:
    if kept.erased and kept.items is None:
        return "Disposed of" if kept.erased.finished_at else "Being disposed of"
    if kept.items is not None:
        return f"{kept.items:,} due now" if kept.items else "Nothing is due"
    if kept.due is None:
        return "Never" if kept.kind.months is None else "The programme has not closed"
    return f"{'Due since' if kept.is_due else 'From'} {long_date(kept.due)}"


def correction_notes(viewer: Viewer, release: Release, field: str | None, rows: Sequence[int]) -> list[str]:
    """What a page of original cells says of those that were put right, to whoever may see them."""
    if not field or hides(viewer, release.dataset, field, release.organisation_id):
        return []
    return [
        f"Row {row_words(each.source_row, release.sheets)}: {field_words(each.field)} was put right on "
        f"{long_date(each.corrected_at.date())} by {each.corrected_by}. It says {each.corrected or 'nothing'} now; "
        "what stands below is what the file says."
        for each in corrections_on(release.id, rows)
        if each.field == field and (each.corrected or each.original)
    ]
