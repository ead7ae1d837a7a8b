"""A workbook's sheets as they stand, for a person who chooses the sheet and the header."""

from dataclasses import dataclass

from imports.datasets import DATASETS
from imports.header import find_header, text_row
from imports.limits import DEFAULT, Limits
from imports.reading import Sheet, Workbook, open_table
from imports.values.texts import as_text
from transfer.kernel.errors import FileRefused

SHOWN = 30
_OTHERS = 5


@dataclass(frozen=True)
class HeaderCandidate:
    """row: 1-based; rows: all that it takes; dataset: that its headings fit best; hits: how many fields they name."""

    row: int
    rows: tuple[int, ...]
    dataset: str
    hits: int


@dataclass(frozen=True)
class SheetSeen:
    """name: None for delimited text; rows and columns: how many; top: the first thirty rows as text; candidates: rows
    that may be the header, the likeliest first; refusal: why it cannot be read, in words, else None."""

    name: str | None
    hidden: bool
    rows: int
    columns: int
    top: tuple[tuple[str, ...], ...]
    candidates: tuple[HeaderCandidate, ...]
    refusal: str | None = None


def sheets_of(content: bytes, filename: str, limits: Limits = DEFAULT) -> list[SheetSeen]:
    """Every sheet, hidden ones too. Raises FileRefused for a file that cannot be opened."""
    return sheets_in(open_table(content, filename, limits))


def sheets_in(book: Workbook) -> list[SheetSeen]:
    return [_seen(sheet) for sheet in book.sheets]


def _seen(sheet: Sheet) -> SheetSeen:
    try:
        rows = sheet.rows
    except FileRefused as refusal:
        return SheetSeen(sheet.name, sheet.hidden, 0, 0, (), (), refusal.message)
    top = tuple(tuple(map(as_text, row)) for row in rows[:SHOWN])
    return SheetSeen(sheet.name, sheet.hidden, sheet.row_count, sheet.width, top, _candidates(sheet))


def _candidates(sheet: Sheet) -> tuple[HeaderCandidate, ...]:
    """The best header for each data set; then any row of words over rows that hold numbers or more words."""
    found: dict[tuple[int, ...], HeaderCandidate] = {}
    for name, kind in DATASETS.items():
        header = find_header(sheet.rows, kind, frozenset())
        if header and (header.rows not in found or found[header.rows].hits < header.hits):
            found[header.rows] = HeaderCandidate(header.row, header.rows, name, header.hits)
    known = {row for rows in found for row in rows}
    wide = [number for number in _rows_of_words(sheet) if number not in known]
    ordered = sorted(found.values(), key=lambda each: (-each.hits, each.row))
    return (*ordered, *(HeaderCandidate(number, (number,), "", 0) for number in wide))


def _rows_of_words(sheet: Sheet) -> list[int]:
    """Rows of the first thirty whose cells are nearly all words, about as wide as the widest such row."""
    widths = {index + 1: text_row(row) for index, row in enumerate(sheet.rows[:SHOWN])}
    most = max(widths.values(), default=0)
    return [number for number, width in widths.items() if width > 1 and width * 5 >= most * 4][:_OTHERS]
