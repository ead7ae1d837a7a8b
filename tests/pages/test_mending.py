"""Mending by page: a cell, a column, undone again, in Excel, and warnings that are right as they stand."""

import io
import os
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select, text

from tests.client import InspectingClient
from tests.factories.faulty import ERRORS, FAULTY, WARNINGS, faulty_list
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import STAFF, workbook
from tests.pages.test_intake import send, words_of
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.files.queries import list_kept, store_address
from transfer.intake import rules
from transfer.intake.actions import copies
from transfer.intake.models import Mending, Upload
from transfer.kernel import clock
from transfer.releases.models import Release, ReleaseFinding
from transfer.working import ROUNDS

WHY = "Payroll says so"
MACROS = b"\xd0\xcf\x11\xe0 a program"


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def address(client: InspectingClient, world: World) -> str:
    """An upload with nine errors and three warnings, by HR of the council."""
    answer = send(client.sign_in(world.users["hr-Council"]), world, faulty_list())
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def upload_of(address: str) -> Upload:
    db.session.rollback()
    upload = db.session.get(Upload, int(address.rpartition("/")[2]))
    assert upload
    return upload


def faults(address: str) -> set[str]:
    found = upload_of(address).outcome["findings"]
    return {each["cell"] for each in found if each["severity"] != "note"}


def mend(client: InspectingClient, address: str, cell: str, now: str, why: str = WHY, **more: Any) -> Any:
    version = more.pop("version", upload_of(address).version)
    return client.post(f"{address}/mend/{cell}", data={"now": now, "why": why, "version": str(version)})


def mend_column(client: InspectingClient, address: str, letter: str, **typed: str) -> Any:
    data = {"how": "replace", "old": "", "now": "", "why": WHY, "version": str(upload_of(address).version), **typed}
    return client.post(f"{address}/mend-column/{letter}", data=data)


def test_a_mended_cell_is_checked_again_and_kept_beside_the_file(
    client: InspectingClient, world: World, address: str
) -> None:
    assert faults(address) == {*ERRORS, *WARNINGS}
    page = words_of(client.page(f"{address}/mend/E4"))
    assert "Enter a number: “half” is not one" in page and "In the file half" in page
    answer = mend(client, address, "E4", "0.5")
    assert answer.status_code == 303
    assert "1 cell was mended. 1 finding went; no finding came." in words_of(client.page(address), "body")
    assert faults(address) == {*ERRORS, *WARNINGS} - {"E4"}
    kept = db.session.scalars(select(Mending)).one()
    told = (kept.sheet, kept.row, kept.letter, kept.field, kept.was, kept.now, kept.why, kept.mended_by)
    assert told == ("Sheet", 4, "E", "fte", "half", "0.5", WHY, upload_of(address).uploaded_by)
    assert db.session.scalars(select(StoredFile)).one().id == upload_of(address).file_id
    stored = db.session.execute(text("select was, now, why from mendings")).one()
    assert all(str(each).startswith("sealed1:") for each in stored)


def test_a_cell_that_is_still_wrong_is_said_to_be(client: InspectingClient, address: str) -> None:
    assert mend(client, address, "E4", "a third").status_code == 303
    page = words_of(client.page(address), "body")
    assert "E4 is still not right. Enter a number: “a third” is not one" in page and "Success" not in page
    assert faults(address) == {*ERRORS, *WARNINGS}


def test_what_is_refused_is_said_and_what_was_typed_is_kept(client: InspectingClient, address: str) -> None:
    for now, why, words in (("0.5", " ", "Say why"), ("half", WHY, "this one stands there already")):
        answer = mend(client, address, "E4", now, why)
        assert answer.status_code == 422 and words in answer.text and f'value="{now}"' in answer.text
    assert client.get(f"{address}/mend/E99").status_code == 404
    assert client.get(f"{address}/mend/E2").status_code == 404  # the header
    assert client.get(f"{address}/mend/ZZ4").status_code == 404
    assert faults(address) == {*ERRORS, *WARNINGS}


def test_two_at_once_the_second_sees_what_the_first_did(client: InspectingClient, address: str) -> None:
    seen = upload_of(address).version
    assert mend(client, address, "E4", "0.5").status_code == 303
    answer = mend(client, address, "E4", "0.6", version=seen)
    assert answer.status_code == 409
    assert "Somebody else mended this file first" in answer.text
    assert "0.5" in answer.text and 'value="0.6"' in answer.text


