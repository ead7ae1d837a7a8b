"""A workbook as it came, with its faulty cells coloured, a comment in each, and a sheet that lists them."""

import re
import zipfile
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any, NamedTuple

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheets import fit, put, put_header, sheet_name

AUTHOR = "Transfer"
Progress = Callable[[int, int], None]
_TOLD = 200
COLOURS = {"error": "F4CDC6", "warning": "FFF2B3", "mended": "CCE2D8"}
_PARTS = (
    ("xl/charts/", "charts"), ("xl/pivotTables/", "pivot tables"), ("xl/externalLinks/", "links to other workbooks"),
    ("xl/media/", "pictures"), ("xl/diagrams/", "diagrams"), ("xl/slicers/", "slicers"),
    ("xl/timelines/", "timelines"), ("xl/threadedComments/", "threads of comments"), ("xl/ctrlProps/", "buttons"),
    ("xl/activeX/", "buttons"), ("xl/embeddings/", "embedded files"), ("xl/queryTables/", "queries"),
    ("xl/connections.xml", "connections to data"), ("xl/richData/", "data types"), ("_xmlsignatures/", "signatures"),
)  # fmt: skip
_SHEET_PARTS = (
    (b"x14:sparkline", "sparklines"), (b"x14:dataValidation", "lists to choose from that stand on another sheet"),
    (b"x14:cfRule", "some conditional colours"),
)  # fmt: skip
_DRAWING = re.compile(rb"<xdr:(sp|cxnSp|grpSp)[ >]")


class Mark(NamedTuple):
    """A cell to mark. kind: error, warning or mended; value: what to write there (mended only)."""

    sheet: str
    cell: str
    kind: str
    field: str
    message: str
    value: Any = None


def what_would_be_lost(content: bytes) -> list[str]:
    """What a workbook holds that would not be there any more in a copy, in words, each once. Empty: all is kept."""
    found: list[str] = []
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            for name in parts.namelist():
                found += [words for start, words in _PARTS if name.startswith(start)]
                if re.match(r"xl/worksheets/[^/]+\.xml$", name):
                    text = parts.read(name)
                    found += [words for sign, words in _SHEET_PARTS if sign in text]
                elif name.startswith("xl/drawings/drawing") and _DRAWING.search(parts.read(name)):
                    found.append("shapes")
    except Exception:  # whatever the unpacking of damaged bytes comes to
        return ["everything, as it is no workbook of Excel's newer kind"]
    return list(dict.fromkeys(found))


def marked_copy(
    content: bytes, marks: Sequence[Mark], mark: str, *, macros: bool, progress: Progress | None = None
) -> bytes:
    """The workbook with its marks. mark: what stands in the first cell of the list, by which the copy is known again.

    Formatting, formulas and comments stay; the results of formulas come back once Excel has opened the copy. macros:
    keep them (.xlsm). progress: hears how many cells of how many are marked.
    """
    book = load_workbook(BytesIO(content), keep_vba=macros, rich_text=True)
    _forget_earlier(book, mark)
    for done, each in enumerate(marks):
        if progress and done % _TOLD == 0:
            progress(done, len(marks))
        if each.sheet in book.sheetnames:
            _mark(book[each.sheet], each)
    if progress:
        progress(len(marks), len(marks))
    _list(book, marks, mark)
    raw = BytesIO()
    book.save(raw)
    return raw.getvalue()


def _forget_earlier(book: Workbook, mark: str) -> None:
    """A copy of a copy: what an earlier one said goes first."""
    start = mark.rstrip("0123456789")
    earlier = [sheet for sheet in book.worksheets[1:] if str(sheet["A1"].value or "").startswith(start)]
    if not earlier:
        return
    for sheet in earlier:
        book.remove(sheet)
    ours = {f"00{colour}" for colour in COLOURS.values()}
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.comment and cell.comment.author == AUTHOR:
                    cell.comment = None
                    if cell.fill.fgColor.rgb in ours:
                        cell.fill = PatternFill()


def _mark(sheet: Any, mark: Mark) -> None:
    cell = sheet[mark.cell] if isinstance(sheet, Worksheet) else None
    if not isinstance(cell, Cell):  # the hidden part of merged cells
        return
    if mark.kind == "mended":
        _write(cell, mark.value)
    cell.fill = PatternFill("solid", fgColor=COLOURS[mark.kind])
    said = f"{cell.comment.text}\n" if cell.comment else ""
    cell.comment = Comment(f"{said}{mark.message}", cell.comment.author if cell.comment else AUTHOR, 120, 320)


def _write(cell: Cell, value: Any) -> None:
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", "@"


def _list(book: Workbook, marks: Iterable[Mark], mark: str) -> None:
    sheet = book.create_sheet(sheet_name("Findings", {name.lower() for name in book.sheetnames}))
    put(sheet, 1, 1, mark)
    put(sheet, 2, 1, "Mend the coloured cells, save the workbook and upload it again. This sheet is not read.")
    put_header(sheet, 4, ["Cell", "Sheet", "What it is", "Field", "What to do"], ["text"] * 5)
    widths = {1: 10, 2: 20, 3: 12, 4: 24, 5: 60}
    for row, each in enumerate(marks, 5):
        for column, value in enumerate((each.cell, each.sheet, each.kind.capitalize(), each.field, each.message), 1):
            put(sheet, row, column, value)
        link = sheet.cell(row, 1)
        name = each.sheet.replace("'", "''")
        link.hyperlink = f"#'{name}'!{each.cell}"
        link.font = Font(underline="single", color="1D70B8")
    sheet.freeze_panes = "A5"
    fit(sheet, widths)
    for row in (1, 2):
        sheet.cell(row, 1).alignment = Alignment(wrap_text=False)
        sheet.row_dimensions[row].height = None
