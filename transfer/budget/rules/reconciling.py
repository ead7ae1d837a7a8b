"""source = shared + unallocated + excluded at every slice, expenditure and income apart; net is derived."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from transfer.budget.rules.selecting import SplitLine
from transfer.budget.rules.splitting import SplitResult

INCOME = "Income"


@dataclass
class Amounts:
    """Pence. shares: by organisation id."""

    source_pence: int = 0
    shares: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    unallocated_pence: int = 0
    excluded_pence: int = 0

    @property
    def shared_pence(self) -> int:
        return sum(self.shares.values())

    @property
    def difference_pence(self) -> int:
        return self.source_pence - self.shared_pence - self.unallocated_pence - self.excluded_pence

    def plus(self, other: "Amounts") -> "Amounts":
        places = {*self.shares, *other.shares}
        return Amounts(
            self.source_pence + other.source_pence,
            {place: self.shares.get(place, 0) + other.shares.get(place, 0) for place in places},
            self.unallocated_pence + other.unallocated_pence,
            self.excluded_pence + other.excluded_pence,
        )


@dataclass
class Slice:
    """One cost centre, group, fund or service. Income is the lines of the group Income; expenditure is all others."""

    key: str
    lines: int = 0
    expenditure: Amounts = field(default_factory=Amounts)
    income: Amounts = field(default_factory=Amounts)

    @property
    def net(self) -> Amounts:
        return self.expenditure.plus(self.income)

    @property
    def agrees(self) -> bool:
        """Both sides agree by themselves: a difference in one is never hidden by one in the other."""
        return self.expenditure.difference_pence == 0 == self.income.difference_pence


def slices(result: SplitResult, key: Callable[[SplitLine], str | None]) -> list[Slice]:
    """The result cut by a key of its lines, in the keys' order; a blank key comes last, as ""."""
    found: dict[str, Slice] = {}
    for line, each in zip(result.lines, result.splits, strict=True):
        name = key(line) or ""
        part = found.get(name)
        if part is None:
            part = found[name] = Slice(name)
        part.lines += 1
        amounts = part.income if line.group == INCOME else part.expenditure
        amounts.source_pence += line.amount_pence
        amounts.unallocated_pence += each.unallocated_pence
        amounts.excluded_pence += each.excluded_pence
        for place, pence in each.shares:
            amounts.shares[place] += pence
    return sorted(found.values(), key=lambda part: (part.key == "", part.key))
