"""A file with what people mended laid over its cells. The bytes stay as they came."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from imports.letters import column_index
from imports.reading import Cell, Sheet, Workbook

Mended = Mapping[tuple[str | None, int, str], str]


def lay_over(book: Workbook, mended: Mended) -> Workbook:
    """The same workbook, read with other values in some cells.

    mended: (sheet, row from 1, column letter) → the value now; the sheet is None in delimited text. A cell outside the
    sheet is left alone.
    """
    if not mended:
        return book
    return replace(book, sheets=tuple(_laid_over(sheet, mended) for sheet in book.sheets))


def _laid_over(sheet: Sheet, mended: Mended) -> Sheet:
    own = {(row, letter): now for (name, row, letter), now in mended.items() if name == sheet.name}
    if not own:
        return sheet
    return sheet.with_rows(lambda rows: mended_rows(rows, own))


def mended_rows(rows: list[list[Cell]], own: Mapping[tuple[int, str], Any]) -> list[list[Cell]]:
    """Rows with other values in some cells. own: (row from 1, column letter) → value. What was given stays as it is."""
    found = list(rows)
    touched: set[int] = set()
    for (row, letter), now in own.items():
        index = column_index(letter)
        if not 1 <= row <= len(found):
            continue
        if row not in touched:
            found[row - 1] = list(found[row - 1])
            touched.add(row)
        cells = found[row - 1]
        cells.extend([""] * (index + 1 - len(cells)))
        cells[index] = now
    return found
