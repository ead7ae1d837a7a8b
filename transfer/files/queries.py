"""Reading stored bytes."""

import hashlib
from pathlib import PurePosixPath

import fsspec
from flask import current_app
from sqlalchemy import select

from transfer.config import Settings
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.kernel.dates import long_date
from transfer.kernel.errors import NotFound
from transfer.sealing import open_bytes, sealed_by


def store_address(sha256: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """The file system and the path at which content with this hash is kept."""
    settings: Settings = current_app.config["SETTINGS"]
    system, root = fsspec.core.url_to_fs(settings.file_store or str(settings.instance / "files"))
    return system, str(PurePosixPath(root) / sha256[:2] / sha256)


def sealed_place(sha256: str) -> str:
    """What the kept bytes are bound to: a file put at another's address does not open."""
    return f"stored_files/{sha256}"


def get_file(file_id: int) -> StoredFile:
    found = db.session.get(StoredFile, file_id)
    if not found:
        raise NotFound("That file is not here")
    return found


def find_file_by_hash(sha256: str) -> StoredFile | None:
    return db.session.scalars(select(StoredFile).where(StoredFile.sha256 == sha256)).one_or_none()


def sealing_key_of(sha256: str) -> str | None:
    """The id of the key that the kept bytes are sealed with; None when they are plain or not there."""
    system, path = store_address(sha256)
    return sealed_by(system.cat_file(path, start=0, end=100)) if system.exists(path) else None


def list_file_hashes(after: int = 0) -> list[tuple[int, str]]:
    """(id, hash) of every file whose bytes are kept, in the order of their ids, from the one after an id."""
    query = select(StoredFile.id, StoredFile.sha256).where(StoredFile.disposed_at.is_(None), StoredFile.id > after)
    return [(file_id, sha256) for file_id, sha256 in db.session.execute(query.order_by(StoredFile.id))]


def read_bytes(sha256: str) -> bytes:
    """The content with this hash. Raises NotFound when it is missing or disposed of, or is not what its hash says."""
    system, path = store_address(sha256)
    if not system.exists(path):
        known = find_file_by_hash(sha256)
        if known and known.disposed_at:
            raise NotFound(f"The file was disposed of on {long_date(known.disposed_at.date())}: its time was over")
        raise NotFound("The file is no longer in the file store")
    content = open_bytes(system.cat_file(path), sealed_place(sha256))
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFound("The file in the file store is damaged: its hash is not what it was")
    return content


def kept_as_is(sha256: str) -> bytes | None:
    """The bytes at this hash's address, sealed or not and whatever state they are in; None when there are none."""
    system, path = store_address(sha256)
    if not system.exists(path):
        return None
    kept: bytes = system.cat_file(path)
    return kept


def list_kept() -> set[str]:
    """The hashes at whose addresses the file store holds bytes. What was broken off while being written is no file."""
    system, path = store_address("00")
    root = str(PurePosixPath(path).parents[1])
    found = system.find(root) if system.exists(root) else []
    return {PurePosixPath(each).name for each in found if not each.endswith(".part")}
