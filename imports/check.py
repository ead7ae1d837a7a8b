"""Reads, maps and checks one file for one data set, and stores nothing."""

import gc
import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from itertools import repeat
from pathlib import Path
from typing import Any

from imports.columns import Typed, decimal_comma, read_column, reader_for
from imports.context import Context, SavedMapping
from imports.datasets import DATASETS
from imports.datasets.fields import Dataset, Field
from imports.frame import Finding, Frame
from imports.layout import AmountColumn, Layout, find_layout
from imports.letters import column_letter
from imports.limits import DEFAULT, Limits
from imports.matching import Match
from imports.mended import lay_over
from imports.notes import notes_of
from imports.reading import Workbook, open_table
from imports.rows import data_rows
from imports.totals import totals_of
from imports.values.reading import Reading
from imports.values.texts import as_text
from imports.words import plain
from transfer.kernel import clock
from transfer.kernel.errors import FileRefused

__all__ = ["AmountColumn", "Checked", "Context", "Finding", "Match", "Row", "SavedMapping", "check"]


@dataclass(slots=True)
class Row:
    """number: 1-based in the sheet; values: by field, typed, None where there is none (money in pence, `amounts` by
    column letter); extra: heading → text of the columns that no field matches."""

    number: int
    values: dict[str, Any]
    extra: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Checked:
    """What a file says. header_row: 1-based; columns: field → letter; rows: accepted; parked: with an error each."""

    file: str
    sha256: str
    dataset: str
    sheet: str | None
    header_row: int
    columns: dict[str, str]
    matches: list[Match]
    unmapped: list[str]
    ignored_rows: list[int]
    rows_with_data: int
    rows: list[Row]
    parked: list[Row]
    findings: list[Finding]
    totals: dict[str, Any]
    amount_columns: list[AmountColumn]

    def as_json(self) -> dict[str, Any]:
        """The object that `intake check --json` prints."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "sheet": self.sheet,
            "header_row": self.header_row,
            "columns": self.columns,
            "unmapped": self.unmapped,
            "ignored_rows": self.ignored_rows,
            "rows_with_data": self.rows_with_data,
            "rows_accepted": len(self.rows),
            "findings": [finding.as_json() for finding in self.findings],
            "totals": self.totals,
        }


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
    with _collector_paused():
        today = clock.today()
        return _check(dataset, content, filename, sheet, as_at or today, context, mapping, limits, progress)


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of cells are made and none is freed while a file is read: looking for garbage costs a third."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


def _check(
    dataset: str,
    content: bytes,
    filename: str,
    sheet: str | None,
    as_at: date,
    context: Context | None,
    mapping: SavedMapping | None,
    limits: Limits,
    progress: Callable[[int, int], None] | None,
) -> Checked:
    kind = DATASETS.get(dataset)
    if kind is None:
        raise FileRefused(f"Choose one of the data sets {', '.join(DATASETS)}: “{dataset}” is not one")
    book = lay_over(open_table(content, filename, limits), context.mended if context else {})
    layout = find_layout(book, kind, context, mapping, sheet)
    taken = [index for index, _ in layout.matches.values()]
    required = [layout.matches[name][0] for name in layout.required] + [_index(layout, each) for each in layout.amounts]
    found = data_rows(layout.sheet.rows, layout.header, required, taken)
    frame, typed = _typed(kind, layout, found, as_at, context, mapping, progress)
    _tell_problems(kind, frame, typed, layout)
    kind.errors(frame)
    kind.warnings(frame)
    return _checked(kind, book, layout, found, frame, typed, hashlib.sha256(content).hexdigest())


def _index(layout: Layout, amount: AmountColumn) -> int:
    return next(index for index in range(len(layout.columns)) if column_letter(index) == amount.letter)


def _amount_name(order: int) -> str:
    return "amount" if order == 0 else f"amount_{order + 1}"


def _typed(
    kind: Dataset,
    layout: Layout,
    found: Sequence[int],
    as_at: date,
    context: Context | None,
    mapping: SavedMapping | None,
    progress: Callable[[int, int], None] | None,
) -> tuple[Frame, dict[str, Typed]]:
    """The data rows' columns, typed, and what was wrong with each."""
    written = {name: _taken(layout.columns[index], found) for name, (index, _) in layout.matches.items()}
    letters = {name: match.column for name, (_, match) in layout.matches.items()}
    fields = [kind.by_name[name] for name in written]
    amounts: dict[str, int] = {}
    for order, amount in enumerate(layout.amounts):
        name = _amount_name(order)
        written[name], letters[name] = _taken(layout.columns[_index(layout, amount)], found), amount.letter
        fields.append(Field(name, "money", "an amount"))
        amounts[name] = amount.times
    comma = decimal_comma(written[each.name] for each in fields if each.kind in ("money", "number", "percent"))
    saved = dict(mapping.values) if mapping else {}
    if context and context.group_map:
        saved["subjective_group"] = {**context.group_map, **saved.get("subjective_group", {})}
    typed: dict[str, Typed] = {}
    for done, each in enumerate(fields):
        values = written[each.name]
        reader = reader_for(each, values, comma=comma, times=amounts.get(each.name, 1), saved=saved.get(each.name))
        typed[each.name] = read_column(values, reader)
        if progress:
            progress(len(found) * (done + 1) // len(fields), len(found))
    _told_as_percent(layout, typed)
    _named_as_known(typed, context)
    numbers = [index + 1 for index in found]
    columns = {name: each.values for name, each in typed.items()}
    return Frame(layout.sheet.name, numbers, columns, written, letters, as_at), typed


def _taken(column: Sequence[Any], found: Sequence[int]) -> list[Any]:
    return [column[index] for index in found]


def _told_as_percent(layout: Layout, typed: dict[str, Typed]) -> None:
    """Some systems give the FTE as a percentage, 100 for full time, under a heading that says so."""
    if "fte" not in typed:
        return
    heading = plain(layout.matches["fte"][1].heading)
    numbers = [value for value in typed["fte"].values if value is not None]
    above = sum(value > 2 for value in numbers)
    if any(word in heading for word in ("%", "percent", "utilisation", "utilization", "util")) and above * 2 > len(
        numbers
    ):
        typed["fte"].values = [None if value is None else value / 100 for value in typed["fte"].values]


def _named_as_known(typed: dict[str, Typed], context: Context | None) -> None:
    """Organisations by their short name and services by their own, where the programme knows them."""
    if not context:
        return
    services = {plain(name): name for name in context.services}
    for name, known in (("organisation", context.short_names), ("service", services)):
        if name in typed and known:
            typed[name].values = [
                None if value is None else known.get(plain(value), value) for value in typed[name].values
            ]


def _tell_problems(kind: Dataset, frame: Frame, typed: dict[str, Typed], layout: Layout) -> None:
    """Values that cannot be read, then required ones that are missing."""
    for name, each in typed.items():
        for index, problem in each.problems.items():
            frame.error(index, name, problem, "unreadable")
    labels = {name: kind.by_name[name].label for name in layout.required}
    if layout.amounts:
        first = next((order for order, amount in enumerate(layout.amounts) if amount.primary), 0)
        labels[_amount_name(first)] = "an amount"
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
) -> Checked:
    rows, parked = _rows(kind, layout, found, frame)
    columns = {name: frame.letters[name] for name in frame.letters}
    kept = set(found) | {row - 1 for row in layout.header.rows}
    findings = frame.findings + notes_of(kind, book, layout, frame, typed)
    headings = {amount.letter: amount.heading for amount in layout.amounts}
    return Checked(
        file=Path(book.filename).name,
        sha256=sha256,
        dataset=kind.name,
        sheet=layout.sheet.name,
        header_row=layout.header.row,
        columns=columns,
        matches=[match for _, match in layout.matches.values()],
        unmapped=[heading for _, heading in layout.unmapped()],
        ignored_rows=[index + 1 for index in range(layout.sheet.row_count) if index not in kept],
        rows_with_data=len(found),
        rows=rows,
        parked=parked,
        findings=sorted(findings, key=lambda each: (each.severity != "error", each.severity == "note", each.row or 0)),
        totals=totals_of(kind.name, [row.values for row in rows], headings),
        amount_columns=list(layout.amounts),
    )


