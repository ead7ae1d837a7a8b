"""Reads, maps and checks one file for one data set, and stores nothing."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from itertools import repeat
from pathlib import Path

from imports.bounds import tell_unfit
from imports.checked import Checked, Row
from imports.columns import Typed, read_column
from imports.context import Context, Known, SavedMapping
from imports.datasets import ALSO_READ, DATASETS
from imports.datasets.fields import Dataset
from imports.frame import Finding, Frame
from imports.layout import AmountColumn, Layout, amount_name, find_layout
from imports.limits import DEFAULT, Limits, needs_memory
from imports.matching import Match
from imports.mended import lay_over
from imports.notes import notes_of
from imports.own_sheet import is_to_bring_back
from imports.parts import parts_of
from imports.reading import Workbook, open_table
from imports.rows import data_rows
from imports.seen import guesses_of, headings_of, values_of
from imports.totals import totals_of
from imports.typed import taken, typed_frame
from imports.values.reading import Reading
from imports.values.texts import as_text
from transfer.kernel.apart import collector_paused
from transfer.kernel.errors import FileRefused

__all__ = ["AmountColumn", "Checked", "Context", "Finding", "Match", "Row", "SavedMapping", "check"]


def check(
    dataset: str,
    content: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    as_at: date | None = None,
    context: Context | None = None,
    mapping: SavedMapping | None = None,
    limits: Limits = DEFAULT,
    progress: Callable[[int, int], None] | None = None,
) -> Checked:
    """Everything that is right and wrong with a file. as_at: the day by which no contract must have ended, else today.

    Raises FileRefused, in words, for a file that cannot be taken in at all.
    """
    _kind(dataset)
    known = Known(sheet, as_at, context or Context(), mapping or SavedMapping(), progress)
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with collector_paused():
            book = open_table(content, filename, limits)
            return check_book(dataset, book, sha256, known)
    except MemoryError:
        raise FileRefused(needs_memory(filename, limits)) from None


def check_book(dataset: str, book: Workbook, sha256: str, known: Known) -> Checked:
    """As `check`, for a file that is open."""
    kind = _kind(dataset)
    book = lay_over(book, known.context.mended)
    known = _of_own_list(book, known)
    layout = find_layout(book, kind, known)
    columns = [index for index, _ in layout.matches.values()]
    required = [layout.matches[name][0] for name in layout.required] + [each.index for each in layout.amounts]
    codes = [layout.matches[name][0] for name in layout.required if kind.by_name[name].kind == "code"]
    found = data_rows(layout.sheet.rows, layout.header, required or columns, columns, codes)
    frame, typed = typed_frame(kind, layout, found, known)
    _tell_problems(kind, frame, typed, layout)
    tell_unfit(frame, known.context.bounds)
    kind.errors(frame)
    kind.warnings(frame)
    return _checked(kind, book, layout, found, frame, typed, sha256, known)


def _of_own_list(book: Workbook, known: Known) -> Known:
    """A list that this product wrote says by itself how it is read: what is remembered of the source's own lists, which
    may head other columns alike or be in thousands, is not laid over it."""
    sheets = [each.name for each in book.sheets] if known.sheet is None else [known.sheet]
    if known.mapping.here is None or not any(map(is_to_bring_back, sheets)):
        return known
    return replace(known, mapping=known.mapping.here)


def _kind(dataset: str) -> Dataset:
    found = DATASETS.get(dataset) or ALSO_READ.get(dataset)
    if found is None:
        raise FileRefused(f"Choose one of the data sets {', '.join(DATASETS)}: “{dataset}” is not one")
    return found


def _tell_problems(kind: Dataset, frame: Frame, typed: dict[str, Typed], layout: Layout) -> None:
    """Values that cannot be read, then required ones that are missing."""
    for name, each in typed.items():
        for index, problem in each.problems.items():
            frame.error(index, name, problem, "unreadable")
    labels = {name: kind.by_name[name].label for name in layout.required}
    if layout.amounts:
        first = next((order for order, amount in enumerate(layout.amounts) if amount.primary), 0)
        labels[amount_name(first)] = "an amount"
    for name, label in labels.items():
        nil = name.startswith("amount")
        for index, value in enumerate(frame.column(name)):
            if value is None and not (nil and frame.written[name][index] != ""):
                frame.error(index, name, f"Enter {label}", "missing")


def _checked(
    kind: Dataset,
    book: Workbook,
    layout: Layout,
    found: Sequence[int],
    frame: Frame,
    typed: dict[str, Typed],
    sha256: str,
    known: Known,
) -> Checked:
    rows, parked = _rows(kind, layout, found, frame)
    ignored = _ignored(layout, found)
    fields = [each for each in kind.fields if each.name in frame.written]
    findings = frame.findings + notes_of(kind, book, layout, found, frame, typed)
    headings = {amount.letter: amount.heading for amount in layout.amounts}
    return Checked(
        file=Path(book.filename).name,
        sha256=sha256,
        dataset=kind.name,
        sheet=layout.sheet.name,
        header_row=layout.header.row,
        columns=dict(frame.letters),
        matches=[match for _, match in layout.matches.values()],
        unmapped=[heading for _, heading in layout.unmapped()],
        ignored_rows=ignored[layout.sheet.name or ""],
        rows_with_data=len(found),
        rows=rows,
        parked=parked,
        findings=_in_order(findings, layout),
        totals=totals_of(kind.name, [row.values for row in rows], headings),
        amount_columns=list(layout.amounts),
        headings=headings_of(layout, found),
        values=values_of(fields, frame.written, typed, known.mapping.values),
        guesses=guesses_of(layout, typed, known.mapping),
        lacking=[each.name for each in kind.fields if each.name not in frame.written],
        sheets=tuple(ignored) if layout.sheet.origins else (),
        ignored_by_sheet=ignored if layout.sheet.origins else {},
        parts=parts_of(layout.sheet.origins),
    )


def _in_order(findings: Sequence[Finding], layout: Layout) -> list[Finding]:
    """Errors, then warnings, then notes, each from the top down, sheet by sheet."""
    places = {origin.sheet: place for place, origin in enumerate(layout.sheet.origins or ())}
    rank = {"error": 0, "warning": 1, "note": 2}
    return sorted(findings, key=lambda each: (rank[each.severity], places.get(each.sheet or "", 0), each.row or 0))


def _ignored(layout: Layout, found: Sequence[int]) -> dict[str, list[int]]:
    """By sheet, the rows that are neither data nor header."""
    kept = set(found) | {row - 1 for row in layout.header.rows}
    left = [index for index in range(layout.sheet.row_count) if index not in kept]
    if layout.sheet.origins is None:
        return {layout.sheet.name or "": [index + 1 for index in left]}
    ignored: dict[str, list[int]] = {origin.sheet: [] for origin in layout.sheet.origins}
    for index in left:
        ignored[layout.sheet.origins[index].sheet].append(layout.sheet.origins[index].number)
    return ignored


def _rows(kind: Dataset, layout: Layout, found: Sequence[int], frame: Frame) -> tuple[list[Row], list[Row]]:
    """Accepted and parked rows, every field of the data set in each."""
    names = [each.name for each in kind.fields]
    columns = [frame.columns.get(name, repeat(None, len(found))) for name in names]
    extras = _extras(layout, found)
    accepted: list[Row] = []
    parked: list[Row] = []
    rows = [
        Row(number, dict(zip(names, values, strict=True)))
        for number, values in zip(frame.numbers, zip(*columns, strict=True), strict=True)
    ]
    for index, extra in extras.items():
        rows[index].extra = extra
    if frame.sheets:
        for row, sheet in zip(rows, frame.sheets, strict=True):
            row.sheet = sheet
    if layout.amounts:
        _add_amounts(layout, frame, rows)
    for index, row in enumerate(rows):
        (parked if index in frame.parked else accepted).append(row)
    return accepted, parked


def _add_amounts(layout: Layout, frame: Frame, rows: Sequence[Row]) -> None:
    """rows: all of them, in the frame's order."""
    for row in rows:
        row.values["amounts"] = {}
    for order, amount in enumerate(layout.amounts):
        name = amount_name(order)
        for row, pence, written in zip(rows, frame.column(name), frame.written[name], strict=True):
            if pence is not None or written != "":
                row.values["amounts"][amount.letter] = pence or 0


def _extras(layout: Layout, found: Sequence[int]) -> dict[int, dict[str, str]]:
    extras: dict[int, dict[str, str]] = {}
    for column, heading in layout.unmapped():
        values = read_column(taken(layout.columns[column], found), lambda value: Reading(as_text(value))).values
        for index, text in enumerate(values):
            if text:
                extras.setdefault(index, {})[heading] = text
    return extras
