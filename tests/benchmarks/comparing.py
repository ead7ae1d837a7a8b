"""Accepting a large establishment list, and comparing the next month's with the version in force."""

import csv
import io
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Work, scratch
from tests.benchmarks.reading import ROWS, rows

AS_AT = date(2021, 1, 31)


def _next_month(count: int) -> Iterator[list[Any]]:
    """One line in a hundred has left, one in ten has another grade, and one in a hundred is new."""
    for number, row in enumerate(rows(count)):
        if number and number % 100 == 0:
            yield [f"N{number:06}", *row[1:]]
        else:
            yield [*row[:7], "G99", *row[8:]] if number % 10 == 1 and number > 1 else row


def read_list(world: Any, table: Iterator[list[Any]]) -> tuple[Any, Any]:
    """A table of the council's as a file, and what was read of it."""
    from imports.limits import DEFAULT
    from transfer.intake.actions.checking import Source, gather, read_source

    text = io.StringIO()
    csv.writer(text).writerows(table)
    owner = world.organisations["Council"]
    source = Source("establishment", owner.id, text.getvalue().encode(), "list.csv", None, AS_AT)
    return source, read_source(source, gather(world.system, source), DEFAULT, AS_AT)


def _faulty(table: Iterator[list[Any]]) -> Iterator[list[Any]]:
    """One line in ten has no FTE, and is parked."""
    for number, row in enumerate(table):
        yield [*row[:9], 0, *row[10:]] if number and number % 10 == 0 else row


def made_world(database: str = "sqlite") -> Any:
    """A context of an application on a new database, and the factories' small programme in it. database: as
    TEST_DATABASE names it."""
    os.environ["TEST_DATABASE"] = database
    from tests.databases import database_url
    from tests.factories.programmes import make_programme
    from transfer.app import create_app
    from transfer.config import Settings
    from transfer.extensions import db, unit_of_work

    folder = scratch()
    settings = Settings(
        instance_path=str(folder), database_url=database_url(folder), secret_key="bench", log_level="CRITICAL"
    )
    app = create_app(settings)
    app.app_context().push()
    db.create_all()
    with unit_of_work():
        return make_programme("north")


def _store(world: Any, content: bytes, read: Any) -> Any:
    from transfer.extensions import unit_of_work
    from transfer.files.actions import store
    from transfer.intake.actions.accepting import accept_checked

    owner = world.organisations["Council"].id
    with unit_of_work():
        stored = store(content, "list.csv")
        return accept_checked(world.system, read, stored, organisation_id=owner, as_at=AS_AT).id


def accepting(database: str, parked: str = "", count: str = str(ROWS)) -> Work:
    """Rows that were read and checked become a version. parked: one row in ten goes on the work list."""
    world = made_world(database)
    table = rows(int(count))
    source, read = read_list(world, _faulty(table) if parked else table)
    told = {"rows": len(read.checked.rows), "parked": len(read.checked.parked)}

    def work() -> dict[str, Any]:
        before = _server_cpu()
        release_id = _store(world, source.content, read)
        return {"release": release_id, "server_cpu": _server_cpu() - before, **told}

    return work


def _server_cpu() -> float:
    """Seconds of the processor that PostgreSQL has spent on this connection, where it is on this machine and Linux."""
    from sqlalchemy import text

    from transfer.extensions import db

    if db.engine.dialect.name != "postgresql":
        return 0.0
    pid = db.session.execute(text("select pg_backend_pid()")).scalar_one()
    told = Path(f"/proc/{pid}/stat")
    if not told.exists():
        return 0.0
    user, system = told.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def comparing(count: str = str(ROWS)) -> Work:
    """The version in force is read back and compared with the next month's rows."""
    from transfer.extensions import db
    from transfer.intake.actions.comparing import compared
    from transfer.releases.models import Release

    world = made_world()
    source, read = read_list(world, rows(int(count)))
    release_id = _store(world, source.content, read)
    _, read = read_list(world, _next_month(int(count)))

    def work() -> dict[str, Any]:
        found = compared(world.system, read, db.session.get(Release, release_id))
        return {kind: len(listed) for kind, listed in found["changes"].items()}

    return work
