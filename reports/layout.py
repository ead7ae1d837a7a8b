"""What the printed page needs, worked out from an edition. The templates only place it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from reports.classification import classification, edition_words
from reports.references import PRINTED_ROWS, Reference, marks, references
from reports.snapshot import Cell, Column, Section, Snapshot, Table, digest, figure_key, rows_digest
from reports.wording import CONFIDENTIAL, cell_words, figure_words, front_facts, is_number
from reports.workbook import section_sheets
from transfer.kernel.dates import long_date

PORTRAIT = 100  # characters across a portrait page
TIGHT = 126  # in the smaller type of wide tables
LANDSCAPE = 165  # in that type, across a landscape page
LONG = 40  # rows, above which a schedule is printed as an annex
LEAST_TEXT = 12
LABEL = 13  # of a heading that stays on one line
SENTENCES = 90  # characters of a cell that wants more room than a name does
WIDEST_NAME = 36
LEAST_SENTENCE = 24
LONG_WORD = 20  # longer ones, such as a file’s name, may be broken
BY_HAND = 24  # for a name or a signature


@dataclass(frozen=True)
class PrintedCell:
    text: str
    number: bool
    mark: str = ""
    code: bool = False


@dataclass
class PrintedTable:
    """tight: in smaller type; annex: its letter when it stands at the end of the pack, landscape where it is wide.

    marked: by column, whether a figure in it has a mark, for which its other numbers leave room.
    group: the column that is printed as a heading above its rows instead, None when there is none.
    """

    title: str
    key: str
    columns: list[tuple[str, bool, float]]  # label, whether numbers stand in it, width in per cent
    rows: list[list[PrintedCell]]
    strong: list[bool]
    total: list[PrintedCell] | None
    marked: list[bool]
    tight: bool
    wide: bool
    withheld: str  # what the mark [c] says, where the table has one
    to_fill: bool
    note: str = ""
    basis: str = ""
    elsewhere: str = ""
    annex: str = ""
    group: int | None = None

    @property
    def across(self) -> int:
        """How many columns are printed."""
        return len(self.columns) - (self.group is not None)


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


@dataclass
class Document:
    shown: Snapshot
    title: str
    classification: str
    edition: str
    draft: bool
    digest: str
    as_at: str
    front: list[tuple[str, str]]
    reading: list[tuple[str, str]]
    sections: list[PrintedSection]
    annexes: list[PrintedTable]
    letters: tuple[str, str]  # of the two last parts: the data, and where the figures come from
    references: list[Reference]


def document(shown: Snapshot, chart_image: Callable[[dict[str, Any]], str]) -> Document:
    """Everything `pack.html` prints. chart_image gives the address of a chart's picture."""
    printer = _Printer(shown, chart_image)
    printed = [printer.section(section) for section in shown["sections"]]
    last = len(printer.annexes)
    return Document(
        shown=shown,
        title=shown["title"],
        classification=classification(shown),
        edition=edition_words(shown),
        draft=shown["status"] == "draft",
        digest=digest(shown),
        as_at=long_date(date.fromisoformat(shown["as_at"])),
        front=front_facts(shown),
        reading=reading_words(shown, letter(last + 1)),
        sections=printed,
        annexes=printer.annexes,
        letters=(letter(last), letter(last + 1)),
        references=references(shown),
    )


def reading_words(shown: Snapshot, letter_of_figures: str) -> list[tuple[str, str]]:
    """What a reader must know before the first table: short names, marks, units, and what a public edition rounds."""
    bodies = [(each["short"], each["name"]) for each in shown.get("bodies", ()) if each["short"] != each["name"]]
    words = [
        *bodies,
        (
            "F1, F2 …",
            f"Beside a figure: where it comes from, file, sheet, column and rows, stands under {letter_of_figures}.",
        ),
        ("£", "Pounds and pence. What stands under a table’s title says of which year and price base."),
        ("Split", "Each line by itself, to the penny: a penny left over goes where the largest part was cut."),
        ("FTE", "Full-time equivalent: 1.000 is one person’s full week."),
    ]
    if shown.get("edition") == "public":
        words.append(("Rounded", "Numbers of posts and people are rounded to the nearest 5; “under 5” is 1 to 4."))
        words.append((CONFIDENTIAL, "Withheld. The last section lists what is, and under which paragraph."))
    return words


def letter(index: int) -> str:
    """A, B … Z: a pack has few annexes."""
    return chr(ord("A") + index)


