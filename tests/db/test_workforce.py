"""A list's rates by the Department's definitions, post by post, and who may see which list's."""

from datetime import date
from decimal import Decimal

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from transfer.establishment import actions, queries
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.reference.queries import published_workforce

SOCIAL = "Senior social worker"


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


LINES = [
    *(line(f"F{number}", person_ref=f"{number}") for number in range(6)),
    line("H1", person_ref="6", fte="0.5"), line("H1", occupancy="agency", fte="0.5"),  # cover of a holder, no vacancy
    line("A1", occupancy="agency"),  # covers a vacancy that the list does not name
    line("A2", occupancy="vacant"), line("A2", occupancy="agency", fte="0.5"),  # one vacancy, half of it covered
    line("V1", occupancy="vacant", fte="0.5"), line("O1", occupancy="under offer"), line("X1", occupancy="frozen"),
    line("N1", job_title="Administrator", occupancy="vacant"),
]  # fmt: skip


def test_vacancies_are_counted_once_whoever_covers_them(world: World) -> None:
    """P = 6.5, A = 0.5 + 1 + 0.5 = 2, V = 1 (A1) + 1 (A2) + 0.5 + 1 (offer) = 3.5, of which 1.5 is covered."""
    make_list(world, "Council", LINES)
    [(_, found)] = queries.workforce_of(world.system, "Social Worker")
    assert (found.in_post, found.agency, found.vacant, found.covered) == (6_500, 2_000, 3_500, 1_500)
    assert (found.agency_rate, found.vacancy_rate, found.cover_rate) == tuple(map(Decimal, ("23.5", "35.0", "42.9")))
    assert found.turnover_rate is None


def test_turnover_needs_a_list_of_a_year_before(world: World) -> None:
    old = make_list(
        world, "Council", [line("F1", person_ref="1"), line("F2", person_ref="2"), line("F3", person_ref="3")]
    )
    make_list(
        world, "Council", [line("F1", person_ref="1"), line("F9", person_ref="2"), line("F3", occupancy="vacant")]
    )
    assert queries.workforce_of(world.system, "social")[0][1].turnover_rate is None  # both are of one day
    old.as_at = date(2020, 1, 31)
    db.session.commit()
    [(_, found)] = queries.workforce_of(world.system, "social")
    assert (found.leavers, found.since, found.turnover_rate) == (1_000, date(2020, 1, 31), Decimal("50.0"))


def test_the_figures_that_ship_are_those_published(app: Flask) -> None:
    """England 2025: golden/workforce.json."""
    england = next(each for each in published_workforce() if each.area == "England")
    assert (england.agency, england.vacancy, england.turnover) == tuple(map(Decimal, ("13.0", "14.2", "11.8")))


def test_a_neighbour_is_entered_once_a_year(world: World) -> None:
    rates = {
        "agency": Decimal("16.6"),
        "vacancy": Decimal("15.6"),
        "turnover": Decimal("30.2"),
        "source": "Census 2025",
    }
    actions.add_published(world.system, area="Next door", year=2025, **rates)  # type: ignore[arg-type]
    for wrong in ({"year": 2025}, {"year": 25}, {"year": 2024, "agency": Decimal("101")}):
        with pytest.raises(DomainError):
            actions.add_published(world.system, **{"area": "Next door", **rates, **wrong})  # type: ignore[arg-type]
    told = queries.list_published(world.system)
    assert (told[0][0].area, told[0][0].vacancy) == ("Next door", Decimal("15.6")) and told[1][0].area == "England"


def test_the_page_never_adds_agency_to_vacancy(client: InspectingClient, world: World) -> None:
    make_list(world, "Council", LINES)
    make_list(world, "Trust", [line("T1", occupancy="vacant")], shared=False)
    client.sign_in(world.users["finance-Council"])
    page = client.page("/p/north/people/workforce")
    own = page.select("#own tbody tr")
    assert len(own) == 1 and "23.5%" in own[0].get_text() and "35.0%" in own[0].get_text()
    assert "58.5%" not in page.get_text() and "never added together" in page.get_text()
    new = {
        "area": "Next door",
        "year": "2025",
        "agency": "16.6",
        "vacancy": "15.6%",
        "turnover": "30",
        "source": "Census",
    }
    answer = client.post("/p/north/people/workforce/published/new", data={**new, "turnover": "many"})
    assert answer.status_code == 422 and "Enter a number" in answer.text
    assert client.post("/p/north/people/workforce/published/new", data=new).status_code == 303
    link = str(client.page("/p/north/people/workforce").select("#published a")[0]["href"])
    assert client.post(link).status_code == 303
    assert not client.page("/p/north/people/workforce").select("#published a")
    assert client.get("/p/north/people/workforce.xlsx").status_code == 200
