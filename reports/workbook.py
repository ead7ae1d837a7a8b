"""A pack as a workbook: one sheet a section, with Contents, Sources and Figures."""

from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from reports.classification import classification, edition_words
from reports.editions import Edition, edition
from reports.references import all_cells, formula_words, marks
from reports.rounding import UNDER
from reports.sheets import book_bytes, fit, print_across, put, put_header, sheet_name, written
from reports.snapshot import Section, Snapshot, Table, digest, figure_key, table_of, withheld_paragraphs
from reports.wording import CONFIDENTIAL, front_facts, instant_words
from transfer.kernel.figures import row_ranges

_KIND = {"pence": "money", "thousandths": "fte", "percent": "percent", "count": "number", "days": "number"}
_SOURCE_COLUMNS = (
    ("number", "No.", "number"),
    ("organisation", "Organisation", "text"),
    ("dataset", "Data set", "text"),
    ("filename", "File", "text"),
    ("sheet", "Sheet", "text"),
    ("as_at", "As at", "date"),
    ("rows", "Rows", "number"),
    ("accepted_by", "Accepted by", "text"),
    ("accepted_at", "Accepted at", "text"),
    ("sha256", "SHA-256", "code"),
)


def workbook(snapshot: Snapshot, which: Edition) -> bytes:
    """The pack's workbook in one edition. The same snapshot gives the same bytes."""
    shown = edition(snapshot, which)
    names = section_sheets(shown)
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Contents"
    _contents(first, shown, names)
    for section in shown["sections"]:
        _Sheet(book.create_sheet(names[section["key"]]), shown).section(section)
    _sources(book.create_sheet("Sources"), shown)
    _figures(book.create_sheet("Figures"), shown)
    for sheet in book.worksheets:
        print_across(sheet, shown["title"], classification(shown))
    return book_bytes(book, shown["title"], datetime.fromisoformat(shown["frozen_at"]))


def section_sheets(shown: Snapshot) -> dict[str, str]:
    """The sheet name of each section, by the section's key: "7 Contracts"."""
    taken = {"contents", "sources", "figures"}
    return {s["key"]: sheet_name(f"{s['number']} {s['title']}", taken) for s in shown["sections"]}


class _Sheet:
    """Writes one section downwards, keeping the widths that its tables need."""

    def __init__(self, sheet: Worksheet, shown: Snapshot) -> None:
        self.sheet, self.shown, self.row = sheet, shown, 1
        self.widths: dict[int, int] = {}

    def section(self, section: Section) -> None:
        self.line(f"{section['number']} {section['title']}", size=14)
        if section["owner"]:
            self.line(f"Owner: {section['owner']}")
        for paragraph in (section["narrative"] or "").splitlines():
            if paragraph.strip():
                self.line(paragraph.strip())
        for missing in section["missing"]:
            self.line(f"Missing: {missing}")
        only = [table for block in section["blocks"] if (table := table_of(block))]
        for block in section["blocks"]:
            self.block(block, freeze=len(only) == 1)
        fit(self.sheet, self.widths)

    def line(self, text: str, size: int = 11) -> None:
        cell = put(self.sheet, self.row, 1, text, bold=size > 11)
        cell.alignment = Alignment(wrap_text=False)
        if size > 11:
            cell.font = Font(bold=True, size=size)
        self.row += 1

    def block(self, block: dict[str, Any], *, freeze: bool) -> None:
        self.row += 1
        table = table_of(block)
        if table:
            self.table(table, freeze=freeze)
        elif block["type"] == "figures":
            self.items(block["items"])
        else:
            self.line(block["text"])

    def items(self, items: list[dict[str, Any]]) -> None:
        put_header(self.sheet, self.row, ["Figure", "Value", "Note"], ["text", "number", "text"])
        for item in items:
            self.row += 1
            self.put(1, item["label"], "text")
            self.put(2, {"figure": item["figure"]}, "figure")
            self.put(3, item.get("note") or None, "text")
        self.row += 1

    def table(self, table: Table, *, freeze: bool) -> None:
        self.line(table["title"], size=12)
        if table.get("basis"):
            self.line(table["basis"])
        kinds = [column["kind"] for column in table["columns"]]
        put_header(self.sheet, self.row, [column["label"] for column in table["columns"]], kinds)
        for number, column in enumerate(table["columns"], 1):
            self.widths[number] = max(self.widths.get(number, 0), min(24, len(column["label"])))
        if freeze:
            self.sheet.freeze_panes = f"A{self.row + 1}"
        total = table.get("total")
        for row in [*table["rows"], *([total] if total else [])]:
            self.row += 1
            for number, column in enumerate(table["columns"], 1):
                self.put(number, row.get(column["key"]), column["kind"], bold=row is total or "_subtotal" in row)
        self.row += 1

    def put(self, column: int, value: Any, kind: str, *, bold: bool = False) -> None:
        key = figure_key(value)
        about = self.shown["figures"][key] if key is not None else value
        if isinstance(about, dict) and "rounded" in about:
            value, kind = _rounded(about["rounded"])
        elif key is not None:
            figure = self.shown["figures"][key]
            value, kind = figure["value"], _KIND[figure["unit"]]
            value = CONFIDENTIAL if value is None else value
        elif withheld_paragraphs(value) is not None:
            value = CONFIDENTIAL
        kind = "text" if value == CONFIDENTIAL else kind
        cell = put(self.sheet, self.row, column, value, kind, bold=bold)
        if value in (CONFIDENTIAL, UNDER):
            cell.alignment = Alignment(horizontal="right")
        self.widths[column] = max(self.widths.get(column, 0), written(cell.value))


