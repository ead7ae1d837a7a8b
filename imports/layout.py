"""Where a data set stands in a workbook: which sheet, which header row, which columns."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from typing import Any

from imports.context import Known, SavedMapping
from imports.datasets.amounts import AmountHeading, read_amount_heading, says_thousands
from imports.datasets.fields import Dataset, Field
from imports.evidence import fit
from imports.header import Header, find_header
from imports.letters import column_index, column_letter
from imports.matching import Match, match_columns
from imports.own_sheet import is_to_bring_back
from imports.reading import Sheet, Workbook
from imports.several import joined, with_sheet_names
from imports.words import heading_key, plain
from transfer.kernel.errors import FileRefused


@dataclass(frozen=True)
class AmountColumn:
    """A budget's column of money. times: 1000 where its heading, a title or a person says £000."""

    letter: str
    heading: str
    year: str | None
    basis: str | None
    times: int = 1

    @property
    def index(self) -> int:
        return column_index(self.letter)

    @property
    def primary(self) -> bool:
        return self.basis in ("base", "current")


@dataclass(frozen=True)
class Layout:
    """columns: of the whole sheet; matches: field → (column index, match); others: sheets that fit as well."""

    sheet: Sheet
    header: Header
    columns: list[Sequence[Any]]
    matches: dict[str, tuple[int, Match]]
    amounts: tuple[AmountColumn, ...]
    required: tuple[str, ...]
    others: tuple[str, ...] = field(default=())

    def unmapped(self) -> list[tuple[int, str]]:
        """(column index, heading) of the columns that no field matches."""
        taken = {index for index, _ in self.matches.values()} | {each.index for each in self.amounts}
        return [
            (index, heading) for index, heading in enumerate(self.header.headings) if heading and index not in taken
        ]


def find_layout(book: Workbook, dataset: Dataset, known: Known) -> Layout:
    """Raises FileRefused when no sheet has a recognisable header, or a required field has no column."""
    mapping = known.mapping
    sheet, header, others = _best_sheet(book, dataset, mapping, known.sheet)
    columns: list[Sequence[Any]] = list(zip_longest(*sheet.rows, fillvalue=""))
    header = _as_wide(header, len(columns))
    header, columns = with_sheet_names(sheet, header, columns)
    below = [column[header.row :] for column in columns]
    if not any(any(cell != "" for cell in column) for column in below):
        below = [column[: header.rows[0] - 1] for column in columns]
    header = _told_apart(header, below)
    matches = match_columns(header, below, dataset, known.context, mapping)
    titled = thousands_title(sheet.rows[: header.rows[0] - 1]) is not None
    amounts = _amount_columns(header, below, matches, mapping, titled) if dataset.has_amounts else ()
    required = _required(dataset, mapping)
    _refuse_missing(book.filename, sheet, header, dataset, required, matches, amounts)
    return Layout(sheet, header, columns, matches, amounts, required, others)


def _as_wide(header: Header, width: int) -> Header:
    """A header with a heading, blank or not, for each column of its sheet."""
    headings = (*header.headings, *[""] * (width - len(header.headings)))
    labels = (*header.labels, *[()] * (width - len(header.labels)))
    return replace(header, headings=headings, labels=labels)


def _told_apart(header: Header, below: Sequence[Sequence[Any]]) -> Header:
    """A heading of its own for each column that holds something: “Column H” where there is none, and “Notes (2)” where
    “Notes” stood before. The columns are still matched by what they are headed."""
    headings, labels = list(header.headings), list(header.labels)
    taken: dict[str, int] = {}
    for index, heading in enumerate(headings):
        if not heading and any(cell != "" for cell in below[index]):
            headings[index] = f"Column {column_letter(index)}"
            labels[index] = (headings[index],)
        elif heading:
            taken[heading_key(heading)] = count = taken.get(heading_key(heading), 0) + 1
            if count > 1:
                headings[index] = f"{heading} ({count})"
                labels[index] = (headings[index], *labels[index])
    return replace(header, headings=tuple(headings), labels=tuple(labels))


def amount_name(order: int) -> str:
    """The name that a budget's column of money goes by among its fields, in their order."""
    return "amount" if order == 0 else f"amount_{order + 1}"


def thousands_title(titles: Sequence[Sequence[Any]]) -> str | None:
    """The words of a title row that say £000 of the whole list."""
    texts = (" ".join(cell.split()) for row in titles for cell in row if isinstance(cell, str))
    return next((text for text in texts if says_thousands(text)), None)


def _required(dataset: Dataset, mapping: SavedMapping) -> tuple[str, ...]:
    said = {*mapping.constants, *(["post_no"] if mapping.without_post_number else [])}
    return tuple(name for name in dataset.required if name not in said)


