"""Putting a backup into an empty place: all of it, or nothing."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import IO, Any, TypeVar
from zipfile import BadZipFile, ZipFile

from alembic import command
from flask import current_app
from sqlalchemy import (
    JSON,
    BindParameter,
    Cast,
    Column,
    Connection,
    Table,
    Text,
    bindparam,
    cast,
    delete,
    insert,
    inspect,
    text,
)

from transfer.audit.actions import put_back_anchors
from transfer.extensions import db, one_change
from transfer.files.actions import keep_as_is
from transfer.files.queries import list_kept
from transfer.kernel.errors import DomainError
from transfer.operation.queries.tables import (
    BATCH,
    knows_revision,
    newest_revision,
    numbered,
    reflected,
    sequence_of,
)
from transfer.operation.rules import ANCHORS, MANIFEST, Manifest, TablePart, hash_of, read_back, read_manifest

Say = Callable[[str], None]
Unpacked = TypeVar("Unpacked")
DAMAGED = "This backup is damaged, and nothing was restored: {}"
FOREIGN_KEYS = """
    select conrelid::regclass::text as of, quote_ident(conname) as name, pg_get_constraintdef(oid) as rule
    from pg_constraint where contype = 'f' and connamespace = current_schema()::regnamespace order by oid
"""


def restore(source: Path, say: Say) -> Manifest:
    """Restore into a database without tables and a file store without other files. Every hash is checked before
    anything is written. Raises DomainError, with nothing restored, when the place is not empty, the backup is damaged,
    or it was made by a newer version."""
    try:
        with ZipFile(source) as archive:
            manifest = _manifest(archive)
            _refuse_full_place(manifest)
            say("Checking every hash")
            _check(archive, manifest)
            _put_back(archive, manifest, say)
    except BadZipFile as error:
        raise DomainError(DAMAGED.format("it cannot be read to its end")) from error
    except OSError as error:
        raise DomainError(f"The backup could not be restored ({error.strerror or error})") from error
    return manifest


def _manifest(archive: ZipFile) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise DomainError("This is not a backup of Transfer: it has no list of contents")
    content = _unpacked(archive, MANIFEST, lambda member: member.read())
    if hashlib.sha256(content).hexdigest().encode() != archive.comment:
        raise DomainError(DAMAGED.format("its list of contents is not what it was"))
    manifest = read_manifest(json.loads(content))
    if not knows_revision(manifest.revision):
        raise DomainError(
            f"This backup was made by a newer version of Transfer ({manifest.product}, database {manifest.revision}): "
            "install that version, or a later one, and restore there"
        )
    return manifest


def _refuse_full_place(manifest: Manifest) -> None:
    """What an earlier restore of the same backup left in the file store is no hindrance."""
    address = db.engine.url.render_as_string(hide_password=True)
    if inspect(db.engine).get_table_names():
        raise DomainError(f"The database at {address} is not empty: restore into a new one")
    if list_kept() - {each.name for each in manifest.files}:
        raise DomainError("The file store holds other files: restore into an empty one")


def _check(archive: ZipFile, manifest: Manifest) -> None:
    wanted = manifest.hashes()
    if set(archive.namelist()) - {MANIFEST} != set(wanted):
        raise DomainError(DAMAGED.format("it does not hold what its list of contents says"))
    for name, sha256 in wanted.items():
        if _unpacked(archive, name, hash_of) != sha256:
            raise DomainError(DAMAGED.format(f"{name} is not what it was"))


def _unpacked(archive: ZipFile, name: str, of: Callable[[IO[bytes]], Unpacked]) -> Unpacked:
    """What `of` makes of a member. Raises DomainError for whatever the unpacking of changed bytes comes to."""
    try:
        with archive.open(name) as member:
            return of(member)
    except Exception as error:
        raise DomainError(DAMAGED.format(f"{name} cannot be read")) from error


def _put_back(archive: ZipFile, manifest: Manifest, say: Say) -> None:
    """Files first and the database last, in one transaction: whoever is killed here leaves a place that is still empty
    to the next restore."""
    say(f"Restoring {len(manifest.files):,} files")
    for each in manifest.files:
        keep_as_is(each.name, archive.read(each.member))
    if manifest.anchors:
        put_back_anchors(archive.read(ANCHORS))
    say(f"Restoring {sum(each.rows for each in manifest.tables):,} rows")
    with one_change() as connection:
        _migrate(connection, manifest.revision)
        _load(archive, manifest, connection)
        if manifest.revision != newest_revision():
            say("Bringing the database up to date")
            _migrate(connection, "head")


def _migrate(connection: Connection, revision: str) -> None:
    config = current_app.extensions["migrate"].migrate.get_config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def _load(archive: ZipFile, manifest: Manifest, connection: Connection) -> None:
    tables = {table.name: table for table in reflected(connection)}
    parts = {part.name: part for part in manifest.tables}
    if set(tables) != set(parts):
        raise DomainError(DAMAGED.format("its tables are not those of its version"))
    with _rules_between_tables_off(connection):
        for name, table in tables.items():
            connection.execute(delete(table))  # what the migrations themselves put in
            _load_table(archive, connection, table, parts[name])
            _count_on(connection, table, manifest.numbers.get(name, 0))


@contextmanager
def _rules_between_tables_off(connection: Connection) -> Iterator[None]:
    """PostgreSQL's foreign keys are taken away and made again, which checks every row at once."""
    if connection.dialect.name != "postgresql":
        yield
        return
    rules = connection.execute(text(FOREIGN_KEYS)).all()
    for of, name, _ in rules:
        connection.exec_driver_sql(f"alter table {of} drop constraint {name}")
    yield
    for of, name, rule in rules:
        connection.exec_driver_sql(f"alter table {of} add constraint {name} {rule}")


def _load_table(archive: ZipFile, connection: Connection, table: Table, part: TablePart) -> None:
    columns = [table.c[name] for name in part.columns]
    statement = insert(table).values({each.name: _bound(each, connection) for each in columns})
    with archive.open(part.member) as lines:
        for batch in _batches(lines):
            connection.execute(statement, [_row(columns, json.loads(line)) for line in batch])


def _bound(column: Column[Any], connection: Connection) -> BindParameter[Any] | Cast[Any]:
    """JSON goes in as the text that it was, so that not even the order of its keys changes."""
    name = f"v_{column.name}"
    if not isinstance(column.type, JSON):
        return bindparam(name, type_=column.type)
    plain = bindparam(name, type_=Text())
    return cast(plain, column.type) if connection.dialect.name == "postgresql" else plain


def _row(columns: list[Column[Any]], values: list[Any]) -> dict[str, Any]:
    return {
        f"v_{column.name}": value if isinstance(column.type, JSON) else read_back(value, column.type.python_type)
        for column, value in zip(columns, values, strict=True)
    }


def _batches(lines: Iterable[bytes]) -> Iterator[list[bytes]]:
    waiting = iter(lines)
    while batch := list(islice(waiting, BATCH)):
        yield batch


def _count_on(connection: Connection, table: Table, last: int) -> None:
    """The next number that the database gives out follows the last one that it ever gave out."""
    column = numbered(table)
    sequence = sequence_of(connection, table.name, column) if column else None
    if sequence and last:
        connection.execute(
            text("select setval(cast(:sequence as regclass), :last)"), {"sequence": sequence, "last": last}
        )
