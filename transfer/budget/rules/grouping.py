"""Every amount of some books once, in columns; and the amounts that rules treat alike, together in cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from transfer.budget.rules.layers import Accounts
from transfer.budget.rules.selecting import Matcher, Rule, SplitLine, bits
from transfer.kernel.many import Whole, total

# (amount id, release id, cost centre, account, account's name, group, fund, pence)
Raw = tuple[int, int, str, str, str | None, str, str | None, int]
_AS_IN_THE_BOOK = Accounts()


class Kind(NamedTuple):
    """What a line is by its account. group: as the organisation's map says, else as the book does."""

    release_id: int
    account: str
    group: str
    layer: str


class Cell(NamedTuple):
    """What lines have in common that the rules treat alike. mask: every rule that matches them, as bits."""

    book_of: int
    cost_centre: str
    group: str
    layer: str
    fund: str | None
    service_id: int | None
    service: str | None
    mask: int


@dataclass(frozen=True)
class Columns:
    """Amounts in the order that they were read in; centres, kinds and funds are places in the lists of their names.
    They hang on the books alone, so that a change of rules reads nothing again."""

    ids: Whole
    pence: Whole
    centres: Whole
    kinds: Whole
    funds: Whole
    centre_names: Sequence[str] = ()
    kind_names: Sequence[Kind] = ()
    fund_names: Sequence[str | None] = ()


@dataclass(frozen=True)
class Held:
    """The amounts of one cell. sums: what splitting each of them by some weights comes to, kept once it was counted:
    weights and amounts never change."""

    ids: Whole
    pence: Whole
    kinds: Whole
    sums: dict[tuple[int, ...], tuple[int, ...]] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.ids)

    @cached_property
    def total_pence(self) -> int:
        return total(self.pence)

    def part(self, chosen: npt.NDArray[np.bool]) -> "Held":
        """Those at which `chosen` is true."""
        return Held(self.ids[chosen], self.pence[chosen], self.kinds[chosen])

    def with_more(self, other: "Held") -> "Held":
        return Held(
            np.concatenate((self.ids, other.ids)),
            np.concatenate((self.pence, other.pence)),
            np.concatenate((self.kinds, other.kinds)),
        )


@dataclass(frozen=True)
class Grouped:
    """Every line of some books, once. apart: those that must be split together as lines; apart_ids: their amounts'."""

    cells: Mapping[Cell, Held]
    apart: Sequence[SplitLine] = ()
    apart_ids: Sequence[int] = ()
    kind_names: Sequence[Kind] = ()

    @property
    def size(self) -> int:
        return sum(held.size for held in self.cells.values()) + len(self.apart)


def columns_of(rows: Iterable[Raw], maps: Mapping[int, Accounts]) -> Columns:
    """maps: what each release's organisation says of its accounts."""
    ids: list[int] = []
    pence: list[int] = []
    codes: tuple[list[int], list[int], list[int]] = ([], [], [])
    centres: dict[str, int] = {}
    funds: dict[str | None, int] = {}
    kinds: dict[tuple[int, str, str | None, str], int] = {}
    named: dict[Kind, int] = {}
    for amount_id, release_id, centre, account, name, group, fund, amount in rows:
        key = (release_id, account, name, group)
        kind = kinds.get(key)
        if kind is None:
            kind = kinds[key] = named.setdefault(_kind(maps, *key), len(named))
        ids.append(amount_id)
        pence.append(amount)
        codes[0].append(centres.setdefault(centre, len(centres)))
        codes[1].append(kind)
        codes[2].append(funds.setdefault(fund, len(funds)))
    id_, amounts, centre_at, kind_at, fund_at = (np.array(each, np.int64) for each in (ids, pence, *codes))
    return Columns(id_, amounts, centre_at, kind_at, fund_at, tuple(centres), tuple(named), tuple(funds))


def _kind(maps: Mapping[int, Accounts], release_id: int, account: str, name: str | None, group: str) -> Kind:
    says = maps.get(release_id, _AS_IN_THE_BOOK)
    group = says.group(account, group)
    return Kind(release_id, account, group, says.layer(account, name or "", group))