def _rows(kind: Dataset, layout: Layout, found: Sequence[int], frame: Frame) -> tuple[list[Row], list[Row]]:
    """Accepted and parked rows, every field of the data set in each."""
    names = [each.name for each in kind.fields]
    columns = [frame.columns.get(name, repeat(None, len(found))) for name in names]
    extras = _extras(layout, found)
    accepted: list[Row] = []
    parked: list[Row] = []
    for index, (number, values) in enumerate(zip(frame.numbers, zip(*columns, strict=True), strict=True)):
        row = Row(number, dict(zip(names, values, strict=True)), extras.get(index, {}))
        (parked if index in frame.parked else accepted).append(row)
    if layout.amounts:
        _add_amounts(layout, frame, accepted + parked)
    return accepted, parked


def _add_amounts(layout: Layout, frame: Frame, rows: Sequence[Row]) -> None:
    by_number = {row.number: row for row in rows}
    for row in rows:
        row.values["amounts"] = {}
    for order, amount in enumerate(layout.amounts):
        name = _amount_name(order)
        for number, pence, written in zip(frame.numbers, frame.column(name), frame.written[name], strict=True):
            if pence is not None or written != "":
                by_number[number].values["amounts"][amount.letter] = pence or 0


def _extras(layout: Layout, found: Sequence[int]) -> dict[int, dict[str, str]]:
    extras: dict[int, dict[str, str]] = {}
    for column, heading in layout.unmapped():
        values = read_column(_taken(layout.columns[column], found), lambda value: Reading(as_text(value))).values
        for index, text in enumerate(values):
            if text:
                extras.setdefault(index, {})[heading] = text
    return extras
