"""Commands. Each is one unit of work over the same queries and actions as the pages."""

import click
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import inspect

from transfer.audit.queries import verify
from transfer.extensions import db


def ensure_database() -> None:
    """Bring the database to the newest migration; an empty one is made."""
    if not inspect(db.engine).has_table("alembic_version"):
        upgrade()


def install(app: Flask) -> None:
    app.cli.add_command(audit)


@click.group()
def audit() -> None:
    """The chain of recorded events."""


@audit.command("verify")
def audit_verify() -> None:
    """Name the first event that does not follow from the one before."""
    broken = verify()
    if broken:
        raise click.ClickException(f"Chain {broken[0]}: event {broken[1]} is broken.")
    click.echo("Every event follows from the one before.")
