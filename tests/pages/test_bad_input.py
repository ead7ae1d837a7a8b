"""Files that cannot be taken in, and people who may not: through the page and through the command, in words, with
nothing half-done."""

import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from openpyxl import Workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import programme_folder, staff_list
from transfer import cli
from transfer.config import Settings
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.intake import rules
from transfer.intake.models import Upload
from transfer.jobs.models import Job
from transfer.releases.models import Release

FILES = Path(__file__).parents[1] / "files" / "refused"


def _headless() -> bytes:
    book, content = Workbook(), io.BytesIO()
    for row in ([1, 2, 3], [4, 5, 6], [7, 8, 9]):
        book.active.append(row)  # type: ignore[union-attr]
    book.save(content)
    return content.getvalue()


REFUSED: dict[str, tuple[bytes, str]] = {
    "encrypted.xlsx": ((FILES / "encrypted.xlsx").read_bytes(), "password"),
    "picture.xlsx": ((FILES / "picture.xlsx").read_bytes(), "not a spreadsheet"),
    "empty.xlsx": (b"", "is empty"),
    "empty.csv": (b"", "is empty"),
    "headless.xlsx": (_headless(), "header"),
    "half.xlsx": (staff_list()[:1500], "half.xlsx"),
}


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def client(client: InspectingClient, world: World) -> InspectingClient:
    return client.sign_in(world.users["hr-Council"])


def send(client: InspectingClient, world: World, content: Any, name: str, side: str = "Council") -> TestResponse:
    place = f"establishment:{world.organisations[side].id}"
    sent = content if hasattr(content, "read") else io.BytesIO(content)
    data = {"place": place, "file": (sent, name), "as_at": ["31", "1", "2021"], "sheet": ""}
    db.session.rollback()
    return client.post("/p/north/uploads/new", data=data, content_type="multipart/form-data")


def command(app: Flask, *words: object) -> tuple[int, dict[str, Any]]:
    if "intake" not in app.cli.commands:
        cli.install(app)
    db.session.rollback()
    result = app.test_cli_runner().invoke(args=[str(word) for word in (*words, "--json")])
    return result.exit_code, json.loads(result.stdout)


@pytest.fixture(autouse=True)
def store(app: Flask) -> Path:
    """Where bytes are kept, without those of other tests."""
    settings: Settings = app.config["SETTINGS"]
    folder = Path(settings.instance_path) / "files"
    shutil.rmtree(folder, ignore_errors=True)
    return folder


def kept(app: Flask) -> list[object]:
    """Rows and bytes that a refused file might have left."""
    db.session.rollback()
    rows = [db.session.scalar(select(func.count()).select_from(each)) for each in (Upload, Release, StoredFile)]
    settings: Settings = app.config["SETTINGS"]
    return [*rows, [each for each in (Path(settings.instance_path) / "files").rglob("*") if each.is_file()]]


NOTHING: list[object] = [0, 0, 0, []]


@pytest.mark.parametrize("name", REFUSED)
def test_the_page_refuses_in_words(app: Flask, client: InspectingClient, world: World, name: str) -> None:
    content, says = REFUSED[name]
    answer = send(client, world, content, name)
    assert answer.status_code == 422
    assert name in answer.text and says in answer.text and 'href="#file"' in answer.text
    assert kept(app) == NOTHING


@pytest.mark.parametrize("name", REFUSED)
def test_the_worker_refuses_in_the_same_words(
    app: Flask, client: InspectingClient, world: World, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "INLINE_BYTES", -1)
    content, says = REFUSED[name]
    assert send(client, world, content, name).status_code == 303
    db.session.rollback()
    job = db.session.scalars(select(Job)).one()
    assert job.state == "failed" and job.error and name in job.error and says in job.error
    assert kept(app) == NOTHING


@pytest.mark.parametrize("name", REFUSED)
def test_the_command_refuses_in_words(app: Flask, world: World, tmp_path: Path, name: str) -> None:
    content, says = REFUSED[name]
    (tmp_path / name).write_bytes(content)
    code, told = command(app, "intake", "check", "establishment", tmp_path / name)
    assert (code, list(told)) == (2, ["error"])
    assert name in told["error"] and says in told["error"]
    assert kept(app) == NOTHING


