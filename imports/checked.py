"""What a check of a file answers."""

from dataclasses import dataclass, field, fields
from itertools import repeat
from typing import Any

from imports.frame import Finding
from imports.layout import AmountColumn
from imports.matching import Match
from imports.seen import Guess, HeadingSeen, ValueSeen


@dataclass(slots=True)
class Row:
    """number: 1-based in the sheet; values: by field, typed, None where there is none (money in pence, `amounts` by
    column letter); extra: heading → text of the columns that no field matches; sheet: where several are read as one."""

    number: int
    values: dict[str, Any]
    extra: dict[str, str] = field(default_factory=dict)
    sheet: str | None = None


@dataclass(frozen=True)
class Checked:
    """What a file says. header_row: 1-based; columns: field → letter; rows: accepted; parked: with an error each.

    headings: every column as it was read; values: field → the values of a closed list as written, unknown ones first;
    guesses: what the file does not say for certain; lacking: fields without a column; sheets: those read as one list,
    else empty, with `ignored_rows` of the first and `ignored_by_sheet` of each, and `parts` (see `imports.parts`).
    """

    file: str
    sha256: str
    dataset: str
    sheet: str | None
    header_row: int
    columns: dict[str, str]
    matches: list[Match]
    unmapped: list[str]
    ignored_rows: list[int]
    rows_with_data: int
    rows: list[Row]
    parked: list[Row]
    findings: list[Finding]
    totals: dict[str, Any]
    amount_columns: list[AmountColumn]
    headings: list[HeadingSeen] = field(default_factory=list)
    values: dict[str, list[ValueSeen]] = field(default_factory=dict)
    guesses: list[Guess] = field(default_factory=list)
    lacking: list[str] = field(default_factory=list)
    sheets: tuple[str, ...] = ()
    ignored_by_sheet: dict[str, list[int]] = field(default_factory=dict)
    parts: list[dict[str, Any]] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The object that `intake check --json` prints; of several sheets read as one list with the rows ignored in
        each, `sheet` and `header_row` being the first one's."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "sheet": self.sheet,
            **({"sheets": list(self.sheets), "ignored_by_sheet": self.ignored_by_sheet} if self.sheets else {}),
            "header_row": self.header_row,
            "columns": self.columns,
            "unmapped": self.unmapped,
            "ignored_rows": self.ignored_rows,
            "rows_with_data": self.rows_with_data,
            "rows_accepted": len(self.rows),
            "findings": [finding.as_json() for finding in self.findings],
            "totals": self.totals,
        }

    def __getstate__(self) -> dict[str, Any]:
        """Between processes rows travel by column, which takes half the time and half the bytes."""
        state = {each.name: getattr(self, each.name) for each in fields(self)}
        return {**state, "rows": _by_column(self.rows), "parked": _by_column(self.parked)}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.__dict__.update(state, rows=_by_row(*state["rows"]), parked=_by_row(*state["parked"]))


_ByColumn = tuple[list[str], list[list[Any]], list[int], list[dict[str, str] | None], list[str | None] | None]


def _by_column(rows: list[Row]) -> _ByColumn:
    """Field names, a list of values for each, then the rows' numbers, extras and sheets."""
    names = list(rows[0].values) if rows else []
    values = list(map(list, zip(*(row.values.values() for row in rows), strict=True)))
    sheets = [row.sheet for row in rows] if any(row.sheet for row in rows) else None
    return names, values, [row.number for row in rows], [row.extra or None for row in rows], sheets


def _by_row(
    names: list[str], values: list[list[Any]], numbers: list[int], extras: list[Any], sheets: list[str | None] | None
) -> list[Row]:
    parts = zip(numbers, zip(*values, strict=True), extras, sheets or repeat(None, len(numbers)), strict=True)
    return [
        Row(number, dict(zip(names, each, strict=True)), extra or {}, sheet) for number, each, extra, sheet in parts
    ]
