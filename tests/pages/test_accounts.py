"""Invitations, forgotten passwords and one's own account, through real mail and real pages."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import event, select, update
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.post import Catcher, link_in, post_office
from tests.factories.programmes import make_programme
from transfer.audit.models import AuditEvent
from transfer.extensions import db, unit_of_work
from transfer.identity import actions
from transfer.identity.actions import create_user, invite
from transfer.identity.models import SignInLink, User
from transfer.identity.rules import LINKS_OF_AN_ASKER, CommandLine
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.mail.actions import send_due_letters
from transfer.mail.models import Letter
from transfer.programmes.models import Membership

PASSWORD = "correct horse battery"
OTHER = "purple lantern quick shrimp"


@pytest.fixture
def office(app: Flask) -> Iterator[Catcher]:
    with post_office(app) as catcher:
        yield catcher


@pytest.fixture
def user(app: Flask) -> User:
    made = create_user(CommandLine(), email="ada@example.org", name="Ada", password=PASSWORD)
    db.session.commit()
    return made


def invited(email: str = "bea@example.org", name: str = "Bea Potter") -> User:
    with unit_of_work():
        return invite(CommandLine(), email=email, name=name)


def mailed(office: Catcher, address: str) -> str:
    """The path that the newest letter to an address leads to."""
    send_due_letters()
    db.session.rollback()
    return link_in(office.to(address)[-1].get_content())


def sign_in(client: InspectingClient, email: str, password: str) -> TestResponse:
    return client.post("/sign-in", data={"email": email, "password": password})


def told(answer: TestResponse) -> str:
    return BeautifulSoup(answer.text, "html.parser").get_text(" ", strip=True)


def test_an_invitation_leads_to_an_account(client: InspectingClient, office: Catcher) -> None:
    invited()
    path = mailed(office, "bea@example.org")
    page = client.page(path)
    assert page.h1 and page.h1.text == "Set up your account" and "bea@example.org" in page.text
    assert page.find("input", id="name")["value"] == "Bea Potter"  # type: ignore[index]
    refused = client.post(path, data={"name": "Bea", "password": "short"})
    assert refused.status_code == 422 and "12 characters or more" in refused.text
    answer = client.post(path, data={"name": "Beatrix  Potter", "password": OTHER})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert sign_in(client, "bea@example.org", OTHER).status_code == 303
    assert "Beatrix Potter" in client.page("/").text
    assert "ask the lead of your programme" in client.page(path, 410).text
    assert client.post(path, data={"name": "Eve", "password": OTHER}).status_code == 410


def test_a_letter_names_nobody_but_its_addressee(app: Flask, office: Catcher, user: User) -> None:
    with unit_of_work():
        invite(CommandLine(user.id, "Ada Lovelace"), email="bea@example.org", name="Bea Potter")
    mailed(office, "bea@example.org")
    text = office.to("bea@example.org")[0].as_string()
    assert "Bea Potter" in text and "Ada" not in text


def test_nobody_signs_in_before_the_account_is_set_up(client: InspectingClient, office: Catcher) -> None:
    invited()
    for password in ("", OTHER):
        assert sign_in(client, "bea@example.org", password).status_code == 422


def test_a_second_invitation_ends_the_first(client: InspectingClient, office: Catcher) -> None:
    first = invited()
    old = mailed(office, "bea@example.org")
    assert invited(name="Somebody else").id == first.id
    new = mailed(office, "bea@example.org")
    client.page(old, 410)
    client.page(new)


def test_an_invitation_ends_after_a_week(client: InspectingClient, office: Catcher) -> None:
    invited()
    path = mailed(office, "bea@example.org")
    ends = db.session.scalars(select(SignInLink.expires_at)).one()
    assert timedelta(days=7) - timedelta(minutes=5) < ends - clock.now() <= timedelta(days=7)
    pass_time()
    page = client.page(path, 410)
    assert page.h1 and page.h1.text == "This link has ended"


def pass_time() -> None:
    """Every link's time is over."""
    with unit_of_work():
        db.session.execute(update(SignInLink).values(expires_at=clock.now()))


def test_somebody_with_an_account_is_told_of_the_place(client: InspectingClient, office: Catcher, user: User) -> None:
    hashed = user.password_hash
    assert invited("ADA@example.org", "Eve").id == user.id
    assert mailed(office, "ada@example.org") == "/"
    assert "You were given a place" in office.to("ada@example.org")[0].get_content()
    assert (user.name, user.password_hash) == ("Ada", hashed)
    assert db.session.scalars(select(SignInLink)).all() == []


