"""Signing in and out."""

from collections.abc import Iterator

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.programmes import make_programme
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.identity.actions import create_user
from transfer.identity.models import User
from transfer.identity.rules import CommandLine

PASSWORD = "correct horse battery"


@pytest.fixture
def user(app: Flask) -> User:
    made = create_user(CommandLine(), email="ada@example.org", name="Ada", password=PASSWORD)
    db.session.commit()
    return made


@pytest.fixture
def guarded(app: Flask) -> Iterator[None]:
    app.config["WTF_CSRF_ENABLED"] = True
    yield
    app.config["WTF_CSRF_ENABLED"] = False


def sign_in(client: InspectingClient, password: str = PASSWORD, path: str = "/sign-in") -> TestResponse:
    return client.post(path, data={"email": "ada@example.org", "password": password})


def summary(answer: TestResponse) -> str:
    found = BeautifulSoup(answer.text, "html.parser").select_one(".govuk-error-summary")
    return found.get_text(" ", strip=True) if found else ""


def test_the_right_password_opens_the_programmes(client: InspectingClient, user: User) -> None:
    answer = sign_in(client)
    assert (answer.status_code, answer.location) == (303, "/")
    page = client.page("/")
    assert page.h1 and page.h1.text == "Your programmes" and "Ada" in page.text
    assert client.get("/sign-in").location == "/"


def test_a_wrong_password_says_so_beside_the_field_and_above(client: InspectingClient, user: User) -> None:
    answer = sign_in(client, "wrong")
    assert answer.status_code == 422
    words = "Enter the e-mail address and password of your account: these do not match one"
    assert words in summary(answer)
    page = BeautifulSoup(answer.text, "html.parser")
    beside = page.select_one("#password-error")
    assert beside and words in beside.text
    assert page.title and page.title.text.strip().startswith("Error: ")
    assert 'value="ada@example.org"' in answer.text and "wrong" not in summary(answer)
    assert client.get("/").location == "/sign-in?next=/"


def test_an_empty_form_names_both_fields(client: InspectingClient, user: User) -> None:
    answer = client.post("/sign-in", data={})
    assert answer.status_code == 422
    assert "Enter your e-mail address" in summary(answer) and "Enter your password" in summary(answer)


def test_after_five_wrong_passwords_the_account_waits(client: InspectingClient, user: User) -> None:
    for _ in range(5):
        sign_in(client, "wrong")
    answer = sign_in(client)
    assert answer.status_code == 422 and "Wait a minute" in summary(answer)
    verbs = list(db.session.scalars(select(AuditEvent.verb)))
    assert verbs.count("sign_in_failed") == 5 and "sign_in" not in verbs


@pytest.mark.parametrize(
    "address",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "evil", "/\t/evil.example",
     "/\n/evil.example"],
)  # fmt: skip
def test_only_a_path_on_this_site_is_followed(client: InspectingClient, user: User, address: str) -> None:
    client.get("/sign-in", query_string={"next": address})
    answer = client.post(
        "/sign-in", query_string={"next": address}, data={"email": "ada@example.org", "password": PASSWORD}
    )
    assert (answer.status_code, answer.location) == (303, "/")


def test_the_page_that_was_asked_for_opens_after_signing_in(client: InspectingClient, user: User) -> None:
    make_programme()
    asked = client.get("/p/north/moves?a=b")
    assert asked.status_code == 302
    assert asked.location == "/sign-in?next=/p/north/moves?a%3Db"
    assert sign_in(client, path=asked.location).location == "/p/north/moves?a=b"


def test_signing_out_ends_the_session(client: InspectingClient, user: User) -> None:
    sign_in(client)
    assert client.post("/sign-out").location == "/sign-in"
    assert client.get("/").status_code == 302


@pytest.mark.parametrize("change", [{"session_mark": "another"}, {"active": False}])
def test_a_changed_password_or_a_closed_account_ends_every_session(
    client: InspectingClient, user: User, change: dict[str, object]
) -> None:
    sign_in(client)
    for name, value in change.items():
        setattr(user, name, value)
    db.session.commit()
    assert client.get("/").status_code == 302


def test_signing_in_leaves_nothing_of_an_older_session(client: InspectingClient, user: User) -> None:
    with client.session_transaction() as session:
        session["planted"] = "before"
    sign_in(client)
    with client.session_transaction() as session:
        assert "planted" not in session and session["user_id"] == user.id and session.permanent


def test_the_cookie_is_closed_to_scripts_and_other_sites(client: InspectingClient, user: User) -> None:
    cookie = sign_in(client).headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("path", ["/sign-in", "/sign-out", "/p/north/organisations/new"])
def test_a_form_without_its_token_is_refused_in_words(client: InspectingClient, user: User, path: str) -> None:
    world = make_programme()
    client.sign_in(world.users["lead"])
    answer = client.post(path, data={"name": "Another", "email": "ada@example.org", "password": PASSWORD})
    assert answer.status_code == 400
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.h1 and page.h1.text == "The request could not be understood"
    assert "Go back and try again" in page.text
    with client.session_transaction() as session:
        assert session["user_id"] == world.users["lead"].id


@pytest.mark.usefixtures("guarded")
def test_a_form_with_its_token_is_taken(client: InspectingClient, user: User) -> None:
    token = client.page("/sign-in").find("input", attrs={"name": "csrf_token"})
    assert token
    answer = client.post(
        "/sign-in", data={"email": "ada@example.org", "password": PASSWORD, "csrf_token": token["value"]}
    )
    assert answer.status_code == 303
