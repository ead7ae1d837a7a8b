"""The formulae against every authority of the published census, 2017 to 2025.

The census publishes numbers rounded to one decimal, so a rate is reproduced when some numbers that round to those
published give it. Regions and England are estimates where an authority did not answer, and are not sums.
"""

import csv
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.shared_data.reading import DATA
from transfer.establishment.rules import agency_rate, turnover_rate, vacancy_rate
from transfer.establishment.rules.workforce import absence_rate, agency_cover_rate, caseload

HALF = Decimal("0.05")
Rate = Callable[[Decimal, Decimal, int], Decimal | None]


def of_any_year(formula: Callable[[Decimal, Decimal], Decimal | None]) -> Rate:
    return lambda part, whole, year: formula(part, whole)


# The published rate: (its formula, what is above the line, what is below).
RATES: dict[str, tuple[Rate, str, str]] = {
    "agency_rate_fte": (of_any_year(agency_rate), "agency_fte", "inpost_fte"),
    "vacancy_rate_fte": (of_any_year(vacancy_rate), "vacancy_fte", "inpost_fte"),
    "turnover_rate_fte": (of_any_year(turnover_rate), "leavers_fte", "inpost_fte"),
    "vacancy_agency_cover_rate_fte": (of_any_year(agency_cover_rate), "agency_cover_fte", "vacancy_fte"),
    "caseload_fte": (of_any_year(caseload), "cases", "case_holders_fte"),
    "absence_rate_fte": (absence_rate, "working_days_lost_fte", "inpost_fte"),
}


def authorities(rate: str, *names: str) -> Iterator[tuple[str, int, Decimal, Decimal, Decimal]]:
    """Those that published the rate and both numbers: name, year, numbers and rate."""
    path = DATA / "real" / "social_work_workforce" / "csww_indicators_2017_to_2025.csv"
    with path.open(encoding="utf-8-sig", newline="") as rows:
        for row in csv.DictReader(rows):
            told: list[Any] = [row[name] for name in (*names, rate)]
            if row["geographic_level"] == "Local authority" and all(each.replace(".", "").isdigit() for each in told):
                part, whole, published = map(Decimal, told)
                yield row["la_name"], int(row["time_period"]), part, whole, published


@pytest.mark.parametrize("name", RATES)
def test_every_authority_is_reproduced(name: str) -> None:
    formula, above, below = RATES[name]
    tried, wrong = 0, []
    for who, year, part, whole, published in authorities(name, above, below):
        if whole > HALF:
            tried += 1
            lowest = formula(max(part - HALF, Decimal(0)), whole + HALF, year)
            highest = formula(part + HALF, whole - HALF, year)
            if lowest is None or highest is None or not lowest <= published <= highest:
                wrong.append((who, year, lowest, published, highest))
    assert tried > 1_000 and wrong == []
