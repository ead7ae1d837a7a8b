"""What a post costs its employer in a full year, by component. Source: domain/finance.md §4."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from transfer.kernel.money import half_up, part_of
from transfer.kernel.shares import Weight, apportion

NO_RISE = Fraction(1)
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


class Pay(NamedTuple):
    """What a list says about a line's pay.

    weeks: paid a year; 52 or more, or not stated, is all year. actual_pence stated by the list goes before what
    follows from the full-time salary. heads: how many people a pooled line holds; its FTE is then that of all of them.
    """

    full_time_pence: int | None
    actual_pence: int | None = None
    allowances_pence: int | None = None
    hours: Decimal | None = None
    fte: Decimal | None = None
    weeks: Decimal | None = None
    heads: int = 1

    @property
    def by_hours(self) -> bool:
        """Whether its part of a week is told by hours, and not by the FTE of everybody in it."""
        return self.hours is not None and self.heads == 1

    @property
    def by_weeks(self) -> bool:
        return self.weeks is not None and self.weeks < 52


def term_time_factor(weeks_worked: Weight, leave_days: Weight, weeks_in_year: Weight) -> Fraction:
    """The paid part of a year of somebody who works W weeks of it: W / (weeks in a year − leave days / 5).

    leave_days: annual leave and bank holidays together.
    """
    return Fraction(weeks_worked) / (Fraction(weeks_in_year) - Fraction(leave_days) / 5)


def pay_pence(full_time_pence: int, week: Weight, year: Weight = 1) -> int:
    """Full-time salary × part of the week × part of the year, half-up to the penny."""
    return half_up(full_time_pence * Fraction(week) * Fraction(year))


def worked_out_pay(pay: Pay, rates: CostRates) -> int | None:
    """Pay that follows from the full-time salary, hours and weeks; None without a full-time salary."""
    if pay.full_time_pence is None:
        return None
    return pay_pence(pay.full_time_pence, part_of_week(pay, rates), part_of_year(pay, rates))


def part_of_week(pay: Pay, rates: CostRates) -> Fraction:
    """Hours over standard hours; the FTE that the list states where it gives no hours, or pools several people."""
    if pay.hours is not None and pay.by_hours:
        return Fraction(pay.hours) / Fraction(rates.standard_hours)
    return Fraction(pay.fte if pay.fte is not None else 1)


def part_of_year(pay: Pay, rates: CostRates) -> Fraction:
    if pay.weeks is None or not pay.by_weeks:
        return Fraction(1)
    return Fraction(pay.weeks) / Fraction(rates.weeks_in_year)


def stated_pay(pay: Pay, rates: CostRates, rise: Fraction = NO_RISE) -> int | None:
    """A year's pay with allowances: as the list states it, else worked out; None when neither salary is there.

    rise: what awards and increments that the list does not hold yet make of it, such as 103/100; half-up once.
    """
    basic = pay.actual_pence if pay.actual_pence is not None else worked_out_pay(pay, rates)
    if basic is None:
        return None
    return part_of(basic + (pay.allowances_pence or 0), rise)


def ni_pence(pay_pence: int, rates: CostRates, heads: int = 1) -> int:
    """Employer's National Insurance on what one employer pays in a year to one person, or to so many alike."""
    return part_of(max(0, pay_pence - heads * rates.ni_threshold_pence), rates.ni_rate)


def shared_ni(pays_pence: Sequence[int], rates: CostRates) -> list[int]:
    """National Insurance of one person's employments with one employer: one threshold for all of them, and each bears
    its part by pay. Source: domain/workforce.md §5, NI per employee per employer."""
    whole = ni_pence(sum(pays_pence), rates)
    return apportion(whole, pays_pence) if whole else [0] * len(pays_pence)


def employment_cost(year_pay_pence: int, rates: CostRates, ni: int | None = None) -> Cost:
    """Each component half-up. ni: where the person has other employments with this employer, this one's part."""
    return Cost(
        year_pay_pence,
        ni_pence(year_pay_pence, rates) if ni is None else ni,
        part_of(year_pay_pence, rates.pension_rate),
        part_of(year_pay_pence, rates.levy_rate),
    )


def split_cost(cost: Cost, shares: Sequence[Weight]) -> list[Cost]:
    """Split each component over shares of time, never the total. Source: golden/management_time.json."""
    parts = [apportion(getattr(cost, name), shares) for name in COMPONENTS]
    return [Cost(*column) for column in zip(*parts, strict=True)]


def pension_rate_name(scheme: str | None) -> tuple[str, bool]:
    """Which rate a scheme's name means, and whether that is an assumption (not stated, or not a name we know)."""
    found = _SCHEMES.get("".join(each for each in (scheme or "").casefold() if each.isalnum()))
    return f"pension.{found or 'lgps'}", found is None
