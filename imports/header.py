"""Where a sheet's header stands, over one row or two, and which headings its columns have."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from imports.datasets.amounts import read_amount_heading
from imports.datasets.fields import Dataset
from imports.words import heading_key

_SCANNED = 200
UNIT = re.compile(
    r"^\W*(£|£?'?0{3}s?|£000|gbp|pounds|hours?|hrs|weeks?|wks|wte|fte|number|no|text|date|dd.?mm.?y+|y+.?mm.?dd|%|percent|code|"
    r"mandatory|optional|required|months?|decimal|y/?n|yes/?no|p\.?a\.?|list)\W*$",
    re.IGNORECASE,
)
"""What a row of units or instructions under a header says."""
_NUMBER = re.compile(r"^[\s£(\-]*[\d.,]+[\s%)\-]*$|^\d{1,4}[/.\-]\d{1,2}[/.\-]\d{1,4}$")


@dataclass(frozen=True)
class Header:
    """row: 1-based, the lower of two; rows: all that it takes; headings: one a column, "" where there is none;
    labels: every way in which a column's heading may be read; hits: how many fields its headings name;
    continues: its lower row is plainly more of the header, for rows of data below it hold numbers and it holds none;
    over_money: its upper row stands over columns of money alone, and says their years."""

    row: int
    rows: tuple[int, ...]
    headings: tuple[str, ...]
    labels: tuple[tuple[str, ...], ...]
    hits: int
    required_hits: int
    continues: bool = False
    over_money: bool = False


@lru_cache(maxsize=32)
def _known(dataset_name: str) -> dict[str, frozenset[str]]:
    """Heading key → the fields that it may name."""
    from imports.datasets import ALSO_READ, DATASETS

    known: dict[str, set[str]] = {}
    for each in {**DATASETS, **ALSO_READ}[dataset_name].fields:
        for name in (each.name.replace("_", " "), *each.synonyms, *each.systems):
            known.setdefault(heading_key(name), set()).add(each.name)
    return {key: frozenset(names) for key, names in known.items()}


def find_header(
    rows: Sequence[Sequence[Any]], dataset: Dataset, saved: frozenset[str], at: int | None = None
) -> Header | None:
    """The row, or two rows, whose headings name the most fields; None when none is recognisable.

    saved: heading keys of a saved mapping; at: the 1-based row that a person chose.
    """
    if at is not None:
        return _best(_readings(rows, at - 1, dataset, saved), dataset) if 0 < at <= len(rows) else None
    found: list[Header] = []
    for index in _likely_rows(rows):
        found += _readings(rows, index, dataset, saved)
    return _best(found, dataset)


def _likely_rows(rows: Sequence[Sequence[Any]]) -> list[int]:
    first = list(range(min(_SCANNED, len(rows))))
    last = list(range(max(len(rows) - 5, _SCANNED), len(rows)))
    return first + last


def _best(readings: Iterable[Header], dataset: Dataset) -> Header | None:
    """Most required fields and fields; of equals two rows whose upper one has the years, else one row, the earlier."""
    least = min(2, len(dataset.required))
    found = list(readings)
    split = {each.rows[0]: each.hits for each in found if each.continues}
    usable = [
        header
        for header in found
        if header.hits >= least and not (len(header.rows) == 1 and split.get(header.row, 0) * 10 >= header.hits * 6)
    ]
    return max(
        usable,
        key=lambda each: (each.hits + each.required_hits, each.over_money, -len(each.rows), -each.row),
        default=None,
    )


def _readings(rows: Sequence[Sequence[Any]], index: int, dataset: Dataset, saved: frozenset[str]) -> Iterator[Header]:
    row = rows[index]
    texts = _texts(row)
    if sum(map(bool, texts)) < min(2, len(dataset.required)) or _numbers(row) * 2 > sum(map(bool, texts)):
        return
    yield _header((index + 1,), texts, tuple((text,) if text else () for text in texts), dataset, saved)
    if index + 1 < len(rows) and _numbers(row) <= 1 and not _numbers(rows[index + 1]):
        lower = _texts(rows[index + 1])
        if any(lower):
            yield replace(
                _two_rows(index, texts, lower, dataset, saved),
                continues=_continues(texts, lower, rows[index + 2 : index + 12]),
                over_money=dataset.has_amounts and _over_money(texts, lower),
            )


def _continues(upper: tuple[str, ...], lower: tuple[str, ...], below: Sequence[Sequence[Any]]) -> bool:
    filled = [index for index, text in enumerate(lower) if text]
    if filled in ([], [0]) or all(UNIT.match(lower[index]) for index in filled):
        return False
    if sum(map(bool, upper)) < 3:  # a title over its header
        return False
    data = [row for row in below if sum(cell != "" for cell in row) > 1]
    return bool(data) and sum(_numbers(row) > 0 for row in data) * 10 >= len(data) * 8


def _over_money(upper: tuple[str, ...], lower: tuple[str, ...]) -> bool:
    """Whether each filled cell of the upper row says a year, and the lower row's below it the basis of an amount."""
    filled = [index for index, text in enumerate(upper) if text]
    under = [read_amount_heading(lower[index]) if index < len(lower) else None for index in filled]
    said = [read_amount_heading(upper[index]) for index in filled]
    return bool(filled) and all(
        over and over.year and below and not below.year for over, below in zip(said, under, strict=True)
    )