def test_a_value_is_replaced_in_a_whole_column_after_its_cells_were_counted(
    client: InspectingClient, address: str
) -> None:
    assert "Perhaps: 3 cells" in words_of(client.page(f"{address}/mend-column/H"))
    answer = mend_column(client, address, "H", old="Perhaps", now="Filled")
    assert answer.status_code == 200 and "Mend 3 cells of column H?" in answer.text
    assert faults(address) == {*ERRORS, *WARNINGS}
    assert mend_column(client, address, "H", old="Perhaps", now="Filled", sure="yes").status_code == 303
    assert faults(address) == {*ERRORS, *WARNINGS} - {"H5", "H6", "H7"}
    nothing = mend_column(client, address, "H", old="Never", now="Filled", sure="yes")
    assert nothing.status_code == 422 and "Nothing would change" in nothing.text


def test_blanks_are_filled_from_above(client: InspectingClient, address: str) -> None:
    assert mend_column(client, address, "B", how="fill", sure="yes").status_code == 303
    assert faults(address) == {*ERRORS, *WARNINGS} - {"B7", "B8"}
    kept = db.session.execute(select(Mending.row, Mending.was, Mending.now).order_by(Mending.row)).all()
    assert [tuple(each) for each in kept] == [(7, "", "Worker"), (8, "", "Worker")]


def test_a_mending_is_undone_and_both_stay_told(client: InspectingClient, address: str) -> None:
    mend(client, address, "E4", "0.5")
    kept = db.session.scalars(select(Mending)).one()
    version = str(upload_of(address).version)
    stale = client.post(f"{address}/mendings/{kept.id}/undo", data={"version": "0"})
    assert stale.status_code == 409 and "Somebody else mended this file first" in stale.text
    assert client.post(f"{address}/mendings/{kept.id}/undo", data={"version": version}).status_code == 303
    assert "E4" in faults(address)
    page = words_of(client.page(f"{address}/mendings"))
    assert "half → 0.5" in page and WHY in page and "Undone by" in page


def test_a_second_mending_of_a_cell_takes_the_place_of_the_first(client: InspectingClient, address: str) -> None:
    mend(client, address, "E4", "0.5")
    mend(client, address, "E4", "0.6")
    standing = db.session.execute(select(Mending.was, Mending.now).where(Mending.undone_at.is_(None))).all()
    assert [tuple(each) for each in standing] == [("half", "0.6")]
    mend(client, address, "E4", "half")
    assert not db.session.scalar(select(func.count()).select_from(Mending).where(Mending.undone_at.is_(None)))


def test_a_version_keeps_what_was_mended_and_a_figure_followed_to_its_cell_says_so(
    client: InspectingClient, world: World, address: str
) -> None:
    mend(client, address, "E4", "0.5")
    answer = client.post(f"{address}/accept", data={"against": ""})
    assert answer.status_code == 303, answer.text
    page = words_of(client.page(f"{answer.location}/cells/fte?rows=3-4"))
    assert "come to 1.5" in page
    assert "Was “half” in the file, mended to “0.5” by" in page and f"because {WHY}" in page
    db.session.rollback()
    release = db.session.scalars(select(Release)).one()
    assert [(each["letter"], each["row"], each["was"], each["now"]) for each in release.mended] == [
        ("E", 4, "half", "0.5")
    ]
    assert release.rows_accepted == 5  # one more than the file alone
    assert mend(client, address, "E9", "1").status_code == 404


@pytest.mark.parametrize(("user", "status"), [("hr-Trust", 404), ("finance-Council", 403), ("guest", 403)])
def test_who_may_not_bring_a_list_may_not_mend_it(
    client: InspectingClient, world: World, address: str, user: str, status: int
) -> None:
    client.sign_in(world.users[user])
    for path in ("mend/E4", "mend-column/E", "mendings", "to-mend", "warnings?code=vacant-named&field=occupancy"):
        assert client.get(f"{address}/{path}").status_code == status, path
    assert mend(client, address, "E4", "0.5").status_code == status
    assert "E4" in faults(address)