@pytest.mark.parametrize("name", ["encrypted.xlsx", "picture.xlsx", "empty.xlsx", "headless.xlsx"])
def test_a_folder_with_a_refused_file_is_not_loaded(app: Flask, tmp_path: Path, name: str) -> None:
    folder = programme_folder(tmp_path / "south")
    (folder / "staff.xlsx").write_bytes(REFUSED[name][0])
    code, told = command(app, "programme", "load", folder)
    assert code == 2 and "staff.xlsx" in told["error"]
    assert kept(app) == NOTHING


@pytest.fixture
def vast(tmp_path: Path) -> Path:
    """200 MB of nothing, of which the disk keeps none."""
    with (tmp_path / "vast.xlsx").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    return tmp_path / "vast.xlsx"


def test_a_vast_file_is_refused_by_page_and_command(
    app: Flask, client: InspectingClient, world: World, vast: Path
) -> None:
    with vast.open("rb") as file:
        answer = send(client, world, file, "vast.xlsx")
    assert answer.status_code == 413
    assert "50 MB" in answer.text
    code, told = command(app, "intake", "check", "establishment", vast)
    assert code == 2 and told["error"] == "vast.xlsx is 200 MB: send a file of 50 MB or less"
    assert kept(app) == NOTHING


def test_the_same_file_twice_is_one_upload(app: Flask, client: InspectingClient, world: World) -> None:
    content = staff_list()
    assert send(client, world, content, "staff.xlsx").status_code == 303
    before = kept(app)
    answer = send(client, world, content, "copy.xlsx")
    assert answer.status_code == 422 and "waits for somebody to accept it" in answer.text
    assert kept(app) == before


def test_the_same_folder_twice_changes_nothing(app: Flask, tmp_path: Path) -> None:
    folder = programme_folder(tmp_path / "south")
    assert command(app, "programme", "load", folder)[0] == 0
    before = kept(app)
    assert command(app, "programme", "load", folder)[1]["changed"] is False
    assert kept(app) == before


def test_another_programmes_numbers_are_not_here(app: Flask, client: InspectingClient, world: World) -> None:
    address = str(send(client, world, staff_list(), "staff.xlsx").location)
    release = client.post(f"{address}/accept", data={"against": ""}).location
    other = make_programme("south")
    db.session.commit()
    client.sign_in(other.users["hr-Council"])
    for path in (address, release):
        mine = path.replace("/north/", "/south/")
        for page in (path, mine, f"{mine}/findings.xlsx"):
            client.page(page, 404)
    for path in ("accept", "withdraw", "again", "amounts"):
        assert client.post(f"{address.replace('/north/', '/south/')}/{path}").status_code == 404
    for path in ("share", "stop-sharing"):
        assert client.post(f"{release.replace('/north/', '/south/')}/{path}").status_code == 404
    client.page(f"{release.replace('/north/', '/south/')}/file", 404)
    client.page(f"{release.replace('/north/', '/south/')}/cells/fte", 404)
    code, told = command(
        app, "intake", "compare", "establishment", FILES / "picture.xlsx", "--programme", "nowhere",
        "--organisation", "Council",
    )  # fmt: skip
    assert code == 2 and "nowhere" in told["error"]


@pytest.mark.parametrize("user", ["member-Council", "auditor", "guest"])
def test_a_role_that_may_not_upload_is_told_who_may(
    app: Flask, client: InspectingClient, world: World, user: str
) -> None:
    answer = send(client.sign_in(world.users[user]), world, staff_list(), "staff.xlsx")
    assert answer.status_code == 403 and "HR" in answer.text
    assert kept(app) == NOTHING


@pytest.mark.parametrize(("user", "side"), [("hr-Council", "Trust"), ("finance-Council", "Council"), ("lead", "Trust")])
def test_a_place_that_is_not_ones_own_is_refused(
    app: Flask, client: InspectingClient, world: World, user: str, side: str
) -> None:
    answer = send(client.sign_in(world.users[user]), world, staff_list(), "staff.xlsx", side)
    assert answer.status_code == 422
    assert kept(app) == NOTHING
