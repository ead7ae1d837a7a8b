"""One file that holds the whole installation, made while it is in use.

The database comes first, all of it at one instant; then the files that it names. Files are only ever added, so each
that the database names is there. The list of contents, with every hash, is written last: a copy that was broken off
is not a backup.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from sqlalchemy import Connection, Table

from transfer import __version__
from transfer.audit.queries import read_anchors
from transfer.files.queries import kept_as_is
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.operation.queries.tables import numbers_given, reflected, revision_of, rows_of, still_database
from transfer.operation.rules import (
    ANCHORS,
    FORMAT,
    KEYS,
    MANIFEST,
    FilePart,
    Manifest,
    TablePart,
    written,
)

Say = Callable[[str], None]


def back_up(target: Path, say: Say) -> Manifest:
    """Write the installation to `target`, whole or not at all. Raises DomainError when it is there already, when the
    database has no tables, or when there is no room."""
    if target.exists():
        raise DomainError(f"{target} is there already: name a file that is not")
    part = target.with_name(f"{target.name}.part")
    try:
        with _private(part) as archive:
            manifest = _fill(archive, say)
        part.replace(target)
    except OSError as error:
        raise DomainError(f"The backup could not be written ({error.strerror}), and nothing of it was kept") from error
    finally:
        part.unlink(missing_ok=True)
    return manifest


@contextmanager
def _private(path: Path) -> Iterator[ZipFile]:
    """An archive that only its owner reads; on the disk, and not only in memory, when it is done."""
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as file:
        with ZipFile(file, "w", compresslevel=6) as archive:
            yield archive
        file.flush()
        os.fsync(file.fileno())


def _fill(archive: ZipFile, say: Say) -> Manifest:
    made_at = clock.now().isoformat(timespec="seconds")
    with still_database() as connection:
        revision = revision_of(connection)
        if revision is None:
            raise DomainError("The database has no tables yet: there is nothing to back up")
        tables = reflected(connection)
        say("Copying the database")
        parts = [_table(archive, connection, table) for table in tables]
        numbers, engine = numbers_given(connection, tables), connection.dialect.name
        names = _file_names(connection, tables)
    say(f"Copying {len(names):,} files")
    files = [found for found in (_file(archive, name) for name in names) if found]
    there = {each.name for each in files}
    manifest = Manifest(
        format=FORMAT, product=__version__, revision=revision, made_at=made_at, engine=engine, tables=parts,
        files=files, missing=[name for name in names if name not in there], numbers=numbers, keys=list(KEYS),
        anchors=_anchors(archive),
    )  # fmt: skip
    content = json.dumps(manifest.as_json(), indent=1).encode()
    archive.writestr(_member(MANIFEST), content)
    archive.comment = hashlib.sha256(content).hexdigest().encode()
    return manifest


def _member(name: str, compression: int = ZIP_DEFLATED) -> ZipInfo:
    info = ZipInfo(name, clock.now().timetuple()[:6])
    info.compress_type = compression
    info.external_attr = 0o600 << 16
    return info


def _write(archive: ZipFile, info: ZipInfo, lines: Iterable[bytes]) -> tuple[int, str]:
    """How many pieces were written, and the SHA-256 of them together."""
    found, number = hashlib.sha256(), 0
    with archive.open(info, "w", force_zip64=True) as member:
        for line in lines:
            member.write(line)
            found.update(line)
            number += 1
    return number, found.hexdigest()


def _table(archive: ZipFile, connection: Connection, table: Table) -> TablePart:
    lines = (
        json.dumps([written(value) for value in row], ensure_ascii=False).encode() + b"\n"
        for row in rows_of(connection, table)
    )
    part = TablePart(table.name, [column.name for column in table.columns], 0, "")
    rows, sha256 = _write(archive, _member(part.member), lines)
    return TablePart(part.name, part.columns, rows, sha256)


def _file_names(connection: Connection, tables: list[Table]) -> list[str]:
    """The addresses in the file store of every file that the database names, as it stood at that instant."""
    [files] = [table for table in tables if table.name == "stored_files"]
    return list(connection.scalars(files.select().with_only_columns(files.c.sha256).order_by(files.c.id)))


def _file(archive: ZipFile, name: str) -> FilePart | None:
    """None for a file that the store does not hold: the backup says so, and keeps the rest."""
    kept = kept_as_is(name)
    if kept is None:
        return None
    _, sha256 = _write(archive, _member(FilePart(name, 0, "").member, ZIP_STORED), [kept])
    return FilePart(name, len(kept), sha256)


def _anchors(archive: ZipFile) -> str | None:
    kept = read_anchors()
    return _write(archive, _member(ANCHORS), [kept])[1] if kept else None