def _texts(row: Sequence[Any]) -> tuple[str, ...]:
    return tuple(" ".join(str(cell).split()) for cell in row)


def _numbers(row: Sequence[Any]) -> int:
    """Cells that no heading would be: numbers, dates, and text that is one. A year alone may head a column of money."""
    return sum(
        not isinstance(cell, str)
        or bool(_NUMBER.match(cell) and not re.match(r"^\s*20\d\d([/-]\d\d(\d\d)?)?\s*$", cell))
        for cell in row
    )


def text_row(row: Sequence[Any]) -> int:
    """How many cells are filled, of a row in which no more than one in ten is a number; 0 of any other."""
    filled = sum(map(bool, _texts(row)))
    return filled if _numbers([cell for cell in row if cell != ""]) * 10 <= filled else 0


def _two_rows(
    index: int, upper: tuple[str, ...], lower: tuple[str, ...], dataset: Dataset, saved: frozenset[str]
) -> Header:
    width = max(len(upper), len(lower))
    above = list(upper) + [""] * (width - len(upper))
    below = list(lower) + [""] * (width - len(lower))
    labels: list[tuple[str, ...]] = []
    headings: list[str] = []
    group = ""
    for over, under in zip(above, below, strict=True):
        group = over or (group if under else "")  # a merged cell's text stands in its first column only
        both = " ".join(part for part in (group, under) if part)
        labels.append(tuple(dict.fromkeys(label for label in (both, under or over) if label)))
        headings.append(both)
    return _header((index + 1, index + 2), tuple(headings), tuple(labels), dataset, saved)


def _header(
    rows: tuple[int, ...],
    headings: tuple[str, ...],
    labels: tuple[tuple[str, ...], ...],
    dataset: Dataset,
    saved: frozenset[str],
) -> Header:
    known = _known(dataset.name)
    named: set[str] = set()
    cells = 0
    for options in labels:
        keys = [heading_key(re.sub(r"\(.*?\)", " ", label)) for label in options] + [
            heading_key(label) for label in options
        ]
        fields = next((known[key] for key in keys if key in known), frozenset())
        if dataset.has_amounts and not fields and any(read_amount_heading(label) for label in options):
            fields = frozenset({"amount"})
        if fields or any(key in saved for key in keys):
            cells += 1
            named |= fields or {f"saved {cells}"}
    required = len(named.intersection(dataset.required))
    return Header(rows[-1], rows, headings, labels, min(cells, len(named)), required)
