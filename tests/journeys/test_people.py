"""HR brings a staff list with faults, mends it, shares it; only then does the other side count its posts."""

import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.journeys.conftest import SignIn
from tests.journeys.visitor import Visitor
from transfer.sample.make import write_folder

LIST = "council-establishment.xlsx"


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's staff list with three faults in it, as faulty.xlsx, and without them, as mended.xlsx; both say one
    post less than the list in force."""
    folder = tmp_path_factory.mktemp("lists")
    write_folder(folder)
    book = load_workbook(folder / LIST)
    sheet = book["Establishment"]
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Post Number")
    columns = {cell.value: cell.column for cell in sheet[header]}
    sheet.delete_rows(header + 40)
    book.save(folder / "mended.xlsx")
    sheet.cell(header + 2, columns["FTE"], 1.5)
    sheet.cell(header + 3, columns["Job Title"]).value = None
    sheet.cell(header + 4, columns["Start Date"], "31/02/2019")
    book.save(folder / "faulty.xlsx")
    return folder


def _rows(words: str) -> tuple[int, int]:
    """(rows that can be accepted, rows with data), as the page says them."""
    found = re.search(r"([\d,]+) of ([\d,]+) rows can be accepted", words)
    assert found, words[:300]
    return int(found[1].replace(",", "")), int(found[2].replace(",", ""))


def test_a_list_is_mended_before_it_is_accepted_and_shared(sign_in: SignIn, lists: Path) -> None:
    hr = sign_in("hr.council")
    hr.go_to("People").open("/p/slough-2021/uploads").press("Upload a file")
    hr.choose("What is in the file?", "Establishment list of Council")
    with hr.answered(422):
        hr.press("Check the file")
    assert "Choose a file to upload" in hr.page.locator(".govuk-error-summary").inner_text()
    hr.inspect()

    _upload(hr, lists / "faulty.xlsx")
    faulty, every = _rows(hr.words)
    for said in ("1.5 is above 1", "Enter a job title", "Enter a date that exists: 31/02/2019 does not"):
        assert said in hr.words, said
    hr.press("Withdraw this file")
    assert hr.heading == "Uploads" and "Nothing of the file was taken over" in hr.words

    hr.press("Upload a file")
    _upload(hr, lists / "mended.xlsx")
    mended, same = _rows(hr.words)
    assert (mended, same) == (faulty + 3, every)
    hr.press("Accept")
    assert "seen by your side only" in hr.words

    finance = sign_in("finance.company")
    before = _council_lines(finance)
    hr.press("Share with the other sides")
    hr.follow("Stop sharing it")
    hr.fill("Why you stop sharing it", "Shared too early.")
    hr.press("Stop sharing")
    hr.press("Share with the other sides")
    after = _council_lines(finance)
    assert after == mended and before == mended + 1


def _upload(hr: Visitor, path: Path) -> None:
    hr.choose("What is in the file?", "Establishment list of Council")
    hr.attach("Choose a file", path)
    hr.press("Check the file")


def _council_lines(visitor: Visitor) -> int:
    """How many lines the People page counts in the council's list."""
    visitor.open("/p/slough-2021/people/posts")
    visitor.choose("Whose list", "Council")
    visitor.press("Filter")
    return int(visitor.page.locator(".app-filters__count strong").inner_text().replace(",", ""))
