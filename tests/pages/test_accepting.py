"""Accepting, undoing and correcting versions, and the work list of what they left out, by page."""

import io
from datetime import date
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import func, select

from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import STAFF, STAFF_ROWS, budget_book, staff_list, workbook
from transfer.audit.models import AuditEvent
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.intake.models import ParkedRow, SavedMapping
from transfer.mail.models import Letter
from transfer.programmes.models import Membership
from transfer.releases.models import CorrectionNotice, Release
from transfer.releases.queries import find_release_in_force
from transfer.tupe.actions import take_step
from transfer.tupe.models import DecisionStep, PersonDecision
from transfer.tupe.queries import list_transfers

HR = "hr-Council"
BUDGET = [("00100", "A1000", "Employees", "GF", 1000), ("00200", "A1000", "Employees", "GF", 250)]


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def words_of(page: BeautifulSoup, selector: str = "main") -> str:
    found = page.select_one(selector)
    return " ".join(found.get_text().split()) if found else ""


def upload(
    client: InspectingClient, world: World, content: bytes, user: str = HR, place: str = "establishment",
    side: str = "Council",
) -> str:  # fmt: skip
    client.sign_in(world.users[user])
    data = {
        "place": f"{place}:{world.organisations[side].id if side else ''}", "file": (io.BytesIO(content), "list.xlsx"),
        "as_at": ["31", "1", "2021"], "sheet": "",
    }  # fmt: skip
    db.session.rollback()
    answer = client.post("/p/north/uploads/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def newest() -> Release:
    db.session.rollback()
    return db.session.scalars(select(Release).order_by(Release.id.desc())).first()


def against_of(page: BeautifulSoup) -> str:
    return str(page.select_one('input[name="against"]')["value"])


def accept(client: InspectingClient, world: World, content: bytes, correcting: str = "", **place: Any) -> Release:
    address = upload(client, world, content, **place)
    against = against_of(client.page(address))
    answer = client.post(f"{address}/accept", data={"against": against, "correcting": correcting})
    assert answer.status_code == 303, answer.text
    return newest()


def undo(client: InspectingClient, release: Release, reason: str = "The wrong file") -> Any:
    return client.post(f"/p/north/versions/{release.id}/undo", data={"reason": reason})


def post(number: int, service: str = "Early help", fte: Any = 1) -> tuple[Any, ...]:
    person = (f"E{number:02d}", f"Name{number}", "1980-02-01")
    return (f"C{number:02d}", "Worker", service, "00200", fte, 30000, 30000, "Filled", *person)


def decide(world: World, count: int) -> None:
    transfer = next(each for each in list_transfers(world.system) if each.transferor.short == "Council")
    lines = db.session.scalars(select(AssignmentLine).order_by(AssignmentLine.source_row)).all()
    for line in lines[:count]:
        take_step(
            world.system, transfer, line, after="under_review", reason="Works there", evidence="",
            decided_on=date(2021, 3, 1), version=0,
        )  # fmt: skip
    db.session.commit()


# Comparing


def test_twenty_are_decided_and_february_is_accepted(client: InspectingClient, world: World) -> None:
    """Survivors keep decision and history, the five leavers are listed by name and count, and no decision is lost."""
    accept(client, world, staff_list([post(number) for number in range(1, 26)]))
    decide(world, 20)
    steps = set(db.session.execute(select(DecisionStep.decision_id, DecisionStep.recorded_at)).all())
    address = upload(client, world, staff_list([post(number) for number in range(6, 28)]))
    page = client.page(f"{address}/compare")
    assert "5 rows of version 1 are not in this file" in words_of(page)
    assert "5 decisions are kept and shown as “no longer on the list”" in words_of(page, "#absences")
    absent = [row.get_text(" ", strip=True) for row in page.select("#absent tbody tr")]
    assert [each.split()[0] for each in absent] == ["C01", "C02", "C03", "C04", "C05"]
    assert all("Under review, Council to Company, 1 July 2021" in each for each in absent)
    assert [each.split()[0] for each in words_of(page, "#kinds").split("  ")][0] == "5"
    client.post(f"{address}/accept", data={"against": against_of(client.page(address))})
    assert newest().number == 2
    assert db.session.scalar(select(func.count()).select_from(PersonDecision)) == 20
    assert set(db.session.execute(select(DecisionStep.decision_id, DecisionStep.recorded_at)).all()) == steps
    transfer = next(each for each in list_transfers(world.system) if each.transferor.short == "Council")
    held = client.page(f"/p/north/people/transfers/{transfer.id}?state=under_review")
    assert len(held.select("#candidates tbody tr")) == 15
    assert "Check 5 earlier decisions" in words_of(held)
    gone = client.page(f"/p/north/people/transfers/{transfer.id}/no-longer-listed")
    assert [row.th.get_text(strip=True) for row in gone.select("#gone tbody tr")] == ["C01", "C02", "C03", "C04", "C05"]


def test_a_person_closes_a_decision_that_is_no_longer_on_the_list(client: InspectingClient, world: World) -> None:
    accept(client, world, staff_list([post(1), post(2)]))
    decide(world, 2)
    accept(client, world, staff_list([post(2)]))
    transfer = next(each for each in list_transfers(world.system) if each.transferor.short == "Council")
    base = f"/p/north/people/transfers/{transfer.id}"
    gone = client.page(f"{base}/no-longer-listed")
    [link] = gone.select("#gone tbody a")
    sent = {"after": "left", "reason": "Resigned", "decided_on": ["1", "3", "2021"], "version": "1"}
    client.page(str(link["href"]))
    assert client.post(str(link["href"]), data={**sent, "after": "in_scope"}).status_code == 422
    assert client.post(str(link["href"]), data=sent).status_code == 303
    again = client.post(str(link["href"]), data=sent)
    assert again.status_code == 409
    [row] = client.page(f"{base}/no-longer-listed").select("#gone tbody tr")
    assert "Left" in row.get_text() and "Closed" in row.get_text()
    assert "earlier decision" not in words_of(client.page(base))
    kept = db.session.scalars(select(PersonDecision).where(PersonDecision.post_no == "C01")).one()
    assert [each.after for each in kept.steps] == ["under_review", "left"]


def test_changes_are_old_and_new_and_filtered(client: InspectingClient, world: World) -> None:
    accept(client, world, staff_list([post(1), post(2)]))
    changed = (*post(1)[:1], "Senior worker", *post(1)[2:4], 0.5, *post(1)[5:])
    address = upload(client, world, staff_list([changed, post(2), post(3)]))
    rows = {
        row.th.get_text(strip=True): [cell.get_text(strip=True) for cell in row.select("td")]
        for row in client.page(f"{address}/compare?kind=joined").select("#changes tbody tr")
    }
    assert rows == {"C03": ["Worker", "Joined", "", "", "filled"]}
    others = [
        [cell.get_text(strip=True) for cell in row.select("td")]
        for row in client.page(f"{address}/compare?kind=other&search=c01").select("#changes tbody tr")
    ]
    assert ["Worker", "Other", "Job title", "Worker", "Senior worker"] in others
    assert ["Worker", "Other", "FTE", "1", "0.5"] in others
    assert client.get(f"{address}/changes.xlsx?kind=joined").data.startswith(b"PK")


def test_who_sees_no_names_reads_none_in_a_comparison(client: InspectingClient, world: World) -> None:
    accept(client, world, staff_list([post(1), post(2)]))
    member = db.session.scalars(select(Membership).where(Membership.user_id == world.users[HR].id)).one()
    member.sees_people = member.sees_pay = False
    db.session.commit()
    renamed = (*post(1)[:9], "Zephyrine", post(1)[10])
    address = upload(client, world, staff_list([renamed]))
    words = words_of(client.page(f"{address}/compare"))
    assert "Zephyrine" not in words and "Name1" not in words and "Name2" not in words
    assert "Not shown" in words
    assert "Zephyrine" not in words_of(client.page(address))


def test_a_budget_is_compared_by_cost_centre_account_and_fund(client: InspectingClient, world: World) -> None:
    place: dict[str, Any] = {"user": "finance-Council", "place": "budget"}
    accept(client, world, budget_book([*BUDGET, ("00300", "A1000", "Employees", "GF", 70)]), **place)
    address = upload(client, world, budget_book([("00100", "A1000", "Employees", "GF", 1200.5), *BUDGET[1:],
                                                 ("00400", "A1000", "Employees", "GF", 5)]), **place)  # fmt: skip
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in client.page(f"{address}/compare").select("#changes tbody tr")
    ]
    assert rows == [
        ["00300 · A1000 · GF", "Left", "", "", ""],
        ["00400 · A1000 · GF", "Joined", "", "", ""],
        ["00100 · A1000 · GF", "Changed", "Amount, 2021/22 base", "£1,000.00", "£1,200.50"],
    ]
    assert "1 service would own a cost centre without a budget line" in words_of(client.page(f"{address}/compare"))


