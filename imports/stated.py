"""The day that a sheet's title rows say their list is as at."""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from imports.values.dates import read_date

_SAYS = re.compile(r"\bas at\b\W*(.*)$", re.IGNORECASE)
_DAY = re.compile(
    r"^(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}|\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[a-z]{3,9},?\s+\d{4})"
    r"(?!\d)",
    re.IGNORECASE,
)


def stated_day(rows: Sequence[Sequence[Any]], numbers: Sequence[int]) -> tuple[date, int] | None:
    """(day, 1-based row) of "as at" and a clear date in the rows of these numbers; None where none is said, or two
    rows say different days. A date that may be read in two ways, such as 1/2/2021, is not clear."""
    found = [(day, number) for number in numbers for day in _days(rows[number - 1])]
    return found[0] if len({day for day, _ in found}) == 1 else None


def _days(row: Sequence[Any]) -> Iterator[date]:
    cells = [cell for cell in row if cell != ""]
    for index, cell in enumerate(cells):
        said = _SAYS.search(cell) if isinstance(cell, str) else None
        if not said:
            continue
        beside = cells[index + 1] if not said[1] and index + 1 < len(cells) else said[1]
        day = _clear(beside)
        if day:
            yield day


def _clear(value: Any) -> date | None:
    if isinstance(value, str):
        match = _DAY.match(value.strip())
        reading = read_date(match[0]) if match else None
    else:
        reading = read_date(value) if isinstance(value, date | datetime) else None
    if reading is None or reading.problem or reading.how:
        return None
    day: date | None = reading.value
    return day
