"""Many rows into PostgreSQL as one stream, which takes it half the time of as many statements."""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, Dialect, Table
from sqlalchemy.exc import DBAPIError

Bind = Callable[[Any], Any]


@lru_cache(maxsize=32)
def _binds(table: Table, dialect: Dialect) -> dict[str, Bind | None]:
    """How each column's values are written, sealed ones included; None: as they are."""
    return {each.key: each.type.dialect_impl(dialect).bind_processor(dialect) for each in table.columns}


def may_stream(table: Table, row: Mapping[str, Any]) -> bool:
    """Whether a row says everything that would else be filled in here: a stream knows no defaults of ours."""
    return all(each.default is None or each.key in row for each in table.columns)


def stream_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert plain rows with the same keys, a value for each column that the database does not fill by itself.

    Raises sqlalchemy's errors, as any statement does.
    """
    names = list(rows[0])
    known = _binds(table, connection.dialect)
    binds = [(name, known[name]) for name in names]
    into = SQL("copy {} ({}) from stdin").format(Identifier(table.name), SQL(", ").join(map(Identifier, names)))
    cursor: psycopg.Cursor = connection.connection.cursor()  # type: ignore[assignment]
    try:
        with cursor, cursor.copy(into) as stream:
            for row in rows:
                stream.write_row([bind(row[name]) if bind else row[name] for name, bind in binds])
    except psycopg.Error as error:
        raise DBAPIError.instance(
            f"copy {table.name}", None, error, psycopg.Error, dialect=connection.dialect
        ) from error
