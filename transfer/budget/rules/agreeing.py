"""What a book must agree with before anybody signs: the ledger's own total, other bases, other grains of money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from transfer.kernel.money import half_up

GAP_ANSWERS = ("met", "priced", "accepted")
GAP_WORDS = {
    "met": "Met: another cost centre of the budget holds the money",
    "priced": "Priced: it is in the contract sum, by the name of its part",
    "accepted": "Accepted: somebody carries it, by name",
}
MEASURES = ("brought", "fte", "headcount", "posts", "contract value")
SPENT = ("forecast", "outturn")


class Block(NamedTuple):
    """One thing that keeps a split from being signed, in a sentence that begins with what to do. code: of its kind;
    pence: how much is at stake, 0 where it is no amount."""

    code: str
    message: str
    pence: int = 0
    organisation_id: int | None = None


@dataclass(frozen=True)
class Gap:
    """Spending above the budget: of one organisation's service ("" for lines that no service owns), against what was
    spent or is forecast in `year` on `basis`."""

    organisation_id: int
    service: str
    year: str
    basis: str
    budget_pence: int
    spent_pence: int

    @property
    def pence(self) -> int:
        return self.spent_pence - self.budget_pence

    @property
    def percent(self) -> str:
        """Of the budget, with a sign and one decimal; blank where there is no budget."""
        if not self.budget_pence:
            return ""
        tenths = half_up(Fraction(1000 * self.pence, abs(self.budget_pence)))
        return f"{'+' if tenths > 0 else '−' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}%"


Column = tuple[str, str]


def compared_with(columns: Sequence[Column], budget: Column) -> list[Column]:
    """Of the (year, basis) columns that the books hold, the latest forecast and the latest outturn that are not the
    budget itself: what its money is held against."""
    found = []
    for basis in SPENT:
        held = sorted(each for each in columns if each[1] == basis and each != budget)
        found += held[-1:]
    return found


class Rounded(NamedTuple):
    """Amounts as they are printed in thousands, and what rounding them one by one adds to or takes from their sum."""

    thousands: tuple[int, ...]
    total: int
    rounding: int


def in_thousands(pence: Sequence[int]) -> Rounded:
    """Each amount and their total rounded by themselves, halves away from zero. rounding: total − the rounded amounts,
    its own line wherever the table is printed. Source: domain/finance.md §2.6."""
    each = tuple(thousands(one) for one in pence)
    total = thousands(sum(pence))
    return Rounded(each, total, total - sum(each))


def thousands(pence: int) -> int:
    return half_up(Fraction(pence, 100_000))


class LineKey(NamedTuple):
    """What names a line of a book in every version of it."""

    cost_centre: str
    account: str
    fund: str


class Changed(NamedTuple):
    """A line of two versions of a book, in pence; None where that version does not hold it."""

    key: LineKey
    before: int | None
    after: int | None

    @property
    def movement(self) -> int:
        return (self.after or 0) - (self.before or 0)

    @property
    def kind(self) -> str:
        return "added" if self.before is None else "gone" if self.after is None else "changed"


def compare(before: Mapping[LineKey, int], after: Mapping[LineKey, int]) -> list[Changed]:
    """Every line that two versions hold differently, in the lines' order."""
    keys = sorted({*before, *after})
    found = [Changed(key, before.get(key), after.get(key)) for key in keys]
    return [each for each in found if each.before != each.after]
