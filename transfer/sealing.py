"""Values and bytes that are sealed at rest: AES-GCM under the newest of the keys, bound to the place they stand in.

A sealed text reads `sealed1:<key id>:<nonce and ciphertext, base64>`; what does not begin so was stored before values
were sealed, is read as it stands and is sealed by `flask keys rotate`.
"""

import base64
import binascii
import json
import os
import re
import secrets
from dataclasses import dataclass
from datetime import date
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import current_app
from sqlalchemy import JSON, Column, ColumnElement, String, Text, TypeDecorator, cast, func, select, update
from sqlalchemy.sql import bindparam

from transfer.config import Settings
from transfer.extensions import db
from transfer.kernel.errors import DomainError

MARK = "sealed1:"
FILE_MARK = b"sealed1\n"
NONCE = 12
KEY_BYTES = 32
ROWS_AT_ONCE = 500
_ENTRY = re.compile(r"^([A-Za-z0-9_-]{1,20}):([A-Za-z0-9_-]{43}=?)$")
MAKE = "Make one with `flask keys make`"


class KeyProblem(DomainError):
    """A key is missing or wrong. Nothing is lost: with the right key, everything opens again."""


@dataclass(frozen=True)
class Key:
    """id: what a sealed value is marked with."""

    id: str
    cipher: AESGCM


class Keyring:
    """The keys, newest first: the first one seals, any of them opens."""

    def __init__(self, keys: list[Key]) -> None:
        self.newest = keys[0]
        self.by_id = {each.id: each for each in keys}

    def seal(self, content: bytes, place: str) -> bytes:
        """nonce + ciphertext, which opens only for the same place (a table and column, or a file's hash)."""
        nonce = os.urandom(NONCE)
        return nonce + self.newest.cipher.encrypt(nonce, content, place.encode())

    def open(self, key_id: str, sealed: bytes, place: str) -> bytes:
        """Raises KeyProblem when the key is not among these, or does not fit."""
        key = self.by_id.get(key_id)
        if key is None:
            raise KeyProblem(
                f"Put the key “{key_id}” back into SEALING_KEYS: data is sealed with it. Nothing was lost or changed"
            )
        try:
            return key.cipher.decrypt(sealed[:NONCE], sealed[NONCE:], place.encode())
        except InvalidTag:
            raise KeyProblem(
                f"Check the key “{key_id}” in SEALING_KEYS: it does not open what is kept at {place}, or that was "
                "altered. Nothing was lost or changed"
            ) from None


def make_key(known: str = "") -> str:
    """A new key as an entry of SEALING_KEYS. known: the entries that there are, whose ids it must not repeat."""
    used = {entry.partition(":")[0] for entry in known.split(",")}
    number = next(each for each in range(1, 10_000) if f"k{each}" not in used)
    return f"k{number}:{base64.urlsafe_b64encode(secrets.token_bytes(KEY_BYTES)).decode()}"


def read_keys(text: str) -> Keyring:
    """The keys of a setting: `id:key` parted by commas, newest first. Raises KeyProblem, which tells no key."""
    keys: list[Key] = []
    for place, entry in enumerate(filter(None, (each.strip() for each in text.split(","))), 1):
        match = _ENTRY.match(entry)
        if not match:
            raise KeyProblem(f"Write entry {place} of SEALING_KEYS as id:key, the key being 32 bytes in base64. {MAKE}")
        if match[1] in {each.id for each in keys}:
            raise KeyProblem(f"Give entry {place} of SEALING_KEYS an id of its own: “{match[1]}” stands there twice")
        keys.append(Key(match[1], AESGCM(base64.urlsafe_b64decode(match[2].rstrip("=") + "="))))
    if not keys:
        raise KeyProblem(f"Set SEALING_KEYS: personal data is sealed with it. {MAKE}")
    return Keyring(keys)


def keys_problem(settings: Settings) -> str | None:
    """What is wrong with the setting itself, in one sentence; None when it is set and sound. For whoever must refuse to
    start without it."""
    try:
        read_keys(settings.sealing_keys)
    except KeyProblem as problem:
        return problem.message
    return None


def _ring(*, anew: bool = False) -> Keyring:
    ring = current_app.extensions.get("keyring")
    if ring is None or anew:
        settings: Settings = current_app.config["SETTINGS"]
        ring = current_app.extensions["keyring"] = read_keys(settings.kept_sealing_keys())
    assert isinstance(ring, Keyring)
    return ring


def forget_keys() -> None:
    """Read the keys again when they are next needed."""
    current_app.extensions.pop("keyring", None)


def newest_key() -> str:
    """The id of the key that seals now."""
    return _ring().newest.id


