"""What a zipped workbook would grow to, and what its XML says that the reading library leaves out."""

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

from imports.letters import column_index
from imports.limits import Limits
from transfer.kernel.errors import FileRefused

_CHUNK = 1 << 22
_ALWAYS_ALLOWED = 100 * 1024 * 1024
_ERROR_CELL = re.compile(rb'<c r="([A-Z]{1,3})(\d+)"[^>]*?\bt="e"[^>]*>(?:<f[^>]*?(?:/>|>[^<]*</f>))?<v>([^<]+)</v>')
_CELL_ROW = re.compile(rb'<c r="[A-Z]+(\d+)"')
_FAR_CELL = re.compile(rb'<c r="([A-Z]{3})\d+"[^>]*>\s*(?:<f[^>]*>[^<]*</f>)?<(?:v|is)>')
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass(frozen=True)
class ErrorCell:
    """row and column count from 0; text: "#REF!", "#N/A" …"""

    row: int
    column: int
    text: str


def refuse_bomb(content: bytes, name: str, limits: Limits) -> None:
    """Raises FileRefused when the archive's parts would grow past the limits, or its XML declares entities."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise FileRefused(f"{name} is encrypted: remove its password and send it again")
        expanded = sum(part.file_size for part in parts)
        _refuse_growth(name, len(content), expanded, limits)
        if not any(part.filename.lower().endswith((".xml", ".bin")) for part in parts):
            raise FileRefused(f"{name} is an archive, not a spreadsheet, whatever its name says")
        for part in parts:
            if part.filename.lower().endswith((".xml", ".rels")):
                _refuse_entities(archive, part, name)


def _refuse_growth(name: str, size: int, expanded: int, limits: Limits) -> None:
    grown = f"{name} grows to {expanded // 1048576:,} MB when it is opened"
    if expanded > limits.expanded_bytes:
        raise FileRefused(f"{grown}: send one that grows to {limits.expanded_bytes // 1048576:,} MB or less")
    if expanded > max(size * limits.expansion, _ALWAYS_ALLOWED):
        raise FileRefused(f"{grown}, more than {limits.expansion:,} times its size: save it again from Excel")


def _refuse_entities(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    with archive.open(part) as stream:
        if b"<!ENTITY" in stream.read(4096):
            raise FileRefused(f"{name} holds XML that expands itself, which no spreadsheet needs")


@dataclass
class Scan:
    """What a look at a sheet's XML told: its Excel errors, and why it must not be read, if so."""

    errors: list[ErrorCell] = field(default_factory=list)
    refusal: str | None = None


def scan_sheets(content: bytes, name: str, limits: Limits) -> dict[str, Scan]:
    """By sheet name (.xlsx and .xlsm only)."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        paths = _sheet_paths(archive)
        return {sheet: _scan_sheet(archive, path, sheet, name, limits) for sheet, path in paths.items()}


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


def _scan_sheet(archive: zipfile.ZipFile, path: str, sheet: str, name: str, limits: Limits) -> Scan:
    scan = Scan()
    found: dict[ErrorCell, None] = {}
    tail = b""
    with archive.open(path) as stream:
        while scan.refusal is None and (chunk := stream.read(_CHUNK)):
            window = tail + chunk
            if b't="e"' in window:
                for letters, row, text in _ERROR_CELL.findall(window):
                    found[ErrorCell(int(row) - 1, column_index(letters.decode()), text.decode(errors="replace"))] = None
            tail = window[-2000:]
            what = _far_cells(window, limits)
            if what:
                scan.refusal = f"Send a sheet of {what} or fewer: “{sheet}” of {name} has more"
    scan.errors = list(found)
    return scan


def _far_cells(window: bytes, limits: Limits) -> str | None:
    """One cell far out makes the library hold every cell before it, so far cells are looked for first."""
    last = window.rfind(b"<c ", 0, max(window.rfind(b"<v>"), 0))
    row = _CELL_ROW.match(window, last) if last >= 0 else None
    if row and int(row[1]) > limits.rows:
        return f"{limits.rows:,} rows"
    far = _FAR_CELL.search(window)
    return f"{limits.columns:,} columns" if far and column_index(far[1].decode()) >= limits.columns else None
