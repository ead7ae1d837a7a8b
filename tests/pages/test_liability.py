"""Pages of liability information and of the first payroll, as the two employers meet them."""

import io
from datetime import timedelta

import msoffcrypto
import pikepdf
import pytest
from flask import Flask
from openpyxl import load_workbook

from tests.client import InspectingClient
from tests.factories.establishment import the_line
from tests.factories.liability import (
    AS_AT,
    GIVEN_ON,
    ROWS,
    company_hr,
    confirmed,
    decide,
    make_difference,
    on,
    recipient,
    staff,
    the_transfer,
)
from tests.factories.programmes import World, make_programme
from tests.pages.test_people import words
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.liability.actions import give_named_list, give_stage_a, seen_as, send_notice
from transfer.liability.models import Disclosure
from transfer.liability.queries import list_recipients, owed_changes
from transfer.programmes.models import Membership

PASSWORD = "quiet river 1843"


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    on(made, AS_AT)
    staff(made, as_at=AS_AT)
    decide(made, "under_review", "in_scope", "informed")
    on(made, GIVEN_ON)
    recipient(made)
    confirmed(made)
    return made


def base(world: World) -> str:
    return f"/p/north/people/transfers/{the_transfer(world).id}/liability"


def given(world: World) -> Disclosure:
    made = give_named_list(world.viewer("hr-Council"), the_transfer(world), [recipient(world, "two@example.org")])
    made.given[0].email = "hr.company@example.org"
    db.session.commit()
    return made


