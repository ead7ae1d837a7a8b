"""Money, dates and shares, each against the rule."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.kernel.dates import add_months, financial_year, how_far_off, long_date
from transfer.kernel.errors import DomainError
from transfer.kernel.figures import row_ranges
from transfer.kernel.money import half_up, pence, pounds, whole_pounds
from transfer.kernel.shares import apportion


def test_half_up_goes_away_from_nought() -> None:
    assert [half_up(Decimal(text)) for text in ("0.5", "1.5", "-0.5", "-1.49", "2.4999")] == [1, 2, -1, -1, 2]
    assert half_up(Fraction(5, 2)) == 3


def test_pounds_and_pence() -> None:
    assert pence("£34,500.00") == 3450000
    assert pounds(123456789) == "£1,234,567.89"
    assert pounds(-500) == "−£5.00"
    assert pounds(5) == "£0.05"
    assert whole_pounds(150) == "£2"


def test_months_are_clamped() -> None:
    assert add_months(date(2028, 8, 31), -6) == date(2028, 2, 29)
    assert add_months(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert add_months(date(2027, 12, 31), -12) == date(2026, 12, 31)


def test_dates_in_words() -> None:
    assert long_date(date(2021, 4, 1)) == "1 April 2021"
    assert how_far_off(date(2021, 4, 1), date(2021, 3, 1)) == "in 31 days"
    assert how_far_off(date(2021, 2, 28), date(2021, 3, 1)) == "1 day ago"
    assert financial_year(date(2021, 3, 31)) == "2020/21"
    assert financial_year(date(2021, 4, 1)) == "2021/22"


def test_row_ranges() -> None:
    assert row_ranges([12, 6, 7, 8]) == "6–8, 12"


@given(st.integers(-(10**13), 10**13), st.lists(st.fractions(0, 1000), min_size=1, max_size=8))
def test_shares_lose_and_make_nothing(amount: int, weights: list[Fraction]) -> None:
    if not any(weights):
        with pytest.raises(DomainError):
            apportion(amount, weights)
        return
    shares = apportion(amount, weights)
    total = sum(weights, Fraction(0))
    assert sum(shares) == amount
    for share, weight in zip(shares, weights, strict=True):
        assert abs(share - amount * weight / total) < 1
        assert weight or share == 0


def test_a_float_is_no_weight() -> None:
    with pytest.raises(TypeError):
        apportion(100, [0.1, 0.2])  # type: ignore[list-item]
