"""Any table that a person sees, as a workbook: "Download what I see"."""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheets import book_bytes, fit, put, put_header, sheet_name, written


class TableColumn(NamedTuple):
    """kind: text, code, money (integer pence), fte (integer thousandths), number, percent (text or Decimal), exact (a
    number as it is) or date."""

    label: str
    kind: str = "text"


class MoreSheet(NamedTuple):
    """Another sheet of a table's workbook. says: a sentence above its header."""

    title: str
    columns: Sequence[TableColumn]
    rows: Iterable[Sequence[Any]]
    says: str = ""


def table_workbook(
    title: str,
    columns: Sequence[TableColumn | tuple[str, str]],
    rows: Iterable[Sequence[Any]],
    more: Iterable[MoreSheet] = (),
    says: str = "",
) -> bytes:
    """One sheet with a frozen, filtered header, and `more` of the same kind behind it. says: a sentence above the
    first one's header.

    Each row holds a value (or None) for each column. Numbers and dates stay numbers and dates; text that looks like a
    formula is guarded. Raises ValueError when a row is not as long as the columns.
    """
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    taken: set[str] = set()
    sheet.title = sheet_name(title, taken)
    _fill(sheet, columns, rows, says)
    for each in more:
        _fill(book.create_sheet(sheet_name(each.title, taken)), each.columns, each.rows, each.says)
    return book_bytes(book, title)


def _fill(
    sheet: Worksheet, columns: Sequence[TableColumn | tuple[str, str]], rows: Iterable[Sequence[Any]], says: str = ""
) -> None:
    kinds = [kind for _, kind in columns]
    top = 2 if says else 1
    if says:
        put(sheet, 1, 1, says)
    put_header(sheet, top, [label for label, _ in columns], kinds)
    widths = {number: len(label) for number, (label, _) in enumerate(columns, 1)}
    last = top
    for last, row in enumerate(rows, top + 1):
        for number, (value, kind) in enumerate(zip(row, kinds, strict=True), 1):
            cell = put(sheet, last, number, value, kind)
            if kind == "code" and isinstance(cell.value, str):
                cell.number_format = "@"  # typed over, a code keeps its leading noughts
            widths[number] = max(widths[number], written(cell.value))
    fit(sheet, widths)
    if says:
        sheet.cell(1, 1).alignment = Alignment(wrap_text=False)
    sheet.freeze_panes = f"A{top + 1}"
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(kinds))}{last}"
