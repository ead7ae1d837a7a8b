"""What a post costs its employer in a full year, by component. Source: domain/finance.md §4."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction

from transfer.kernel.money import half_up
from transfer.kernel.shares import Weight, apportion

COMPONENTS = ("pay_pence", "employer_ni_pence", "pension_pence", "levy_pence")

# What lists call the schemes, as letters and digits only.
_SCHEMES = {
    "lgps": "lgps",
    "localgovernmentpensionscheme": "lgps",
    "tps": "tps",
    "teacherspensionscheme": "tps",
    "teachers": "tps",
    "nhs": "nhsps",
    "nhsps": "nhsps",
    "nhspensionscheme": "nhsps",
    "none": "none",
    "no": "none",
    "optedout": "none",
    "notamember": "none",
    "nil": "none",
}


@dataclass(frozen=True)
class Cost:
    """A full year's cost in pence, by component."""

    pay_pence: int
    employer_ni_pence: int
    pension_pence: int
    levy_pence: int

    @property
    def total_pence(self) -> int:
        return self.pay_pence + self.employer_ni_pence + self.pension_pence + self.levy_pence

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


NOTHING = Cost(0, 0, 0, 0)


@dataclass(frozen=True)
class CostRates:
    """ni_rate, pension_rate and levy_rate are fractions (0.15); the threshold is a year's, in pence."""

    ni_rate: Decimal
    ni_threshold_pence: int
    pension_rate: Decimal
    levy_rate: Decimal
    standard_hours: Decimal = Decimal(37)
    weeks_in_year: Decimal = Decimal("52.143")


@dataclass(frozen=True)
class Pay:
    """What a list says about a line's pay.

    weeks: paid a year; 52 or more, or not stated, is all year. actual_pence stated by the list goes before what
    follows from the full-time salary.
    """

    full_time_pence: int | None
    actual_pence: int | None = None
    allowances_pence: int | None = None
    hours: Decimal | None = None
    fte: Decimal | None = None
    weeks: Decimal | None = None


def term_time_factor(weeks_worked: Weight, leave_days: Weight, weeks_in_year: Weight) -> Fraction:
    """The paid part of a year of somebody who works W weeks of it: W / (weeks in a year − leave days / 5).

    leave_days: annual leave and bank holidays together.
    """
    return Fraction(weeks_worked) / (Fraction(weeks_in_year) - Fraction(leave_days) / 5)


def pay_pence(full_time_pence: int, part_of_week: Weight, part_of_year: Weight = 1) -> int:
    """Full-time salary × part of the week × part of the year, half-up to the penny."""
    return half_up(full_time_pence * Fraction(part_of_week) * Fraction(part_of_year))


def worked_out_pay(pay: Pay, rates: CostRates) -> int | None:
    """Pay that follows from the full-time salary, hours and weeks; None without a full-time salary."""
    if pay.full_time_pence is None:
        return None
    if pay.hours is not None:
        week = Fraction(pay.hours) / Fraction(rates.standard_hours)
    else:
        week = Fraction(pay.fte if pay.fte is not None else 1)
    all_year = pay.weeks is None or pay.weeks >= 52
    year = Fraction(1) if all_year else Fraction(pay.weeks or 0) / Fraction(rates.weeks_in_year)
    return pay_pence(pay.full_time_pence, week, year)


def stated_pay(pay: Pay, rates: CostRates) -> int | None:
    """A year's pay with allowances: as the list states it, else worked out; None when neither salary is there."""
    basic = pay.actual_pence if pay.actual_pence is not None else worked_out_pay(pay, rates)
    return None if basic is None else basic + (pay.allowances_pence or 0)


def employment_cost(year_pay_pence: int, rates: CostRates) -> Cost:
    """National Insurance falls on actual pay above the threshold, once an employment; each component half-up."""
    above = max(0, year_pay_pence - rates.ni_threshold_pence)
    return Cost(
        year_pay_pence,
        half_up(above * Fraction(rates.ni_rate)),
        half_up(year_pay_pence * Fraction(rates.pension_rate)),
        half_up(year_pay_pence * Fraction(rates.levy_rate)),
    )


def split_cost(cost: Cost, shares: Sequence[Weight]) -> list[Cost]:
    """Split each component over shares of time, never the total. Source: golden/management_time.json."""
    parts = [apportion(getattr(cost, name), shares) for name in COMPONENTS]
    return [Cost(*column) for column in zip(*parts, strict=True)]


def pension_rate_name(scheme: str | None) -> tuple[str, bool]:
    """Which rate a scheme's name means, and whether that is an assumption (not stated, or not a name we know)."""
    found = _SCHEMES.get("".join(each for each in (scheme or "").casefold() if each.isalnum()))
    return f"pension.{found or 'lgps'}", found is None
