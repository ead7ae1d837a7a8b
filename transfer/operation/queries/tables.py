"""Every table as it was at one instant, while others go on writing.

Tables are read as the database describes them and not as the models do: a sealed value is copied sealed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from alembic.script import ScriptDirectory
from flask import current_app
from sqlalchemy import JSON, Connection, MetaData, Table, Text, cast, func, inspect, select, text

from transfer.extensions import one_instant

VERSIONS = "alembic_version"
BATCH = 1000
# A long copy is no slow page.
PATIENT = ("statement_timeout", "idle_in_transaction_session_timeout")


@contextmanager
def still_database() -> Iterator[Connection]:
    """A connection to all tables at one instant, for as long as copying them takes."""
    with one_instant() as connection:
        if connection.dialect.name == "postgresql":
            for setting in PATIENT:
                connection.execute(text(f"set local {setting} = 0"))
        yield connection


def reflected(connection: Connection) -> list[Table]:
    """Every table but the list of migrations, those that others point at first."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != VERSIONS]


def revision_of(connection: Connection) -> str | None:
    """The newest migration that this database has been through, or None for one without tables."""
    if not inspect(connection).has_table(VERSIONS):
        return None
    found: str | None = connection.scalar(text(f"select version_num from {VERSIONS}"))
    return found


def migrations() -> ScriptDirectory:
    return ScriptDirectory.from_config(current_app.extensions["migrate"].migrate.get_config())


def newest_revision() -> str:
    """The newest migration that this version of the product knows."""
    return migrations().get_current_head() or ""


def knows_revision(revision: str) -> bool:
    return revision in {each.revision for each in migrations().walk_revisions()}


def rows_of(connection: Connection, table: Table) -> Iterator[list[Any]]:
    """Every row, in the order of its key, a batch at a time; JSON comes as the text that it is kept as."""
    columns = [cast(each, Text) if isinstance(each.type, JSON) else each for each in table.columns]
    query = select(*columns).order_by(*table.primary_key.columns).execution_options(yield_per=BATCH)
    for row in connection.execute(query):
        yield list(row)


def numbers_given(connection: Connection, tables: list[Table]) -> dict[str, int]:
    """{table: the last id that was given out}, so that a restored database gives none of them out again."""
    found = {}
    for table in tables:
        column = numbered(table)
        if column is not None:
            highest = connection.scalar(select(func.max(table.c[column]))) or 0
            found[table.name] = max(highest, _last_of_sequence(connection, table.name, column))
    return found


def numbered(table: Table) -> str | None:
    """The column whose numbers the database gives out itself."""
    key = list(table.primary_key.columns)
    if len(key) == 1 and key[0].type.python_type is int and not key[0].foreign_keys:
        return str(key[0].name)
    return None


def sequence_of(connection: Connection, table: str, column: str) -> str | None:
    """The PostgreSQL sequence behind a column; SQLite counts from the highest id there is."""
    if connection.dialect.name != "postgresql":
        return None
    named = text("select pg_get_serial_sequence(:table, :column)")
    found: str | None = connection.scalar(named, {"table": table, "column": column})
    return found


def _last_of_sequence(connection: Connection, table: str, column: str) -> int:
    sequence = sequence_of(connection, table, column)
    if sequence is None:
        return 0
    return int(connection.scalar(text(f"select case when is_called then last_value else 0 end from {sequence}")) or 0)