ASSETS = ("Asset reference", "Description", "Tenure", "Value")


def test_assets_are_compared_by_their_reference(client: InspectingClient, world: World) -> None:
    place: dict[str, Any] = {"user": "legal-Council", "place": "assets"}
    accept(client, world, workbook(ASSETS, [("A1", "Van", "Owned", "£1,000.00"), ("A2", "Hut", "Leased", 5)]), **place)
    address = upload(
        client, world, workbook(ASSETS, [("A1", "Van", "Leased", "1000"), ("A3", "Barn", "Owned", 7)]), **place
    )  # fmt: skip
    rows = [
        [cell.get_text(strip=True) for cell in row.select("th, td")]
        for row in client.page(f"{address}/compare").select("#changes tbody tr")
    ]
    assert rows == [
        ["A2", "Left", "", "Hut", ""], ["A3", "Joined", "", "", "Barn"], ["A1", "Changed", "Tenure", "Owned", "Leased"],
    ]  # fmt: skip


REGISTER = ("Contract Reference", "Title", "Supplier", "Annual Value")
CONTRACTS = [(f"K{number}", "Homes", "Ridge Care", 1_000) for number in (1, 2, 3)]


def test_a_row_with_errors_has_not_left_the_list(client: InspectingClient, world: World) -> None:
    place: dict[str, Any] = {"user": "legal-Council", "place": "contracts"}
    accept(client, world, workbook(REGISTER, CONTRACTS), **place)
    later = [CONTRACTS[0], ("K2", "Homes", None, 1_000)]
    address = upload(client, world, workbook(REGISTER, later), **place)
    page = client.page(f"{address}/compare")
    told = [row.select("th, td")[:2] for row in page.select("#changes tbody tr")]
    assert [[cell.get_text(strip=True) for cell in each] for each in told] == [
        ["K2", "Rows with errors"],
        ["K3", "Left"],
    ]
    assert "1 row of version 1 is not in this file" in words_of(page)
    listed = client.page(address).select("#differences li")
    assert [" ".join(each.text.split()) for each in listed] == ["1 row with errors", "1 left", "0 joined", "0 changed"]


