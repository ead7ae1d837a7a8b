"""Dated values with their sources, and England's working days."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache

import holidays

STATUSES = ("confirmed", "assumed")
KINDS = {
    "law": "Law",
    "scheme": "Scheme rule",
    "agreement": "National agreement",
    "convention": "Convention",
    "policy": "Policy",
}


@dataclass(frozen=True)
class Rate:
    """One value for one period.

    value in `unit` (fraction, pounds, hours, weeks, days or months); ends_on None: until further notice; status:
    "confirmed" when a source was read, else "assumed", and a page that uses it says so.
    """

    name: str
    label: str
    value: Decimal
    unit: str
    kind: str
    starts_on: date
    ends_on: date | None
    status: str
    source: str
    note: str = ""

    @property
    def assumed(self) -> bool:
        return self.status == "assumed"

    @property
    def pence(self) -> int:
        """A value in pounds as pence."""
        return int(self.value * 100)

    @property
    def words(self) -> str:
        """As a person reads it: 13.8%, £8,840, 28 days."""
        if self.unit == "fraction":
            return f"{(self.value * 100).normalize():f}%"
        if self.unit == "pounds":
            return f"£{self.value:,}"
        return f"{self.value:f} {self.unit}"

    def stands_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Published:
    """What a census published of one area and year: FTE in post, and rates as per cents; None where it gave none."""

    area: str
    year: int
    in_post: Decimal | None
    agency: Decimal | None
    vacancy: Decimal | None
    turnover: Decimal | None
    caseload: Decimal | None
    absence: Decimal | None
    source: str


def rates_day(financial_year: str) -> date:
    """The day on which a financial year's rates are read: 30 April, as tax years begin on the 6th ("2021/22")."""
    return date(int(financial_year[:4]), 4, 30)


def overlapping(rates: tuple[Rate, ...]) -> list[tuple[Rate, Rate]]:
    """Pairs of periods of one rate that claim the same day."""
    ordered = sorted(rates, key=lambda rate: (rate.name, rate.starts_on))
    return [
        (one, other)
        for one, other in zip(ordered, ordered[1:], strict=False)
        if one.name == other.name and (one.ends_on is None or other.starts_on <= one.ends_on)
    ]


@cache
def bank_holidays(year: int) -> dict[date, str]:
    """England's bank holidays of a calendar year, with their names."""
    return dict(sorted(holidays.country_holidays("GB", subdiv="ENG", years=year).items()))


def is_working_day(day: date) -> bool:
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def working_day_by(day: date) -> date:
    """The day itself, or the last working day before it."""
    while not is_working_day(day):
        day -= timedelta(days=1)
    return day
