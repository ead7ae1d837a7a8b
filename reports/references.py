"""Reference marks (F1, F2 …): which figures an edition prints, in order, and where each came from, in words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from reports.snapshot import Snapshot, Source, figure_key, tables
from reports.wording import figure_words, signed
from transfer.kernel.figures import row_ranges

PRINTED_ROWS = 500  # longer tables that are schedules are in the workbook only


@dataclass(frozen=True)
class Reference:
    """mark: "F12"; formula: how the value was reached; places: file, sheet, column and rows, one a line."""

    mark: str
    key: str
    label: str
    value: str
    formula: str
    places: tuple[str, ...]


def marks(snapshot: Snapshot) -> dict[str, str]:
    """The mark of every figure that is printed, in the order of its first appearance, its inputs after all those.

    A rounded number has none: a mark would tell a nought from a number that is printed like one."""
    order: dict[str, str] = {}
    for key in _printed(snapshot):
        if "rounded" not in snapshot["figures"][key]:
            order.setdefault(key, f"F{len(order) + 1}")
    for key in list(order):
        _follow(key, snapshot, order)
    return order


def _printed(snapshot: Snapshot) -> Iterator[str]:
    for section in snapshot["sections"]:
        for block in section["blocks"]:
            yield from (item["figure"] for item in block.get("items", ()))
        for table in tables(section):
            total = table.get("total")
            for row in [*table["rows"], *([total] if total else [])]:
                yield from (key for column in table["columns"] if (key := figure_key(row.get(column["key"]))))


def _follow(key: str, snapshot: Snapshot, order: dict[str, str]) -> None:
    for other in snapshot["figures"][key].get("inputs", ()):
        if other not in order:
            order[other] = f"F{len(order) + 1}"
            _follow(other, snapshot, order)


def references(snapshot: Snapshot) -> list[Reference]:
    """One entry for each mark, in order; none for a figure that this edition withholds."""
    order = marks(snapshot)
    files = {source["release_id"]: source for source in snapshot["sources"]}
    held = [snapshot["figures"][key] for key in order]
    return [_reference(figure, order, files) for figure in held if figure["value"] is not None]


def _reference(figure: dict[str, Any], order: dict[str, str], files: dict[int, Source]) -> Reference:
    return Reference(
        mark=order[figure["key"]],
        key=figure["key"],
        label=figure["label"],
        value=figure_words(figure),
        formula=formula_words(figure, order),
        places=tuple(_places(figure, files)),
    )


def _places(figure: dict[str, Any], files: dict[int, Source]) -> Iterator[str]:
    """Cells that are given whole, those that are split and their weights, each by themselves. A column of which this
    edition hides some rows shows none of them."""
    hidden = {_column(cells) for cells in all_cells(figure) if not cells["rows"]}
    for word, found in _told_apart(figure):
        for cells in _joined_cells(found):
            rows = [] if _column(cells) in hidden else cells["rows"]
            yield f"{word}{place_words({**cells, 'rows': rows}, files)}"


def _column(cells: dict[str, Any]) -> tuple[Any, ...]:
    return cells["release_id"], cells["sheet"], cells["column"]


Found = list[dict[str, Any]]


def _told_apart(figure: dict[str, Any]) -> list[tuple[str, Found]]:
    """Its own cells, then those that its shares split, take off and weigh by, each with its word."""
    parts = figure.get("parts", ())
    return [
        ("Whole: " if parts else "", list(figure.get("cells", ()))),
        ("Split: ", [cells for part in parts for cells in part["cells"]]),
        ("Less: ", [cells for part in parts for less in part.get("less", ()) for cells in less["cells"]]),
        ("Weights: ", [weight["cells"] for part in parts for weight in part["weights"]]),
    ]


def all_cells(figure: dict[str, Any]) -> Found:
    """Every cell that a figure was made from: each column of a version once."""
    return _joined_cells([cells for _, found in _told_apart(figure) for cells in found])


def _joined_cells(found: Found) -> Found:
    joined: dict[tuple[Any, ...], dict[str, Any]] = {}
    for cells in found:
        held = joined.setdefault(_column(cells), {**cells})
        # Rows that this edition does not show hide those of the same column that it would.
        held["rows"] = sorted({*held["rows"], *cells["rows"]}) if held["rows"] and cells["rows"] else []
    return list(joined.values())


def formula_words(figure: dict[str, Any], order: dict[str, str]) -> str:
    """ "Sum of the cells", "F3 + F4", "Typed by a person: the section 151 officer" …"""
    operation, note = figure.get("operation", "typed"), figure.get("note") or ""
    if operation in ("total", "difference"):
        inputs, hidden = [order[key] for key in figure["inputs"]], figure.get("hidden_inputs", 0)
        words = _joined(inputs, " + " if operation == "total" else " − ")
        if len(inputs) == 1 and not hidden and operation == "total":
            words = f"The same as {words}: nothing else is added to it"
        words += f"{' and ' if words else ''}{hidden} figures that this pack does not print" if hidden else ""
    else:
        words = {
            "sum": "Sum of the cells",
            "count": "Count of the rows",
            "share": _share_words(figure),
            "typed": "Typed by a person",
        }[operation]
    return f"{words}. {signed(note).rstrip('.')}." if note else f"{words}."


def _joined(inputs: list[str], sign: str) -> str:
    """F1 + F2; a long sum is told by its ranges: the sum of 60 figures, F3–F40, F52 …"""
    if len(inputs) <= 8 or sign != " + ":
        return sign.join(inputs)
    ranges = row_ranges(int(mark[1:]) for mark in inputs)
    return f"The sum of {len(inputs)} figures: " + re.sub(r"\d+", lambda number: f"F{number[0]}", ranges)


def _share_words(figure: dict[str, Any]) -> str:
    parts = figure.get("parts", ())
    drivers = ", ".join(dict.fromkeys(part["driver"] for part in parts if part["driver"]))
    first = "Sum of the cells, and a share of others" if figure.get("cells") else "Share of the cells"
    words = f"{first} by weight{f' ({drivers})' if drivers else ''}"
    return f"{words}, in {len(parts)} steps" if len(parts) > 1 else words


def place_words(cells: dict[str, Any], files: dict[int, Source]) -> str:
    """ "budget-book.xlsx (source 2), sheet Budget, column G, rows 6–12"."""
    source = files.get(cells["release_id"])
    name = f"{source['filename']} (source {source['number']})" if source else f"file {cells['file_sha256'][:12]}"
    sheet = f", sheet {cells['sheet']}" if cells.get("sheet") else ""
    rows = cells.get("rows") or ()
    where = f", row{'' if len(rows) == 1 else 's'} {row_ranges(rows)}" if rows else ", rows not shown in this edition"
    return f"{name}{sheet}, column {cells['column']}{where}"