@pytest.mark.parametrize(
    ("email", "name", "field"),
    [("bea", "Bea", "email"), ("a b@example.org", "Bea", "email"), ("bea@example.org", " \n ", "name"),
     ("ada@example.org", "Ada", "email")],
)  # fmt: skip
def test_who_cannot_be_invited(user: User, email: str, name: str, field: str) -> None:
    user.active = False
    with pytest.raises(DomainError) as refused:
        invite(CommandLine(), email=email, name=name)
    assert refused.value.field == field


def ask(client: InspectingClient, email: str) -> TestResponse:
    return client.post("/forgotten-password", data={"email": email})


def test_a_forgotten_password_is_replaced_over_mail(client: InspectingClient, office: Catcher, user: User) -> None:
    elsewhere = client.application.test_client()
    sign_in(elsewhere, user.email, PASSWORD)  # type: ignore[arg-type]
    assert ask(client, " ADA@example.org").location == "/forgotten-password/sent"
    path = mailed(office, user.email)
    assert elsewhere.get("/account").status_code == 200
    assert client.post(path, data={"password": "adaadaadaada"}).status_code == 422
    answer = client.post(path, data={"password": OTHER})
    assert (answer.status_code, answer.location) == (303, "/sign-in")
    assert elsewhere.get("/account").status_code == 302  # every sign-in has ended
    assert sign_in(client, user.email, PASSWORD).status_code == 422
    assert sign_in(client, user.email, OTHER).status_code == 303
    client.page(path, 410)
    send_due_letters()
    assert "was changed" in office.to(user.email)[-1].get_content()
    verbs = list(db.session.scalars(select(AuditEvent.verb)))
    assert "ask_new_password" in verbs and "reset_password" in verbs


def test_the_database_holds_no_token(client: InspectingClient, office: Catcher, user: User) -> None:
    ask(client, user.email)
    token = mailed(office, user.email).rpartition("/")[2]
    link = db.session.scalars(select(SignInLink)).one()
    assert len(token) >= 43 and token not in str(vars(link)) and user.email not in str(vars(link))
    assert db.session.scalars(select(Letter.body)).all() == [None]


def test_a_link_for_a_password_ends_after_an_hour(client: InspectingClient, office: Catcher, user: User) -> None:
    ask(client, user.email)
    path = mailed(office, user.email)
    ends = db.session.scalars(select(SignInLink.expires_at)).one()
    assert timedelta(minutes=55) < ends - clock.now() <= timedelta(hours=1)
    pass_time()
    client.page(path, 410)
    assert client.post(path, data={"password": OTHER}).status_code == 410


def test_a_changed_password_ends_the_links_to_it(client: InspectingClient, office: Catcher, user: User) -> None:
    ask(client, user.email)
    path = mailed(office, user.email)
    with unit_of_work():
        actions.change_password(user, PASSWORD, OTHER)
    client.page(path, 410)


def test_an_invitation_opens_no_page_for_a_new_password(client: InspectingClient, office: Catcher) -> None:
    invited()
    token = mailed(office, "bea@example.org").rpartition("/")[2]
    client.page(f"/new-password/{token}", 410)


def statements(client: InspectingClient, email: str) -> tuple[list[str], str]:
    """What asking makes the database do, without the values, and what the asker reads."""
    heard: list[str] = []

    def hear(connection: object, cursor: object, statement: str, *rest: object) -> None:
        heard.append(re.sub(r"\s+", " ", statement))

    event.listen(db.engine, "before_cursor_execute", hear)
    try:
        answer = ask(client, email)
    finally:
        event.remove(db.engine, "before_cursor_execute", hear)
    return heard, client.get(answer.location).text


def without_tokens(page: str) -> str:
    return re.sub(r'(nonce|value)="[^"]*"', "", page)


def test_nobody_learns_who_has_an_account(client: InspectingClient, office: Catcher, user: User) -> None:
    """The same words, and the same statements in the same order, so that it takes as long."""
    with_one, told_one = statements(client, user.email)
    without, told_other = statements(client, "nobody@example.org")
    assert with_one and [each for each in with_one if "letters" in each]
    assert re.sub(r" IS NULL| = [?%]\S*", "", "\n".join(with_one)) == re.sub(
        r" IS NULL| = [?%]\S*", "", "\n".join(without)
    )
    assert without_tokens(told_one) == without_tokens(told_other)
    send_due_letters()
    assert [each["To"] for each in office.caught] == [user.email]


