"""Every number of a snapshot that a reader may see, and every sum that a reader could redo.

A number is known by a name: `("figure", key)` wherever that figure is printed, else `("cell", table, row, column)`,
where the row −1 is the total. An equation says that its parts come to its whole.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.snapshot import CLASSES, NUMERIC, Cell, Row, Snapshot, Table, column_class, figure_key, tables

Name = tuple[Any, ...]
TOTAL_ROW = -1


@dataclass
class NumberFound:
    """people: how many people a sum of pay belongs to; unit decides how near is too near; whole: sums others."""

    name: Name
    value: int
    unit: str
    kind: str  # the class
    people: int = 1
    printed: bool = False
    depth: int = 0


@dataclass(frozen=True)
class Equation:
    whole: Name
    parts: tuple[tuple[Name, int], ...]

    @property
    def members(self) -> tuple[tuple[Name, int], ...]:
        return (*self.parts, (self.whole, -1))


@dataclass
class Found:
    numbers: dict[Name, NumberFound] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    rows: list[list[Name]] = field(default_factory=list)  # the numbers that stand in one row


def find(snapshot: Snapshot) -> Found:
    """All numbers with their class, all equations, and which numbers stand together in a row."""
    found = Found()
    for key, figure in snapshot["figures"].items():
        kind = snapshot.get("figure_classes", {}).get(key, "public")
        name = ("figure", key)
        found.numbers[name] = NumberFound(name, figure["value"], figure["unit"], kind)
    for section in snapshot["sections"]:
        whole = "commercial" if section.get("withhold") == "whole" else "public"
        for block in section["blocks"]:
            around = strictest(whole, column_class(block))
            for item in block.get("items", ()):
                _print(found, ("figure", item["figure"]), strictest(around, column_class(item)))
        for table in tables(section):
            _table(found, table, whole)
    found.equations += [_figure_equation(key, figure) for key, figure in snapshot["figures"].items() if _summed(figure)]
    for equation in found.equations:
        found.numbers[equation.whole].depth += 1
    return found


def strictest(*classes: str) -> str:
    return max(classes, key=CLASSES.index)


def _print(found: Found, name: Name, kind: str, people: int = 1) -> None:
    number = found.numbers[name]
    number.kind, number.printed = strictest(number.kind, kind), True
    number.people = max(number.people, people)


def _table(found: Found, table: Table, around: str) -> None:
    around = strictest(around, column_class(table))
    for index, row in numbered_rows(table):
        names = []
        for column in table["columns"]:
            name = number_name(table, index, row, column["key"], column["kind"])
            if name is None:
                continue
            if name not in found.numbers:
                found.numbers[name] = NumberFound(name, row[column["key"]], _unit(column["kind"]), "public")
            kind = strictest(around, column_class(column), str(row.get("_class") or "public"))
            _print(found, name, kind, row.get("_people", 1))
            names.append(name)
        found.rows.append(names)
    found.equations += _table_equations(table)


def _unit(kind: str) -> str:
    return {"money": "pence", "fte": "thousandths"}.get(kind, "count")


def numbered_rows(table: Table) -> Iterator[tuple[int, Row]]:
    """The rows with their index, the total last under TOTAL_ROW."""
    yield from enumerate(table["rows"])
    total = table.get("total")
    if total:
        yield TOTAL_ROW, total


def number_name(table: Table, index: int, row: Row, column: str, kind: str) -> Name | None:
    """The name of the number in a cell, or None where the cell holds no number."""
    cell: Cell = row.get(column)
    key = figure_key(cell)
    if key is not None:
        return ("figure", key)
    return ("cell", table["key"], index, column) if kind in NUMERIC and type(cell) is int else None


def _table_equations(table: Table) -> Iterator[Equation]:
    for column in table["columns"]:
        names = {
            index: name
            for index, row in numbered_rows(table)
            if (name := number_name(table, index, row, column["key"], column["kind"])) is not None
        }
        rows = table["rows"]
        plain = [names[i] for i, row in enumerate(rows) if i in names and "_subtotal" not in row]
        yield from _equation(names.get(TOTAL_ROW), plain)
        for index, row in enumerate(rows):
            if "_subtotal" in row:
                group = [names[i] for i, r in enumerate(rows) if i in names and r.get("_group") == row["_subtotal"]]
                yield from _equation(names.get(index), group)
    for column in table["columns"]:
        if column.get("sum_of"):
            yield from _across(table, column["key"], column["sum_of"])


def _across(table: Table, whole: str, parts: list[str]) -> Iterator[Equation]:
    kinds = {column["key"]: column["kind"] for column in table["columns"]}
    for index, row in numbered_rows(table):
        names = [number_name(table, index, row, key, kinds[key]) for key in parts]
        yield from _equation(
            number_name(table, index, row, whole, kinds[whole]), [name for name in names if name is not None]
        )


def _equation(whole: Name | None, parts: list[Name]) -> Iterator[Equation]:
    if whole is not None and parts and whole not in parts:
        yield Equation(whole, tuple((name, 1) for name in parts))


def _summed(figure: Mapping[str, Any]) -> bool:
    return figure.get("operation") in ("total", "difference") and bool(figure.get("inputs"))


def _figure_equation(key: str, figure: Mapping[str, Any]) -> Equation:
    names: list[Name] = [("figure", other) for other in figure["inputs"]]
    if figure["operation"] == "total":
        return Equation(("figure", key), tuple((name, 1) for name in names))
    return Equation(names[0], tuple((name, 1) for name in [("figure", key), *names[1:]]))
