"""Any table that a person sees, as a workbook: "Download what I see"."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheets import book_bytes, fit, put, put_header, sheet_name, written


class TableColumn(NamedTuple):
    """kind: text, code, money (integer pence), fte (integer thousandths), number, percent (text or Decimal), exact (a
    number as it is) or date."""

    label: str
    kind: str = "text"


class MoreSheet(NamedTuple):
    """Another sheet of a table's workbook."""

    title: str
    columns: Sequence[TableColumn]
    rows: Iterable[Sequence[Any]]


def table_workbook(
    title: str,
    columns: Sequence[TableColumn | tuple[str, str]],
    rows: Iterable[Sequence[Any]],
    more: Iterable[MoreSheet] = (),
) -> bytes:
    """One sheet with a frozen, filtered header, and `more` of the same kind behind it.

    Each row holds a value (or None) for each column. Numbers and dates stay numbers and dates; text that looks like a
    formula is guarded. Raises ValueError when a row is not as long as the columns.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    taken: set[str] = set()
    sheet.title = sheet_name(title, taken)
    _fill(sheet, columns, rows)
    for each in more:
        _fill(book.create_sheet(sheet_name(each.title, taken)), each.columns, each.rows)
    return book_bytes(book, title)


def _fill(sheet: Worksheet, columns: Sequence[TableColumn | tuple[str, str]], rows: Iterable[Sequence[Any]]) -> None:
    kinds = [kind for _, kind in columns]
    put_header(sheet, 1, [label for label, _ in columns], kinds)
    widths = {number: len(label) for number, (label, _) in enumerate(columns, 1)}
    last = 1
    for last, row in enumerate(rows, 2):
        for number, (value, kind) in enumerate(zip(row, kinds, strict=True), 1):
            cell = put(sheet, last, number, value, kind)
            if kind == "code" and isinstance(cell.value, str):
                cell.number_format = "@"  # typed over, a code keeps its leading noughts
            widths[number] = max(widths[number], written(cell.value))
    fit(sheet, widths)
    sheet.freeze_panes = "A2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(kinds))}{last}"
