"""Several sheets of one shape, one a month or a team, read as one list."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from imports.context import SHEET_NAME
from imports.header import Header
from imports.letters import column_letter
from imports.reading import Loaded, Merged, Origin, Sheet, Workbook
from imports.words import heading_key
from transfer.kernel.errors import FileRefused


def joined(book: Workbook, names: Sequence[str], header_of: Callable[[Sheet], Header]) -> tuple[Sheet, Header]:
    """The first sheet as it stands, and below it the rows below the header of each other. Each row keeps its origin.

    Raises FileRefused when a sheet is missing, or its headings do not stand in the columns of the first one's.
    """
    first, *others = (book.sheet(name) for name in names)
    header = header_of(first)
    rows, origins = list(first.rows), [Origin(names[0], number) for number in range(1, first.row_count + 1)]
    merged = list(first.merged)
    for sheet in others:
        theirs = header_of(sheet)
        _refuse_other_shape(book.filename, (first, header), (sheet, theirs))
        lower = len(rows) - theirs.row
        merged += [Merged(each.top + lower, each.bottom + lower, each.column)
                   for each in sheet.merged if each.top >= theirs.row]  # fmt: skip
        rows += sheet.rows[theirs.row :]
        origins += [Origin(sheet.name or "", number) for number in range(theirs.row + 1, sheet.row_count + 1)]
    return Sheet(first.name, first.hidden, lambda: Loaded(rows, tuple(merged)), origins=origins), header


def _refuse_other_shape(filename: str, ours: tuple[Sheet, Header], theirs: tuple[Sheet, Header]) -> None:
    width = max(len(ours[1].headings), len(theirs[1].headings))
    for index in range(width):
        here, there = (_heading(header, index) for _, header in (ours, theirs))
        if heading_key(here) != heading_key(there):
            raise FileRefused(
                f"Read the sheets of {filename} one at a time, or give them one shape: column {column_letter(index)} "
                f"is {_quoted(here)} in “{ours[0].name}” and {_quoted(there)} in “{theirs[0].name}”"
            )


def _heading(header: Header, index: int) -> str:
    return header.headings[index] if index < len(header.headings) else ""


def _quoted(heading: str) -> str:
    return f"“{heading}”" if heading else "blank"


def with_sheet_names(sheet: Sheet, header: Header, columns: list[Sequence[Any]]) -> tuple[Header, list[Sequence[Any]]]:
    """The header and columns of a joined sheet, with the column SHEET_NAME at the end."""
    if sheet.origins is None:
        return header, columns
    names = [origin.sheet if number >= header.row else "" for number, origin in enumerate(sheet.origins)]
    more = replace(header, headings=(*header.headings, SHEET_NAME), labels=(*header.labels, (SHEET_NAME,)))
    return more, [*columns, names]
