"""What a programme is started with; what a backup is made of, and how a value of a table is written down so that either
engine reads it back."""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Protocol

from transfer.kernel.dates import financial_year
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
        found = {each.member: each.sha256 for each in self.tables}
        found |= {each.member: each.sha256 for each in self.files}
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


# How well something is: ok, worth a look, or broken.
OK, ATTENTION, WRONG = "ok", "attention", "wrong"
MEGABYTE = 1 << 20
LITTLE_ROOM, NO_ROOM = 2048 * MEGABYTE, 256 * MEGABYTE
SLOW_CLOCK, WRONG_CLOCK = 2, 30  # seconds apart
OLD_ANCHOR = timedelta(hours=2)


@dataclass(frozen=True)
class Health:
    """One line of what `flask doctor` says. do: what to do about it, "" when there is nothing to do."""

    name: str
    state: str
    words: str
    do: str = ""


def room(free: int) -> Health:
    """free: bytes on the disk that uploads and the database are kept on."""
    words = f"{free / MEGABYTE:,.0f} MB are free"
    if free < NO_ROOM:
        return Health("Disk", WRONG, words, "Make room now: uploads and packs are about to be refused")
    if free < LITTLE_ROOM:
        return Health("Disk", ATTENTION, words, "Make room, or give it a larger disk")
    return Health("Disk", OK, words)


def clocks(apart_seconds: float) -> Health:
    """How far the database's clock and this machine's are apart."""
    apart = abs(apart_seconds)
    words = f"This machine and the database are {apart:.1f} seconds apart"
    if apart < SLOW_CLOCK:
        return Health("Clock", OK, words)
    state = ATTENTION if apart < WRONG_CLOCK else WRONG
    return Health("Clock", state, words, "Set both machines by one time server: jobs and sign-ins depend on it")


def anchoring(newest: datetime | None, unanchored: int, now: datetime) -> Health:
    """newest: the last anchor; unanchored: chains that grew since they were written down."""
    told = f"the last one is of {newest.isoformat(sep=' ', timespec='minutes')} UTC" if newest else "there is none yet"
    words = f"{unanchored} chains grew since their last anchor; {told}"
    if not unanchored or (newest and now - newest < OLD_ANCHOR):
        return Health("Audit anchors", OK, words)
    return Health("Audit anchors", ATTENTION, words, "Run `flask audit anchor`, and see that the worker works")


@dataclass(frozen=True)
class Party:
    """An organisation that takes part in a programme. hands_over_to: of a transferor, the place of its transferee in
    the list of parties, from 0."""

    name: str
    short: str
    kind: str
    company_number: str = ""
    hands_over_to: int | None = None


def refuse_text(text: str, words: str, most: int, field: str) -> None:
    """Raises DomainError at the field for a text that is empty or too long. words: what it is."""
    if not text.strip():
        raise DomainError(f"Enter {words}", field)
    if len(text) > most:
        raise DomainError(f"Enter {words} in {most} letters or fewer", field)


def refuse_parties(parties: Sequence[Party]) -> None:
    """Raises DomainError at `field_place`, places counted from 1: for nobody, no name, or a transferee that is none."""
    if not parties:
        raise DomainError("Name at least one organisation", "name_1")
    for place, each in enumerate(parties):
        refuse_text(each.name, "the organisation’s name", 200, f"name_{place + 1}")
        refuse_text(each.short, "a short name", 60, f"short_{place + 1}")
        if each.hands_over_to == place:
            raise DomainError("Choose another organisation: none hands over to itself", f"hands_over_{place + 1}")
        if each.hands_over_to is not None and not 0 <= each.hands_over_to < len(parties):
            raise DomainError("Choose an organisation that you named", f"hands_over_{place + 1}")


def parties_of(sides: Sequence[tuple[str, str, str]], pairs: Sequence[tuple[str, str]]) -> list[Party]:
    """sides: (name, short name, kind) of each; pairs: (transferor, transferee) by short name. Raises DomainError."""
    places = {short: place for place, (_, short, _) in enumerate(sides)}
    for short in (each for pair in pairs for each in pair):
        if short not in places:
            raise DomainError(f"“{short}” is none of the organisations: give their short names")
    receivers = {one: places[other] for one, other in pairs}
    if len(receivers) != len(pairs):
        raise DomainError("Give one transferee for each transferor: the lead adds others")
    return [Party(name, short, kind, hands_over_to=receivers.get(short)) for name, short, kind in sides]


def budget_year(typed: str, go_live_on: date) -> str:
    """The financial year whose budget is split: as typed, or that of the go-live day. Raises DomainError for none."""
    if not typed:
        return financial_year(go_live_on)
    start = typed[:4]
    if not (start.isascii() and start.isdigit() and int(start)) or typed != financial_year(date(int(start), 4, 1)):
        raise DomainError("Enter a financial year, such as 2021/22", "year")
    return typed
