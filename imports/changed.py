"""Which cells of a file somebody changed before they sent it again."""

from collections.abc import Mapping, Sequence
from typing import Any

from imports.letters import column_index
from imports.limits import DEFAULT, Limits
from imports.reading import open_table
from imports.values.texts import as_text

MOST = 5_000
Changed = dict[tuple[str | None, int, str], tuple[str, str]]


def changed_cells(
    before: tuple[bytes, str], after: tuple[bytes, str], sheets: Sequence[str | None], letters: Sequence[str],
    limits: Limits = DEFAULT,
) -> Changed:  # fmt: skip
    """(sheet, row, column letter) → (was, is) of the cells in these columns that differ, five thousand at most.

    before and after: content and name. Rows are held against each other where they stand: one of which less than half
    of the cells is the same is another row, and says nothing.
    """
    first, second = (open_table(*each, limits) for each in (before, after))
    found: Changed = {}
    for sheet in sheets:
        old, new = (book.sheet(sheet).rows if sheet else book.sheets[0].rows for book in (first, second))
        for number, (was, now) in enumerate(zip(old, new, strict=False), 1):
            if was != now:
                found |= {(sheet, number, letter): pair for letter, pair in _differing(was, now, letters).items()}
            if len(found) > MOST:
                return dict(list(found.items())[:MOST])
    return found


def _differing(was: Sequence[Any], now: Sequence[Any], letters: Sequence[str]) -> Mapping[str, tuple[str, str]]:
    pairs = {letter: (_text(was, letter), _text(now, letter)) for letter in letters}
    filled = [pair for pair in pairs.values() if any(pair)]
    differing = {letter: pair for letter, pair in pairs.items() if pair[0] != pair[1]}
    return differing if len(differing) * 2 <= len(filled) else {}


def _text(row: Sequence[Any], letter: str) -> str:
    index = column_index(letter)
    return as_text(row[index]) if index < len(row) else ""
