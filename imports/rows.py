"""Which rows are data, and which are titles, section headings, totals, footers or blank."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from imports.header import UNIT, Header
from imports.values.texts import UNCALCULATED, as_text

_TOTAL = re.compile(r"^\W*(sub[\s\-–]*|grand[\s\-–]*|overall[\s\-–]*|report[\s\-–]*)?totals?\b", re.IGNORECASE)
_ENDS_TOTAL = re.compile(r"\b(sub[\s\-–]*)?totals?\W*$", re.IGNORECASE)
_CARRIED = re.compile(
    r"^\W*((carried|brought)\s+(forward|down)|[cb]/?f(wd)?|sum|count|overall|average)\W*$", re.IGNORECASE
)
"""What heads a row of nothing but figures that belong to other rows."""
_SIGNED = re.compile(
    r"^\W*((prepared|produced|compiled|reviewed|checked|authorised|extracted|generated|printed|run)\s+(by|on|at)\b"
    r"|(source|notes?|key|legend|prepared|printed)\s*:|page\s+\d+\s+of\b|end of (report|list)\b)",
    re.IGNORECASE,
)
"""What no list of anything begins a row with."""
_FOOTER = re.compile(
    r"^\W*(report (run|date|produced|generated)|run (on|date)|printed|generated|produced|extracted|source|notes?|"
    r"page \d|end of)\b",
    re.IGNORECASE,
)


def data_rows(
    rows: Sequence[Sequence[Any]],
    header: Header,
    required: Collection[int],
    mapped: Collection[int],
    codes: Collection[int] = (),
) -> list[int]:
    """Indexes (from 0) of the rows that are data, in order.

    A row is data when it has a value in a required column besides the first of them; never when its first value begins
    with total, sub-total or grand total, or signs the report, nor when that stands for a code: ledgers print totals
    beside their cost centre. required, mapped and codes: column indexes.
    """
    below = list(range(header.row, len(rows)))
    above = [] if any(not _is_blank(rows[index]) for index in below) else list(range(header.rows[0] - 1))
    ordered = sorted(required)
    besides = ordered[1:] or ordered
    headings = _Headings(rows[header.row - 1])
    return [
        index
        for index in above + below
        if _has_value(rows[index], besides, ordered[0], mapped)
        and not _is_total(rows[index])
        and not (codes and _names_a_total(rows[index], codes))
        and headings.said_by(rows[index]) < 2
        and not (index == header.row and (_is_units(rows[index]) or _numbers_columns(rows[index])))
        and not (len(ordered) == 1 and _is_footer(rows[index]))
    ]


def _filled(cell: Any) -> bool:
    return cell != "" and not (isinstance(cell, str) and (not cell.strip() or cell == UNCALCULATED))


def _is_blank(row: Sequence[Any]) -> bool:
    return not any(map(_filled, row))


def _has_value(row: Sequence[Any], besides: Sequence[int], first: int, mapped: Collection[int]) -> bool:
    width = len(row)
    for column in besides:
        if column < width and (cell := row[column]) != "" and (not isinstance(cell, str) or _filled(cell)):
            return True
    if first >= width or not _filled(row[first]):
        return False
    return sum(column < width and _filled(row[column]) for column in mapped) >= 3


def _names_a_total(row: Sequence[Any], codes: Collection[int]) -> bool:
    """Whether a cell that should hold a code says total instead."""
    texts = (row[column] for column in codes if column < len(row) and isinstance(row[column], str))
    return any(_TOTAL.match(text) for text in texts if "otal" in text or "OTAL" in text)


def _is_total(row: Sequence[Any]) -> bool:
    """A total, or the line under a report that says who made it."""
    first = next(filter(_filled, row), "")
    if not isinstance(first, str) or (first[-1:].isdigit() and " " not in first):  # a code, as in nearly all rows
        return False
    if _TOTAL.match(first) or _SIGNED.match(first):
        return True
    if not _ENDS_TOTAL.search(first) and not _CARRIED.match(first):
        return False
    others = [cell for cell in row if _filled(cell) and cell is not first]
    return not any(isinstance(cell, str) and any(char.isalpha() for char in cell) for cell in others)


def other_headers(rows: Sequence[Sequence[Any]], header: Header, found: Collection[int]) -> list[int]:
    """Indexes of rows below the header that repeat some of its headings and have others besides: of another table.

    found: indexes of the rows that are data.
    """
    headings = _Headings(rows[header.row - 1])
    others = sorted(set(range(header.row, len(rows))).difference(found))
    same = ((index, headings.said_by(rows[index])) for index in others)
    return [index for index, count in same if 2 <= count < headings.named * 0.6]


class _Headings:
    """What the columns are headed. Reports of many pages print it on each; no row of data says it in two cells."""

    def __init__(self, header: Sequence[Any]) -> None:
        self.texts = [cell.strip().casefold() if isinstance(cell, str) else "" for cell in header]
        self.named = sum(map(bool, self.texts))
        spelt = [way for cell in header if isinstance(cell, str) and cell.strip() for way in (cell, cell.strip())]
        self.spellings = {way for cell in spelt for way in (cell, cell.lower(), cell.upper(), cell.title())}

    def said_by(self, row: Sequence[Any]) -> int:
        """How many cells of a row say what their own columns are headed."""
        if self.spellings.isdisjoint(row[:4]):  # as of nearly all rows
            return 0
        return sum(
            bool(text) and isinstance(cell, str) and cell.strip().casefold() == text
            for cell, text in zip(row, self.texts, strict=False)
        )


def _numbers_columns(row: Sequence[Any]) -> bool:
    """Whether a row counts its columns: 1, 2, 3 …"""
    cells = [as_text(cell) for cell in row if _filled(cell)]
    return len(cells) > 3 and all(cell.isdigit() for cell in cells) and _consecutive([int(cell) for cell in cells])


def _consecutive(numbers: Sequence[int]) -> bool:
    return list(numbers) == list(range(numbers[0], numbers[0] + len(numbers)))


def _is_units(row: Sequence[Any]) -> bool:
    cells = [cell for cell in row if _filled(cell)]
    return bool(cells) and all(isinstance(cell, str) and UNIT.match(cell.strip()) for cell in cells)


def _is_footer(row: Sequence[Any]) -> bool:
    cells = [cell for cell in row if _filled(cell)]
    return len(cells) == 1 and isinstance(cells[0], str) and bool(_FOOTER.match(cells[0]))
