"""What a programme enters about pay and rates: each dated, with its source and status, before the values we ship."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from transfer.establishment.rules.cost import NO_RISE
from transfer.kernel.errors import DomainError

AWARD, INCREMENTS = "pay.award", "pay.increments"
RISES = (AWARD, INCREMENTS)


class Kind(NamedTuple):
    """unit: fraction (typed as a per cent), pounds or hours; statuses: those that it may have."""

    label: str
    unit: str
    statuses: tuple[str, ...] = ("assumed", "confirmed")


KINDS: Mapping[str, Kind] = {
    AWARD: Kind("Pay award", "fraction", ("assumed", "offered", "agreed")),
    INCREMENTS: Kind("Increments: the average rise of pay", "fraction"),
    "pension.lgps": Kind("Local Government Pension Scheme employer rate", "fraction"),
    "pension.tps": Kind("Teachers’ Pension Scheme employer rate", "fraction"),
    "pension.nhsps": Kind("NHS Pension Scheme rate that the employer pays", "fraction"),
    "ni.rate": Kind("Employer National Insurance rate", "fraction"),
    "ni.threshold": Kind("Employer National Insurance threshold, a year", "pounds"),
    "levy.rate": Kind("Apprenticeship levy", "fraction"),
    "hours.standard": Kind("Standard hours in a full-time week", "hours"),
}
STATUSES = ("assumed", "offered", "agreed", "confirmed")
SETTLED = ("agreed", "confirmed")
LARGEST = {"fraction": Decimal(1), "pounds": Decimal(100_000), "hours": Decimal(60)}


@dataclass(frozen=True)
class Input:
    """One value that a programme entered. organisation_id None: for every employer; value in its kind's unit.

    settled_on: the day on which an award was agreed; a list of that day or later holds it already.
    """

    name: str
    value: Decimal
    starts_on: date
    status: str
    source: str
    organisation_id: int | None = None
    ends_on: date | None = None
    settled_on: date | None = None
    id: int | None = None

    @property
    def firm(self) -> bool:
        return self.status in SETTLED

    def stands_on(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_on is None or day <= self.ends_on)

    def is_in_list(self, as_at: date) -> bool:
        """Whether a list of this day pays the rise already: once it is agreed, and from its day on."""
        return self.firm and max(self.settled_on or self.starts_on, self.starts_on) <= as_at


def standing(inputs: Iterable[Input], name: str, employer: Collection[int], on: date) -> Input | None:
    """The value of a name on a day: the employer's own before every employer's, and a later one before an earlier.

    employer: the organisations that are this one employer.
    """
    found = [
        each
        for each in inputs
        if each.name == name
        and each.stands_on(on)
        and (each.organisation_id is None or each.organisation_id in employer)
    ]
    return max(found, key=lambda each: (each.organisation_id is not None, each.starts_on), default=None)


def rises_of(inputs: Iterable[Input], employer: Collection[int], as_at: date | None, on: date) -> list[Input]:
    """The awards and increments that raise a list's pay by a day and are not in the list yet. as_at None: the list
    does not say its day, so none of them is taken to be in it."""
    return [
        each
        for each in inputs
        if each.name in RISES
        and each.starts_on <= on
        and (each.organisation_id is None or each.organisation_id in employer)
        and not (as_at and each.is_in_list(as_at))
    ]


def rise(rises: Iterable[Input]) -> Fraction:
    """What they make of pay together, one on top of the other: 2% and 1% are 1.0302."""
    whole = NO_RISE
    for each in rises:
        whole *= 1 + Fraction(each.value)
    return whole


def refuse_input(asked: Input, others: Iterable[Input]) -> None:
    """Raises DomainError, naming the field, for a value that cannot be, or that stands beside another of its kind."""
    kind = KINDS.get(asked.name)
    if kind is None:
        raise DomainError("Choose what the value is", "name")
    if asked.status not in kind.statuses:
        raise DomainError(f"Choose {' or '.join(kind.statuses)}: {kind.label.lower()} has no other status", "status")
    if not asked.source.strip():
        raise DomainError("Say where the value comes from", "source")
    if not _possible(asked.value, kind.unit):
        raise DomainError(f"Enter a value that can be: {_bounds(kind.unit)}", "value")
    if asked.ends_on and asked.ends_on < asked.starts_on:
        raise DomainError("Enter a last day that is not before the first", "ends_on")
    _refuse_days(asked)
    if any(_same_days(asked, each) for each in others):
        raise DomainError("Change the value that stands: there is one of these for those days already", "starts_on")


def _possible(value: Decimal, unit: str) -> bool:
    if unit == "hours":
        return 0 < value <= LARGEST[unit]
    return 0 <= value < LARGEST[unit]


def _bounds(unit: str) -> str:
    words = {"fraction": "from 0 to under 100 per cent", "hours": "more than 0 and no more than 60 hours"}
    return words.get(unit, "from £0 to under £100,000")


def _refuse_days(asked: Input) -> None:
    if asked.name in RISES and asked.ends_on:
        raise DomainError("Leave the last day empty: pay that has risen stays so", "ends_on")
    if asked.name == AWARD and (asked.status == "agreed") != bool(asked.settled_on):
        words = "Enter the day on which it was agreed: lists from that day on hold it already"
        raise DomainError(words if not asked.settled_on else "Leave the day empty: it is not agreed yet", "settled_on")
    if asked.name != AWARD and asked.settled_on:
        raise DomainError("Leave the day empty: only an award is agreed on a day", "settled_on")


def _same_days(one: Input, other: Input) -> bool:
    if (one.name, one.organisation_id) != (other.name, other.organisation_id) or one.id == other.id is not None:
        return False
    if one.name in RISES:
        return one.starts_on == other.starts_on
    ends = one.ends_on or date.max, other.ends_on or date.max
    return one.starts_on <= ends[1] and other.starts_on <= ends[0]
