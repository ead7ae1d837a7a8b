"""How a file was read, told as notes: never a fault, always worth seeing."""

from imports.columns import Typed
from imports.datasets.fields import Dataset
from imports.frame import Finding, Frame
from imports.layout import Layout
from imports.reading import Workbook

_SAID = {
    "text-amount": "{count} written as text {were} read as an amount",
    "day-first": "{count} written as text {were} read day first",
    "month-first": "{count} written as text {were} read month first: one in the column can be read no other way",
    "no-end": "{count} far in the future {were} read as no date",
    "far": "{count} {were} read as a date in the next century, as written",
    "placeholder": "{count} that says nothing {were} read as blank",
    "formula-error": "{count} that {were} the error of a formula {were} read as blank",
    "serial": "{count} stored as a plain number {were} read as a date",
    "percent": "{count} written as a percentage {were} read as a share of 1",
    "synonym": "{count} {were} read by another name for a known value",
}


def notes_of(kind: Dataset, book: Workbook, layout: Layout, frame: Frame, typed: dict[str, Typed]) -> list[Finding]:
    """The encoding, the sheet, the columns matched with less than certainty, and values read from another form."""
    sheet = layout.sheet.name
    notes: list[Finding] = []
    if book.encoding and book.encoding != "utf-8":
        notes.append(
            _note(
                sheet,
                None,
                None,
                None,
                f"The file was read as {book.encoding}, an older way to store letters",
                "encoding",
            )
        )
    if layout.others:
        names = ", ".join(f"“{name}”" for name in layout.others)
        notes.append(_note(sheet, None, None, None, f"Sheet “{sheet}” was read; {names} would fit as well", "sheet"))
    for amount in layout.amounts:
        if not amount.year or not amount.basis:
            lacking = " or ".join(word for word, there in (("year", amount.year), ("basis", amount.basis)) if not there)
            message = f"“{amount.heading}” says no {lacking}: say it, or the programme’s own budget is meant"
            cell = f"{amount.letter}{layout.header.row}"
            notes.append(_note(sheet, cell, "amount", layout.header.row, message, "amount-unsaid"))
    for name, (_, match) in layout.matches.items():
        if match.how in ("fuzzy", "values"):
            message = f"“{match.heading}” was read as {kind.by_name[name].label}"
            cell = f"{match.column}{layout.header.row}"
            notes.append(_note(sheet, cell, name, layout.header.row, message, "matched"))
    for name, each in typed.items():
        for how, (count, first) in each.hows.items():
            said = _SAID.get(how)
            if said:
                number = frame.numbers[first]
                message = said.format(
                    count="1 value" if count == 1 else f"{count:,} values", were="was" if count == 1 else "were"
                )
                notes.append(_note(sheet, f"{frame.letters[name]}{number}", name, number, message, how))
    return notes


def _note(sheet: str | None, cell: str | None, field: str | None, row: int | None, message: str, code: str) -> Finding:
    return Finding(sheet, cell, "note", field, message, row, code)
