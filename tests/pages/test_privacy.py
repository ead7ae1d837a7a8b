"""What one person may ask for, how long data is kept, and who may do any of it."""

import io
import json
import re
from datetime import date
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from tests.client import InspectingClient
from tests.factories.consultation import the_transfer
from tests.factories.establishment import line, make_list, the_line
from tests.factories.liability import company_hr, make_difference
from tests.factories.printed import words_of_pdf
from tests.factories.privacy import PARKED, ROWS, accept, bring, consult, staff
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import workbook
from transfer.audit.models import AuditEvent
from transfer.establishment.models import AssignmentLine, Correction
from transfer.extensions import db
from transfer.intake.actions import accept_upload
from transfer.jobs.actions import run_job
from transfer.jobs.models import Job
from transfer.liability.actions import bring_items
from transfer.payroll.models import PayrollLine
from transfer.privacy.actions import ask_disposal, ask_erasure, close_programme, lift_hold, place_hold
from transfer.privacy.models import LegalHold
from transfer.programmes.models import Membership
from transfer.releases.actions import share_release
from transfer.releases.models import Release
from transfer.releases.queries import list_findings
from transfer.tupe.actions import take_step
from transfer.tupe.queries import list_transfers


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def release(world: World) -> Release:
    found = accept(world, staff((*ROWS, PARKED)))
    share_release(world.viewer("hr-Council"), found)
    db.session.commit()
    return found


def path(release: Release, rest: str = "", post: str = "C1") -> str:
    return f"/p/north/people/posts/{the_line(release, post).id}/person{rest}"


def words(page: Any) -> str:
    return " ".join(page.get_text(" ", strip=True).split())


def test_everything_held_is_given_with_its_source_and_others_withheld(
    client: InspectingClient, world: World, release: Release
) -> None:
    take_step(
        world.viewer("hr-Council"), list_transfers(world.system)[1], the_line(release, "C1"), after="under_review",
        version=0, reason="Hr Council spoke with her", evidence="", decided_on=date(2021, 3, 1),
    )  # fmt: skip
    accept(world, staff((ROWS[0], ROWS[1])))
    client.sign_in(world.users["hr-Council"])
    held = json.loads(client.get(path(release, ".json")).text)["held"]
    told = {(each["Version"], each["What"]): each["Value"] for each in held["Lists"]}
    expected = {"Surname": "Wallaroo", "NI number": "QQ777777C", "Date of birth": "1977-07-17", "Absence": "Sick leave",
                "Notes": "grievance of March", "Ethnic origin": "Martian", "Actual salary": "£41,237.00"}  # fmt: skip
    for version in ("Version 1", "Version 2"):
        assert {what: told[version, what] for what in expected} == expected
    assert {(each["File"], each["Row"]) for each in held["Lists"]} == {("staff.xlsx", 2)}
    assert [each["Reason"] for each in held["Decisions"]] == ["Withheld spoke with her"]
    assert {each["By"] for each in held["Decisions"]} == {"Withheld"}
    assert not re.search("Brolga|QQ888888C|Venusian|770078", json.dumps(held))


def test_what_was_brought_paid_and_said_of_a_person_is_held_too(
    client: InspectingClient, world: World, release: Release
) -> None:
    """Before anything is given to anybody. The payroll's lines are the new employer's own, and its people add them."""
    consult(world)
    brought = workbook(("Post number", "Person reference", "Leave", "Right to work"),
                       [("C1", "770077", "5 days", "Passport"), ("C2", "770078", "9 days", "Visa")])  # fmt: skip
    transfer = the_transfer(world)
    bring_items(world.viewer("hr-Council"), transfer, "person_terms", brought, "terms.xlsx")
    payroll = make_difference(world, transfer).payroll
    db.session.add(PayrollLine(payroll_id=payroll.id, source_row=7, ni_number="QQ777777C", paid_pence=3_436_42))
    client.sign_in(world.users["hr-Council"])
    told = json.loads(client.get(path(release, ".json")).text)
    held = told["held"]
    found = {each["What"]: each["Value"] for each in held["Brought for liability information"]}
    assert found == {"Leave": "5 days", "Right to work": "Passport"}
    said = {each["What"]: each["Value"] for each in held["Informing and consulting"]}
    assert "Zephyrine Wallaroo asked why" in said["Meeting"] and said["Question"] == "Is Zephyrine Wallaroo moved?"
    assert not held["First payroll"] and [each for each in told["not_included"] if "payroll is its own" in each]

    company_hr(world)
    theirs = make_list(world, "Company", [line("N1", "Early help", surname="Wallaroo", forename="Zephyrine",
                                               person_ref="77", ni_number="QQ 77 77 77 C")])  # fmt: skip
    client.sign_in(world.users["hr-Company"])
    held = json.loads(client.get(path(theirs, ".json", "N1")).text)["held"]
    assert ["Pay of the period", "£3,436.42"] in [[each["What"], each["Value"]] for each in held["First payroll"]]


