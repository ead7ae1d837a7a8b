"""Overheads: recharges that would count twice, agreements that both ledgers show, and what is left behind (E8)."""

from typing import Any

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.budget import make_book, make_drivers
from tests.factories.programmes import World, make_programme
from transfer.budget.actions import replace_rules
from transfer.budget.rules import Rule
from transfer.extensions import db
from transfer.overheads.models import StrandedCost, SupportAgreement
from transfer.programmes.actions import prefer_option

BASE = "/p/north/money/overheads"
FIRST, LAST = ["1", "4", "2021"], ["31", "3", "2024"]
# E8: a team of 900,000.00, and a service that the same team recharges 40,000.00.
BOOK = [
    ("00200", "A1", "Pay", "Employees", "GF", 125_000_000),
    ("00200", "R1", "HR recharge", "Support services", "GF", 4_000_000),
    ("09010", "A1", "HR team", "Employees", "GF", 90_000_000),
]
BY_HEADS = Rule({"cost_centre": "09010"}, "driver", driver="Headcount")
FOLLOW = Rule({"service": "*"}, "follow the service")
WITHOUT = Rule({"group": "Support services"}, "exclude", reason="The team itself is split")


@pytest.fixture
def world(app: Flask) -> World:
    world = make_programme()
    make_book(world, BOOK)
    make_drivers(world, {"Headcount": [("Company", "350"), ("Council", "2650")]})
    replace_rules(world.system, [BY_HEADS, FOLLOW])
    prefer_option(world.system, world.options["All move"])
    db.session.commit()
    return world


def text(client: InspectingClient, path: str = BASE) -> str:
    return " ".join(client.page(path).get_text(" ", strip=True).split())


def rows(client: InspectingClient, table: str) -> list[list[str]]:
    found = client.page(BASE).select(f"#{table} tbody tr")
    return [[" ".join(cell.get_text(" ", strip=True).split()) for cell in row.select("th, td")] for row in found]


def agreement(world: World, **changed: Any) -> dict[str, Any]:
    bodies = world.organisations
    typed = {
        "supplier_id": bodies["Council"].id, "customer_id": bodies["Trust"].id, "service": "HR", "unit": "heads",
        "volume": "310", "price_pence": "100.00", "price_index": "", "vat_code": "standard", "tolerance_percent": "5",
        "notice_months": "6", "starts_on": FIRST, "ends_on": LAST, "step_down": "",
    }  # fmt: skip
    return typed | changed


def left(world: World, **changed: Any) -> dict[str, Any]:
    typed = {
        "organisation_id": world.organisations["Council"].id, "service": "hr", "year": "2021/22",
        "centres_text": "09010", "funded_pence": "", "avoided_pence": "62000", "exit_on": ["31", "3", "2023"],
        "plan": "Two posts go",
    }  # fmt: skip
    return typed | changed


def test_an_empty_programme_says_who_does_what(app: Flask, client: InspectingClient) -> None:
    world = make_programme()
    db.session.commit()
    client.sign_in(world.users["member-Council"])
    told = text(client)
    assert "Finance enters each support service" in told and "Finance names each support team" in told
    assert client.get(f"{BASE}/agreements/new").status_code == 403


def test_stranded_cost_takes_its_share_from_the_split_and_never_a_recharge(
    world: World, client: InspectingClient
) -> None:
    """350 of 3,000 heads is 105,000.00; 31,000.00 are bought back and 62,000.00 fall away: 12,000.00 stay. With the
    recharge of 40,000.00 added it would be 145,000.00, which is refused."""
    client.sign_in(world.users["finance-Council"])
    assert rows(client, "recharges") == [["Company", "£40,000.00"]]
    assert client.post(f"{BASE}/agreements/new", data=agreement(world)).status_code == 303
    naive = client.post(f"{BASE}/stranded/new", data=left(world, funded_pence="145000"))
    assert naive.status_code == 422 and "gives others £105,000.00 of these cost centres, not £145,000.00" in naive.text
    assert client.post(f"{BASE}/stranded/new", data=left(world)).status_code == 303
    assert client.post(f"{BASE}/stranded/new", data=left(world)).status_code == 422
    assert rows(client, "stranded") == [
        ["hr of Council", "2021/22", "09010 Centre 09010", "£105,000.00", "£62,000.00", "£31,000.00", "£12,000.00",
         "31 March 2023", "Two posts go"],
    ]  # fmt: skip
    replace_rules(world.system, [WITHOUT, BY_HEADS, FOLLOW])
    db.session.commit()
    assert "No recharge moves under All move" in text(client)
    row = db.session.query(StrandedCost).one()
    same = left(world) | {"version": row.version, "funded_pence": "105000"}
    assert client.post(f"{BASE}/stranded/{row.id}", data=same).status_code == 303


