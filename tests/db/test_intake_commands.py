"""`intake` and `programme` on the command line: exit codes, JSON and nothing half-done."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from tests.factories.workbooks import NORTH, SOUTH, STAFF_ROWS, TOML, programme_folder, staff_list, teams
from transfer import cli
from transfer.budget.models import BudgetAmount, SplitRule
from transfer.establishment.models import AssignmentLine
from transfer.extensions import Model, db
from transfer.files.models import StoredFile
from transfer.programmes.actions import record_basis
from transfer.programmes.models import Option, Programme, Service, Transfer
from transfer.programmes.queries import find_programme, list_members, system_viewer
from transfer.releases.models import Release, ReleaseFinding

Run = Callable[..., Result]


@pytest.fixture
def run(app: Flask) -> Run:
    if "intake" not in app.cli.commands:
        cli.install(app)

    def invoke(*words: object) -> Result:
        db.session.rollback()  # the command has a session of its own, and SQLite one writer
        return app.test_cli_runner().invoke(args=[str(word) for word in words])

    return invoke


def count(model: type[Model]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def load(run: Run, folder: Path) -> dict[str, Any]:
    result = run("programme", "load", folder, "--json")
    assert result.exit_code == 0, result.output
    return dict(json.loads(result.stdout))


def test_check_prints_one_object_and_stores_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "staff.xlsx").write_bytes(staff_list())
    result = run("intake", "check", "establishment", tmp_path / "staff.xlsx", "--as-at", "2021-01-31", "--json")
    told = json.loads(result.stdout)
    assert result.exit_code == 0
    assert (told["header_row"], told["rows_with_data"], told["rows_accepted"]) == (3, 4, 3)
    assert {(each["cell"], each["severity"]) for each in told["findings"] if each["severity"] != "note"} == {
        ("E7", "error"), ("K7", "error"),
    }  # fmt: skip
    assert told["totals"]["fte_thousandths"] == 2500
    assert told["totals"]["salary_actual_pence"] == 11_200_000
    assert (count(Release), count(StoredFile)) == (0, 0)


def test_check_reads_several_sheets_as_one_list(run: Run, tmp_path: Path) -> None:
    (tmp_path / "teams.xlsx").write_bytes(teams())
    words = ("intake", "check", "establishment", tmp_path / "teams.xlsx", "--sheet", NORTH, "--sheet", SOUTH)
    told = json.loads(run(*words, "--json").stdout)
    assert (told["sheets"], told["rows_with_data"], told["rows_accepted"]) == ([NORTH, SOUTH], 6, 4)
    faults = {(each["sheet"], each["cell"]) for each in told["findings"] if each["severity"] == "error"}
    assert faults == {(SOUTH, "E4"), (SOUTH, "B6")}
    assert f"{SOUTH}!E4" in run(*words).output


BAD = {
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"0" * 200,
    "empty.xlsx": b"",
    "headless.csv": b"1,2,3\n4,5,6\n",
    "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
    "half.xlsx": staff_list()[:1500],
}


def test_a_loaded_programme_is_given_its_first_lead(run: Run, tmp_path: Path) -> None:
    told = run("programme", "load", programme_folder(tmp_path / "north")).output
    [line] = [each for each in told.splitlines() if "Nobody is in it yet" in each]
    slug = line.split("programme lead ")[1].split()[0]
    assert "Enter an e-mail address" in run("programme", "lead", slug, "nobody", "Anna").output
    result = run("programme", "lead", slug, "anna@council.example", "Anna Lead")
    assert result.exit_code == 0 and "Anna Lead leads" in result.output
    assert "Set up your account" in run("mail", "list").output
    programme = find_programme(slug)
    assert programme
    [member] = list_members(system_viewer(programme))
    assert (member.user.email, member.role, member.organisation_id) == ("anna@council.example", "lead", None)
    assert "Nobody is in it" not in run("programme", "load", tmp_path / "north").output


@pytest.mark.parametrize("name", BAD)
def test_a_refused_file_is_named_with_its_reason(run: Run, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(BAD[name])
    result = run("intake", "check", "establishment", tmp_path / name, "--json")
    assert result.exit_code == 2
    assert list(json.loads(result.stdout)) == ["error"]
    assert name in json.loads(result.stdout)["error"]


def test_a_file_over_the_limit_is_refused_without_being_read(run: Run, tmp_path: Path) -> None:
    with (tmp_path / "large.xlsx").open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    result = run("intake", "check", "budget", tmp_path / "large.xlsx", "--json")
    assert result.exit_code == 2
    assert json.loads(result.stdout) == {"error": "large.xlsx is 200 MB: send a file of 50 MB or less"}


def test_an_unknown_data_set_or_file_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "staff.xlsx").write_bytes(staff_list())
    for words in (("people", tmp_path / "staff.xlsx"), ("establishment", tmp_path / "none.xlsx")):
        result = run("intake", "check", *words, "--json")
        assert result.exit_code == 2 and "error" in json.loads(result.stdout)


def test_a_folder_is_loaded_and_shared(run: Run, tmp_path: Path) -> None:
    told = load(run, programme_folder(tmp_path / "north"))
    assert told["programme"] == "north-load" and told["changed"] is True
    assert [(each["dataset"], each["version"], each["rows_accepted"]) for each in told["versions"]] == [
        ("establishment", 1, 3), ("budget", 1, 3),
    ]  # fmt: skip
    assert (count(AssignmentLine), count(BudgetAmount), count(SplitRule)) == (3, 3, 1)
    programme = find_programme("north-load")
    assert programme
    assert [(each.name, each.preferred) for each in programme.options] == [("As now", False), ("Fostering moves", True)]
    assert [each.tier for each in programme.services] == ["4", "1 to low 2"]
    releases = db.session.scalars(select(Release).order_by(Release.id)).all()
    assert all(each.shared_at for each in releases)
    assert releases[1].amount_columns == [
        {"letter": "E", "heading": "2021/22 Base Budget £", "year": "2021/22", "basis": "base", "times": 1}
    ]
    line = db.session.scalars(select(AssignmentLine).where(AssignmentLine.post_no == "P002")).one()
    assert (line.fte_thousandths, line.service_key, line.source_row, line.salary_actual_pence) == (
        500, "assessment", 5, 2_000_000,
    )  # fmt: skip
    parked = db.session.scalars(select(ReleaseFinding).where(ReleaseFinding.cell == "E7")).one()
    assert (parked.key, parked.severity, parked.row) == ("P004", "error", 7)


def test_the_same_folder_again_changes_nothing(run: Run, tmp_path: Path) -> None:
    folder = programme_folder(tmp_path / "north")
    load(run, folder)
    before = [count(model) for model in (Programme, Service, Option, Transfer, Release, AssignmentLine)]
    assert load(run, folder) == {"programme": "north-load", "changed": False, "versions": []}
    assert [count(model) for model in (Programme, Service, Option, Transfer, Release, AssignmentLine)] == before


def test_a_changed_folder_brings_only_what_changed_and_keeps_decisions(run: Run, tmp_path: Path) -> None:
    folder = programme_folder(tmp_path / "north")
    load(run, folder)
    programme = find_programme("north-load")
    assert programme
    transfer = db.session.scalars(select(Transfer)).one()
    record_basis(
        system_viewer(programme), transfer, basis="service provision change", evidence="Advice of 1 February",
        confirmed_by="A. Solicitor", confirmed_on=date(2021, 2, 1),
    )  # fmt: skip
    db.session.commit()
    mended = ("P004", "Worker", "Early help", "00200", 0.5, 30000, 15000, "Filled", "900004", "Cole", "1979-02-01")
    (folder / "staff.xlsx").write_bytes(staff_list((*STAFF_ROWS[:3], mended)))
    (folder / "programme.toml").write_text(TOML.replace("tier = 4", "tier = 3"))
    told = load(run, folder)
    assert [(each["dataset"], each["version"], each["rows_accepted"]) for each in told["versions"]] == [
        ("establishment", 2, 4)
    ]
    db.session.rollback()
    kept = db.session.scalars(select(Transfer)).one()
    assert (kept.id, kept.basis, kept.basis_confirmed_by) == (transfer.id, "service provision change", "A. Solicitor")
    assert db.session.scalars(select(Service).where(Service.name == "Fostering")).one().tier == "3"


@pytest.mark.parametrize("name", ["staff.xlsx", "budget.xlsx"])
def test_a_refused_file_stops_the_load_with_nothing_stored(run: Run, tmp_path: Path, name: str) -> None:
    folder = programme_folder(tmp_path / "north")
    (folder / name).write_bytes(b"\x89PNG\r\n\x1a\n0000")
    result = run("programme", "load", folder, "--json")
    assert result.exit_code == 2
    assert name in json.loads(result.stdout)["error"]
    assert [count(model) for model in (Programme, Release, StoredFile)] == [0, 0, 0]


def test_compare_tells_what_changed_against_the_version_in_force(run: Run, tmp_path: Path) -> None:
    load(run, programme_folder(tmp_path / "north"))
    later = (
        ("P001", "Social worker", "Fostering", "00100", 1, 42000, 42000, "Filled", "900001", "Abbot", "1980-02-01"),
        ("P003", "Team manager", "Fostering", "00100", 1, 52000, 52000, "Filled", "900009", "Drew", "1985-05-05"),
        ("P005", "Social worker", "Fostering", "00100", 1, 40000, 40000, "Vacant", None, None, None),
    )
    (tmp_path / "later.xlsx").write_bytes(staff_list(later))
    words = ("--programme", "north-load", "--organisation", "North Council", "--json")
    result = run("intake", "compare", "establishment", tmp_path / "later.xlsx", *words)
    told = json.loads(result.stdout)
    assert told["left"] == [{"post_no": "P002", "from": "filled", "to": None}]
    assert told["joined"] == [{"post_no": "P005", "from": None, "to": "vacant"}]
    assert told["filled"] == [{"post_no": "P003", "from": "vacant", "to": "filled"}]
    assert [(each["post_no"], each["field"]) for each in told["other"]] == [("P001", "salary_fte")]
    assert count(Release) == 2


def test_compare_names_what_is_missing(run: Run, tmp_path: Path) -> None:
    load(run, programme_folder(tmp_path / "north"))
    (tmp_path / "later.xlsx").write_bytes(staff_list())
    missing = (
        ("south", "Council", "south"),
        ("north-load", "Trust", "Trust"),
        ("north-load", "Company", "North Company"),
    )
    for slug, name, says in missing:
        result = run("intake", "compare", "establishment", tmp_path / "later.xlsx", "--programme", slug,
                     "--organisation", name, "--json")  # fmt: skip
        assert result.exit_code == 2 and says in json.loads(result.stdout)["error"]
