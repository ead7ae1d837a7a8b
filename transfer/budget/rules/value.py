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
    """by_year: (year, pence, discounted pence, with optimism bias, and that discounted). costs_pence, benefits_pence:
    all of each at year 0's worth, both above zero."""

    by_year: Sequence[tuple[int, int, int, int, int]]
    costs_pence: int
    benefits_pence: int

    @property
    def npv_pence(self) -> int:
        return sum(row[2] for row in self.by_year)

    @property
    def npv_with_bias_pence(self) -> int:
        return sum(row[4] for row in self.by_year)

    @property
    def switching_percent(self) -> Decimal | None:
        """How much costs could rise before the value is nil; None where there are no costs."""
        return self.level_percent(0)

    @property
    def benefits_switching_percent(self) -> Decimal | None:
        """How much benefits could fall before the value is nil; None where there are none."""
        return _percent(self.npv_pence, self.benefits_pence)

    def level_percent(self, other_pence: int) -> Decimal | None:
        """How much costs could rise before the value falls to another's; None where there are no costs."""
        return _percent(self.npv_pence - other_pence, self.costs_pence)


def _percent(pence: int, of: int) -> Decimal | None:
    return Decimal(half_up(Fraction(10_000 * pence, of))) / 100 if of else None


def appraise(flows: Sequence[Flow], bias_percent: Decimal, rates: Sequence[DiscountRate]) -> Value:
    """The net present value of yearly flows, with and without optimism bias, which is added to costs only."""
    raised = 1 + Fraction(bias_percent) / 100
    plain: dict[int, int] = {}
    biased: dict[int, int] = {}
    costs: dict[int, int] = {}
    benefits: dict[int, int] = {}
    for flow in flows:
        plain[flow.year] = plain.get(flow.year, 0) + flow.pence
        with_bias = half_up(flow.pence * raised) if flow.pence < 0 else flow.pence
        biased[flow.year] = biased.get(flow.year, 0) + with_bias
        costs[flow.year] = costs.get(flow.year, 0) - min(flow.pence, 0)
        benefits[flow.year] = benefits.get(flow.year, 0) + max(flow.pence, 0)
    now, later = discounted(plain, rates), discounted(biased, rates)
    rows = [(year, plain[year], now[year], biased[year], later[year]) for year in sorted(plain)]
    return Value(rows, sum(discounted(costs, rates).values()), sum(discounted(benefits, rates).values()))


def by_how_much(percent: Decimal | None, what: str, helps: str, hurts: str) -> str | None:
    """In words, how far `what` may move before the value is nil: it can go up and the value is still there, or must
    come down first."""
    if percent is None:
        return None
    if percent < 0:
        return f"{what} would have to {helps} by {-percent}%"
    return f"{what} could {hurts} by {percent}%"
