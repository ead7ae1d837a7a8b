"""Each of the doctor's checks is tried by breaking what it looks at."""

import errno
import json
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from redis.exceptions import ConnectionError as NoRedis
from sqlalchemy import text

from transfer import machine
from transfer.audit.actions import anchor, record
from transfer.audit.queries import anchors_path
from transfer.extensions import db
from transfer.files.actions import store
from transfer.files.queries import store_address
from transfer.identity.rules import CommandLine
from transfer.jobs.models import Worker
from transfer.kernel import clock
from transfer.operation import rules
from transfer.operation.commands import doctor
from transfer.operation.queries import doctor as doctors
from transfer.operation.rules import ATTENTION, OK, WRONG
from transfer.sealing import forget_keys, make_key

Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def no_anchors(app: Flask) -> Any:
    anchors_path().unlink(missing_ok=True)
    yield
    anchors_path().unlink(missing_ok=True)


def state_of(name: str) -> str:
    db.session.commit()
    [found] = [each for each in doctors.look_at_everything() if each.name == name]
    assert found.state == OK or found.do, "it says what to do"
    return found.state


def with_settings(app: Flask, monkeypatch: pytest.MonkeyPatch, **values: Any) -> None:
    monkeypatch.setitem(app.config, "SETTINGS", replace(app.config["SETTINGS"], **values))


def test_settings(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_of("Settings") == ATTENTION
    with_settings(app, monkeypatch, environment="production")
    assert state_of("Settings") == WRONG
    monkeypatch.setattr(doctors, "unsafe_settings", lambda settings: [])
    assert state_of("Settings") == OK


def test_migrations(app: Flask) -> None:
    assert state_of("Migrations") == OK
    revision = db.session.scalar(text("select version_num from alembic_version"))
    db.session.execute(text("update alembic_version set version_num = '0001'"))
    try:
        assert state_of("Migrations") == WRONG
    finally:
        db.session.execute(text("update alembic_version set version_num = :it"), {"it": revision})
        db.session.commit()


@pytest.mark.parametrize(("free", "state"), [(10 << 30, OK), (1 << 30, ATTENTION), (100 << 20, WRONG)])
def test_disk(monkeypatch: pytest.MonkeyPatch, app: Flask, free: int, state: str) -> None:
    monkeypatch.setattr(doctors.shutil, "disk_usage", lambda path: Usage(100 << 30, 0, free))
    assert state_of("Disk") == state


def test_file_store(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_of("File store") == OK
    (tmp_path / "taken").write_text("no folder")
    with_settings(app, monkeypatch, file_store=str(tmp_path / "taken"))
    assert state_of("File store") == WRONG


def test_pdf(monkeypatch: pytest.MonkeyPatch, app: Flask) -> None:
    assert state_of("PDF") == OK
    monkeypatch.setattr(machine, "has_fonts", lambda: False)
    assert state_of("PDF") == WRONG
    monkeypatch.setattr(machine, "has_fonts", lambda: True)
    monkeypatch.setattr(machine, "library_loads", lambda name: "pango" not in name)
    assert state_of("PDF") == WRONG


def test_worker(app: Flask) -> None:
    assert state_of("Worker") == WRONG
    held = Worker(name="here", started_at=clock.now(), heartbeat_at=clock.now())
    db.session.add(held)
    assert state_of("Worker") == OK
    held.heartbeat_at = clock.now() - timedelta(minutes=5)
    assert state_of("Worker") == WRONG


def test_queue(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_of("Queue") == OK

    def away() -> int:
        raise NoRedis("refused")

    monkeypatch.setattr(app.extensions["huey"], "pending_count", away)
    assert state_of("Queue") == WRONG


@pytest.mark.parametrize(("apart", "state"), [(0, OK), (5, ATTENTION), (-5, ATTENTION), (90, WRONG)])
def test_clock(app: Flask, monkeypatch: pytest.MonkeyPatch, apart: int, state: str) -> None:
    assert state_of("Clock") == OK
    monkeypatch.setattr(doctors, "database_now", lambda: clock.now() + timedelta(seconds=apart))
    assert state_of("Clock") == state


def test_mail(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert state_of("Mail") == ATTENTION
    with_settings(app, monkeypatch, mail_server="127.0.0.1", mail_port=1, mail_from="transfer@example.org")
    assert state_of("Mail") == WRONG


def test_anchors(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    record(CommandLine(), "test", ("thing", 1), "Something happened")
    assert state_of("Audit anchors") == ATTENTION
    anchor()
    assert state_of("Audit anchors") == OK
    record(CommandLine(), "test", ("thing", 1), "Something happened")
    assert state_of("Audit anchors") == OK
    monkeypatch.setattr(rules, "OLD_ANCHOR", timedelta(0))
    assert state_of("Audit anchors") == ATTENTION
    anchors_path().write_text("not a line of ours\n")
    assert state_of("Audit anchors") == WRONG


def test_sealing_keys(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = store(b"what was kept", "kept.txt")
    assert state_of("Sealing keys") == OK
    with_settings(app, monkeypatch, sealing_keys=make_key())
    forget_keys()
    assert state_of("Sealing keys") == WRONG
    monkeypatch.undo()
    forget_keys()
    system, path = store_address(kept.sha256)
    system.rm(path)
    assert state_of("Sealing keys") == WRONG


def test_a_check_that_fails_itself_is_told(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def faints() -> None:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setitem(doctors.CHECKS, "Database", faints)  # type: ignore[arg-type]
    assert state_of("Database") == WRONG


def test_the_command_ends_with_what_it_found(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    runner = app.test_cli_runner()
    found = runner.invoke(doctor, ["--json"])
    told = {each["name"]: each["state"] for each in json.loads(found.output)}
    assert list(told) == list(doctors.CHECKS) and told["Worker"] == WRONG and found.exit_code == 1
    db.session.add(Worker(name="here", started_at=clock.now(), heartbeat_at=clock.now()))
    db.session.commit()
    found = runner.invoke(doctor, [])
    assert found.exit_code == 0, found.output
    assert "ok         Worker: 1 at work" in found.output
