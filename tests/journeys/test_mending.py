"""A list with twelve faults is mended in the page and in Excel, and accepted with what is right as it stands; then next
month's list is compared with it."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.factories.faulty import faulty_list, month_after
from tests.journeys.conftest import SignIn
from tests.journeys.visitor import Visitor

WHY = "Payroll says so"


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("lists") / "faulty.xlsx"
    path.write_bytes(faulty_list())
    return path


@pytest.fixture(scope="module")
def next_month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("next") / "faulty-february.xlsx"
    path.write_bytes(month_after())
    return path


def test_twelve_faults_are_mended_both_ways_and_the_list_and_the_next_are_accepted(
    sign_in: SignIn, faulty: Path, next_month: Path, tmp_path: Path
) -> None:
    hr = sign_in("hr.council")
    _upload(hr, faulty)
    assert "9 errors, 3 warnings" in hr.words
    assert "4 of 10 rows can be accepted" in hr.words

    hr.follow("E4", within="#findings")
    assert hr.heading == "Mend cell E4"
    with hr.answered(422):
        hr.press("Mend this cell")
    hr.inspect()
    hr.fill("What should stand there? Leave it empty for a blank cell", "0.5")
    hr.fill("Why?", WHY)
    hr.press("Mend this cell")
    assert "1 finding went" in hr.words and "8 errors, 3 warnings" in hr.words

    hr.follow("Mend column H", within="#groups", exact=False)
    hr.choose("Which value is to go? (to replace one)", "Perhaps: 3 cells")
    hr.fill("What should stand in its place? (to replace one)", "Filled")
    hr.fill("Why?", WHY)
    hr.press("Count the cells first")
    assert hr.heading == "Mend 3 cells of column H?"
    hr.press("Mend them")
    assert "5 errors, 3 warnings" in hr.words
    hr.follow("See what was mended, or undo it")
    assert "Perhaps → Filled" in hr.words
    hr.page.go_back()

    copy = tmp_path / "to mend.xlsx"
    copy.write_bytes(hr.download(hr.page.get_by_role("link", name="download the workbook to mend in Excel")))
    _mend_in_excel(copy)
    _upload(hr, copy)
    # Four cells were mended in the page, so they were no findings of the first file any more.
    assert "6 of its findings went, 2 stayed, 0 are new" in hr.words
    assert "0 errors, 2 warnings" in hr.words

    hr.follow("Accept", within="#groups", exact=False)
    hr.fill("Why is it right as it stands?", "A market supplement")
    hr.press("Accept with this reason")
    assert "0 warnings" in hr.words and "2 accepted" in hr.words
    assert "This file differs much from version 1" in hr.words
    hr.page.get_by_label("I have looked at this, and the file is right").check()
    hr.press("Accept 10 rows")
    assert "version 2" in hr.heading and "10 of 10 accepted" in hr.words
    _next_month(hr, next_month)


def _next_month(hr: Visitor, path: Path) -> None:
    """One post less, one more and one that moved: straight to its findings, compared and accepted."""
    _upload(hr, path)
    assert "Read as last time" in hr.words
    # What was accepted with a reason stays accepted.
    assert "0 errors, 0 warnings" in hr.words and "2 accepted" in hr.words
    assert "1 left" in hr.words and "1 joined" in hr.words
    hr.follow("See each change, and what the absences do")
    assert "1 row of version 2 is not in this file" in hr.words and "Nothing is deleted" in hr.words
    assert "P007" in hr.words and "P011" in hr.words and "Senior social worker" in hr.words
    hr.follow("Decide on this file")
    hr.press("Accept 10 rows")
    assert "version 3" in hr.heading and "10 of 10 accepted" in hr.words


def _mend_in_excel(copy: Path) -> None:
    """What a person does at the coloured cells: five errors and one warning."""
    book = load_workbook(copy)
    sheet = book["Sheet"]
    assert sheet["K6"].comment and sheet["E4"].value == 0.5 and sheet["H5"].value == "Filled"
    right = {"K6": "31/01/1979", "B7": "Worker", "B8": "Worker", "F8": 30000, "E9": 1, "H12": "Filled"}
    for cell, value in right.items():
        sheet[cell] = value
    book.save(copy)


def _upload(hr: Visitor, path: Path) -> None:
    hr.page.goto("/p/slough-2021/uploads/new")  # the page itself is looked at in another journey
    hr.choose("What is in the file?", "Establishment list of Council")
    hr.page.locator("input[type=file]").set_input_files(path)
    hr.press("Check the file")
