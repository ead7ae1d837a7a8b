"""API tokens: shown once, and what they open, for whom, until when."""

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from tests.factories.workbooks import staff_list
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.identity.actions import make_token, revoke_token
from transfer.identity.models import ApiToken
from transfer.kernel import clock
from transfer.programmes.models import Membership

READABLE = "/p/north/people/posts.xlsx"
TOKEN = re.compile(r"transfer_[\w-]{43}")


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    make_list(made, "Council", [line("C-1", "Early help", surname="Quokka", forename="Ada")])
    db.session.commit()
    return made


def token_of(world: World, user: str = "hr-Council", *scopes: str) -> str:
    _, secret = make_token(
        world.users[user], name="Nightly", scopes=scopes or ("read",), expires_on=clock.today() + timedelta(days=9)
    )
    db.session.commit()
    return secret


def ask(client: InspectingClient, secret: str, path: str = READABLE, **more: object) -> TestResponse:
    return client.open(path, headers={"Authorization": f"Bearer {secret}"}, **more)  # type: ignore[arg-type]


def test_a_token_is_shown_once_and_only_its_hash_is_kept(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    last = clock.today() + timedelta(days=30)
    answer = client.post(
        "/account/tokens/new",
        data={"name": "Nightly", "scopes": ["read"], "expires_on": [last.day, last.month, last.year]},
    )
    [secret] = TOKEN.findall(answer.text)
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-store"
    assert not TOKEN.search(client.get("/account/tokens").text)
    [kept] = db.session.scalars(select(ApiToken))
    assert secret not in repr(vars(kept)) and kept.scopes == ["read"]
    assert ask(client.sign_in(world.users["guest"]), secret).status_code == 200


@pytest.mark.parametrize(
    ("days", "scopes", "field"),
    [(0, ["read"], "expires_on"), (-1, ["read"], "expires_on"), (366, ["read"], "expires_on"), (9, [], "scopes"),
     (9, ["everything"], "scopes")],
)  # fmt: skip
def test_a_token_that_cannot_be_made(
    client: InspectingClient, world: World, days: int, scopes: list[str], field: str
) -> None:
    client.sign_in(world.users["hr-Council"])
    last = clock.today() + timedelta(days=days)
    answer = client.post(
        "/account/tokens/new",
        data={"name": "Nightly", "scopes": scopes, "expires_on": [last.day, last.month, last.year]},
    )
    assert answer.status_code == 422 and f'href="#{field}' in answer.text and not TOKEN.search(answer.text)
    assert not db.session.scalars(select(ApiToken)).all()


def test_without_a_known_token_nothing_opens_whoever_is_signed_in(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["hr-Council"])
    for secret in ("", "transfer_unknown", token_of(world)[:-1]):
        answer = ask(client, secret)
        assert answer.status_code == 401 and "not known" in answer.json["error"]  # type: ignore[index]


def test_an_expired_a_revoked_and_a_closed_accounts_token_open_nothing(client: InspectingClient, world: World) -> None:
    user, secret = world.users["hr-Council"], token_of(world)
    token = db.session.scalars(select(ApiToken)).one()
    expires_at, token.expires_at = token.expires_at, clock.now()
    assert "expired" in ask(client, secret).json["error"]  # type: ignore[index]
    token.expires_at, user.active = expires_at, False
    assert "closed" in ask(client, secret).json["error"]  # type: ignore[index]
    user.active = True
    assert ask(client, secret).status_code == 200
    revoke_token(user, token.id)
    answer = ask(client, secret)
    assert answer.status_code == 401 and "revoked" in answer.json["error"]  # type: ignore[index]


def test_a_token_goes_with_its_owners_membership(client: InspectingClient, world: World) -> None:
    secret, user = token_of(world), world.users["hr-Council"]
    assert ask(client, secret).status_code == 200
    member = db.session.scalars(select(Membership).where(Membership.user_id == user.id)).one()
    member.ends_on = clock.today() - timedelta(days=1)
    assert ask(client, secret).status_code == 404
    make_programme("south")
    assert ask(client, secret, "/p/south/people/posts.xlsx").status_code == 404


def test_a_token_names_nobody_unless_it_says_so(client: InspectingClient, world: World) -> None:
    from tests.guards.test_canary import read

    assert "Quokka" not in read(ask(client, token_of(world)))
    assert "Quokka" in read(ask(client, token_of(world, "hr-Council", "read", "people")))
    assert "Quokka" not in read(ask(client, token_of(world, "member-Council", "read", "people")))


def closed(answer: TestResponse) -> bool:
    """Because of the token, and not because of what its owner may do."""
    return answer.status_code == 403 and "token" in answer.json["error"]  # type: ignore[index]


def test_what_a_token_reaches(app: Flask, client: InspectingClient, world: World) -> None:
    """Every endpoint with each scope: marked ones open to theirs, and nothing else does, public pages included."""
    reached: dict[str, set[str]] = {"read": set(), "people": set(), "upload": set()}
    for scope, names in reached.items():
        secret = token_of(world, "lead", scope)
        for rule in app.url_map.iter_rules():
            path = re.sub(r"<[^>]+>", "1", rule.rule.replace("<slug>", "north"))
            for method in (rule.methods or set()) & {"GET", "POST"}:
                if rule.endpoint != "static" and not closed(ask(client, secret, path, method=method)):
                    names.add(f"{method} {rule.endpoint}")
    marked = {
        scope: {name for name, view in app.view_functions.items() if getattr(view, "token_scope", None) == scope}
        for scope in reached
    }
    assert {each.partition(" ")[2] for each in reached["read"]} == marked["read"]
    assert reached["people"] == set() and reached["upload"] <= {"POST intake.create"}
    assert {each.partition(" ")[0] for each in reached["read"]} == {"GET"}
    assert "desk.summary" in marked["read"] and marked["upload"] == {"intake.create"}
    whole = {"intake.export", "intake.to_mend", "releases.download"}  # a staff list as it came, absences and all
    assert not whole & marked["read"]


def send(client: InspectingClient, world: World, secret: str) -> TestResponse:
    data = {
        "place": f"establishment:{world.organisations['Council'].id}", "sheet": "", "as_at": ["31", "1", "2021"],
        "file": (io.BytesIO(staff_list()), "staff.xlsx"),
    }  # fmt: skip
    return ask(client, secret, "/p/north/uploads/new", method="POST", data=data)


def test_a_list_is_brought_by_a_token_that_may(app: Flask, client: InspectingClient, world: World) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        assert send(client, world, token_of(world)).status_code == 403
        answer = send(client, world, token_of(world, "hr-Council", "upload"))
        assert answer.status_code == 201 and re.fullmatch(r"/p/north/uploads/\d+", answer.json["address"])  # type: ignore[index]
        refused = send(client, world, token_of(world, "finance-Council", "upload"))
        assert refused.status_code == 422 and "place" in refused.json["errors"]  # type: ignore[index]
    finally:
        app.config["WTF_CSRF_ENABLED"] = False


def test_the_figures_of_a_programme_as_json(client: InspectingClient, world: World) -> None:
    told = ask(client, token_of(world, "member-Council"), "/p/north/summary.json").json
    assert told and {each["name"] for each in told["options"]} == {"As now", "All move"}
    assert ask(client, token_of(world, "guest"), "/p/north/summary.json").status_code == 403


def test_anothers_token_is_not_revoked(client: InspectingClient, world: World) -> None:
    token_of(world)
    token = db.session.scalars(select(ApiToken)).one()
    client.sign_in(world.users["lead"])
    assert client.post(f"/account/tokens/{token.id}/revoke").status_code == 404
    client.sign_in(world.users["hr-Council"])
    assert client.post(f"/account/tokens/{token.id}/revoke").status_code == 303
    page = client.page("/account/tokens")
    assert "Revoked" in page.text and not page.select("main form")


def test_what_is_done_with_a_token_is_recorded(client: InspectingClient, world: World) -> None:
    secret = token_of(world)
    ask(client, secret)
    ask(client, secret)
    db.session.rollback()
    token = db.session.scalars(select(ApiToken)).one()
    assert token.last_used_at
    revoke_token(world.users["hr-Council"], token.id)
    db.session.commit()
    events = db.session.scalars(
        select(AuditEvent).where(AuditEvent.subject_type == "api_token").order_by(AuditEvent.id)
    ).all()
    assert [each.verb for each in events] == ["make_token", "use_token", "revoke_token"]
    assert all(each.actor_id == world.users["hr-Council"].id and secret not in each.summary for each in events)
