"""The contract schedule that lawyers take with them, as a PDF and as a Word file: the same content, the same bytes."""

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.pdf import page_environment, print_page
from reports.schedule import LONGEST
from reports.sheets import FIXED, repacked
from reports.snapshot import canonical
from transfer.kernel.apart import Bounds, EndedApart, apart
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pounds

MOST_PRINTED = 1_000  # contracts; a longer schedule is narrowed, or taken as a workbook
HEADINGS = ("No.", "Reference", "Contract", "Supplier", "Parties", "Dates", "Value a year", "Route", "Consent", "State",
            "Notes")  # fmt: skip
WIDTHS = (12, 19, 36, 31, 26, 26, 24, 22, 30, 21, 34)  # millimetres, of the 281 of a landscape page's text
NUMBERS = frozenset({"Value a year", "Contracts", "Without a value"})
MONEY = HEADINGS.index("Value a year")


@dataclass(frozen=True)
class Line:
    """One contract. What is a tuple is printed a sentence a line; value_pence None: the register gives none."""

    number: str
    reference: str
    contract: tuple[str, ...]
    supplier: tuple[str, ...]
    parties: tuple[str, ...]
    dates: tuple[str, ...]
    value_pence: int | None
    route: tuple[str, ...]
    consent: tuple[str, ...]
    state: str
    notes: tuple[str, ...]

    @property
    def cells(self) -> list[tuple[str, ...]]:
        """In the order of HEADINGS."""
        value = "Not stated" if self.value_pence is None else pounds(self.value_pence)
        return [
            (self.number,), (self.reference,), self.contract, self.supplier, self.parties, self.dates, (value,),
            self.route, self.consent, (self.state,), self.notes,
        ]  # fmt: skip


@dataclass(frozen=True)
class Part:
    number: str
    title: str
    lines: tuple[Line, ...]

    @property
    def heading(self) -> str:
        return f"Part {self.number}. {self.title}" if self.number else self.title

    @property
    def value_pence(self) -> int:
        return sum(line.value_pence or 0 for line in self.lines)

    @property
    def without_value(self) -> int:
        return sum(line.value_pence is None for line in self.lines)


@dataclass(frozen=True)
class ContractSchedule:
    """facts: (what, words) at its head; missing: what its reader may not see, in sentences; words: (route, what moves,
    who consents, instrument, risk that stays) of each route in it; rest: how many contracts of the register, of what
    yearly value, its filter leaves out; bodies: who signs."""

    title: str
    mark: str
    facts: tuple[tuple[str, str], ...]
    missing: tuple[str, ...]
    parts: tuple[Part, ...]
    outstanding: tuple[tuple[str, str, str, str], ...]
    words: tuple[tuple[str, str, str, str, str], ...]
    rest: tuple[int, int]
    bodies: tuple[str, ...]

    @property
    def sha256(self) -> str:
        return hashlib.sha256(canonical(astuple(self))).hexdigest()

    @property
    def count(self) -> int:
        return sum(len(part.lines) for part in self.parts)

    @property
    def reconciliation(self) -> list[tuple[str, str, str, str]]:
        """Part by part to the whole register: contracts, value a year, and how many state no value."""
        rows = [(part.heading, len(part.lines), part.value_pence, str(part.without_value)) for part in self.parts]
        here = sum(part.value_pence for part in self.parts)
        unstated = str(sum(part.without_value for part in self.parts))
        rows.append(("This schedule", self.count, here, unstated))
        left_out, pence = self.rest
        if left_out:
            rows.append(("Left out by the filter", left_out, pence, ""))
            rows.append(("The register as it is seen", self.count + left_out, here + pence, ""))
        return [(words, f"{count:,}", pounds(value), blank) for words, count, value, blank in rows]


def schedule_pdf(schedule: ContractSchedule) -> bytes:
    """A tagged PDF, made in a process of its own. Raises DomainError when it is too long."""
    refuse_long(schedule)
    try:
        return apart(_printed, schedule, bounds=Bounds(LONGEST))
    except EndedApart:
        raise DomainError(
            "Narrow the list: the PDF took too long. The Word file and the workbook are quicker"
        ) from None


def refuse_long(schedule: ContractSchedule) -> None:
    if schedule.count > MOST_PRINTED:
        raise DomainError(f"Narrow the list, or take the workbook: up to {MOST_PRINTED:,} contracts are printed")


def _printed(schedule: ContractSchedule) -> bytes:
    page = page_environment("contracts").get_template("print_schedule.html").render(
        schedule=schedule, headings=HEADINGS, widths=WIDTHS, money=MONEY
    )  # fmt: skip
    return print_page(page, schedule.sha256[:32])


