"""The same split as `split`, summed: lines that every rule treats alike are taken together where that is exact.

Giving a line whole to somebody (or to nobody) is linear, so such lines are summed first. A driver rounds each line by
itself, so each is split by itself. Lines of cost centres from which a time rule lifts posts are split as single lines.
"""

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from heapq import nsmallest
from typing import NamedTuple

from transfer.budget.rules.lifting import Problem
from transfer.budget.rules.reconciling import INCOME, Slice
from transfer.budget.rules.selecting import Matcher, Rule, SplitLine, bits
from transfer.budget.rules.splitting import (
    LineSplit,
    Outcome,
    Setting,
    SplitResult,
    Splitting,
    outcomes_of,
    split,
    split_as_now,
)

LARGEST_TOLD = 10
Raw = tuple[int, int, str, str, str, str | None, int]


class Cell(NamedTuple):
    """What lines have in common that the rules treat alike. mask: every rule that matches them, as bits."""

    book_of: int
    cost_centre: str
    group: str
    fund: str | None
    service_id: int | None
    service: str | None
    mask: int


@dataclass(frozen=True)
class Held:
    """The amounts of one cell: their ids and, in the same order, their pence."""

    ids: "array[int]" = field(default_factory=lambda: array("q"))
    pence: "array[int]" = field(default_factory=lambda: array("q"))

    @cached_property
    def total_pence(self) -> int:
        return sum(self.pence)


@dataclass(frozen=True)
class Grouped:
    """Every line of some books, once. apart: those that must be split together as lines; apart_ids: their amounts'."""

    cells: Mapping[Cell, Held]
    apart: Sequence[SplitLine] = ()
    apart_ids: Sequence[int] = ()

    @property
    def size(self) -> int:
        return sum(len(held.ids) for held in self.cells.values()) + len(self.apart)


class Part(NamedTuple):
    """Lines of one cost centre, group and fund, and what became of them; shares: (organisation id, pence)."""

    cost_centre: str
    group: str
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
        """As `reconciling.slices`, by cost_centre, group, fund or service."""
        found: dict[str, Slice] = {}
        for part in self.parts:
            name = getattr(part, key) or ""
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
    """What one rule decides: lines and pence; mask_lines: how many lines its selector matches at all."""

    lines: int
    pence: int
    mask_lines: int


def group_lines(
    rows: Iterable[Raw],
    rules: Sequence[Rule],
    books: Mapping[int, int],
    owners: Mapping[str, tuple[int, str]],
) -> dict[Cell, Held]:
    """rows: (amount id, release id, cost centre, account, group, fund, pence); books: the organisation of each
    release; owners: the service (id, name) of each cost centre."""
    matcher = Matcher(rules)
    alike: dict[tuple[int, str, int, str, str | None], Held] = {}
    accounts: dict[str, int] = {}
    for amount_id, release_id, centre, account, group, fund, pence in rows:
        account_mask = accounts.get(account)
        if account_mask is None:
            account_mask = accounts[account] = matcher.mask("account", account)
        key = (release_id, centre, account_mask, group, fund)
        held = alike.get(key)
        if held is None:
            held = alike[key] = Held()
        held.ids.append(amount_id)
        held.pence.append(pence)
    cells: dict[Cell, Held] = {}
    for (release_id, centre, account_mask, group, fund), held in alike.items():
        service_id, service = owners.get(centre, (None, None))
        mask = account_mask & matcher.mask_without_account(centre, group, fund, service)
        cell = Cell(books[release_id], centre, group, fund, service_id, service, mask)
        kept = cells.setdefault(cell, held)
        if kept is not held:
            kept.ids.extend(held.ids)
            kept.pence.extend(held.pence)
    return cells


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

    def each(self, cell: Cell, held: Held) -> list[Outcome]:
        """One outcome for the whole cell, or one for each of its amounts where a driver rounds each."""
        rule = self.rule(cell)
        if rule is None:
            return [((), held.total_pence, 0)]
        outcome: Splitting = self.outcomes[rule]
        if self.rules[rule].method != "driver":
            return [outcome(cell.service_id, held.total_pence)]
        return [outcome(cell.service_id, pence) for pence in held.pence]


