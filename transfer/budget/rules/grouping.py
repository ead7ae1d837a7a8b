"""Every amount of some books once, in columns; and the amounts that rules treat alike, together in cells."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from transfer.budget.rules.layers import Accounts
from transfer.budget.rules.selecting import Matcher, Rule, SplitLine
from transfer.kernel.many import Whole, apportion_many, total

# (amount id, release id, cost centre, account, account's name, group, fund, pence)
Raw = tuple[int, int, str, str, str | None, str, str | None, int]
_AS_IN_THE_BOOK = Accounts()
_BLOCK = 2**13  # amounts divided at a time, so that what is worked out of them stays in the processor's own memory


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


class Place(NamedTuple):
    """What totals are cut by. organisation: the one whose book it is, by its id."""

    organisation: int
    cost_centre: str
    group: str
    layer: str
    fund: str | None
    service: str | None


class Cut(NamedTuple):
    """One of the keys that totals are cut by. at: for each place, which of the names it has."""

    names: Sequence[Any]
    at: Whole


@dataclass(frozen=True)
class Places:
    """Places in columns: a cut for each key of `Place`, in their order. There may be a hundred thousand."""

    cuts: tuple[Cut, ...]

    def __len__(self) -> int:
        return self.cuts[0].at.size

    def cut(self, key: str) -> Cut:
        return self.cuts[Place._fields.index(key)]

    @cached_property
    def each(self) -> Sequence[Place]:
        named = ([cut.names[at] for at in cut.at.tolist()] for cut in self.cuts)
        return tuple(map(Place, *named))


def places_of(places: Sequence[Place]) -> Places:
    """The same in columns."""
    at = np.arange(len(places))
    return Places(tuple(Cut([getattr(place, key) for place in places], at) for key in Place._fields))


@dataclass
class Divided:
    """Amounts over one set of weights: a column for each amount, filled where `done`, each once."""

    shares: Whole
    done: npt.NDArray[np.bool]


@dataclass(frozen=True)
class Columns:
    """Amounts in the order that they were read in; centres, kinds and funds are places in the lists of their names.

    They hang on the books alone, so that a change of rules reads nothing again, and what dividing an amount by some
    weights came to is kept in `divided`: neither ever changes.
    """

    ids: Whole
    pence: Whole
    centres: Whole
    kinds: Whole
    funds: Whole
    centre_names: Sequence[str] = ()
    kind_names: Sequence[Kind] = ()
    fund_names: Sequence[str | None] = ()
    divided: dict[tuple[int, ...], Divided] = field(default_factory=dict)

    @cached_property
    def adding(self) -> Any:
        """What sums are kept in: 64 bits where every sum fits, else Python's own numbers."""
        largest = int(np.abs(self.pence).max()) if self.pence.size else 0
        return np.int64 if largest * max(1, self.pence.size) < 2**62 else object

    def divide(self, weights: tuple[int, ...], asked: npt.NDArray[np.bool]) -> int:
        """Make sure that the asked amounts are divided by these weights; how many were not before."""
        held = self.divided.get(weights)
        if held is None:
            shares, done = np.zeros((len(weights), self.pence.size), np.int64), np.zeros(self.pence.size, np.bool)
            held = self.divided[weights] = Divided(shares, done)
        lacking = np.flatnonzero(asked & ~held.done)
        for start in range(0, lacking.size, _BLOCK):
            block = lacking[start : start + _BLOCK]
            held.shares[:, block] = apportion_many(self.pence[block], weights)
        held.done[lacking] = True
        return int(lacking.size)


@dataclass(frozen=True)
class Held:
    """The amounts of one cell."""

    ids: Whole
    pence: Whole
    kinds: Whole

    @property
    def size(self) -> int:
        return len(self.ids)

    @cached_property
    def total_pence(self) -> int:
        return total(self.pence)


@dataclass(frozen=True)
class Grouped:
    """Every line of some books, once, and which rules match each of them.

    masks: the sets of rules that there are, as bits; of: for each amount the place of its set among them; places: what
    totals are cut by; at: for each amount its place among them; services: of each cost centre, by its place among their
    names; apart: lines that must be split together as lines; apart_ids: their amounts'.
    """

    columns: Columns
    masks: Sequence[int]
    of: Whole
    places: Places
    at: Whole
    services: Sequence[int | None]
    apart: Sequence[SplitLine] = ()
    apart_ids: Sequence[int] = ()

    @property
    def kind_names(self) -> Sequence[Kind]:
        return self.columns.kind_names

    @property
    def size(self) -> int:
        return self.columns.ids.size + len(self.apart)

    @cached_property
    def cells(self) -> Mapping[Cell, Held]:
        """The amounts that the rules treat alike, together."""
        joined = self.at * max(1, len(self.masks)) + self.of
        order = np.argsort(joined, kind="stable")
        ids, pence, kinds = self.columns.ids[order], self.columns.pence[order], self.columns.kinds[order]
        service_of = dict(zip(self.columns.centre_names, self.services, strict=True))
        found: dict[Cell, Held] = {}
        for code, start, end in _runs(joined[order]):
            place_at, mask_at = divmod(code, len(self.masks))
            place = self.places.each[place_at]
            cell = Cell(*place[:5], service_of[place.cost_centre], place.service, self.masks[mask_at])
            found[cell] = Held(ids[start:end], pence[start:end], kinds[start:end])
        return found

    @cached_property
    def alike(self) -> Sequence[tuple[Cell, Whole]]:
        """(what amounts have in common, where they stand), whatever their cost centre and layer, which are blank here:
        tens of these where there are thousands of cells."""
        if not self.columns.ids.size:
            return []
        centre_at, cuts = self.places.cut("cost_centre").at, [self.places.cut(key) for key in ("organisation", "group")]
        cuts += [self.places.cut("fund"), Cut(self.services, centre_at), self.places.cut("service")]
        named = [_different_names(cut) for cut in cuts]
        code = np.zeros(len(self.places), np.int64)
        for names, at in named:
            code = code * len(names) + at
        joined = code[self.at] * len(self.masks) + self.of
        order = np.argsort(joined, kind="stable")
        return [
            (self._cell([names[at[self.at[order[start]]]] for names, at in named], code % len(self.masks)),
             order[start:end])
            for code, start, end in _runs(joined[order])
        ]  # fmt: skip

    def _cell(self, says: Sequence[Any], mask_at: int) -> Cell:
        book, group_name, fund, service_id, service = says
        return Cell(book, "", group_name, "", fund, service_id, service, self.masks[mask_at])


