"""Next month's list: compared with the one in force, accepted without its rows with errors, and what is not undone."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.journeys.conftest import SignIn
from transfer.sample.make import write_folder

LIST = "council-establishment.xlsx"


@pytest.fixture(scope="module")
def next_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample's staff list a month later: one post less, another title, and one FTE that cannot be read."""
    folder = tmp_path_factory.mktemp("next")
    write_folder(folder)
    book = load_workbook(folder / LIST)
    sheet = book["Establishment"]
    header = next(row[0].row for row in sheet.iter_rows() if row[0].value == "Post Number")
    columns = {cell.value: cell.column for cell in sheet[header]}
    sheet.delete_rows(header + 30)
    sheet.cell(header + 2, columns["Job Title"], "Wholly other title")
    sheet.cell(header + 3, columns["FTE"], "half")
    book.save(folder / "february.xlsx")
    return folder / "february.xlsx"


def test_next_months_list_is_compared_accepted_and_undone(sign_in: SignIn, next_month: Path) -> None:
    hr = sign_in("hr.council")
    hr.open("/p/slough-2021/uploads").press("Upload a file")
    hr.choose("What is in the file?", "Establishment list of Council")
    hr.attach("Choose a file", next_month)
    hr.press("Check the file")
    hr.follow("See each change, and what the absences do")
    assert "Wholly other title" in hr.words and "Nothing is deleted" in hr.words
    hr.follow("Decide on this file").press("Accept")
    assert "is in force" in hr.words

    hr.open("/p/slough-2021/").follow("Mend rows that were left out")
    assert hr.heading == "Rows to mend" and "half" in hr.words
    hr.page.locator("#rows tbody a").last.click()
    with hr.answered(422):
        hr.page.get_by_label("Dropped").check()
        hr.press("Save")
    hr.inspect()
    hr.fill("Why?", "The post goes in March")
    hr.press("Save")
    assert "was kept" in hr.words

    hr.open("/p/slough-2021/uploads").follow("Establishment list of Council")
    hr.follow("Undo this version")
    assert "Nothing rests on it" in hr.words
    hr.fill("Why is it undone?", "The wrong month")
    hr.press("Undo this version")
    assert "can still be read" in hr.words and "undid this version" in hr.words
    hr.follow("Read its rows as they were accepted")
    assert hr.page.locator("#rows tbody tr").count() == 50

    hr.open("/p/slough-2021/uploads").follow("Establishment list of Council").follow("Undo this version")
    assert "This version cannot be undone, because something rests on it" in hr.words
    assert "of its posts have" in hr.words
