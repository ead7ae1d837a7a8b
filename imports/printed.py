"""The totals that a sheet prints below its rows, beside what its rows come to."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from imports.check import Checked, Row
from imports.letters import column_index
from imports.values.numbers import read_money, read_number
from transfer.kernel.money import half_up, pounds

_TOTAL = re.compile(r"^\W*(grand\s+|overall\s+)?totals?\W*$", re.IGNORECASE)
_MONEY = ("salary_fte", "salary_actual", "allowances", "annual_value", "total_value", "value")
_NUMBERS = ("fte", "headcount")


def printed_totals(checked: Checked, rows: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
    """For each column of the sheet's last row that is headed "Total": cell, heading, printed and added (pence, or
    thousandths), and both in words. added: over all data rows, parked ones included.

    rows: the sheet's stored values. Sub-totals, and totals with data below them, are left out; so is a column that
    has a faulty cell, for the fault explains the difference and is told already.
    """
    data = [*checked.rows, *checked.parked]
    last = max((row.number for row in data), default=0)
    for number in checked.ignored_rows:
        if number > last and number <= len(rows) and _is_total(rows[number - 1]):
            return list(_of_row(checked, data, number, rows[number - 1]))
    return []


def _is_total(row: Sequence[Any]) -> bool:
    first = next((cell for cell in row if cell != ""), "")
    return isinstance(first, str) and bool(_TOTAL.match(first))


def _of_row(checked: Checked, data: Sequence[Row], number: int, row: Sequence[Any]) -> Iterator[dict[str, Any]]:
    headings = {match.field: match.heading for match in checked.matches}
    errors = [finding for finding in checked.findings if finding.severity == "error"]
    faulty = {checked.columns[each.field] for each in errors if each.field in checked.columns}
    for field in (*_NUMBERS, *_MONEY):
        letter = checked.columns.get(field)
        if letter and letter not in faulty | {each.letter for each in checked.amount_columns}:
            values = [each.values.get(field) for each in data]
            yield from _told(row, number, letter, headings.get(field, field), values, field in _MONEY, 1)
    for amount in checked.amount_columns:
        if amount.letter in faulty:
            continue
        values = [each.values["amounts"].get(amount.letter) for each in data]
        yield from _told(row, number, amount.letter, amount.heading, values, True, amount.times)


def _told(
    row: Sequence[Any], number: int, letter: str, heading: str, values: Sequence[Any], money: bool, times: int
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
        "cell": f"{letter}{number}", "heading": heading, "printed": printed, "added": added,
        "printed_text": words(printed), "added_text": words(added),
    }  # fmt: skip


def _thousandths(value: int) -> str:
    return f"{Decimal(value) / 1000:,.3f}"
