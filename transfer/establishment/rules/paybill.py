"""A pay bill: what a list's lines come to in posts, people, FTE and pence, by service and grade.

Lines that are paid alike are counted together first, because twenty thousand posts share some hundreds of salaries.
"""

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from transfer.establishment.rules.cost import (
    NOTHING,
    Cost,
    CostRates,
    Pay,
    employment_cost,
    ni_pence,
    part_of_week,
    part_of_year,
    pension_rate_name,
    shared_ni,
    stated_pay,
)
from transfer.establishment.rules.scales import Place
from transfer.kernel.money import half_up

Key = tuple[int | None, str]  # service id (None: of no service of the programme), grade
IN_POST = "filled"


class Row(NamedTuple):
    """What is read of one line, or of several that are alike. person_ref: "" where the list has none, or where the
    person has no other line; lines: how many; fte_thousandths: of all of them."""

    service_id: int | None
    grade: str
    occupancy: str | None
    person_ref: str
    fte_thousandths: int
    scheme: str | None
    pay: Pay
    lines: int = 1
    place: Place | None = None


class Alike(NamedTuple):
    """Lines of one service and grade that are paid alike. scheme: the name of its pension rate; place: on the pay
    scales, where the list says it."""

    key: Key
    scheme: str
    pay: Pay
    place: Place | None = None


@dataclass(frozen=True)
class EmployerTerms:
    """By what one employer's posts are costed. rates: by the name of the pension rate; rise: what awards and
    increments that the list does not hold make of its pay; steps: what the scales make of it, by place, instead."""

    employer_id: int
    rates: tuple[tuple[str, CostRates], ...]
    rise: Fraction
    steps: tuple[tuple[Place, Fraction], ...] = ()

    def of(self, scheme: str) -> CostRates:
        return self._by_scheme[scheme]

    def rise_of(self, place: Place | None) -> Fraction:
        return self.rise if place is None else self.by_place.get(place, self.rise)

    @cached_property
    def _by_scheme(self) -> dict[str, CostRates]:
        return dict(self.rates)

    @cached_property
    def by_place(self) -> dict[Place, Fraction]:
        return dict(self.steps)


@dataclass(frozen=True)
class Totals:
    """lines without a salary in the list count in `unpriced` and in no cost."""

    lines: int = 0
    fte_thousandths: int = 0
    paid_fte_thousandths: int = 0
    cost: Cost = NOTHING
    unpriced: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.lines + other.lines, self.fte_thousandths + other.fte_thousandths,
            self.paid_fte_thousandths + other.paid_fte_thousandths, self.cost + other.cost,
            self.unpriced + other.unpriced,
        )  # fmt: skip


@dataclass
class Sheet:
    """A list as it is costed.

    alike: how many lines, and their FTE together; several: the lines of people who have more than one, each by itself,
    because National Insurance looks at the person; people: who is in a filled post, once each; unnamed: how many more,
    who are in one line each: nobody else's, of no reference, or several pooled in it.
    """

    alike: dict[Alike, tuple[int, int]] = field(default_factory=dict)
    several: dict[str, list[tuple[Alike, int]]] = field(default_factory=dict)
    people: dict[Key, set[str]] = field(default_factory=lambda: defaultdict(set))
    unnamed: dict[Key, int] = field(default_factory=lambda: defaultdict(int))

    def headcount(self, keys: Iterable[Key]) -> int:
        """People in filled posts of these keys, each once however many posts they have."""
        wanted = [key for key in keys if key in self.people or key in self.unnamed]
        named: set[str] = set().union(*(self.people.get(key, ()) for key in wanted))
        return len(named) + sum(self.unnamed.get(key, 0) for key in wanted)

    @cached_property
    def newcomers(self) -> list[Place]:
        """The places of those who started so late that a scale may have them wait for their first step."""
        lines = [*self.alike, *(alike for held in self.several.values() for alike, _ in held)]
        return sorted({each.place for each in lines if each.place and each.place.began})

    def at(self, places: Container[Place]) -> int:
        """How many lines stand at one of these places of the scales."""
        held = sum(lines for alike, (lines, _) in self.alike.items() if alike.place in places)
        return held + sum(alike.place in places for lines in self.several.values() for alike, _ in lines)


