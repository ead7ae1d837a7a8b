"""Is this JSON a snapshot? Every fault is told by its path, so that whoever gathers one can mend it."""

from datetime import date, datetime
from typing import Any

from reports.snapshot import CHARTS, CLASSES, COLUMN_KINDS, FORMAT, KINDS, Snapshot, canonical, figure_key
from transfer.kernel.errors import DomainError

_TOP: dict[str, type | tuple[type, ...]] = {
    "title": str,
    "programme": dict,
    "option": (dict, type(None)),
    "frozen_by": str,
    "figures": dict,
    "sources": list,
    "missing_sources": list,
    "sections": list,
    "audit_head": (str, type(None)),
}
_SECTION: dict[str, type | tuple[type, ...]] = {
    "key": str,
    "number": str,
    "title": str,
    "owner": str,
    "narrative": (str, type(None)),
    "exempt_paragraphs": list,
    "blocks": list,
    "missing": list,
}
_SOURCE = ("release_id", "number", "organisation", "dataset", "filename", "sha256", "rows")
_INTEGERS = ("money", "number", "fte")


def validate(data: Any) -> Snapshot:
    """The same data, known to be a snapshot. Raises DomainError whose `field` is the path of the first fault."""
    _fields(data, _TOP, "snapshot")
    _one_of(data.get("format"), (FORMAT,), "format")
    _one_of(data.get("kind"), KINDS, "kind")
    _one_of(data.get("status"), ("draft", "approved"), "status")
    _dates(data)
    for number, source in enumerate(data["sources"]):
        for name in _SOURCE:
            _require(name in source, f"sources[{number}].{name}", "is missing")
    for key, figure in data["figures"].items():
        _figure(key, figure, data["figures"])
    _unique([section.get("key") for section in data["sections"]], "sections")
    for section in data["sections"]:
        _section(section, data["figures"])
    _unique(_block_keys(data), "blocks")
    try:
        canonical(data)
    except TypeError as error:
        raise DomainError(str(error), "snapshot") from error
    snapshot: Snapshot = data
    return snapshot


def _require(true: bool, path: str, message: str) -> None:
    if not true:
        raise DomainError(f"{path} {message}", path)


def _one_of(value: Any, allowed: tuple[Any, ...], path: str) -> None:
    _require(value in allowed, path, f"is {value!r}; it must be one of {', '.join(map(str, allowed))}")


def _fields(data: Any, fields: dict[str, Any], path: str) -> None:
    _require(isinstance(data, dict), path, "must be an object")
    for name, kind in fields.items():
        _require(name in data and isinstance(data[name], kind), f"{path}.{name}", "is missing or of the wrong type")


def _unique(values: list[Any], path: str) -> None:
    again = sorted({str(value) for value in values if values.count(value) > 1})
    _require(not again, path, f"use a key twice: {', '.join(again)}")


def _dates(data: Any) -> None:
    for name, read in (("as_at", date.fromisoformat), ("frozen_at", datetime.fromisoformat)):
        try:
            read(data.get(name))
        except (TypeError, ValueError):
            raise DomainError(f"{name} must be an ISO date", name) from None
    for name in ("name", "slug", "council"):
        _require(isinstance(data["programme"].get(name), str), f"programme.{name}", "is missing")


def _figure(key: str, figure: Any, figures: dict[str, Any]) -> None:
    path = f"figures.{key}"
    _require(isinstance(figure, dict) and figure.get("key") == key, path, "must be a figure with that key")
    _require(type(figure.get("value")) is int, f"{path}.value", "must be a whole number in its unit")
    for other in figure.get("inputs", ()):
        _require(other in figures, f"{path}.inputs", f"names {other}, which is not among the figures")


def _section(section: Any, figures: dict[str, Any]) -> None:
    path = f"sections.{section.get('key')}"
    _fields(section, _SECTION, path)
    _one_of(section.get("withhold", "nothing"), ("nothing", "narrative", "whole"), f"{path}.withhold")
    for number, block in enumerate(section["blocks"]):
        _block(block, figures, f"{path}.blocks[{number}]")


def _block(block: Any, figures: dict[str, Any], path: str) -> None:
    _one_of(block.get("type"), ("figures", "table", "chart", "note"), f"{path}.type")
    _one_of(block.get("class") or "public", CLASSES, f"{path}.class")
    if block["type"] == "figures":
        for item in block["items"]:
            _require(item.get("figure") in figures, path, f"names figure {item.get('figure')}, which does not exist")
    elif block["type"] == "table":
        _table(block, figures, path)
    elif block["type"] == "chart":
        _one_of(block.get("chart"), CHARTS, f"{path}.chart")
        _require(bool(block.get("alt")), f"{path}.alt", "is missing: say in a sentence what the chart shows")
        _require(isinstance(block.get("table"), dict), f"{path}.table", "is missing: each chart stands by its table")
        _table(block["table"], figures, f"{path}.table")
    else:
        _require(isinstance(block.get("text"), str), f"{path}.text", "is missing")


def _table(table: Any, figures: dict[str, Any], path: str) -> None:
    _fields(table, {"key": str, "title": str, "columns": list, "rows": list}, path)
    kinds: dict[str, str] = {}
    for column in table["columns"]:
        _one_of(column.get("kind"), COLUMN_KINDS, f"{path}.columns.{column.get('key')}.kind")
        _one_of(column.get("class") or "public", CLASSES, f"{path}.columns.{column.get('key')}.class")
        kinds[column["key"]] = column["kind"]
    for column in table["columns"]:
        _require(set(column.get("sum_of", ())) <= set(kinds), f"{path}.columns.{column['key']}.sum_of", "is unknown")
    total = [table["total"]] if table.get("total") else []
    for number, row in enumerate([*table["rows"], *total]):
        for key, kind in kinds.items():
            _cell(row.get(key), kind, figures, f"{path}.rows[{number}].{key}")


def _cell(cell: Any, kind: str, figures: dict[str, Any], path: str) -> None:
    if isinstance(cell, dict):
        _require(figure_key(cell) in figures, path, "names a figure that does not exist")
    elif kind in _INTEGERS and cell is not None:
        _require(type(cell) is int, path, "must be a whole number (pence, thousandths or a count)")
    elif cell is not None:
        _require(isinstance(cell, str), path, "must be text")


def _block_keys(data: Any) -> list[str]:
    keys: list[str] = []
    for section in data["sections"]:
        for block in section["blocks"]:
            keys += [block["key"]] if block["type"] in ("table", "chart") else []
    return keys