NAMED = ("Job Title", "Directorate", "Service", "FTE", "Occupancy Status", "Payroll Number")


def unnumbered(*titles: str) -> bytes:
    return workbook(NAMED, [(title, "Children", "Early help", 1, "Filled", f"E{len(title)}") for title in titles])


def test_posts_without_numbers_are_matched_by_a_person_and_then_by_themselves(
    client: InspectingClient, world: World
) -> None:
    side = world.organisations["Council"].id
    db.session.add(SavedMapping(
        programme_id=world.programme.id, organisation_id=side, dataset="establishment", headings={}, groups={},
        amounts={}, read_values={}, sheets=[], without_post_number=True,
    ))  # fmt: skip
    db.session.commit()
    accept(client, world, unnumbered("Family support worker", "Team manager", "Typist"))
    decide(world, 1)
    numbers = dict(db.session.execute(select(AssignmentLine.job_title, AssignmentLine.post_no)).all())
    second = unnumbered("Senior family support worker", "Team manager", "Driver")
    address = upload(client, world, second)
    assert "2 posts of the list before may be called otherwise now" in words_of(client.page(address), "#doubt")
    page = client.page(f"{address}/posts")
    rows = [row.th.get_text(strip=True).split(",")[0] for row in page.select("#posts tbody tr")]
    assert rows == ["Family support worker", "Typist"]
    chosen = [each.get_text(strip=True).split(",")[0] for each in page.select("#posts option[selected]")]
    assert chosen == ["Senior family support worker"] or "Senior family support worker" in chosen
    options = [each.get_text(strip=True).split(",")[0] for each in page.select("#post_0 option")]
    sent = {"version": str(page.select_one('input[name="version"]')["value"]), "act": "all",
            "post_0": str(options.index("Senior family support worker") - 2), "post_1": "none"}  # fmt: skip
    twice = client.post(f"{address}/posts", data={**sent, "post_1": sent["post_0"]})
    assert twice.status_code == 422 and "Choose each new post once" in twice.text
    assert client.post(f"{address}/posts", data=sent).status_code == 303
    assert client.post(f"{address}/posts", data=sent).status_code == 409
    client.post(f"{address}/accept", data={"against": against_of(client.page(address))})
    release = newest()
    now = dict(db.session.execute(
        select(AssignmentLine.job_title, AssignmentLine.post_no).where(AssignmentLine.release_id == release.id)
    ).all())  # fmt: skip
    assert now["Senior family support worker"] == numbers["Family support worker"]
    assert now["Team manager"] == numbers["Team manager"]
    third = upload(client, world, unnumbered("Senior family support worker", "Team manager", "Driver", "Cook"))
    assert words_of(client.page(f"{third}/compare"), "#kinds").startswith("0 left1 joined")


