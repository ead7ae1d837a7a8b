"""Each thing has a history that can be read from its page, by whoever may, and subject to sharing."""

import re
from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select, update

from tests.client import InspectingClient
from tests.factories.establishment import line, make_list
from tests.factories.packs import make_pack_world
from tests.factories.programmes import World, make_programme
from transfer.audit.actions import record
from transfer.audit.models import AuditEvent
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import post_subject
from transfer.extensions import db, unit_of_work
from transfer.packs.actions import freeze, write_narrative
from transfer.programmes.actions import add_constraint, assess_constraint
from transfer.programmes.models import Transfer
from transfer.programmes.queries import list_members, system_viewer


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def tell(world: World, kind: str, identity: object, words: str, side: str = "") -> None:
    side_id = world.organisations[side].id if side else None
    record(world.viewer("lead"), "change_it", (kind, identity), words, programme_id=world.programme.id, side_id=side_id,
           changes={"legal_form": ("Trust", "Company")})  # fmt: skip
    db.session.commit()


def places(world: World) -> dict[str, tuple[str, object]]:
    """{kind: (where its page or its list is, its id as events name it)}."""
    option = world.options["All move"]
    release = make_list(world, "Council", [line("C1")])
    transfer = db.session.query(Transfer).first()
    assert transfer
    return {
        "service": (f"services/{world.services['Fostering'].id}", world.services["Fostering"].id),
        "option": ("options", option.id),
        "transfer": ("options", transfer.id),
        "organisation": ("organisations", ""),
        "claim": ("claims", ""),
        "split_rule": ("money/rules", ""),
        "member": ("members", ""),
        "release": (f"versions/{release.id}", release.id),
    }


KINDS = ("service", "option", "transfer", "organisation", "claim", "split_rule", "member", "release")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_leads_to_the_history_of_its_thing_alone(client: InspectingClient, world: World, kind: str) -> None:
    path, identity = places(world)[kind]
    tell(world, kind, identity or 1, "This one was changed")
    tell(world, "job", 999, "Another was changed")
    page = client.sign_in(world.users["lead"]).page(f"/p/north/{path}")
    [link] = [each for each in page.find_all("a") if each["href"].endswith(f"about={kind}:{identity}")] or [None]
    assert link and link.get_text(strip=True).startswith("History")
    told = client.page(str(link["href"])).get_text(" ", strip=True)
    assert "This one was changed" in told and "Another was changed" not in told
    assert "legal form: Trust → Company" in told
    guest = client.sign_in(world.users["guest"]).get(f"/p/north/{path}")
    assert "about=" not in guest.text


def test_packs_and_their_texts_have_a_history(client: InspectingClient, tmp_path: Path) -> None:
    made = make_pack_world(tmp_path / "folder")
    lead = made.viewer("lead")
    with unit_of_work():
        write_narrative(lead, "due-diligence", "scope", "We looked.", 0)
        snapshot = freeze(system_viewer(made.programme), "due-diligence", made.option).id
    client.sign_in(made.users["lead"])
    for path, kind, words in (
        (f"packs/snapshots/{snapshot}", "snapshot", "was frozen"),
        ("packs/due-diligence/text/scope", "narrative", "was written"),
    ):
        page = client.page(f"/p/harbour/{path}")
        [link] = [each for each in page.find_all("a") if f"about={kind}:" in each["href"]]
        assert words in client.page(str(link["href"])).get_text()


def test_another_sides_unshared_events_are_in_nobody_elses_history(client: InspectingClient, world: World) -> None:
    tell(world, "service", 1, "What the trust alone knows", side="Trust")
    read: Callable[[str], str] = lambda name: (  # noqa: E731
        client.sign_in(world.users[name]).page("/p/north/history?about=service:1").get_text()
    )
    assert "What the trust alone knows" in read("hr-Trust")
    assert "What the trust alone knows" not in read("hr-Council") + read("auditor") + read("lead")


def test_a_post_tells_what_concerned_its_person_and_who_looked(client: InspectingClient, world: World) -> None:
    make_list(world, "Council", [line("C1", surname="Quillfeather")])
    post = db.session.query(AssignmentLine).one()
    kind, identity = post_subject(world.organisations["Council"].id, "C1")
    tell(world, kind, identity, "Somebody was decided about")
    address = f"/p/north/people/posts/{post.id}"
    client.sign_in(world.users["hr-Council"]).page(address)
    told = client.sign_in(world.users["auditor"]).page(address).get_text(" ", strip=True)
    history, looked = told.split("Who looked")
    assert "Somebody was decided about, by Lead" in history and "It was opened" not in history
    assert re.search("It was opened, with who is in the post or what they are paid, by Hr Council", looked)
    assert "Who looked" not in client.sign_in(world.users["member-Council"]).page(address).get_text()


