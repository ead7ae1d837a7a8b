"""The legal basis of a transfer: answered part by part, confirmed by legal, challenged by anybody."""

from datetime import date
from typing import Any

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from tests.pages.test_people import words
from transfer.extensions import db
from transfer.programmes.models import Transfer
from transfer.tupe.actions import take_steps
from transfer.tupe.queries import CandidateFilter, list_transfers

DAY = ["1", "3", "2021"]


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    make_list(found, "Council", [line("C1", "Early help", person_ref="1")])
    return found


def council(world: World) -> Transfer:
    return list_transfers(world.system)[1]


def path(world: World) -> str:
    return f"/p/north/people/transfers/{council(world).id}/legal-basis"


def answer(client: InspectingClient, world: World, element: str, said: str = "yes", version: str = "0") -> Any:
    data = {"answer": said, "evidence": f"Advice on {element}", "answered_on": DAY, "version": version}
    return client.post(f"{path(world)}/test/{element}", data=data)


def confirm(client: InspectingClient, world: World) -> Any:
    db.session.expire_all()
    data = {"basis_evidence": "Counsel", "confirmed_on": DAY, "version": str(council(world).version)}
    return client.post(f"{path(world)}/confirm", data=data)


def test_legal_answers_the_test_and_confirms(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["legal-Council"])
    told = words(client.page(path(world)))
    assert "3 are open" in told and "Not confirmed" in told
    assert confirm(client, world).status_code == 422
    for element in ("entity", "identity", "employers"):
        assert answer(client, world, element).status_code == 303
    assert confirm(client, world).status_code == 303
    told = words(client.page(path(world)))
    assert "Legal Council, 1 March 2021" in told and "Advice on identity" in told and "Counsel" in told
    assert "A part of the test of a legal basis was answered" in told  # its history
    assert answer(client, world, "entity", "no", "1").status_code == 303  # which takes the confirmation back
    assert "Not confirmed" in words(client.page(path(world)))


def test_hr_answers_but_does_not_confirm_and_another_side_neither(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    assert answer(client, world, "entity").status_code == 303
    assert "Legal confirms the basis" in confirm(client, world).text
    client.sign_in(world.users["hr-Trust"])
    refused = answer(client, world, "identity")
    assert refused.status_code == 422 and "one of the two employers" in refused.text
    client.page(f"{path(world)}/test/goods", 404)  # a part of another basis


def test_a_challenge_is_kept_with_what_came_of_it(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["legal-Council"])
    said = {"raised_by": "The union", "raised_on": DAY, "ground": "Administrative functions only"}
    assert client.post(f"{path(world)}/challenge", data=said).status_code == 303
    page = client.page(path(world))
    assert "Administrative functions only" in words(page)
    council(world).basis_confirmed_by, council(world).basis_confirmed_on = "Ada", date(2021, 2, 1)
    db.session.commit()
    transfers = path(world).partition("/transfers/")[0] + "/transfers"
    for where in (transfers, path(world).removesuffix("/legal-basis")):
        assert "usiness transfer, confirmed by Ada; challenged" in words(client.page(where))
    assert "Ada, 1 February 2021; challenged" in words(client.page(path(world)))
    options = words(client.page("/p/north/options"))
    assert options.count("Challenged") == 1 and "Confirmed by Ada, 1 February 2021 Challenged" in options
    owed = next(row for row in client.page("/p/north/people/owed").select("#duties tbody tr") if "basis" in row.text)
    assert "the basis is challenged" in words(owed) and "Done" not in words(owed)
    link = page.find("a", string="Record what came of it")["href"]  # type: ignore[index]
    closed = {"outcome": "rejected", "outcome_on": DAY, "why": "Counsel disagrees", "version": "1"}
    assert client.post(str(link), data=closed | {"outcome_on": ["1", "2", "2021"]}).status_code == 422
    assert client.post(str(link), data=closed).status_code == 303
    assert client.post(str(link), data=closed).status_code == 409
    assert "Rejected 1 March 2021: Counsel disagrees" in words(client.page(path(world)))


def test_a_basis_that_people_stand_on_is_not_taken_away(client: InspectingClient, world: World) -> None:
    for after in ("under_review", "in_scope", "informed"):
        take_steps(world.viewer("hr-Council"), council(world), CandidateFilter(), after=after, reason="r",
                   evidence="e", decided_on=world.programme.today())  # fmt: skip
    db.session.commit()
    client.sign_in(world.users["lead"])
    form = f"/p/north/transfers/{council(world).id}/basis"
    data = {"basis": "no change of employer", "basis_evidence": "x", "version": str(council(world).version)}
    refused = client.post(form, data=data)
    assert refused.status_code == 422 and "some stand as moving on it" in refused.text
    assert client.post(form, data=data | {"basis": "statutory"}).status_code == 303
    kept = db.session.execute(db.text("select transfer_basis from person_decisions")).scalar_one()
    assert kept == "statutory"


def test_with_no_change_of_employer_the_page_says_that_nobody_moves(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    told = words(client.page(f"/p/north/people/transfers/{list_transfers(world.system)[0].id}/legal-basis"))
    assert "nobody moves" in told and "do not have one and the same" not in told
