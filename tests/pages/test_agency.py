"""Agency workers on posts that move: a list of their own, with steps of their own."""

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from tests.pages.test_people import words
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.tupe.models import EngagementStep
from transfer.tupe.queries import count_engagements, count_states, list_transfers
from transfer.tupe.rules import ENGAGEMENT_PAIRS

DAY = ["1", "3", "2021"]


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    rows = [line("C1", "Early help"), line("A1", "Early help", occupancy="agency", agency_name="Hays"),
            line("A2", "Early help", occupancy="agency"), line("A3", "Libraries", occupancy="agency")]  # fmt: skip
    make_list(found, "Council", rows)
    return found


def path(world: World) -> str:
    return f"/p/north/people/transfers/{list_transfers(world.system)[1].id}/agency"


def decide(client: InspectingClient, world: World, post: str = "A1", **asked: Any) -> TestResponse:
    found = db.session.query(AssignmentLine).filter_by(post_no=post).one()
    values = {"after": "novate", "reason": "The work goes on", "evidence": "Agency’s mail", "decided_on": DAY,
              "version": "0"}  # fmt: skip
    return client.post(f"{path(world)}/{found.id}", data=values | asked)


def test_agency_workers_are_listed_apart_and_never_candidates(client: InspectingClient, world: World) -> None:
    assert count_states(world.system, list_transfers(world.system)[1]) == {"candidate": 1}
    client.sign_in(world.users["hr-Council"])
    assert "2 agency workers" in words(client.page(path(world).removesuffix("/agency")))
    page = client.page(path(world))
    assert [cell.get_text(strip=True) for cell in page.select("#agency tbody th")] == ["A1", "A2"]
    book = load_workbook(BytesIO(client.get(f"{path(world)}.xlsx?state=listed").data)).worksheets[0]
    assert [row[0] for row in book.values][1:] == ["A1", "A2"]


def test_an_engagement_is_decided_and_done(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    assert decide(client, world, evidence="").status_code == 422
    assert decide(client, world).status_code == 303
    assert decide(client, world, "A2", after="end").status_code == 422  # no last day
    assert decide(client, world, "A2", after="end", ends_on=["30", "6", "2021"]).status_code == 303
    assert decide(client, world, after="convert").status_code == 409  # somebody decided first
    assert decide(client, world, after="done", version="1").status_code == 303
    assert count_engagements(world.system, list_transfers(world.system)[1]) == {"end": 1, "done": 1}
    assert "30 June 2021" in words(client.page(path(world)))


def test_only_its_own_side_decides_and_a_service_that_stays_has_no_page(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Trust"])
    assert decide(client, world).status_code == 403
    client.sign_in(world.users["hr-Council"])
    assert decide(client, world, "A3").status_code == 404


def test_the_database_holds_engagements_to_their_steps(client: InspectingClient, world: World) -> None:
    held = {(each.before, each.after) for each in db.session.query(EngagementStep)}
    assert held == set(ENGAGEMENT_PAIRS)
    decide(client.sign_in(world.users["hr-Council"]), world)
    for change in ("state = 'done', previous_state = 'listed'", "state = 'end', previous_state = 'novate'"):
        with pytest.raises(IntegrityError):
            db.session.execute(text(f"update engagements set {change}"))  # noqa: S608 - fixed words
        db.session.rollback()


def test_no_list_of_this_room_takes_health_union_or_origin_along(client: InspectingClient, world: World) -> None:
    told = {"absence": "Long-term sick", "notes": "Shop steward of the union", "extra": {"Ethnicity": "Zorblaxian"}}
    rows = [line("C1", "Early help", person_ref="1", **told),
            line("A1", "Early help", occupancy="agency", agency_name="Hays", **told)]  # fmt: skip
    make_list(world, "Council", rows)
    client.sign_in(world.users["hr-Council"])
    base = path(world).removesuffix("/agency")
    for address in (f"{base}/candidates.xlsx", f"{base}/agency.xlsx"):
        values = [str(cell) for row in load_workbook(BytesIO(client.get(address).data)).worksheets[0].values
                  for cell in row]  # fmt: skip
        assert values[1:] and {"C1", "A1"} & set(values)
        assert not [each for each in values for word in ("sick", "steward", "Zorblaxian") if word in each]
