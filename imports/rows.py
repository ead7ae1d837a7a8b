"""Which rows are data, and which are titles, section headings, totals, footers or blank."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from imports.header import UNIT, Header

_TOTAL = re.compile(r"^\W*(sub[\s\-–]*|grand[\s\-–]*|overall[\s\-–]*|report[\s\-–]*)?totals?\b", re.IGNORECASE)
_ENDS_TOTAL = re.compile(r"\b(sub[\s\-–]*)?totals?\W*$", re.IGNORECASE)
_FOOTER = re.compile(
    r"^\W*(report (run|date|produced|generated)|run (on|date)|printed|generated|produced|extracted|source|notes?|"
    r"page \d|end of)\b",
    re.IGNORECASE,
)


def data_rows(
    rows: Sequence[Sequence[Any]], header: Header, required: Collection[int], mapped: Collection[int]
) -> list[int]:
    """Indexes (from 0) of the rows that are data, in order.

    A row is data when it has a value in a required column besides the first of them; never when its first value begins
    with total, sub-total or grand total. required and mapped: column indexes.
    """
    below = list(range(header.row, len(rows)))
    above = [] if any(not _is_blank(rows[index]) for index in below) else list(range(header.rows[0] - 1))
    ordered = sorted(required)
    besides = ordered[1:] or ordered
    texts = [cell.strip().casefold() if isinstance(cell, str) else None for cell in rows[header.row - 1]]
    return [
        index
        for index in above + below
        if _has_value(rows[index], besides, ordered[0], mapped)
        and not _is_total(rows[index], besides, mapped)
        and not _repeats_header(rows[index], texts)
        and not (index == header.row and _is_units(rows[index]))
        and not (len(ordered) == 1 and _is_footer(rows[index]))
    ]


def _filled(cell: Any) -> bool:
    return cell != "" and not (isinstance(cell, str) and not cell.strip())


def _is_blank(row: Sequence[Any]) -> bool:
    return not any(map(_filled, row))


def _has_value(row: Sequence[Any], besides: Sequence[int], first: int, mapped: Collection[int]) -> bool:
    width = len(row)
    for column in besides:
        if column < width and row[column] != "" and _filled(row[column]):
            return True
    if first >= width or not _filled(row[first]):
        return False
    return sum(column < width and _filled(row[column]) for column in mapped) >= 3


def _is_total(row: Sequence[Any], besides: Sequence[int], mapped: Collection[int]) -> bool:
    first = next((cell for cell in row if cell != "" and _filled(cell)), "")
    if not isinstance(first, str) or "otal" not in first.casefold():
        return False
    if _TOTAL.match(first):
        return True
    others = [cell for cell in row if _filled(cell) and cell is not first]
    words = sum(isinstance(cell, str) and any(char.isalpha() for char in cell) for cell in others)
    return bool(_ENDS_TOTAL.search(first)) and words == 0


def _repeats_header(row: Sequence[Any], header: Sequence[str | None]) -> bool:
    """Reports of many pages print their header on each."""
    for cell, text in zip(row[:4], header, strict=False):
        if text and isinstance(cell, str) and len(cell) >= len(text) and cell.strip().casefold() == text:
            break
    else:
        return False
    named = [(cell, text) for cell, text in zip(row, header, strict=False) if text]
    same = sum(isinstance(cell, str) and cell.strip().casefold() == text for cell, text in named)
    return same * 10 >= len(named) * 6


def _is_units(row: Sequence[Any]) -> bool:
    cells = [cell for cell in row if _filled(cell)]
    return bool(cells) and all(isinstance(cell, str) and UNIT.match(cell.strip()) for cell in cells)


def _is_footer(row: Sequence[Any]) -> bool:
    cells = [cell for cell in row if _filled(cell)]
    return len(cells) == 1 and isinstance(cells[0], str) and bool(_FOOTER.match(cells[0]))
