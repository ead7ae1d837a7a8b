"""Pay scales: what each point of a grade is paid from a day on, and what a post's holder has climbed by another day.

A step is one point a year, on the first day of a month that the scale says, up to the top of the grade. That everybody
steps up on that day is an assumption. Some local agreements give whoever started within six months before it their
first step six months after they started: a scale says whether it is so, and that is an assumption too.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple

from transfer.establishment.rules.inputs import AWARD, SETTLED, Input, rise
from transfer.kernel.dates import add_months
from transfer.kernel.errors import DomainError
from transfer.programmes.rules import name_key

STATUSES = ("assumed", "offered", "agreed")
MOST_POINTS = 2_000
NEWCOMER_MONTHS = 6
LARGEST_PENCE = 100_000_000
_PAY = re.compile(r"£?\d[\d,]{0,12}(\.\d{1,2})?")


class Point(NamedTuple):
    """grade as it is typed; point: the first number in it (26 of "SCP 26"); pence: a full-time year's pay."""

    grade: str
    point: int
    pence: int


class Place(NamedTuple):
    """Where a line stands on the scales. grade: as names are compared; climbs: somebody holds the post; began: when
    they started, of newcomers alone."""

    grade: str
    point: int
    climbs: bool
    began: date | None = None


@dataclass(frozen=True)
class Scale:
    """organisation_id None: for every employer; month: on its first day everybody steps up; half_year: newcomers
    wait for their first step until six months after they started; settled_on: the day on which it was agreed, and a
    list of that day or later is paid by it."""

    starts_on: date
    status: str
    source: str
    points: tuple[Point, ...]
    month: int = 4
    organisation_id: int | None = None
    settled_on: date | None = None
    id: int | None = None
    half_year: bool = False

    @cached_property
    def grades(self) -> Mapping[str, Mapping[int, int]]:
        """Pence by grade and point, from the bottom up."""
        found: dict[str, dict[int, int]] = {}
        for each in sorted(self.points, key=lambda each: each.point):
            found.setdefault(name_key(each.grade), {})[each.point] = each.pence
        return found

    @property
    def firm(self) -> bool:
        return self.status in SETTLED

    def is_in_list(self, as_at: date) -> bool:
        return self.firm and max(self.settled_on or self.starts_on, self.starts_on) <= as_at


@dataclass(frozen=True)
class Climb:
    """What becomes of one line's pay: from a point of the scale that the list is paid by to one of the scale of the
    day. awards: those on top that this scale does not hold; first_on: a newcomer's first step, where it is later."""

    listed: Scale
    scale: Scale
    grade: str
    point: int
    reached: int
    awards: tuple[Input, ...]
    first_on: date | None = None

    @property
    def rise(self) -> Fraction:
        before, after = self.listed.grades[self.grade][self.point], self.scale.grades[self.grade][self.reached]
        return Fraction(after, before) * rise(self.awards)


@dataclass(frozen=True)
class Ladder:
    """The scales of one employer as they stand for a list of one day, and for the day that is costed."""

    scales: tuple[Scale, ...]
    rises: tuple[Input, ...]
    as_at: date
    on: date

    def climb(self, place: Place | None) -> Climb | None:
        """None where no scale holds the line's point: what is stated on average counts then."""
        scales = [each for each in self.scales if place and each.starts_on <= self.on and place.grade in each.grades]
        if place is None or not scales:
            return None
        listed = max((each for each in scales if each.is_in_list(self.as_at)), key=_newest, default=None)
        scale = max(scales, key=_newest)
        base = listed or scale
        points = scale.grades[place.grade]
        if place.point not in points or place.point not in base.grades[place.grade]:
            return None
        began = place.began if scale.half_year else None
        steps = steps_between(self.as_at, self.on, scale.month, began) if place.climbs else 0
        above = [each for each in points if each >= place.point]
        held = tuple(
            each for each in self.rises if each.name == AWARD and (listed is None or each.starts_on > scale.starts_on)
        )
        reached, waits = above[min(steps, len(above) - 1)], first_step(began, scale.month) if began else None
        return Climb(base, scale, place.grade, place.point, reached, held, waits)

    @property
    def places(self) -> list[Place]:
        every = {(grade, point) for each in self.scales for grade, points in each.grades.items() for point in points}
        return [Place(*each, climbs) for each in sorted(every) for climbs in (True, False)]

    def steps(self, newcomers: Iterable[Place] = ()) -> tuple[tuple[Place, Fraction], ...]:
        """What the pay of each place becomes. newcomers: the places of a list that say when somebody started."""
        climbs = ((place, self.climb(place)) for place in (*self.places, *newcomers))
        return tuple((place, climb.rise) for place, climb in climbs if climb)


def _newest(scale: Scale) -> tuple[bool, date]:
    """An employer's own before every employer's, and a later one before an earlier."""
    return scale.organisation_id is not None, scale.starts_on


