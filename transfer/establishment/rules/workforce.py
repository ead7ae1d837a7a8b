"""Counts and rates of a workforce. Source: domain/workforce.md §6 (the Department for Education's definitions)."""

from calendar import isleap
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from transfer.kernel.money import half_up
from transfer.kernel.shares import Weight

OCCUPANCIES = ("filled", "agency", "vacant", "frozen", "under offer")
NOT_STATED = "not stated"
WORKING_DAYS = 253
OCCUPANCY_WORDS = {
    "filled": "Filled",
    "agency": "Agency",
    "vacant": "Vacant",
    "frozen": "Frozen",
    "under offer": "Under offer",
    NOT_STATED: "Not stated",
}


def _rounded(value: Fraction, places: int) -> Decimal:
    return Decimal(half_up(value * 10**places)).scaleb(-places)


def _percent(part: Weight, whole: Fraction) -> Decimal | None:
    return _rounded(100 * Fraction(part) / whole, 1) if whole else None


def agency_rate(agency: Weight, in_post: Weight) -> Decimal | None:
    """A/(A+P) as a per cent to one decimal. Never add it to the vacancy rate: covered vacancies are in both."""
    return _percent(agency, Fraction(agency) + Fraction(in_post))


def vacancy_rate(vacant: Weight, in_post: Weight) -> Decimal | None:
    """V/(V+P) as a per cent; V includes vacancies that agency workers cover."""
    return _percent(vacant, Fraction(vacant) + Fraction(in_post))


def turnover_rate(leavers: Weight, in_post: Weight) -> Decimal | None:
    """Leavers in the year / P as a per cent."""
    return _percent(leavers, Fraction(in_post))


def agency_cover_rate(covered: Weight, vacant: Weight) -> Decimal | None:
    """Vacancies that agency workers cover, as a per cent of all vacancies."""
    return _percent(covered, Fraction(vacant))


def caseload(cases: Weight, case_holders: Weight) -> Decimal | None:
    """Cases a full-time equivalent that holds cases, to one decimal."""
    return _rounded(Fraction(cases) / Fraction(case_holders), 1) if Fraction(case_holders) else None


def absence_rate(days_lost: Weight, in_post: Weight, year: int) -> Decimal | None:
    """Working days lost / (P × 253) as a per cent, for the year to 30 September; 254 in a year with a 29 February. Both
    are inferred: they give every authority's published rate of 2017 to 2025."""
    return _percent(days_lost, Fraction(in_post) * (WORKING_DAYS + isleap(year)))


def fte(hours: Weight, standard_hours: Weight) -> Decimal:
    """Contracted over standard hours, to thousandths."""
    return _rounded(Fraction(hours) / Fraction(standard_hours), 3)


def paid_fte(hours: Weight, standard_hours: Weight, paid_weeks: Weight, weeks_in_year: Weight) -> Decimal:
    """FTE × paid weeks / weeks in a year, rounded once, to thousandths."""
    part_of_year = Fraction(paid_weeks) / Fraction(weeks_in_year)
    return _rounded(Fraction(hours) / Fraction(standard_hours) * part_of_year, 3)


def establishment_gap(posts: int, parts: Iterable[int]) -> int:
    """How many posts the parts leave unexplained; below zero when the parts come to more than the posts."""
    return posts - sum(parts)
