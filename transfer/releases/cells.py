"""Cells as they stand in a version's original bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from imports.datasets.amounts import says_thousands
from imports.letters import column_index
from imports.mended import mended_rows
from imports.parts import cell_words, number_in_list, rows_of_list
from imports.reading import open_table
from imports.values.numbers import read_money, read_number, read_percent
from imports.values.texts import as_text
from transfer.files.queries import read_bytes
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, NotFound
from transfer.releases.models import Release

KEYS = {
    "establishment": "post_no", "budget": "cost_centre", "contracts": "reference", "time_shares": "post_no",
    "drivers": "driver", "milestones": "reference", "services": "name", "kpis": "number", "assets": "reference",
}  # fmt: skip
MONEY = frozenset({"salary_fte", "salary_actual", "allowances", "annual_value", "total_value", "value"})
NUMBERS = frozenset({"fte", "headcount", "hours", "weeks", "quantity", "notice_months"})


@dataclass(frozen=True)
class Cell:
    """row: its number in the list; address: A1, of several sheets with the sheet; key: what names the row (a post
    number, a reference); value: as stored, in text, or as mended;
    mended: what stood in the file, and who put the value there and why."""

    row: int
    address: str
    key: str
    value: str
    mended: str = ""


@dataclass(frozen=True)
class CellsRead:
    """heading: the column's; total: what the cells come to, in pence (kind "money") or as a number, None for text."""

    heading: str
    key_heading: str
    cells: Sequence[Cell]
    total: int | Decimal | None
    kind: str


def read_cells(release: Release, letter: str, field: str | None, rows: Sequence[int]) -> CellsRead:
    """The column's cells in these rows, or in every row below the header when none are named.

    Raises NotFound when the file is gone or has no such cell.
    """
    told = _mended(release)
    beside = {place: each["now"] for place, each in told.items() if not each.get("in_file")}
    table = mended_rows(_table(release), beside)
    wanted = rows or range(release.header_row + 1, len(table) + 1)
    index = column_index(letter)
    if index >= max(map(len, table), default=0) or (rows and rows[-1] > len(table)):
        raise NotFound("The file has no such cell")
    key_letter = release.columns.get(KEYS[release.dataset], "A")
    key_index = column_index(key_letter)
    cells = [
        Cell(
            row, cell_words(letter, row, release.sheets), as_text(_at(table[row - 1], key_index)),
            as_text(_at(table[row - 1], index)),
            mended_words(told[row, letter]) if (row, letter) in told else "",
        )
        for row in wanted
    ]  # fmt: skip
    kind = _kind(release, letter, field)
    values = [_at(table[row - 1], index) for row in wanted]
    header = table[release.header_row - 1]
    heading, key_heading = as_text(_at(header, index)), as_text(_at(header, key_index))
    total = _total(values, kind, _times(release, letter, heading))
    return CellsRead(heading, key_heading, cells, total, kind)


def _times(release: Release, letter: str, heading: str) -> int:
    """1000 for a budget's column of money that was read in thousands, and for another whose heading says £000."""
    said = next((each.get("times", 1) for each in release.amount_columns if each["letter"] == letter), None)
    return said or (1000 if says_thousands(heading) else 1)


def money_in_rows(release: Release, letter: str, rows: tuple[int, ...]) -> Mapping[int, int]:
    """What each of these rows holds in a column of money, in pence. A cell that cannot be read, and a file that is
    gone, have none. A version never changes, so each is read once in a process."""
    times = next((each.get("times", 1) for each in release.amount_columns if each["letter"] == letter), 1)
    key = (release.file.sha256, release.sheet, len(release.mended), letter, rows, times)
    if key not in _READ:
        while len(_READ) >= _MOST_READ:
            _READ.pop(next(iter(_READ)), None)
        _READ[key] = _money_in_rows(release, letter, rows, times)
    return _READ[key]


_MOST_READ = 64
_READ: dict[tuple[object, ...], Mapping[int, int]] = {}


def _money_in_rows(release: Release, letter: str, rows: tuple[int, ...], times: int) -> Mapping[int, int]:
    try:
        cells = read_cells(release, letter, None, rows).cells
    except DomainError:
        return {}
    found = ((each.row, read_money(each.value, times=times).value) for each in cells)
    return {row: pence for row, pence in found if pence is not None}


def _mended(release: Release) -> dict[tuple[int, str], dict[str, Any]]:
    """What was mended in the sheets that were read, by the row's number in the list and column letter."""
    read = {each["sheet"] for each in release.sheets} or {release.sheet}
    return {
        (number_in_list(release.sheets, each["sheet"], each["row"]), each["letter"]): each
        for each in release.mended
        if each["sheet"] in read
    }


def mended_words(mended: Mapping[str, Any]) -> str:
    """ "Was “half” in the file, mended to “0.5” by Ann on 1 March 2021 because payroll says so"."""
    was, now = (f"“{mended[name]}”" if mended[name] else "blank" for name in ("was", "now"))
    at = long_date(datetime.fromisoformat(mended["at"]).date())
    where = "in an earlier file" if mended.get("in_file") else "in the file"
    return f"Was {was} {where}, mended to {now} by {mended['by']} on {at} because {mended['why']}"


def _table(release: Release) -> list[list[Any]]:
    book = open_table(read_bytes(release.file.sha256), release.file.name)
    if release.sheets:
        return rows_of_list(release.sheets, lambda name: book.sheet(name).rows)
    return (book.sheet(release.sheet) if release.sheet else book.sheets[0]).rows


def _at(row: Sequence[Any], index: int) -> Any:
    return row[index] if index < len(row) else ""


def _kind(release: Release, letter: str, field: str | None) -> str:
    if field in MONEY or letter in {each["letter"] for each in release.amount_columns}:
        return "money"
    return "percent" if field == "percent" else "number" if field in NUMBERS else "text"


def _total(values: Sequence[Any], kind: str, times: int) -> int | Decimal | None:
    """The sum of what can be read; a cell that cannot be is no part of it, as it is no part of the version."""
    if kind == "text":
        return None
    readers = {"number": read_number, "percent": read_percent}
    found = [read_money(each, times=times) if kind == "money" else readers[kind](each) for each in values if each != ""]
    return sum((each.value for each in found if each.value is not None), 0 if kind == "money" else Decimal(0))