def test_looking_is_told_apart_from_changing(client: InspectingClient, world: World) -> None:
    make_list(world, "Council", [line("C1", surname="Quillfeather")])
    client.sign_in(world.users["hr-Council"]).page("/p/north/people/posts")
    client.get("/p/north/people/posts.xlsx")
    tell(world, "service", 1, "A service was changed")
    client.sign_in(world.users["auditor"])
    changed = client.page("/p/north/history").get_text()
    looked = client.page("/p/north/history?show=looked").get_text()
    assert "A service was changed" in changed and "downloaded" not in changed
    assert "1 name was shown in the list of posts" in looked and "1 posts downloaded" in looked
    assert "A service was changed" not in looked and "Quillfeather" not in looked + changed
    assert "name was shown" not in client.page("/p/north/").get_text()


def test_who_looked_names_the_post_to_whoever_may_see_it(client: InspectingClient, world: World) -> None:
    release = make_list(world, "Council", [line("C1", surname="Quillfeather")])
    post = db.session.query(AssignmentLine).one()
    client.sign_in(world.users["hr-Council"]).page(f"/p/north/people/posts/{post.id}")
    client.page(f"/p/north/people/posts/{post.id}/person")
    for who in ("auditor", "hr-Trust"):
        page = client.sign_in(world.users[who]).page("/p/north/history?show=looked")
        assert [each.text for each in page.select("td a")] == ["Post C1", "Post C1"], who
    release.shared_at = release.shared_by = None
    db.session.commit()
    page = client.sign_in(world.users["hr-Trust"]).page("/p/north/history?show=looked")
    assert "It was opened" in page.get_text() and not page.select("td a")


def test_what_an_option_was_held_against_is_named(client: InspectingClient, world: World) -> None:
    constraint = add_constraint(world.system, text="Lawful on 1 April 2021")
    assess_constraint(world.system, constraint, world.options["All move"], passes=True)
    db.session.commit()
    told = client.sign_in(world.users["auditor"]).page("/p/north/history").get_text(" ", strip=True)
    assert "All move was held against a constraint: Lawful on 1 April 2021" in told


def test_the_history_is_asked_by_who_and_when_and_taken_away(client: InspectingClient, world: World) -> None:
    tell(world, "service", 1, "The first was changed")
    tell(world, "service", 2, "The second was changed")
    db.session.execute(update(AuditEvent).where(AuditEvent.summary == "The first was changed").values(
        at=datetime(2020, 12, 31, 23, 59), actor="Somebody else"))  # fmt: skip
    db.session.commit()
    client.sign_in(world.users["auditor"])
    for asked, there, not_there in (
        ("who=Lead", "The second", "The first"),
        ("who=Somebody else", "The first", "The second"),
        ("month=2020-12", "The first", "The second"),
        ("month=2021-01", "Nothing has changed yet", "The first"),
        ("month=soon", "The first", "Nothing has changed"),
    ):
        told = client.page(f"/p/north/history?{asked}").select_one("main").get_text()
        assert there in told and not_there not in told, asked
    answer = client.get("/p/north/history.xlsx?month=2020-12")
    [headings, row] = load_workbook(BytesIO(answer.data)).active.iter_rows(values_only=True)
    assert dict(zip(headings, row, strict=True))["What"] == "The first was changed"
    assert "1 events of the history downloaded" in client.page("/p/north/history?show=looked").get_text()


def test_the_history_names_who_joined_and_which_list(client: InspectingClient, world: World) -> None:
    release = make_list(world, "Council", [line("C1")])
    member = list_members(world.viewer("lead"))[1]
    tell(world, "member", member.id, "Somebody joined")
    tell(world, "release", release.id, "A version was read by another side")
    told = " ".join(client.sign_in(world.users["hr-Council"]).page("/p/north/history").get_text(" ").split())
    assert f"Somebody joined {member.user.name}" in told
    assert "Establishment list of Council, version 1 Lead" in told


def test_the_chain_is_worked_out_on_the_page(client: InspectingClient, world: World) -> None:
    tell(world, "service", 1, "A service was changed")
    tell(world, "service", 1, "What the trust alone knows", side="Trust")
    last, before = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(2))
    client.sign_in(world.users["auditor"])
    page = (
        client.page(f"/p/north/history/chain?hash={before.hash.upper()} ").select_one("main").get_text(" ", strip=True)
    )
    assert "Whole" in page and last.hash in page
    assert f"This is event {before.sequence} of {last.sequence}" in page and "A service was changed, by Lead" in page
    others = client.page(f"/p/north/history/chain?hash={last.hash}").get_text()
    assert "It is of another side" in others and "trust alone" not in others
    assert "No event of this programme has that hash" in client.page("/p/north/history/chain?hash=ab").get_text()
    db.session.execute(update(AuditEvent).where(AuditEvent.id == before.id).values(summary="Nothing was changed"))
    db.session.commit()
    assert f"Broken at event {before.sequence}" in client.page("/p/north/history/chain").get_text()
