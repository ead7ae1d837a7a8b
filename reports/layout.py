"""What the printed page needs, worked out from an edition. The templates only place it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.classification import classification, edition_words
from reports.references import PRINTED_ROWS, Reference, marks, references
from reports.snapshot import Cell, Column, Section, Snapshot, Table, digest, figure_key, rows_digest
from reports.wording import CONFIDENTIAL, cell_words, figure_words, is_number
from reports.workbook import section_sheets
from transfer.kernel.dates import long_date

WIDE = 100  # characters across, above which a table is printed on a landscape page
WIDEST = 140  # characters that a landscape page has room for
LEAST_TEXT = 12
_LEAST = {"money": 15, "fte": 8, "number": 8, "percent": 8, "date": 14, "figure": 14, "code": 8, "text": 10}


@dataclass(frozen=True)
class PrintedCell:
    text: str
    number: bool
    mark: str = ""
    code: bool = False


@dataclass
class PrintedTable:
    title: str
    key: str
    columns: list[tuple[str, bool, float]]  # label, whether numbers stand in it, width in per cent
    rows: list[list[PrintedCell]]
    strong: list[bool]
    total: list[PrintedCell] | None
    wide: bool
    withheld: bool
    note: str = ""
    elsewhere: str = ""


@dataclass
class PrintedSection:
    key: str
    anchor: str
    number: str
    title: str
    owner: str
    text: list[tuple[str, list[str]]]  # ("p", [line]) or ("ul", items)
    blocks: list[dict[str, Any]]
    missing: list[str]
    empty: bool
    wide: bool


@dataclass
class Document:
    shown: Snapshot
    title: str
    classification: str
    edition: str
    draft: bool
    digest: str
    as_at: str
    sections: list[PrintedSection]
    references: list[Reference]


def document(shown: Snapshot, chart_image: Callable[[dict[str, Any]], str]) -> Document:
    """Everything `pack.html` prints. chart_image gives the address of a chart's picture."""
    printer = _Printer(shown, chart_image)
    return Document(
        shown=shown,
        title=shown["title"],
        classification=classification(shown),
        edition=edition_words(shown),
        draft=shown["status"] == "draft",
        digest=digest(shown),
        as_at=long_date(date.fromisoformat(shown["as_at"])),
        sections=[printer.section(section) for section in shown["sections"]],
        references=references(shown),
    )


