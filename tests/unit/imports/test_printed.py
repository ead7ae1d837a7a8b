"""Totals that sheets print below their rows, beside what the rows come to: of one sheet, and of several as one list."""

from typing import Any

import pytest

from imports.brought import read_file
from imports.context import SavedMapping
from tests.factories.workbooks import several

HEADER = ["Post No", "Job Title", "FTE", "Actual Salary"]
NORTH: list[list[Any]] = [["P1", "Worker", 1, 30000], ["P2", "Worker", 0.5, 15000.01]]  # 1.5, £45,000.01
SOUTH: list[list[Any]] = [["P3", "Manager", 1, 50000]]  # with the north 2.5, £95,000.01


def printed(sheets: dict[str, list[list[Any]]], together: bool = True) -> list[tuple[Any, ...]]:
    mapping = SavedMapping(sheets=tuple(sheets) if together else ())
    found = read_file("establishment", several(sheets), "list.xlsx", mapping=mapping).printed
    return [(each["sheet"], each["cell"], each["printed"], each["added"], each["of_all"]) for each in found]


def test_the_total_of_one_sheet() -> None:
    assert printed({"Staff": [HEADER, *NORTH, [], ["Total", "", 1.5, 46000]]}, together=False) == [
        (None, "C5", 1500, 1500, False), (None, "D5", 46000_00, 45000_01, False),
    ]  # fmt: skip


def test_each_sheet_prints_its_own_and_the_last_one_all() -> None:
    own, all_of_them = ["Total", "", 1.5, 45000.01], ["Grand total", "", 2.5, 99000]
    found = printed(
        {"N": [HEADER, *NORTH, own], "S": [["South"], HEADER, *SOUTH, ["Total", "", 1, 50000], all_of_them]}
    )
    assert found == [
        ("N", "C4", 1500, 1500, False), ("N", "D4", 45000_01, 45000_01, False),
        ("S", "C4", 1000, 1000, False), ("S", "D4", 50000_00, 50000_00, False),
        ("S", "C5", 2500, 2500, True), ("S", "D5", 99000_00, 95000_01, True),
    ]  # fmt: skip


@pytest.mark.parametrize("words", ["Grand total", "Total for all teams", "Overall totals:", "TOTAL - ALL"])
def test_a_grand_total_alone_on_the_last_sheet_is_of_all_rows(words: str) -> None:
    assert printed({"N": [HEADER, *NORTH], "S": [HEADER, *SOUTH, [words, "", 2.5, 95000.01]]}) == [
        ("S", "C3", 2500, 2500, True), ("S", "D3", 95000_01, 95000_01, True),
    ]  # fmt: skip


def test_sheets_that_each_head_their_own_total_as_grand() -> None:
    found = printed({"N": [HEADER, *NORTH, ["Grand total", "", 1.5]], "S": [HEADER, *SOUTH, ["Grand total", "", 1]]})
    assert found == [("N", "C4", 1500, 1500, False), ("S", "C3", 1000, 1000, False)]


def test_a_faulty_cell_takes_the_column_out_of_its_own_total_and_of_all() -> None:
    faulty = [["P3", "Manager", "one", 50000]]
    sheets = {
        "N": [HEADER, *NORTH, ["Total", "", 1.5]],
        "S": [HEADER, *faulty, ["Total", "", 1], ["Grand total", "", 2.5]],
    }
    assert printed(sheets) == [("N", "C4", 1500, 1500, False)]
