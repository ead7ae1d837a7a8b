"""What a reader could work out from rounded counts, tried by looking for other lists that print the very same.

For every count of 1 to 4, every group of posts that stands in the same counts, and what two counts share or do not
share, lists are looked for that would print each number as it is and hold another count there. Where none is found
that is two away, a number beside it is withheld. The reader is taken to know which posts stand in which counts: what
he does not know makes it harder for him, never easier.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Any

SMALL = 5
APART = 2  # a count of 1 to 4 stays open over three values at least
STEPS = 60  # changes tried after the first one; more is withheld where they do not lead anywhere
_ANY = 10**9

Changes = dict[int, int]  # how many posts more or fewer, by group


@dataclass(frozen=True)
class Count:
    """A number that is printed: the posts it stands for, and between which values it prints the same."""

    name: int
    posts: frozenset[Any]
    least: int
    greatest: int


class Worlds:
    """Groups: the posts that stand in exactly the same counts. A world says how many posts each group has."""

    def __init__(self, counts: Iterable[Count]) -> None:
        self.shown = {each.name: each for each in counts}
        standing: dict[Any, int] = defaultdict(int)
        for place, each in enumerate(self.shown.values()):
            for post in each.posts:
                standing[post] |= 1 << place
        marks = list(
            dict.fromkeys(standing[post] for each in self.shown.values() for post in sorted(each.posts, key=repr))
        )
        number = {mark: group for group, mark in enumerate(marks)}
        self.size = [0] * len(marks)
        for mark in standing.values():
            self.size[number[mark]] += 1
        self.groups = {
            name: frozenset(number[mark] for mark in marks if mark >> place & 1)
            for place, name in enumerate(self.shown)
        }
        self.of: dict[int, list[int]] = defaultdict(list)
        for name, held in self.groups.items():
            for group in sorted(held):
                self.of[group].append(name)

    def withheld(self) -> frozenset[int]:
        """The numbers that are not printed, because the count of a few could be worked out beside them."""
        gone = set[int]()
        for few in self.few():
            while not self.open(few):
                name = self._beside(few)
                gone.add(name)
                self._withhold(name)
        return frozenset(gone)

    def few(self) -> list[frozenset[int]]:
        """All that must stay open: 1 to 4 posts of a group, of a count, and of what two counts have or have not in
        common."""
        sets = list(dict.fromkeys(self.groups.values()))
        wanted = dict.fromkeys(frozenset((group,)) for group in range(len(self.size)))
        wanted |= dict.fromkeys(sets)
        for one, other in combinations(sets, 2):
            wanted |= dict.fromkeys((one & other, one - other, other - one))
        return [each for each in wanted if 0 < sum(self.size[group] for group in each) < SMALL]

    def open(self, few: frozenset[int]) -> bool:
        """Whether other lists that print the same leave this count open over three values."""
        up = self._reach(few, 1)
        return up + (self._reach(few, -1) if up < APART else 0) >= APART

    def _reach(self, few: frozenset[int], sign: int) -> int:
        """How far the count can go up or down, at most two."""
        return next((by for by in range(APART, 0, -1) if self.other(few, sign * by) is not None), 0)

    def other(self, few: frozenset[int], by: int) -> Changes | None:
        """How lists that print the same, and have so many more or fewer of these posts, differ from the true ones."""
        one = 1 if by > 0 else -1
        starts = [{group: by} for group in sorted(few)]
        starts += [{a: one, b: one} for a, b in combinations(sorted(few), 2) if abs(by) > 1]
        worlds = (_World(self, start, few) for start in starts)
        return next((world.changes for world in worlds if world.settled()), None)

    def _beside(self, few: frozenset[int]) -> int:
        """The smallest number that leaves these posts open when it is not printed; where none does, the smallest."""
        near = {name for group in few for name in self.of[group] if self.shown[name].greatest < _ANY}
        order = sorted(near, key=lambda name: (len(self.shown[name].posts), name))
        return next((name for name in order if self._would_open(name, few)), order[0])

    def _would_open(self, name: int, few: frozenset[int]) -> bool:
        held = self.shown[name]
        self._withhold(name)
        found = self.open(few)
        self.shown[name] = held
        return found

    def _withhold(self, name: int) -> None:
        """Of a withheld number a reader knows that it is not nought."""
        self.shown[name] = replace(self.shown[name], least=1, greatest=_ANY)


class _World:
    """Other lists than the true ones. Their groups are changed until every number is printed as it is: each time one
    of a number that is not, and of those the one that leaves the least amiss; none again within a few steps."""

    def __init__(self, worlds: Worlds, changes: Changes, kept: frozenset[int]) -> None:
        self.shown, self.groups, self.of, self.size = worlds.shown, worlds.groups, worlds.of, worlds.size
        self.changes, self.kept = dict[int, int](), kept
        self.moved: dict[int, int] = defaultdict(int)  # posts more or fewer
        self.amiss: dict[int, int] = {}
        self.lately: dict[int, int] = {}
        self.possible = all(self.size[group] + by >= 0 for group, by in changes.items())
        for group, by in changes.items():
            self._change(group, by)

    def settled(self) -> bool:
        for step in range(STEPS if self.possible else 0):
            if not self.amiss:
                return True
            wrong = max(self.amiss, key=lambda name: (abs(self.amiss[name]), name))
            by = 1 if self.amiss[wrong] > 0 else -1
            able = [group for group in self.groups[wrong] if self._able(group, by, step)]
            if not able:
                return False
            best = min(able, key=lambda group: (self._left(group, by), -self.size[group], group))
            self._change(best, by)
            self.lately[best] = step
        return False

    def _able(self, group: int, by: int, step: int) -> bool:
        if group in self.kept or step - self.lately.get(group, -9) < 4:
            return False
        return self.size[group] + self.changes.get(group, 0) + by >= 0

    def _left(self, group: int, by: int) -> int:
        """How much is amiss in the numbers of a group once it has changed."""
        return sum(
            abs(self._wrong(name, self.moved[name] + by)) - abs(self.amiss.get(name, 0)) for name in self.of[group]
        )

    def _wrong(self, name: int, moved: int) -> int:
        """How many posts a number lacks, below nought how many it has too many, to be printed as it is."""
        count = self.shown[name]
        now = len(count.posts) + moved
        return min(0, count.greatest - now) or max(0, count.least - now)

    def _change(self, group: int, by: int) -> None:
        for name in self.of[group]:
            self.moved[name] += by
            self.amiss[name] = self._wrong(name, self.moved[name])
            if not self.amiss[name]:
                del self.amiss[name]
        self.changes[group] = self.changes.get(group, 0) + by
