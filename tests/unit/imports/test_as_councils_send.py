"""Lists as councils send them: labels merged down the side, filters left on, figures carried from page to page."""

import io
import re
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
import pytest

from imports.check import Checked, SavedMapping, check
from imports.notes import spans
from tests.unit.imports.workbooks import POSTS_HEADER, checked, delimited, post, posts, told, xlsx
from transfer.kernel.errors import FileRefused

HEADING = list(POSTS_HEADER)
LETTERS = {heading: chr(ord("A") + index) for index, heading in enumerate(HEADING)}


def _changed(content: bytes, change: Callable[[Any], None]) -> bytes:
    """A workbook after something was done to its first sheet in Excel."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _with_cells(content: bytes, cells: dict[str, str]) -> bytes:
    """The first sheet with the XML of some cells replaced: openpyxl writes no formula with its value."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            xml = given.read(name)
            if name == "xl/worksheets/sheet1.xml":
                for cell, written in cells.items():
                    xml, count = re.subn(rb'<c r="%s"[^>]*?>.*?</c>' % cell.encode(), written.encode(), xml, count=1)
                    assert count == 1, cell
            made.writestr(name, xml)
    return out.getvalue()


def _read(content: bytes, dataset: str = "establishment", **more: Any) -> Checked:
    return check(dataset, content, "list.xlsx", as_at=date(2021, 1, 31), **more)


def _notes(found: Checked) -> dict[str, str]:
    return {each.code: each.message for each in found.findings if each.severity == "note"}


def _values(found: Checked, field: str) -> list[Any]:
    return [row.values[field] for row in found.rows]


def _merge(*ranges: str) -> Callable[[Any], None]:
    return lambda sheet: [sheet.merge_cells(each) for each in ranges] and None


def test_a_label_merged_down_the_side_holds_for_each_of_its_rows() -> None:
    rows = [post(1, Service="Fostering"), post(2, Service=""), post(3, Service=""), post(4, Service="")]
    found = _read(_changed(xlsx([HEADING, *rows]), _merge("C2:C4")))
    assert _values(found, "service") == ["Fostering", "Fostering", "Fostering", None]  # row 5 is not merged
    assert _notes(found)["merged"] == "2 values missing below a merged cell were taken from it"
    assert [each.cell for each in found.findings if each.code == "merged"] == ["C3"]


def test_a_salary_merged_over_two_people_is_not_paid_twice() -> None:
    pay = LETTERS["Actual Salary"]
    rows = [post(1, FTE=0.5, Full_Time_Salary=60000), post(1, FTE=0.5, Employee_No="4009", Actual_Salary="")]
    found = _read(_changed(xlsx([HEADING, *rows]), _merge(f"{pay}2:{pay}3", "A2:A3")))
    assert found.totals["salary_actual_pence"] == 3_000_000
    assert _values(found, "post_no") == ["P001", "P001"]


def test_a_merged_label_is_found_on_a_later_of_several_sheets() -> None:
    first, second = [HEADING, post(1), post(4)], [["Team B"], HEADING, post(2), post(3, Service="")]
    book = _changed(xlsx(first, more={"B": second}), lambda sheet: sheet.parent["B"].merge_cells("C3:C4"))
    found = _read(book, mapping=SavedMapping(sheets=("List", "B")))
    assert _values(found, "service") == ["Fostering"] * 4
    assert [(each.sheet, each.cell) for each in found.findings if each.code == "merged"] == [("B", "C4")]


def test_rows_and_columns_that_the_sheet_hides_are_read_and_named() -> None:
    def hide(sheet: Any) -> None:
        for row in (3, 4, 6):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["H"].hidden = True

    found = _read(_changed(xlsx([HEADING, *(post(number) for number in range(1, 6))]), hide))
    assert found.totals["filled"] == 5
    assert [each.message for each in found.findings if each.code == "hidden"] == [
        "Rows 3 to 4, 6 are hidden in the sheet, and read like all others",
        "Column H is hidden in the sheet, and read like all others",
    ]


def test_many_spans_are_cut_short() -> None:
    assert spans([4, 5, 6, 9], str) == "4 to 6, 9"
    assert spans(range(1, 30, 2), str).endswith("17, 19 and 5 more")


