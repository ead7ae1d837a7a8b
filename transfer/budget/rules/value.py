"""Value over time: discounting, optimism bias and switching values. Source: domain/finance.md §5 and §8, E9."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from transfer.kernel.money import half_up


@dataclass(frozen=True)
class DiscountRate:
    """A rate from a year of the appraisal on (years count from 0)."""

    from_year: int
    rate: Decimal


LAST_YEAR = 75


def discount_factor(year: int, rates: Sequence[DiscountRate]) -> Fraction:
    """What a pound of this year is worth in year 0, each year discounted at its own rate."""
    factor = Fraction(1)
    for each in range(1, year + 1):
        rate = next(held.rate for held in reversed(rates) if held.from_year <= each)
        factor /= 1 + Fraction(rate)
    return factor


def discounted(flows: Mapping[int, int], rates: Sequence[DiscountRate]) -> dict[int, int]:
    """Each year's pence at year 0's worth, rounded half-up to pence. flows: pence by year, costs below zero."""
    return {year: half_up(pence * discount_factor(year, rates)) for year, pence in sorted(flows.items())}


@dataclass(frozen=True)
class Flow:
    """label: what it is; pence below zero are a cost."""

    year: int
    label: str
    pence: int


@dataclass(frozen=True)
class Value:
    """by_year: (year, pence, discounted pence, with optimism bias, and that discounted). switching_percent: how much
    costs could rise before the value is nil; None where there are no costs."""

    by_year: Sequence[tuple[int, int, int, int, int]]
    switching_percent: Decimal | None

    @property
    def npv_pence(self) -> int:
        return sum(row[2] for row in self.by_year)

    @property
    def npv_with_bias_pence(self) -> int:
        return sum(row[4] for row in self.by_year)


def appraise(flows: Sequence[Flow], bias_percent: Decimal, rates: Sequence[DiscountRate]) -> Value:
    """The net present value of yearly flows, with and without optimism bias, which is added to costs only."""
    raised = 1 + Fraction(bias_percent) / 100
    plain: dict[int, int] = {}
    biased: dict[int, int] = {}
    costs: dict[int, int] = {}
    for flow in flows:
        plain[flow.year] = plain.get(flow.year, 0) + flow.pence
        with_bias = half_up(flow.pence * raised) if flow.pence < 0 else flow.pence
        biased[flow.year] = biased.get(flow.year, 0) + with_bias
        costs[flow.year] = costs.get(flow.year, 0) + min(flow.pence, 0)
    now, later = discounted(plain, rates), discounted(biased, rates)
    rows = [(year, plain[year], now[year], biased[year], later[year]) for year in sorted(plain)]
    cost = -sum(discounted(costs, rates).values())
    switching = Fraction(100 * sum(row[2] for row in rows), cost) if cost else None
    return Value(rows, None if switching is None else Decimal(half_up(switching * 100)) / 100)
