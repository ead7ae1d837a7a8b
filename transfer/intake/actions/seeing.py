"""What is kept of a file so that a person can say how it is read."""

from dataclasses import asdict
from typing import Any

from imports.apart import sheets_apart
from imports.limits import Limits
from imports.parts import number_in_list
from transfer.intake.actions.checking import AnotherKind, FileRead, Knowledge, Source
from transfer.intake.rules.choosing import likeliest, seen_of, unread_columns
from transfer.kernel.errors import FileRefused


def seen_in(read: FileRead) -> dict[str, Any]:
    """Sheets, first rows, columns and values of a file that was read; several: the sheets read as one list, whose parts
    are kept, and the rows left out of all but the first, by their numbers in the list."""
    checked = read.checked
    return {
        **seen_of(read.sheets, checked.sheet),
        "several": list(checked.sheets),
        "parts": list(checked.parts),
        "ignored_besides": [
            number_in_list(checked.parts, sheet, row)
            for sheet, rows in checked.ignored_by_sheet.items() if sheet != checked.sheet for row in rows
        ],
        "headings": [{**asdict(each), "confidence": round(each.confidence * 100), "samples": list(each.samples)}
                     for each in checked.headings],
        "values": {name: [asdict(each) for each in values] for name, values in checked.values.items()},
        "guesses": [asdict(each) for each in checked.guesses],
        "lacking": list(checked.lacking),
    }  # fmt: skip


def find_unread(source: Source, known: Knowledge, refusal: FileRefused, at_most: Limits) -> dict[str, Any] | None:
    """What is kept of a file that opens and cannot be read yet, as an upload's outcome. None for one that is something
    else, or that cannot be opened."""
    if isinstance(refusal, AnotherKind):
        return None
    try:
        sheets = sheets_apart(source.content, source.filename, at_most)
    except FileRefused:
        return None
    sheet = likeliest(sheets, source.dataset, source.sheet)
    return unread(source, known, refusal.message, sheets, sheet) if sheet else None


def unread(source: Source, known: Knowledge, message: str, sheets: Any, sheet: Any) -> dict[str, Any]:
    """An outcome with the keys of a file that was read, and `refused`: why it was not."""
    header_row, headings = unread_columns(sheet.top, source.dataset, known.context, known.mapping)
    lists = ("unmapped", "ignored_rows", "findings", "matches", "amounts", "parked", "guesses")
    nothing: dict[str, Any] = {name: [] for name in lists}
    return {
        "file": source.filename, "sheet": sheet.name, "header_row": header_row, "columns": {}, **nothing,
        "rows_with_data": 0, "rows_accepted": 0, "totals": {}, "values": {}, "lacking": [],
        "as_at_row": source.as_at_row, "against": None, "changes": None, "another_person": [],
        "several": list(source.said.get("sheets") or ()), **seen_of(sheets, sheet.name), "headings": headings,
        "refused": message,
    }  # fmt: skip
