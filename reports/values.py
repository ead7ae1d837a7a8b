"""Cells as they stand, in a workbook that holds nothing else: no formula, comment or hidden part."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell


def values_workbook(sheets: Iterable[tuple[str | None, Sequence[Sequence[Any]]]], copy_of: str = "") -> bytes:
    """Each sheet under its name, every value at its own address; "" is an empty cell. Text stays text, whatever it
    begins with. copy_of: names the file that these stood in, so that copies of two are never the same."""
    book = Workbook(write_only=True)
    book.properties.identifier = copy_of or None
    for number, (name, rows) in enumerate(sheets, 1):
        sheet = book.create_sheet(name or f"Sheet{number}")
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    kept = BytesIO()
    book.save(kept)
    return kept.getvalue()


def _cell(sheet: Any, value: Any) -> Any:
    if value == "" or value is None:
        return None
    if isinstance(value, (int, float, date, datetime, time, timedelta)):
        return value
    cell = WriteOnlyCell(sheet, str(value))
    cell.data_type = "s"
    return cell
