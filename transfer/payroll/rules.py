"""The first payroll of the new employer against what was told of each person, line by line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from transfer.kernel.dates import add_months, long_date
from transfer.kernel.errors import DomainError
from transfer.kernel.money import half_up, pounds

_T = TypeVar("_T")
KINDS = ("missing", "unexpected", "pay", "allowances", "hours")
KIND_WORDS = {
    "missing": "Not on the payroll", "unexpected": "Not on the list", "pay": "Pay differs",
    "allowances": "Allowances differ", "hours": "Hours differ",
}  # fmt: skip
STATES = ("open", "closed")
LONGEST = 366
HOW_WORDS = {"reference": "Person reference", "ni": "NI number", "post": "Post number"}
MONTHLY = 12
PERIODS = {MONTHLY: "Every month", 13: "Every four weeks", 52: "Every week"}
DAYS = {13: 28, 52: 7}


@dataclass(frozen=True)
class Expected:
    """One person as the list that was given says them. Money in pence for a full year; None: the list does not say."""

    post_no: str
    person_ref: str
    ni_number: str
    salary: int | None
    allowances: int | None
    hours: Decimal | None


@dataclass(frozen=True)
class Paid:
    """One line of the payroll. salary and allowances for a full year, paid for this period, in pence."""

    row: int
    post_no: str
    person_ref: str
    ni_number: str
    salary: int | None
    allowances: int | None
    paid: int | None
    hours: Decimal | None


@dataclass(frozen=True)
class Difference:
    """was and is_now: in words. row: of the payroll; None where it has no line."""

    kind: str
    post_no: str
    person_ref: str
    row: int | None
    was: str
    is_now: str


@dataclass(frozen=True)
class Reconciled:
    """matched: {row of the payroll: how it was matched}; agree: people whose line has no difference."""

    differences: Sequence[Difference]
    matched: dict[int, str]
    agree: int


def code_key(text: str) -> str:
    """How two codes are compared: without spaces and capitals, leading noughts left out."""
    return "".join(text.split()).upper().lstrip("0")


_BY: tuple[tuple[str, Callable[[Expected | Paid], str]], ...] = (
    ("reference", lambda each: code_key(each.person_ref)),
    ("ni", lambda each: code_key(each.ni_number)),
    ("post", lambda each: code_key(each.post_no)),
)


@dataclass(frozen=True)
class Period:
    """What the first pay is for. a_year: how many periods a year has; first and last: its days, None for a whole one.

    Pay of part of a month goes by the days of that month, which is an assumption: contracts may say otherwise.
    """

    a_year: int
    first: date | None = None
    last: date | None = None

    @property
    def parts(self) -> Fraction:
        """How many whole periods its days are: 16 to 30 June is half a month."""
        if self.first is None or self.last is None:
            return Fraction(1)
        if self.a_year != MONTHLY:
            return Fraction((self.last - self.first).days + 1, DAYS[self.a_year])
        found, day = Fraction(0), self.first
        while day <= self.last:
            ends = add_months(day.replace(day=1), 1) - timedelta(days=1)
            found += Fraction((min(ends, self.last) - day).days + 1, ends.day)
            day = ends + timedelta(days=1)
        return found

    @property
    def words(self) -> str:
        """The days of a part, for a difference to say."""
        if self.first is None or self.last is None or self.parts == 1:
            return "in the period"
        return f"for {long_date(self.first)} to {long_date(self.last)}"

    def due(self, salary: int) -> int:
        """Pence of a year's salary."""
        return half_up(Fraction(salary, self.a_year) * self.parts)


def first_period(a_year: int, transfer_on: date, paid_on: date, first: date | None, last: date | None) -> Period:
    """What the first pay of the new employer is for: nothing before the transfer. Where nobody says its days it is the
    calendar month in which it is paid, or one whole period of weeks.

    Raises DomainError for one day without the other, or days that end before the transfer or before they begin.
    """
    if (first is None) != (last is None):
        raise DomainError("Enter both the first and the last day that the pay is for, or neither", "last_on")
    if first is None or last is None:
        if a_year != MONTHLY:
            return Period(a_year)
        first = paid_on.replace(day=1)
        last = add_months(first, 1) - timedelta(days=1)
    if last < max(first, transfer_on) or (last - first).days > LONGEST:
        raise DomainError("Enter days that end on or after the transfer, and within a year", "last_on")
    return Period(a_year, max(first, transfer_on), last)


