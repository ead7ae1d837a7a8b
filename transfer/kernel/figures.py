"""A figure and where it came from: cells of stored files, or other figures.

A `Figure` is plain data, so that a frozen snapshot can hold it as JSON and anybody can recompute it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

Unit = Literal["pence", "count", "thousandths", "percent", "days"]
Operation = Literal["sum", "count", "share", "difference", "total", "typed"]


@dataclass(frozen=True)
class Cells:
    """One column's cells in one accepted version of a data set.

    release_id: the version; file_sha256, sheet (None for a CSV) and column (Excel letter) find the bytes;
    rows: the 1-based row numbers, ascending; field: the data set's field name, which says how a cell is read.
    """

    release_id: int
    file_sha256: str
    sheet: str | None
    column: str
    field: str
    rows: tuple[int, ...]


@dataclass(frozen=True)
class Figure:
    """A printed number.

    key: unique in its snapshot, for example "option-1.budget.company".
    value: an integer in `unit` (pence, a count, thousandths of an FTE …).
    operation: "sum" adds the cells; "count" counts their rows; "share" splits each cell of `cells` by largest
    remainder over `weights` and adds the part at `weight_index`, then adds the cells of `whole` unsplit;
    "total" adds and "difference" subtracts (first minus the rest) the figures named in `inputs`;
    "typed" was typed by a person, named in `note`.
    """

    key: str
    label: str
    value: int
    unit: Unit
    operation: Operation
    cells: tuple[Cells, ...] = ()
    inputs: tuple[str, ...] = ()
    parts: tuple[dict[str, Any], ...] = field(default=())
    note: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def row_ranges(rows: Iterable[int], to: str = "–", then: str = ", ") -> str:
    """Row numbers for people: 6, 7, 8, 12 → "6–8, 12". to, then: what stands inside and between the ranges."""
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return then.join(str(a) if a == b else f"{a}{to}{b}" for a, b in ranges)


def total(values: Sequence[Figure]) -> int:
    return sum(figure.value for figure in values)
