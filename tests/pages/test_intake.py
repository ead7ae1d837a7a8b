"""Uploads and versions by page: who may, what is found, accept, share, download, cells."""

import hashlib
import io
import threading
from datetime import date

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.budget import make_book
from tests.factories.contracts import contract, make_register
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import BUDGET, BUDGET_ROWS, STAFF, STAFF_ROWS, budget_book, staff_list, workbook
from transfer.audit.models import AuditEvent
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db, unit_of_work
from transfer.files.models import StoredFile
from transfer.intake import actions, rules
from transfer.intake.actions.checking import Source
from transfer.intake.models import SavedMapping, Upload
from transfer.jobs.models import Job
from transfer.kernel.errors import DomainError
from transfer.programmes.models import Transfer
from transfer.releases.models import Release
from transfer.tupe.actions import take_step
from transfer.tupe.models import PersonDecision
from transfer.tupe.queries import count_no_longer_listed, find_decision, list_transfers


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def send(
    client: InspectingClient, world: World, content: bytes, name: str = "staff.xlsx", dataset: str = "establishment",
    side: str = "Council", day: tuple[str, str, str] = ("31", "1", "2021"),
) -> TestResponse:  # fmt: skip
    data = {
        "place": f"{dataset}:{world.organisations[side].id if side else ''}", "file": (io.BytesIO(content), name),
        "as_at": list(day), "sheet": "",
    }  # fmt: skip
    db.session.rollback()
    return client.post("/p/north/uploads/new", data=data, content_type="multipart/form-data")


def uploaded(client: InspectingClient, world: World, content: bytes) -> str:
    answer = send(client.sign_in(world.users["hr-Council"]), world, content)
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def accepted(client: InspectingClient, world: World, content: bytes) -> str:
    address = uploaded(client, world, content)
    answer = client.post(f"{address}/accept", data={"against": ""})
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_index_says_what_is_missing_and_who_brings_it(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["hr-Council"]).page("/p/north/uploads")
    rows = {row.th.get_text(strip=True): row.get_text(" ", strip=True) for row in page.select("tbody tr")}
    assert "None yet: upload one, or start from the template" in rows["Establishment list of Council"]
    assert "HR" in rows["Establishment list of Council"]
    assert "Establishment list of Trust" not in rows
    uploads = [link["href"] for link in page.select("tbody a")]
    assert uploads == [
        "/p/north/uploads/templates/establishment.xlsx",
        f"/p/north/uploads/new?place=establishment:{world.organisations['Council'].id}",
    ]


def test_a_guest_sees_no_lists_of_organisations(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["guest"]).page("/p/north/uploads")
    assert "Establishment" not in page.get_text() and "Budget" not in page.get_text()


def test_what_was_found_is_told_at_its_cell(client: InspectingClient, world: World) -> None:
    page = client.page(uploaded(client, world, staff_list()))
    words = page.get_text(" ", strip=True)
    assert "3 of 4 rows can be accepted; 1 would stay out until it is mended" in words
    assert {cell.get_text(strip=True) for cell in page.select("#findings tbody th")} >= {"E7", "K7"}
    assert {cell.get_text(" ", strip=True).split()[0] for cell in page.select("td.app-sheet__fault--error")} == {
        "half", "31/02/1979",
    }  # fmt: skip
    assert "P004" in words
    buttons = [each.get_text(strip=True) for each in page.select("main form button")]
    assert buttons[:2] == ["Accept 3 rows", "Withdraw this file"]
    assert count(Release) == 0


def test_a_text_that_is_too_long_is_an_error_at_its_cell_and_refuses_no_file(
    client: InspectingClient, world: World
) -> None:
    """A job title has 300 letters at most; the other rows and the other faults are told all the same."""
    rows = [STAFF_ROWS[0], (STAFF_ROWS[1][0], "x" * 3000, *STAFF_ROWS[1][2:]), STAFF_ROWS[3]]
    answer = send(client.sign_in(world.users["hr-Council"]), world, staff_list(rows))
    page = client.page(str(answer.location))
    assert "1 of 3 rows can be accepted" in words_of(page)
    assert "Shorten it to 300 letters: it has 3,000" in words_of(page, "#findings")
    assert [cell.get_text(strip=True) for cell in page.select("#findings tbody th")] == ["B5", "K6", "E6"]


