"""Migrations go up, down and up again, and leave no difference from the models."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from tests.databases import database_url
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db


def _fresh(folder: str, url: str) -> Flask:
    return create_app(Settings(instance_path=folder, database_url=url, secret_key="x", log_level="ERROR"))


def test_up_down_up_without_drift(tmp_path_factory) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("migrations")
    app = _fresh(str(folder), database_url(folder))
    with app.app_context():
        upgrade()
        steps = db.session.scalar(text("select count(*) from person_steps"))
        db.session.remove()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade()
        assert steps and db.session.scalar(text("select count(*) from person_steps")) == steps
        db.session.remove()
        db.engine.dispose()


def test_one_head() -> None:
    from pathlib import Path

    revisions = sorted(path.name for path in (Path(__file__).parents[2] / "migrations/versions").glob("*.py"))
    numbers = [name.split("_")[0] for name in revisions]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]