def test_the_workbook_holds_the_same_and_names_nobody_outside(
    client: InspectingClient, world: World, release: Release
) -> None:
    answer = client.sign_in(world.users["hr-Council"]).get(path(release, ".xlsx"))
    book = load_workbook(io.BytesIO(answer.data))
    cells = {str(value) for row in book.worksheets[0].values for value in row}
    assert {"Wallaroo", "QQ777777C", "1977-07-17"} <= cells
    about = " ".join(str(value) for value in vars(book.properties).values())
    assert not re.search("Wallaroo|Zephyrine", answer.headers["Content-Disposition"] + about)


def test_the_pdf_holds_the_same_is_tagged_and_names_nobody_outside(
    client: InspectingClient, world: World, release: Release
) -> None:
    client.sign_in(world.users["hr-Council"])
    assert path(release, ".pdf") in str(client.page(path(release)))
    answer = client.get(path(release, ".pdf"))
    told = words_of_pdf(answer.data)
    for each in ("Wallaroo", "QQ777777C", "17 July 1977", "Sick leave", "£41,237.00", "staff.xlsx", "on paper"):
        assert each in told, each
    assert not re.search("Brolga|QQ888888C|Venusian|770078", told)
    read = PdfReader(io.BytesIO(answer.data))
    root = read.trailer["/Root"].get_object()
    assert isinstance(root, DictionaryObject) and "/StructTreeRoot" in root and root["/Lang"] == "en-GB"
    told_of_itself = read.xmp_metadata.stream.get_data().decode() if read.xmp_metadata else ""
    about = f"{read.metadata} {told_of_itself} {list(read.attachments)}"
    outside = answer.headers["Content-Disposition"] + about
    assert "What is held about a person" in about and not re.search("Wallaroo|Zephyrine|770077|1977", outside)
    last = db.session.query(AuditEvent).order_by(AuditEvent.id.desc()).first()
    assert last is not None and last.verb == "export_person"


def test_reading_and_downloading_are_recorded_without_naming(
    client: InspectingClient, world: World, release: Release
) -> None:
    client.sign_in(world.users["hr-Council"])
    client.page(path(release))
    client.get(path(release, ".json"))
    events = db.session.query(AuditEvent).filter(AuditEvent.verb.in_(["read_person", "export_person"])).all()
    assert {each.verb for each in events} == {"read_person", "export_person"}
    assert not re.search("Wallaroo|770077", " ".join(f"{each.summary} {each.changes}" for each in events))
    assert "was read" in words(client.page(path(release))), "and the person is told of it"


@pytest.mark.parametrize(
    ("who", "status"),
    [("lead", 200), ("hr-Council", 200), ("hr-Trust", 404), ("legal-Council", 403), ("finance-Council", 403),
     ("auditor", 403), ("member-Council", 403)],
)  # fmt: skip
def test_only_the_lead_and_their_own_hr_read_what_is_held(
    client: InspectingClient, world: World, release: Release, who: str, status: int
) -> None:
    client.sign_in(world.users[who])
    for rest in ("", ".json", ".xlsx", ".pdf", "/correct?field=surname"):
        assert client.get(path(release, rest)).status_code == status, rest


def test_pay_is_left_out_for_who_may_not_see_it_and_that_is_said(
    client: InspectingClient, world: World, release: Release
) -> None:
    db.session.query(Membership).filter_by(user_id=world.users["hr-Council"].id).update({"sees_pay": False})
    client.sign_in(world.users["hr-Council"])
    answer = client.get(path(release, ".json")).text
    assert "41,237" not in answer and "Pay is not included" in answer


def correct(client: InspectingClient, release: Release, **values: str) -> Any:
    data = {"field": "surname", "seen": "Wallaroo", "corrected": "Wallaroo-Smith", "reason": "Certificate"} | values
    return client.post(path(release, "/correct"), data=data)