def ladder_of(
    scales: Iterable[Scale], rises: Iterable[Input], employer: Collection[int], as_at: date | None, on: date
) -> Ladder | None:
    """None without a scale of this employer, or for a list that does not say its day: how many steps it is behind
    cannot be told. employer: the organisations that are this one employer."""
    own = tuple(each for each in scales if each.organisation_id is None or each.organisation_id in employer)
    return Ladder(own, tuple(rises), as_at, on) if own and as_at else None


def steps_between(as_at: date, on: date, month: int, began: date | None = None) -> int:
    """How many steps lie after one day, up to another one: first days of this month, less one that came too early for a
    newcomer, whose own first step takes its place."""
    days = [date(year, month, 1) for year in range(as_at.year, on.year + 1)]
    waits = first_step(began, month) if began else None
    if began and waits:
        days = [*(each for each in days if not began < each < waits), waits]
    return sum(as_at < each <= on for each in days)


def first_step(began: date, month: int) -> date | None:
    """When a newcomer steps up first: six months after they started, where the first step of everybody comes before
    that; None for whoever steps up with everybody."""
    after = began.year if began < date(began.year, month, 1) else began.year + 1
    own = add_months(began, NEWCOMER_MONTHS)
    return own if own > date(after, month, 1) else None


def newcomer_since(as_at: date) -> date:
    """Who started on this day or before has had a first step by the day of the list, or steps up with everybody."""
    return add_months(as_at, -NEWCOMER_MONTHS)


def place_of(grade: str | None, point: str | None, occupancy: str | None, began: date | None = None) -> Place | None:
    """Nobody climbs in a post that is vacant, frozen, under offer or held by an agency worker."""
    number, climbs = point_of(point), occupancy in (None, "filled")
    if not grade or number is None:
        return None
    return Place(name_key(grade), number, climbs, began if climbs else None)


def point_of(text: str | None) -> int | None:
    """The point that a list or a scale writes: 26 of "SCP 26", "26" or "26.0"."""
    found = re.search(r"\d{1,4}", text or "")
    return int(found[0]) if found else None


def points_typed(text: str) -> tuple[Point, ...]:
    """A scale as somebody types it or pastes it from a spreadsheet: a grade, a point and a year's pay on each line.

    Raises DomainError, naming the line that is not so.
    """
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) > MOST_POINTS:
        raise DomainError(f"Enter no more than {MOST_POINTS:,} lines", "points")
    return tuple(_typed(number, line) for number, line in lines)


def _typed(number: int, line: str) -> Point:
    words = [each.strip(" ,") for each in re.split(r"[\s;]+", line)]
    if len(words) < 3:
        words = [each.strip() for each in line.split(",", 2)]
    *grade, point, pay = ["", "", *words]
    said, told = " ".join(each for each in grade if each), point_of(point)
    if not said or len(said) > 60 or told is None or not _PAY.fullmatch(pay):
        raise DomainError(f"Correct line {number}: a grade, a point and a year’s pay, such as G7 26 34,834", "points")
    return Point(said, told, int(Decimal(pay.replace(",", "").removeprefix("£")) * 100))


def points_as_typed(points: Iterable[Point]) -> str:
    return "\n".join(f"{each.grade}\t{each.point}\t{Decimal(each.pence) / 100:.2f}" for each in points)


def grades_in_words(points: Iterable[Iterable[object]]) -> str:
    return ", ".join(dict.fromkeys(str(next(iter(each))) for each in points))


def refuse_scale(asked: Scale, others: Iterable[Scale]) -> None:
    """Raises DomainError, naming the field, for a scale that cannot be, or that stands beside another of its grades."""
    if asked.status not in STATUSES:
        raise DomainError("Choose assumed, offered or agreed", "status")
    if not asked.source.strip():
        raise DomainError("Say where the scale comes from", "source")
    if (asked.status == "agreed") != bool(asked.settled_on):
        words = "Enter the day on which it was agreed: lists from that day on are paid by it"
        raise DomainError(words if not asked.settled_on else "Leave the day empty: it is not agreed yet", "settled_on")
    _refuse_points(asked.points)
    for each in others:
        same = (each.organisation_id, each.starts_on) == (asked.organisation_id, asked.starts_on)
        shared = sorted(each.grades.keys() & asked.grades.keys())
        if same and each.id != asked.id and shared:
            raise DomainError(f"Change the scale that stands: it has grade {shared[0]} from that day already", "points")


def _refuse_points(points: Iterable[Point]) -> None:
    seen: dict[tuple[str, int], int] = {}
    for each in points:
        place = (name_key(each.grade), each.point)
        if place in seen:
            raise DomainError(f"Remove one of the two lines for point {each.point} of {each.grade}", "points")
        if not 0 < each.pence <= LARGEST_PENCE:
            raise DomainError(f"Correct the pay of point {each.point} of {each.grade}", "points")
        seen[place] = each.pence
    if not seen:
        raise DomainError("Enter at least one point", "points")
    for grade, point in sorted(seen):
        below = [pence for (other, lower), pence in seen.items() if other == grade and lower < point]
        if below and max(below) > seen[grade, point]:
            raise DomainError(f"Correct point {point} of {grade}: it pays less than a point below it", "points")
