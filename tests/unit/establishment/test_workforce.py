"""Rates by the Department's definitions, FTE, and the gap. Figures: golden/workforce.json."""

from decimal import Decimal

from tests.golden import golden
from transfer.establishment.rules import (
    agency_rate,
    establishment_gap,
    fte,
    paid_fte,
    turnover_rate,
    vacancy_rate,
)

FIGURES = golden("workforce")


def test_published_rates_are_reproduced() -> None:
    for row in FIGURES["published"]:
        in_post = row["fte_in_post"]
        assert agency_rate(row["fte_agency"], in_post) == Decimal(row["agency_rate_percent"])
        assert vacancy_rate(row["fte_vacancies"], in_post) == Decimal(row["vacancy_rate_percent"])
        assert turnover_rate(row["fte_leavers"], in_post) == Decimal(row["turnover_rate_percent"])


def test_a_rate_of_nobody_is_no_rate() -> None:
    assert agency_rate(0, 0) is None
    assert turnover_rate(3, 0) is None


def test_fte_and_paid_fte() -> None:
    for row in FIGURES["fte"]:
        assert fte(row["hours"], row["standard_hours"]) == Decimal(row["fte"])
        assert paid_fte(row["hours"], row["standard_hours"], row["paid_weeks"], "52.143") == Decimal(row["paid_fte"])


def test_the_parts_leave_a_gap() -> None:
    gap = FIGURES["establishment_gap"]
    parts = (gap["permanent"], gap["agency"], gap["vacant_not_covered"])
    assert establishment_gap(gap["posts"], parts) == gap["unexplained"] == 13
