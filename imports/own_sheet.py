"""The sheet of findings in a copy that was downloaded to be mended: known again when the copy comes back."""

from collections.abc import Sequence
from typing import Any

OWN_SHEET = "Findings"
_MARK = "Findings of upload "


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
