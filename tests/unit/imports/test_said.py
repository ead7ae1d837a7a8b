"""What a person says of a source: several sheets, the sign of income, values, and what it has no column for."""

from datetime import date
from typing import Any

import pytest

from imports.check import Checked, SavedMapping, check
from tests.unit.imports.workbooks import POSTS_HEADER, checked, post, told, vacant, xlsx
from transfer.kernel.errors import FileRefused

BUDGET = ("Cost Centre", "Account", "Subjective Group", "2021/22 Base Budget")


def _budget(mapping: SavedMapping | None = None, heading: str = BUDGET[3]) -> Checked:
    rows = [("01150", "A1", "Employees", 900.5), ("01150", "R1", "Income", 100), ("01150", "R2", "Income", 50.25)]
    return checked("budget", [(*BUDGET[:3], heading), *rows], mapping=mapping)


def test_income_written_without_its_minus_is_turned_when_somebody_said_so() -> None:
    assert _budget().totals[BUDGET[3]] == {
        "gross_expenditure_pence": 90_050,
        "income_pence": 15_025,
        "net_pence": 105_075,
    }
    turned = _budget(SavedMapping(reverse_sign=True))
    assert turned.totals[BUDGET[3]] == {"gross_expenditure_pence": 90_050, "income_pence": -15_025, "net_pence": 75_025}
    assert [row.values["amounts"]["D"] for row in turned.rows] == [90_050, -10_000, -5_025]


def test_what_was_only_guessed_of_a_column_of_money_is_told_as_such() -> None:
    guesses = {(each.what, each.read_as) for each in _budget(heading="Net £000").guesses}
    assert guesses == {("year", None), ("basis", None), ("thousands", "£000"), ("sign", "as it stands")}
    assert {(each.what, each.read_as) for each in _budget().guesses} == {
        ("year", "2021/22"), ("basis", "base"), ("sign", "as it stands")
    }  # fmt: skip
    said = SavedMapping(amounts={"Net £000": ("2021/22", "base")}, thousands=True, reverse_sign=True)
    assert _budget(said, "Net £000").guesses == []


def test_a_column_of_money_that_somebody_left_out_is_none() -> None:
    header, rows = (*BUDGET, "2020/21 Outturn"), [("01150", "A1", "Employees", 900.5, 800)]
    whole = checked("budget", [header, *rows])
    part = checked("budget", [header, *rows], mapping=SavedMapping(columns={"2020/21 Outturn": ""}))
    assert [each.letter for each in whole.amount_columns] == ["D", "E"]
    assert [each.letter for each in part.amount_columns] == ["D"]


def _teams(**more: Any) -> bytes:
    first = [["Adoption team"], POSTS_HEADER, post(1), post(2, FTE=2), ["Total", "", "", "", 2]]
    second = [POSTS_HEADER, post(3), post(1, Employee_No="4001"), vacant(4)]
    return xlsx(first, title="Adoption", more={"Fostering": second, "Notes": [["Nothing"]], **more})


def test_several_sheets_are_one_list_and_rows_keep_their_own_place() -> None:
    said = SavedMapping(sheets=("Adoption", "Fostering"), columns={"Sheet name": "team"})
    found = check("establishment", _teams(), "teams.xlsx", mapping=said)
    assert [(row.sheet, row.number, row.values["post_no"]) for row in found.rows] == [
        ("Adoption", 3, "P001"), ("Fostering", 2, "P003"), ("Fostering", 4, "P004")
    ]  # fmt: skip
    assert [row.values["team"] for row in found.rows] == ["Adoption", "Fostering", "Fostering"]
    faults = [(each.sheet, each.cell, each.severity) for each in found.findings if each.severity != "note"]
    assert faults == [("Adoption", "E4", "error"), ("Fostering", "A3", "error")]
    assert "already in row 3 of “Adoption”" in next(each.message for each in found.findings if each.cell == "A3")
    assert found.ignored_by_sheet == {"Adoption": [1, 5], "Fostering": []} and found.rows_with_data == 5


def test_the_sheet_s_name_is_kept_where_nobody_said_what_it_is() -> None:
    found = check("establishment", _teams(), "teams.xlsx", mapping=SavedMapping(sheets=("Adoption", "Fostering")))
    assert found.rows[0].extra == {"Sheet name": "Adoption"} and found.sheets == ("Adoption", "Fostering")