def test_several_lines_of_one_post_that_leave_all_leave(client: InspectingClient, world: World) -> None:
    """Two job-sharers leave P9 together: no row of it is in the file, so none is told as a row with errors. Each post
    is named by its title, also one that no version in force holds."""
    sharers = [(*post(9)[:4], 0.5, *post(9)[5:8], f"90009{each}", *post(9)[9:]) for each in (1, 2)]
    accept(client, world, staff_list([post(1), *sharers]))
    address = upload(client, world, staff_list([post(1), (post(3)[0], "Driver", *post(3)[2:])]))
    told = words_of(client.page(f"{address}/compare"), "#kinds")
    assert told.startswith("2 left1 joined") and "errors" not in told
    rows = [row.select("th, td")[:3] for row in client.page(f"{address}/compare").select("#changes tbody tr")]
    gone, new = post(9)[:2], (post(3)[0], "Driver")
    assert [tuple(cell.get_text(strip=True) for cell in each) for each in rows] == [
        (*gone, "Left"), (*gone, "Left"), (*new, "Joined")
    ]  # fmt: skip
    absent = client.page(f"{address}/compare").select("#absent tbody tr")
    assert [each.select("th, td")[1].get_text(strip=True) for each in absent] == [gone[1]] * 2


def test_a_file_without_a_good_row_empties_no_list(client: InspectingClient, world: World) -> None:
    """A header alone, or rows that are all parked."""
    accept(client, world, staff_list([post(1)]))
    for rows in ([], [post(1, fte="half"), post(2, fte="none")]):
        address = upload(client, world, staff_list(rows))
        page = client.page(address)
        assert "Nothing can be accepted" in words_of(page) and "Accept 0" not in words_of(page)
        answer = client.post(f"{address}/accept", data={"against": str(newest().id)})
        assert answer.status_code == 422 and "accepting it would empty the list" in answer.text
    assert newest().number == 1


# The work list


def test_parked_rows_go_on_the_work_list_and_close_by_themselves(client: InspectingClient, world: World) -> None:
    accept(client, world, staff_list())
    page = client.page("/p/north/uploads/rows")
    [row] = page.select("#rows tbody tr")
    assert "P004" in row.get_text() and "Hr Council" in row.get_text() and "E7:" in row.get_text()
    assert "Mend rows that were left out" in words_of(client.page("/p/north/"))
    accept(client, world, staff_list([*STAFF_ROWS[:3], (*STAFF_ROWS[3][:4], "none", *STAFF_ROWS[3][5:])]))
    [item] = db.session.scalars(select(ParkedRow)).all()
    assert (item.state, item.release.number) == ("open", 2)
    good = (*STAFF_ROWS[3][:4], 0.5, *STAFF_ROWS[3][5:10], "1979-12-01")
    third = accept(client, world, staff_list([*STAFF_ROWS[:3], good]))
    [item] = db.session.scalars(select(ParkedRow)).all()
    assert (item.state, item.closed_release_id, item.closed_by) == ("mended", third.id, "Hr Council")
    assert not client.page("/p/north/uploads/rows").select("#rows")
    assert "Mended in the list" in words_of(client.page("/p/north/uploads/rows?state=mended"), "#rows")
    undo(client, third)
    db.session.rollback()
    [item] = db.session.scalars(select(ParkedRow)).all()
    assert (item.state, item.closed_release_id, item.release.number) == ("open", None, 2)