def reconcile(expected: Sequence[Expected], paid: Sequence[Paid], period: Period) -> Reconciled:
    """Everybody who was to transfer against everybody who is paid; each line of either side is matched once.

    By reference first, then NI number, then post; a key that several lines of
    one side share matches nobody by itself.
    """
    pairs, how = _matched(expected, paid)
    taken = {each.row for each in pairs.values()}
    found: list[Difference] = []
    agree = 0
    for index, person in enumerate(expected):
        line = pairs.get(index)
        own = _differs(person, line, period) if line else [_missing(person)]
        agree += not own
        found += own
    found += [Difference("unexpected", each.post_no, each.person_ref, each.row, "", _pay_words(each))
              for each in paid if each.row not in taken]  # fmt: skip
    return Reconciled(found, how, agree)


def _matched(expected: Sequence[Expected], paid: Sequence[Paid]) -> tuple[dict[int, Paid], dict[int, str]]:
    pairs: dict[int, Paid] = {}
    how: dict[int, str] = {}
    for name, key in _BY:
        left = {index: each for index, each in enumerate(expected) if index not in pairs}
        known = _single((key(each), index) for index, each in left.items())
        lines = _single((key(each), each) for each in paid if each.row not in how)
        for code, index in known.items():
            if line := lines.get(code):
                pairs[index], how[line.row] = line, name
    return pairs, how


def _single(pairs: Iterable[tuple[str, _T]]) -> dict[str, _T]:
    """What one thing alone is known by."""
    found: dict[str, list[_T]] = {}
    for key, value in pairs:
        if key:
            found.setdefault(key, []).append(value)
    return {key: values[0] for key, values in found.items() if len(values) == 1}


def _missing(person: Expected) -> Difference:
    was = pounds(person.salary) + " a year" if person.salary is not None else ""
    return Difference("missing", person.post_no, person.person_ref, None, was, "")


def _pay_words(line: Paid) -> str:
    if line.salary is not None:
        return f"{pounds(line.salary)} a year"
    return f"{pounds(line.paid)} in the period" if line.paid is not None else ""


def _differs(person: Expected, line: Paid, period: Period) -> list[Difference]:
    found = []

    def differ(kind: str, was: str, now: str) -> None:
        found.append(Difference(kind, person.post_no, person.person_ref, line.row, was, now))

    if pay := _pay_differs(person, line, period):
        differ("pay", *pay)
    if line.allowances is not None and (person.allowances or 0) != line.allowances:
        differ("allowances", pounds(person.allowances or 0), pounds(line.allowances))
    if line.hours is not None and person.hours is not None and person.hours != line.hours:
        differ("hours", f"{person.hours.normalize():f}", f"{line.hours.normalize():f}")
    return found


def _pay_differs(person: Expected, line: Paid, period: Period) -> tuple[str, str] | None:
    """By the year's salary where the payroll says it, else by the period's pay: the year's in equal parts, to within a
    penny, since one period carries the pence that do not divide."""
    if person.salary is None:
        return None
    if line.salary is not None:
        same = line.salary == person.salary
        return None if same else (f"{pounds(person.salary)} a year", f"{pounds(line.salary)} a year")
    if line.paid is None:
        return f"{pounds(person.salary)} a year", "No pay is stated"
    due = period.due(person.salary)
    if abs(line.paid - due) <= 1:
        return None
    return f"{pounds(due)} {period.words}", f"{pounds(line.paid)} in the period"


@dataclass(frozen=True)
class ParallelFacts:
    """Both payrolls run beside each other before the first pay. compared, differed and still_open: people."""

    run_on: date
    run_by: str
    compared: int
    differed: int
    still_open: int
    found: str
    evidence: str


def check_parallel(facts: ParallelFacts, today: date) -> None:
    """Raises DomainError for a day to come, numbers that cannot be, or differences that nobody describes."""
    if facts.run_on > today:
        raise DomainError(f"Enter a day that is not after today, {long_date(today)}", "run_on")
    if facts.compared < 1:
        raise DomainError("Enter how many people were compared", "compared")
    if not 0 <= facts.differed <= facts.compared:
        raise DomainError("Enter a number from 0 to the number of people compared", "differed")
    if not 0 <= facts.still_open <= facts.differed:
        raise DomainError("Enter a number from 0 to the number of people who differed", "still_open")
    if facts.differed and not facts.found.strip():
        raise DomainError("Say what differed and why", "found")
