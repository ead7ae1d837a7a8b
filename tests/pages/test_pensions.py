"""The pension routes of a transfer, and that nobody transfers before theirs is settled."""

from typing import Any

import pytest
from flask import Flask

from tests.client import InspectingClient
from tests.factories.consultation import make_informed
from tests.factories.deciding import only_own_gates
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from tests.pages.test_people import words
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.programmes.models import Transfer
from transfer.tupe.actions import take_steps
from transfer.tupe.queries import CandidateFilter, count_states, list_schemes, list_transfers

SAVED: dict[str, Any] = {
    "scheme": "LGPS", "cohort": "all", "route": "designation", "status": "agreed", "agreed_on": ["20", "2", "2021"],
    "security": "guarantee", "security_by": "The council", "rate": "19.4", "evidence": "Designation letter",
}  # fmt: skip


@pytest.fixture(autouse=True)
def own_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    only_own_gates(monkeypatch)


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    rows = [("C1", "LGPS"), ("C2", "Local Government"), ("C3", "Teachers"), ("C4", None)]
    make_list(found, "Council", [line(post, "Early help", person_ref=post, pension_scheme=name) for post, name in rows])
    return found


def council(world: World) -> Transfer:
    return list_transfers(world.system)[1]


def decide(world: World, after: str, who: str = "") -> None:
    asked = CandidateFilter(search=who)
    take_steps(world.viewer("hr-Council"), council(world), asked, after=after, reason="r", evidence="e",
               decided_on=world.programme.today())  # fmt: skip


def test_schemes_are_counted_and_routed(client: InspectingClient, world: World) -> None:
    decide(world, "under_review")
    decide(world, "in_scope", "C1")
    found = {
        each.scheme: (each.people, each.in_scope, each.settled) for each in list_schemes(world.system, council(world))
    }
    assert found == {"LGPS": (2, 1, False), "TPS": (1, 0, False), "": (1, 0, False)}
    path = f"/p/north/people/transfers/{council(world).id}/pensions"
    client.sign_in(world.users["hr-Council"])
    assert "Settle the route of LGPS" in words(client.page(path))
    refused = client.post(f"{path}/new", data=SAVED | {"rate": "19,4"})
    assert refused.status_code == 422 and "Enter a rate, such as 19.4" in refused.text
    assert client.post(f"{path}/new", data=SAVED).status_code == 303
    assert client.post(f"{path}/new", data=SAVED).status_code == 422  # that scheme and cohort has one
    told = words(client.page(path))
    assert "19.4%" in told and "Guarantee, The council" in told and "Settle the route" not in told


def test_finance_and_the_new_employer_may_others_not(client: InspectingClient, world: World) -> None:
    path = f"/p/north/people/transfers/{council(world).id}/pensions"
    told = words(client.sign_in(world.users["auditor"]).page(path))
    assert "TPS" not in told and "is shown to their own side" in told
    for who, status in (("finance-Council", 303), ("hr-Trust", 404), ("auditor", 404), ("member-Council", 404)):
        client.sign_in(world.users[who])
        assert client.post(f"{path}/new", data=SAVED).status_code == status
        assert "Designation letter" not in words(client.page(path))


def test_nobody_transfers_before_the_route_is_settled(client: InspectingClient, world: World) -> None:
    make_informed(world)
    for after in ("under_review", "in_scope", "informed", "eli_disclosed", "confirmed"):
        decide(world, after, "C1")
    with pytest.raises(DomainError, match="Settle the pension route first: LGPS"):
        decide(world, "transferred", "C1")
    db.session.commit()
    client.sign_in(world.users["legal-Council"])
    path = f"/p/north/people/transfers/{council(world).id}/pensions"
    assert client.post(f"{path}/new", data=SAVED).status_code == 303
    decide(world, "transferred", "C1")
    assert count_states(world.system, council(world)) == {"candidate": 3, "transferred": 1}