def test_a_hidden_column_cannot_be_mended_by_who_may_not_see_it(
    client: InspectingClient, world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    mend(client, address, "F8", "30000")
    monkeypatch.setattr("transfer.programmes.rules.Viewer.pay_of", lambda self, organisation_id: False)
    assert client.get(f"{address}/mend/F8").status_code == 403
    assert mend(client, address, "F8", "31000").status_code == 403
    assert client.get(f"{address}/mend-column/F").status_code == 403
    page = words_of(client.page(f"{address}/mendings"))
    assert "thirty" not in page and "Pay of single posts is shown" in page
    kept = db.session.scalars(select(Mending)).one()
    refused = client.post(f"{address}/mendings/{kept.id}/undo", data={"version": str(upload_of(address).version)})
    assert refused.status_code == 422
    assert client.get(f"{address}/to-mend").status_code == 403
    assert client.get(f"{address}/mend/E4").status_code == 200


def test_a_long_file_is_checked_again_by_a_job(
    client: InspectingClient, world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "INLINE_BYTES", 10)
    answer = mend(client, address, "E4", "0.5")
    assert "/jobs/" in answer.location
    assert "E4" not in faults(address)


def test_the_workbook_to_mend_comes_back_as_the_same_source(
    client: InspectingClient, world: World, address: str
) -> None:
    mend(client, address, "E4", "0.5")
    answer = client.get(f"{address}/to-mend")
    assert answer.status_code == 200 and "staff-to-mend.xlsx" in answer.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(answer.data))
    sheet = book["Sheet"]
    assert sheet["E4"].value == 0.5 and "Was half; mended to 0.5" in sheet["E4"].comment.text
    for cell in {*ERRORS, *WARNINGS} - {"E4"}:
        assert sheet[cell].comment and sheet[cell].fill.fill_type == "solid", cell
    assert sheet["A4"].comment is None
    listed = book["Findings"]
    links = [row[0].hyperlink for row in listed.iter_rows(min_row=5)]
    assert len(links) == 12 and all(links)
    sheet["H5"], sheet["H6"], sheet["G8"] = "Vacant", "Filled", 99999
    content = io.BytesIO()
    book.save(content)
    again = send(client, world, content.getvalue(), "a mended copy.xlsx")
    page = client.page(str(again.location))
    told = words_of(page, "#against-earlier")
    # E4 was mended before, so it stood in no list of the file that this one mends.
    assert "2 of its findings went, 9 stayed, 0 are new" in told
    assert faults(str(again.location)) == {*ERRORS, *WARNINGS} - {"E4", "H5", "H6"}
    assert "4 of its cells were mended since that file" in words_of(page, "#in-file")
    _told_by_whom_and_why(client, str(again.location))


def _told_by_whom_and_why(client: InspectingClient, address: str) -> None:
    """What was mended in the page and written into the copy, and what was mended in Excel, down to the version."""
    held = {f"{each.letter}{each.row}": each for each in db.session.scalars(select(Mending).where(Mending.in_file))}
    assert {cell: (each.was, each.now) for cell, each in held.items()} == {
        "E4": ("half", "0.5"), "H5": ("Perhaps", "Vacant"), "H6": ("Perhaps", "Filled"), "G8": ("30000", "99999"),
    }  # fmt: skip
    assert held["E4"].why == WHY and held["H5"].why == "it was mended in Excel"
    assert held["H5"].mended_by == "Hr Council"
    listed = words_of(client.page(f"{address}/mendings"), "#mendings")
    assert "half → 0.5" in listed and listed.count("Stands in the file") == 4
    assert upload_of(address).outcome["rows_accepted"] == 6
    client.post(f"{address}/accept", data={"against": ""})
    release = db.session.scalars(select(Release)).one()
    told = words_of(client.page(f"/p/north/versions/{release.id}/cells/fte?rows=4"))
    assert "Was “half” in an earlier file, mended to “0.5” by Hr Council" in told and f"because {WHY}" in told


def with_macros(content: bytes) -> bytes:
    """The workbook as Excel saves one with macros: a program beside the sheets, which nothing here looks into."""
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(held, "w") as after:
        for name in before.namelist():
            part = before.read(name)
            if name == "[Content_Types].xml":
                part = part.replace(b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main").replace(
                    b"openxmlformats-officedocument.ms-excel", b"ms-excel"
                )
            after.writestr(name, part)
        after.writestr("xl/vbaProject.bin", MACROS)
    return held.getvalue()


def test_a_workbook_with_macros_comes_back_with_them(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    answer = send(client, world, with_macros(faulty_list()), "staff.xlsm")
    assert answer.status_code == 303, answer.text
    made = client.get(f"{answer.location}/to-mend")
    assert "staff-to-mend.xlsm" in made.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(made.data)) as parts:
        assert parts.read("xl/vbaProject.bin") == MACROS
        assert b"macroEnabled" in parts.read("[Content_Types].xml")
    book = load_workbook(io.BytesIO(made.data), keep_vba=True)
    assert book["Sheet"]["E4"].comment and book["Sheet"]["E4"].fill.fill_type == "solid"
    book["Sheet"]["E4"] = 0.5
    content = io.BytesIO()
    book.save(content)
    again = send(client, world, content.getvalue(), "staff-to-mend.xlsm")
    assert "1 of its findings went, 11 stayed, 0 are new" in words_of(client.page(str(again.location)))


