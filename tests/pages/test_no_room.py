"""A full disk: said in words, and nothing is left half."""

import errno
import io
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from fsspec.implementations.local import LocalFileSystem
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from tests.client import InspectingClient
from tests.factories.packs import make_pack_world
from tests.factories.programmes import make_programme
from tests.factories.workbooks import staff_list
from transfer.desk import queries
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.intake.models import Upload
from transfer.jobs.models import Job
from transfer.packs import jobs
from transfer.packs.actions import request_pack
from transfer.packs.models import PackFile

WORDS = "There is no room left for files, and nothing was kept"


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk takes half of what is written to it."""

    def half(self: LocalFileSystem, path: str, value: bytes, **_: Any) -> None:
        Path(path).write_bytes(value[: len(value) // 2])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(LocalFileSystem, "pipe_file", half)


def rows(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def halves(app: Flask) -> list[Path]:
    return list((app.config["SETTINGS"].instance / "files").rglob("*.part"))


def test_an_upload_is_refused_in_words(app: Flask, client: InspectingClient, full: None) -> None:
    world = make_programme()
    data = {
        "place": f"establishment:{world.organisations['Council'].id}", "as_at": ["31", "1", "2021"], "sheet": "",
        "file": (io.BytesIO(staff_list()), "staff.xlsx"),
    }  # fmt: skip
    client.sign_in(world.users["hr-Council"])
    answer = client.post("/p/north/uploads/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 422
    assert WORDS in answer.text
    assert (rows(StoredFile), rows(Upload), rows(Job), halves(app)) == (0, 0, 0, [])


def test_a_pack_is_refused_in_words_and_keeps_no_file(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    world = make_pack_world(tmp_path / "folder")
    kept = rows(StoredFile)
    monkeypatch.setattr(jobs, "RENDERERS", {"pdf": lambda content, edition: f"%PDF {edition}".encode()})
    request.getfixturevalue("full")
    asked = request_pack(world.viewer("lead"), "business-case", world.option).id
    db.session.commit()
    job = db.session.get_one(Job, asked, populate_existing=True)
    assert job.state == "failed" and WORDS in (job.error or "")
    assert (rows(PackFile), rows(StoredFile), halves(app)) == (0, kept, [])


@pytest.mark.parametrize(
    "error",
    [
        OSError(errno.ENOSPC, "No space left on device"),
        OperationalError("insert", {}, Exception("database or disk is full")),
        OperationalError("insert", {}, Exception("could not extend file: No space left on device")),
    ],
)
def test_no_room_anywhere_else_is_a_page_of_its_own(
    client: InspectingClient, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    world = make_programme()

    def fails(*_: object) -> None:
        raise error

    monkeypatch.setattr(queries, "search", fails)
    page = client.sign_in(world.users["lead"]).page("/p/north/search?q=x", status=507)
    assert "There is no room left" in page.get_text()
    assert "Nothing that you entered was saved" in page.get_text()