def test_a_correction_shows_at_once_and_leads_to_the_original_cell(
    client: InspectingClient, world: World, release: Release
) -> None:
    client.sign_in(world.users["hr-Council"])
    answer = correct(client, release)
    assert answer.status_code == 303
    page = client.page(answer.location)
    assert "Wallaroo-Smith" in words(page) and "Corrected Surname: the list says Wallaroo" in words(page)
    link = page.find("a", href=re.compile("/cells/surname"))
    assert link
    cell = words(client.page(str(link["href"])))
    assert "It says Wallaroo-Smith now" in cell and "J2" in cell and "Wallaroo" in cell
    client.sign_in(world.users["hr-Trust"])
    assert "Wallaroo" not in words(client.page(answer.location))
    assert "Wallaroo" not in words(client.page(str(link["href"])))


def test_the_version_that_the_others_work_with_is_put_right_too(
    client: InspectingClient, world: World, release: Release
) -> None:
    newer = accept(world, staff((*ROWS, PARKED[:4] + ("half ",) + PARKED[5:])))
    client.sign_in(world.users["hr-Council"])
    assert correct(client, newer).status_code == 303
    db.session.expire_all()
    assert {each.surname for each in db.session.query(AssignmentLine).filter_by(post_no="C1")} == {"Wallaroo-Smith"}


def test_the_next_list_that_repeats_the_mistake_is_told_so_and_shown_right(
    client: InspectingClient, world: World, release: Release
) -> None:
    correct(client.sign_in(world.users["hr-Council"]), release)
    upload = bring(world, staff((ROWS[0], ROWS[1])))
    newer = accept_upload(world.viewer("hr-Council"), upload.id, against=release.id)
    db.session.commit()
    assert the_line(newer, "C1").surname == "Wallaroo-Smith"
    found = [each for each in list_findings(newer.id) if each.code == "corrected-value-repeated"]
    assert [(each.cell, each.severity) for each in found] == [("J2", "warning")]
    assert found[0].message.startswith("Correct this in the list itself")
    mended = tuple("Wallaroo-Smith" if value == "Wallaroo" else value for value in ROWS[0])
    last = accept(world, staff((mended, ROWS[1])))
    assert the_line(last, "C1").surname == "Wallaroo-Smith"
    assert not [each for each in list_findings(last.id) if each.code == "corrected-value-repeated"]


def test_of_two_who_correct_at_once_the_second_is_told(
    client: InspectingClient, world: World, release: Release
) -> None:
    client.sign_in(world.users["hr-Council"])
    assert correct(client, release).status_code == 303
    second = correct(client, release, corrected="Walaroo")
    assert second.status_code == 409
    assert "It now says Wallaroo-Smith" in second.text and 'value="Walaroo"' in second.text
    assert db.session.query(Correction).count() == 1


@pytest.mark.parametrize(
    ("values", "says"),
    [({"corrected": "Wallaroo"}, "Enter another value"), ({"reason": ""}, "Enter why it is put right"),
     ({"field": "date_of_birth", "seen": "1977-07-17", "corrected": "31/2/1977"}, "Enter a date as year-month-day")],
)  # fmt: skip
def test_a_correction_that_is_none_is_refused_in_words(
    client: InspectingClient, world: World, release: Release, values: dict[str, str], says: str
) -> None:
    answer = correct(client.sign_in(world.users["hr-Council"]), release, **values)
    assert answer.status_code == 422 and says in answer.text


def test_what_totals_rest_on_cannot_be_corrected_here(client: InspectingClient, world: World, release: Release) -> None:
    client.sign_in(world.users["hr-Council"])
    assert correct(client, release, field="salary_actual", seen="", corrected="1").status_code == 404


def test_a_lead_erases_by_page_and_nobody_else_can(client: InspectingClient, world: World, release: Release) -> None:
    form = {"ground": "request", "reason": "Request 12", "sure": "y"}
    client.sign_in(world.users["hr-Council"])
    assert client.post(path(release, "/erase"), data=form).status_code == 403
    client.sign_in(world.users["lead"])
    assert client.post(path(release, "/erase"), data=form | {"sure": ""}).status_code == 422
    assert the_line(release, "C1").surname == "Wallaroo"
    address = path(release, "/erase")
    assert client.post(address, data=form).status_code == 303
    told = words(client.page("/p/north/retention"))
    assert "One person’s data: lines 1" in told and "The person asked" in told
    assert client.get(address).status_code == 404, "nobody is there any more"
    # The job is the council's, the lead stands on no side, and asked for it.
    work = f"/p/north/jobs/{db.session.query(Job).filter_by(kind='erase_person').one().id}"
    client.page(work)
    assert client.sign_in(world.users["hr-Trust"]).get(work).status_code == 404
    client.sign_in(world.users["lead"])
    assert "a person was erased from it" in words(client.page(f"/p/north/versions/{release.id}/cells/post_no"))


