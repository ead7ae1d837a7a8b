"""The same split as `split`, summed: what every line of some books comes to, in columns instead of line by line.

Giving amounts whole to somebody (or to nobody) is linear, so they are added where they go. A driver rounds each amount
by itself, so each is divided by itself, all of them at once. Lines of cost centres from which a time rule lifts posts
are split as single lines.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from transfer.budget.rules.grouping import Cell, Grouped, Place, Places, places_of
from transfer.budget.rules.lifting import Problem
from transfer.budget.rules.reconciling import INCOME, Amounts, Slice
from transfer.budget.rules.selecting import Rule, SplitLine, bits
from transfer.budget.rules.splitting import (
    ByDriver,
    LineSplit,
    Setting,
    SplitResult,
    outcomes_of,
    split,
    split_as_now,
)
from transfer.kernel.many import Whole, total

LARGEST_TOLD = 10
UNALLOCATED, EXCLUDED = "unallocated", "excluded"
Target = int | str  # an organisation's id, UNALLOCATED or EXCLUDED
Chosen = npt.NDArray[np.bool]


class Part(NamedTuple):
    """Lines of one place, and what became of them; shares: (organisation id, pence)."""

    organisation: int
    cost_centre: str
    group: str
    layer: str
    fund: str | None
    service: str | None
    lines: int
    source_pence: int
    shares: tuple[tuple[int, int], ...]
    unallocated_pence: int
    excluded_pence: int


@dataclass(frozen=True)
class Sums:
    """By place: how many lines, what they come to, and what goes to each target. Arrays of the places' length."""

    places: Places
    lines: Whole
    source: Any
    targets: Mapping[Target, Any]

    def of(self, target: Target) -> Any:
        found = self.targets.get(target)
        return np.zeros(len(self.places), np.int64) if found is None else found


@dataclass(frozen=True)
class Summary:
    """What an option comes to, without its lines. largest_unallocated: amounts' ids, the largest first;
    excluded_sides: what is excluded of lines above zero, and of lines below it."""

    sums: Sequence[Sums]
    problems: Sequence[Problem]
    largest_unallocated: Sequence[int] = ()
    excluded_sides: tuple[int, int] = (0, 0)

    @cached_property
    def lines(self) -> int:
        return sum(int(each.lines.sum()) for each in self.sums)

    def _total(self, target: Target) -> int:
        return sum(int(each.of(target).sum()) for each in self.sums)

    @cached_property
    def shares(self) -> dict[int, int]:
        """Pence by organisation id."""
        targets = dict.fromkeys(target for each in self.sums for target in each.targets if isinstance(target, int))
        return {target: self._total(target) for target in targets}

    @cached_property
    def source_pence(self) -> int:
        return sum(int(each.source.sum()) for each in self.sums)

    @cached_property
    def unallocated_pence(self) -> int:
        return self._total(UNALLOCATED)

    @cached_property
    def excluded_pence(self) -> int:
        return self._total(EXCLUDED)

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Each place by itself."""
        return tuple(part for each in self.sums for part in _parts(each))

    def slices(self, key: str) -> list[Slice]:
        """As `reconciling.slices`, by a key of `Place`; an organisation's key is its id as text."""
        found: dict[str, Slice] = {}
        for sums in self.sums:
            names, at = sums.places.cut(key)
            known: dict[str, int] = {}
            of = np.array([known.setdefault(str(name or ""), len(known)) for name in names], np.int64)
            for name in known:
                found.setdefault(name, Slice(name))
            _add_slices(sums, of[at], [found[name] for name in known])
        return sorted(found.values(), key=lambda each: (each.key == "", each.key))


def _parts(sums: Sums) -> list[Part]:
    places = [target for target in sums.targets if isinstance(target, int)]
    shares = np.array([sums.targets[target] for target in places]).T.tolist() if places else [[]] * len(sums.places)
    lines, source = sums.lines.tolist(), sums.source.tolist()
    left, out = sums.of(UNALLOCATED).tolist(), sums.of(EXCLUDED).tolist()
    found = []
    for at, place in enumerate(sums.places.each):
        given = tuple(pair for pair in zip(places, shares[at], strict=True) if pair[1])
        found.append(Part(*place, lines[at], source[at], given, left[at], out[at]))
    return found