def _different_names(cut: Cut) -> tuple[list[Any], Whole]:
    """(the different names of a cut, for each place which of them it has)."""
    known: dict[Any, int] = {}
    of = np.array([known.setdefault(name, len(known)) for name in cut.names], np.int64)
    return list(known), of[cut.at]


def _runs(codes: Whole) -> Iterator[tuple[int, int, int]]:
    """Each code with where its run begins and ends; codes are sorted."""
    if not codes.size:
        return
    starts = np.flatnonzero(np.concatenate(([True], codes[1:] != codes[:-1])))
    ends = [*starts[1:].tolist(), codes.size]
    yield from zip(codes[starts].tolist(), starts.tolist(), ends, strict=True)


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


Owners = Mapping[str, tuple[int, str]]


def group(
    columns: Columns,
    rules: Sequence[Rule],
    books: Mapping[int, int],
    owners: Owners,
    apart: Sequence[SplitLine] = (),
    apart_ids: Sequence[int] = (),
) -> Grouped:
    """books: the organisation of each release; owners: the service (id, name) of each cost centre."""
    masks, of = _matched(columns, rules, owners)
    places, at = _placed(columns, books, owners)
    services = [owners.get(centre, (None, ""))[0] for centre in columns.centre_names]
    return Grouped(columns, masks, of, places, at, services, apart, apart_ids)


def _different(codes: Whole, most: int) -> tuple[Whole, Whole]:
    """(the different codes in their order, the place among them of each). most: above all codes. Where they are not
    many more than there are of them, they are ticked in a table instead of being sorted."""
    if most > 4 * codes.size:
        return np.unique(codes, return_inverse=True)
    there = np.zeros(most, np.bool)
    there[codes] = True
    return np.flatnonzero(there), (np.cumsum(there) - 1)[codes]


def _classes(masks: Iterable[int]) -> tuple[list[int], Whole]:
    """(the different ones, the place among them of each)."""
    known: dict[int, int] = {}
    of = [known.setdefault(mask, len(known)) for mask in masks]
    return list(known), np.array(of, np.int64)


def _matched(columns: Columns, rules: Sequence[Rule], owners: Owners) -> tuple[list[int], Whole]:
    """A rule asks a line's cost centre, account and fund apart, so each of those is looked up once, however many lines
    have it; lines are told apart by numbers only."""
    matcher = Matcher(rules)
    centres, centre_of = _classes(
        matcher.mask("cost_centre", each) & matcher.mask("service", owners.get(each, (0, None))[1])
        for each in columns.centre_names
    )
    kinds, kind_of = _classes(
        matcher.mask("account", kind.account) & matcher.mask("group", kind.group) for kind in columns.kind_names
    )
    funds, fund_of = _classes(matcher.mask("fund", each) for each in columns.fund_names)
    if not columns.ids.size:
        return [], columns.ids
    codes = (centre_of[columns.centres] * len(kinds) + kind_of[columns.kinds]) * len(funds) + fund_of[columns.funds]
    different, of = _different(codes, len(centres) * len(kinds) * len(funds))
    found = []
    for code in different.tolist():
        rest, fund = divmod(code, len(funds))
        centre, kind = divmod(rest, len(kinds))
        found.append(centres[centre] & kinds[kind] & funds[fund])
    masks, mask_of = _classes(found)
    return masks, mask_of[of]


def _placed(columns: Columns, books: Mapping[int, int], owners: Owners) -> tuple[Places, Whole]:
    sorts: dict[tuple[int, str, str], int] = {}
    sort_of = [
        sorts.setdefault((books[kind.release_id], kind.group, kind.layer), len(sorts)) for kind in columns.kind_names
    ]
    if not columns.ids.size:
        return places_of([]), columns.ids
    funds = len(columns.fund_names)
    codes = columns.centres * funds + columns.funds
    codes = codes * len(sorts) + np.array(sort_of, np.int64)[columns.kinds]
    different, at = _different(codes, len(columns.centre_names) * funds * len(sorts))
    rest, sort_at = np.divmod(different, len(sorts))
    centre_at, fund_at = np.divmod(rest, funds)
    services = [owners[centre][1] if centre in owners else None for centre in columns.centre_names]
    book, group_name, layer = zip(*sorts, strict=True)
    cuts = (
        Cut(book, sort_at), Cut(columns.centre_names, centre_at), Cut(group_name, sort_at), Cut(layer, sort_at),
        Cut(columns.fund_names, fund_at), Cut(services, centre_at),
    )  # fmt: skip
    return Places(cuts), at
