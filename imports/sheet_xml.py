"""What the XML of a workbook's sheets says that the reading library leaves out (.xlsx and .xlsm)."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree

from imports.letters import column_index
from imports.limits import Limits
from imports.values.texts import UNCALCULATED

_CHUNK = 1 << 22
_OVERLAP = 2000
_CELL = rb'<c r="([A-Z]{1,3})(\d+)"'
_FORMULA = rb"<f[^>]*?(?:/>|>[^<]*</f>)"
_ERROR_CELL = re.compile(_CELL + rb'[^>]*?\bt="e"[^>]*>(?:' + _FORMULA + rb")?<v>([^<]+)</v>")
_UNCALCULATED_CELL = re.compile(_CELL + rb"(?![^>]*\bt=)[^>]*>" + _FORMULA + rb"(?:<v ?/>|<v></v>)?</c>")
_MAY_BE_UNCALCULATED = (b"</f></c>", b"/></c>", b"<v></v></c>")
_HIDDEN_ROW = re.compile(rb'<row (?=[^>]*\bhidden="(?:1|true)")[^>]*?\br="(\d+)"')
_HIDDEN_COLUMNS = re.compile(
    rb'<col (?=[^>]*\bhidden="(?:1|true)")(?=[^>]*\bmin="(\d+)")(?=[^>]*\bmax="(\d+)")'
)  # fmt: skip
_CELL_ROW = re.compile(rb'<c r="[A-Z]+(\d+)"')
_FAR_CELL = re.compile(rb'<c r="([A-Z]{3})(\d+)"[^>]*>\s*(?:<f[^>]*>[^<]*</f>)?<(?:v|is)>')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class OddCell(NamedTuple):
    """row and column count from 0; text: "#REF!", "#N/A" …, or UNCALCULATED for a formula without a value."""

    row: int
    column: int
    text: str


@dataclass
class Scan:
    """What a look at a sheet's XML told. hidden_rows: numbers from 1; hidden_columns: indexes from 0; refusal: why the
    sheet must not be read, in words, if so."""

    odd_cells: set[OddCell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    refusal: str | None = None


def scan_sheets(content: bytes, name: str, limits: Limits) -> dict[str, Scan]:
    """By sheet name. name: the file's, as a refusal says it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        paths = _sheet_paths(archive)
        return {sheet: _scan_sheet(archive, path, f"“{sheet}” of {name}", limits) for sheet, path in paths.items()}


def _sheet_paths(archive: zipfile.ZipFile) -> dict[str, str]:
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "xl/_rels/workbook.xml.rels"} <= names:
        return {}
    try:
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    except ElementTree.ParseError:
        return {}
    targets = {relation.get("Id"): relation.get("Target", "") for relation in relations}
    paths = {}
    for element in book.iter():
        target = targets.get(element.get(_RELATION), "") if element.tag.endswith("}sheet") else ""
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if target and path in names:
            paths[element.get("name", "")] = path
    return paths


def _scan_sheet(archive: zipfile.ZipFile, path: str, which: str, limits: Limits) -> Scan:
    scan = Scan()
    tail = b""
    with archive.open(path) as stream:
        while scan.refusal is None and (chunk := stream.read(_CHUNK)):
            window = tail + chunk
            scan.odd_cells |= _odd_cells(window)
            if b'hidden="' in window:
                scan.hidden_rows |= {int(row) for row in _HIDDEN_ROW.findall(window)}
                scan.hidden_columns |= _hidden_columns(window, limits)
            scan.refusal = _refusal(window, which, limits)
            tail = window[-_OVERLAP:]
    return scan


def _odd_cells(window: bytes) -> set[OddCell]:
    found: list[tuple[bytes, ...]] = _ERROR_CELL.findall(window) if b't="e"' in window else []
    if b"<f" in window and any(mark in window for mark in _MAY_BE_UNCALCULATED):
        found += [(*cell, UNCALCULATED.encode()) for cell in _UNCALCULATED_CELL.findall(window)]
    return {
        OddCell(int(row) - 1, column_index(letters.decode()), text.decode(errors="replace"))
        for letters, row, text in found
    }


def _hidden_columns(window: bytes, limits: Limits) -> set[int]:
    spans = ((int(first), int(last)) for first, last in _HIDDEN_COLUMNS.findall(window))
    return {index - 1 for first, last in spans for index in range(first, min(last, limits.columns) + 1)}


def _refusal(window: bytes, which: str, limits: Limits) -> str | None:
    """One cell far out makes the library hold every cell before it, so far cells are looked for first."""
    last = window.rfind(b"<c ", 0, max(window.rfind(b"<v>"), 0))
    row = _CELL_ROW.match(window, last) if last >= 0 else None
    if row and int(row[1]) > limits.rows:
        return f"Send a sheet of {limits.rows:,} rows or fewer: {which} has something in row {int(row[1]):,}"
    far = _FAR_CELL.search(window)
    if far and column_index(far[1].decode()) >= limits.columns:
        cell = b"".join(far.groups()).decode()
        return f"Send a sheet of {limits.columns:,} columns or fewer: {which} has something in cell {cell}"
    return None
