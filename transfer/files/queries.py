"""Reading stored bytes."""

import hashlib
from pathlib import PurePosixPath

import fsspec
from flask import current_app
from sqlalchemy import select

from transfer.config import Settings
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.kernel.errors import NotFound


def store_address(sha256: str) -> tuple[fsspec.AbstractFileSystem, str]:
    """The file system and the path at which content with this hash is kept."""
    settings: Settings = current_app.config["SETTINGS"]
    system, root = fsspec.core.url_to_fs(settings.file_store or str(settings.instance / "files"))
    return system, str(PurePosixPath(root) / sha256[:2] / sha256)


def get_file(file_id: int) -> StoredFile:
    found = db.session.get(StoredFile, file_id)
    if not found:
        raise NotFound("That file is not here")
    return found


def find_file_by_hash(sha256: str) -> StoredFile | None:
    return db.session.scalars(select(StoredFile).where(StoredFile.sha256 == sha256)).one_or_none()


def read_bytes(sha256: str) -> bytes:
    """The content with this hash. Raises NotFound when it is missing or no longer matches its hash."""
    system, path = store_address(sha256)
    if not system.exists(path):
        raise NotFound("The file is no longer in the file store")
    content: bytes = system.cat_file(path)
    if hashlib.sha256(content).hexdigest() != sha256:
        raise NotFound("The file in the file store is damaged: its hash is not what it was")
    return content