def _add_slices(sums: Sums, at: Whole, slices: Sequence[Slice]) -> None:
    """Add the sums of places to the slice that each belongs to, income apart."""
    groups, group_at = sums.places.cut("group")
    income = np.array([name == INCOME for name in groups], np.int64)[group_at]
    codes, count = at * 2 + income, 2 * len(slices)
    for each, lines in zip(slices, _summed(at, sums.lines, len(slices)), strict=True):
        each.lines += lines
    sides = [side for each in slices for side in (each.expenditure, each.income)]
    for side, pence in zip(sides, _summed(codes, sums.source, count), strict=True):
        side.source_pence += pence
    for target, values in sums.targets.items():
        given = ((side, pence) for side, pence in zip(sides, _summed(codes, values, count), strict=True) if pence)
        _give(given, target)


def _give(given: Iterable[tuple[Amounts, int]], target: Target) -> None:
    if isinstance(target, int):
        for side, pence in given:
            side.shares[target] += pence
    elif target == UNALLOCATED:
        for side, pence in given:
            side.unallocated_pence += pence
    else:
        for side, pence in given:
            side.excluded_pence += pence


def _summed(codes: Whole, values: Any, count: int) -> list[int]:
    found = np.zeros(count, values.dtype)
    np.add.at(found, codes, values)
    return found.tolist()  # type: ignore[no-any-return]


class Catch(NamedTuple):
    """What one rule decides: lines and pence; mask_lines: how many lines its selector matches at all; taken_by: (the
    earlier rule's index, how many of these lines it takes)."""

    lines: int
    pence: int
    mask_lines: int
    taken_by: tuple[tuple[int, int], ...] = ()


class Deciding:
    """The rules of one option, ready to say what becomes of amounts."""

    def __init__(self, rules: Sequence[Rule], setting: Setting) -> None:
        self.rules, self.setting = rules, setting
        self.outcomes = outcomes_of(rules, setting, [])
        self.not_time = ~sum(1 << index for index, rule in enumerate(rules) if rule.method == "time")

    def decider(self, mask: int) -> int | None:
        """The rule that decides amounts that these rules match."""
        left = mask & self.not_time
        return (left & -left).bit_length() - 1 if left else None

    def rule(self, cell: Cell) -> int | None:
        return self.decider(cell.mask)

    def one(self, cell: Cell, pence: int) -> LineSplit:
        """What becomes of one amount of the cell."""
        rule = self.rule(cell)
        outcome = self.outcomes[rule](cell.service_id, pence) if rule is not None else ((), pence, 0)
        return LineSplit(rule, cell.mask, *outcome)

    def targets(self, grouped: Grouped) -> list[tuple[Target | ByDriver, Chosen]]:
        """Where the amounts go: to somebody, to nobody, or over a driver's places; each amount once."""
        found: dict[Target | ByDriver, Any] = {}
        goes = [self._goes(mask) for mask in grouped.masks]
        kinds = list(dict.fromkeys(goes))
        of = np.array([kinds.index(each) for each in goes], np.int64)[grouped.of] if goes else grouped.of
        for index, target in enumerate(kinds):
            chosen = of == index
            for place, part in self._following(grouped, chosen) if target == "follow" else [(target, chosen)]:
                found[place] = found[place] | part if place in found else part
        return list(found.items())

    def _goes(self, mask: int) -> Target | ByDriver:
        rule = self.decider(mask)
        if rule is None:
            return UNALLOCATED
        outcome = self.outcomes[rule]
        if isinstance(outcome, ByDriver):
            return outcome
        if self.rules[rule].method == "follow the service":
            return "follow"
        shares, _, excluded = outcome(None, 1)
        return shares[0][0] if shares else EXCLUDED if excluded else UNALLOCATED

    def _following(self, grouped: Grouped, chosen: Chosen) -> list[tuple[Target, Chosen]]:
        """Amounts that follow their services, by whoever runs those."""
        runs = [self.setting.providers.get(each) if each is not None else None for each in grouped.services]
        return _by_provider(grouped, chosen, [UNALLOCATED if each is None else each for each in runs])


