"""Several years, and parts of one. Each line-year is rounded to pence half-up, and the rounded figure rolls forward."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from transfer.kernel.errors import DomainError
from transfer.kernel.money import half_up
from transfer.kernel.shares import apportion_whole, whole_weights

LINE_KINDS = ("base", "recurring change", "one-off")
UPLIFT_STATES = ("assumed", "offered", "agreed")
PART_YEAR_METHODS = ("months", "days", "profile")
MONTHS = 12


def year_start(year: str) -> date:
    """1 April of a financial year written as "2021/22". Raises DomainError for anything else."""
    found = re.fullmatch(r"(\d{4})/(\d{2})", year.strip())
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        raise DomainError("Enter a financial year like 2026/27", "year")
    return date(int(found[1]), 4, 1)


def year_name(start: int) -> str:
    return f"{start}/{(start + 1) % 100:02d}"


def years_between(first: str, last: str) -> list[str]:
    """Every financial year from the first to the last, both included."""
    return [year_name(year) for year in range(year_start(first).year, year_start(last).year + 1)]


@dataclass(frozen=True)
class PlanLine:
    """One line of a medium-term plan. base_pence at the prices of first_year; uplift: the name of the rates that
    inflate it, None when it is not inflated; kind: base (in the subtotal), recurring change (a saving or a growth
    from its first year on) or one-off (in its first year only)."""

    name: str
    kind: str
    base_pence: int
    first_year: str
    uplift: str | None = None


def project(line: PlanLine, years: Sequence[str], rates: Mapping[tuple[str, str], Decimal]) -> list[int]:
    """The line's pence in each year. rates: (name, year) → the rise over the year before (0.033 is 3.3%); a missing
    rate is no rise. Source: domain/finance.md §8, E3."""
    pence, rolled = [], 0
    for year in years:
        if year == line.first_year:
            rolled = line.base_pence
        elif year < line.first_year or line.kind == "one-off":
            rolled = 0
        elif line.uplift:
            rolled = half_up(rolled * (1 + Fraction(rates.get((line.uplift, year), Decimal(0)))))
        pence.append(rolled)
    return pence


@dataclass(frozen=True)
class Plan:
    """rows: (line, pence by year). Totals are by year."""

    years: Sequence[str]
    rows: Sequence[tuple[PlanLine, list[int]]]

    def _sum(self, *kinds: str) -> list[int]:
        rows = [pence for line, pence in self.rows if line.kind in kinds]
        return [sum(row[index] for row in rows) for index in range(len(self.years))]

    @property
    def subtotal(self) -> list[int]:
        return self._sum("base")

    @property
    def changes(self) -> list[int]:
        return self._sum("recurring change")

    @property
    def recurring(self) -> list[int]:
        return self._sum("base", "recurring change")

    @property
    def one_off(self) -> list[int]:
        return self._sum("one-off")

    @property
    def requirement(self) -> list[int]:
        return self._sum(*LINE_KINDS)


def plan(lines: Sequence[PlanLine], rates: Mapping[tuple[str, str], Decimal]) -> Plan:
    """The plan from the first year of any line to the last year that has a rate or begins a line."""
    starts = [line.first_year for line in lines]
    if not starts:
        return Plan([], [])
    used = {line.uplift for line in lines}
    ends = starts + [year for name, year in rates if name in used]
    years = years_between(min(starts), max(ends))
    return Plan(years, [(line, project(line, years, rates)) for line in lines])


def missing_rates(
    lines: Sequence[PlanLine], years: Sequence[str], rates: Mapping[tuple[str, str], Decimal]
) -> list[str]:
    """Sentences: which inflatable lines have no rate for a year, so that they stand still in it."""
    return [
        f"Add the uplift “{name}” for {year}: its lines stand still in that year"
        for name in sorted({line.uplift for line in lines if line.uplift})
        for year in years[1:]
        if (name, year) not in rates
    ]


def check_profile(percents: Sequence[Decimal]) -> None:
    """Twelve percentages, April to March, that come to exactly 100. Raises DomainError."""
    if len(percents) != MONTHS:
        raise DomainError(f"Enter twelve percentages, April to March: there are {len(percents)}", "percents")
    if any(percent < 0 for percent in percents):
        raise DomainError("Enter percentages of 0 or more", "percents")
    total = sum(percents, Decimal(0))
    if total != 100:
        raise DomainError(f"Make the percentages come to 100: they come to {total.normalize():f}", "percents")


def month_index(day: date) -> int:
    """How many months of its financial year a day has behind it: 1 July → 3."""
    return (day.month - 4) % MONTHS


def part_year_weights(
    start_on: date, changes: Sequence[date], method: str, profile: Sequence[Decimal] = ()
) -> list[int]:
    """The weights of the stretches between changes of provider: one more than there are changes.

    changes: ascending dates within the year; a change on its first day leaves the first stretch empty. By months, a
    month in which a change falls stays whole with whoever has its first day. Source: domain/finance.md §8, E5.
    """
    if method == "days":
        end = date(start_on.year + 1, start_on.month, start_on.day)
        edges = [start_on, *changes, end]
        return whole_weights([(after - before).days for before, after in zip(edges, edges[1:], strict=False)])
    weights = list(profile) if method == "profile" else [Decimal(1)] * MONTHS
    check = [Decimal(0)]
    for weight in weights:
        check.append(check[-1] + weight)
    cuts = [0, *(_month_cut(day) for day in changes), MONTHS]
    return whole_weights([check[after] - check[before] for before, after in zip(cuts, cuts[1:], strict=False)])


def part_year(
    amount_pence: int, start_on: date, changes: Sequence[date], method: str, profile: Sequence[Decimal] = ()
) -> list[int]:
    """A year's amount over the stretches that `part_year_weights` describes, to the penny."""
    return apportion_whole(amount_pence, part_year_weights(start_on, changes, method, profile))


def part_words(start_on: date, changes: Sequence[date], method: str, profile: Sequence[Decimal] = ()) -> list[str]:
    """How much of the year each stretch is, for people: "9 of 12 months", "275 of 366 days", "76% of the profile"."""
    if method == "days":
        end = date(start_on.year + 1, start_on.month, start_on.day)
        edges = [start_on, *changes, end]
        counts = [(after - before).days for before, after in zip(edges, edges[1:], strict=False)]
        return [f"{count} of {(end - start_on).days} days" for count in counts]
    cuts = [0, *(_month_cut(day) for day in changes), MONTHS]
    stretches = list(zip(cuts, cuts[1:], strict=False))
    if method == "months":
        return [f"{after - before} of {MONTHS} months" for before, after in stretches]
    whole = sum(profile, Decimal(0))
    parts = [sum(profile[before:after], Decimal(0)) * 100 / whole for before, after in stretches]
    return [f"{part.quantize(Decimal('0.01')).normalize():f}% of the profile" for part in parts]


def _month_cut(day: date) -> int:
    return month_index(day) + (1 if day.day > 1 else 0)
