"""HR brings a list that nobody recognises, says how it is read, and accepts it; the next needs none of that."""

from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.journeys.conftest import SignIn
from tests.journeys.visitor import Visitor
from transfer.sample.make import write_folder

OWN_HEADINGS = {"Post Number": "Seat", "Job Title": "What they do", "Occupancy Status": "Who sits there"}
OWN_WORDS = {"Occupied": "In seat", "Vacant": "Nobody yet"}


@pytest.fixture(scope="module")
def lists(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """january.xlsx and february.xlsx: the sample's list under own headings and words, a row above that reads as
    the header and is none, and a hidden sheet."""
    folder = tmp_path_factory.mktemp("lists")
    write_folder(folder)
    rows = list(load_workbook(folder / "council-establishment.xlsx")["Establishment"].iter_rows(values_only=True))
    start = next(number for number, row in enumerate(rows) if "Post Number" in row)
    header, seat = rows[start], rows[start].index("Post Number")
    data = [row for row in rows[start + 1 :] if row[seat] and not str(row[seat]).startswith("Total")]
    status = header.index("Occupancy Status")
    for name, kept in (("january", data), ("february", data[1:])):
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.append(header[::-1])
        sheet.append(["This sheet was made by hand"])
        sheet.append([OWN_HEADINGS.get(str(cell), cell) for cell in header])
        for row in kept:
            own = list(row)
            own[status] = OWN_WORDS.get(str(row[status]), row[status])
            sheet.append(own)
        book.create_sheet("Old").sheet_state = "hidden"
        book.save(folder / f"{name}.xlsx")
    return folder


def test_a_list_is_put_right_by_choices_and_the_next_one_needs_none(sign_in: SignIn, lists: Path) -> None:
    hr = sign_in("hr.council")
    _upload(hr, lists / "january.xlsx")
    hr.follow("Sheet and header")
    assert "hidden in Excel" in hr.words and "The header is read from row 1" in hr.words
    hr.page.get_by_role("button", name="Use row 3 as the header").focus()
    with hr.page.expect_navigation():
        hr.page.keyboard.press("Enter")
    hr.inspect()
    assert "The header is read from row 3" in hr.words

    hr.follow("Columns")
    for heading, field in (("Seat", "Post number"), ("What they do", "Job title"), ("Who sits there", "Occupancy")):
        hr.page.get_by_label(f"“{heading}”, is").select_option(label=field)
    hr.press("Save and read the file so")
    assert hr.heading.startswith("Values of")
    hr.page.get_by_label("“In seat” in Occupancy means").select_option(label="filled")
    hr.page.get_by_label("“Nobody yet” in Occupancy means").select_option(label="vacant")
    hr.press("Save and read the file so")
    assert "rows can be accepted" in hr.words and "words are not known" not in hr.words
    hr.press("Accept")
    assert "seen by your side only" in hr.words

    _upload(hr, lists / "february.xlsx")
    assert hr.heading == "What was found in february.xlsx"
    assert "Read as last time" in hr.words and "not known" not in hr.words and "rows can be accepted" in hr.words
    hr.press("Withdraw this file")

    hr.follow("How your lists are read").follow("Establishment list of Council")
    hr.page.get_by_label("Forget “In seat” in Occupancy").check()
    hr.press("Forget the chosen ones")
    assert "“In seat”" not in hr.words and "“Nobody yet”" in hr.words


def _upload(hr: Visitor, path: Path) -> None:
    hr.open("/p/slough-2021/uploads/new")
    hr.choose("What is in the file?", "Establishment list of Council")
    hr.attach("Choose a file", path)
    hr.press("Check the file")


def test_several_files_find_their_own_places(sign_in: SignIn, lists: Path) -> None:
    hr = sign_in("hr.council")
    hr.open("/p/slough-2021/uploads/new")
    words = lists / "letter.pdf"
    words.write_bytes(b"%PDF-1.4")
    hr.drop("[data-app-drop]", lists / "trust-establishment.xlsx", words)
    assert "Chosen: trust-establishment.xlsx, letter.pdf" in hr.words
    hr.press("Check the file")
    assert hr.heading == "What came of your files" and "letter.pdf is not a spreadsheet" in hr.words