def test_hr_gives_the_named_list_and_sees_that_nothing_is_owed(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    page = client.page(f"{base(world)}/give/B")
    assert "21 May 2021" in page.text and "3 June 2021" in page.text
    chosen = page.select_one("input[name=recipients]")["value"]
    answer = client.post(f"{base(world)}/give/B", data={"recipients": [chosen]})
    assert answer.status_code == 303, answer.text
    assert "Abara" in client.page(answer.location).text
    assert "Nothing is owed" in client.page(base(world)).text
    assert "Nothing is owed" in client.page(f"{base(world)}/changes").text


def test_a_list_that_is_too_old_is_said_on_opening_with_the_way_to_a_newer_one(
    client: InspectingClient, world: World
) -> None:
    on(world, AS_AT + timedelta(days=60))
    page = client.sign_in(world.users["hr-Council"]).page(f"{base(world)}/give/B")
    [said] = [each for each in page.select(".govuk-inset-text") if "Bring a newer list" in each.text]
    assert [str(each["href"]) for each in said.select("a")] == ["/p/north/uploads"]
    assert "Would be given on" in page.text and "Freeze it" not in page.text and not page.select("main form button")


def test_the_list_of_recipients_says_who_can_open_it_here(client: InspectingClient, world: World) -> None:
    recipient(world, "two@example.org")
    client.sign_in(world.users["hr-Council"])

    def offered(stage: str) -> list[str]:
        page = client.page(f"{base(world)}/give/{stage}")
        return [each.text.strip() for each in page.select("main .govuk-checkboxes__label")][:2]

    unknown = "Ingrid Bassett, North Company: cannot open it here"
    assert offered("B") == [unknown, unknown]
    company_hr(world, names=False)
    assert offered("B") == [unknown, unknown]
    assert offered("A") == ["Ingrid Bassett, North Company: can open it here", unknown]
    place = db.session.query(Membership).filter_by(user_id=world.users["hr-Company"].id).one()
    place.sees_people = True
    db.session.commit()
    assert offered("B") == ["Ingrid Bassett, North Company: can open it here, without pay", unknown]
    chosen = [each["value"] for each in client.page(f"{base(world)}/give/B").select("input[name=recipients]")]
    answer = client.post(f"{base(world)}/give/B", data={"recipients": chosen})
    told = words(client.page(answer.location))
    assert "Ingrid Bassett can open it here now, without pay. Send the file to Ingrid Bassett." in told


def test_who_is_not_recorded_as_informed_is_said_before_and_after_stage_b(
    client: InspectingClient, world: World
) -> None:
    staff(world, (*ROWS, {**ROWS[0], "post_no": "E4", "person_ref": "504", "ni_number": None}), as_at=AS_AT)
    decide(world, "under_review", "in_scope", posts=("E4",))
    client.sign_in(world.users["hr-Council"])
    before = words(client.page(f"{base(world)}/give/B"))
    assert "4: those in scope, with those disputed" in before and "1 of them stand as “In scope”" in before
    given(world)
    place = f"/p/north/people/transfers/{the_transfer(world).id}"
    assert "Of the people whom it names, 1 as “In scope” stands here" in words(client.page(place))
    decide(world, "informed", "eli_disclosed", posts=("E4",))
    assert "Of the people whom it names" not in client.page(place).text


def test_stage_a_keeps_the_number_that_was_frozen(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    rows = [{**ROWS[0], "post_no": f"S{n}", "person_ref": f"9{n}", "ni_number": None} for n in range(12)]
    staff(world, tuple(rows), as_at=AS_AT)
    give_stage_a(world.viewer("hr-Council"), the_transfer(world), [recipient(world, "two@example.org")])
    db.session.commit()
    decide(world, "left", posts=("S1",))
    page = client.page(f"{base(world)}/give/A")
    told = {str(row.dt.text).strip(): str(row.dd.text).strip() for row in page.select(".govuk-summary-list__row")
            if row.dt and row.dd}  # fmt: skip
    assert told["People"] == "12: everybody who may transfer, decided or not"
    assert "Given on" in told and "Would be given on" not in told


def test_nothing_is_said_to_have_been_told_before_stage_b(client: InspectingClient, world: World) -> None:
    text = client.sign_in(world.users["hr-Council"]).page(f"{base(world)}/changes").text
    assert "before the named list (stage B) is given" in text and "everything was told as it is" not in text


@pytest.mark.parametrize("path", ["", "/recipients/new", "/basis/absence", "/agreements/new", "/items", "/give/A",
                                  "/give/C", "/changes"])  # fmt: skip
def test_each_page_of_hr_is_sound(client: InspectingClient, world: World, path: str) -> None:
    client.sign_in(world.users["hr-Council"])
    client.page(f"{base(world)}{path}")


@pytest.mark.parametrize("who", ["lead", "hr-Trust", "finance-Council", "member-Council", "auditor"])
def test_others_see_when_it_was_given_and_nobody(client: InspectingClient, world: World, who: str) -> None:
    made = given(world)
    client.sign_in(world.users[who])
    text = client.page(base(world)).text
    assert "first on 30 May 2021" in text and "Abara" not in text and "Ingrid" not in text
    assert client.get(f"{base(world)}/given/{made.id}").status_code == 404
    assert client.get(f"{base(world)}/given/{made.id}/take").status_code == 404


@pytest.mark.parametrize("path", ["", "/give/B"])
def test_who_does_not_see_enough_is_told_what_is_missing_and_whom_to_ask(
    client: InspectingClient, world: World, path: str
) -> None:
    place = db.session.query(Membership).filter_by(user_id=world.users["legal-Council"].id).one()
    place.sees_people, place.sees_pay = True, False
    db.session.commit()
    client.sign_in(world.users["legal-Council"])
    page = words(client.page(f"{base(world)}{path}", 403 if path else 200))
    assert "you do not see pay. Ask the programme lead" in page
    client.sign_in(world.users["hr-Trust"])
    assert "Ask the programme lead for it" not in client.page(f"{base(world)}{path}", 404 if path else 200).text


def test_the_transfer_says_who_gave_stage_b_or_that_people_stand_as_if_it_were_given(
    client: InspectingClient, world: World
) -> None:
    transfer = base(world).removesuffix("/liability")
    decide(world, "eli_disclosed", posts=(ROWS[0]["post_no"],))
    client.sign_in(world.users["hr-Council"])
    for path in (transfer, base(world)):
        page = words(client.page(path))
        assert "1 person stands as “Liability information given” or further, but stage B was not given here" in page
    made = given(world)
    page = words(client.page(transfer))
    assert f"given on 30 May 2021 by {made.issued_by} to {made.given[0].name} ({made.given[0].organisation})" in page
    assert "not given here" not in page + words(client.page(base(world)))
    page = words(client.sign_in(world.users["member-Council"]).page(transfer))
    assert "first given on 30 May 2021." in page and made.given[0].name not in page


def test_the_recipient_opens_what_was_given_by_name_and_nothing_else(client: InspectingClient, world: World) -> None:
    company_hr(world)
    made = given(world)
    client.sign_in(world.users["hr-Company"])
    assert "Abara" in client.page(f"{base(world)}/given/{made.id}").text
    page = client.page(base(world)).text
    assert "Stage B" in page and "Who may be told" not in page
    assert client.get(f"{base(world)}/changes").status_code == 404


def test_a_recipient_who_may_not_see_names_is_told_whom_to_ask(client: InspectingClient, world: World) -> None:
    company_hr(world, names=False)
    made = given(world)
    client.sign_in(world.users["hr-Company"])
    page = client.page(f"{base(world)}/given/{made.id}").text
    assert "Ask your lead" in page and "Abara" not in page
    assert client.get(f"{base(world)}/given/{made.id}/take").status_code == 404


@pytest.mark.parametrize("who", ["legal-Council", "hr-Company"])
def test_pay_in_what_was_given_is_for_who_sees_pay(client: InspectingClient, world: World, who: str) -> None:
    """The named list, what was told of one person and a notice of other pay; with the right it is all there."""
    company_hr(world)
    made = given(world)
    release = staff(world, ({**ROWS[0], "salary_actual_pence": 32_500_00}, *ROWS[1:]), as_at=GIVEN_ON)
    viewer, told = world.viewer("hr-Council"), list_recipients(the_transfer(world))
    notice = send_notice(viewer, the_transfer(world), told, seen=seen_as(owed_changes(viewer, the_transfer(world))))
    notice.given[0].email = made.given[0].email
    place = db.session.query(Membership).filter_by(user_id=world.users[who].id).one()
    paths = [f"{base(world)}/given/{each.id}" for each in (made, notice)]
    if who == "legal-Council":
        paths.append(f"{base(world)}/lines/{the_line(release, 'E1').id}")
    for pay in (True, False):
        place.sees_people, place.sees_pay = True, pay
        db.session.commit()
        client.sign_in(world.users[who])
        for path in paths:
            page = client.page(path).text
            assert "Abara" in page and ("31,000" in page) is pay and ("Actual salary" in page or not pay), path
        for path in paths[:2]:
            assert client.get(f"{path}/take").status_code == (200 if pay else 404)
            assert ("Take the file" in client.page(path).text) is pay


def take(client: InspectingClient, world: World, made: Disclosure, **typed: str) -> bytes:
    answer = client.post(f"{base(world)}/given/{made.id}/take", data=typed)
    assert answer.status_code == 200, answer.text
    return answer.data


def test_the_workbook_opens_with_its_password_only_and_taking_it_is_recorded(
    client: InspectingClient, world: World
) -> None:
    made = given(world)
    client.sign_in(world.users["hr-Council"])
    locked = take(client, world, made, kind="xlsx", password=PASSWORD, again=PASSWORD)
    assert b"Abara" not in locked and not locked.startswith(b"PK")
    opened = io.BytesIO()
    book = msoffcrypto.OfficeFile(io.BytesIO(locked))
    book.load_key(password=PASSWORD)
    book.decrypt(opened)
    people = load_workbook(opened)["People"]
    assert {"Abara", "Begum", "Clegg"} <= {row[1].value for row in people.iter_rows()}
    [event] = db.session.query(AuditEvent).filter_by(verb="download_disclosure")
    assert "with a password" in event.summary and PASSWORD not in str(event.__dict__)


def test_the_pdf_opens_with_its_password_only(client: InspectingClient, world: World) -> None:
    made = given(world)
    client.sign_in(world.users["hr-Council"])
    locked = take(client, world, made, kind="pdf", password=PASSWORD, again=PASSWORD)
    with pytest.raises(pikepdf.PasswordError):
        pikepdf.open(io.BytesIO(locked))
    with pikepdf.open(io.BytesIO(locked), password=PASSWORD) as opened:
        assert len(opened.pages) >= 2


@pytest.mark.parametrize(("typed", "says"), [
    ({"password": "short", "again": "short"}, "12 characters or more"),
    ({"password": PASSWORD, "again": "another one"}, "same password twice"),
])  # fmt: skip
def test_a_password_that_will_not_do(client: InspectingClient, world: World, typed: dict[str, str], says: str) -> None:
    made = given(world)
    client.sign_in(world.users["hr-Council"])
    answer = client.post(f"{base(world)}/given/{made.id}/take", data={"kind": "xlsx", **typed})
    assert answer.status_code == 422 and says in answer.text
    assert not db.session.query(AuditEvent).filter_by(verb="download_disclosure").count()


def test_who_had_been_told_what_by_a_day(client: InspectingClient, world: World) -> None:
    given(world)
    client.sign_in(world.users["hr-Council"])
    assert "Ingrid Bassett, North Company" in client.page(f"{base(world)}?on=2021-05-30").select_one("#issued").text
    assert "Nothing was given yet" in client.page(f"{base(world)}?on=2021-05-29").text


def test_what_was_disclosed_of_one_person(client: InspectingClient, world: World) -> None:
    given(world)
    client.sign_in(world.users["hr-Council"])
    page = client.page("/p/north/people/posts/1")
    [link] = [each["href"] for each in page.select("a") if each.text.strip() == "What was disclosed about this person"]
    assert "Ingrid Bassett" in client.page(link).text


@pytest.mark.parametrize("who", ["hr-Company", "lead", "member-Council"])
def test_the_payrolls_pages_are_sound(client: InspectingClient, world: World, who: str) -> None:
    company_hr(world)
    difference = make_difference(world, the_transfer(world))
    db.session.commit()
    client.sign_in(world.users[who])
    path = f"/p/north/people/transfers/{the_transfer(world).id}/payroll"
    assert ("E1" in client.page(path).text) is (who == "hr-Company")
    client.page(f"{path}/assurance")
    if who == "hr-Company":
        assert "Not on the payroll" in client.page(f"{path}/differences/{difference.id}").text
        client.page(f"{path}/new")


@pytest.mark.parametrize("name", ["person_terms", "person_matters"])
def test_a_list_to_fill_in_comes_back_as_it_was_filled(client: InspectingClient, world: World, name: str) -> None:
    """The template's own headings are read; what was brought stands in the next one."""
    client.sign_in(world.users["hr-Council"])
    template = client.get(f"{base(world)}/items/{name}/template")
    assert template.status_code == 200 and db.session.query(AuditEvent).filter_by(verb="download_items").count()
    book = load_workbook(io.BytesIO(template.data))
    sheet = book.active
    headings = {cell.value: cell.column for cell in sheet[1]}
    filled = {"Post number": "E1", "Person reference": "501", "Notice": "1 month", "Leave": "5 days",
              "What": "Grievance", "What came of it": "Upheld in part"}  # fmt: skip
    for heading, value in filled.items():
        if heading in headings:
            sheet.cell(2, headings[heading]).value = value
    kept = io.BytesIO()
    book.save(kept)
    data = {"which": name, "file": (io.BytesIO(kept.getvalue()), "filled.xlsx")}
    answer = client.post(f"{base(world)}/items", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303, answer.text
    again = load_workbook(io.BytesIO(client.get(f"{base(world)}/items/{name}/template").data)).active
    told = {str(cell.value) for cell in again[2]}
    assert ({"1 month", "5 days"} if name == "person_terms" else {"Grievance", "Upheld in part"}) <= told
