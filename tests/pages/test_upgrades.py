"""While the service is brought up to date it can be read; a database that goes away is told, and met again."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.cli import ScriptInfo
from flask.testing import FlaskClient
from sqlalchemy import NullPool, create_engine, func, select, text
from sqlalchemy.exc import DBAPIError

from tests.client import InspectingClient
from tests.databases import on_postgresql
from tests.factories.programmes import World, make_programme
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db
from transfer.jobs.actions import request_job
from transfer.jobs.adapters import connect_queue
from transfer.jobs.models import Job
from transfer.programmes.models import Organisation
from transfer.web.errors import NO_DATABASE, READ_ONLY
from transfer.working import worker


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    db.session.commit()
    return made


def address() -> str:
    return db.engine.url.render_as_string(hide_password=False)


@contextmanager
def another_process(settings: Settings) -> Iterator[Flask]:
    """The application as a process of its own has it."""
    made = create_app(settings)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    yield made
    with made.app_context():
        db.engine.dispose()


@pytest.fixture
def upgrading(world: World, tmp_path: Path) -> Iterator[Flask]:
    settings = Settings(
        instance_path=str(tmp_path), database_url=address(), secret_key="test", read_only=True, log_level="ERROR"
    )
    with another_process(settings) as made:
        yield made


def signed_in(upgrading: Flask, world: World) -> FlaskClient:
    """The lead, as that process's own client: nothing of this test's transaction is carried along."""
    user = world.users["lead"]
    user_id, mark = user.id, user.session_mark
    db.session.rollback()
    client = upgrading.test_client()
    with client.session_transaction() as session:
        session["user_id"], session["mark"] = user_id, mark
    return client


def test_pages_are_read_and_say_that_nothing_can_be_changed(world: World, upgrading: Flask) -> None:
    answer = signed_in(upgrading, world).get("/p/north/")
    assert answer.status_code == 200
    assert "everything can be read, and nothing changed until it is done" in answer.text


def test_a_change_is_refused_in_words_and_nothing_is_kept(world: World, upgrading: Flask) -> None:
    before = db.session.scalar(select(func.count()).select_from(Organisation))
    client = signed_in(upgrading, world)
    answer = client.post("/p/north/organisations/new", data={"name": "East", "short": "East", "kind": "other"})
    assert answer.status_code == 503 and READ_ONLY in answer.text
    assert client.post("/sign-out").status_code == 303
    assert db.session.scalar(select(func.count()).select_from(Organisation)) == before


def test_the_database_itself_refuses_what_slips_past(world: World, upgrading: Flask) -> None:
    with upgrading.app_context():
        with pytest.raises(DBAPIError, match=r"read-?only"):
            db.session.execute(text("update organisations set short = 'x'"))
        db.session.rollback()


def test_the_worker_does_not_start_while_nothing_may_change(upgrading: Flask) -> None:
    with upgrading.app_context():
        done = CliRunner().invoke(worker, obj=ScriptInfo(create_app=lambda: upgrading))
    assert done.exit_code == 1 and "READ_ONLY is set" in done.output


def closed_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def test_a_database_that_is_away_is_said_in_words(world: World, tmp_path: Path) -> None:
    url = f"postgresql://transfer@127.0.0.1:{closed_port()}/transfer"
    settings = Settings(instance_path=str(tmp_path), database_url=url, secret_key="test", log_level="CRITICAL")
    with another_process(settings) as made:
        answer = signed_in(made, world).get("/p/north/")
        assert made.test_client().get("/healthz").status_code == 200
    assert answer.status_code == 503
    assert NO_DATABASE in answer.text


def lose_connections() -> None:
    """The server ends every connection behind the pool's back; SQLite, which has no server, has its file closed."""
    if on_postgresql():
        elsewhere = create_engine(db.engine.url, poolclass=NullPool)
        with elsewhere.connect() as connection:
            connection.execute(
                text("select pg_terminate_backend(pid) from pg_stat_activity"
                     " where datname = current_database() and pid <> pg_backend_pid()")
            )  # fmt: skip
        return
    kept = db.engine.raw_connection()
    held = kept.dbapi_connection
    kept.close()
    assert held
    held.close()


def test_a_database_that_comes_back_is_met_again_without_a_failed_page(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["lead"]).page("/p/north/")
    db.session.remove()
    lose_connections()
    client.page("/p/north/")


def test_nothing_of_postgresql_is_waited_for_without_an_end(app: Flask) -> None:
    """Neither a server, a connection of the pool, a lock, a statement nor a forgotten transaction."""
    options = Settings(database_url="postgresql://db/transfer", statement_seconds=7, database_pool=4).engine_options()
    assert options["connect_args"]["connect_timeout"] == 5 and options["pool_timeout"] == 15
    assert (options["pool_size"], options["max_overflow"]) == (4, 0)
    assert options["connect_args"]["options"].split(" -c ") == [
        "-c statement_timeout=7s", "lock_timeout=30s", "idle_in_transaction_session_timeout=15min",
        "default_transaction_read_only=off",
    ]  # fmt: skip
    if on_postgresql():
        told = [db.session.scalar(text(f"show {name}")) for name in ("statement_timeout", "lock_timeout")]
        assert told == ["2min", "30s"]


def test_a_queue_that_is_away_loses_no_work(world: World, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The row is kept, and the next look for waiting rows finds it."""
    monkeypatch.setitem(app.extensions, "send_job", None)  # set anew below, and put back after the test
    connect_queue(app, Settings(instance_path=app.instance_path, redis_url=f"redis://127.0.0.1:{closed_port()}/0"))
    job = request_job(world.system, "check_upload", "A check", {}, programme_id=world.programme.id)
    db.session.commit()
    assert db.session.get_one(Job, job.id).state == "queued"