def sheet_of(rows: Iterable[Row]) -> Sheet:
    """An agency worker's reference is no employment of this employer, so it joins no other line."""
    made, known, held = Sheet(), dict[str | None, str](), defaultdict[str, list[tuple[Alike, int]]](list)
    for row in rows:
        key = (row.service_id, row.grade)
        if row.scheme not in known:
            known[row.scheme] = pension_rate_name(row.scheme)[0]
        alike = Alike(key, known[row.scheme], row.pay, row.place)
        named = bool(row.person_ref) and row.pay.heads == 1
        if named and row.occupancy != "agency":
            held[row.person_ref].append((alike, row.fte_thousandths))
        else:
            _add(made, alike, row.fte_thousandths, row.lines)
        if row.occupancy == IN_POST:
            if named:
                made.people[key].add(row.person_ref)
            else:
                made.unnamed[key] += row.pay.heads * row.lines
    for reference, lines in held.items():
        if len(lines) > 1:
            made.several[reference] = lines
        else:
            _add(made, *lines[0])
    return made


def _add(made: Sheet, alike: Alike, fte_thousandths: int, lines: int = 1) -> None:
    held, fte = made.alike.get(alike, (0, 0))
    made.alike[alike] = (held + lines, fte + fte_thousandths)


def priced(sheet: Sheet, terms: EmployerTerms) -> dict[Key, Totals]:
    """What the lines of people who have one line come to under one employer's terms."""
    found: dict[Key, list[int]] = defaultdict(lambda: [0] * 8)
    known = dict[object, tuple[int, Cost | None]]()
    for alike, (lines, fte) in sheet.alike.items():
        paid_so = alike[1:]  # services and grades that are paid alike are worked out once
        if paid_so not in known:
            known[paid_so] = paid_thousandths(alike.pay, terms.of(alike.scheme)), costs_together([alike], terms)[0]
        (paid, cost), held = known[paid_so], found[alike.key]
        held[0] += lines
        held[1] += fte
        held[2] += lines * paid
        if cost is None:
            held[7] += lines
            continue
        held[3] += lines * cost.pay_pence
        held[4] += lines * cost.employer_ni_pence
        held[5] += lines * cost.pension_pence
        held[6] += lines * cost.levy_pence
    return {key: Totals(held[0], held[1], held[2], Cost(*held[3:7]), held[7]) for key, held in found.items()}


def priced_several(sheet: Sheet, terms_of: Callable[[Key], EmployerTerms]) -> dict[Key, Totals]:
    """What the lines of people who have several come to: one threshold a person and employer, whoever that is."""
    found: dict[Key, Totals] = defaultdict(Totals)
    for lines in sheet.several.values():
        by_employer: dict[int, list[tuple[Alike, int]]] = defaultdict(list)
        for line in lines:
            by_employer[terms_of(line[0].key).employer_id].append(line)
        for held in by_employer.values():
            terms = terms_of(held[0][0].key)
            for (alike, fte), cost in zip(held, costs_together([each for each, _ in held], terms), strict=True):
                paid = paid_thousandths(alike.pay, terms.of(alike.scheme))
                found[alike.key] += Totals(1, fte, paid, cost or NOTHING, int(cost is None))
    return dict(found)


def costs_together(lines: Sequence[Alike], terms: EmployerTerms) -> list[Cost | None]:
    """The cost of each of one person's lines with one employer, or of one pooled line; None without a salary."""
    rates = [terms.of(each.scheme) for each in lines]
    pays = [stated_pay(each.pay, one, terms.rise_of(each.place)) for each, one in zip(lines, rates, strict=True)]
    if len(lines) == 1:
        heads = lines[0].pay.heads
        return [None if pays[0] is None else employment_cost(pays[0], rates[0], ni_pence(pays[0], rates[0], heads))]
    parts = iter(shared_ni([pay for pay in pays if pay is not None], rates[0]))
    return [
        None if pay is None else employment_cost(pay, one, next(parts)) for pay, one in zip(pays, rates, strict=True)
    ]


def paid_thousandths(pay: Pay, rates: CostRates) -> int:
    """FTE by the weeks that are paid, rounded once to thousandths."""
    return half_up(1000 * part_of_week(pay, rates) * part_of_year(pay, rates))


def total_of(cells: Mapping[Key, Totals], keys: Iterable[Key] | None = None) -> Totals:
    wanted = cells.values() if keys is None else (cells[key] for key in keys if key in cells)
    return sum(wanted, Totals())
