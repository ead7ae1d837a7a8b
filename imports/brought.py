"""A file that somebody brings: checked, with what stands around its rows."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from imports.check import check_book
from imports.checked import Checked
from imports.context import Context, Known, SavedMapping
from imports.letters import column_index
from imports.likeness import likely_dataset
from imports.limits import DEFAULT, Limits, needs_memory
from imports.mended import lay_over
from imports.parts import number_in_list, rows_of_list
from imports.printed import printed_totals
from imports.reading import Cell, Workbook, open_table
from imports.sheets import SheetSeen, sheets_in
from imports.stated import stated_day
from transfer.kernel.apart import Progress, collector_paused
from transfer.kernel.errors import FileRefused


@dataclass(frozen=True)
class FileRead:
    """A checked file; printed: the sheet's own totals; excerpts: row → {column letter: stored value} of rows with
    findings, by their number in the list where several sheets are read as one; stated: the day that a title row says,
    and the row, of several sheets the first one's. sheets: all that the workbook has."""

    checked: Checked
    printed: list[dict[str, Any]]
    excerpts: dict[str, dict[str, Any]]
    stated: tuple[date, int] | None = None
    sheets: tuple[SheetSeen, ...] = ()


class LooksLike(FileRefused):
    """likely: the data set that a refused file has the headings of."""

    def __init__(self, message: str, likely: str = "") -> None:
        super().__init__(message)
        self.likely = likely


def read_file(
    dataset: str,
    content: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    as_at: date | None = None,
    today: date | None = None,
    context: Context | None = None,
    mapping: SavedMapping | None = None,
    limits: Limits = DEFAULT,
    among: Collection[str] = (),
    excerpts: int = 400,
    progress: Progress | None = None,
) -> FileRead:
    """The file, opened once. as_at: as somebody said; without it the day that a title row states, else today's.

    Raises FileRefused; LooksLike where it has the headings of another of the data sets `among`. excerpts: at most.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    known = Known(sheet, as_at or today, context or Context(), mapping or SavedMapping(), progress)
    try:
        with collector_paused():
            book = open_table(content, filename, limits)
            try:
                read = _around(dataset, book, sha256, known, excerpts)
                if as_at is None and read.stated and read.stated[0] != today:
                    read = _around(dataset, book, sha256, replace(known, as_at=read.stated[0]), excerpts)
                return replace(read, sheets=tuple(sheets_in(book)))
            except FileRefused as refusal:
                likely = likely_dataset(book, dataset, among, sheet) if among else None
                raise LooksLike(refusal.message, likely) if likely else refusal from None
    except MemoryError:
        raise FileRefused(needs_memory(filename, limits)) from None


def _around(dataset: str, book: Workbook, sha256: str, known: Known, most: int) -> FileRead:
    checked = check_book(dataset, book, sha256, known)
    laid = lay_over(book, known.context.mended)
    rows = (laid.sheet(checked.sheet) if checked.sheet else laid.sheets[0]).rows
    titles = [number for number in checked.ignored_rows if number < checked.header_row]
    printed = printed_totals(checked, lambda name: laid.sheet(name).rows if name else laid.sheets[0].rows)
    listed = rows_of_list(checked.parts, lambda name: laid.sheet(name).rows) if checked.parts else rows
    return FileRead(checked, printed, _excerpts(checked, listed, most), stated_day(rows, titles))


def _excerpts(checked: Checked, rows: Sequence[Sequence[Cell]], most: int) -> dict[str, dict[str, Any]]:
    told = {
        number_in_list(checked.parts, each.sheet, each.row)
        for each in checked.findings
        if each.row and each.severity != "note"
    }
    letters = sorted(set(checked.columns.values()), key=column_index)
    return {
        str(number): {letter: _cell(rows[number - 1], letter) for letter in letters} for number in sorted(told)[:most]
    }


def _cell(row: Sequence[Cell], letter: str) -> Any:
    index = column_index(letter)
    return row[index] if index < len(row) else ""