def test_a_row_is_given_and_dropped_with_a_reason(client: InspectingClient, world: World) -> None:
    accept(client, world, staff_list())
    [item] = db.session.scalars(select(ParkedRow)).all()
    address, owner = f"/p/north/uploads/rows/{item.id}", str(world.users["member-Council"].id)
    other = str(world.users["hr-Trust"].id)
    sent = {"owner": owner, "due_on": ["1", "3", "2021"], "state": "open", "reason": "", "version": "1"}
    assert client.post(address, data={**sent, "owner": other}).status_code == 422
    assert client.post(address, data=sent).status_code == 303
    stale = client.post(address, data={**sent, "state": "dropped", "reason": "Twice"})
    assert stale.status_code == 409 and "Somebody else changed this row first" in stale.text
    client.sign_in(world.users["member-Council"])
    assert "Member Council" in words_of(client.page("/p/north/uploads/rows?owner=mine"), "#rows")
    assert "Mend rows that were left out" in words_of(client.page("/p/north/"))
    refused = client.post(address, data={**sent, "state": "dropped", "version": "2"})
    assert refused.status_code == 422 and "Say why it need not be mended in the list" in refused.text
    assert client.post(address, data={**sent, "state": "dropped", "version": "2", "reason": "Twice"}).status_code == 303
    assert "Dropped" in words_of(client.page(address))
    client.sign_in(world.users["hr-Trust"])
    assert client.get(address).status_code == 404
    assert not client.page("/p/north/uploads/rows?state=").select("#rows")


def test_several_rows_are_given_at_once(client: InspectingClient, world: World) -> None:
    accept(client, world, staff_list([post(1), post(2, fte="x"), post(3, fte="y"), post(4, fte="z")]))
    numbers = [str(each) for each in db.session.scalars(select(ParkedRow.id).order_by(ParkedRow.id))]
    sent = {"row": numbers[:2], "owner": str(world.users["member-Council"].id)}
    assert client.post("/p/north/uploads/rows", data={"owner": sent["owner"]}).status_code == 422
    assert client.post("/p/north/uploads/rows", data=sent).status_code == 303
    owners = [each.owner.name for each in db.session.scalars(select(ParkedRow).order_by(ParkedRow.id))]
    assert owners == ["Member Council", "Member Council", "Hr Council"]


def test_a_repeated_row_and_one_without_a_key_close_when_they_are_right(client: InspectingClient, world: World) -> None:
    broken = staff_list([post(1), post(2), post(2), (None, *post(9)[1:])])
    accept(client, world, broken)
    assert sorted(db.session.scalars(select(ParkedRow.key))) == ["", "C02"]
    accept(client, world, staff_list([post(1), post(2), post(9)]))
    assert set(db.session.scalars(select(ParkedRow.state))) == {"mended"}


# Undoing


def test_undo_brings_the_version_before_into_force(client: InspectingClient, world: World) -> None:
    first = accept(client, world, staff_list([post(1)]))
    second = accept(client, world, staff_list([post(1), post(2)]))
    address = f"/p/north/versions/{second.id}"
    assert "Nothing rests on it" in words_of(client.page(f"{address}/undo"))
    assert undo(client, second, " ").status_code == 422
    assert undo(client, second).status_code == 303
    db.session.rollback()
    side = world.organisations["Council"].id
    assert find_release_in_force(world.viewer(HR), "establishment", side).id == first.id
    assert "C02" not in words_of(client.page("/p/north/people/posts"))
    page = client.page(address)
    assert "Hr Council undid this version" in words_of(page, "#undone")
    assert "The wrong file" in words_of(page, "#undone")
    assert len(client.page(f"{address}/rows").select("#rows tbody tr")) == 2
    assert "undo_release" in set(db.session.scalars(select(AuditEvent.verb)))
    assert "undid it already" in words_of(client.page(f"{address}/undo"))
    again = undo(client, second)
    assert again.status_code == 422
    third = accept(client, world, staff_list([post(1), post(2)]))
    assert third.number == 3