def test_asking_too_often_sends_nothing_more(client: InspectingClient, office: Catcher, user: User) -> None:
    for _ in range(5):
        assert ask(client, user.email).location == "/forgotten-password/sent"
        send_due_letters()
    assert len(office.to(user.email)) == 3


def test_one_network_address_asks_only_so_often(client: InspectingClient, office: Catcher, user: User) -> None:
    for number in range(LINKS_OF_AN_ASKER):
        assert ask(client, f"nobody{number}@example.org").status_code == 303
    answer = ask(client, user.email)
    assert answer.status_code == 422 and "Wait an hour" in told(answer)


def test_an_account_that_was_never_set_up_gets_no_link_for_a_password(
    client: InspectingClient, office: Catcher
) -> None:
    invited()
    ask(client, "bea@example.org")
    send_due_letters()
    assert [each["Subject"] for each in office.caught] == ["Set up your account in Transfer"]


def test_the_pages_say_when_no_mail_is_sent(client: InspectingClient) -> None:
    assert "ask your operator for the link" in client.page("/forgotten-password").text
    answer = ask(client, "ada@example.org")
    assert "Ask your operator" in client.page(answer.location).text
    assert "folder for unwanted mail" not in client.page(answer.location).text


def test_changing_ones_password_asks_the_old_one(client: InspectingClient, user: User) -> None:
    elsewhere = client.application.test_client()
    for each in (client, elsewhere):
        sign_in(each, user.email, PASSWORD)  # type: ignore[arg-type]
    wrong = client.post("/account/password", data={"old": "wrong", "password": OTHER})
    assert wrong.status_code == 422 and "this is another one" in told(wrong)
    answer = client.post("/account/password", data={"old": PASSWORD, "password": OTHER})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert client.get("/account").status_code == 200 and elsewhere.get("/account").status_code == 302
    assert sign_in(elsewhere, user.email, OTHER).status_code == 303  # type: ignore[arg-type]


def test_guessing_the_old_password_is_slowed_down(client: InspectingClient, user: User) -> None:
    client.sign_in(user)
    for _ in range(5):
        client.post("/account/password", data={"old": "wrong", "password": OTHER})
    answer = client.post("/account/password", data={"old": PASSWORD, "password": OTHER})
    assert answer.status_code in (422, 429) and "Wait a minute" in told(answer)


def test_signing_out_everywhere_ends_every_sign_in(client: InspectingClient, user: User) -> None:
    elsewhere = client.application.test_client()
    for each in (client, elsewhere):
        sign_in(each, user.email, PASSWORD)  # type: ignore[arg-type]
    assert "Sign out everywhere" in client.page("/account").text
    assert client.post("/account/sign-out-everywhere").location == "/sign-in"
    assert client.get("/account").status_code == elsewhere.get("/account").status_code == 302


@pytest.mark.parametrize(
    ("since", "seen", "open_"),
    [(0, 0, True), (0, 3599, True), (0, 3600, False), (43_199, 10, True), (43_200, 10, False)],
)
def test_a_sign_in_ends_when_idle_and_when_old(
    client: InspectingClient, user: User, since: int, seen: int, open_: bool
) -> None:
    """60 minutes without a page, 12 hours in all; seconds ago."""
    sign_in(client, user.email, PASSWORD)
    with client.session_transaction() as session:
        now = session["seen"]
        session["since"], session["seen"] = now - since, now - seen
    moment = pytest.MonkeyPatch()
    moment.setattr("transfer.identity.views.common.seconds_now", lambda: now)
    assert client.get("/account").status_code == (200 if open_ else 302)
    moment.undo()


def test_a_page_counts_as_a_sign_of_life(client: InspectingClient, user: User) -> None:
    sign_in(client, user.email, PASSWORD)
    with client.session_transaction() as session:
        session["seen"] -= 3000
    client.get("/account")
    with client.session_transaction() as session:
        assert session["seen"] - session["since"] < 60 and session["seen"] >= session["since"]


def test_the_lead_sends_an_invitation_again(client: InspectingClient, office: Catcher) -> None:
    world = make_programme()
    member = db.session.scalars(select(Membership).where(Membership.user_id == world.users["guest"].id)).one()
    member.user.password_hash = ""
    path = f"/p/north/members/{member.id}"
    assert "Send the invitation again" in client.sign_in(world.users["lead"]).page(path).text
    assert client.post(f"{path}/invite").status_code == 303
    client.page(mailed(office, world.users["guest"].email))
    member.user.password_hash = "set"
    assert "Send the invitation again" not in client.page(path).text
    assert client.post(f"{path}/invite").status_code == 303 and send_due_letters().sent == 0
