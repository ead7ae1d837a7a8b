"""Cells that people mended, and the copy that comes back."""

import io

from openpyxl import load_workbook

from imports.check import Context, check
from imports.mended import mended_rows
from imports.own_sheet import mark, marked_number
from imports.reading import find_mark, open_table
from tests.factories.workbooks import staff_list


def test_a_mended_cell_is_read_in_place_of_the_files() -> None:
    mended = {("Sheet", 7, "E"): "0.5", ("Sheet", 7, "K"): "31/01/1979"}
    found = check("establishment", staff_list(), "staff.xlsx", context=Context(mended=mended))
    assert found.parked == []
    assert [str(row.values["fte"]) for row in found.rows if row.number == 7] == ["0.5"]


def test_another_sheets_cell_is_left_alone() -> None:
    found = check("establishment", staff_list(), "staff.xlsx", context=Context(mended={("Other", 7, "E"): "0.5"}))
    assert [row.number for row in found.parked] == [7]


def test_rows_are_laid_over_without_touching_what_was_read() -> None:
    rows = [["a", "b"], ["c"]]
    assert mended_rows(rows, {(2, "C"): "x", (9, "A"): "y"}) == [["a", "b"], ["c", "", "x"]]
    assert rows == [["a", "b"], ["c"]]


def test_only_our_own_sheet_of_findings_is_left_out() -> None:
    book = load_workbook(io.BytesIO(staff_list()))
    book.create_sheet("Findings")["A1"] = mark(12)
    book.create_sheet("Findings of audit")["A1"] = "Findings of audit 2021"
    raw = io.BytesIO()
    book.save(raw)
    names = [each.name for each in open_table(raw.getvalue(), "staff.xlsx").sheets]
    assert names == ["Sheet", "Findings of audit"]
    assert find_mark(raw.getvalue(), "staff.xlsx") == 12
    assert find_mark(staff_list(), "staff.xlsx") is None


def test_a_number_that_is_none_is_no_mark() -> None:
    assert marked_number([["Findings of upload many"]]) is None
    assert marked_number([[]]) is None