def test_a_decision_is_told_once_whatever_changes_about_its_post(client: InspectingClient, world: World) -> None:
    accept(client, world, staff_list([post(1), post(2)]))
    decide(world, 1)
    page = client.page(upload(client, world, staff_list([(*post(1, "Fostering")[:8], "E77", "Name77", ""), post(2)])))
    [row] = page.select("#decisions tbody tr")
    told = [cell.get_text(strip=True) for cell in row.select("th, td")]
    assert told[:2] == ["C01", "Other, names another person"]
    assert "1 decision on people is about posts that change" in words_of(page)


def headings() -> dict[str, str]:
    db.session.rollback()
    found = db.session.scalars(select(SavedMapping)).one_or_none()
    return dict(found.headings) if found else {}


def test_undo_forgets_how_the_list_was_read_too(client: InspectingClient, world: World) -> None:
    accept(client, world, staff_list([post(1)]))
    held = headings()
    renamed = workbook([*STAFF[:2], "Team", *STAFF[3:]], [post(1)])
    release = accept(client, world, renamed)
    assert headings() == {**held, "Team": "service"} != held
    assert "remembered is put back" in words_of(client.page(f"/p/north/versions/{release.id}/undo"), "#put-back")
    assert undo(client, release).status_code == 303 and headings() == held


def test_undo_leaves_what_somebody_said_since(client: InspectingClient, world: World) -> None:
    release = accept(client, world, staff_list([post(1)]))
    saved = db.session.scalars(select(SavedMapping)).one()
    saved.headings = {"Post": "post_no"}
    db.session.commit()
    assert undo(client, release).status_code == 303 and headings() == {"Post": "post_no"}


def test_a_file_that_differs_much_is_accepted_by_who_says_that_it_is_right(
    client: InspectingClient, world: World
) -> None:
    accept(client, world, staff_list([post(number) for number in range(1, 41)]))
    fewer = staff_list([post(number) for number in range(1, 35)])
    address = upload(client, world, fewer)
    page = client.page(address)
    assert "6 of the 40 rows of version 1 are not in this file." in words_of(page, "#sure-of")
    answer = client.post(f"{address}/accept", data={"against": against_of(page)})
    assert answer.status_code == 422 and "say that it is right" in answer.text and newest().number == 1
    answer = client.post(f"{address}/accept", data={"against": against_of(page), "sure": "y"})
    assert answer.status_code == 303 and newest().number == 2
    rows = [post(number) for number in range(1, 35)]
    lacking = workbook([*STAFF[:7], *STAFF[8:]], [(*each[:7], *each[8:]) for each in rows])
    address = upload(client, world, lacking)
    assert words_of(client.page(address), "#sure-of li") == "Version 2 has columns that this file lacks: Occupancy."
    one_less = staff_list(rows[:-1])
    assert not client.page(upload(client, world, one_less)).select("#sure-of")


def rests(client: InspectingClient, release: Release) -> str:
    return words_of(client.page(f"/p/north/versions/{release.id}/undo"), "#rests")


def test_undo_is_refused_with_what_rests_on_it(client: InspectingClient, world: World) -> None:
    first = accept(client, world, staff_list([post(1), post(2), post(3)]))
    decide(world, 2)
    assert rests(client, first) == "2 of its posts have a decision that was taken after it: C01, C02"
    refused = undo(client, first)
    assert refused.status_code == 422
    accept(client, world, staff_list([post(1)]))
    assert "1 newer versions were accepted after it: version 2" in rests(client, first)
    db.session.rollback()
    assert db.session.get(Release, first.id).undone_at is None


def test_a_version_that_others_read_cannot_be_undone(client: InspectingClient, world: World) -> None:
    release = accept(client, world, staff_list([post(1)]))
    client.post(f"/p/north/versions/{release.id}/share")
    assert "Nothing rests on it" in words_of(client.page(f"/p/north/versions/{release.id}/undo"))
    client.sign_in(world.users["hr-Trust"]).page(f"/p/north/versions/{release.id}")
    client.sign_in(world.users[HR])
    assert rests(client, release) == "1 people of other sides have read it: Hr Trust"
    assert undo(client, release).status_code == 422


