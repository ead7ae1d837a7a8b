"""The first payroll of the new employer against what was told of each person, line by line."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

from transfer.kernel.money import half_up, pounds

_T = TypeVar("_T")
KINDS = ("missing", "unexpected", "pay", "allowances", "hours")
KIND_WORDS = {
    "missing": "Not on the payroll", "unexpected": "Not on the list", "pay": "Pay differs",
    "allowances": "Allowances differ", "hours": "Hours differ",
}  # fmt: skip
STATES = ("open", "closed")
HOW_WORDS = {"reference": "Person reference", "ni": "NI number", "post": "Post number"}
PERIODS = {12: "Every month", 13: "Every four weeks", 52: "Every week"}


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


def reconcile(expected: Sequence[Expected], paid: Sequence[Paid], periods: int) -> Reconciled:
    """Everybody who was to transfer against everybody who is paid; each line of either side is matched once.

    periods: how many there are in a year. By reference first, then NI number, then post; a key that several lines of
    one side share matches nobody by itself.
    """
    pairs, how = _matched(expected, paid)
    taken = {each.row for each in pairs.values()}
    found: list[Difference] = []
    agree = 0
    for index, person in enumerate(expected):
        line = pairs.get(index)
        own = _differs(person, line, periods) if line else [_missing(person)]
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


def _differs(person: Expected, line: Paid, periods: int) -> list[Difference]:
    found = []

    def differ(kind: str, was: str, now: str) -> None:
        found.append(Difference(kind, person.post_no, person.person_ref, line.row, was, now))

    if pay := _pay_differs(person, line, periods):
        differ("pay", *pay)
    if line.allowances is not None and (person.allowances or 0) != line.allowances:
        differ("allowances", pounds(person.allowances or 0), pounds(line.allowances))
    if line.hours is not None and person.hours is not None and person.hours != line.hours:
        differ("hours", f"{person.hours.normalize():f}", f"{line.hours.normalize():f}")
    return found


def _pay_differs(person: Expected, line: Paid, periods: int) -> tuple[str, str] | None:
    """By the year's salary where the payroll says it, else by the period's pay: the year's in equal parts, to within a
    penny, since one period carries the pence that do not divide."""
    if person.salary is None:
        return None
    if line.salary is not None:
        same = line.salary == person.salary
        return None if same else (f"{pounds(person.salary)} a year", f"{pounds(line.salary)} a year")
    if line.paid is None:
        return f"{pounds(person.salary)} a year", "No pay is stated"
    due = half_up(Fraction(person.salary, periods))
    if abs(line.paid - due) <= 1:
        return None
    return f"{pounds(due)} in the period", f"{pounds(line.paid)} in the period"
