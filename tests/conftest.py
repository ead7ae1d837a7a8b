"""One application and one database a test process; every test begins with empty tables."""

import gc
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from argon2.profiles import CHEAPEST
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import text

from tests.client import InspectingClient
from tests.compiled import keep_templates
from tests.databases import database_url
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db, writing
from transfer.identity.actions import accounts, signing_in
from transfer.kernel import keeping

KEPT = {
    "alembic_version", "person_steps", "contract_steps", "baseline_steps", "baseline_change_steps", "dispute_steps",
    "engagement_steps",
}  # fmt: skip
NUMBERS_FROM_ONE = "select setval(seqrelid, 1, false) from pg_sequence where pg_sequence_last_value(seqrelid) > 0"


@pytest.fixture(autouse=True, scope="session")
def no_network() -> Iterator[None]:
    """Only this machine is reached: its databases, its browser and its own server."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and not _is_this_machine(str(address[0])):
            raise RuntimeError(f"A test reached for the network: {address[0]}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        patch.setattr(socket, "getaddrinfo", _only_here(socket.getaddrinfo))
        yield


@pytest.fixture(autouse=True, scope="session")
def cheap_passwords() -> Iterator[None]:
    """A password's hash is of the right kind, and takes a thousandth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accounts.hasher, "_parameters", CHEAPEST)
        patch.setattr(signing_in, "_NOBODY", accounts.hasher.hash("nobody's"))
        yield


@pytest.fixture(autouse=True, scope="session")
def seldom_swept() -> None:
    """Nine tenths of what stands stays to the end: to look through it for rubbish as often as usual takes a tenth of
    the time."""
    gc.set_threshold(20_000, 20, 100)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in {"", "localhost"}


def _only_here(look_up: Any) -> Any:
    def guarded(host: Any, *rest: Any, **more: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host or ""
        if not (_is_this_machine(name) or name in {"0.0.0.0", "::", socket.gethostname()}):
            raise RuntimeError(f"A test reached for the network: {name}")
        return look_up(host, *rest, **more)

    return guarded


@pytest.fixture(scope="session")
def of_the_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that every worker of this run shares, and what they start."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def application(tmp_path_factory: pytest.TempPathFactory, of_the_run: Path) -> Flask:
    instance: Path = tmp_path_factory.mktemp("instance")
    settings = Settings(
        instance_path=str(instance), database_url=database_url(instance), secret_key="test", jobs_inline=True,
        log_level="ERROR", requests_per_minute=0,
    )  # fmt: skip
    app = create_app(settings)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    app.test_client_class = InspectingClient
    keep_templates(app, of_the_run)
    with app.app_context():
        upgrade()
    gc.freeze()
    return app


@cache
def _filled() -> str:
    """The question which tables have rows, those that point at others first. To empty only them takes a tenth of the
    time that it takes to truncate all."""
    tables = [table.name for table in reversed(db.metadata.sorted_tables) if table.name not in KEPT]
    return " union all ".join(f"select '{name}' where exists (select 1 from {name})" for name in tables)


def empty_tables() -> None:
    """Nothing of an earlier test is left; what the migrations put in stays. Versions get the same numbers again, under
    which the process would find what it kept of others."""
    keeping.forget()
    db.session.rollback()
    filled = db.session.scalars(text(_filled())).all()
    for name in filled:
        db.session.execute(text(f"delete from {name}"))
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(NUMBERS_FROM_ONE))
    db.session.commit()
    db.session.remove()
    if filled and db.engine.dialect.name == "postgresql":
        # Else rows would take the places of earlier tests' rows, and stand in another order than they were added.
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"vacuum {', '.join(filled)}"))


@contextmanager
def on_empty_tables(application: Flask) -> Iterator[Flask]:
    """The application inside a context that may write."""
    with application.app_context():
        token = writing.set(True)
        empty_tables()
        yield application
        db.session.rollback()
        db.session.remove()
        writing.reset(token)


@pytest.fixture
def app(application: Flask) -> Iterator[Flask]:
    """The application for one test. A file whose tests only look may have one of its own that all of them share."""
    with on_empty_tables(application) as made:
        yield made


@pytest.fixture
def client(app: Flask) -> InspectingClient:
    """Nobody signed in; `client.sign_in(user)` changes that. Every page it fetches is inspected."""
    found = app.test_client()
    assert isinstance(found, InspectingClient)
    return found
