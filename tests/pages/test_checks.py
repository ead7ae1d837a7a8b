"""The page of checks: what does not add up, and the way to mend it."""

from datetime import date

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.budget import make_book
from tests.factories.contracts import contract, make_plan, make_register
from tests.factories.establishment import line, make_list, make_shares
from tests.factories.programmes import World, make_programme
from transfer.extensions import db
from transfer.programmes.models import Organisation, Service
from transfer.programmes.rules import name_key

PATH = "/p/north/checks"


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def test_checks_stand_by_severity_each_at_its_place(client: InspectingClient, world: World) -> None:
    make_shares(world, [("AD1", "Council", "99")])
    make_register(world, "Council", [contract("C1")])
    page = client.sign_in(world.users["lead"]).page(PATH)
    assert [each.text for each in page.select("main h2")] == ["Errors", "Warnings", "Notes"]
    assert [each.a.text.split(":")[0] for each in page.select(".app-finding")] == [
        "Make the time shares of post AD1 come to 100",
        "Decide a route for 1 contract",
        "Note that Trust and Company have one company number, so they are one employer",
    ]
    assert "Make the time shares of post AD1 come to 100: they come to 99" in page.text


def test_every_check_leads_to_a_page_that_stands(client: InspectingClient, world: World) -> None:
    make_shares(world, [("AD1", "Council", "99")])
    make_register(world, "Council", [contract("C1")])
    make_list(world, "Council", [line("P1", contract_type="fixed-term"), line("P2", occupancy="agency")])
    make_plan(world, [{"reference": "Board/3", "baseline_on": world.programme.go_live_on, "depends_on": ["Board/3"]}])
    client.sign_in(world.users["lead"])
    links = [str(each["href"]) for each in client.page(PATH).select(".app-finding a")]
    assert len(links) >= 6
    assert [link for link in links if client.get(link).status_code != 200] == []


def test_a_check_of_a_cost_centre_leads_to_its_posts_alone(client: InspectingClient, world: World) -> None:
    """P1 names Fostering, whose cost centre is 00100, and stands on 00200; P2 stands where there is no budget."""
    lines = [line("P1", "Fostering", cost_centre="00200"), line("P2", cost_centre="77777"), line("P3", "Fostering")]
    make_list(world, "Council", lines)
    make_book(world, [("00200", "A1", "Pay", "Employees", "GF", 100)])
    client.sign_in(world.users["lead"])
    told = {each.a.text.split(":")[0]: str(each.a["href"]) for each in client.page(PATH).select(".app-finding")}
    for sentence, post in (("Mend the service or the cost centre", "P1"), ("Find the budget of 1 cost centre", "P2")):
        href = next(link for words, link in told.items() if words.startswith(sentence))
        assert [each.get_text(strip=True) for each in client.page(href).select("tbody th")] == [post]


def test_services_that_only_lists_name_are_added_with_who_runs_them(client: InspectingClient, world: World) -> None:
    """Youth work stands in both lists, Play in the Trust's; the Council's own Drama is not shared."""
    make_list(world, "Trust", [line("T1", "Play"), line("T2", "Youth Work"), line("T3", "Fostering")])
    make_list(world, "Council", [line("C1", "youth work")])
    client.sign_in(world.users["lead"])
    found = next(each for each in client.page(PATH).select(".app-finding a") if "2 services" in each.text)
    assert "Add 2 services that the lists name: Play and" in found.text
    page = client.page(str(found["href"]))
    assert [[cell.get_text(strip=True) for cell in row.select("td")] for row in page.select("tbody tr")] == [
        ["Trust", "Trust"], ["Council, Trust", "Not known: say it afterwards"]
    ]  # fmt: skip
    chosen = [str(each["value"]) for each in page.select("[name=service]")]
    assert client.post(str(found["href"]), data={"service": []}).status_code == 422
    assert client.post(str(found["href"]), data={"service": [*chosen, "drama"]}).status_code == 303
    added = {each.name: each.provider for each in db.session.query(Service) if name_key(each.name) in chosen}
    assert {name.casefold(): provider and provider.short for name, provider in added.items()} == {
        "play": "Trust", "youth work": None
    }  # fmt: skip
    assert "The programme has every service that the lists name." in client.page(str(found["href"])).text


def test_a_service_of_a_list_that_is_not_shared_is_not_offered(client: InspectingClient, world: World) -> None:
    make_list(world, "Council", [line("C1", "Drama")], shared=False)
    assert "Drama" not in client.sign_in(world.users["lead"]).page(f"{PATH}/services").text


def test_when_nothing_is_wrong_the_page_says_so(client: InspectingClient, world: World) -> None:
    for organisation in db.session.query(Organisation):
        organisation.company_number = None
    page = client.sign_in(world.users["member-Council"]).page(PATH)
    assert "There is nothing to check yet." in page.text and "Every check" not in page.text
    make_plan(world, [{"reference": "M1", "baseline_on": date(2021, 4, 1)}])
    page = client.page(PATH)
    assert "Every check passes on the data that you can see." in page.text


def test_a_guest_is_told_who_may(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["guest"]).page(PATH, 403)
    assert "This is open to: Programme lead, HR, Finance, Legal, Member, Auditor." in page.text


def test_data_is_shown_and_never_run(client: InspectingClient, world: World) -> None:
    make_register(world, "Council", [contract("<script>alert(1)</script>")])
    answer = client.sign_in(world.users["lead"]).get(PATH)
    assert "<script>alert" not in answer.text and "&lt;script&gt;alert" in answer.text


def test_queries_do_not_grow_with_rows(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    counts = []
    for number in (10, 200):
        make_list(world, "Council", [line(f"P{each}", "Libraries", cost_centre="00300") for each in range(number)])
        make_register(world, "Council", [contract(f"C{each}") for each in range(number)], number=number)
        client.page(PATH)  # what a book's lines come to is kept from now on
        with counted_queries() as asked:
            client.page(PATH)
        counts.append(len(asked))
    assert counts[0] == counts[1]
