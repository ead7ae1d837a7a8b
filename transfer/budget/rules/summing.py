"""The same split as `split`, summed: lines that every rule treats alike are taken together where that is exact.

Giving a line whole to somebody (or to nobody) is linear, so such lines are summed first. A driver rounds each line by
itself, so each is split by itself. Lines of cost centres from which a time rule lifts posts are split as single lines.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest
from typing import NamedTuple

import numpy as np

from transfer.budget.rules.grouping import Cell, Grouped, Held
from transfer.budget.rules.lifting import Problem
from transfer.budget.rules.reconciling import INCOME, Slice
from transfer.budget.rules.selecting import Rule, SplitLine, bits
from transfer.budget.rules.splitting import (
    ByDriver,
    LineSplit,
    Outcome,
    Setting,
    SplitResult,
    added,
    outcomes_of,
    split,
    split_as_now,
)
from transfer.kernel.many import apportion_many, sums_of_runs, total

LARGEST_TOLD = 10


class Place(NamedTuple):
    """What totals are cut by. organisation: the one whose book it is, by its id."""

    organisation: int
    cost_centre: str
    group: str
    layer: str
    fund: str | None
    service: str | None


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
class Summary:
    """What an option comes to, without its lines. largest_unallocated: amounts' ids, the largest first;
    excluded_sides: what is excluded of lines above zero, and of lines below it."""

    parts: Sequence[Part]
    problems: Sequence[Problem]
    largest_unallocated: Sequence[int] = ()
    excluded_sides: tuple[int, int] = (0, 0)

    @cached_property
    def lines(self) -> int:
        return sum(part.lines for part in self.parts)

    @cached_property
    def shares(self) -> dict[int, int]:
        """Pence by organisation id."""
        total: dict[int, int] = defaultdict(int)
        for part in self.parts:
            for place, pence in part.shares:
                total[place] += pence
        return dict(total)

    @cached_property
    def source_pence(self) -> int:
        return sum(part.source_pence for part in self.parts)

    @cached_property
    def unallocated_pence(self) -> int:
        return sum(part.unallocated_pence for part in self.parts)

    @cached_property
    def excluded_pence(self) -> int:
        return sum(part.excluded_pence for part in self.parts)

    def slices(self, key: str) -> list[Slice]:
        """As `reconciling.slices`, by a key of `Place`; an organisation's key is its id as text."""
        found: dict[str, Slice] = {}
        for part in self.parts:
            name = str(getattr(part, key) or "")
            whole = found.get(name)
            if whole is None:
                whole = found[name] = Slice(name)
            whole.lines += part.lines
            amounts = whole.income if part.group == INCOME else whole.expenditure
            amounts.source_pence += part.source_pence
            amounts.unallocated_pence += part.unallocated_pence
            amounts.excluded_pence += part.excluded_pence
            for place, pence in part.shares:
                amounts.shares[place] += pence
        return sorted(found.values(), key=lambda each: (each.key == "", each.key))


class Catch(NamedTuple):
    """What one rule decides: lines and pence; mask_lines: how many lines its selector matches at all; taken_by: (the
    earlier rule's index, how many of these lines it takes)."""

    lines: int
    pence: int
    mask_lines: int
    taken_by: tuple[tuple[int, int], ...] = ()


class Deciding:
    """The rules of one option, ready to say what becomes of cells."""

    def __init__(self, rules: Sequence[Rule], setting: Setting) -> None:
        self.rules = rules
        self.outcomes = outcomes_of(rules, setting, [])
        self.not_time = ~sum(1 << index for index, rule in enumerate(rules) if rule.method == "time")

    def rule(self, cell: Cell) -> int | None:
        left = cell.mask & self.not_time
        return (left & -left).bit_length() - 1 if left else None

    def one(self, cell: Cell, pence: int) -> LineSplit:
        """What becomes of one amount of the cell."""
        rule = self.rule(cell)
        outcome = self.outcomes[rule](cell.service_id, pence) if rule is not None else ((), pence, 0)
        return LineSplit(rule, cell.mask, *outcome)

    def whole(self, cell: Cell, held: Held) -> Outcome:
        """What becomes of all amounts of the cell together. A driver rounds each of them by itself: `count` did so."""
        rule = self.rule(cell)
        if rule is None:
            return (), held.total_pence, 0
        outcome = self.outcomes[rule]
        if isinstance(outcome, ByDriver):
            return added(zip(outcome.places, held.sums[outcome.weights], strict=True)), 0, 0
        return outcome(cell.service_id, held.total_pence)

    def count(self, cells: Mapping[Cell, Held]) -> int:
        """Split every amount that a driver catches and that was not split by its weights before; how many were."""
        waiting: dict[tuple[int, ...], list[Held]] = defaultdict(list)
        for cell, held in cells.items():
            rule = self.rule(cell)
            outcome = self.outcomes[rule] if rule is not None else None
            if isinstance(outcome, ByDriver) and outcome.weights not in held.sums:
                waiting[outcome.weights].append(held)
        for weights, lacking in waiting.items():
            _count(weights, lacking)
        return sum(held.size for lacking in waiting.values() for held in lacking)