def test_a_formula_that_shows_an_error_or_was_never_worked_out_is_told_at_its_cell() -> None:
    cells = {
        "E2": '<c r="E2" t="e"><f>F2/0</f><v>#DIV/0!</v></c>',
        "H3": '<c r="H3"><f>G3*E3</f><v></v></c>',  # as a program writes it that is no spreadsheet
        "H4": '<c r="H4"><f>G4*E4</f></c>',
        "H5": '<c r="H5" t="str"><f>IF(E5=1,"","x")</f><v></v></c>',  # worked out, and blank
    }
    found = _read(_with_cells(xlsx([HEADING, *(post(number) for number in range(1, 5))]), cells))
    assert {each.cell: each.message for each in found.findings} == {
        "E2": "Mend this formula, or enter the FTE: it shows #DIV/0!",
        "H3": "Open the file in Excel and save it, or enter the actual salary: this formula has no value",
        "H4": "Open the file in Excel and save it, or enter the actual salary: this formula has no value",
    }
    assert [row.number for row in found.rows] == [5]


def test_a_formula_without_a_value_makes_no_row_of_data() -> None:
    rows = [HEADING, post(1), ["", "", "", "", 0], post(2)]
    found = _read(_with_cells(xlsx(rows), {"E3": '<c r="E3"><f>SUM(E2:E2)</f><v></v></c>'}))
    assert (found.rows_with_data, found.ignored_rows, told(found)) == (2, [3], [])


@pytest.mark.parametrize("first", ["Carried forward", "B/fwd", "Sum", "Count", "Overall", "01150 Total", "TOTAL POSTS"])
def test_figures_that_belong_to_other_rows_are_no_data(first: str) -> None:
    found = posts(post(1), [first, "", "", "", 5, 185, 100000], post(2))
    assert (found.ignored_rows, told(found)) == ([3], [])


@pytest.mark.parametrize("line", [
    ["Prepared by", "HR Analytics", "", "Date:", date(2021, 1, 31)], ["Source: iTrent", "Run by", "JB"],
    ["Notes:", "1. Casual staff are left out"], ["Page 1 of 3", "Establishment"], ["Key:", "F = filled"],
])  # fmt: skip
def test_a_line_that_signs_or_explains_the_report_is_no_data(line: list[Any]) -> None:
    found = posts(post(1), line)
    assert (found.ignored_rows, told(found)) == ([3], [])


def test_a_post_called_after_a_sum_is_data_all_the_same() -> None:
    found = posts(post(1, Post_No="Count", Job_Title="Accountant"))
    assert [row.values["post_no"] for row in found.rows] == ["Count"]


def test_another_table_below_the_list_is_told() -> None:
    leavers = [
        ["Leavers"],
        ["Post No", "Job Title", "Leaving date", "Why"],
        ["P009", "Manager", "31/12/2020", "New job"],
    ]
    found = posts(post(1), [], *leavers)
    assert found.ignored_rows == [3, 4, 5]
    assert told(found) == [("E6", "error", "fte")]
    assert _notes(found)["other-table"].startswith("Row 5 looks like the headings of another table.")
    assert "other-table" not in _notes(posts(post(1), HEADING, post(2)))  # the same headings on another page


def test_a_row_that_numbers_the_columns_is_no_data() -> None:
    found = posts(list(range(1, len(HEADING) + 1)), post(1))
    assert (found.ignored_rows, told(found)) == ([2], [])


@pytest.mark.parametrize(("sheet", "place"), [({"XFD3": "x"}, "cell XFD3"), ({"A300000": "x"}, "300,000")])
def test_a_stray_cell_far_out_is_named(sheet: dict[str, str], place: str) -> None:
    def stray(found: Any) -> None:
        for cell, text in sheet.items():
            found[cell] = text

    with pytest.raises(FileRefused, match=place):
        _read(_changed(xlsx([HEADING, post(1)]), stray))


BOOK = ("Cost Centre", "Account", "Subjective Group")


def test_years_that_stand_over_the_columns_of_money_are_read() -> None:
    rows = [
        ["Revenue budget"], ["", "", "", "2020/21", "", "2021/22"],
        [*BOOK, "Base Budget", "Forecast", "Base Budget"], ["01150", "A1", "Employees", 10, 11, 12],
    ]  # fmt: skip
    found = checked("budget", rows)
    assert [(each.letter, each.year, each.basis) for each in found.amount_columns] == [
        ("D", "2020/21", "base"), ("E", "2020/21", "forecast"), ("F", "2021/22", "base"),
    ]  # fmt: skip
    assert (found.header_row, found.ignored_rows) == (3, [1])


