"""The golden files through the functions."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.golden import golden
from transfer.budget.rules import (
    DiscountRate,
    Flow,
    PlanLine,
    SharedPost,
    appraise,
    by_how_much,
    check_profile,
    discounted,
    missing_rates,
    part_year,
    plan,
    split_components,
    year_start,
)
from transfer.kernel.errors import DomainError
from transfer.kernel.shares import apportion

RATES = [DiscountRate(0, Decimal("0.035")), DiscountRate(31, Decimal("0.03"))]


@pytest.mark.parametrize("case", golden("apportion"), ids=lambda case: case["name"])
def test_largest_remainder(case: dict[str, Any]) -> None:
    if "error" in case:
        with pytest.raises(DomainError, match=case["error"]):
            apportion(case["amount_pence"], case["weights"])
    else:
        assert apportion(case["amount_pence"], case["weights"]) == case["shares_pence"]


def test_management_time_is_split_by_component_and_then_added() -> None:
    told = golden("management_time")
    for row in told["rows"]:
        percent = Decimal(row["company_share"]) * 100
        components = {name: pence for name, pence in row["cost"].items() if name != "total_pence"}
        post = SharedPost(row["post"], "200", components, ((1, percent), (2, 100 - percent)))
        found = {name: dict(shares) for name, shares in split_components(post).items()}
        assert found == {name: {1: each["company"], 2: each["council"]} for name, each in row["lines"].items()}
        assert sum(shares[1] for shares in found.values()) == row["company_pence"]
        assert sum(shares[2] for shares in found.values()) == row["council_pence"]


def plan_lines(told: Any) -> tuple[list[PlanLine], dict[tuple[str, str], Decimal]]:
    """The golden plan as lines and rates: a name of rates for each line."""
    years = told["years"]
    lines = [PlanLine(row["line"], "base", row["pence"][0], years[0], row["line"]) for row in told["rows"]]
    rates = {
        (row["line"], year): Decimal(rate)
        for row in told["rows"]
        for year, rate in zip(years[1:], row["uplifts"], strict=True)
    }
    lines.append(PlanLine("Saving", "recurring change", told["recurring_saving_pence"][1], years[1]))
    lines.append(PlanLine("Transition", "one-off", told["one_off_pence"][0], years[0]))
    return lines, rates


def test_each_line_year_is_rounded_and_rolled() -> None:
    told = golden("mtfs")
    lines, rates = plan_lines(told)
    found = plan(lines, rates)
    assert found.years == told["years"]
    assert [pence for _, pence in found.rows][: len(told["rows"])] == [row["pence"] for row in told["rows"]]
    assert found.subtotal == told["subtotal_pence"]
    assert found.changes == told["recurring_saving_pence"]
    assert found.recurring == told["recurring_total_pence"]
    assert found.one_off == told["one_off_pence"]
    assert found.requirement == told["requirement_pence"]


def test_a_missing_rate_is_told_and_the_line_stands_still() -> None:
    lines = [PlanLine("Pay", "base", 100, "2026/27", "Pay award"), PlanLine("Other", "base", 100, "2027/28", "Prices")]
    rates = {("Prices", "2027/28"): Decimal("0.1")}
    found = plan(lines, rates)
    assert [pence for _, pence in found.rows] == [[100, 100], [0, 100]]
    assert missing_rates(lines, found.years, rates) == [
        "Add the uplift “Pay award” for 2027/28: its lines stand still in that year"
    ]


def test_net_present_value_and_optimism_bias() -> None:
    told = golden("npv")
    flows = [Flow(year, "", pence) for year, pence in enumerate(told["flows_pence"])]
    found = appraise(flows, Decimal(10), RATES)
    assert [row[2] for row in found.by_year] == told["discounted_pence"]
    assert found.npv_pence == told["npv_pence"]
    assert found.npv_with_bias_pence == told["npv_with_10_percent_optimism_bias_pence"]
    assert found.switching_percent == Decimal("10.19")  # domain/finance.md §8, E9


def test_the_lower_rate_begins_in_year_31() -> None:
    """£1,000,000 × 1.035^-30 = 356,278.41; a year further at 3%, 345,901.37."""
    assert discounted({30: 100_000_000, 31: 100_000_000}, RATES) == {30: 35_627_841, 31: 34_590_137}


def test_without_costs_there_is_no_switching_value() -> None:
    assert appraise([Flow(0, "", 5)], Decimal(10), RATES).switching_percent is None


def test_part_year_by_months_days_and_profile() -> None:
    told = golden("part_year")
    start, move = date.fromisoformat(told["year_start"]), [date.fromisoformat(told["transfer_on"])]
    profile = [Decimal(percent) for percent in told["profile"]["monthly_percent"]]
    assert part_year(told["amount_pence"], start, move, "months") == told["months"]
    assert part_year(told["amount_pence"], start, move, "days") == told["days"]["pence"]
    assert part_year(told["amount_pence"], start, move, "profile", profile) == told["profile"]["pence"]


def test_part_year_with_two_moves_and_on_the_first_day() -> None:
    moves = [date(2027, 4, 1), date(2027, 10, 1)]
    assert part_year(120_000, date(2027, 4, 1), moves, "months") == [0, 60_000, 60_000]
    assert part_year(120_000, date(2027, 4, 1), [date(2027, 7, 15)], "months") == [40_000, 80_000]


@pytest.mark.parametrize("percents", [[8] * 12, [100], [-1, 101, *[0] * 10]])
def test_a_profile_is_twelve_percentages_that_come_to_100(percents: list[int]) -> None:
    with pytest.raises(DomainError):
        check_profile([Decimal(each) for each in percents])


@pytest.mark.parametrize("text", ["2026", "2026/28", "26/27", ""])
def test_a_year_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(DomainError):
        year_start(text)


def test_the_words_say_which_way_a_cost_may_move() -> None:
    assert by_how_much(Decimal("10.19"), "Costs", "fall", "rise") == "Costs could rise by 10.19%"
    assert by_how_much(Decimal(-100), "Costs", "fall", "rise") == "Costs would have to fall by 100%"
    assert by_how_much(None, "Costs", "fall", "rise") is None