def test_findings_filter_by_severity_and_field(client: InspectingClient, world: World) -> None:
    address = uploaded(client, world, staff_list())
    page = client.page(f"{address}?severity=error&field=fte")
    assert [cell.get_text(strip=True) for cell in page.select("#findings tbody th")] == ["E7"]


def test_accepting_stores_the_good_rows_with_their_source(client: InspectingClient, world: World) -> None:
    page = client.page(accepted(client, world, staff_list()))
    assert page.h1.get_text(strip=True) == "Establishment list of Council, version 1"
    lines = db.session.execute(select(AssignmentLine.post_no, AssignmentLine.source_row)).all()
    assert [tuple(line) for line in lines] == [("P001", 4), ("P002", 5), ("P003", 6)]
    release = db.session.scalars(select(Release)).one()
    assert (release.as_at, release.shared_at, release.accepted_by) == (date(2021, 1, 31), None, "Hr Council")
    headings = db.session.scalars(select(SavedMapping)).one().headings
    assert headings["Occupancy Status"] == "occupancy"
    verbs = set(db.session.scalars(select(AuditEvent.verb)))
    assert {"upload_file", "accept_release"} <= verbs


def test_going_back_stores_no_rows(client: InspectingClient, world: World) -> None:
    address = uploaded(client, world, staff_list())
    assert client.post(f"{address}/withdraw").status_code == 303
    assert count(Release) == 0
    assert "Nothing of it was taken over" in client.page(address).get_text()
    answer = client.post(f"{address}/accept", data={"against": ""})
    assert answer.status_code == 422 and "was withdrawn already" in answer.text


BAD = {
    "picture.xlsx": b"\x89PNG\r\n\x1a\n" + b"0" * 200,
    "empty.xlsx": b"",
    "headless.csv": b"1,2,3\n4,5,6\n",
    "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") + b"\0" * 600,
}


@pytest.mark.parametrize("name", BAD)
def test_a_refused_file_is_told_beside_its_field_and_stores_nothing(
    client: InspectingClient, world: World, name: str
) -> None:
    answer = send(client.sign_in(world.users["hr-Council"]), world, BAD[name], name)
    assert answer.status_code == 422
    assert name in answer.text and 'href="#file"' in answer.text
    assert (count(Upload), count(StoredFile), count(Release)) == (0, 0, 0)


@pytest.mark.parametrize("user", ["hr-Council", "finance-Council"])
def test_a_file_of_another_data_set_is_said_to_look_like_it(client: InspectingClient, world: World, user: str) -> None:
    client.sign_in(world.users[user])
    if user == "hr-Council":
        answer = send(client, world, budget_book(), "book.xlsx")
        assert "book.xlsx looks like a budget book, which finance brings" in answer.text
    else:
        answer = send(client, world, staff_list(), "people.xlsx", "budget")
        assert "people.xlsx looks like an establishment list, which HR brings" in answer.text
    assert answer.status_code == 422 and 'href="#file"' in answer.text
    assert (count(Upload), count(StoredFile)) == (0, 0)


def test_a_list_that_lacks_one_column_is_not_said_to_be_another(client: InspectingClient, world: World) -> None:
    short = workbook(STAFF[:4] + STAFF[5:], [(*row[:4], *row[5:]) for row in STAFF_ROWS])
    answer = send(client.sign_in(world.users["hr-Council"]), world, short)
    told = client.page(str(answer.location)).select_one("#refused").get_text(" ", strip=True)
    assert "has no column for" in told and "looks like" not in told


TITLED = workbook(STAFF, STAFF_ROWS[:3], above=[["Staff list"], ["Position as at 2021-01-30"], []])