def schedule_word(schedule: ContractSchedule) -> bytes:
    """A Word file to edit: landscape, headings repeated on each page, page numbers of how many, and a place to sign."""
    refuse_long(schedule)
    return _Word(schedule).content()


class _Word:
    def __init__(self, schedule: ContractSchedule) -> None:
        self.schedule, self.document = schedule, Document()
        self._page()

    def content(self) -> bytes:
        told, document = self.schedule, self.document
        document.add_heading(told.title, level=1)
        self.table(("What", "Says"), [*told.facts, ("Hash of the content", told.sha256)], (60, 221))
        for sentence in told.missing:
            document.add_paragraph(sentence)
        for part in told.parts:
            document.add_heading(part.heading, level=2)
            self.table(HEADINGS, [line.cells for line in part.lines], WIDTHS, small=True)
        self._ends()
        return self._saved()

    def _ends(self) -> None:
        told, document = self.schedule, self.document
        document.add_heading("Consents outstanding", level=2)
        if told.outstanding:
            self.table(("No.", "Reference", "Supplier", "Where it stands"), told.outstanding, (20, 40, 90, 131))
        else:
            document.add_paragraph("None.")
        document.add_heading("Parts and the register", level=2)
        self.table(("Part", "Contracts", "Value a year", "Without a value"), told.reconciliation, (131, 40, 60, 50))
        document.add_heading("What the routes mean", level=2)
        words = ("Route", "What moves", "Who consents", "Instrument", "Risk that stays")
        self.table(words, told.words, (45, 50, 70, 56, 60), small=True)
        document.add_heading("Signed to identify this schedule", level=2)
        blanks = [(f"For and on behalf of {body}", "", "", "", "") for body in told.bodies]
        self.table(("Body", "Name", "Position", "Signature", "Date"), blanks, (91, 55, 50, 55, 30), tall=True)

    def _page(self) -> None:
        section = self.document.sections[0]
        section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
        section.left_margin = section.right_margin = Mm(8)
        section.top_margin, section.bottom_margin, section.header_distance = Mm(20), Mm(16), Mm(8)
        for name, size in (("Normal", 9), ("Heading 1", 18), ("Heading 2", 12)):
            font = self.document.styles[name].font
            font.name, font.size, font.color.rgb = "Arial", Pt(size), RGBColor(0x1D, 0x2B, 0x36)
            fonts = self.document.styles[name].element.rPr.rFonts
            for theme in ("w:asciiTheme", "w:hAnsiTheme"):  # which would win over the name
                fonts.attrib.pop(qn(theme), None)
        section.header.paragraphs[0].add_run(self.schedule.mark).bold = True
        foot = section.footer.paragraphs[0]
        foot.add_run(f"{self.schedule.title} · {self.schedule.sha256[:12]} · Page ")
        _field(foot, "PAGE")
        foot.add_run(" of ")
        _field(foot, "NUMPAGES")

    def table(
        self, headings: Sequence[str], rows: Sequence[Sequence[Any]], widths: Sequence[int], *, small: bool = False,
        tall: bool = False,
    ) -> None:  # fmt: skip
        """A cell is a text, or texts of a line each. small: in the type of wide tables; tall: with room to write."""
        table = self.document.add_table(rows=1, cols=len(headings), style="Table Grid")
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(width)
        _repeated(table.rows[0])
        numbers = {place for place, heading in enumerate(headings) if heading in NUMBERS}
        self._fill(table.rows[0], headings, small, numbers, bold=True)
        for row in rows:
            added = table.add_row()
            _kept_whole(added)
            added.height = Mm(14) if tall else None
            self._fill(added, row, small, numbers)
        self.document.add_paragraph()

    @staticmethod
    def _fill(row: Any, cells: Sequence[Any], small: bool, numbers: set[int], *, bold: bool = False) -> None:
        for place, (cell, told) in enumerate(zip(row.cells, cells, strict=True)):
            lines = [told] if isinstance(told, str) else list(told)
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT if place in numbers else None
            run = cell.paragraphs[0].add_run("\n".join(lines))
            run.bold, run.font.size = bold, Pt(7 if small else 9)

    def _saved(self) -> bytes:
        told = self.document.core_properties
        told.title, told.author, told.comments = self.schedule.title, "", f"Hash of the content {self.schedule.sha256}"
        told.created = told.modified = FIXED
        kept = BytesIO()
        self.document.save(kept)
        return repacked(kept.getvalue(), FIXED)


def _field(paragraph: Any, name: str) -> None:
    """A field that Word works out, such as the number of the page."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()._r
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText")
            mark.text = name
        run.append(mark)


def _repeated(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def _kept_whole(row: Any) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
