"""Sheets that this product wrote into a workbook, known again when it comes back: the findings in a copy to mend, which
are no data, and the whole list in a download of what somebody sees, which is read before what they saw."""

from collections.abc import Sequence
from typing import Any

OWN_SHEET = "Findings"
BRING_BACK = "Bring back"
_MARK = "Findings of upload "


def is_to_bring_back(name: str | None) -> bool:
    """Whether a sheet holds a whole list that was downloaded to be changed and brought back."""
    return bool(name and name.startswith(BRING_BACK))


def mark(number: int) -> str:
    """What stands in the sheet's first cell."""
    return f"{_MARK}{number}"


def marked_number(rows: Sequence[Sequence[Any]]) -> int | None:
    """The upload's number, from the first row of a sheet; None where it is no sheet of ours."""
    first = rows[0][0] if rows and rows[0] else ""
    if not isinstance(first, str) or not first.startswith(_MARK):
        return None
    number = first.removeprefix(_MARK)
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else None
