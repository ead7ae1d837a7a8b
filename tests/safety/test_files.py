"""Names and contents of files that want to be somewhere or something else."""

import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import staff_list
from transfer.config import Settings
from transfer.extensions import db
from transfer.files.models import StoredFile

NAMES = [
    "../../../etc/cron.d/staff.xlsx", "..\\..\\windows\\staff.xlsx", "/etc/staff.xlsx", "C:\\staff.xlsx",
    'staff".xlsx', "staff\r\nX-Planted: 1\r\n.xlsx", "<script>staff.xlsx", "stäff‮xslx.xlsx",
    "staff;filename=evil.html.xlsx", "a" * 300 + ".xlsx",
]  # fmt: skip


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def send(client: InspectingClient, world: World, content: bytes, name: str) -> TestResponse:
    data = {
        "place": f"establishment:{world.organisations['Council'].id}", "sheet": "", "as_at": ["31", "1", "2021"],
        "file": (io.BytesIO(content), name),
    }  # fmt: skip
    return client.post("/p/north/uploads/new", data=data, content_type="multipart/form-data")


def test_a_name_leads_nowhere_and_a_download_is_kept_and_not_shown(
    app: Flask, client: InspectingClient, world: World
) -> None:
    settings: Settings = app.config["SETTINGS"]
    folder = Path(settings.instance_path)
    before = set(folder.parent.rglob("*"))
    client.sign_in(world.users["hr-Council"])
    for number, name in enumerate(NAMES):
        rows = [(f"P{number}", "Worker", "Early help", "00200", 1, 30000, 30000, "Vacant", None, None, None)]
        answer = send(client, world, staff_list(rows), name)
        if "\r" in name:
            assert answer.status_code in (303, 422)
            continue
        assert answer.status_code == 303, name
        taken = client.post(f"{answer.location}/accept", data={"against": client_against(client, answer.location)})
        assert taken.status_code == 303, name
        kept = client.get(f"{taken.location}/file")
        told = kept.headers["Content-Disposition"]
        assert kept.status_code == 200 and told.startswith("attachment;"), name
        assert kept.mimetype == "application/octet-stream" and "X-Planted" not in kept.headers
        assert not any(each in told for each in ("/", "\\\\", "..\\")), told
        assert "\r" not in told and "\n" not in told and "\u202e" not in told
        assert kept.headers["X-Content-Type-Options"] == "nosniff" and kept.headers["Cache-Control"] == "no-store"
    stored = {each.sha256 for each in db.session.scalars(select(StoredFile))}
    written = {each.name for each in (folder / "files").rglob("*") if each.is_file()}
    assert stored <= written and all(len(each.partition(".")[0]) == 64 for each in written)
    new = {each for each in set(folder.parent.rglob("*")) - before if folder / "files" not in (each, *each.parents)}
    assert not [each for each in new if "staff" in each.name or each.suffix == ".xlsx"]
    assert not list(folder.rglob("*.xlsx"))


def client_against(client: InspectingClient, address: str) -> str:
    """The version that the page compared with, as its form says."""
    field = client.page(address).select_one("input[name=against]")
    return str(field["value"]) if field else ""


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>pwned()</script></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="pwned()"/>',
        b"MZ\x90\x00" + b"\x00" * 200,
        b"\x7fELF" + b"\x00" * 200,
        b"%PDF-1.7\n" + b"x" * 200,
        b"PK\x03\x04" + b"x" * 200,
        b"#!/bin/sh\nrm -rf /\n",
    ],
)
def test_a_file_that_is_no_spreadsheet_is_refused_by_whatever_name(
    app: Flask, client: InspectingClient, world: World, content: bytes
) -> None:
    client.sign_in(world.users["hr-Council"])
    for name in ("staff.xlsx", "staff.csv", "staff.html", "staff.svg", "staff"):
        answer = send(client, world, content, name)
        assert answer.status_code == 422 and "pwned()<" not in answer.text, name
    assert not db.session.scalars(select(StoredFile)).all()


@pytest.mark.parametrize(
    "path",
    ["/static/../config.py", "/static/..%2fconfig.py", "/static/%2e%2e/config.py", "/static//etc/passwd",
     "/static/..\\config.py", "/p/north/uploads/templates/../../../etc/passwd.xlsx",
     "/p/north/uploads/templates/..%2f..%2fetc.xlsx"],
)  # fmt: skip
def test_an_address_leads_out_of_no_folder(client: InspectingClient, world: World, path: str) -> None:
    client.sign_in(world.users["lead"])
    answer = client.get(path)
    assert answer.status_code in (308, 404) and "class Settings" not in answer.text and "root:" not in answer.text