def _by_provider(grouped: Grouped, chosen: Chosen, runs: Sequence[Target]) -> list[tuple[Target, Chosen]]:
    """runs: who has each cost centre, by its place among their names."""
    there = list(dict.fromkeys(runs))
    of = np.array([there.index(each) for each in runs], np.int64)[grouped.columns.centres]
    parts = ((target, chosen & (of == index)) for index, target in enumerate(there))
    return [(target, part) for target, part in parts if part.any()]


class _Adding:
    """Sums by place while they are added up."""

    def __init__(self, grouped: Grouped) -> None:
        self.grouped, self.columns = grouped, grouped.columns
        self.targets: dict[Target, Any] = {}

    def add(self, target: Target, at: Whole, pence: Any) -> None:
        held = self.targets.get(target)
        if held is None:
            held = self.targets[target] = np.zeros(len(self.grouped.places), self.columns.adding)
        np.add.at(held, at, pence)

    def give(self, target: Target | ByDriver, chosen: Chosen) -> None:
        at = self.grouped.at[chosen]
        if not isinstance(target, ByDriver):
            self.add(target, at, self.columns.pence[chosen])
            return
        self.columns.divide(target.weights, chosen)
        shares = self.columns.divided[target.weights].shares
        for place, row in zip(target.places, shares, strict=True):
            self.add(place, at, row[chosen])

    def sums(self) -> Sums:
        count = len(self.grouped.places)
        source = np.zeros(count, self.columns.adding)
        np.add.at(source, self.grouped.at, self.columns.pence)
        lines = np.bincount(self.grouped.at, minlength=count)
        return Sums(self.grouped.places, lines, source, self.targets)


def sum_up(grouped: Grouped, rules: Sequence[Rule], setting: Setting) -> Summary:
    """What `split` comes to over the same lines, to the penny, with the same problems in the same order."""
    targets, adding = Deciding(rules, setting).targets(grouped), _Adding(grouped)
    for target, chosen in targets:
        adding.give(target, chosen)
    result, nobody = split(grouped.apart, rules, setting), np.zeros(grouped.columns.ids.size, np.bool)
    found: dict[Any, Chosen] = {target: chosen for target, chosen in targets if isinstance(target, str)}
    largest = _largest(grouped, found.get(UNALLOCATED, nobody), result)
    sides = _excluded_sides(grouped, found.get(EXCLUDED, nobody), result)
    return Summary((adding.sums(), *_of_lines(result)), tuple(result.problems), largest, sides)


def _of_lines(result: SplitResult) -> list[Sums]:
    """The same sums of lines that were split one by one; each line is a place of its own."""
    if not result.lines:
        return []
    targets: dict[Target, Any] = defaultdict(lambda: np.array([0] * len(result.lines), object))
    for at, each in enumerate(result.splits):
        targets[UNALLOCATED][at] = each.unallocated_pence
        targets[EXCLUDED][at] = each.excluded_pence
        for place, pence in each.shares:
            targets[place][at] += pence
    places = places_of([Place(*(getattr(line, name) for name in _PLACE)) for line in result.lines])
    source = np.array([line.amount_pence for line in result.lines], object)
    return [Sums(places, np.ones(len(places), np.int64), source, dict(targets))]


_PLACE = ("book_of", "cost_centre", "group", "layer", "fund", "service")


def _excluded_sides(grouped: Grouped, excluded: Chosen, result: SplitResult) -> tuple[int, int]:
    """What is excluded of lines above zero and of lines below it, which a net would hide from each other."""
    pence = grouped.columns.pence[excluded]
    sides = [total(pence[pence > 0]), total(pence[pence < 0])]
    for each in result.splits:
        sides[each.excluded_pence < 0] += each.excluded_pence
    return sides[0], sides[1]


def _largest(grouped: Grouped, unallocated: Chosen, result: SplitResult) -> tuple[int, ...]:
    """The amounts of which most pence are unallocated, whatever their sign; between equals the earlier row."""
    pairs = zip(grouped.apart_ids, result.splits, strict=True)
    found = [(-abs(each.unallocated_pence), id_) for id_, each in pairs if each.unallocated_pence]
    sizes, ids = -np.abs(grouped.columns.pence[unallocated]), grouped.columns.ids[unallocated]
    order = np.lexsort((ids, sizes))[:LARGEST_TOLD]
    found += [pair for pair in zip(sizes[order].tolist(), ids[order].tolist(), strict=True) if pair[0]]
    return tuple(id_ for _, id_ in nsmallest(LARGEST_TOLD, found))