def test_a_shared_version_that_nobody_read_is_closed_when_it_is_undone(client: InspectingClient, world: World) -> None:
    release = accept(client, world, staff_list([post(1)]))
    client.post(f"/p/north/versions/{release.id}/share")
    assert undo(client, release).status_code == 303
    client.sign_in(world.users["hr-Trust"])
    assert client.get(f"/p/north/versions/{release.id}").status_code == 404


@pytest.mark.parametrize("user", ["finance-Council", "hr-Trust", "lead"])
def test_only_whoever_brings_a_list_undoes_it(client: InspectingClient, world: World, user: str) -> None:
    release = accept(client, world, staff_list([post(1)]))
    client.post(f"/p/north/versions/{release.id}/share")
    client.sign_in(world.users[user])
    assert client.post(f"/p/north/versions/{release.id}/undo", data={"reason": "No"}).status_code == 403
    db.session.rollback()
    assert db.session.get(Release, release.id).undone_at is None


def test_an_undo_between_comparison_and_acceptance_is_told(client: InspectingClient, world: World) -> None:
    accept(client, world, staff_list([post(1)]))
    second = accept(client, world, staff_list([post(1), post(2)]))
    address = upload(client, world, staff_list([post(1), post(3)]))
    against = against_of(client.page(address))
    undo(client, second)
    answer = client.post(f"{address}/accept", data={"against": against})
    assert answer.status_code == 422 and "another version was accepted or undone meanwhile" in answer.text


# Correcting


def test_whoever_read_a_version_is_told_of_its_correction(client: InspectingClient, world: World) -> None:
    first = accept(client, world, staff_list([post(1)]))
    client.post(f"/p/north/versions/{first.id}/share")
    client.sign_in(world.users["hr-Trust"]).page(f"/p/north/versions/{first.id}")
    second = accept(client, world, staff_list([post(1), post(2)]), correcting="C02 was left out")
    assert (second.corrects_id, second.correction_reason) == (first.id, "C02 was left out")
    assert "C02 was left out" in words_of(client.page(f"/p/north/versions/{second.id}"), "#corrects")
    assert "Version 2 corrects this one" in words_of(client.page(f"/p/north/versions/{first.id}"), "#corrected")
    [letter] = db.session.scalars(select(Letter)).all()
    assert (letter.template, letter.recipient_id) == ("correction", world.users["hr-Trust"].id)
    assert "C02" not in (letter.body or "") and "Council" not in (letter.body or "")
    home = client.sign_in(world.users["hr-Trust"]).page("/p/north/")
    notice = db.session.scalars(select(CorrectionNotice)).one()
    told = words_of(home, f"#correction-{notice.id}")
    assert "You read version 1 of the establishment list of Council, which was wrong: C02 was left out" in told
    assert "not shared with you yet" in told
    client.sign_in(world.users["finance-Trust"])
    assert client.post(f"/p/north/corrections/{notice.id}/seen").status_code == 404
    assert "which was wrong" not in words_of(client.page("/p/north/"))
    client.sign_in(world.users["hr-Trust"])
    assert client.post(f"/p/north/corrections/{notice.id}/seen").status_code == 303
    assert "which was wrong" not in words_of(client.page("/p/north/"))


# Reading


def test_every_version_stays_readable_as_it_was(client: InspectingClient, world: World) -> None:
    first = accept(client, world, staff_list([post(1), post(2)]))
    accept(client, world, staff_list([post(3)]))
    page = client.page(f"/p/north/versions/{first.id}/rows")
    assert [row.th.get_text(strip=True) for row in page.select("#rows tbody tr")] == ["4", "5"]
    assert "Name1" in words_of(page) and "£30,000.00" in words_of(page)
    assert client.get(f"/p/north/versions/{first.id}/file").data.startswith(b"PK")
    client.post(f"/p/north/versions/{first.id}/share")
    others = words_of(client.sign_in(world.users["hr-Trust"]).page(f"/p/north/versions/{first.id}/rows"))
    assert "C01" in others and "Name1" not in others and "30,000" not in others
