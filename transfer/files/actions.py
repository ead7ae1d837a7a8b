"""Keeping bytes."""

import errno
import hashlib
import secrets
from datetime import UTC, datetime, timedelta
from pathlib import PurePosixPath

import fsspec
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from transfer.extensions import db, once_committed
from transfer.files.models import StoredFile
from transfer.files.queries import find_file_by_hash, kept_as_is, sealed_place, store_address
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.sealing import newest_key, open_bytes, seal_bytes, sealed_by

LEFT_AFTER = timedelta(days=1)
FULL = (errno.ENOSPC, errno.EDQUOT)


def store(content: bytes, name: str) -> StoredFile:
    """Keep content, sealed, by its hash; the same content again is the same file.

    The bytes are written whole under another name and then moved, so that a killed process leaves no half file.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    system, path = store_address(sha256)
    found = find_file_by_hash(sha256)
    # Bytes that no row names may be on their way out: written anew, they stay.
    if found is None or not system.exists(path):
        _write_whole(system, path, seal_bytes(content, sealed_place(sha256)))
    return found or _named(StoredFile(sha256=sha256, name=name[-255:], size=len(content), stored_at=clock.now()))


def _named(stored: StoredFile) -> StoredFile:
    """Of two who keep the same content at once one waits here, and takes the row that the other wrote."""
    sha256 = stored.sha256
    try:
        with db.session.begin_nested():
            db.session.add(stored)
    except IntegrityError:
        return db.session.scalars(select(StoredFile).where(StoredFile.sha256 == sha256)).one()
    return stored


def reseal_file(sha256: str) -> bool:
    """Seal kept bytes with the newest key; False when they are already, or are gone. Raises KeyProblem."""
    kept = kept_as_is(sha256)
    if kept is None or sealed_by(kept) == newest_key():
        return False
    place = sealed_place(sha256)
    keep_as_is(sha256, seal_bytes(open_bytes(kept, place), place))
    return True


def put_in_place(stored: StoredFile, content: bytes, name: str) -> str:
    """Let a redacted copy stand where an original stood. Returns the original's hash, whose bytes the caller removes
    once this is committed."""
    before = stored.sha256
    stored.sha256, stored.size, stored.name = hashlib.sha256(content).hexdigest(), len(content), name[-255:]
    stored.redacted_from, stored.redacted_at = stored.redacted_from or before, clock.now()
    system, path = store_address(stored.sha256)
    if not system.exists(path):
        _write_whole(system, path, seal_bytes(content, sealed_place(stored.sha256)))
    db.session.flush()
    return before


def dispose_of(stored: StoredFile) -> str:
    """Say that a file's bytes are gone for good; its row stays. Returns the hash, whose bytes the caller removes once
    this is committed."""
    stored.disposed_at = clock.now()
    db.session.flush()
    return stored.sha256


def remove_bytes(sha256: str) -> None:
    """Take bytes out of the store, unless a file that was not disposed of stands on them. May be done twice."""
    known = find_file_by_hash(sha256)
    system, path = store_address(sha256)
    if (known is None or known.disposed_at) and system.exists(path):
        system.rm(path)


def keep_as_is(sha256: str, kept: bytes) -> None:
    """Put bytes, sealed or not, back at the address of the content with this hash."""
    system, path = store_address(sha256)
    _write_whole(system, path, kept)


def _write_whole(system: fsspec.AbstractFileSystem, path: str, content: bytes) -> None:
    part = f"{path}.{secrets.token_hex(4)}.part"
    try:
        system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
        system.pipe_file(part, content)
        system.mv(part, path)
    except OSError as error:
        if error.errno in FULL:
            raise DomainError("There is no room left for files, and nothing was kept: tell your operator") from error
        raise
    finally:
        if system.exists(part):
            system.rm(part)


def discard(file_id: int) -> None:
    """Remove a file, and its bytes once that is committed, unless they were written anew meanwhile because somebody
    kept the same content again. The caller knows that nothing else stands on them."""
    stored = db.session.get(StoredFile, file_id)
    if stored is None:
        return
    system, path = store_address(stored.sha256)
    if system.exists(path):
        written_at = system.modified(path)
        once_committed(lambda: _remove_unchanged(system, path, written_at))
    db.session.delete(stored)
    db.session.flush()


def _remove_unchanged(system: fsspec.AbstractFileSystem, path: str, written_at: datetime) -> None:
    if system.exists(path) and system.modified(path) == written_at:
        system.rm(path)


def sweep() -> int:
    """Remove what killed processes left a day ago or longer: half files, and whole ones that no row names. How many."""
    system, path = store_address("00")
    root = str(PurePosixPath(path).parents[1])
    left = [each for each in (system.find(root) if system.exists(root) else []) if _is_left(system, each)]
    for each in left:
        system.rm(each)
    return len(left)


def _is_left(system: fsspec.AbstractFileSystem, path: str) -> bool:
    if system.modified(path).astimezone(UTC).replace(tzinfo=None) >= clock.now() - LEFT_AFTER:
        return False
    return path.endswith(".part") or find_file_by_hash(PurePosixPath(path).name) is None


def try_store() -> None:
    """Write, read and remove a few bytes. Raises DomainError without room, or OSError."""
    system, path = store_address("try")
    _write_whole(system, path, b"tried")
    system.cat_file(path)
    system.rm(path)