def test_the_day_is_read_from_a_title_when_nobody_said_it(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    address = str(send(client, world, TITLED, day=("", "", "")).location)
    assert "30 January 2021, read from row 2" in words_of(client.page(address))
    client.post(f"{address}/accept", data={"against": ""})
    assert db.session.scalars(select(Release)).one().as_at == date(2021, 1, 30)


def test_the_day_that_a_person_said_is_kept(client: InspectingClient, world: World) -> None:
    address = str(send(client.sign_in(world.users["hr-Council"]), world, TITLED).location)
    words = words_of(client.page(address))
    assert "31 January 2021" in words and "read from row" not in words


def test_a_form_without_a_file_says_so(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    place = f"establishment:{world.organisations['Council'].id}"
    answer = client.post("/p/north/uploads/new", data={"place": place}, content_type="multipart/form-data")
    assert answer.status_code == 422 and "Choose a file to upload" in answer.text


def test_the_same_file_twice_is_recognised(client: InspectingClient, world: World) -> None:
    content = staff_list()
    accepted(client, world, content)
    answer = send(client, world, content, "again.xlsx")
    assert answer.status_code == 422 and "was accepted as version 1" in answer.text
    assert count(Upload) == 1


def test_a_later_list_is_compared_before_it_takes_its_place(client: InspectingClient, world: World) -> None:
    accepted(client, world, staff_list())
    first = db.session.scalars(select(Release)).one().id
    address = uploaded(client, world, staff_list(STAFF_ROWS[1:3]))
    page = client.page(address)
    assert "1 left" in page.get_text(" ", strip=True)
    assert page.select_one("#changes-left tbody th").get_text(strip=True) == "P001"
    stale = client.post(f"{address}/accept", data={"against": ""})
    assert stale.status_code == 422 and "Look at the comparison again" in stale.text
    assert client.post(f"{address}/accept", data={"against": str(first)}).status_code == 303
    assert [each.number for each in db.session.scalars(select(Release).order_by(Release.id))] == [1, 2]


EARLY_HELP = [(*row[:2], "Early help", *row[3:]) for row in STAFF_ROWS[:2]]


def decided_on(client: InspectingClient, world: World) -> tuple[int, Transfer]:
    """A list of two people in force, both under review; its id and their transfer."""
    accepted(client, world, staff_list(EARLY_HELP))
    first = db.session.scalars(select(Release)).one().id
    transfer = next(each for each in list_transfers(world.system) if each.transferor.short == "Council")
    for line in db.session.scalars(select(AssignmentLine)).all():
        take_step(
            world.system, transfer, line, after="under_review", reason="Works there", evidence="",
            decided_on=date(2021, 3, 1), version=0,
        )  # fmt: skip
    db.session.commit()
    return first, transfer


def decisions_told(page: BeautifulSoup) -> list[list[str]]:
    rows = page.select("#decisions tbody tr")
    return [[cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in rows]


def words_of(page: BeautifulSoup, selector: str = "main") -> str:
    """The words as they are read, so that a count and its sentence hang together."""
    found = page.select_one(selector)
    return " ".join(found.get_text().split()) if found else ""


def test_rows_with_errors_are_not_told_as_posts_that_left(client: InspectingClient, world: World) -> None:
    first, _ = decided_on(client, world)
    broken = [(*EARLY_HELP[0][:4], "half", *EARLY_HELP[0][5:]), EARLY_HELP[1]]
    address = uploaded(client, world, staff_list(broken))
    page = client.page(address)
    assert words_of(page, "#not-read") == "Rows with errors: 1. Still in your file, but not read: P001."
    assert words_of(page, "#leaves-out") == (
        "Accepting now leaves 1 post out of the list; 1 of these people has a decision."
    )
    assert "0 left" in words_of(page) and not page.select("#changes-left")
    told = [["P001", "Rows with errors", "Council to Company, 1 July 2021", "Under review"]]
    assert decisions_told(page) == told
    assert client.post(f"{address}/accept", data={"against": str(first)}).status_code == 303
    assert decisions_told(client.page(address)) == told


def test_what_was_said_of_decisions_stays_on_the_page_of_an_accepted_file(
    client: InspectingClient, world: World
) -> None:
    first, _ = decided_on(client, world)
    address = uploaded(client, world, staff_list(EARLY_HELP[1:]))
    client.post(f"{address}/accept", data={"against": str(first)})
    page = client.page(address)
    assert decisions_told(page) == [["P001", "Left", "Council to Company, 1 July 2021", "Under review"]]
    assert "Nobody in these posts was decided on" not in words_of(page)
    assert "1 decision on people was about posts that changed, as it stood when the file was accepted" in words_of(page)
    same = uploaded(client, world, staff_list([*EARLY_HELP[1:], STAFF_ROWS[2]]))
    client.post(f"{same}/accept", data={"against": str(first + 1)})
    assert "When the file was accepted, nobody in these posts was decided on" in words_of(client.page(same))


def test_a_post_that_names_another_person_is_said_with_the_decision_on_the_one_before(
    client: InspectingClient, world: World
) -> None:
    decided_on(client, world)
    newcomer = (*EARLY_HELP[0][:8], "900077", "Quince", *EARLY_HELP[0][10:])
    page = client.page(uploaded(client, world, staff_list([newcomer, EARLY_HELP[1]])))
    assert "P001 now names another person: the decision on the person before stays with them" in words_of(page)
    assert decisions_told(page) == [["P001", "Names another person", "Council to Company, 1 July 2021", "Under review"]]


def test_decisions_survive_a_newer_list_and_are_named_before_it_is_accepted(
    client: InspectingClient, world: World
) -> None:
    first, transfer = decided_on(client, world)
    address = uploaded(client, world, staff_list(EARLY_HELP[1:]))
    assert decisions_told(client.page(address)) == [["P001", "Left", "Council to Company, 1 July 2021", "Under review"]]
    assert client.post(f"{address}/accept", data={"against": str(first)}).status_code == 303
    db.session.rollback()
    kept = db.session.scalars(select(AssignmentLine).where(AssignmentLine.release_id != first)).one()
    decision = find_decision(transfer, kept)
    assert kept.post_no == "P002" and decision and decision.state == "under_review"
    assert count(PersonDecision) == 2
    assert count_no_longer_listed(world.system, transfer) == 1


def test_a_column_of_money_without_year_or_basis_is_asked_once(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["finance-Council"])
    book = workbook((*BUDGET[:4], "Amount"), BUDGET_ROWS)
    address = send(client, world, book, "budget.xlsx", "budget").location
    page = client.page(address)
    assert not page.find("form", action=f"{address}/accept")
    version = page.select_one("input[name=version]")["value"]
    refused = client.post(f"{address}/accept", data={"against": ""})
    assert refused.status_code == 422 and "Say the year and the basis of column E first" in refused.text
    for year, basis, says in (("2021", "base", "Enter a financial year"), ("2021/22", "", "Choose base, current")):
        answer = client.post(f"{address}/amounts", data={"version": version, "year_E": year, "basis_E": basis})
        assert answer.status_code == 422 and says in answer.text
    assert count(SavedMapping) == 0
    said = {"version": version, "year_E": "2020/21", "basis_E": "forecast"}
    answer = client.post(f"{address}/amounts", data=said)
    assert answer.status_code == 303
    assert client.post(f"{address}/accept", data={"against": ""}).status_code == 303
    release = db.session.scalars(select(Release)).one()
    assert [(each["year"], each["basis"]) for each in release.amount_columns] == [("2020/21", "forecast")]
    later = send(client, world, workbook((*BUDGET[:4], "Amount"), BUDGET_ROWS[:2]), "later.xlsx", "budget").location
    assert client.page(later).find("form", action=f"{later}/accept")


def test_findings_are_downloaded_as_they_are_seen(client: InspectingClient, world: World) -> None:
    address = uploaded(client, world, staff_list())
    client.post(f"{address}/accept", data={"against": ""})
    version = f"/p/north/versions/{db.session.scalars(select(Release)).one().id}"
    for base in (address, version):
        answer = client.get(f"{base}/findings.xlsx?severity=error")
        rows = list(load_workbook(io.BytesIO(answer.data)).worksheets[0].values)
        assert rows[0] == ("Cell", "Severity", "Field", "What to do")
        assert {row[:2] for row in rows[1:]} == {("E7", "Error"), ("K7", "Error")}
    client.post(f"{version}/share")
    client.sign_in(world.users["member-Council"])
    seen = list(load_workbook(io.BytesIO(client.get(f"{version}/findings.xlsx").data)).worksheets[0].values)
    assert not [row for row in seen if "1979" in str(row)]
    assert client.get(f"{address}/findings.xlsx").status_code == 403


@pytest.mark.parametrize(
    ("user", "status"),
    [("hr-Council", 200), ("hr-Trust", 404), ("finance-Council", 403), ("member-Council", 403), ("auditor", 403),
     ("guest", 403), ("lead", 404)],
)  # fmt: skip
def test_who_sees_an_upload(client: InspectingClient, world: World, user: str, status: int) -> None:
    address = uploaded(client, world, staff_list())
    for path in (address,):
        client.sign_in(world.users[user]).page(path, status)
    assert client.post(f"{address}/accept", data={"against": ""}).status_code == (303 if status == 200 else status)


def test_another_programmes_upload_is_not_here(client: InspectingClient, world: World) -> None:
    address = uploaded(client, world, staff_list())
    other = make_programme("south")
    client.sign_in(other.users["hr-Council"])
    client.page(address, 404)
    client.page(address.replace("/north/", "/south/"), 404)


def test_another_side_may_not_be_uploaded_for(client: InspectingClient, world: World) -> None:
    for user, dataset, side in (("hr-Council", "establishment", "Trust"), ("hr-Council", "budget", "Council"),
                                ("finance-Council", "establishment", "Council")):  # fmt: skip
        answer = send(client.sign_in(world.users[user]), world, staff_list(), dataset=dataset, side=side)
        assert answer.status_code == 422
    assert count(Upload) == 0


def test_two_acceptances_at_once_one_wins(app: Flask, world: World) -> None:
    viewer = world.viewer("hr-Council")
    source = Source(
        "establishment", world.organisations["Council"].id, staff_list(), "staff.xlsx", None, date(2021, 1, 31)
    )
    upload = actions.upload_file(viewer, source)
    assert isinstance(upload, Upload)
    upload_id = upload.id
    db.session.commit()
    db.session.remove()
    start, told = threading.Barrier(2), []

    def accept() -> None:
        with app.app_context():
            start.wait()
            try:
                with unit_of_work():
                    told.append(f"version {actions.accept_upload(viewer, upload_id, against=None).number}")
            except DomainError as error:
                told.append(error.message)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["Nothing was done: this upload was accepted as version 1 already", "version 1"]
    assert (count(Release), count(AssignmentLine)) == (1, 3)


def test_a_long_file_is_checked_and_accepted_by_jobs(
    client: InspectingClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "INLINE_BYTES", 100)
    answer = send(client.sign_in(world.users["hr-Council"]), world, staff_list())
    assert answer.status_code == 303 and "/jobs/" in answer.location
    db.session.rollback()
    job = db.session.scalars(select(Job)).one()
    assert job.state == "done", job.error
    answer = client.post(f"{job.result['href']}/accept", data={"against": ""})
    assert answer.status_code == 303 and "/jobs/" in answer.location
    assert (count(Release), count(AssignmentLine)) == (1, 3)


def test_a_long_refused_file_leaves_nothing(
    client: InspectingClient, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "INLINE_BYTES", 100)
    send(client.sign_in(world.users["hr-Council"]), world, BAD["picture.xlsx"], "picture.xlsx")
    db.session.rollback()
    job = db.session.scalars(select(Job)).one()
    assert job.state == "failed" and "picture.xlsx" in (job.error or "")
    assert (count(Upload), count(StoredFile)) == (0, 0)


def test_only_its_own_side_sees_a_version_until_it_is_shared(client: InspectingClient, world: World) -> None:
    address = accepted(client, world, staff_list())
    told = client.page(address)
    assert told.select_one("#columns").find_next("h2").get_text(strip=True) == "Who sees it"
    sharing = told.select_one("#sharing").find_next("dl")
    assert "Council only" in words_of(told, "#sharing + dl") and sharing.find_next("button").get_text(strip=True) == (
        "Share with the other sides"
    )
    assert len(told.find_all("dt", string="Seen by")) == 1
    client.sign_in(world.users["hr-Trust"]).page(address, 404)
    assert client.post(f"{address}/share").status_code == 404
    assert client.sign_in(world.users["hr-Council"]).post(f"{address}/share").status_code == 303
    client.sign_in(world.users["hr-Trust"]).page(address)
    why = {"reason": "Two posts are wrong"}
    assert client.post(f"{address}/stop-sharing", data=why).status_code == 422
    client.sign_in(world.users["hr-Council"])
    assert client.post(f"{address}/stop-sharing").status_code == 422
    assert client.post(f"{address}/stop-sharing", data=why).status_code == 303
    client.sign_in(world.users["hr-Trust"]).page(address, 404)
    verbs = list(db.session.scalars(select(AuditEvent.verb).order_by(AuditEvent.sequence)))
    assert [each for each in verbs if each.endswith("share_release")] == ["share_release", "unshare_release"]
    assert verbs.count("read_release") == 1


def test_the_original_goes_to_its_side_with_the_right_and_is_recorded(client: InspectingClient, world: World) -> None:
    address = accepted(client, world, staff_list())
    client.post(f"{address}/share")
    for user, status in (("hr-Trust", 403), ("finance-Council", 403), ("lead", 403), ("guest", 403)):
        assert client.sign_in(world.users[user]).get(f"{address}/file").status_code == status
    client.sign_in(world.users["hr-Council"])
    db.session.rollback()  # the download is recorded in a transaction of its own, and SQLite has one writer
    answer = client.get(f"{address}/file")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    stored = db.session.scalars(select(StoredFile)).one()
    assert hashlib.sha256(answer.data).hexdigest() == stored.sha256
    assert "download_original" in set(db.session.scalars(select(AuditEvent.verb)))


def test_the_original_of_money_and_contracts_stays_with_its_side_though_all_see_the_list(
    client: InspectingClient, world: World
) -> None:
    """It holds what was parked and what no column was found for."""
    [book] = make_book(world, [("00200", "A1", "Pay", "Employees", "GF", 100)], "Council")
    agreed = make_register(world, "Council", [contract("C1", "Early help")])["C1"]
    db.session.commit()
    for release, reader in ((book.release, "finance-Trust"), (agreed.release, "lead"), (agreed.release, "hr-Trust")):
        client.sign_in(world.users[reader]).page(f"/p/north/versions/{release.id}")
        client.page(f"/p/north/versions/{release.id}/file", 403)


def test_cells_are_read_from_the_original(client: InspectingClient, world: World) -> None:
    address = accepted(client, world, staff_list())
    page = client.page(f"{address}/cells/salary_actual?rows=4-5,6")
    assert "These 3 cells come to £112,000.00" in words_of(page)
    single = words_of(client.page(f"{address}/cells/salary_actual?rows=4"))
    assert "row 4. Values" in single and "This cell comes to £40,000.00" in single
    told = [
        [cell.get_text(strip=True) for cell in row.find_all(["th", "td"])] for row in page.select("#cells tbody tr")
    ]
    assert told == [["G4", "P001", "40000"], ["G5", "P002", "20000"], ["G6", "P003", "52000"]]
    client.page(f"{address}/cells/ZZ?rows=4", 404)
    client.page(f"{address}/cells/G?rows=99999", 404)


def test_names_and_pay_are_hidden_from_those_without_the_right(client: InspectingClient, world: World) -> None:
    address = accepted(client, world, staff_list())
    client.post(f"{address}/share")
    client.sign_in(world.users["member-Council"])
    names, pay = "shown to people who may see named people", "shown to their own side and to the lead"
    for column, value, why in (("surname", "Abbot", names), ("J", "Abbot", names), ("salary_fte", "40000", pay)):
        page = client.page(f"{address}/cells/{column}?rows=4")
        assert value not in page.get_text() and why in page.get_text()
    assert "1979" not in client.page(address).get_text()
    assert "1" in client.page(f"{address}/cells/fte?rows=4").get_text()


def test_a_budget_keeps_an_amount_for_each_column(client: InspectingClient, world: World) -> None:
    answer = send(client.sign_in(world.users["finance-Council"]), world, budget_book(), "budget.xlsx", "budget")
    answer = client.post(f"{answer.location}/accept", data={"against": ""})
    page = client.page(answer.location)
    assert "£1,200.51" in page.get_text()
    client.sign_in(world.users["guest"]).page(answer.location, 404)