def test_a_long_workbook_is_made_by_a_job_and_kept_until_the_file_changes(
    client: InspectingClient, world: World, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "WAITED_FOR", 5)
    assert client.get(f"{address}/to-mend").status_code == 404
    assert "Make the workbook to mend in Excel" in words_of(client.page(address))
    answer = client.post(f"{address}/to-mend")
    assert "/jobs/" in answer.location
    assert "Download the workbook to mend" in words_of(client.page(str(answer.location)))
    made = client.get(f"{address}/to-mend")
    assert made.status_code == 200 and load_workbook(io.BytesIO(made.data))["Sheet"]["E4"].comment
    held = upload_of(address)
    assert held.copy and held.version == held.copied_version, "nobody who has the page open is told that it changed"
    first = held.copy.sha256
    mend(client, address, "E4", "0.5")
    assert client.get(f"{address}/to-mend").status_code == 404, "a copy of before is none"
    client.post(f"{address}/to-mend")
    held = upload_of(address)
    assert held.copy and held.copy.sha256 != first
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 2, "the first copy is gone"
    _keep_copy_for_two_weeks(client, address)
    client.post(f"{address}/to-mend")
    assert upload_of(address).copy_id
    client.post(f"{address}/withdraw")
    assert upload_of(address).copy_id is None
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 1


def _keep_copy_for_two_weeks(client: InspectingClient, address: str) -> None:
    """COPIES_KEPT_DAYS is 14: it is there after 13 days, and gone with its bytes after 14; its upload and file stay."""
    tidy = next(each.work for each in ROUNDS if each.name == "tidy")
    held = upload_of(address)
    assert held.copy
    sha256, version, now = held.copy.sha256, held.version, clock.now()
    os.utime(store_address(sha256)[1], (0, 0))  # bytes of just now may be another's
    for days, left in ((13, True), (14, False)):
        held.copy.stored_at = now - timedelta(days=days)
        db.session.commit()
        tidy()
        held = upload_of(address)
        assert (held.copy_id is not None, sha256 in list_kept()) == (left, left) and held.version == version
        assert client.get(f"{address}/to-mend").status_code == (200 if left else 404)
    assert held.file.sha256 in list_kept() and "Make the workbook to mend" in words_of(client.page(address))


def test_a_warning_is_accepted_once_and_next_month_too_until_its_value_changes(
    client: InspectingClient, world: World, address: str
) -> None:
    path = f"{address}/warnings?code=actual-above-full&field=salary_actual"
    assert "Accept 2 warnings" in words_of(client.page(path))
    typed = {"version": str(upload_of(address).version)}
    assert client.post(path, data={**typed, "why": ""}).status_code == 422
    assert client.post(path, data={**typed, "why": "A market supplement"}).status_code == 303
    page = words_of(client.page(address))
    assert "9 errors, 1 warning" in page and "2 accepted" in page and "because A market supplement" in page
    client.post(f"{address}/accept", data={"against": ""})
    db.session.rollback()
    kept = db.session.execute(
        select(ReleaseFinding.cell, ReleaseFinding.accepted_because).where(ReleaseFinding.severity == "warning")
    ).all()
    assert {tuple(each) for each in kept} == {
        ("G10", "A market supplement"), ("G11", "A market supplement"), ("H12", None)
    }  # fmt: skip
    rows = [list(row) for row in FAULTY]
    rows[8][6] = 30700  # the second one's pay changed
    later = send(client, world, workbook(STAFF, rows, above=[["Staff list of February"]]), "later.xlsx")
    page = words_of(client.page(str(later.location)))
    assert "9 errors, 2 warnings" in page and "1 accepted" in page


def test_an_error_is_never_accepted(client: InspectingClient, address: str) -> None:
    path = f"{address}/warnings?code=unreadable&field=fte"
    assert client.get(path).status_code == 404
    typed = {"version": str(upload_of(address).version), "why": "It is right"}
    assert client.post(path, data=typed).status_code == 422
    assert "E4" in faults(address)


def test_what_was_accepted_is_taken_back(client: InspectingClient, address: str) -> None:
    path = f"{address}/warnings?code=vacant-named&field=occupancy"
    client.post(path, data={"version": str(upload_of(address).version), "why": "She starts in May"})
    page = client.page(address)
    form = page.select_one("#accepted form")
    assert form
    assert client.post(str(form["action"])).status_code == 303
    assert "3 warnings" in words_of(client.page(address))
