"""What a backup is made of, and how a value of a table is written down so that either engine reads it back."""

import base64
import hashlib
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from transfer.kernel.errors import DomainError

FORMAT = 1
MANIFEST = "manifest.json"
ANCHORS = "anchors"
# Secrets of the installation. A backup names them, and whoever keeps it keeps them somewhere else.
KEYS = ("SECRET_KEY", "SEALING_KEYS")
PIECE = 1 << 20


class Readable(Protocol):
    def read(self, size: int, /) -> bytes: ...


@dataclass(frozen=True)
class TablePart:
    """One table: its columns in the order in which each line holds their values, and the SHA-256 of the lines."""

    name: str
    columns: list[str]
    rows: int
    sha256: str

    @property
    def member(self) -> str:
        return f"tables/{self.name}.jsonl"


@dataclass(frozen=True)
class FilePart:
    """One stored file: `name` is its address in the file store, `sha256` the hash of the bytes as they are kept."""

    name: str
    size: int
    sha256: str

    @property
    def member(self) -> str:
        return f"files/{self.name}"


@dataclass(frozen=True)
class Manifest:
    """What is in a backup. numbers: {table: the last id that was given out}; missing: files that the database names and
    the store did not hold; anchors: the SHA-256 of the copy of the anchors, or None."""

    format: int
    product: str
    revision: str
    made_at: str
    engine: str
    tables: list[TablePart]
    files: list[FilePart]
    missing: list[str]
    numbers: dict[str, int]
    keys: list[str]
    anchors: str | None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def hashes(self) -> dict[str, str]:
        """{member of the archive: SHA-256} of all that it must hold beside the manifest."""
        found = {each.member: each.sha256 for each in [*self.tables, *self.files]}
        return {**found, ANCHORS: self.anchors} if self.anchors else found


def read_manifest(told: Any) -> Manifest:
    """The manifest out of its JSON. Raises DomainError when it is not one, or of a format that we do not know."""
    try:
        if told["format"] != FORMAT:
            raise DomainError(f"This backup has format {told['format']}, and this version reads format {FORMAT}")
        tables = [TablePart(**each) for each in told["tables"]]
        files = [FilePart(**each) for each in told["files"]]
        return Manifest(**{**told, "tables": tables, "files": files})
    except (KeyError, TypeError) as error:
        raise DomainError("This is not a backup of Transfer: its list of contents cannot be read") from error


def written(value: Any) -> Any:
    """A column's value as JSON: dates and instants as ISO text, exact numbers as text, bytes as Base64."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return base64.b64encode(value).decode() if isinstance(value, bytes) else value


def read_back(value: Any, kind: type) -> Any:
    """The value of a column of this Python type, out of what `written` made of it."""
    if value is None:
        return None
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if kind is Decimal:
        return Decimal(value)
    return base64.b64decode(value) if kind is bytes else value


def pieces(source: Readable) -> Iterator[bytes]:
    """The source's bytes, at most a megabyte at a time."""
    while piece := source.read(PIECE):
        yield piece


def hash_of(source: Readable) -> str:
    """SHA-256 of all that can still be read."""
    found = hashlib.sha256()
    for piece in pieces(source):
        found.update(piece)
    return found.hexdigest()