def _rounded(words: str) -> tuple[Any, str]:
    """A rounded number stays a number where it is one."""
    return (words, "text") if words == UNDER else (int(words.replace(",", "").replace("−", "-")), "number")


def _contents(sheet: Worksheet, shown: Snapshot, names: dict[str, str]) -> None:
    lines = _contents_lines(shown)
    for number, text in enumerate(lines, 1):
        put(sheet, number, 1, text, bold=number == 1).alignment = Alignment(wrap_text=False)
    first = len(lines) + 3
    put_header(sheet, first - 1, ["No.", "Section", "Owner", "Sheet"], ["text"] * 4)
    for row, section in enumerate(shown["sections"], first):
        name = names[section["key"]]
        for column, value in enumerate((section["number"], section["title"], section["owner"]), 1):
            put(sheet, row, column, value)
        put(sheet, row, 4, name).hyperlink = f"#'{name}'!A1"
    sheet.freeze_panes = f"A{first}"
    fit(sheet, {1: 8, 2: 50, 3: 34, 4: 31})


def _contents_lines(shown: Snapshot) -> list[str]:
    """What the cover of the printed pack says: which edition of which snapshot, who froze and who approved it."""
    option, state = shown["option"], "draft" if shown["status"] == "draft" else "approved"
    lines = [
        shown["title"],
        f"{shown['programme']['council']}: {shown['programme']['name']}" + (f", {option['name']}" if option else ""),
        classification(shown),
        f"{edition_words(shown)}, {state}, as at {instant_words(shown['as_at'])}",
        *(f"{what}: {says}" for what, says in front_facts(shown)),
        f"Frozen {instant_words(shown['frozen_at'])} by {shown['frozen_by']}",
        f"Snapshot, SHA-256 {digest(shown)}",
    ]
    if "approved_at" in shown:
        lines.append(f"Approved {instant_words(shown['approved_at'])} by {shown['approved_by']}")
    if "audit_event" in shown:
        at = instant_words(shown["audit_at"])
        lines.append(f"Head of the history: event {shown['audit_event']:,}, {at}, SHA-256 {shown['audit_head']}")
    return lines


def _sources(sheet: Worksheet, shown: Snapshot) -> None:
    put_header(sheet, 1, [label for _, label, _ in _SOURCE_COLUMNS], [kind for _, _, kind in _SOURCE_COLUMNS])
    widths: dict[int, int] = {}
    row = 1
    for row, source in enumerate(shown["sources"], 2):
        for column, (key, label, kind) in enumerate(_SOURCE_COLUMNS, 1):
            cell = put(sheet, row, column, source.get(key), kind)
            widths[column] = max(widths.get(column, len(label)), written(cell.value))
    for below, missing in enumerate(shown["missing_sources"], row + 2):
        put(sheet, below, 1, f"Missing: {missing}").alignment = Alignment(wrap_text=False)
    sheet.freeze_panes = "A2"
    fit(sheet, widths)


def _figures(sheet: Worksheet, shown: Snapshot) -> None:
    labels = ["Mark", "Key", "Label", "Value", "Unit", "Formula", "File", "Sheet", "Column", "Rows"]
    put_header(sheet, 1, labels, ["text"] * 3 + ["number"] + ["text"] * 6)
    files = {source["release_id"]: source["filename"] for source in shown["sources"]}
    row, order = 1, marks(shown)
    for key in order:
        figure = shown["figures"][key]
        places: list[Any] = [*all_cells(figure)] or [None]
        for cells in places:
            row += 1
            _figure_row(sheet, row, figure, order)
            if cells:
                name = files.get(cells["release_id"], cells["file_sha256"])
                rows = row_ranges(cells["rows"]) if cells["rows"] else "not shown in this edition"
                for column, text in enumerate((name, cells.get("sheet"), cells["column"], rows), 7):
                    put(sheet, row, column, text)
    sheet.freeze_panes = "D2"
    fit(sheet, {1: 6, 2: 30, 3: 44, 4: 16, 5: 8, 6: 44, 7: 34, 8: 20, 9: 8, 10: 40})


def _figure_row(sheet: Worksheet, row: int, figure: dict[str, Any], order: dict[str, str]) -> None:
    hidden = figure["value"] is None
    for column, text in enumerate((order[figure["key"]], figure["key"], figure["label"]), 1):
        put(sheet, row, column, text)
    put(sheet, row, 4, CONFIDENTIAL if hidden else figure["value"], "text" if hidden else _KIND[figure["unit"]])
    put(sheet, row, 5, {"pence": "pounds", "thousandths": "FTE"}.get(figure["unit"], figure["unit"]))
    put(sheet, row, 6, "Withheld from this edition" if hidden else formula_words(figure, order))
