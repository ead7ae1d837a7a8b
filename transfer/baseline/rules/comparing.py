"""Two whole versions beside each other, line by line, and the changes that explain each difference.

Version n is version n−1 with its approved changes, to the penny. Source: domain/finance.md §2 (5).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from transfer.baseline.rules.changing import EXCLUDED, REBASE, UNALLOCATED, Delta
from transfer.baseline.rules.content import Key, Row
from transfer.kernel.money import pounds

SOURCE = "source"
Place = int | str


@dataclass(frozen=True)
class Applied:
    """A change that lies between two versions. number: the change's; sign: −1 where the comparison goes back."""

    number: int
    kind: str
    deltas: tuple[Delta, ...]
    sign: int = 1


class Compared(NamedTuple):
    """One place of one row of two versions, in pence. place: an organisation's id, "source", "unallocated" or
    "excluded"; explained: (change number, what it adds here), in the order of the changes."""

    key: Key
    place: Place
    before: int
    after: int
    explained: tuple[tuple[int, int], ...]

    @property
    def difference(self) -> int:
        return self.after - self.before

    @property
    def unexplained(self) -> int:
        """What no approved change accounts for: nil, or something to look into."""
        return self.difference - sum(pence for _, pence in self.explained)


def _held(row: Row | None) -> dict[Place, int]:
    if row is None:
        return {}
    return {
        SOURCE: row.source_pence, **dict(row.shares), UNALLOCATED: row.unallocated_pence, EXCLUDED: row.excluded_pence,
    }  # fmt: skip


def _said(changes: Iterable[Applied], year: str) -> Mapping[tuple[Key, Place], list[tuple[int, int]]]:
    """What each change adds to each place of each row in the versions' year; to the source with every place."""
    found: dict[tuple[Key, Place], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for change in changes:
        for delta in change.deltas:
            if delta.year == year:
                for place in (delta.place, SOURCE):
                    found[delta.key, place][change.number] += change.sign * delta.pence
    return {where: [pair for pair in by_number.items() if pair[1]] for where, by_number in found.items()}


def compare_versions(
    before: Iterable[Row], after: Iterable[Row], changes: Sequence[Applied], places: Sequence[Place], year: str
) -> list[Compared]:  # fmt: skip
    """Every row of two versions, place by place, in the order of their keys and of `places`; the source first. A place
    that holds nothing in either, and that no change touches, has no line."""
    old, new = {row.key: row for row in before}, {row.key: row for row in after}
    said = _said(changes, year)
    found = []
    for key in sorted({*old, *new, *(key for key, _ in said)}):
        was, now = _held(old.get(key)), _held(new.get(key))
        for place in (SOURCE, *places, UNALLOCATED, EXCLUDED):
            explained = tuple(said.get((key, place), ()))
            if was.get(place) or now.get(place) or explained or place == SOURCE:
                found.append(Compared(key, place, was.get(place, 0), now.get(place, 0), explained))
    return found


def since_rebase(changes: Sequence[Applied]) -> list[Applied]:
    """The changes after the last rebase: a rebase made the rows those of the newer lists, so that only these stand
    between the split of those lists and the version."""
    last = max((index for index, each in enumerate(changes) if each.kind == REBASE), default=-1)
    return list(changes[last + 1 :])


def whole_effect(change: Applied, year: str) -> dict[Place, int]:
    """What a change adds to each place of the whole in the versions' year."""
    found: dict[Place, int] = defaultdict(int)
    for delta in change.deltas:
        if delta.year == year:
            found[delta.place] += change.sign * delta.pence
            found[SOURCE] += change.sign * delta.pence
    return dict(found)


@dataclass(frozen=True)
class Beside:
    """What one place has of the whole, in pence: what was agreed, and what the split by its rules gives today. changes:
    (number, pence) of the approved changes that the agreed figure holds and the rules do not know of."""

    agreed: int
    live: int
    changes: tuple[tuple[int, int], ...] = ()

    @property
    def by(self) -> int:
        return self.live - self.agreed

    @property
    def rest(self) -> int:
        """What of the difference no approved change accounts for."""
        return self.by + sum(pence for _, pence in self.changes)


def why_beside(each: Beside, settled: Sequence[int]) -> str:
    """Why the two are apart, in words; blank where they are not. settled: numbers of the settled disputes, whose
    amounts no rule can give."""
    if not each.by:
        return ""
    told = [
        f"Change {number}, {pounds(pence)}, is in what was agreed and in no rule." for number, pence in each.changes
    ]
    if each.rest:
        disputes = f"Dispute{'s' if len(settled) > 1 else ''} {' and '.join(map(str, settled))}"
        settled_words = f"{disputes} {'were' if len(settled) > 1 else 'was'} settled by amounts, which no rule gives."
        told.append(f"{pounds(each.rest)}: {settled_words if settled else 'no approved change says so.'}")
    return " ".join(told)
