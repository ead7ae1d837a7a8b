"""The typed columns of one sheet while its rules are told, and the findings they tell."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True, slots=True)
class Finding:
    """sheet: None for delimited text; cell: A1, None for the whole file; row: 1-based, None with the cell;
    code: a stable word to group equal findings by."""

    sheet: str | None
    cell: str | None
    severity: Severity
    field: str | None
    message: str
    row: int | None
    code: str

    def as_json(self) -> dict[str, Any]:
        """The keys that `intake check --json` prints."""
        return {
            "sheet": self.sheet,
            "cell": self.cell,
            "severity": self.severity,
            "field": self.field,
            "message": self.message,
        }


@dataclass
class Frame:
    """columns: field → one value a data row, None where blank or unreadable; numbers: their row numbers;
    written: field → the stored values; letters: field → column letter, mapped fields only.

    sheets: of each row, where several sheets are read as one list; parked: indexes of rows with an error. A rule names
    a row by its index, from 0.
    """

    sheet: str | None
    numbers: list[int]
    columns: dict[str, list[Any]]
    written: Mapping[str, Sequence[Any]]
    letters: Mapping[str, str]
    as_at: date
    sheets: Sequence[str | None] | None = None
    parked: set[int] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    told: set[tuple[int, str]] = field(default_factory=set)

    def sheet_of(self, index: int) -> str | None:
        return self.sheets[index] if self.sheets else self.sheet

    def place(self, index: int) -> str:
        """A row as a message names it."""
        return f"row {self.numbers[index]}" + (f" of “{self.sheets[index]}”" if self.sheets else "")

    def has(self, name: str) -> bool:
        return name in self.letters

    def column(self, name: str) -> list[Any]:
        """A field's values; all None when the file has no column for it."""
        return self.columns.get(name) or [None] * len(self.numbers)

    def rows(self, *names: str) -> Iterable[tuple[Any, ...]]:
        """Each row as (index, value of each field)."""
        return zip(range(len(self.numbers)), *(self.column(name) for name in names), strict=True)

    def accepted(self, *names: str) -> Iterable[tuple[Any, ...]]:
        """As `rows`, without parked rows."""
        return (row for row in self.rows(*names) if row[0] not in self.parked)

    def error(self, index: int, name: str, message: str, code: str) -> None:
        """Parks the row. A cell is told once: what explains it first comes first."""
        if (index, name) in self.told or name not in self.letters:
            return
        self.told.add((index, name))
        self.parked.add(index)
        self._tell(index, name, "error", message, code)

    def warn(self, index: int, name: str, message: str, code: str) -> None:
        """Nothing for a parked row, nor for a field that the file has no column for."""
        if index not in self.parked and name in self.letters:
            self._tell(index, name, "warning", message, code)

    def note(self, index: int, name: str, message: str, code: str) -> None:
        if name in self.letters:
            self._tell(index, name, "note", message, code)

    def _tell(self, index: int, name: str, severity: Severity, message: str, code: str) -> None:
        number = self.numbers[index]
        self.findings.append(
            Finding(self.sheet_of(index), f"{self.letters[name]}{number}", severity, name, message, number, code)
        )
