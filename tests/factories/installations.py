"""Places to restore into: an application with a database without tables, and a file store of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask, current_app

from tests.databases import database_url
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db


@contextmanager
def installation(folder: Path, url: str | None = None) -> Iterator[Flask]:
    """An empty installation with the keys of the one that is current, and current itself while the block runs. url: its
    database, else a new one of the engine that the tests run on."""
    folder.mkdir(parents=True, exist_ok=True)
    here: Settings = current_app.config["SETTINGS"]
    settings = Settings(
        instance_path=str(folder), database_url=url or database_url(folder), secret_key="another", jobs_inline=True,
        log_level="ERROR", sealing_keys=here.kept_sealing_keys(),
    )  # fmt: skip
    app = create_app(settings)
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()
