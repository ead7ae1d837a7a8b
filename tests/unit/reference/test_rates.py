"""Dated values: one for each day, each with a source and a status."""

from datetime import date
from decimal import Decimal

import pytest

from transfer.kernel.errors import NotFound
from transfer.reference.queries import list_rates, rate
from transfer.reference.rules import KINDS, STATUSES, is_working_day, overlapping, rates_day, working_day_by


@pytest.mark.parametrize(
    ("name", "on", "value", "status"),
    [
        ("ni.rate", date(2026, 4, 30), "0.15", "confirmed"),
        ("ni.rate", date(2025, 4, 5), "0.138", "confirmed"),
        ("ni.rate", date(2025, 4, 6), "0.15", "confirmed"),
        ("ni.threshold", date(2026, 4, 30), "5000", "confirmed"),
        ("ni.threshold", date(2024, 6, 1), "9100", "confirmed"),
        ("ni.threshold", date(2021, 4, 30), "8840", "assumed"),
        ("pension.lgps", date(2026, 4, 30), "0.214", "assumed"),
        ("pension.tps", date(2025, 6, 1), "0.2868", "confirmed"),
        ("pension.tps", date(2026, 6, 1), "0.2868", "assumed"),
        ("pension.nhsps", date(2025, 6, 1), "0.1688", "confirmed"),
        ("levy.rate", date(2026, 4, 30), "0.005", "assumed"),
        ("hours.standard", date(2021, 4, 1), "37", "confirmed"),
        ("weeks.year", date(2021, 4, 1), "52.143", "confirmed"),
        ("discount.rate", date(2021, 4, 1), "0.035", "confirmed"),
        ("tupe.eli_days", date(2021, 4, 1), "28", "confirmed"),
        ("tupe.pension_actuary_days", date(2021, 4, 1), "120", "assumed"),
    ],
)
def test_the_value_that_stands_on_a_day(name: str, on: date, value: str, status: str) -> None:
    found = rate(name, on)
    assert (found.value, found.status) == (Decimal(value), status)


def test_a_day_without_a_value_is_told() -> None:
    with pytest.raises(NotFound, match=r"pension\.lgps"):
        rate("pension.lgps", date(1999, 1, 1))


def test_no_two_values_claim_one_day_and_each_has_its_source() -> None:
    rates = list_rates()
    assert overlapping(rates) == []
    assert all(each.source and each.status in STATUSES and each.kind in KINDS for each in rates)


def test_overlap_is_noticed() -> None:
    two = [each for each in list_rates() if each.name == "levy.rate"]
    assert overlapping((two[0], two[0])) == [(two[0], two[0])]


def test_values_in_words() -> None:
    assert rate("ni.rate", date(2026, 5, 1)).words == "15%"
    assert rate("pension.lgps", date(2026, 5, 1)).words == "21.4%"
    assert rate("ni.threshold", date(2021, 5, 1)).words == "£8,840"
    assert rate("tupe.eli_days", date(2021, 5, 1)).words == "28 days"
    assert rate("ni.threshold", date(2026, 5, 1)).pence == 500_000


def test_a_financial_year_is_read_after_the_tax_year_began() -> None:
    assert rates_day("2025/26") == date(2025, 4, 30)
    assert rate("ni.rate", rates_day("2025/26")).value == Decimal("0.15")


def test_working_days_of_england() -> None:
    assert not is_working_day(date(2021, 4, 2))  # Good Friday
    assert not is_working_day(date(2021, 8, 30))  # summer bank holiday, which is England's and not Scotland's
    assert working_day_by(date(2021, 4, 5)) == date(2021, 4, 1)  # Easter Monday back to Maundy Thursday
    assert working_day_by(date(2021, 6, 3)) == date(2021, 6, 3)