def group_columns(
    columns: Columns, rules: Sequence[Rule], books: Mapping[int, int], owners: Mapping[str, tuple[int, str]]
) -> dict[Cell, Held]:
    """books: the organisation of each release; owners: the service (id, name) of each cost centre."""
    if not columns.ids.size:
        return {}
    matcher = Matcher(rules)
    sorts: dict[tuple[int, str, str, int], int] = {}
    sort_of = [
        sorts.setdefault((books[kind.release_id], kind.group, kind.layer, matcher.mask("account", kind.account)),
                         len(sorts))
        for kind in columns.kind_names
    ]  # fmt: skip
    sort = np.array(sort_of, np.int64)[columns.kinds]
    joined = (columns.centres * len(columns.fund_names) + columns.funds) * len(sorts) + sort
    order = np.argsort(joined, kind="stable")
    together, sorted_ = _Sorted(columns, order), list(sorts)
    cells: dict[Cell, Held] = {}
    for code, held in together.runs(joined[order]):
        rest, sort_at = divmod(code, len(sorts))
        centre_at, fund_at = divmod(rest, len(columns.fund_names))
        centre, fund = columns.centre_names[centre_at], columns.fund_names[fund_at]
        book, group, layer, account_mask = sorted_[sort_at]
        service_id, service = owners.get(centre, (None, None))
        mask = account_mask & matcher.mask_without_account(centre, group, fund, service)
        _put(cells, Cell(book, centre, group, layer, fund, service_id, service, mask), held)
    return cells


def _put(cells: dict[Cell, Held], cell: Cell, held: Held) -> None:
    """Two accounts may differ in rules that their cost centre does not meet."""
    there = cells.get(cell)
    cells[cell] = held if there is None else there.with_more(held)


class _Sorted:
    def __init__(self, columns: Columns, order: Whole) -> None:
        self.ids, self.pence, self.kinds = columns.ids[order], columns.pence[order], columns.kinds[order]

    def runs(self, codes: Whole) -> Iterator[tuple[int, Held]]:
        """Each code with the amounts that have it; codes are sorted."""
        starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
        ends = [*starts[1:].tolist(), len(codes)]
        for code, start, end in zip(codes[starts].tolist(), starts.tolist(), ends, strict=True):
            yield code, Held(self.ids[start:end], self.pence[start:end], self.kinds[start:end])


def regroup(grouped: Grouped, before: Sequence[Rule], after: Sequence[Rule]) -> Grouped:
    """The same lines under other rules: only selectors that are new are tried, and cells that no rule divides anew
    keep what was counted of them."""
    places = _places(before, after)
    fresh = [index for index, place in enumerate(places) if place is None]
    trying = _Trying([after[index] for index in fresh], fresh, grouped.kind_names)
    moved: dict[int, int] = {}
    cells: dict[Cell, Held] = {}
    for cell, held in grouped.cells.items():
        kept = moved.get(cell.mask)
        if kept is None:
            kept = moved[cell.mask] = _moved(cell.mask, places)
        for mask, part in trying.parts(cell, held):
            _put(cells, cell._replace(mask=kept | mask), part)
    return Grouped(cells, grouped.apart, grouped.apart_ids, grouped.kind_names)


def _places(before: Sequence[Rule], after: Sequence[Rule]) -> list[int | None]:
    """For each rule the place of the one before that selects the same lines, each used once."""
    free: dict[frozenset[tuple[str, str]], list[int]] = {}
    for index, rule in enumerate(before):
        free.setdefault(frozenset(rule.selector.items()), []).append(index)
    held = [free.get(frozenset(rule.selector.items()), []) for rule in after]
    return [each.pop(0) if each else None for each in held]


def _moved(mask: int, places: Sequence[int | None]) -> int:
    return sum(1 << index for index, place in enumerate(places) if place is not None and mask >> place & 1)


class _Trying:
    """Rules that were not there before, tried on cells. at: their places among all rules."""

    def __init__(self, rules: Sequence[Rule], at: Sequence[int], kinds: Sequence[Kind]) -> None:
        self.matcher, self.at = Matcher(rules), at
        self.by_account = sum(1 << index for index, rule in enumerate(rules) if "account" in rule.selector)
        self.masks = [self.matcher.mask("account", kind.account) for kind in kinds] if self.by_account else []

    def parts(self, cell: Cell, held: Held) -> Iterator[tuple[int, Held]]:
        """(the new rules that match, as bits among all rules, the amounts that they match)."""
        rest = self.matcher.mask_without_account(cell.cost_centre, cell.group, cell.fund, cell.service)
        if not rest & self.by_account:
            yield self._among_all(rest), held
            return
        found = {kind: rest & self.masks[kind] for kind in set(held.kinds.tolist())}
        for mask in sorted(set(found.values())):
            kinds = [kind for kind, each in found.items() if each == mask]
            yield self._among_all(mask), held if len(kinds) == len(found) else held.part(np.isin(held.kinds, kinds))

    def _among_all(self, mask: int) -> int:
        return sum(1 << self.at[index] for index in bits(mask))