def sum_up(grouped: Grouped, rules: Sequence[Rule], setting: Setting) -> Summary:
    """What `split` comes to over the same lines, to the penny, with the same problems in the same order."""
    deciding, together = Deciding(rules, setting), _Together()
    for cell, held in grouped.cells.items():
        place = (cell.cost_centre, cell.group, cell.fund, cell.service)
        together.add(place, len(held.ids), held.total_pence, deciding.each(cell, held))
    result = split(grouped.apart, rules, setting)
    together.add_result(result)
    largest, sides = _largest(grouped, deciding, result), _excluded_sides(grouped, deciding, result)
    return Summary(together.parts(), tuple(result.problems), largest, sides)


def _excluded_sides(grouped: Grouped, deciding: Deciding, result: SplitResult) -> tuple[int, int]:
    """What is excluded of lines above zero and of lines below it, which a net would hide from each other."""
    above = below = 0
    for each in result.splits:
        above += max(each.excluded_pence, 0)
        below += min(each.excluded_pence, 0)
    for cell, held in grouped.cells.items():
        if deciding.one(cell, 1).excluded_pence:
            gained = sum(pence for pence in held.pence if pence > 0)
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
            sizes = ((-abs(pence), id_) for id_, pence in zip(held.ids, held.pence, strict=True) if pence)
            found += nsmallest(LARGEST_TOLD, sizes)
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
        place = (cell.cost_centre, cell.group, cell.fund, cell.service)
        together.add(place, len(held.ids), held.total_pence, [outcome])
    together.add_result(split_as_now(grouped.apart, present))
    return Summary(together.parts(), ())


class _Together:
    """Sums by cost centre, group, fund and service."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str, str | None, str | None], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
        self.shares: dict[tuple[str, str, str | None, str | None], dict[int, int]] = defaultdict(dict)

    def add(
        self, place: tuple[str, str, str | None, str | None], lines: int, pence: int, outcomes: Iterable[Outcome]
    ) -> None:
        counts, shares = self.counts[place], self.shares[place]
        counts[0] += lines
        counts[1] += pence
        for given, unallocated, excluded in outcomes:
            counts[2] += unallocated
            counts[3] += excluded
            for to, share in given:
                shares[to] = shares.get(to, 0) + share

    def add_result(self, result: SplitResult) -> None:
        for line, each in zip(result.lines, result.splits, strict=True):
            outcome = (each.shares, each.unallocated_pence, each.excluded_pence)
            self.add((line.cost_centre, line.group, line.fund, line.service), 1, line.amount_pence, [outcome])

    def parts(self) -> tuple[Part, ...]:
        return tuple(
            Part(*place, counts[0], counts[1], tuple(self.shares[place].items()), counts[2], counts[3])
            for place, counts in self.counts.items()
        )


def catches_of(grouped: Grouped, rules: Sequence[Rule], setting: Setting) -> tuple[tuple[Catch, ...], Catch]:
    """(what each rule catches in order, what none catches)."""
    deciding, counts = Deciding(rules, setting), defaultdict[int | None, list[int]](lambda: [0, 0, 0])
    for cell, amounts in grouped.cells.items():
        counts[deciding.rule(cell)][0] += len(amounts.ids)
        counts[deciding.rule(cell)][1] += amounts.total_pence
        for index in bits(cell.mask):
            counts[index][2] += len(amounts.ids)
    result = split(grouped.apart, rules, setting)
    for line, each in zip(result.lines, result.splits, strict=True):
        _count_line(counts, line, each)
    return tuple(Catch(*counts[index]) for index in range(len(rules))), Catch(*counts[None])


def _count_line(counts: Mapping[int | None, list[int]], line: SplitLine, each: LineSplit) -> None:
    counts[each.rule][0] += 1
    counts[each.rule][1] += line.amount_pence - sum(lift.amount_pence for lift in each.lifts)
    for rule in {lift.rule for lift in each.lifts}:
        counts[rule][0] += rule != each.rule
        counts[rule][1] += sum(lift.amount_pence for lift in each.lifts if lift.rule == rule)
    for index in bits(each.mask):
        counts[index][2] += 1


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
            found.update(held.ids)
        elif some or nil:
            found.update(id_ for id_, pence in zip(held.ids, held.pence, strict=True) if bool(pence) == some)
    found.update(id_ for id_, each in zip(grouped.apart_ids, result.splits, strict=True) if kept(each))
    return found
