"""What is said of books: maps of accounts, layers, gaps, thousands, and two versions beside each other. By hand."""

import pytest

from transfer.budget.rules import (
    Gap,
    LineKey,
    accounts_of,
    compare,
    compared_with,
    in_thousands,
    layer_of,
    read_map,
)
from transfer.kernel.errors import DomainError


@pytest.mark.parametrize(
    ("group", "name", "layer"),
    [
        ("Employees", "Basic pay", "Expenditure"),
        ("Income", "Charges to users", "Fees and charges"),
        ("Income", "Dedicated Schools Grant", "Grants"),
        ("Income", "Recharge to schools", "Recharges"),
        ("Income", "Immigrants’ advice fees", "Fees and charges"),
        ("Support services", "Recharge in: buildings", "Recharges"),
        ("Depreciation and impairment", "Capital charge", "Capital charges"),
        ("Capital financing", "Interest", "Capital charges"),
    ],
)
def test_every_line_stands_in_one_layer(group: str, name: str, layer: str) -> None:
    assert layer_of(group, name) == layer


def test_a_map_gives_group_and_layer_whatever_the_case_and_leaves_other_codes() -> None:
    says = accounts_of({"y8100": ["Income", "Grants"], "D4": ["Premises", ""]}, 3)
    assert (says.group("Y8100", "Premises"), says.layer("Y8100", "Fees", "Income")) == ("Income", "Grants")
    assert (says.group("D4", "Income"), says.layer("D4", "Rent", "Premises")) == ("Premises", "Expenditure")
    assert (says.group("D5", "Income"), says.layer("D5", "Rent", "Income")) == ("Income", "Fees and charges")


def test_a_map_is_typed_or_pasted() -> None:
    text = "A1500, employees\n\nY8200\tIncome\tgrants\nD4; Supplies & services;"
    assert read_map(text) == {
        "A1500": ["Employees", ""], "Y8200": ["Income", "Grants"], "D4": ["Supplies and services", ""],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "at least one code"),
        ("A1, Employees\nB2", "Line 2: enter a code and one of the ten groups"),
        ("A1, Sundries", "Line 1: enter a code"),
        ("A1, Income, Gifts", "Line 1: the layer is one of"),
        ("A1, Income\na1, Premises", "Line 2: take a1 out"),
    ],
)
def test_what_a_map_cannot_take_is_said_at_its_line(text: str, words: str) -> None:
    with pytest.raises(DomainError, match=words):
        read_map(text)


def test_the_budget_is_held_against_the_latest_forecast_and_outturn() -> None:
    columns = [
        ("2019/20", "outturn"), ("2020/21", "outturn"), ("2021/22", "forecast"), ("2021/22", "base"),
        ("2020/21", "base"),
    ]  # fmt: skip
    assert compared_with(columns, ("2021/22", "base")) == [("2021/22", "forecast"), ("2020/21", "outturn")]
    assert compared_with(columns, ("2021/22", "forecast")) == [("2020/21", "outturn")]


@pytest.mark.parametrize(
    ("budget", "spent", "pence", "percent"),
    [
        (1_622_400_000, 1_911_600_000, 289_200_000, "+17.8%"),  # domain/finance.md §1: Slough 2013/14
        (100_000, 99_950, -50, "−0.1%"),
        (100_000, 100_000, 0, "0.0%"),
        (0, 500, 500, ""),
        (-100_000, -90_000, 10_000, "+10.0%"),
    ],
)
def test_a_gap_is_what_is_spent_above_the_budget(budget: int, spent: int, pence: int, percent: str) -> None:
    gap = Gap(1, "Fostering", "2013/14", "outturn", budget, spent)
    assert (gap.pence, gap.percent) == (pence, percent)


def test_thousands_have_a_rounding_line() -> None:
    """1.5, 1.5 and −0.4 thousand are printed 2, 2 and 0 of 3: rounding −1."""
    assert in_thousands([150_000, 150_000, -40_000]) == ((2, 2, 0), 3, -1)
    assert in_thousands([]) == ((), 0, 0)


def test_two_versions_differ_by_lines_that_changed_came_and_went() -> None:
    same, changed, gone, new = (LineKey(centre, "A1", "GF") for centre in ("1", "2", "3", "4"))
    found = compare({same: 5, changed: 7, gone: 1}, {same: 5, changed: 4, new: 9})
    assert [(each.key.cost_centre, each.kind, each.movement) for each in found] == [
        ("2", "changed", -3), ("3", "gone", -1), ("4", "added", 9),
    ]  # fmt: skip
