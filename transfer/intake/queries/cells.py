"""A column of an uploaded file as it stands, for whoever mends it."""

from collections.abc import Mapping, Sequence
from typing import Any

from imports.letters import column_index
from imports.parts import number_in_list, rows_of_list
from imports.reading import Workbook, open_table
from transfer.files.queries import read_bytes
from transfer.intake.models import Upload
from transfer.intake.rules import plain_value
from transfer.intake.rules.mending import data_rows
from transfer.kernel.errors import FileRefused, NotFound


def read_column(upload: Upload, letter: str) -> dict[int, str]:
    """The file's own values of a column, as text, by row number in the list: of the rows that hold data, in order.

    Raises NotFound for a sheet that the file has not.
    """
    book = open_table(read_bytes(upload.file.sha256), upload.outcome["file"])
    try:
        rows = _rows(upload, book)
    except FileRefused as refusal:
        raise NotFound(refusal.message) from None
    index = column_index(letter)
    return {number: text_of(rows[number - 1], index) for number in data_rows(upload.outcome, len(rows))}


def _rows(upload: Upload, book: Workbook) -> Sequence[Sequence[Any]]:
    parts, sheet = upload.outcome.get("parts"), upload.outcome["sheet"]
    if parts:
        return rows_of_list(parts, lambda name: book.sheet(name).rows)
    return book.sheet(sheet).rows if sheet else book.sheets[0].rows


def number_of(upload: Upload, sheet: str | None, row: int) -> int:
    """The number in the list of a row of a sheet. Raises NotFound for a sheet that was not read."""
    parts = upload.outcome.get("parts") or []
    if sheet not in ({each["sheet"] for each in parts} or {upload.outcome["sheet"]}):
        raise NotFound("That sheet was not read, so nothing in it needs mending")
    return number_in_list(parts, sheet, row)


def text_of(row: Sequence[Any], index: int) -> str:
    """A stored value as a person would type it."""
    value = plain_value(row[index]) if index < len(row) else ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def standing(column: Mapping[int, str], mended: Mapping[int, str]) -> dict[int, str]:
    """The column with what was mended in it. mended: row → value."""
    return {row: mended.get(row, text) for row, text in column.items()}
