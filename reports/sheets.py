"""Worksheets: real numbers and dates, guarded text, widths, and bytes that are the same every time."""

import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.wording import NUMBERS, decimal_in

FIXED = datetime(2000, 1, 1)
HEADER_FILL = PatternFill("solid", fgColor="E8EDF3")
FORMATS = {
    "money": '"£"#,##0.00;-"£"#,##0.00',
    "fte": "#,##0.000",
    "number": "#,##0",
    "percent": '0.##"%"',
    "date": "d mmmm yyyy",
}
_LEADERS = ("=", "+", "-", "@", "\t", "\r")
_ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SHEET_ILLEGAL = re.compile(r"[\[\]:*?/\\']")
_CELL_LIMIT = 32_767
LINE_HEIGHT = 15  # points


def sheet_value(value: Any, kind: str) -> Any:
    """A cell's value for the workbook: pence as exact pounds, thousandths as FTE, ISO dates as dates, text guarded."""
    if value is None or isinstance(value, Decimal | date):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value).scaleb({"money": -2, "fte": -3}.get(kind, 0))
    if kind == "date":
        return date.fromisoformat(value)
    if kind == "percent":
        return Decimal(value)
    if kind == "quantity" and (amount := decimal_in(str(value))) is not None:
        return amount
    return guarded(str(value))


def guarded(text: str) -> str:
    """Text that a spreadsheet would take for a formula gets an apostrophe before it. Numbers never come here."""
    clean = _ILLEGAL.sub("", text)[: _CELL_LIMIT - 1]
    return f"'{clean}" if clean.startswith(_LEADERS) else clean


def sheet_name(wanted: str, taken: set[str]) -> str:
    """A name of at most 31 characters that no other sheet has, case aside; it is added to `taken` in lower case."""
    base = _SHEET_ILLEGAL.sub(" ", wanted).strip() or "Sheet"
    name, number = base[:31].strip(), 2
    while name.lower() in taken:
        suffix = f" ({number})"
        name, number = base[: 31 - len(suffix)].strip() + suffix, number + 1
    taken.add(name.lower())
    return name


def put(sheet: Worksheet, row: int, column: int, value: Any, kind: str = "text", *, bold: bool = False) -> Cell:
    """Write one cell by kind. Text is stored as text, even where it looks like a formula."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = sheet_value(value, kind)
    if isinstance(cell.value, str):
        cell.data_type = "s"
        cell.alignment = Alignment(wrap_text=len(cell.value) > 40, vertical="top")
    elif cell.value is not None:
        cell.number_format = FORMATS.get(kind, "General")
        cell.alignment = Alignment(vertical="top", horizontal="left" if kind == "date" else None)
    if bold:
        cell.font = Font(bold=True)
    return cell


def put_header(sheet: Worksheet, row: int, labels: Sequence[str], kinds: Sequence[str]) -> None:
    for column, (label, kind) in enumerate(zip(labels, kinds, strict=True), 1):
        cell = put(sheet, row, column, label, bold=True)
        cell.fill = HEADER_FILL
        across = "right" if kind in (*NUMBERS, "figure") else "left"
        cell.alignment = Alignment(horizontal=across, wrap_text=True, vertical="top")


def fit(sheet: Worksheet, widths: dict[int, int]) -> None:
    """Column widths in characters, at least 10 and at most 60; rows as high as the text that is folded in them."""
    for column, width in widths.items():
        sheet.column_dimensions[get_column_letter(column)].width = max(10, min(60, width + 2))
    for number, row in enumerate(sheet.iter_rows(), 1):
        lines = max(_lines(cell, widths) for cell in row)
        if lines > 1:
            sheet.row_dimensions[number].height = LINE_HEIGHT * lines


def _lines(cell: Any, widths: dict[int, int]) -> int:
    """How many lines a cell's text takes, with a little room for words that are not broken."""
    if not isinstance(cell.value, str) or not cell.alignment.wrap_text:
        return 1
    width = max(10, min(60, widths.get(cell.column, 8) + 2))
    return -(-len(cell.value) * 11 // (width * 10))


def print_across(sheet: Worksheet, title: str, mark: str) -> None:
    """Printed, a sheet is as wide as an A4 page turned on its side, with its title, its mark and page numbers."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    head, foot = sheet.oddHeader, sheet.oddFooter
    assert head is not None
    assert foot is not None
    head.left.text, head.right.text = title.replace("&", "&&"), mark.replace("&", "&&")
    foot.left.text, foot.right.text = "&A", "Page &P of &N"


def written(value: Any) -> int:
    """How many characters a value takes on the sheet, for its column's width."""
    return len(f"{value:,}") if isinstance(value, Decimal) else 16 if isinstance(value, date) else len(str(value or ""))


def book_bytes(book: Workbook, title: str, at: datetime = FIXED) -> bytes:
    """The workbook as bytes that depend on its content only: zip and document dates are set to `at`."""
    moment = at.replace(tzinfo=None, microsecond=0)
    book.properties.title, book.properties.creator = title, "Transfer"
    book.properties.created = moment
    raw = BytesIO()
    book.save(raw)
    return repacked(raw.getvalue(), moment)


def repacked(raw: bytes, moment: datetime) -> bytes:
    """An Office file whose bytes depend on its parts only: their order and every date of the zip are set."""
    stamp = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(raw)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            data = old.read(name)
            if name == "docProps/core.xml":
                data = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp.encode(), data)
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type, info.external_attr, info.create_system = zipfile.ZIP_DEFLATED, 0o600 << 16, 3
            new.writestr(info, data)
    return out.getvalue()
