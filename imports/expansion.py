"""What a zipped workbook would grow to."""

import io
import zipfile

from imports.limits import Limits
from transfer.kernel.errors import FileRefused

_OTHER_KINDS = {"word/": "a document", "ppt/": "a presentation"}
_ALWAYS_ALLOWED = 100 * 1024 * 1024


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
        for folder, kind in _OTHER_KINDS.items():
            if any(part.filename.startswith(folder) for part in parts):
                raise FileRefused(f"{name} is not a spreadsheet, whatever its name says: it is {kind}")
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
