"""The archive of a closed programme by page: what every side sees, and nothing that one side keeps to itself."""

from datetime import date
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from tests.client import InspectingClient
from tests.factories.packs import COUNCIL_ONLY, PackWorld, make_pack_world
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.privacy.actions import close_programme
from transfer.programmes.models import Membership


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> PackWorld:
    return make_pack_world(tmp_path / "folder", unshared=["Council"])


def close(world: PackWorld) -> None:
    close_programme(world.system, date(2021, 2, 1))
    db.session.commit()


def read(content: bytes) -> tuple[set[str], str]:
    """(the names of the files, every word in them)."""
    with ZipFile(BytesIO(content)) as zipped:
        names = set(zipped.namelist())
        books = [load_workbook(BytesIO(zipped.read(each)), read_only=True) for each in names if each.endswith(".xlsx")]
        rows = [row for book in books for sheet in book.worksheets for row in sheet.iter_rows(values_only=True)]
        page = zipped.read("index.html").decode()
        return names, page + " ".join(str(cell) for row in rows for cell in row)


def test_a_lead_has_what_every_side_sees_written_and_takes_it_away(client: InspectingClient, world: PackWorld) -> None:
    """The Council took its staff list back. The lead may see names and pay, and the archive holds neither."""
    for member in db.session.scalars(select(Membership).where(Membership.user_id == world.users["lead"].id)):
        member.sees_people = member.sees_pay = True
    close(world)
    client.sign_in(world.users["lead"])
    assert "Download" not in client.page("/p/harbour/archive").get_text()
    written = client.post("/p/harbour/archive/write")
    assert written.status_code == 303 and "See the archive" in client.page(written.location).get_text()
    answer = client.get("/p/harbour/archive/file")
    assert answer.headers["Content-Disposition"] == "attachment; filename=harbour-archive.zip"
    names, words = read(answer.data)
    assert "lists/establishment-trust-v1.xlsx" in names and "What every side of this programme could see" in words
    assert not any("establishment-council" in each or each.startswith("originals") for each in names)
    assert COUNCIL_ONLY not in words and "Quillfeather" not in words and "Salary" not in words
    last = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert last is not None and (last.verb, last.actor) == ("download_archive", world.users["lead"].name)


def test_written_again_it_takes_the_place_of_the_one_before(client: InspectingClient, world: PackWorld) -> None:
    close(world)
    client.sign_in(world.users["lead"])
    for _ in range(2):
        client.post("/p/harbour/archive/write")
    kept = db.session.scalars(select(StoredFile).where(StoredFile.name == "harbour-archive.zip")).all()
    assert len(kept) == 1
    assert client.get("/p/harbour/archive/file").status_code == 200


def test_one_that_has_not_closed_is_not_archived_and_only_a_lead_asks(
    client: InspectingClient, world: PackWorld
) -> None:
    client.sign_in(world.users["lead"])
    client.post("/p/harbour/archive/write")
    assert "Say first when the programme closed" in client.page("/p/harbour/archive").get_text()
    assert client.get("/p/harbour/archive/file").status_code == 404
    client.sign_in(world.users["finance-Council"])
    assert client.get("/p/harbour/archive").status_code == 403
    assert client.post("/p/harbour/archive/write").status_code == 403