def _best_sheet(
    book: Workbook, dataset: Dataset, mapping: SavedMapping, sheet_name: str | None
) -> tuple[Sheet, Header, tuple[str, ...]]:
    if mapping.sheets and not sheet_name:
        return *_several(book, dataset, mapping), ()
    name = sheet_name or mapping.sheet
    names = {sheet.name for sheet in book.sheets}
    sheets = (
        [book.sheet(name)] if name and (sheet_name or name in names) and book.delimiter is None else list(book.sheets)
    )
    saved = _saved_headings(mapping)
    found: list[tuple[tuple[Any, ...], Sheet, Header]] = []
    refused: FileRefused | None = None
    for order, sheet in enumerate(sheets):
        try:
            header = find_header(sheet.rows, dataset, saved, mapping.header_row)
        except FileRefused as refusal:
            refused = refusal
            continue
        if header:
            found.append((_fitness(sheet, header, dataset, order), sheet, header))
    if not found:
        raise refused or FileRefused(_no_header(book.filename, dataset))
    found.sort(key=lambda each: each[0], reverse=True)
    best = found[0]
    others = tuple(sheet.name or "" for fitness, sheet, _ in found[1:] if fitness[:4] == best[0][:4])
    return best[1], best[2], others


def _saved_headings(mapping: SavedMapping) -> frozenset[str]:
    return frozenset(heading_key(heading) for heading, field_name in mapping.columns.items() if field_name)


def _several(book: Workbook, dataset: Dataset, mapping: SavedMapping) -> tuple[Sheet, Header]:
    """The header stands in the row that was said, or where it is found in each sheet."""

    def header_of(sheet: Sheet) -> Header:
        header = find_header(sheet.rows, dataset, _saved_headings(mapping), mapping.header_row)
        if header is None:
            raise FileRefused(_no_header(f"“{sheet.name}” of {book.filename}", dataset))
        return _as_wide(header, sheet.width)

    return joined(book, mapping.sheets, header_of)


def _fitness(sheet: Sheet, header: Header, dataset: Dataset, order: int) -> tuple[Any, ...]:
    words = set(plain(sheet.name or "").split())
    stale = bool(
        words & {"leavers", "old", "archive", "archived", "previous", "superseded", "template", "example", "lookup"}
    )
    return (
        header.required_hits >= len(dataset.required),
        not sheet.hidden,
        not stale,
        header.hits + header.required_hits + (len(dataset.fields) if is_to_bring_back(sheet.name) else 0),
        not words.isdisjoint(dataset.sheet_words),
        sheet.row_count,
        -order,
    )


def _no_header(filename: str, dataset: Dataset) -> str:
    needed = ", ".join(each.label for each in dataset.fields if each.required)
    kind = dataset.title.lower()
    return f"{filename} has no header that can be recognised as {kind}: name its columns in one row, with {needed}"


def _refuse_missing(
    filename: str,
    sheet: Sheet,
    header: Header,
    dataset: Dataset,
    required: Sequence[str],
    matches: dict[str, tuple[int, Match]],
    amounts: Sequence[AmountColumn],
) -> None:
    missing = [dataset.by_name[name].label for name in required if name not in matches]
    if dataset.has_amounts and not amounts:
        missing.append("an amount, with its year and basis")
    if missing:
        place = f" (row {header.row} of “{sheet.name}”)" if sheet.name else f" (row {header.row})"
        raise FileRefused(f"{filename} has no column for {' or '.join(missing)} in its header{place}: add or rename it")


def _amount_columns(
    header: Header, below: Sequence[Sequence[Any]], matches: dict[str, tuple[int, Match]], mapping: SavedMapping,
    titled: bool,
) -> tuple[AmountColumn, ...]:  # fmt: skip
    """Columns of money that no field takes and nobody said to leave out; plain ones ("Amount") only where none says its
    year or basis. titled: whether a title row says £000, which holds until somebody says that it does not."""
    thousands = titled if mapping.thousands is None else mapping.thousands
    taken = {index for index, _ in matches.values()}
    left_out = {heading_key(heading) for heading, name in mapping.columns.items() if not name}
    saved = {heading_key(heading): pair for heading, pair in mapping.amounts.items()}
    found: list[tuple[AmountColumn, bool]] = []
    for index, heading in enumerate(header.headings):
        if index in taken or not heading or heading_key(heading) in left_out:
            continue
        said = saved.get(heading_key(heading))
        read = read_amount_heading(heading)
        if said:
            read = AmountHeading(said[0], said[1], read.times if read else 1)
        if read and (said or _is_money(below[index])):
            times = 1000 if thousands else read.times
            column = AmountColumn(column_letter(index), heading, read.year, read.basis, times)
            found.append((column, bool(read.year or read.basis)))
    told = [column for column, says in found if says]
    return tuple(told or [column for column, _ in found])


def _is_money(values: Sequence[Any]) -> bool:
    sample = [value for value in values if value != ""][:400]
    return (fit(Field("amount", "money", "an amount"), sample) or 0.0) >= 0.5