def test_a_year_in_the_title_is_no_part_of_the_headings() -> None:
    rows = [["Revenue budget 2021/22"], [*BOOK, "Base Budget"], ["01150", "A1", "Employees", 10]]
    assert [each.heading for each in checked("budget", rows).amount_columns] == ["Base Budget"]


@pytest.mark.parametrize(("said", "pence"), [(None, 1_050_000), (True, 1_050_000), (False, 1_050)])
def test_thousands_in_a_title_hold_until_somebody_says_otherwise(said: bool | None, pence: int) -> None:
    rows = [["Revenue budget (£000)"], [*BOOK, "2021/22 Base Budget"], ["01150", "A1", "Employees", 10.5]]
    found = checked("budget", rows, mapping=SavedMapping(thousands=said))
    assert [row.values["amounts"]["D"] for row in found.rows] == [pence]
    guesses = [each.says for each in found.guesses if each.what == "thousands"]
    read = {None: ["thousands of pounds"], True: [], False: ["pounds"]}[said]
    assert guesses == [f"“Revenue budget (£000)” stands above the list: amounts were read as {each}" for each in read]
    assert ("thousands" in _notes(found)) == (pence == 1_050_000)


def test_thousands_in_the_heading_of_a_contract_s_value_are_read() -> None:
    header = ["Reference", "Title", "Supplier", "Annual Value (£000)", "End Date"]
    rows = [header, ["C1", "Care", "Acme", 12.5, date(2022, 3, 31)], ["Total", "", "", 12.5]]
    found = checked("contracts", rows)
    assert found.totals == {"annual_value_pence": 1_250_000}
    assert _notes(found)["thousands"] == "“Annual Value (£000)” was read as thousands of pounds"


def test_utf_16_is_read_with_its_mark_or_without() -> None:
    rows = [HEADING, *([str(cell) for cell in post(number)] for number in (1, 2))]
    for encoding in ("utf-16", "utf-16-le"):
        found = check("establishment", delimited(rows, delimiter="\t", encoding=encoding), "list.csv")
        assert found.totals["filled"] == 2
        assert _notes(found)["encoding"] == "The file was read as utf-16, which Excel calls Unicode text"


def test_codes_that_an_export_keeps_as_text_lose_their_equals_sign() -> None:
    text = 'Post No,Job Title,FTE,Cost Centre\r\n="00123",Worker,1,="01150"\r\n'
    row = check("establishment", text.encode(), "list.csv").rows[0].values
    assert (row["post_no"], row["cost_centre"]) == ("00123", "01150")


def test_a_total_that_stands_for_an_account_is_no_line_of_the_budget() -> None:
    rows = [
        [*BOOK, "2021/22 Base Budget"], ["01150", "A1", "Employees", 10], ["01150", "A2", "Employees", 20],
        ["01150", "Total", "Employees", 30], ["01150", "Sub-total pay", "", 30],
    ]  # fmt: skip
    found = checked("budget", rows)
    assert found.totals["2021/22 Base Budget"]["net_pence"] == 3_000
    assert (found.ignored_rows, told(found)) == ([4, 5], [])


def test_a_title_that_begins_with_total_is_a_contract() -> None:
    header = ["Reference", "Title", "Supplier", "Annual Value"]
    assert len(checked("contracts", [header, ["C1", "Total facilities management", "Acme", 5]]).rows) == 1


def test_two_digits_of_a_birth_are_of_the_last_century() -> None:
    header, days = [*HEADING, "Date of Birth"], ["31/01/45", "1 Feb 03"]
    found = checked("establishment", [header, *([*post(number), day] for number, day in enumerate(days, 1))])
    assert _values(found, "date_of_birth") == [date(1945, 1, 31), date(2003, 2, 1)]
    assert _values(posts(post(1, Contract_Type="Fixed term", Contract_End_Date="31/03/45")), "contract_end_on") == [
        date(2045, 3, 31)
    ]


@pytest.mark.parametrize(("part", "kind"), [("word/document.xml", "a document"), ("ppt/slides.xml", "a presentation")])
def test_another_kind_of_office_file_is_named(part: str, kind: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<Types/>")
        made.writestr(part, "<x/>")
    with pytest.raises(FileRefused, match=f"it is {kind}"):
        _read(out.getvalue())