def _opened(key_id: str, sealed: bytes, place: str) -> bytes:
    # Another process may have put a new key first since this one read them.
    ring = _ring() if key_id in _ring().by_id else _ring(anew=True)
    return ring.open(key_id, sealed, place)


def seal_text(text: str, place: str) -> str:
    """Sealed for a place: what was sealed for one column opens in no other."""
    ring = _ring()
    return f"{MARK}{ring.newest.id}:{base64.b64encode(ring.seal(text.encode(), place)).decode()}"


def open_text(stored: str, place: str) -> str:
    """What seal_text sealed; a text without the mark as it stands. Raises KeyProblem."""
    if not stored.startswith(MARK):
        return stored
    _, key_id, sealed = stored.split(":", 2)
    try:
        content = base64.b64decode(sealed, validate=True)
    except binascii.Error:
        content = b"\0" * NONCE
    return _opened(key_id, content, place).decode()


def seal_bytes(content: bytes, place: str) -> bytes:
    """A whole file, sealed for its address."""
    ring = _ring()
    return FILE_MARK + ring.newest.id.encode() + b"\n" + ring.seal(content, place)


def sealed_by(stored: bytes) -> str | None:
    """The id of the key that these bytes are sealed with; None when they are plain. The first hundred bytes will do."""
    if not stored.startswith(FILE_MARK):
        return None
    return stored.split(b"\n", 2)[1].decode("ascii", "replace")


def open_bytes(stored: bytes, place: str) -> bytes:
    """What seal_bytes sealed; bytes without the mark as they stand. Raises KeyProblem."""
    if not stored.startswith(FILE_MARK):
        return stored
    _, key_id, sealed = stored.split(b"\n", 2)
    return _opened(key_id.decode("ascii", "replace"), sealed, place)


class Sealed(TypeDecorator[Any]):
    """A column whose values are sealed. place: "table.column", which a sealed value is bound to. Empty values stay as
    they are, so that a count of what is missing needs no key. No query can compare or sort such a column."""

    impl = Text
    cache_ok = True

    def __init__(self, place: str) -> None:
        super().__init__()
        self.place = place


class SealedText(Sealed):
    """A text: str in, str out."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return seal_text(value, self.place) if value else value

    def process_result_value(self, value: Any, dialect: Any) -> str | None:
        return open_text(value, self.place) if value else value


class SealedDate(Sealed):
    """A date."""

    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> str | None:
        return seal_text(value.isoformat(), self.place) if value else None

    def process_result_value(self, value: Any, dialect: Any) -> date | None:
        return date.fromisoformat(open_text(value, self.place)) if value else None


class SealedJson(Sealed):
    """A JSON object or list; stored as a JSON column's text, so that the column's type is what it was."""

    impl = JSON  # type: ignore[assignment]
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        return seal_text(json.dumps(value, ensure_ascii=False, separators=(",", ":")), self.place) if value else value

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        return json.loads(open_text(value, self.place)) if isinstance(value, str) else value


def sealed_columns() -> list[Column[Any]]:
    """Every sealed column of the product."""
    columns = (column for table in db.metadata.sorted_tables for column in table.columns)
    return [each for each in columns if isinstance(each.type, Sealed)]


def _stale(column: Column[Any]) -> ColumnElement[bool]:
    """Rows that hold something which the newest key did not seal."""
    text = cast(column, Text)
    quote = '"' if isinstance(column.type, SealedJson) else ""
    mine = f"{quote}{MARK}{newest_key()}:"
    empty = ("", "null", "{}", "[]") if quote else ("",)
    return column.is_not(None) & text.not_in(empty) & (func.substr(text, 1, len(mine), type_=String) != mine)


def count_stale(column: Column[Any]) -> int:
    """How many values of a column the newest key did not seal."""
    return db.session.scalar(select(func.count()).select_from(column.table).where(_stale(column))) or 0


def reseal_some(column: Column[Any], after: int = 0) -> tuple[int, int]:
    """Seal the next values of a column, in rows whose id is above `after`, with the newest key.

    Returns how many, and the last id; (0, after) when all are. The caller's unit of work is the step. Raises KeyProblem
    with nothing changed.
    """
    (key,) = column.table.primary_key.columns
    query = select(key, column).where(_stale(column), key > after).order_by(key).limit(ROWS_AT_ONCE)
    rows = db.session.execute(query.with_for_update()).all()
    if not rows:
        return 0, after
    resealed = update(column.table).where(key == bindparam("which"))
    resealed = resealed.values({column.name: bindparam("content", type_=column.type)})
    db.session.connection().execute(resealed, [{"which": row[0], "content": row[1]} for row in rows])
    return len(rows), rows[-1][0]