def test_a_lead_places_and_lifts_a_hold_with_a_reason(client: InspectingClient, world: World, release: Release) -> None:
    client.sign_in(world.users["lead"])
    assert client.post("/p/north/retention/hold", data={"reason": ""}).status_code == 422
    assert client.post("/p/north/retention/hold", data={"reason": "Tribunal claim"}).status_code == 303
    told = words(client.page("/p/north/retention"))
    assert "Tribunal claim" in told and "Stands" in told
    erase = {"ground": "request", "reason": "Request 12", "sure": "y"}
    assert not client.page(path(release, "/erase")).select("main form button")
    refused = client.post(path(release, "/erase"), data=erase)
    assert refused.status_code == 422 and "while a legal hold stands" in refused.text
    hold = db.session.query(LegalHold).one()
    lift = f"/p/north/retention/holds/{hold.id}/lift"
    assert client.post(lift, data={"reason": "Withdrawn"}).status_code == 303
    assert client.post(lift, data={"reason": "Again"}).status_code == 409
    verbs = [each.verb for each in db.session.query(AuditEvent).filter(AuditEvent.verb.like("%hold%"))]
    assert sorted(verbs) == ["lift_hold", "place_hold"]


def test_an_erasure_that_a_later_hold_refused_says_so_and_can_be_asked_again(
    client: InspectingClient, world: World, release: Release
) -> None:
    lead = world.viewer("lead")
    job = ask_erasure(lead, the_line(release, "C1"), ground="request", reason="Request 12")
    place_hold(lead, "Tribunal claim")
    db.session.commit()
    run_job(job.id)
    client.sign_in(world.users["lead"])
    told = words(client.page("/p/north/retention"))
    assert "Refused Nothing is erased while a legal hold stands" in told and "Not yet" not in told
    lift_hold(lead, db.session.query(LegalHold).one().id, "Settled")
    db.session.commit()
    again = {"ground": "request", "reason": "Request 12", "sure": "y"}
    assert client.post(path(release, "/erase"), data=again).status_code == 303
    told = words(client.page("/p/north/retention"))
    assert "One person’s data: lines 1" in told and "Refused" in told


def test_a_disposal_that_a_later_hold_refused_can_be_asked_for_again(
    client: InspectingClient, world: World, release: Release
) -> None:
    lead = world.viewer("lead")
    close_programme(lead, date(2010, 2, 28))
    job = ask_disposal(lead, "staff", "Its time is over")
    place_hold(lead, "Tribunal claim")
    db.session.commit()
    run_job(job.id)
    lift_hold(lead, db.session.query(LegalHold).one().id, "Settled")
    db.session.commit()
    client.sign_in(world.users["lead"])
    kept = client.page("/p/north/retention")
    assert kept.select('a[href="/p/north/retention/staff/dispose"]')
    assert kept.select_one(f'#erasures a[href="/p/north/jobs/{job.id}"]')
    page = client.page(f"/p/north/jobs/{job.id}")
    assert page.select_one('.govuk-breadcrumbs a[href="/p/north/retention"]')
    assert client.post(f"/p/north/jobs/{job.id}/retry").status_code == 303
    kept = client.page("/p/north/retention")
    assert "Refused" not in words(kept) and not kept.select('a[href="/p/north/retention/staff/dispose"]')


def test_everybody_in_the_programme_reads_how_long_data_is_kept(client: InspectingClient, world: World) -> None:
    told = words(client.sign_in(world.users["hr-Trust"]).page("/p/north/retention"))
    assert "6 years after the programme closes" in told and "Assumed" in told
    assert "Place a legal hold" not in told and "Who can place one: Programme lead" in told


def test_a_closed_programme_says_what_is_due(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    day = {"closed_on": ["28", "2", "2015"]}
    assert client.post("/p/north/retention/close", data={"closed_on": ["2", "3", "2021"]}).status_code == 422
    assert client.post("/p/north/retention/close", data=day).status_code == 303
    told = words(client.page("/p/north/retention"))
    assert "Due since 28 February 2021" in told and "Dispose of it" in told
    assert client.post("/p/north/retention/close", data=day).status_code == 422