class _Printer:
    def __init__(self, shown: Snapshot, chart_image: Callable[[dict[str, Any]], str]) -> None:
        self.shown, self.chart_image = shown, chart_image
        self.figures, self.marks, self.sheets = shown["figures"], marks(shown), section_sheets(shown)
        self.annexes: list[PrintedTable] = []
        last = shown["sections"][-1]["number"] if shown["sections"] else ""
        self.withheld = (
            f"[c] Withheld from this edition: it could identify a person, or is exempt. Section {last} lists why."
        )

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
        return {
            "label": item["label"],
            "value": words,
            "mark": self.mark(item["figure"]),
            "note": item.get("note") or "",
        }

    def mark(self, key: str | None) -> str:
        """A figure's mark; none where this edition withholds it, since there is nothing to look up."""
        return self.marks.get(key, "") if key and self.figures[key]["value"] is not None else ""

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
        group = next((n for n, each in enumerate(table["columns"]) if each["key"] == table.get("group")), None)
        long = bool(table.get("schedule")) and len(rows) > LONG
        lines = [*rows, *([printed_total] if printed_total else [])]
        fit = widths(table["columns"], lines, group, whole=long)
        printed = PrintedTable(
            title=table["title"],
            key=table["key"],
            columns=[(c["label"], _numeric(c), share) for c, share in zip(table["columns"], fit.shares, strict=True)],
            rows=rows,
            strong=["_subtotal" in row for row in table["rows"]],
            total=printed_total,
            marked=[any(row[n].mark for row in lines) for n in range(len(table["columns"]))],
            tight=fit.tight,
            wide=fit.wide,
            withheld=self.withheld if any(cell.text == CONFIDENTIAL for row in lines for cell in row) else "",
            to_fill=any(column["kind"] == "blank" for column in table["columns"]),
            note=table.get("note", ""),
            basis=table.get("basis", ""),
            elsewhere=elsewhere,
            group=group,
        )
        if rows and (long or fit.wide):
            printed.annex = letter(len(self.annexes))
            self.annexes.append(printed)
        return printed

    def row(self, table: Table, row: dict[str, Cell]) -> list[PrintedCell]:
        return [self.cell(row.get(column["key"]), column) for column in table["columns"]]

    def cell(self, cell: Cell, column: Column) -> PrintedCell:
        key = figure_key(cell)
        return PrintedCell(
            text=cell_words(cell, column["kind"], self.figures),
            number=is_number(cell, column["kind"]),
            mark=self.mark(key),
            code=column["kind"] == "code",
        )


def _numeric(column: Column) -> bool:
    return is_number(None, column["kind"])


@dataclass(frozen=True)
class Fit:
    """shares: each column's part of the page in per cent; tight: in smaller type; wide: on a landscape page."""

    shares: list[float]
    tight: bool
    wide: bool


def widths(
    columns: list[Column], rows: list[list[PrintedCell]], group: int | None = None, *, whole: bool = False
) -> Fit:
    """How a table fits on a page: ordinary type first, then smaller type, then a landscape page.

    Text gives way before the page is turned, but not where `whole` says that a long list must keep its lines short.
    """
    wanted = [0 if n == group else _wanted(n, column, rows) for n, column in enumerate(columns)]
    text = [column["kind"] == "text" and n != group for n, column in enumerate(columns)]
    across = sum(wanted)
    least = across - sum(_spare(wanted, text))
    tight = across > PORTRAIT
    wide = (across if whole else least) > TIGHT
    wanted = _squeezed(wanted, text, LANDSCAPE if wide else TIGHT)
    return Fit([round(100 * width / sum(wanted), 2) for width in wanted], tight, wide)


def _wanted(index: int, column: Column, rows: list[list[PrintedCell]]) -> int:
    """How many characters a column would like."""
    if column["kind"] == "blank":
        return BY_HAND
    # A mark is in type two thirds as large, and the numbers without one leave its room; codes are in wider type.
    mark = max((len(row[index].mark) for row in rows), default=0)
    longest = max((len(row[index].text) for row in rows), default=0) + (2 * mark + 2) // 3
    if column["kind"] == "code":
        longest += longest // 6
    word = max((len(word) for word in column["label"].split()), default=0)
    if column["kind"] == "text":  # its heading stands on one line, and its longest word is not broken
        word = max(word, min(len(column["label"]), LABEL), _longest_word(index, rows))
    most = 22 if column["kind"] != "text" else WIDEST_NAME - 2 if longest < SENTENCES else 60
    width = max(6, min(longest, most), word)
    return width + (3 if width < LEAST_TEXT else 2)


def _longest_word(index: int, rows: list[list[PrintedCell]]) -> int:
    words = (len(word) for row in rows for word in row[index].text.split())
    return min(max(words, default=0), LONG_WORD)


def _spare(wanted: list[int], text: list[bool]) -> list[int]:
    """How much of each column may go: a column of sentences keeps more, or its rows grow tall."""
    least = [LEAST_SENTENCE if width > WIDEST_NAME else LEAST_TEXT for width in wanted]
    return [max(0, width - kept) if is_text else 0 for width, kept, is_text in zip(wanted, least, text, strict=True)]


def _squeezed(wanted: list[int], text: list[bool], room: int) -> list[int]:
    """Where a table is wider than its page its text gives way: dates, codes and amounts stay on one line."""
    over, spare = sum(wanted) - room, _spare(wanted, text)
    if over <= 0 or not sum(spare):
        return wanted
    part = min(over, sum(spare))
    return [width - part * each // sum(spare) for width, each in zip(wanted, spare, strict=True)]


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