@pytest.mark.parametrize(
    "other, words",
    [
        (
            [("Post No", "Post Title", "FTE"), ("P9", "Cook", 1)],
            "column B is “Job Title” in “Adoption” and “Post Title”",
        ),
        ([["Words"]], "no header that can be recognised"),
    ],
)
def test_sheets_of_two_shapes_are_refused_in_words(other: Any, words: str) -> None:
    said = SavedMapping(sheets=("Adoption", "Other"))
    with pytest.raises(FileRefused, match=words):
        check("establishment", _teams(Other=other), "teams.xlsx", mapping=said)


def test_a_sheet_that_is_no_longer_there_is_named() -> None:
    with pytest.raises(FileRefused, match="no sheet named “March”"):
        check("establishment", _teams(), "teams.xlsx", mapping=SavedMapping(sheets=("Adoption", "March")))


def test_every_column_is_told_with_what_it_was_taken_for() -> None:
    rows = [(*POSTS_HEADER, "Parking permit"), *([*post(number), "Yes"] for number in range(1, 6))]
    found = checked("establishment", rows)
    seen = {each.heading: each for each in found.headings}
    assert list(seen) == [*POSTS_HEADER, "Parking permit"]
    assert (seen["Post No"].field, seen["Post No"].how, seen["Post No"].confidence) == ("post_no", "exact", 1.0)
    assert seen["Surname"].samples == ("Name1", "Name2", "Name3")
    left = seen["Parking permit"]
    assert (left.field, left.letter, left.samples) == (None, "Q", ("Yes",)) and "grade" in found.lacking


def test_the_values_of_a_closed_list_are_told_unknown_ones_first() -> None:
    kinds = ["Perm", "P", "Established", "Establishd", "Odd", "Odd"]
    rows = [post(number, Contract_Type=kind) for number, kind in enumerate(kinds, start=1)]
    found = checked("establishment", [POSTS_HEADER, *rows])
    told_values = [(each.written, each.count, each.read_as, each.how) for each in found.values["contract_type"]]
    assert told_values == [
        ("Odd", 2, None, "unknown"), ("Establishd", 1, None, "unknown"), ("Established", 1, "permanent", "synonym"),
        ("P", 1, "permanent", "synonym"), ("Perm", 1, "permanent", "synonym"),
    ]  # fmt: skip
    assert found.values["contract_type"][1].suggested == "permanent"


def test_what_was_said_of_values_is_held_to() -> None:
    rows = [POSTS_HEADER, post(1, Contract_Type="Odd"), post(2, Contract_Type="Other"), post(3, Contract_Type="P")]
    said = SavedMapping(values={"contract_type": {"Odd": "casual", "Other": ""}})
    found = checked("establishment", rows, mapping=said)
    assert [row.values["contract_type"] for row in found.rows] == ["casual", None, "permanent"] and told(found) == []
    assert ("Odd", "saved") in [(each.written, each.how) for each in found.values["contract_type"]]


def test_a_source_without_a_column_has_its_constant() -> None:
    rows = [("Job Title", "Directorate", "Service"), ("Cook", "Place", "Kitchen"), ("Clerk", "Place", "Office")]
    said = SavedMapping(without_post_number=True, constants={"fte": "1"})
    found = checked("establishment", rows, mapping=said)
    assert [row.values["fte"] for row in found.rows] == [1, 1] and "fte" not in found.columns
    with pytest.raises(FileRefused, match="no column for the FTE"):
        checked("establishment", rows, mapping=SavedMapping(without_post_number=True))


def test_a_deleted_post_a_manager_spelt_otherwise_and_a_far_day_are_told() -> None:
    far = date(2122, 4, 14)
    rows = [
        post(1, Surname="Eliminated"), post(2, Line_Manager_Post="p001"), post(3, Line_Manager_Post="XX"),
        post(4, Contract_End_Date=far),
    ]  # fmt: skip
    found = checked("establishment", [POSTS_HEADER, *rows])
    assert told(found) == [("K2", "warning", "surname")] and found.rows[3].values["contract_end_on"] == far
    assert {(each.code, each.cell) for each in found.findings if each.code in ("manager-spelt", "far")} == {
        ("manager-spelt", "O3"), ("far", "M5")
    }  # fmt: skip
