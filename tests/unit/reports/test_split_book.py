"""The workbook of a split works itself out to the same pence, from the weights that stand in it."""

from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from reports.sheets import guarded
from reports.split_book import HEAD, split_workbook
from reports.split_parts import DIVIDED, EXCLUDED, UNALLOCATED, Divided, Split, SplitLine, Weights
from tests.factories.formulas import Sheets
from tests.factories.split_books import BODIES, random_split
from tests.golden import golden

COLUMNS = (*BODIES, UNALLOCATED, EXCLUDED)


def opened(split: Split) -> tuple[Workbook, Sheets]:
    book = load_workbook(BytesIO(split_workbook(split)))
    return book, Sheets(book)


def row_of(book: Workbook, sheets: Sheets, name: str, row: int) -> dict[str, object]:
    headings = {cell.value: cell.column_letter for cell in book[name][HEAD] if cell.value}
    return {str(heading): sheets.value(name, f"{letter}{row}") for heading, letter in headings.items()}


def test_every_share_of_every_line_comes_to_the_same_pence() -> None:
    split, wanted = random_split(60)
    book, sheets = opened(split)
    for at, shares in enumerate(wanted):
        found = row_of(book, sheets, "Lines", HEAD + 1 + at)
        assert {name: found[name] for name in COLUMNS} == {name: Fraction(shares[name], 100) for name in COLUMNS}
        assert found["Difference"] == 0


def test_every_cut_adds_up_its_own_lines_and_tells_codes_apart_by_their_letters() -> None:
    """00100 and 100 are two cost centres, though a spreadsheet's criteria take them for one number."""
    split, wanted = random_split(40)
    by_centre: dict[str, int] = defaultdict(int)
    for line, shares in zip(split.lines, wanted, strict=True):
        by_centre[line.cost_centre] += shares["Company"]
    book, sheets = opened(split)
    centres = sorted(by_centre)
    for row, centre in enumerate(centres, HEAD + 1):
        found = row_of(book, sheets, "By cost centre", row)
        assert (found["Cost centre"], found["Company"]) == (guarded(centre), Fraction(by_centre[centre], 100))
        assert found["Difference"] == 0
    for cut in ("By book", "By subjective group", "By layer", "By fund", "By service"):
        total = row_of(book, sheets, cut, book[cut].max_row)
        assert total["Company"] == Fraction(sum(by_centre.values()), 100) and total["Difference"] == 0


def golden_cases() -> list[dict[str, Any]]:
    cases: Any = golden("apportion")
    return [each for each in cases if "error" not in each]


@pytest.mark.parametrize("case", golden_cases(), ids=lambda case: case["name"])
def test_the_golden_amounts_come_out_of_the_formulas(case: dict[str, Any]) -> None:
    names = [f"Body {number}" for number in range(len(case["weights"]))]
    places = tuple(zip(names, map(Decimal, case["weights"]), strict=True))
    pence = case["amount_pence"]
    line = SplitLine("B", "1", "A", "", "Income", "Grants", "", "", pence, "1", DIVIDED, (Divided(0, pence, "x"),))
    book, sheets = opened(Split("Golden", [], names, [], [Weights("W", places)], [line]))
    found = row_of(book, sheets, "Lines", HEAD + 1)
    assert [found[name] for name in names] == [Fraction(each, 100) for each in case["shares_pence"]]


def test_thousands_are_rounded_one_by_one_with_their_rounding_line() -> None:
    """0.5 and 0.4 and 0.4 thousand: printed 1, 0 and 0 of 1; with 0.5 three times 1, 1, 1 of 2, so −1 of rounding."""
    lines = [SplitLine("B", "1", "A", "", "Premises", "Expenditure", "", "", 50_000, "1", name) for name in BODIES]
    book, sheets = opened(Split("Rounded", [], BODIES, [], [], lines))
    rows = {book["Summary"][f"A{row}"].value: row for row in range(1, book["Summary"].max_row + 1)}
    printed = {name: sheets.value("Summary", f"B{rows[name]}") for name in (*BODIES, "Rounding", "Source")}
    assert printed == {"Company": 1, "Council": 1, "Trust": 1, "Rounding": -1, "Source": 2}


def test_the_same_split_gives_the_same_bytes_and_what_people_typed_is_no_formula() -> None:
    split, _ = random_split(10)
    assert split_workbook(split) == split_workbook(split)
    book, _ = opened(split)
    typed = [cell for row in book["Lines"].iter_rows(min_row=HEAD + 1, max_col=9) for cell in row]
    assert not [cell.value for cell in typed if cell.data_type == "f"]