def test_the_form_opens_empty(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["finance-Council"])
    for path in ("agreements/new", "stranded/new"):
        client.page(f"{BASE}/{path}")


def test_another_year_or_no_cost_centre_needs_the_share_typed(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["finance-Council"])
    refused = (
        ({"year": "2022/23"}, "The split is of 2021/22"),
        ({"centres_text": ""}, "Enter the share"),
        ({"year": "2022"}, "Enter a financial year"),
        ({"avoided_pence": "-1"}, "not below zero"),
    )
    for typed, words in refused:
        answer = client.post(f"{BASE}/stranded/new", data=left(world, **typed))
        assert answer.status_code == 422 and words in answer.text, words
    typed = left(world, year="2022/23", centres_text="", funded_pence="100.00", avoided_pence="0")
    assert client.post(f"{BASE}/stranded/new", data=typed).status_code == 303


def test_each_side_enters_its_own_ledger_and_they_must_mirror(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["finance-Council"])
    client.post(f"{BASE}/agreements/new", data=agreement(world))
    found = db.session.query(SupportAgreement).one()
    path = f"{BASE}/agreements/{found.id}/ledger"
    assert client.post(path, data={"version": "1", "side": "customer", "pence": "31000"}).status_code == 422
    wrong = client.post(path, data={"version": "1", "side": "supplier", "pence": "31000"})
    assert wrong.status_code == 422 and "below zero" in wrong.text
    assert client.post(path, data={"version": "1", "side": "supplier", "pence": "-31000"}).status_code == 303
    assert "Waits for one ledger" in rows(client, "agreements")[0][6]
    client.sign_in(world.users["finance-Trust"])
    assert client.post(path, data={"version": "2", "side": "customer", "pence": "30999.99"}).status_code == 303
    assert "The ledgers differ £0.01 apart" in rows(client, "agreements")[0][6]
    assert client.post(path, data={"version": "2", "side": "customer", "pence": "31000"}).status_code == 409
    assert client.post(path, data={"version": "3", "side": "customer", "pence": "31000"}).status_code == 303
    assert rows(client, "agreements")[0][3:6] == ["£31,000.00", "−£31,000.00", "£31,000.00"]
    assert "Agrees" in rows(client, "agreements")[0][6]


@pytest.mark.parametrize(
    ("typed", "words"),
    [({"ends_on": ["31", "3", "2021"]}, "on or after the first"), ({"volume": "0"}, "above zero"),
     ({"volume": "1e99"}, "up to four decimal places"), ({"tolerance_percent": "101"}, "from 0 to 100"),
     ({"ends_on": ["", "", ""]}, "every agreement has an exit")],
)  # fmt: skip
def test_terms_are_refused_beside_their_field(
    world: World, client: InspectingClient, typed: dict[str, Any], words: str
) -> None:
    answer = client.sign_in(world.users["finance-Council"]).post(
        f"{BASE}/agreements/new", data=agreement(world, **typed)
    )
    assert answer.status_code == 422 and words in answer.text


def test_queries_do_not_grow_with_agreements(world: World, client: InspectingClient) -> None:
    client.sign_in(world.users["finance-Council"])
    client.post(f"{BASE}/agreements/new", data=agreement(world))
    client.page(BASE)
    with counted_queries() as few:
        client.page(BASE)
    for number in range(10):
        client.post(f"{BASE}/agreements/new", data=agreement(world, service=f"Service {number}"))
    client.page(BASE)
    with counted_queries() as many:
        client.page(BASE)
    assert len(many) == len(few)
