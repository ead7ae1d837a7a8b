"""A split as its workbook is made from it: lines, rules, and what amounts are divided by."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import gcd, lcm

UNALLOCATED, EXCLUDED, DIVIDED = "Unallocated", "Excluded", "Divided"
# Up to the first a product of a rest and a weight has digits to spare in a spreadsheet. Up to the second weights are
# taken three digits at a time: no step passes 2 × 1,000 × all weights, below the 2^53 that a sheet holds exactly.
ONE_STEP, MANY_STEPS, PART = 10**5, 10**12, 1000


@dataclass(frozen=True)
class Weights:
    """What amounts are divided by: a driver's quantities, or a post's time shares. places: (organisation's short name,
    exact quantity), in the order that decides between equals; source: where they come from."""

    name: str
    places: tuple[tuple[str, Decimal], ...]
    source: str = ""

    @property
    def scale(self) -> tuple[int, int]:
        """What each quantity is multiplied by, and then divided by, to be the smallest whole number in proportion."""
        exact = [Fraction(quantity) for _, quantity in self.places]
        times = lcm(*(each.denominator for each in exact))
        return times, gcd(*(int(each * times) for each in exact)) or 1

    @property
    def whole(self) -> tuple[int, ...]:
        """The same proportions in the smallest whole numbers."""
        times, by = self.scale
        return tuple(int(Fraction(quantity) * times) // by for _, quantity in self.places)

    @property
    def exact_in_a_sheet(self) -> bool:
        return sum(self.whole) <= MANY_STEPS


@dataclass(frozen=True)
class Divided:
    """A part of a line that is divided: by which of the weights, its pence, and what it is."""

    weights: int
    pence: int
    words: str


@dataclass(frozen=True)
class SplitLine:
    """A line of a book. goes_to: whoever takes what is not divided, or UNALLOCATED or EXCLUDED, or DIVIDED when nothing
    is left; fixed: what each takes, by name, where no formula can say it: goes_to then says why."""

    book: str
    cost_centre: str
    account: str
    account_name: str
    group: str
    layer: str
    fund: str
    service: str
    pence: int
    rule: str
    goes_to: str
    divided: tuple[Divided, ...] = ()
    fixed: Mapping[str, int] | None = None


@dataclass(frozen=True)
class Split:
    """told: (what, what it is) pairs for the first sheet; rules: (number, lines of which, what happens to them);
    services: (service, its cost centres, who has it today, who has it then), for the lines that follow theirs."""

    title: str
    told: Sequence[tuple[str, str]]
    organisations: Sequence[str]
    rules: Sequence[tuple[str, str, str]]
    weights: Sequence[Weights]
    lines: Sequence[SplitLine]
    services: Sequence[tuple[str, str, str, str]] = ()

    @property
    def columns(self) -> list[str]:
        """Who a line may go to, in the order of the columns."""
        return [*self.organisations, UNALLOCATED, EXCLUDED]
