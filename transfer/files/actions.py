"""Keeping bytes."""

import hashlib
import secrets
from pathlib import PurePosixPath

import fsspec

from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.files.queries import find_file_by_hash, store_address
from transfer.kernel import clock


def store(content: bytes, name: str) -> StoredFile:
    """Keep content by its hash; the same content again is the same file.

    The bytes are written whole under another name and then moved, so that a killed process leaves no half file.
    """
    sha256 = hashlib.sha256(content).hexdigest()
    system, path = store_address(sha256)
    if not system.exists(path):
        system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
        _write_whole(system, path, content)
    found = find_file_by_hash(sha256)
    if found:
        return found
    stored_at = clock.now()
    stored = StoredFile(sha256=sha256, name=name[-255:], size=len(content), stored_at=stored_at)
    db.session.add(stored)
    db.session.flush()
    return stored


def _write_whole(system: fsspec.AbstractFileSystem, path: str, content: bytes) -> None:
    part = f"{path}.{secrets.token_hex(4)}.part"
    try:
        system.pipe_file(part, content)
        system.mv(part, path)
    finally:
        if system.exists(part):
            system.rm(part)


def discard(file_id: int) -> None:
    """Remove a file and its bytes. The caller knows that nothing else stands on them."""
    stored = db.session.get(StoredFile, file_id)
    if stored:
        system, path = store_address(stored.sha256)
        db.session.delete(stored)
        db.session.flush()
        if system.exists(path):
            system.rm(path)
