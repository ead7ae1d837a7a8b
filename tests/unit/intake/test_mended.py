"""What mending changes, which findings it ends, and what a copy of a workbook keeps."""

import io
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart
from openpyxl.styles import Font, PatternFill

from imports.own_sheet import mark
from reports.marked_copy import Mark, marked_copy, what_would_be_lost
from transfer.intake.actions.copies import cell_value
from transfer.intake.rules.mending import compared, data_rows, filled_down, parted, value_counts


def finding(code: str, cell: str, key: str = "", severity: str = "error", value: str = "") -> dict[str, Any]:
    return {"severity": severity, "code": code, "field": "fte", "cell": cell, "key": key, "value": value}


def test_blanks_take_the_value_above_and_the_first_ones_stay() -> None:
    assert filled_down({3: "", 4: "A", 5: " ", 6: "", 7: "B", 8: ""}) == {5: "A", 6: "A", 8: "B"}
    assert value_counts({1: "x", 2: "x ", 3: ""}) == [("x", 2), ("", 1)]


@pytest.mark.parametrize(
    ("outcome", "rows"),
    [
        ({"header_row": 2, "ignored_rows": [1, 5], "rows_with_data": 2}, [3, 4]),
        ({"header_row": 3, "ignored_rows": [1], "rows_with_data": 2}, [4, 5]),  # a header over rows 2 and 3
        ({"header_row": 5, "ignored_rows": [], "rows_with_data": 4}, [1, 2, 3, 4]),  # on the last line
    ],
)
def test_only_rows_of_data_are_mended(outcome: dict[str, Any], rows: list[int]) -> None:
    assert data_rows(outcome, 5) == rows


def test_findings_are_the_same_by_their_rows_key_wherever_the_row_stands() -> None:
    before = [finding("missing", "E4", "P1"), finding("missing", "E5", "P2"), finding("late", "F9")]
    after = [finding("missing", "E7", "P2"), finding("late", "F10"), finding("serial", "E8", severity="note")]
    found = compared(before, after)
    assert [each["cell"] for each in found.went] == ["E4", "F9"]
    assert [each["cell"] for each in found.stayed] == ["E7"]
    assert [each["cell"] for each in found.came] == ["F10"]


def test_two_of_one_kind_in_a_row_are_counted_each() -> None:
    twice = [finding("missing", "E4", "P1"), finding("missing", "E5", "P1")]
    assert len(compared(twice, twice[:1]).went) == 1


def test_an_acceptance_never_covers_an_error_or_another_value() -> None:
    key = ("odd", "fte", "P1", "0.5")
    warning = finding("odd", "E4", "P1", "warning", "0.5")
    waiting, done = parted([warning, {**warning, "value": "0.6"}, {**warning, "severity": "error"}], {key: {"by": "A"}})
    assert len(waiting) == 2 and [each["by"] for each in done] == ["A"]


@pytest.mark.parametrize(
    ("dataset", "field", "text", "value"),
    [
        ("establishment", "fte", "0.5", Decimal("0.5")), ("establishment", "cost_centre", "00100", "00100"),
        ("establishment", "date_of_birth", "31/01/1979", date(1979, 1, 31)),
        ("budget", "amount_2", "-1.10", Decimal("-1.10")),
        ("establishment", "fte", "a half", "a half"), ("establishment", "surname", "", None),
    ],
)  # fmt: skip
def test_what_was_typed_stands_in_a_copy_as_excel_keeps_it(dataset: str, field: str, text: str, value: Any) -> None:
    assert cell_value(dataset, field, text) == value


def saved(book: Workbook) -> bytes:
    raw = io.BytesIO()
    book.save(raw)
    return raw.getvalue()


def test_a_copy_keeps_formats_and_formulas_and_a_copy_of_it_forgets_the_marks() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"], sheet["C1"] = "Post", "=1+1", 3
    sheet["A1"].font, sheet["C1"].fill = Font(bold=True), PatternFill("solid", fgColor="00FF00")
    first = marked_copy(saved(book), [Mark("Sheet", "C1", "error", "FTE", "Enter less")], mark(7), macros=False)
    copy = load_workbook(io.BytesIO(first))
    assert copy["Sheet"]["A1"].font.bold and copy["Sheet"]["B1"].value == "=1+1"
    comment = copy["Sheet"]["C1"].comment
    assert comment and comment.text == "Enter less"
    again = load_workbook(io.BytesIO(marked_copy(first, [], mark(8), macros=False)))
    assert again["Sheet"]["C1"].comment is None and again["Sheet"]["C1"].fill.fill_type is None
    assert again.sheetnames == ["Sheet", "Findings"] and again["Findings"]["A1"].value == mark(8)


def test_what_a_copy_would_lose_is_said() -> None:
    book = Workbook()
    assert what_would_be_lost(saved(book)) == []
    book.worksheets[0].add_chart(BarChart(), "C3")
    assert what_would_be_lost(saved(book)) == ["charts"]
    assert what_would_be_lost(b"no zip") != []
