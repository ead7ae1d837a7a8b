"""How a file was read, told as notes: never a fault, always worth seeing."""

from collections.abc import Callable, Iterator, Sequence

from imports.columns import Typed
from imports.datasets.amounts import says_thousands
from imports.datasets.fields import Dataset
from imports.frame import Finding, Frame
from imports.layout import Layout
from imports.letters import column_letter
from imports.reading import Workbook
from imports.rows import other_headers

_MOST_SPANS = 10
_ENCODINGS = {
    "cp1252": "cp1252, an older way to store letters",
    "utf-16": "utf-16, which Excel calls Unicode text",
}

_SAID = {
    "text-amount": "{count} written as text {were} read as an amount",
    "three-decimals": "{count} with three decimals {were} read as pounds, and not as thousands",
    "ratio": "{count} written as hours of full-time hours, as 18.5/37 is, {were} worked out",
    "day-first": "{count} written as text {were} read day first",
    "month-first": "{count} written as text {were} read month first: one in the column can be read no other way",
    "no-end": "{count} far in the future {were} read as no date",
    "far": "{count} {were} read as a date in the next century, as written",
    "placeholder": "{count} with nothing to say {were} read as blank",
    "formula-error": "{count} that a formula failed to give {were} read as blank",
    "serial": "{count} stored as a plain number {were} read as a date",
    "percent": "{count} written as a percentage {were} read as a share of 1",
    "merged": "{count} missing below a merged cell {were} taken from it",
    "synonym": "{count} {were} read by another name for a known value",
}


def notes_of(
    kind: Dataset, book: Workbook, layout: Layout, found: Sequence[int], frame: Frame, typed: dict[str, Typed]
) -> list[Finding]:
    """The encoding, the sheet and what it hides, another table below the list, what headings and titles were taken to
    say, the columns matched with less than certainty, and values read from another form. found: the data rows."""
    return [
        *_of_the_file(book, layout),
        *_of_what_is_hidden(book, layout, frame),
        *_of_other_tables(layout, found),
        *_of_amounts(layout),
        *_of_columns(kind, layout),
        *_of_values(frame, typed),
    ]


def _of_the_file(book: Workbook, layout: Layout) -> Iterator[Finding]:
    sheet = layout.sheet.name
    if book.encoding in _ENCODINGS:
        yield _note(sheet, f"The file was read as {_ENCODINGS[book.encoding]}", "encoding")
    if layout.others:
        names = ", ".join(f"“{name}”" for name in layout.others)
        yield _note(sheet, f"Sheet “{sheet}” was read; {names} would fit as well", "sheet")


def _of_what_is_hidden(book: Workbook, layout: Layout, frame: Frame) -> Iterator[Finding]:
    """Rows that a filter leaves out and columns that somebody folded away are read as all others."""
    names = frame.sheets or [frame.sheet] * len(frame.numbers)
    letters = {index for index, _ in layout.matches.values()} | {each.index for each in layout.amounts}
    for sheet in book.sheets if book.delimiter is None else ():
        own = {number for name, number in zip(names, frame.numbers, strict=True) if name == sheet.name}
        rows = sorted(own.intersection(sheet.hidden_rows))
        columns = sorted(letters.intersection(sheet.hidden_columns)) if own else []
        for found, word, name in ((rows, "Row", str), (columns, "Column", column_letter)):
            if found:
                told = f"{word} {spans(found, name)} is" if len(found) == 1 else f"{word}s {spans(found, name)} are"
                yield _note(sheet.name, f"{told} hidden in the sheet, and read like all others", "hidden")


def spans(numbers: Sequence[int], name: Callable[[int], str]) -> str:
    """Ascending numbers, those in a row as a span: 4, 5, 6 and 9 as “4 to 6, 9”."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    ends = [(name(part[0]), name(part[-1]), len(part)) for part in parts]
    shown = [first if count == 1 else f"{first} to {last}" for first, last, count in ends[:_MOST_SPANS]]
    return ", ".join(shown) + (f" and {len(ends) - _MOST_SPANS:,} more" if len(ends) > _MOST_SPANS else "")


def _of_other_tables(layout: Layout, found: Sequence[int]) -> Iterator[Finding]:
    """Another table below the list, whose rows stand under the wrong headings."""
    for index in other_headers(layout.sheet.rows, layout.header, found):
        row, cell, sheet = index + 1, f"A{index + 1}", layout.sheet.name
        if layout.sheet.origins:
            sheet, row = layout.sheet.origins[index]
            cell = f"A{row}"
        message = (
            f"Row {row} looks like the headings of another table. What stands below it was read under the headings of "
            f"row {layout.header.row}: remove it, or give it a sheet of its own"
        )
        yield Finding(sheet, cell, "note", None, message, row, "other-table")


def _of_amounts(layout: Layout) -> Iterator[Finding]:
    sheet, row = layout.sheet.name, layout.header.row
    for amount in layout.amounts:
        cell = f"{amount.letter}{row}"
        lacking = " or ".join(word for word, there in (("year", amount.year), ("basis", amount.basis)) if not there)
        if lacking:
            message = f"“{amount.heading}” says no {lacking}: say it, or the programme’s own budget is meant"
            yield Finding(sheet, cell, "note", "amount", message, row, "amount-unsaid")
        if amount.times != 1:
            yield _in_thousands(sheet, amount.heading, cell, "amount", row)


def _in_thousands(sheet: str | None, heading: str, cell: str, field: str, row: int) -> Finding:
    return Finding(sheet, cell, "note", field, f"“{heading}” was read as thousands of pounds", row, "thousands")


def _of_columns(kind: Dataset, layout: Layout) -> Iterator[Finding]:
    sheet, row = layout.sheet.name, layout.header.row
    for name, (_, match) in layout.matches.items():
        cell = f"{match.column}{row}"
        if match.how in ("fuzzy", "values"):
            message = f"“{match.heading}” was read as {kind.by_name[name].label}"
            yield Finding(sheet, cell, "note", name, message, row, "matched")
        if kind.by_name[name].kind == "money" and says_thousands(match.heading):
            yield _in_thousands(sheet, match.heading, cell, name, row)


def _of_values(frame: Frame, typed: dict[str, Typed]) -> Iterator[Finding]:
    for name, each in typed.items():
        for how, (count, first) in each.hows.items():
            if how in _SAID and name in frame.letters:
                counted = "1 value" if count == 1 else f"{count:,} values"
                message = _SAID[how].format(count=counted, were="was" if count == 1 else "were")
                number = frame.numbers[first]
                cell = f"{frame.letters[name]}{number}"
                yield Finding(frame.sheet_of(first), cell, "note", name, message, number, how)


def _note(sheet: str | None, message: str, code: str) -> Finding:
    """Of no cell."""
    return Finding(sheet, None, "note", None, message, None, code)
