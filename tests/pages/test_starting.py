"""Whoever runs the service starts a programme, by page or by command, and its lead goes on."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.client import InspectingClient
from tests.concurrency.test_one_wins import at_once
from tests.factories.post import Catcher, link_in, post_office
from tests.factories.programmes import World, make_programme, make_user
from transfer import cli
from transfer.audit.models import AuditEvent
from transfer.audit.queries import verify
from transfer.extensions import db
from transfer.identity.models import User
from transfer.mail.actions import send_due_letters
from transfer.mail.models import Letter
from transfer.programmes.models import Membership, Option, Organisation, Programme

PAGE = "/operator/programmes/new"
TYPED: dict[str, Any] = {
    "name": "Harbour children’s services", "slug": "harbour-children", "engine": "contractual",
    "go_live_on": ["1", "4", "2027"], "year": "",
    "name_1": "Harbour Council", "short_1": "Council", "kind_1": "council", "hands_over_1": "1",
    "name_2": "Harbour Trust", "short_2": "Trust", "kind_2": "trust", "company_number_2": "01234567",
    "lead_name": "Bea Potter", "lead_email": "bea@example.org",
}  # fmt: skip
COMMAND = (
    "programme", "start", "harbour-children", "Harbour children’s services", "--go-live", "2027-04-01",
    "--organisation", "Harbour Council", "Council", "council", "--organisation", "Harbour Trust", "Trust", "trust",
    "--hands-over", "Council", "Trust", "--lead", "bea@example.org", "Bea Potter",
)  # fmt: skip


@pytest.fixture
def office(app: Flask) -> Iterator[Catcher]:
    with post_office(app) as catcher:
        yield catcher


@pytest.fixture
def operator(app: Flask) -> User:
    made = make_user("ola@example.org", "Ola Operator")
    made.operator = True
    db.session.commit()
    return made


def started() -> dict[str, Any]:
    """What stands of the one programme, as its parts are read."""
    db.session.rollback()
    [programme] = db.session.scalars(select(Programme))
    sides = {each.id: each.short for each in programme.organisations}
    return {
        "facts": (programme.name, programme.slug, programme.engine, programme.go_live_on, programme.budget_year),
        "sides": [(each.name, each.short, each.kind) for each in programme.organisations],
        "options": {
            option.name: [(sides[each.from_id], sides[each.to_id], each.transfer_on, each.basis)
                          for each in option.transfers] for option in programme.options
        },
        "members": [(each.user.email, each.role, each.sees_people, each.sees_pay)
                    for each in db.session.scalars(select(Membership))],
    }  # fmt: skip


EXPECTED = {
    "facts": ("Harbour children’s services", "harbour-children", "contractual", date(2027, 4, 1), "2027/28"),
    "sides": [("Harbour Council", "Council", "council"), ("Harbour Trust", "Trust", "trust")],
    "options": {"As now": [], "Proposed": [("Council", "Trust", date(2027, 4, 1), None)]},
    "members": [("bea@example.org", "lead", False, False)],
}


def counts() -> list[int]:
    kinds = (Programme, Organisation, Option, Membership, Letter, User)
    return [db.session.scalar(select(func.count()).select_from(each)) or 0 for each in kinds]


def test_a_programme_is_started_and_its_lead_invited_who_goes_on(
    client: InspectingClient, operator: User, office: Catcher
) -> None:
    client.sign_in(operator)
    assert client.page("/").select_one(f"a.govuk-button[href='{PAGE}']")
    assert client.page("/operator/jobs").select_one(f"a[href='{PAGE}']")
    assert len(client.page(PAGE).select("fieldset legend")) >= 4
    answer = client.post(PAGE, data=TYPED)
    assert (answer.status_code, answer.location) == (303, "/?all=yes")
    assert started() == EXPECTED
    assert "was started. A mail is on its way to its lead" in client.page("/?all=yes").text
    client.page("/p/harbour-children/", 404)  # the operator is in no programme by that
    send_due_letters()
    db.session.rollback()
    link = link_in(office.to("bea@example.org")[-1].get_content())
    password = "purple lantern quick shrimp"
    assert client.post(link, data={"name": "Bea", "password": password, "again": password}).status_code == 303
    client.sign_in(db.session.scalars(select(User).where(User.email == "bea@example.org")).one())
    assert "None chosen yet" in client.page("/p/harbour-children/options").text
    for page in ("", "organisations", "services", "moves", "people", "money", "plan", "members", "packs", "checks"):
        client.page(f"/p/harbour-children/{page}")
    told = [(each.actor, each.verb) for each in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id))
            if each.chain]  # fmt: skip
    assert set(told) == {("Ola Operator", verb) for verb in (
        "create_programme", "add_organisation", "add_option", "add_transfer", "add_member",
    )}  # fmt: skip
    assert verify() is None


def test_the_command_starts_the_same(app: Flask) -> None:
    if "programme" not in app.cli.commands:
        cli.install(app)
    run = partial(app.test_cli_runner().invoke)
    db.session.rollback()
    told = run(args=[*COMMAND])
    assert told.exit_code == 0 and "was started\nIts mail waits in the outbox" in told.output
    assert started() == EXPECTED
    before = counts()
    again = run(args=[*COMMAND])
    assert again.exit_code == 2 and "a programme has this address" in again.output
    twice = run(args=[each.replace("harbour-children", "other") if each != "Trust" else "Council" for each in COMMAND])
    assert twice.exit_code == 2 and counts() == before


@pytest.mark.parametrize(
    ("wrong", "field", "says"),
    [
        ({"slug": "north"}, "slug", "Enter another: a programme has this address"),
        ({"slug": "North Programme"}, "slug", "Enter small letters, digits and hyphens"),
        ({"slug": "north\n"}, "slug", "Enter small letters, digits and hyphens"),
        ({"name": ""}, "name", "Enter the programme’s name"),
        ({"engine": "magic"}, "engine", "Not a valid choice"),
        ({"go_live_on": ["31", "2", "2027"]}, "go_live_on", "Enter a day that exists"),
        ({"year": "2021/23"}, "year", "Enter a financial year"),
        ({"name_2": "HARBOUR council"}, "name_2", "Enter another name: an organisation of this programme has it"),
        ({"short_2": "council"}, "name_2", "Enter another name: an organisation of this programme has it"),
        ({"kind_2": ""}, "kind_2", "Choose one of council, trust, company, other"),
        ({"kind_2": "ministry"}, "kind_2", "Not a valid choice"),
        ({"hands_over_1": "2"}, "hands_over_1", "Choose an organisation that you named"),
        ({"hands_over_1": "0"}, "hands_over_1", "Not a valid choice"),
        ({"hands_over_1": "987654"}, "hands_over_1", "Not a valid choice"),
        ({"name_1": "", "short_1": "", "kind_1": ""}, "name_1", "Enter the organisation’s name"),
        ({"lead_email": "bea at example.org"}, "lead_email", "Enter an e-mail address such as"),
        ({"lead_email": "closed@example.org"}, "lead_email", "it is closed"),
        ({"lead_name": " "}, "lead_name", "Enter the person"),
    ],
)
def test_what_is_refused_is_told_beside_its_field_and_nothing_is_kept(
    client: InspectingClient, operator: User, wrong: dict[str, Any], field: str, says: str
) -> None:
    make_programme()
    make_user("closed@example.org", "Closed").active = False
    db.session.commit()
    before = counts()
    answer = client.sign_in(operator).post(PAGE, data={**TYPED, **wrong})
    assert answer.status_code == 422
    assert says in answer.text and f'href="#{field}' in answer.text
    assert 'value="Harbour Trust"' in answer.text or "name_2" in wrong
    db.session.rollback()
    assert counts() == before


def test_nobody_else_starts_one(app: Flask, client: InspectingClient, operator: User) -> None:
    world: World = make_programme()
    before = counts()
    for name in ("lead", "hr-Council", "auditor", "guest"):
        client.sign_in(world.users[name])
        assert client.get(PAGE).status_code == client.post(PAGE, data=TYPED).status_code == 403
        assert PAGE not in client.get("/?all=yes").text
    assert app.test_client().post(PAGE, data=TYPED).status_code == 401
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert client.sign_in(operator).post(PAGE, data=TYPED).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    db.session.rollback()
    assert counts() == before


def test_somebody_in_no_programme_is_told_whom_to_ask(client: InspectingClient, app: Flask) -> None:
    nobody = make_user("new@example.org", "New")
    client.sign_in(nobody)
    text = client.page("/").get_text(" ", strip=True)
    assert "You are in no programme yet" in text and "ask its lead to add you" in text
    assert "ask whoever runs this service for you" in text
    for name in ("Ola Operator", "Max Machine", "Gone"):
        made = make_user(f"{name[:3]}@example.org", name)
        made.operator, made.active = True, name != "Gone"
    db.session.commit()
    text = client.page("/").get_text(" ", strip=True)
    assert "ask who looks after this service: Max Machine or Ola Operator." in text
    assert "@example.org" not in text


def test_two_start_one_address_at_once(app: Flask, operator: User) -> None:
    """The slower one is told, and keeps what was typed."""
    answers = at_once(app, [lambda client: client.post(PAGE, data=TYPED)] * 2, operator)
    assert sorted(code for code, _ in answers) == [303, 422], answers
    [loser] = [text for code, text in answers if code == 422]
    assert "a programme has this address" in loser and 'value="Harbour Trust"' in loser
    assert started() == EXPECTED
