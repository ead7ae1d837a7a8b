"""The archive of a programme: every link leads somewhere, and a spreadsheet says what the product says."""

import hashlib
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook

from tests.client import inspect
from tests.factories.packs import PackWorld, make_pack_world
from transfer.audit.queries import list_events
from transfer.desk.queries import programme_summary
from transfer.extensions import db, unit_of_work
from transfer.kernel.errors import DomainError
from transfer.operation.actions.archive import archive_programme
from transfer.operation.commands import archive
from transfer.packs.actions import freeze, keep_files
from transfer.programmes.models import Membership

NAMES = ("Quillfeather", "Xanthippe", "QQ123456C")


def quiet(words: str) -> None:
    """Nobody listens."""


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> PackWorld:
    made = make_pack_world(tmp_path / "folder")
    with unit_of_work():
        keep_files(made.system, freeze(made.system, "business-case", made.option), {("public", "pdf"): b"%PDF public"})
    return made


def let_the_lead_see_people(world: PackWorld) -> None:
    for each in db.session.query(Membership).filter(Membership.user_id == world.users["lead"].id):
        each.sees_people = each.sees_pay = True
    db.session.commit()


def sheet(content: bytes) -> list[list[object]]:
    book = load_workbook(BytesIO(content), read_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_an_archive_is_whole_and_says_what_the_product_says(world: PackWorld, tmp_path: Path) -> None:
    """Written once and read by each check: its links and hashes, its totals, its history."""
    events = list_events(world.programme.id, None, limit=1000)
    number = archive_programme(world.programme, tmp_path / "archive", quiet)
    check_links_and_hashes(tmp_path / "archive", number)
    check_totals(world, tmp_path / "archive")
    rows = sheet((tmp_path / "archive/history.xlsx").read_bytes())[1:]
    assert [(row[3], row[2], row[6]) for row in rows] == [
        (each.sequence, each.summary, each.hash) for each in reversed(events)
    ]


def check_links_and_hashes(archive: Path, number: int) -> None:
    """Every link leads to a file that is what its hash says."""
    page = inspect((archive / "index.html").read_text())
    linked = [str(each["href"]) for each in page.find_all(["a", "link"])]
    missing = [each for each in linked if ":" in each or not (archive / each).is_file()]
    assert not missing
    listed = dict(reversed(line.split("  ")) for line in (archive / "SHA256SUMS").read_text().splitlines())
    there = {
        str(each.relative_to(archive)): hashlib.sha256(each.read_bytes()).hexdigest()
        for each in archive.rglob("*")
        if each.is_file() and each.name not in {"index.html", "archive.css", "SHA256SUMS"}
    }
    assert listed == there and len(there) == number and set(there) < set(linked)
    assert (archive / "packs").is_dir()
    assert "Establishment list of Trust, version 1" in page.get_text()


def check_totals(world: PackWorld, archive: Path) -> None:
    """A spreadsheet gets the totals."""
    told = sheet((archive / "totals.xlsx").read_bytes())
    for option in programme_summary(world.system)["options"]:
        rows = {row[1]: (row[2], row[3]) for row in told if row[0] == option["name"]}
        assert rows["Lines moving"][0] == option["lines_moving"]
        for name, pence in option["budget"].items():
            assert round(float(str(rows[f"Budget: {name}"][1])) * 100) == pence
    [path] = (archive / "lists").glob("budget-*.xlsx")
    book = sheet(path.read_bytes())
    column = book[0].index("2021/22 base")
    # By hand: 900,000.05 + 1,234.10 − 100.01 + 300,000 + 77.77 + 410,000 + 1,000.01 + 0.05 + 555.55
    assert round(sum(float(str(row[column])) for row in book[1:]), 2) == 1_612_767.52


def test_names_pay_and_originals_only_by_a_leads_leave(world: PackWorld, tmp_path: Path) -> None:
    archive_programme(world.programme, tmp_path / "without", quiet)
    assert not (tmp_path / "without/originals").exists()
    assert not met(tmp_path / "without", "Quillfeather") and not met(tmp_path / "without", "Salary")
    with pytest.raises(DomainError, match="no lead of this programme who may see named people and pay"):
        archive_programme(world.programme, tmp_path / "refused", quiet, lead_email="lead@example.org")
    assert not list(tmp_path.glob("refused*"))
    let_the_lead_see_people(world)
    with unit_of_work():
        archive_programme(world.programme, tmp_path / "with", quiet, lead_email="lead@example.org")
    assert met(tmp_path / "with", "Quillfeather") and met(tmp_path / "with", "Salary actual")
    assert len(list((tmp_path / "with/originals").iterdir())) == len(list((tmp_path / "with/lists").iterdir()))
    event = list_events(world.programme.id, None, limit=1)[0]
    assert (event.verb, event.actor) == ("archive_programme", "lead")
    names = "".join(str(each) for each in (tmp_path / "with").rglob("*"))
    assert not any(each in names for each in NAMES)


def met(folder: Path, word: str) -> bool:
    return any(
        word in str(cell)
        for path in (folder / "lists").glob("establishment*.xlsx")
        for row in sheet(path.read_bytes())
        for cell in row
    )


def test_a_zip_holds_the_same_and_nothing_is_written_over(app: Flask, world: PackWorld, tmp_path: Path) -> None:
    target = tmp_path / "archive.zip"
    told = app.test_cli_runner().invoke(archive, [world.programme.slug, str(target)])
    assert told.exit_code == 0, told.output
    with ZipFile(target) as zipped:
        names = zipped.namelist()
        page = BeautifulSoup(zipped.read("index.html"), "html.parser")
    assert {str(each["href"]) for each in page.find_all("a")} < set(names)
    again = app.test_cli_runner().invoke(archive, ["harbour", str(target)])
    assert again.exit_code == 2 and "is there already" in again.output
    assert app.test_cli_runner().invoke(archive, ["nowhere", str(tmp_path / "x")]).exit_code == 2
