"""What a workbook's formulas come to, worked out without a spreadsheet: the few functions that our own workbooks use.

Numbers are exact fractions. An array is a list; an operation over an array is done for each of its values.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter, range_boundaries

from transfer.kernel.money import half_up

_TOKEN = re.compile(
    r"""\s*(?:(?P<number>\d+(?:\.\d+)?)|"(?P<text>[^"]*)"
    |(?P<ref>(?:(?P<sheet>'[^']+'|[A-Za-z]\w*)!)?\$?[A-Z]{1,3}\$?\d+(?::\$?[A-Z]{1,3}\$?\d+)?)
    |(?P<name>[A-Z]+)(?=\()|(?P<sign><>|<=|>=|[-+*/=<>(),]))""",
    re.VERBOSE,
)
Value = Any


class Sheets:
    """Every cell of a workbook as its formula makes it; each is worked out once."""

    def __init__(self, book: Workbook) -> None:
        self.book = book
        self.known: dict[tuple[str, str], Value] = {}

    def value(self, sheet: str, address: str) -> Value:
        key = (sheet, address)
        if key not in self.known:
            held = self.book[sheet][address].value
            if isinstance(held, str) and self.book[sheet][address].data_type == "f":
                held = _Reading(self, sheet, held[1:]).whole()
            self.known[key] = Fraction(str(held)) if isinstance(held, int | float) else held
        return self.known[key]


class _Reading:
    """One formula, read from left to right."""

    def __init__(self, sheets: Sheets, sheet: str, text: str) -> None:
        self.sheets, self.sheet, self.text = sheets, sheet, text
        self.tokens = list(_TOKEN.finditer(text))
        assert "".join(found[0] for found in self.tokens) == text, f"not understood: {text}"
        self.at = 0

    def whole(self) -> Value:
        found = self.compared()
        assert self.at == len(self.tokens), f"not understood: {self.text}"
        return found

    def sign(self, *signs: str) -> str:
        if self.at < len(self.tokens) and self.tokens[self.at]["sign"] in signs:
            self.at += 1
            return str(self.tokens[self.at - 1]["sign"])
        return ""

    def chain(self, inner: Callable[[], Value], *signs: str) -> Value:
        found = inner()
        while sign := self.sign(*signs):
            found = _each(_OPERATIONS[sign], found, inner())
        return found

    def compared(self) -> Value:
        return self.chain(self.added, "=", "<>", "<=", ">=", "<", ">")

    def added(self) -> Value:
        return self.chain(self.multiplied, "+", "-")

    def multiplied(self) -> Value:
        return self.chain(self.signed, "*", "/")

    def signed(self) -> Value:
        if self.sign("-"):
            return _each(lambda value, _: -_number(value), self.signed(), 0)
        return self.plain()

    def plain(self) -> Value:
        if self.sign("("):
            found = self.compared()
            assert self.sign(")")
            return found
        token = self.tokens[self.at]
        self.at += 1
        if token["number"]:
            return Fraction(token["number"])
        if token["text"] is not None:
            return token["text"]
        return self.function(token["name"]) if token["name"] else self.cells(token["ref"])

    def function(self, name: str) -> Value:
        assert self.sign("(")
        if name == "COLUMN":  # the only one that asks where a cell is
            token = self.tokens[self.at]
            self.at += 1
            assert self.sign(")")
            first, _, last, _ = _bounds(token["ref"].replace("$", ""))
            columns = [Fraction(each) for each in range(first, last + 1)]
            return columns if ":" in token["ref"] else columns[0]
        arguments = [self.compared()]
        while self.sign(","):
            arguments.append(self.compared())
        assert self.sign(")")
        return _FUNCTIONS[name](*arguments)

    def cells(self, ref: str) -> Value:
        sheet, _, address = ref.rpartition("!")
        sheet, address = sheet.strip("'") or self.sheet, address.replace("$", "")
        if ":" not in address:
            return self.sheets.value(sheet, address)
        first, top, last, bottom = _bounds(address)
        letters = [get_column_letter(each) for each in range(first, last + 1)]
        return [self.sheets.value(sheet, f"{column}{row}") for row in range(top, bottom + 1) for column in letters]


def _bounds(address: str) -> tuple[int, int, int, int]:
    """First column, first row, last column, last row."""
    first, top, last, bottom = range_boundaries(address)
    assert first and top and last and bottom
    return first, top, last, bottom


def _number(value: Value) -> Fraction:
    """As a spreadsheet counts with it: nothing is 0, true is 1."""
    return Fraction(0) if value is None else Fraction(value)


def _alike(one: Value, other: Value) -> bool:
    if isinstance(one, str) or isinstance(other, str):
        return str(one or "").casefold() == str(other or "").casefold()
    return _number(one) == _number(other)


def _each(work: Callable[[Value, Value], Value], one: Value, other: Value) -> Value:
    if isinstance(one, list) and isinstance(other, list):
        return [work(*pair) for pair in zip(one, other, strict=True)]
    if isinstance(one, list):
        return [work(each, other) for each in one]
    return [work(one, each) for each in other] if isinstance(other, list) else work(one, other)


_OPERATIONS: dict[str, Callable[[Value, Value], Value]] = {
    "+": lambda one, other: _number(one) + _number(other),
    "-": lambda one, other: _number(one) - _number(other),
    "*": lambda one, other: _number(one) * _number(other),
    "/": lambda one, other: _number(one) / _number(other),
    "=": _alike,
    "<>": lambda one, other: not _alike(one, other),
    "<": lambda one, other: _number(one) < _number(other),
    ">": lambda one, other: _number(one) > _number(other),
    "<=": lambda one, other: _number(one) <= _number(other),
    ">=": lambda one, other: _number(one) >= _number(other),
}


def _sum(*values: Value) -> Fraction:
    flat = [each for value in values for each in (value if isinstance(value, list) else [value])]
    return sum((_number(each) for each in flat if not isinstance(each, str)), Fraction(0))


_FUNCTIONS: dict[str, Callable[..., Value]] = {
    "SUM": _sum,
    "SUMPRODUCT": _sum,
    "ABS": lambda value: abs(_number(value)),
    "SIGN": lambda value: Fraction((_number(value) > 0) - (_number(value) < 0)),
    "MOD": lambda value, by: _number(value) % _number(by),
    "IF": lambda asked, then, otherwise: then if asked else otherwise,
    "ROUND": lambda value, places: Fraction(half_up(_number(value) * 10 ** int(places)), 10 ** int(places)),
}
