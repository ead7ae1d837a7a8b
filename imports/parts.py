"""Rows of several sheets that are read as one list. Each row has one number in the list, by which everything that rests
on it finds it: the first sheet's rows have their own, and each further sheet's stand below those of the one before."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any

Part = Mapping[str, Any]
"""sheet; row: the sheet's first row that is read, from 1; at: its number in the list; rows: how many follow it."""


def parts_of(origins: Iterable[tuple[str, int]] | None) -> list[dict[str, Any]]:
    """The parts of a list whose rows, in their order, come from (sheet, row). Nothing for a single sheet."""
    parts: list[dict[str, Any]] = []
    at = 1
    for sheet, found in groupby(origins or (), key=lambda origin: origin[0]):
        numbers = [number for _, number in found]
        parts.append({"sheet": sheet, "row": numbers[0], "at": at, "rows": len(numbers)})
        at += len(numbers)
    return parts


def shifts(parts: Iterable[Part]) -> dict[str | None, int]:
    """Sheet → what is added to a row of it to get the row's number in the list."""
    return {each["sheet"]: each["at"] - each["row"] for each in parts}


def number_in_list(parts: Sequence[Part], sheet: str | None, row: int) -> int:
    """The number in the list of a sheet's row; of a single sheet the row itself."""
    return row + shifts(parts).get(sheet, 0)


def place_in_sheet(parts: Sequence[Part], sheet: str | None, number: int) -> tuple[str | None, int]:
    """(sheet, row) of a number in the list. sheet: the one that is read, where there are no parts."""
    for each in parts:
        if each["at"] <= number < each["at"] + each["rows"]:
            return each["sheet"], number - each["at"] + each["row"]
    return sheet, number


def rows_of_list(parts: Sequence[Part], rows_of: Callable[[str], Sequence[Sequence[Any]]]) -> list[list[Any]]:
    """The list's rows as the parts have them, each with its sheet's name in a column at the end. rows_of: a sheet's."""
    held = [(each["sheet"], rows_of(each["sheet"])[each["row"] - 1 :][: each["rows"]]) for each in parts]
    width = max((len(row) for _, rows in held for row in rows), default=0)
    return [[*row, *[""] * (width - len(row)), sheet] for sheet, rows in held for row in rows]


def by_sheet(parts: Sequence[Part], sheet: str | None, numbers: Iterable[int]) -> dict[str | None, list[int]]:
    """Numbers in the list as rows of their sheets, in the sheets' order."""
    found: dict[str | None, list[int]] = {}
    for number in sorted(numbers):
        name, row = place_in_sheet(parts, sheet, number)
        found.setdefault(name, []).append(row)
    return found


def row_words(number: int, parts: Sequence[Part] | None) -> int | str:
    """A row as people find it: its number, of several sheets “4 of Fostering”."""
    if not parts:
        return number
    sheet, row = place_in_sheet(parts, None, number)
    return f"{row} of {sheet}"


def cell_words(letter: str, number: int, parts: Sequence[Part] | None) -> str:
    """A cell as people find it: A1, of several sheets “Fostering!A1”."""
    sheet, row = place_in_sheet(parts or (), None, number)
    return f"{sheet}!{letter}{row}" if parts else f"{letter}{row}"
