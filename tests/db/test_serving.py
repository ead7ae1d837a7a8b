"""`demo` and `serve`: what is broken off is completed, a busy port is named, and everything stops together."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.client import HTTPConnection
from pathlib import Path

import pytest
from click import ClickException
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, select

from tests.databases import database_url
from transfer import cli, serving
from transfer.app import create_app
from transfer.audit.models import AuditEvent
from transfer.audit.queries import verify
from transfer.config import Settings
from transfer.extensions import Model, db, unit_of_work
from transfer.identity.models import User
from transfer.identity.rules import CommandLine
from transfer.packs import jobs
from transfer.packs.models import Snapshot
from transfer.programmes.actions import create_programme
from transfer.programmes.queries import find_programme
from transfer.sample import telling_work

ROOT = Path(__file__).parents[2]
MOST_SECONDS = 60
FILES = {
    f"{kind}-{edition}.{format_}"
    for kind in ("due-diligence", "business-case")
    for edition in ("public", "exempt")
    for format_ in ("pdf", "xlsx")
}


def rows(model: type[Model]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def killed(*_: object) -> None:
    raise KeyboardInterrupt


def drawn(content: object, edition: str) -> bytes:
    """Instead of a rendering, which takes seconds: what a file is made of is tested with the packs."""
    return f"{edition}".encode()


def test_a_story_that_breaks_off_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """Load and story are one act: the next demo finds an empty database and tells all of it."""
    monkeypatch.setattr(telling_work, "write_narrative", killed)
    with pytest.raises(KeyboardInterrupt):
        cli.tell_sample()
    assert find_programme(cli.SAMPLE) is None
    assert rows(User) == 0


def test_a_demo_that_breaks_off_at_its_packs_is_completed_by_the_next(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = Settings(instance_path=str(tmp_path))
    monkeypatch.setattr(jobs, "RENDERERS", {"pdf": drawn, "xlsx": killed})
    monkeypatch.setitem(app.extensions, "send_job", lambda job_id: None)
    with pytest.raises(KeyboardInterrupt):
        cli.show_sample(settings)
    assert not list(tmp_path.rglob("*.pdf"))
    monkeypatch.setattr(jobs, "RENDERERS", {"pdf": drawn, "xlsx": drawn})
    cli.show_sample(settings)
    assert {each.name for each in (tmp_path / "packs").iterdir()} == FILES
    assert {(each.kind, each.state) for each in db.session.scalars(select(Snapshot))} == {
        ("due-diligence", "draft"), ("business-case", "approved"),
    }  # fmt: skip
    assert rows(Snapshot) == 2
    _lost_files_come_back(settings, capsys)


def _lost_files_come_back(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    before, lost = rows(AuditEvent), settings.instance / "packs" / "business-case-public.pdf"
    content = lost.read_bytes()
    lost.unlink()
    cli.show_sample(settings)
    assert lost.read_bytes() == content
    capsys.readouterr()
    cli.show_sample(settings)
    assert capsys.readouterr().out == "slough-2021 is there already: nothing has changed\n"
    assert rows(AuditEvent) == before
    assert verify() is None


@contextmanager
def taken_port() -> Iterator[int]:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        yield taken.getsockname()[1]


def test_a_busy_port_is_named_in_one_sentence() -> None:
    with taken_port() as port:
        with pytest.raises(ClickException) as refused:
            serving.refuse_busy_port(Settings(port=port))
        assert f"Port {port} at 127.0.0.1 cannot be used" in refused.value.message
    serving.refuse_busy_port(Settings(port=port))


def serve(instance: Path, port: int, url: str = "") -> subprocess.Popen[str]:
    """`flask serve` as a terminal starts it."""
    here = {**os.environ, "INSTANCE_PATH": str(instance), "DATABASE_URL": url, "PORT": str(port), "WEB_WORKERS": "1"}
    return subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "serve"], cwd=ROOT, env=here, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def test_a_busy_port_ends_the_start_before_anything_is_loaded(tmp_path: Path) -> None:
    with taken_port() as port:
        served = serve(tmp_path, port)
        told, _ = served.communicate(timeout=MOST_SECONDS)
    assert served.returncode != 0
    assert told.startswith(f"Error: Port {port}") and told.count("\n") == 1
    assert not (tmp_path / "transfer.db").exists()


@pytest.fixture
def filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database with a programme in it, so that a start has nothing to load."""
    url = database_url(tmp_path)
    app = create_app(Settings(instance_path=str(tmp_path), database_url=url, secret_key="x", log_level="ERROR"))
    with app.app_context():
        upgrade()
        with unit_of_work():
            create_programme(
                CommandLine(), name="North", slug="north", engine="contractual", go_live_on=date(2021, 4, 1)
            )
        db.session.remove()
        db.engine.dispose()
    return url


def started(served: subprocess.Popen[str]) -> list[int]:
    """Wait for the address to be printed; the process ids of web and worker, in the order of their start."""
    assert served.stdout
    for line in served.stdout:
        if "Transfer is at" in line:
            break
    children = Path(f"/proc/{served.pid}/task/{served.pid}/children").read_text()
    return sorted(int(each) for each in children.split())


def status(port: int, path: str) -> int:
    call = HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS)
    call.request("GET", path)
    found = call.getresponse().status
    call.close()
    return found


def gone(process: int) -> bool:
    return not Path(f"/proc/{process}").exists()


def free_port() -> int:
    with taken_port() as port:
        return port


def test_a_start_serves_and_ctrl_c_stops_everything(tmp_path: Path, filled: str) -> None:
    port = free_port()
    served = serve(tmp_path, port, filled)
    children = started(served)
    assert [status(port, path) for path in ("/healthz", "/readyz", "/p/slough-2021/")] == [200, 200, 302]
    assert len(children) == 2
    served.send_signal(signal.SIGINT)
    told, _ = served.communicate(timeout=MOST_SECONDS)
    assert served.returncode == 0, told
    assert all(map(gone, children))
    serving.refuse_busy_port(Settings(port=port))


def test_a_worker_that_dies_takes_the_web_server_with_it_and_says_so(tmp_path: Path, filled: str) -> None:
    served = serve(tmp_path, free_port(), filled)
    web, worker = started(served)
    os.kill(worker, signal.SIGKILL)
    told, _ = served.communicate(timeout=MOST_SECONDS)
    assert served.returncode == 9
    assert "The worker ended by itself (code -9), so everything was stopped." in told
    assert gone(web)
