"""How the public edition prints numbers of posts and people: to the nearest five, and 1 to 4 as "under 5".

One rule for every number that is counted from a staff list, wherever a pack prints it. Each is rounded by itself; a
nought is printed, and FTE is left out. `reports.worlds` tries what a reader could work out from all of them together.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reports.numbers import Equation, Found, Name, NumberFound, find
from reports.snapshot import Beside, Snapshot
from reports.worlds import Count, Worlds

STEP = 5
UNDER = f"under {STEP}"
SAID = f"Numbers of posts and people are rounded to the nearest {STEP}, each by itself; 1 to 4 is printed as “{UNDER}”."
_COUNTED = ("count", "thousandths")

Post = tuple[Any, ...]  # version, sheet and row; or, without cells, the number's name and a place in it


def words_of(value: int, unit: str = "count") -> str:
    """0 → "0"; 1 to 4 → "under 5"; 5 to 7 → "5"; 8 to 12 → "10". Nothing else is rounded: FTE is not told at all."""
    if not value or unit != "count":
        return "0" if not value else ""
    if abs(value) < STEP:
        return UNDER
    return f"{'−' if value < 0 else ''}{_nearest(abs(value)):,}"


def _nearest(value: int) -> int:
    return (2 * value + STEP) // (2 * STEP) * STEP


def bounds(value: int) -> tuple[int, int]:
    """The least and the greatest number that prints the same as this one."""
    if value < STEP:
        return (1, STEP - 1) if value else (0, 0)
    near = _nearest(value)
    return max(STEP, near - STEP // 2), near + STEP // 2


@dataclass(frozen=True)
class Rounded:
    """words: what is printed of each number; withheld: those of them that are not printed at all; lists: the versions
    that they are counted from."""

    words: Mapping[Name, str]
    withheld: frozenset[Name]
    lists: frozenset[Any]


def rounded(snapshot: Snapshot, found: Found) -> Rounded:
    """What the public edition says of every number of posts and people.

    What is withheld is decided over this pack and the packs of the other kinds together, and so is the same in each.
    """
    known = _Posts(snapshot["figures"], found)
    posts = known.behind()
    words = {name: words_of(found.numbers[name].value, found.numbers[name].unit) for name in posts}
    counted = {name: held for name, held in posts.items() if _told(found.numbers[name])}
    others = [_Posts(each["figures"], find(_only(each))).behind() for each in snapshot.get("beside", {}).values()]
    gone = _too_telling([*counted.values(), *(held for other in others for held in other.values())])
    withheld = {name for name in posts if name not in counted or counted[name] in gone}
    withheld |= {name for name, held in counted.items() if found.numbers[name].value != len(held)}
    return Rounded(words, frozenset(name for name in withheld if found.numbers[name].value), known.lists)


def _told(number: NumberFound) -> bool:
    """FTE is not told: it would narrow the numbers beside it."""
    return number.unit == "count" and (number.printed or number.name[0] == "figure")


def _only(beside: Beside) -> Snapshot:
    return {**beside, "sections": []}  # type: ignore[typeddict-item]


def _too_telling(sets: list[frozenset[Post]]) -> set[frozenset[Post]]:
    """Those of these sets of posts whose number may not be printed beside the others."""
    order = sorted(set(filter(None, sets)), key=lambda held: (len(held), sorted(map(repr, held))))
    counts = [Count(place, held, *bounds(len(held))) for place, held in enumerate(order)]
    return {order[place] for place in Worlds(counts).withheld()}


class _Posts:
    """Which posts each number of posts or people stands for: those of its cells, or of the numbers it sums."""

    def __init__(self, figures: Mapping[str, Any], found: Found) -> None:
        self.figures, self.numbers = figures, found.numbers
        self.sums: dict[Name, Equation] = {}
        for equation in found.equations:
            self.sums.setdefault(equation.whole, equation)
        classed = [number for number in self.numbers.values() if self._classed(number)]
        self.lists = frozenset(row[0] for number in classed for row in self._rows(number.name))

    def behind(self) -> dict[Name, frozenset[Post]]:
        """By the class of a number, or because it is counted from the same lists as one that has the class."""
        return {
            number.name: self._posts(number)
            for number in self.numbers.values()
            if self._classed(number) or self._counted(number)
        }

    @staticmethod
    def _classed(number: NumberFound) -> bool:
        return number.kind == "small-count" and number.unit in _COUNTED

    def _counted(self, number: NumberFound) -> bool:
        if number.kind != "public" or number.unit not in _COUNTED:
            return False
        return any(row[0] in self.lists for row in self._rows(number.name))

    def _rows(self, name: Name) -> Iterator[Post]:
        if name[0] != "figure":
            return
        figure = self.figures[name[1]]
        for cells in figure.get("cells", ()):
            yield from ((cells["release_id"], cells.get("sheet"), row) for row in cells["rows"])
        for other in figure.get("inputs", ()):
            yield from self._rows(("figure", other))

    def _posts(self, number: NumberFound) -> frozenset[Post]:
        rows = frozenset(self._rows(number.name))
        if rows or number.unit == "thousandths":
            return rows
        if number.name in self.sums:
            parts = [self.numbers[name] for name, _ in self.sums[number.name].parts]
            return frozenset[Post]().union(*map(self._posts, parts))
        return frozenset((*number.name, place) for place in range(abs(number.value)))