class _Printer:
    def __init__(self, shown: Snapshot, chart_image: Callable[[dict[str, Any]], str]) -> None:
        self.shown, self.chart_image = shown, chart_image
        self.figures, self.marks, self.sheets = shown["figures"], marks(shown), section_sheets(shown)

    def section(self, section: Section) -> PrintedSection:
        blocks = [self.block(block, section) for block in section["blocks"]]
        text = paragraphs(section["narrative"] or "")
        return PrintedSection(
            key=section["key"],
            anchor=f"section-{section['key']}",
            number=section["number"],
            title=section["title"],
            owner=section["owner"],
            text=text,
            blocks=blocks,
            missing=section["missing"],
            empty=not text and not blocks,
            wide=any(table.wide for block in blocks if (table := block.get("table"))),
        )

    def block(self, block: dict[str, Any], section: Section) -> dict[str, Any]:
        if block["type"] == "table":
            return {"type": "table", "table": self.table(block, section)}  # type: ignore[arg-type]
        if block["type"] == "chart":
            picture = {"title": block["title"], "alt": block["alt"], "image": self.chart_image(block)}
            return {"type": "chart", **picture, "table": self.table(block["table"], section)}
        if block["type"] == "figures":
            return {"type": "figures", "items": [self.item(item) for item in block["items"]]}
        return {"type": "note", "text": block["text"]}

    def item(self, item: dict[str, Any]) -> dict[str, str]:
        figure = self.figures[item["figure"]]
        words = figure_words(figure)
        mark, note = self.marks[item["figure"]], item.get("note") or ""
        return {"label": item["label"], "value": words, "mark": mark, "note": note}

    def table(self, table: Table, section: Section) -> PrintedTable:
        elsewhere = ""
        if table.get("schedule") and len(table["rows"]) > PRINTED_ROWS:
            elsewhere = (
                f"This schedule has {len(table['rows']):,} rows and is not printed. It stands in the workbook of this "
                f"pack, on the sheet “{self.sheets[section['key']]}”. SHA-256 of its rows: {rows_digest(table)}."
            )
        rows = [] if elsewhere else [self.row(table, row) for row in table["rows"]]
        total = table.get("total")
        printed_total = self.row(table, total) if total else None
        shares, across = widths(table["columns"], [*rows, *([printed_total] if printed_total else [])])
        cells = [cell for row in [*rows, printed_total or []] for cell in row]
        return PrintedTable(
            title=table["title"],
            key=table["key"],
            columns=[(c["label"], _numeric(c), share) for c, share in zip(table["columns"], shares, strict=True)],
            rows=rows,
            strong=["_subtotal" in row for row in table["rows"]],
            total=printed_total,
            wide=across > WIDE and len(table["columns"]) > 5 and not elsewhere,
            withheld=any(cell.text == CONFIDENTIAL for cell in cells),
            note=table.get("note", ""),
            elsewhere=elsewhere,
        )

    def row(self, table: Table, row: dict[str, Cell]) -> list[PrintedCell]:
        return [self.cell(row.get(column["key"]), column) for column in table["columns"]]

    def cell(self, cell: Cell, column: Column) -> PrintedCell:
        key = figure_key(cell)
        return PrintedCell(
            text=cell_words(cell, column["kind"], self.figures),
            number=is_number(cell, column["kind"]),
            mark=self.marks[key] if key else "",
            code=column["kind"] == "code",
        )


def _numeric(column: Column) -> bool:
    return is_number(None, column["kind"])


def widths(columns: list[Column], rows: list[list[PrintedCell]]) -> tuple[list[float], int]:
    """Each column's share of the page in per cent, and how many characters the table would like across."""
    wanted = []
    for index, column in enumerate(columns):
        longest = max((len(row[index].text) + len(row[index].mark) for row in rows), default=0)
        word = max((len(word) for word in column["label"].split()), default=0)
        most = 34 if column["kind"] == "text" else 22
        wanted.append(max(_LEAST[column["kind"]] if column["kind"] == "text" else 6, min(longest, most), word) + 2)
    across = sum(wanted)
    wanted = _squeezed(wanted, [column["kind"] == "text" for column in columns])
    return [round(100 * width / sum(wanted), 2) for width in wanted], across


def _squeezed(wanted: list[int], text: list[bool]) -> list[int]:
    """Where a table is wider than a landscape page its text gives way: dates, codes and amounts stay on one line."""
    over = sum(wanted) - WIDEST
    spare = [max(0, width - LEAST_TEXT) if is_text else 0 for width, is_text in zip(wanted, text, strict=True)]
    if over <= 0 or not sum(spare):
        return wanted
    part = min(over, sum(spare))
    return [width - part * room // sum(spare) for width, room in zip(wanted, spare, strict=True)]


def paragraphs(text: str) -> list[tuple[str, list[str]]]:
    """Typed text as paragraphs and lists: a blank line ends a paragraph, a line that begins "- " is a list item."""
    made: list[tuple[str, list[str]]] = []
    for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip()):
        for line in filter(None, (line.strip() for line in part.split("\n"))):
            item = re.match(r"[-•*]\s+(.*)", line)
            if item and made and made[-1][0] == "ul":
                made[-1][1].append(item[1])
            elif item:
                made.append(("ul", [item[1]]))
            elif made and made[-1][0] == "p" and made[-1][1]:
                made[-1][1].append(line)
            else:
                made.append(("p", [line]))
        made.append(("p", []))
    return [(kind, lines) for kind, lines in made if lines]
