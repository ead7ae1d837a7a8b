"""The printed contract schedule: the same content gives the same bytes, and its parts come to the register."""

from dataclasses import replace
from io import BytesIO

import pytest
from docx import Document
from pypdf import PdfReader

from reports.contract_schedule import MOST_PRINTED, ContractSchedule, Line, Part, _printed, schedule_word
from transfer.kernel.errors import DomainError


def line(number: str, pence: int | None = 100_00) -> Line:
    return Line(number, f"R-{number}", ("Agreement", "Document: deed.pdf"), ("=Rowan Ltd",), ("Now: Council",),
                ("To 31 Mar 2022",), pence, ("Novate",), ("Given 1 Feb 2021",), "Signed", ())  # fmt: skip


def schedule(*parts: Part) -> ContractSchedule:
    return ContractSchedule(
        "Contract schedule: North", "OFFICIAL-SENSITIVE — commercial", (("As at", "1 March 2021"),),
        ("Trust: no contracts register has been accepted and shared yet.",), parts,
        (("1B.1", "R-1B.1", "Rowan Ltd", "Asked for"),), (("Novate", "All", "All three", "Deed", "None"),), (2, 50_00),
        ("North Council", "North Company"),
    )  # fmt: skip


NOVATED = Part("1B", "Novated", tuple(line(f"1B.{n}") for n in range(1, 41)))
ENDING = Part("5", "Ending", (line("5.1", None), line("5.2", 20_01)))


def test_the_parts_come_to_the_register() -> None:
    assert schedule(NOVATED, ENDING).reconciliation == [
        ("Part 1B. Novated", "40", "£4,000.00", "0"),
        ("Part 5. Ending", "2", "£20.01", "1"),
        ("This schedule", "42", "£4,020.01", "1"),
        ("Left out by the filter", "2", "£50.00", ""),
        ("The register as it is seen", "44", "£4,070.01", ""),
    ]


def test_the_word_file_repeats_its_headings_counts_its_pages_and_can_be_signed() -> None:
    made = schedule(NOVATED, ENDING)
    content = schedule_word(made)
    assert content == schedule_word(made)
    document = Document(BytesIO(content))
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    footer = document.sections[0].footer._element.xml
    assert "NUMPAGES" in footer
    assert ">PAGE<" in footer
    signed = [row.cells[0].text for row in document.tables[-1].rows]
    assert signed == ["Body", "For and on behalf of North Council", "For and on behalf of North Company"]
    assert made.sha256 in document.tables[0].rows[-1].cells[1].text
    assert document.tables[1].rows[1].cells[6].text == "£100.00"


def test_the_pdf_is_the_same_each_time_and_says_which_page_of_how_many() -> None:
    made = schedule(NOVATED, ENDING)
    content = _printed(made)
    assert content == _printed(made)
    pages = [page.extract_text() for page in PdfReader(BytesIO(content)).pages]
    assert len(pages) > 2
    assert all(f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1))
    assert all("Reference" in page for page in pages if "R-1B." in page)
    assert "no contracts register has been accepted and shared yet" in pages[0]
    assert _printed(replace(made, missing=())) != content


def test_a_schedule_that_is_too_long_is_not_printed() -> None:
    long = Part("1B", "Novated", tuple(line(f"1B.{n}") for n in range(MOST_PRINTED + 1)))
    with pytest.raises(DomainError, match="Narrow the list"):
        schedule_word(schedule(long))
