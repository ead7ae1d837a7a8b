"""The web server itself, all its processes, killed at the commit of an upload and of an acceptance, before and after:
the next finds nothing half."""

import os
import re
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import requests
from flask import Flask
from sqlalchemy import func, select

from tests.kill import acts
from tests.kill.test_kill import ground
from tests.several.machines import free_port, until
from transfer.app import create_app
from transfer.audit.models import AuditEvent
from transfer.config import Settings
from transfer.extensions import db
from transfer.identity.models import User
from transfer.intake.models import Upload
from transfer.releases.models import Release
from transfer.serving import is_answered, web_command

ROOT = Path(__file__).parents[2]
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
MOST_SECONDS = 120


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """An application beside the server, on the same database and files."""
    url, folder = ground(tmp_path_factory.mktemp("web") / "instance", True)
    settings = Settings(instance_path=str(folder), database_url=url, secret_key="k", log_level="ERROR")
    made = create_app(settings)
    made.config.update(TESTING=True)
    return made


@contextmanager
def serving(app: Flask, die: str = "") -> Iterator[str]:
    """The address of gunicorn as `flask serve` starts it. die: the moment of dying.py at which it is killed."""
    settings: Settings = app.config["SETTINGS"]
    port = free_port()
    here = {"INSTANCE_PATH": settings.instance_path, "DATABASE_URL": settings.database_url, "SECRET_KEY": "k",
            "LOG_LEVEL": "CRITICAL", "REQUESTS_PER_MINUTE": "0", "DIE": die}  # fmt: skip
    serves = "tests.kill.dying:app" if die else "wsgi:app"
    command = [serves if each == "wsgi:app" else each for each in web_command(f"127.0.0.1:{port}", 1)]
    server = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **here}, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        until(lambda: is_answered("127.0.0.1", port), "The web server")
        yield f"http://127.0.0.1:{port}"
    finally:
        kill(server)


def kill(server: subprocess.Popen[bytes]) -> None:
    """Every process of it at once, as when the machine loses its power."""
    if server.poll() is None:
        os.killpg(server.pid, signal.SIGKILL)
    server.wait(MOST_SECONDS)


def browser(app: Flask) -> requests.Session:
    with app.app_context(), app.test_client() as client:
        officer = db.session.scalars(select(User).where(User.email == "hr@example.org")).one()
        with client.session_transaction() as session:
            session["user_id"], session["mark"] = officer.id, officer.session_mark
        cookie = client.get_cookie("session")
        db.session.remove()
    assert cookie
    made = requests.Session()
    made.cookies.set("session", cookie.value, domain="127.0.0.1")
    return made


def opened(app: Flask, address: str) -> tuple[requests.Session, str]:
    """Somebody who has a page open, and the token of its forms."""
    somebody = browser(app)
    page = somebody.get(f"{address}/p/harbour/uploads/new", timeout=MOST_SECONDS)
    token = TOKEN.search(page.text)
    assert page.status_code == 200 and token, page.status_code
    return somebody, token[1]


def send(page: tuple[requests.Session, str], url: str, data: dict[str, Any], file: bytes | None = None) -> int | None:
    """The status of a form's answer; None when the server was gone before it had answered."""
    somebody, token = page
    files = {"file": ("staff.xlsx", file)} if file else None
    try:
        answer = somebody.post(
            url, data={**data, "csrf_token": token}, files=files, timeout=MOST_SECONDS, allow_redirects=False
        )
    except requests.ConnectionError:
        return None
    return answer.status_code


def answers(app: Flask, *forms: Any, die: str = "") -> list[int | None]:
    """What each form is answered by a server that has just been started."""
    with serving(app, die) as address:
        return [send(opened(app, address), address + path, *form) for path, *form in forms]


def kept(app: Flask) -> tuple[int, ...]:
    """How many uploads and versions there are, and how many events that tell of each."""
    with app.app_context():
        rows = [db.session.scalar(select(func.count()).select_from(model)) or 0 for model in (Upload, Release)]
        verbs = Counter(db.session.scalars(select(AuditEvent.verb)))
        db.session.remove()
        return *rows, verbs["upload_file"], verbs["accept_release"]


def newest(app: Flask) -> tuple[int, str]:
    """The number of the newest upload, and which version it was compared with."""
    with app.app_context():
        upload = db.session.scalars(select(Upload).order_by(Upload.id.desc())).first()
        assert upload
        found = upload.id, str(upload.outcome["against"] or "")
        db.session.remove()
        return found


def unsound(app: Flask) -> list[str]:
    with app.app_context():
        found = acts.facts(app)["unsound"]
        db.session.remove()
        return list(found)


def test_a_web_server_that_is_killed_leaves_nothing_half(app: Flask) -> None:
    with app.app_context():
        council = db.session.scalars(select(Release.organisation_id).where(Release.dataset == "budget")).first()
        db.session.remove()
    brought = {"place": f"establishment:{council}", "sheet": "", "as_at": ["31", "1", "2021"]}
    upload = ("/p/harbour/uploads/new", brought, acts.book(400))
    uploads, releases, uploaded, accepted = before = kept(app)
    assert answers(app, upload, die="commit uploads") == [None]
    assert unsound(app) == [] and kept(app) == before
    assert answers(app, upload, die="after_commit uploads") == [None]
    assert unsound(app) == [] and kept(app) == (uploads + 1, releases, uploaded + 1, accepted)
    number, against = newest(app)
    accept = (f"/p/harbour/uploads/{number}/accept", {"against": against, "sure": "y"})
    assert answers(app, upload, accept, die="commit releases") == [422, None]
    assert unsound(app) == [] and kept(app) == (uploads + 1, releases, uploaded + 1, accepted)
    assert answers(app, accept, die="after_commit releases") == [None]
    assert unsound(app) == [] and kept(app) == (uploads + 1, releases + 1, uploaded + 1, accepted + 1)
    assert answers(app, upload, accept) == [422, 422]
    assert unsound(app) == [] and kept(app) == (uploads + 1, releases + 1, uploaded + 1, accepted + 1)
