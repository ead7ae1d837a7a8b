"""Sharing and taking back: who of the other sides opened a version, and where it is gone from at once."""

import json
from datetime import datetime

import pytest

from tests.client import InspectingClient
from tests.factories.contracts import contract, make_register
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.kernel import clock
from transfer.packs.actions import freeze
from transfer.packs.models import Snapshot
from transfer.releases.actions import share_release, unshare_release
from transfer.releases.models import Release
from transfer.releases.queries import missing_data, readers_of

HOME = "/p/north"
WHY = "Two posts are wrong"


@pytest.fixture
def world(app: object) -> World:
    return make_programme()


@pytest.fixture
def shared(world: World) -> Release:
    return make_list(world, "Trust", [line("T1", "Fostering", job_title="Placement lead")])


def readers(world: World, release: Release) -> list[str]:
    return [name for name, _ in readers_of(world.system, release)]


@pytest.mark.parametrize("path", ["versions/{}", "versions/{}/findings.xlsx", "people/posts.xlsx"])
def test_another_sides_reading_is_kept_once_a_day(
    client: InspectingClient, world: World, shared: Release, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"{HOME}/{path.format(shared.id)}"
    for who in ("hr-Trust", "finance-Trust"):
        assert client.sign_in(world.users[who]).get(address).status_code == 200
    assert readers(world, shared) == []
    for who in ("hr-Council", "hr-Council", "auditor"):
        assert client.sign_in(world.users[who]).get(address).status_code == 200
    assert readers(world, shared) == ["Hr Council", "Auditor"]
    later = datetime(2030, 1, 1, 12)
    monkeypatch.setattr(clock, "now", lambda: later)
    client.sign_in(world.users["hr-Council"]).get(address)
    assert readers(world, shared) == ["Hr Council", "Auditor", "Hr Council"]


def test_a_page_that_holds_nothing_of_it_is_no_reading(client: InspectingClient, world: World, shared: Release) -> None:
    client.sign_in(world.users["hr-Council"])
    for path in ("/", "/history", "/contracts.xlsx", "/members"):
        assert client.get(HOME + path).status_code == 200
    assert readers(world, shared) == []


def test_its_side_is_told_who_read_it_before_it_takes_it_back(
    client: InspectingClient, world: World, shared: Release
) -> None:
    client.sign_in(world.users["hr-Council"]).page(f"{HOME}/versions/{shared.id}")
    client.sign_in(world.users["finance-Council"]).page(f"{HOME}/versions/{shared.id}")
    client.sign_in(world.users["hr-Trust"])
    address = f"{HOME}/versions/{shared.id}/stop-sharing"
    told = client.page(address).text
    assert "Opened by 2 of the other sides: Hr Council (" in told and "Finance Council (" in told
    assert client.post(address, data={"reason": " "}).status_code == 422
    assert client.post(address, data={"reason": WHY}).status_code == 303
    page = client.page(f"{HOME}/versions/{shared.id}").text
    assert WHY in page and "Opened by 2 of the other sides" in page
    event = db.session.query(AuditEvent).filter_by(verb="unshare_release").one()
    assert event.changes["reason"] == [None, WHY]
    other = client.sign_in(world.users["hr-Council"])
    assert other.get(f"{HOME}/versions/{shared.id}").status_code == 404


def test_another_side_is_not_told_who_read_it(client: InspectingClient, world: World, shared: Release) -> None:
    client.sign_in(world.users["auditor"]).page(f"{HOME}/versions/{shared.id}")
    assert "Opened by" not in client.sign_in(world.users["hr-Council"]).page(f"{HOME}/versions/{shared.id}").text


def test_taken_back_it_leaves_lists_totals_and_search_at_once(
    client: InspectingClient, world: World, shared: Release
) -> None:
    make_register(world, "Trust", [contract("C1", "Fostering", title="Placement framework")])
    client.sign_in(world.users["hr-Council"])
    paths = ("/people", "/people/posts", "/contracts", "/search?q=placement", "/moves")
    before = {path: client.get(HOME + path).text for path in paths}
    assert "Placement lead" in before["/people/posts"] and "Placement framework" in before["/search?q=placement"]
    for release in db.session.query(Release).all():
        unshare_release(world.viewer("hr-Trust"), release, reason=WHY)
    after = {path: client.get(HOME + path).text for path in paths}
    assert not any("Placement" in text for text in after.values())
    assert "Trust: no establishment list has been accepted and shared yet." in after["/people"]
    assert "Trust: no establishment list has been accepted and shared yet." in after["/moves"]
    assert missing_data(world.viewer("hr-Trust"), "establishment") == []


def freeze_shared(world: World) -> Snapshot:
    snapshot = freeze(world.viewer("lead"), "due-diligence", world.options["All move"])
    assert snapshot.side_id is None and json.loads(snapshot.content)["sources"]
    return snapshot


def test_an_approved_pack_stays_and_says_that_a_version_was_taken_back(
    client: InspectingClient, world: World, shared: Release
) -> None:
    snapshot = freeze_shared(world)
    frozen = snapshot.content
    snapshot.state, snapshot.approved_by, snapshot.approved_at = "approved", "Lead", clock.now()
    address = f"{HOME}/packs/snapshots/{snapshot.id}"
    assert "took back" not in client.sign_in(world.users["hr-Council"]).page(address).text
    unshare_release(world.viewer("hr-Trust"), shared, reason=WHY)
    for who in ("hr-Council", "guest", "hr-Trust"):
        told = " ".join(client.sign_in(world.users[who]).page(address).text.split())
        assert "Trust took back the establishment list, version 1" in told and WHY in told, who
    assert db.session.get_one(Snapshot, snapshot.id).content == frozen
    share_release(world.viewer("hr-Trust"), shared)
    assert "took back" not in client.sign_in(world.users["hr-Council"]).page(address).text


def test_a_draft_with_it_is_its_sides_alone(client: InspectingClient, world: World, shared: Release) -> None:
    snapshot = freeze_shared(world)
    unshare_release(world.viewer("hr-Trust"), shared, reason=WHY)
    address = f"{HOME}/packs/snapshots/{snapshot.id}"
    found = {
        who: client.sign_in(world.users[who]).get(address).status_code for who in ("hr-Council", "lead", "hr-Trust")
    }
    assert found == {"hr-Council": 404, "lead": 404, "hr-Trust": 200}


def test_a_draft_of_two_sides_that_both_take_back_is_gone(world: World, shared: Release) -> None:
    council = make_list(world, "Council", [line("C1", "Early help")])
    freeze_shared(world)
    unshare_release(world.viewer("hr-Trust"), shared, reason=WHY)
    unshare_release(world.viewer("hr-Council"), council, reason=WHY)
    assert db.session.query(Snapshot).count() == 0
