"""How Alembic finds the application's database and tables."""

from alembic import context
from flask import current_app
from sqlalchemy import Connection

from transfer.extensions import db, one_change

LOCK = 7_306_001  # any number: the advisory lock under which one process at a time migrates


def _lock(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        # A page may give up; a migration waits for the one before it and takes the time it needs.
        for setting in ("statement_timeout", "lock_timeout"):
            connection.exec_driver_sql(f"set local {setting} = 0")
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({LOCK})")


def _run(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
        transaction_per_migration=False,
    )
    with context.begin_transaction():
        _lock(connection)
        context.run_migrations()


def run_migrations() -> None:
    """On the database the application uses, in one transaction, one process at a time; or, while a backup is being
    restored, inside the restore's own transaction."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _run(given)
        return
    with one_change() as connection:
        _run(connection)


if context.is_offline_mode():
    raise SystemExit("Migrations run against a database: name one in DATABASE_URL.")
with current_app.app_context():
    run_migrations()