def one_as_now(cell: Cell, pence: int, present: Mapping[int, int | None]) -> LineSplit:
    """What becomes of one amount of a cell, or of all of them together, where nothing moves."""
    runs = present.get(cell.service_id) if cell.service_id is not None else None
    return LineSplit(None, 0, ((cell.book_of if runs is None else runs, pence),), 0, 0)


def sum_as_now(grouped: Grouped, present: Mapping[int, int | None]) -> Summary:
    """What `split_as_now` comes to over the same lines."""
    adding = _Adding(grouped)
    every = adding.sums()
    runs = {
        centre: present.get(service) if service is not None else None
        for centre, service in zip(grouped.columns.centre_names, grouped.services, strict=True)
    }
    for at, place in enumerate(every.places.each):
        there = runs[place.cost_centre]
        adding.add(place.organisation if there is None else there, np.array([at], np.int64), every.source[at])
    return Summary((every, *_of_lines(split_as_now(grouped.apart, present))), ())


def catches_of(grouped: Grouped, rules: Sequence[Rule], setting: Setting) -> tuple[tuple[Catch, ...], Catch]:
    """(what each rule catches in order, what none catches)."""
    deciding, counts = Deciding(rules, setting), defaultdict[int | None, list[int]](lambda: [0, 0, 0])
    taken: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    lines = np.bincount(grouped.of, minlength=len(grouped.masks)).tolist()
    pence = _summed(grouped.of, grouped.columns.pence.astype(grouped.columns.adding), len(grouped.masks))
    for mask, size, amount in zip(grouped.masks, lines, pence, strict=True):
        decider = deciding.decider(mask)
        counts[decider][0] += size
        counts[decider][1] += amount
        _count_matches(counts, taken, mask, decider, size)
    result = split(grouped.apart, rules, setting)
    for line, each in zip(result.lines, result.splits, strict=True):
        _count_line(counts, line, each)
        _count_matches(counts, taken, each.mask, each.rule, 1)
    caught = [_catch(counts[index], taken[index]) for index in range(len(rules))]
    return tuple(caught), _catch(counts[None], {})


def _catch(counts: Sequence[int], taken: Mapping[int, int]) -> Catch:
    lines, pence, matched = counts
    return Catch(lines, pence, matched, tuple(sorted(taken.items())))


def _count_matches(
    counts: Mapping[int | None, list[int]],
    taken: Mapping[int, dict[int, int]],
    mask: int,
    decider: int | None,
    lines: int,
) -> None:
    for index in bits(mask):
        counts[index][2] += lines
        if decider is not None and decider < index:
            taken[index][decider] += lines


def _count_line(counts: Mapping[int | None, list[int]], line: SplitLine, each: LineSplit) -> None:
    counts[each.rule][0] += 1
    counts[each.rule][1] += line.amount_pence - sum(lift.amount_pence for lift in each.lifts)
    for rule in {lift.rule for lift in each.lifts}:
        counts[rule][0] += rule != each.rule
        counts[rule][1] += sum(lift.amount_pence for lift in each.lifts if lift.rule == rule)


def amounts_where(
    grouped: Grouped,
    outcome_of: Callable[[Cell, int], LineSplit],
    result: SplitResult,
    kept: Callable[[LineSplit], bool],
) -> set[int]:
    """The ids of the amounts whose outcome is kept. result: that of the lines apart; kept may ask for the rule, for who
    has a share, and whether a part is nil, so that one amount that is nil and one that is not speak for a cell."""
    found: set[int] = set()
    for cell, at in grouped.alike:
        some, nil = kept(outcome_of(cell, 1)), kept(outcome_of(cell, 0))
        if some or nil:
            wanted = at if some and nil else at[(grouped.columns.pence[at] != 0) == some]
            found.update(grouped.columns.ids[wanted].tolist())
    found.update(id_ for id_, each in zip(grouped.apart_ids, result.splits, strict=True) if kept(each))
    return found
