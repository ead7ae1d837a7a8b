"""Versions, published chains, VAT and cash; every figure by hand or from domain/finance.md §1, §3 and E4."""

from decimal import Decimal

import pytest

from transfer.contract_sum.rules import (
    Change,
    Flow,
    activity_percent,
    chain,
    check_part,
    lowest,
    months_of,
    passes_activity,
    rise,
    timing_weights,
    vat_cost,
)
from transfer.kernel.errors import DomainError

RATE = Decimal("0.2")


def test_a_version_is_the_one_before_and_one_agreed_change() -> None:
    """£31.779m, and £1.786m agreed, of which £613,000 is for the year before: £33.565m."""
    first, second = chain(3_177_900_000, [Change(1, "Cap lifted", 178_600_000, 61_300_000)])
    assert (first.number, first.total) == (1, 3_177_900_000)
    assert (second.number, second.total, second.earlier_pence) == (2, 3_356_500_000, 61_300_000)


def test_a_published_chain_rises_by_pounds_and_percent() -> None:
    """£24.411m, £24.811m, £25.211m: flat +£0.400m, +1.64 %, +1.61 %."""
    assert rise(2_441_100_000, 2_481_100_000) == (40_000_000, Decimal("1.64"))
    assert rise(2_481_100_000, 2_521_100_000) == (40_000_000, Decimal("1.61"))
    assert rise(0, 100) == (100, None)
    assert rise(-200, -100) == (100, Decimal("50.00"))


@pytest.mark.parametrize(
    ("scenario", "recovered", "cost"),
    [("taxable", "0", 0), ("exempt", "0", 1_816_038), ("partial", "0", 1_816_038), ("partial", "100", 0),
     ("partial", "25", 1_362_028)],
)  # fmt: skip
def test_vat_is_a_cost_as_far_as_it_is_not_recovered(scenario: str, recovered: str, cost: int) -> None:
    """E4: 20 % of 90,801.88 is 18,160.38; a quarter of that, 4,540.095, is recovered as 4,540.10."""
    assert vat_cost(9_080_188, RATE, scenario, Decimal(recovered)) == cost


def test_twelve_months_come_to_the_year_exactly() -> None:
    """1,000.00 in twelve: four months of 83.34 first, then 83.33; 600.00 is lent in April and paid back in March."""
    flows = [
        Flow("Sum", 100_000, timing_weights("even", [])),
        Flow("Pay", -120_000, timing_weights("even", [])),
        Flow("Loan", 60_000, timing_weights("0", [])),
        Flow("Loan back", -60_000, timing_weights("11", [])),
    ]
    months = months_of(5_000, flows)
    assert [each.flows[0] for each in months] == [8_334] * 4 + [8_333] * 8
    assert (months[0].opening, months[0].closing) == (5_000, 5_000 + 8_334 - 10_000 + 60_000)
    assert months[-1].closing == 5_000 + 100_000 - 120_000
    assert lowest(months).name == "March"
    assert all(later.opening == sooner.closing for sooner, later in zip(months, months[1:], strict=False))


def test_payments_by_quarter_and_by_profile() -> None:
    assert months_of(0, [Flow("Sum", 400, timing_weights("quarterly", []))])[3].flows == (100,)
    profile = [Decimal(each) for each in ("9", *["8"] * 10, "11")]
    spread = [each.flows[0] for each in months_of(0, [Flow("Sum", 10_000, timing_weights("profile", profile))])]
    assert spread == [900, *[800] * 10, 1_100]
    with pytest.raises(DomainError):
        timing_weights("12", [])


def test_the_share_itself_is_not_enough() -> None:
    share = Decimal("0.8")
    assert not passes_activity(80, 20, share)
    assert passes_activity(8_001, 1_999, share)
    assert not passes_activity(0, 0, share)
    assert (activity_percent(8_001, 1_999), activity_percent(0, 0)) == (Decimal("80.01"), None)


@pytest.mark.parametrize("kind", ["kept", "saving"])
def test_what_takes_away_is_entered_below_zero(kind: str) -> None:
    with pytest.raises(DomainError, match="below zero"):
        check_part(kind, 100)
    check_part(kind, -100)
    check_part("direct", -100)
