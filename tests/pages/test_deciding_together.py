"""Deciding about a filtered list, factors, disputes and objections, as people do it."""

from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from tests.client import InspectingClient, inspect
from tests.factories.establishment import line, make_list, the_line
from tests.factories.programmes import World, make_programme
from tests.pages.test_people import words
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.programmes.models import Membership
from transfer.tupe.queries import count_states, find_decision, list_transfers

DAY = ["1", "3", "2021"]
LINES = [
    line("C1", "Early help", surname="Okonkwo", forename="Ada", person_ref="1"),
    line("C2", "Early help", person_ref="2", absence="Maternity"),
    line("C3", "Early help", person_ref="3"),
]


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    make_list(found, "Council", LINES)
    for member in db.session.query(Membership).filter_by(user_id=found.users["legal-Council"].id):
        member.sees_people = True
    db.session.commit()
    return found


def base(world: World) -> str:
    return f"/p/north/people/transfers/{list_transfers(world.system)[1].id}"


def person(world: World, post: str = "C1") -> str:
    found = db.session.query(AssignmentLine).filter_by(post_no=post).one()
    return f"{base(world)}/lines/{found.id}"


def states(world: World) -> dict[str, int]:
    db.session.rollback()
    return count_states(world.system, list_transfers(world.system)[1])


def hidden(answer: TestResponse) -> dict[str, Any]:
    """What the page that was looked at sends on."""
    sent: dict[str, Any] = {}
    for each in inspect(answer.text).select("main form input[type=hidden]"):
        sent.setdefault(str(each["name"]), []).append(str(each["value"]))
    return sent


def ask(client: InspectingClient, path: str, **asked: Any) -> TestResponse:
    values = {"after": "under_review", "reason": "The service moves", "evidence": "", "decided_on": DAY, "seen": ""}
    return client.post(path, data=values | asked)


