"""Where those who transferred stand now, and one person's journey."""

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.db.test_tupe_journeys import MOVERS, STAYS, arrive, there_and_back, transferred, transfers
from tests.db.test_tupe_journeys import own_gates as own_gates
from tests.db.test_tupe_journeys import world as world
from tests.factories.programmes import World
from tests.pages.test_people import words
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db


@pytest.mark.usefixtures("app")
def test_people_are_found_by_their_numbers_or_by_hand(client: InspectingClient, world: World) -> None:
    out = transfers(world)[0]
    transferred(world, out)
    base = f"/p/north/people/transfers/{out.id}"
    client.sign_in(world.users["hr-Trust"])
    assert "3 people transferred" in words(client.page(base))
    assert "upload and share its staff list" in words(client.page(f"{base}/arrivals"))
    new = [{**MOVERS[0], "post_no": "T7"}, MOVERS[1], {**MOVERS[2], "lg_service_on": None}]
    arrive(world, "Trust", new, "Council", STAYS)
    assert client.post(f"{base}/arrivals/match").status_code == 303
    page = client.page(f"{base}/arrivals")
    told = words(page)
    assert "1 not found; 1 with something that differs" in told and "Local government service" in told
    [link, *_] = page.select("a[href*='/arrivals/']")
    sent = {"post_no": "T7", "person_ref": "1", "version": "1"}
    assert client.post(str(link["href"]), data=sent).status_code == 303
    assert client.post(str(link["href"]), data=sent).status_code == 409
    assert "0 not found" in words(client.page(f"{base}/arrivals"))


def test_others_may_look_but_not_say(client: InspectingClient, world: World) -> None:
    out = transfers(world)[0]
    transferred(world, out)
    base = f"/p/north/people/transfers/{out.id}/arrivals"
    client.sign_in(world.users["hr-Council"])
    assert "C1" in words(client.page(base)) and not client.page(base).select("main form[method=post]")
    client.page(f"{base}/1", 404)


def test_the_persons_page_tells_the_whole_journey(app: Flask, client: InspectingClient, world: World) -> None:
    there_and_back(world)
    line = db.session.query(AssignmentLine).filter_by(post_no="C2").order_by(AssignmentLine.id.desc()).first()
    assert line
    client.sign_in(world.users["hr-Council"])
    post = f"/p/north/people/posts/{line.id}"
    assert client.page(post).find("a", href=f"{post}/journey")
    page = client.page(f"{post}/journey")
    rows = [[cell.get_text(strip=True) for cell in row.select("th, td")] for row in page.select("#journey tbody tr")]
    assert [row[:5] for row in rows] == [
        ["1 April 2021", "Council", "C2", "Trust", "C2"], ["1 April 2022", "Trust", "C2", "Company", "XC2"],
        ["1 April 2023", "Company", "XC2", "Council", "C2"],
    ]  # fmt: skip
    assert {tuple(row[5:]) for row in rows if row[6]} == {
        ("0.600", "2 April 2015", "2 September 2010", "2 January 2004")
    }
    assert "It began on post C2 of Council" in words(page)
    client.sign_in(world.users["finance-Council"])
    assert "2 September 2010" not in words(client.page(f"{post}/journey"))