def _count(weights: tuple[int, ...], lacking: Sequence[Held]) -> None:
    shares = apportion_many(np.concatenate([held.pence for held in lacking]), weights)
    sizes = [held.size for held in lacking]
    if any(abs(held.total_pence) >= 2**62 for held in lacking):
        ends = np.cumsum(sizes).tolist()
        sums = [[total(row[end - size : end]) for row in shares] for end, size in zip(ends, sizes, strict=True)]
    else:
        sums = sums_of_runs(shares, sizes).T.tolist()
    for held, found in zip(lacking, sums, strict=True):
        held.sums[weights] = tuple(found)


def sum_up(grouped: Grouped, rules: Sequence[Rule], setting: Setting) -> Summary:
    """What `split` comes to over the same lines, to the penny, with the same problems in the same order."""
    deciding, together = Deciding(rules, setting), _Together()
    deciding.count(grouped.cells)
    for cell, held in grouped.cells.items():
        together.add(place_of(cell), held.size, held.total_pence, deciding.whole(cell, held))
    result = split(grouped.apart, rules, setting)
    together.add_result(result)
    largest, sides = _largest(grouped, deciding, result), _excluded_sides(grouped, deciding, result)
    return Summary(together.parts(), tuple(result.problems), largest, sides)


def place_of(cell: Cell) -> Place:
    return Place(cell.book_of, cell.cost_centre, cell.group, cell.layer, cell.fund, cell.service)


def _excluded_sides(grouped: Grouped, deciding: Deciding, result: SplitResult) -> tuple[int, int]:
    """What is excluded of lines above zero and of lines below it, which a net would hide from each other."""
    above = below = 0
    for each in result.splits:
        above += max(each.excluded_pence, 0)
        below += min(each.excluded_pence, 0)
    for cell, held in grouped.cells.items():
        if deciding.one(cell, 1).excluded_pence:
            gained = total(held.pence[held.pence > 0])
            above, below = above + gained, below + held.total_pence - gained
    return above, below


def _largest(grouped: Grouped, deciding: Deciding, result: SplitResult) -> tuple[int, ...]:
    """The amounts of which most pence are unallocated, whatever their sign; between equals the earlier row."""
    found = [
        (-abs(each.unallocated_pence), id_)
        for id_, each in zip(grouped.apart_ids, result.splits, strict=True)
        if each.unallocated_pence
    ]
    for cell, held in grouped.cells.items():
        if deciding.one(cell, 1).unallocated_pence:
            amounts = zip(held.ids.tolist(), held.pence.tolist(), strict=True)
            found += nsmallest(LARGEST_TOLD, ((-abs(pence), id_) for id_, pence in amounts if pence))
    return tuple(id_ for _, id_ in nsmallest(LARGEST_TOLD, found))


def one_as_now(cell: Cell, pence: int, present: Mapping[int, int | None]) -> LineSplit:
    """What becomes of one amount of a cell, or of all of them together, where nothing moves."""
    runs = present.get(cell.service_id) if cell.service_id is not None else None
    return LineSplit(None, 0, ((cell.book_of if runs is None else runs, pence),), 0, 0)


def sum_as_now(grouped: Grouped, present: Mapping[int, int | None]) -> Summary:
    """What `split_as_now` comes to over the same lines."""
    together = _Together()
    for cell, held in grouped.cells.items():
        outcome = (one_as_now(cell, held.total_pence, present).shares, 0, 0)
        together.add(place_of(cell), held.size, held.total_pence, outcome)
    together.add_result(split_as_now(grouped.apart, present))
    return Summary(together.parts(), ())


class _Together:
    """Sums by place."""

    def __init__(self) -> None:
        self.counts: dict[Place, list[int]] = {}
        self.shares: dict[Place, dict[int, int]] = {}

    def add(self, place: Place, lines: int, pence: int, outcome: Outcome) -> None:
        counts = self.counts.get(place)
        if counts is None:
            counts, self.shares[place] = self.counts.setdefault(place, [0, 0, 0, 0]), {}
        shares, (given, unallocated, excluded) = self.shares[place], outcome
        counts[0] += lines
        counts[1] += pence
        counts[2] += unallocated
        counts[3] += excluded
        for to, share in given:
            shares[to] = shares.get(to, 0) + share

    def add_result(self, result: SplitResult) -> None:
        for line, each in zip(result.lines, result.splits, strict=True):
            outcome = (each.shares, each.unallocated_pence, each.excluded_pence)
            place = Place(line.book_of, line.cost_centre, line.group, line.layer, line.fund, line.service)
            self.add(place, 1, line.amount_pence, outcome)

    def parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(*place, counts[0], counts[1], tuple(self.shares[place].items()), counts[2], counts[3])
            for place, counts in self.counts.items()
        )


def catches_of(grouped: Grouped, rules: Sequence[Rule], setting: Setting) -> tuple[tuple[Catch, ...], Catch]:
    """(what each rule catches in order, what none catches)."""
    deciding, counts = Deciding(rules, setting), defaultdict[int | None, list[int]](lambda: [0, 0, 0])
    taken: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for cell, held in grouped.cells.items():
        decider = deciding.rule(cell)
        counts[decider][0] += held.size
        counts[decider][1] += held.total_pence
        _count_matches(counts, taken, cell.mask, decider, held.size)
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
    for cell, held in grouped.cells.items():
        some, nil = kept(outcome_of(cell, 1)), kept(outcome_of(cell, 0))
        if some and nil:
            found.update(held.ids.tolist())
        elif some or nil:
            found.update(held.ids[(held.pence != 0) == some].tolist())
    found.update(id_ for id_, each in zip(grouped.apart_ids, result.splits, strict=True) if kept(each))
    return found
