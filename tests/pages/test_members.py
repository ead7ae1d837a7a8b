"""The lead's page of members, and what a person meets who is on two sides, acts for somebody, or has left."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from tests.client import InspectingClient
from tests.counting import counted_queries
from tests.factories.programmes import World, make_programme, make_user
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.identity.queries import find_user_by_email
from transfer.kernel import clock
from transfer.mail.models import Letter
from transfer.programmes.actions import add_member, name_deputy
from transfer.programmes.models import Membership
from transfer.programmes.rules import Appointment

TODAY = clock.today()
DAY = timedelta(days=1)
HOME = "/p/north/members"


@pytest.fixture
def world(app: object) -> World:
    return make_programme()


def held(world: World, name: str) -> Membership:
    return db.session.query(Membership).filter_by(user_id=world.users[name].id).one()


def day(name: str, on: object) -> dict[str, object]:
    return {name: [on.day, on.month, on.year]} if on else {}  # type: ignore[attr-defined]


def rows(page: BeautifulSoup, table: str) -> list[list[str]]:
    return [
        [" ".join(cell.text.split()) for cell in each.select("th, td")] for each in page.select(f"#{table} tbody tr")
    ]


def test_members_say_role_side_and_what_they_see(client: InspectingClient, world: World) -> None:
    page = client.sign_in(world.users["member-Council"]).page(HOME)
    found = rows(page, "now")
    assert ["Hr Trust", "HR", "Trust", "Names and pay", "", "No last day"] in found
    assert ["Auditor", "Auditor", "No side", "Neither names nor pay", "", "No last day"] in found
    guest = next(row for row in found if row[0] == "Guest")
    assert guest[3] == "The programme, the plan, packs that were approved, in the public edition"
    assert "example.org" not in page.text and "Add somebody" not in page.text


def test_a_joiner_a_mover_and_a_leaver_on_one_page(client: InspectingClient, world: World) -> None:
    make_user("ann@example.org", "Ann Reed")
    trust = world.organisations["Trust"].id
    client.sign_in(world.users["lead"])
    joins = {"email": "ann@example.org", "role": "legal", "organisation_id": trust, **day("starts_on", TODAY + 3 * DAY)}
    assert client.post(f"{HOME}/new", data=joins).status_code == 303
    member = held(world, "finance-Council")
    moves = {"version": member.version, "role": "finance", "organisation_id": trust, **day("starts_on", TODAY)}
    assert client.post(f"{HOME}/{member.id}/move", data=moves).status_code == 303
    page = client.page(HOME)
    assert [row[:3] for row in rows(page, "joining")] == [["Ann Reed", "Legal", "Trust"]]
    assert [row[:3] for row in rows(page, "left")] == [["Finance Council", "Finance", "Council"]]
    assert ["Finance Council", "Finance", "Trust"] in [row[:3] for row in rows(page, "now")]


def test_whoever_has_no_account_is_invited_by_mail(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    asked = {"email": "bea@example.org", "role": "hr", "organisation_id": world.organisations["Trust"].id}
    answer = client.post(f"{HOME}/new", data=asked)
    assert answer.status_code == 422 and "Enter the person" in answer.text
    assert find_user_by_email("bea@example.org") is None
    assert client.post(f"{HOME}/new", data=asked | {"name": "Bea Holt"}).status_code == 303
    user = find_user_by_email("bea@example.org")
    assert user and user.is_invited and user.name == "Bea Holt"
    letters = db.session.query(Letter).filter_by(recipient_id=user.id).all()
    assert [each.template for each in letters] == ["invitation"]
    # No mail server is set here: the lead is told how the link gets there, at once and later.
    member = db.session.query(Membership).filter_by(user_id=user.id).one()
    for page in (client.page(f"{HOME}/{member.id}"), client.page(f"{HOME}/{member.id}")):
        assert "waits in the outbox. Ask your operator for its link" in page.get_text(" ")
        assert "give it to nobody but Bea Holt" in page.get_text(" ")
    assert db.session.query(Membership).filter_by(user_id=user.id).one().role == "hr"


def test_from_the_day_after_the_last_not_a_page_opens(client: InspectingClient, world: World) -> None:
    member, leaver = held(world, "hr-Council"), world.users["hr-Council"]
    last = {"version": member.version, **day("ends_on", TODAY - DAY)}
    assert client.sign_in(leaver).get("/p/north/").status_code == 200
    assert client.sign_in(world.users["lead"]).post(f"{HOME}/{member.id}/leave", data=last).status_code == 303
    for path in ("/p/north/", HOME, "/p/north/people", "/p/north/people/posts.xlsx", "/p/north/history"):
        assert client.sign_in(leaver).get(path).status_code == 404, path


def test_the_second_lead_sees_both_and_keeps_what_was_typed(client: InspectingClient, world: World) -> None:
    member = held(world, "guest")
    typed = {"version": member.version, "role": "guest", "areas": ["plan"], "purpose": "Reads the plan",
             **day("ends_on", TODAY + 9 * DAY)}  # fmt: skip
    client.sign_in(world.users["lead"])
    assert client.post(f"{HOME}/{member.id}/change", data=typed).status_code == 303
    answer = client.post(f"{HOME}/{member.id}/change", data=typed | {"purpose": "Reads the money", "areas": ["money"]})
    assert answer.status_code == 409
    assert "Reads the plan" in answer.text and "Reads the money" in answer.text
    db.session.expire_all()
    assert held(world, "guest").areas == ["plan"]


def test_the_last_lead_is_told_what_to_do_first(client: InspectingClient, world: World) -> None:
    member = held(world, "lead")
    last = {"version": member.version, **day("ends_on", TODAY)}
    answer = client.sign_in(world.users["lead"]).post(f"{HOME}/{member.id}/leave", data=last)
    assert answer.status_code == 422 and "Bring in another lead first" in answer.text
    db.session.expire_all()
    assert held(world, "lead").ends_on is None


def test_two_sides_are_declared_and_said_on_every_page(client: InspectingClient, world: World) -> None:
    asked = {"email": "finance-trust.north@example.org", "role": "finance",
             "organisation_id": world.organisations["Council"].id}  # fmt: skip
    client.sign_in(world.users["lead"])
    answer = client.post(f"{HOME}/new", data=asked)
    assert answer.status_code == 422 and "Declare the conflict" in answer.text
    declared = asked | {"conflict": "Both boards agreed on 3 March."}
    assert client.post(f"{HOME}/new", data=declared).status_code == 303
    for who in ("hr-Council", "guest"):
        told = client.sign_in(world.users[who]).page(HOME)
        assert "Both boards agreed on 3 March. Declared by Lead" in " ".join(told.text.split())
        assert "You stand on two sides" not in told.text
    client.sign_in(world.users["finance-Trust"])
    for path in ("/p/north/", "/p/north/money", "/p/north/packs"):
        assert "You stand on two sides: Council and Trust." in client.page(path).text


def test_a_guest_opens_what_was_ticked_and_nothing_else(client: InspectingClient, world: World) -> None:
    ann = make_user("ann@example.org", "Ann Reed")
    add_member(world.viewer("lead"), ann, Appointment(
        "guest", ends_on=TODAY + DAY, purpose="Reads the money", areas=("money",)))  # fmt: skip
    client.sign_in(ann)
    opened = {path: client.get(f"/p/north/{path}").status_code for path in ("", "money", "plan", "people", "packs")}
    assert opened == {"": 200, "money": 200, "plan": 403, "people": 403, "packs": 403}


def test_a_deputy_acts_under_both_names(client: InspectingClient, world: World) -> None:
    deputy, member = world.users["member-Council"], held(world, "finance-Council")
    name_deputy(world.viewer("lead"), member, deputy.id, starts_on=TODAY, ends_on=TODAY, reason="Leave")
    client.sign_in(deputy)
    assert client.get("/p/north/money/rules/new").status_code == 200
    assert client.get("/p/north/options/new").status_code == 403
    home = client.page("/p/north/").text
    assert "You act today as Finance for Finance Council" in home and "For Finance Council. " in home
    client.sign_in(world.users["lead"]).post(f"{HOME}/deputies/{member.deputies[0].id}/end")
    assert client.sign_in(deputy).get("/p/north/money/rules/new").status_code == 403
    assert "Finance Council" not in client.page("/p/north/").select_one("main").text
    verbs = [each.verb for each in db.session.query(AuditEvent).order_by(AuditEvent.id)]
    assert verbs[-2:] == ["name_deputy", "end_deputy"]


def test_the_number_of_queries_does_not_grow_with_members(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    with counted_queries() as first:
        client.page(HOME)
    for number in range(30):
        user = make_user(f"person{number}@example.org", f"Person {number}")
        add_member(world.viewer("lead"), user, Appointment("member", world.organisations["Trust"].id))
    db.session.commit()
    with counted_queries() as second:
        client.page(HOME)
    assert len(second) <= len(first)
