"""The totals that a sheet prints below its rows, beside what its rows come to."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from imports.check import Checked, Row
from imports.datasets.amounts import says_thousands
from imports.letters import column_index
from imports.values.numbers import read_money, read_number
from transfer.kernel.money import half_up, pounds

_TOTAL = re.compile(r"^\W*(grand\s+|overall\s+)?totals?\W*$", re.IGNORECASE)
_OF_ALL = re.compile(
    r"^\W*((grand|overall)\s+totals?|totals?\W+((of|for)\W+)?all(\W+(sheets|teams|services|sections|areas|months))?)\W*$",
    re.IGNORECASE,
)
_MONEY = ("salary_fte", "salary_actual", "allowances", "annual_value", "total_value", "value")
_NUMBERS = ("fte", "headcount")
Rows = Sequence[Sequence[Any]]
Total = tuple[int, Sequence[Any]]
"""A row's number and its cells."""


def printed_totals(checked: Checked, rows_of: Callable[[str | None], Rows]) -> list[dict[str, Any]]:
    """For each column of the row below the data that is headed "Total": sheet (None where one is read), cell, heading,
    printed and added (pence, or thousandths), both in words, and of_all: whether it is of several sheets. added: over
    all data rows, parked ones included.

    Of several sheets read as one list each one's total is of its own rows, and a grand total on the last one is of all
    of them, unless the others head their own the same way. rows_of: a sheet's stored values. Sub-totals, and totals
    with data below them, are left out; so is a column that has a faulty cell, for the fault explains the difference
    and is told already.
    """
    data = [*checked.rows, *checked.parked]
    if not checked.sheets:
        below = _totals_below(data, checked.ignored_rows, rows_of(checked.sheet))
        return [told for number, row in below[:1] for told in _of_row(checked, data, None, number, row)]
    own = {name: [row for row in data if row.sheet == name] for name in checked.sheets}
    below_of = {name: _totals_below(own[name], checked.ignored_by_sheet[name], rows_of(name)) for name in own}
    found: list[dict[str, Any]] = []
    for name, (total, of_all) in _own_and_grand(below_of).items():
        if total:
            found += _of_row(checked, own[name], name, *total)
        if of_all:
            found += [{**each, "of_all": True} for each in _of_row(checked, data, None, *of_all, on=name)]
    return found


def _totals_below(data: Sequence[Row], ignored: Sequence[int], rows: Rows) -> list[Total]:
    last = max((row.number for row in data), default=0)
    numbers = [number for number in ignored if last < number <= len(rows)]
    return [(number, rows[number - 1]) for number in numbers if _is_total(rows[number - 1])]


def _own_and_grand(below: Mapping[str, list[Total]]) -> dict[str, tuple[Total | None, Total | None]]:
    """By sheet, its own total and that of all of them, which stands on the last."""
    named_so = all(found and all(_is_of_all(row) for _, row in found) for found in below.values())
    last, told = list(below)[-1], {}
    for name, found in below.items():
        own = next((each for each in found if not _is_of_all(each[1])), None)
        grand = next((each for each in found if _is_of_all(each[1])), None)
        if own is None and (named_so or name != last):
            own, grand = grand, None
        told[name] = (own, grand if name == last else None)
    return told


def _first(row: Sequence[Any]) -> str:
    first = next((cell for cell in row if cell != ""), "")
    return first if isinstance(first, str) else ""


def _is_total(row: Sequence[Any]) -> bool:
    return bool(_TOTAL.match(_first(row))) or _is_of_all(row)


def _is_of_all(row: Sequence[Any]) -> bool:
    return bool(_OF_ALL.match(_first(row)))


def _of_row(
    checked: Checked, data: Sequence[Row], sheet: str | None, number: int, row: Sequence[Any], on: str | None = None
) -> Iterator[dict[str, Any]]:
    """sheet: whose faults count, of several; on: where a total of all of them stands."""
    headings = {match.field: match.heading for match in checked.matches}
    errors = [each for each in checked.findings if each.severity == "error" and sheet in (None, each.sheet)]
    faulty = {checked.columns[each.field] for each in errors if each.field in checked.columns}
    place = {"sheet": sheet or on}
    for field in (*_NUMBERS, *_MONEY):
        letter = checked.columns.get(field)
        if letter and letter not in faulty | {each.letter for each in checked.amount_columns}:
            values = [each.values.get(field) for each in data]
            heading = headings.get(field, field)
            times = 1000 if says_thousands(heading) else 1
            yield from _told(place, row, number, letter, heading, values, field in _MONEY, times)
    for amount in checked.amount_columns:
        if amount.letter in faulty:
            continue
        values = [each.values["amounts"].get(amount.letter) for each in data]
        yield from _told(place, row, number, amount.letter, amount.heading, values, True, amount.times)


def _told(
    place: Mapping[str, Any],
    row: Sequence[Any],
    number: int,
    letter: str,
    heading: str,
    values: Sequence[Any],
    money: bool,
    times: int,
) -> Iterator[dict[str, Any]]:
    index = column_index(letter)
    cell = row[index] if index < len(row) else ""
    reading = read_money(cell, times=times) if money else read_number(cell)
    if cell == "" or reading.value is None:
        return
    given = [value for value in values if value is not None]
    printed = reading.value if money else half_up(reading.value * 1000)
    added = sum(given) if money else half_up(sum(given, Decimal(0)) * 1000)
    words = pounds if money else _thousandths
    yield {
        **place, "of_all": False, "cell": f"{letter}{number}", "heading": heading, "printed": printed, "added": added,
        "printed_text": words(printed), "added_text": words(added),
    }  # fmt: skip


def _thousandths(value: int) -> str:
    return f"{Decimal(value) / 1000:,.3f}"
