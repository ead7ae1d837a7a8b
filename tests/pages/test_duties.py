"""The page of what HR owes, policy dates, the calendar at its private address, and turning reminders off."""

import re
from datetime import date, timedelta

import pytest
from flask import Flask
from icalendar import Calendar

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.consultation import make_staff, make_union, side, the_transfer
from tests.factories.programmes import World, make_programme
from transfer.duties.models import CalendarFeed, PolicyDate
from transfer.extensions import db
from transfer.kernel import clock
from transfer.liability.models import Disclosure
from transfer.programmes.actions import add_service, add_transfer
from transfer.programmes.models import Membership, Transfer
from transfer.releases.queries import find_release_in_force

OWED = "/p/north/people/owed"


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    make_staff(made)
    make_union(made, body="Union of staff")
    db.session.commit()
    return made


def feed(client: InspectingClient) -> str:
    """The path of a new calendar of whoever is signed in."""
    page = client.post("/account/calendar").text
    found = re.search(r"https?://[^/]+(/calendar/[\w-]+\.ics)", page)
    assert found
    return found[1]


def summaries(content: bytes) -> list[str]:
    return [str(each["SUMMARY"]) for each in Calendar.from_ical(content).walk("VEVENT")]


def test_both_readings_of_28_days_are_shown_with_what_to_do(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    text = " ".join(client.page(OWED).get_text(" ").split())
    assert "2 June 2021" in text and "3 June 2021" in text and "Union of staff" in text
    assert "20 May 2021" in text and "Not a working day: act by 1 April 2021" in text  # Good Friday, 2 April 2021


def test_filters_by_side_transfer_and_state(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    company, transfer = world.organisations["Company"].id, the_transfer(world).id
    text = client.page(f"{OWED}?side={company}&transfer={transfer}&state=open").get_text(" ")
    assert "Tell the other employer of measures" in text and "Decide who is in scope" not in text
    assert "Claims" not in text and "claims" not in text
    done = client.page(f"{OWED}?state=Done").get_text(" ")
    assert "Have representatives of all affected staff" in done and "Decide who is in scope" not in done
    assert client.get(f"{OWED}.xlsx?state=Done").data[:2] == b"PK"


def test_what_only_the_employer_knows_stands_as_not_known_for_a_lead(client: InspectingClient, world: World) -> None:
    def stands(who: str) -> set[str]:
        page = client.sign_in(world.users[who]).page(f"{OWED}?side={world.organisations['Council'].id}")
        rows = [row.get_text(" ") for row in page.select("#duties tbody tr")]
        return {"Not known" if "Not known" in row else "known" for row in rows if "Say what is envisaged" in row}

    assert stands("lead") == {"Not known"} and stands("hr-Council") == {"known"}


def test_a_lead_sets_a_policy_date_and_nobody_sets_a_date_of_law(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    place = "/p/north/people/policy-dates"
    typed = {"version": "0", "days": "60", "reason": "Agreed with the unions"}
    assert client.post(f"{place}/tupe.inform_days", data=typed).status_code == 303
    assert "Agreed with the unions" in client.page(place).get_text(" ")
    stale = client.post(f"{place}/tupe.inform_days", data={**typed, "days": "70"})
    assert stale.status_code == 409 and "60" in stale.text
    assert client.get(f"{place}/tupe.eli_days").status_code == 404
    client.sign_in(world.users["finance-Council"])
    assert client.get(f"{place}/tupe.inform_days").status_code == 403
    db.session.rollback()
    assert db.session.query(PolicyDate).one().days == 60


def test_the_calendar_shows_days_and_no_personal_data(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    path = feed(client)
    client.get("/sign-out")
    answer = world_client(client).get(path)
    assert answer.mimetype == "text/calendar" and answer.headers["Cache-Control"] == "no-store"
    found = summaries(answer.data)
    assert "Give employee liability information at the latest (Council)" in found
    for name in (b"Abara", b"Quentin", b"P1", b"Union of staff"):
        assert name not in answer.data
    assert db.session.query(CalendarFeed).one().secret_hash not in path


def world_client(client: InspectingClient) -> InspectingClient:
    """Nobody signed in: a calendar program."""
    other = client.application.test_client()
    assert isinstance(other, InspectingClient)
    return other


def test_a_calendar_ends_with_its_address_and_with_its_owners_place(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    first, second = feed(client), feed(client)
    program = world_client(client)
    assert program.get(first).status_code == 404 and summaries(program.get(second).data)
    member = db.session.query(Membership).filter_by(user_id=world.users["hr-Council"].id).one()
    member.ends_on = clock.today() - timedelta(days=1)
    db.session.commit()
    assert summaries(program.get(second).data) == []
    world.users["hr-Council"].active = False
    db.session.commit()
    assert program.get(second).status_code == 404
    world.users["hr-Council"].active = True
    db.session.commit()
    client.sign_in(world.users["hr-Council"])
    assert client.post("/account/calendar/end").status_code == 303
    assert program.get(second).status_code == 404


def test_a_calendar_shows_what_its_owner_sees_and_no_more(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Trust"])
    answer = client.get(feed(client))
    own = Calendar.from_ical(answer.data).walk("VEVENT")
    states = {str(each["SUMMARY"]): str(each["DESCRIPTION"]) for each in own}
    assert "State: Not known" in states["Have representatives of all affected staff (Council)"]
    client.sign_in(world.users["guest"])
    assert summaries(client.get(feed(client)).data) == []


def test_reminders_are_turned_off_and_on(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    client.post("/account/reminders", data={"reminders": "off"})
    assert "They are off" in client.page("/account/calendar").get_text(" ")
    client.post("/account/reminders", data={"reminders": "on"})
    assert "They are on" in client.page("/account/calendar").get_text(" ")


def test_the_queries_do_not_grow_with_transfers(client: InspectingClient, world: World) -> None:
    """Of the page, of the home page that takes from it, and of the calendar."""
    client.sign_in(world.users["hr-Council"])
    path = feed(client)

    def asked() -> list[int]:
        found = []
        for address in (OWED, "/p/north/", path):
            client.get(address)
            with counted_queries() as queries:
                assert client.get(address).status_code == 200
            found.append(len(queries))
        return found

    give(world, the_transfer(world))
    few = asked()
    for number in range(5):
        service = add_service(world.system, name=f"Team {number}", tier="2", provider_id=side(world, "Council").id)
        more = add_transfer(
            world.system, world.options["All move"], from_id=side(world, "Council").id,
            to_id=side(world, "Company").id, transfer_on=date(2021, 8, 1), service_ids=[service.id],
            basis="business transfer",
        )  # fmt: skip
        give(world, more)
    assert asked() == few


def give(world: World, transfer: Transfer) -> None:
    """Stage B was given, with nobody on it."""
    release = find_release_in_force(world.system, "establishment", transfer.from_id)
    assert release
    db.session.add(Disclosure(
        transfer_id=transfer.id, organisation_id=transfer.from_id, stage="B", number=1, release_id=release.id,
        as_at=clock.today(), issued_on=clock.today(), issued_at=clock.now(), issued_by="Ann", people=0,
        sha256="0" * 64, content={},
    ))  # fmt: skip
    db.session.commit()