def test_a_list_is_looked_at_and_then_decided_about(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    assert client.page(base(world)).find("a", href=f"{base(world)}/together")
    asked = client.page(f"{base(world)}/together")
    offered = [each.text.strip() for each in asked.select("main .govuk-radios__label")]
    assert offered == ["Under review: 3 of 3 can", "Left: 3 of 3 can", "Redeployed: 3 of 3 can"]
    looked = ask(client, f"{base(world)}/together?search=C")
    told = words(inspect(looked.text))
    assert looked.status_code == 200 and "Who can 3 of 3" in told and states(world) == {"candidate": 3}
    assert client.post(f"{base(world)}/together?search=C", data=hidden(looked)).status_code == 303
    assert states(world) == {"under_review": 3}
    assert "with 2 others" in words(client.page(person(world)))


def test_who_cannot_is_named_before_anything_is_recorded(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    sent = hidden(ask(client, f"{base(world)}/together"))
    client.post(f"{base(world)}/together", data=sent)
    looked = ask(client, f"{base(world)}/together", after="not_assigned", evidence="rota")
    told = words(inspect(looked.text))
    assert "Who can 2 of 3" in told and "an absence alone takes nobody out" in told and "C2" in told


def test_the_second_is_told_that_the_list_changed(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    sent = hidden(ask(client, f"{base(world)}/together"))
    data = {"after": "left", "reason": "Left", "evidence": "", "decided_on": DAY, "version": "0"}
    assert client.post(person(world), data=data).status_code == 303
    answer = client.post(f"{base(world)}/together", data=sent)
    assert answer.status_code == 409 and "Somebody else decided about people on this list" in answer.text
    assert "The service moves" in answer.text and states(world) == {"candidate": 2, "left": 1}
    assert inspect(answer.text).select_one("[name=seen]")["value"] == ""  # type: ignore[index]


def test_a_factor_is_recorded_and_shares_stand_beside(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    path = f"{person(world)}/factors/tasks"
    kept = {"points": "moves", "finding": "Only families here", "evidence": "Rota of May", "version": "0"}
    assert client.post(path, data=kept).status_code == 303
    page = words(client.page(person(world)))
    assert "Assigned to what moves" in page and "Rota of May" in page and "Not recorded" in page
    assert client.post(path, data=kept | {"points": "stays"}).status_code == 409
    assert client.post(path, data=kept | {"version": "1", "evidence": " "}).status_code == 422
    client.page(f"{person(world)}/factors/percentage", 404)
    told = words(client.sign_in(world.users["finance-Council"]).page(person(world)))
    assert "Rota of May" not in told and "Assigned to what moves" not in told


def test_an_objection_that_is_not_settled_is_said_before_many_are_informed(
    client: InspectingClient, world: World
) -> None:
    client.sign_in(world.users["hr-Council"])
    client.post(f"{base(world)}/together", data=hidden(ask(client, f"{base(world)}/together")))
    told = {"received_on": DAY, "words": "I will not go to that company", "detriment": "yes"}
    assert client.post(f"{person(world)}/objection", data=told).status_code == 303
    seen = inspect(ask(client, f"{base(world)}/together", after="in_scope", evidence="rota").text)
    assert "1 person among those who can has an objection that is not settled ( C1 )" in words(seen)
    left = inspect(ask(client, f"{base(world)}/together", after="left").text)
    assert "not settled" not in words(left)


def test_an_objection_counts_once_legal_looked(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    for after in ("under_review", "in_scope"):
        sent = hidden(ask(client, f"{base(world)}/together", after=after, evidence="rota"))
        client.post(f"{base(world)}/together", data=sent)
    first = db.session.query(AssignmentLine).order_by(AssignmentLine.id).first()
    found = find_decision(list_transfers(world.system)[1], first) if first else None
    version = found.version if found else 0
    decide = {"after": "objected", "reason": "Objects", "evidence": "No", "decided_on": DAY, "version": str(version)}
    refused = client.post(person(world), data=decide)
    assert refused.status_code == 422 and "Record the objection" in refused.text
    told = {"received_on": DAY, "words": "I will not go to that company", "detriment": "yes"}
    assert client.post(f"{person(world)}/objection", data=told).status_code == 303
    assert "does not count yet" in words(client.page(person(world)))
    assert client.post(person(world), data=decide).status_code == 422
    seen = {"detriment": "yes", "legal_view": "Base moves forty miles", "looked_on": DAY, "version": "1"}
    assert client.post(f"{person(world)}/objection/legal", data=seen).status_code == 422
    client.sign_in(world.users["legal-Council"])
    assert "1 question waits for legal" in words(client.page("/p/north/"))
    assert "Objection to look at" in words(client.page("/p/north/people/for-legal"))
    noted = client.post(f"{person(world)}/objection/legal", data=seen)
    assert noted.status_code == 303 and noted.location.endswith("?after=objected#decide")
    client.sign_in(world.users["hr-Council"])
    home = client.page("/p/north/")
    assert "Record the objection" in words(home) and home.find("a", href=f"{person(world)}?after=objected")
    assert "C1" in words(client.page("/p/north/people/for-legal"))
    filled = client.page(f"{person(world)}?after=objected")
    assert filled.select_one("[name=after][value=objected]").has_attr("checked")
    assert filled.select_one("#evidence").text.strip() == told["words"]
    assert not filled.select_one("[name=after][value=informed]") and "still stands as “In scope”" in words(filled)
    many = words(inspect(ask(client, f"{base(world)}/together", after="informed").text))
    assert "1: Settle the objection first" in many
    assert client.post(person(world), data=decide).status_code == 303
    assert "Record the objection" not in words(client.page("/p/north/"))
    assert "neither a resignation nor a dismissal" in words(client.page(person(world)))
    assert "Nothing waits for legal" in words(client.page("/p/north/people/for-legal"))


def test_a_dispute_goes_to_legal_with_a_day(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    client.post(f"{base(world)}/together", data=hidden(ask(client, f"{base(world)}/together")))
    dispute: dict[str, Any] = {
        "after": "disputed", "reason": "Two teams", "evidence": "", "decided_on": DAY, "version": "1",
    }  # fmt: skip
    refused = client.post(person(world), data=dispute)
    assert refused.status_code == 422 and "Say who disputes it" in refused.text
    dispute |= {"raised_by": "employee", "legal_by_on": ["15", "3", "2021"]}
    assert client.post(person(world), data=dispute).status_code == 303
    told = words(client.page("/p/north/people/for-legal"))
    assert "C1" in told and "15 March 2021" in told and "The person" in told
    assert "1 question waits for legal" in words(client.page("/p/north/people/transfers"))
    client.sign_in(world.users["member-Council"])
    counted = words(client.page("/p/north/people/for-legal"))
    assert "1 question waits. Which people it is about is shown to HR and legal" in counted
    assert "Nothing waits" not in counted and "C1" not in counted
    client.sign_in(world.users["hr-Council"])
    settle = {"after": "in_scope", "reason": "r", "evidence": "e", "decided_on": DAY, "version": "2"}
    page = client.page(person(world))
    assert [str(each["value"]) for each in page.select("input[name=after]")] == ["left", "redeployed_out"]
    assert "Legal of Council settles the dispute" in words(page)
    assert client.post(person(world), data=settle).status_code == 422
    assert client.sign_in(world.users["legal-Council"]).post(person(world), data=settle).status_code == 303


def test_the_other_side_finds_no_ones_words(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Trust"])
    for path in ("objection", "objection/legal", "factors/time"):
        client.page(f"{person(world)}/{path}", 404)
    assert the_line(make_list(world, "Council", LINES), "C1")
