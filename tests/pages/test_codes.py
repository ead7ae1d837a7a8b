"""One-time codes: setting up, the second step, and what happens without the phone."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from threading import Barrier, Thread

import pyotp
import pytest
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import select, text
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from transfer import cli
from transfer.audit.models import AuditEvent
from transfer.extensions import db, unit_of_work
from transfer.identity import actions
from transfer.identity.actions import create_user
from transfer.identity.models import OneTimeCodes, RecoveryCode, User
from transfer.identity.queries import find_codes, find_user
from transfer.identity.rules import CommandLine, code_step, make_recovery_codes, step_of
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

PASSWORD = "correct horse battery"
# RFC 6238, appendix B: the secret "12345678901234567890", its last six of eight figures.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924")]


class Watch:
    """A clock that only moves when a test says so."""

    def __init__(self) -> None:
        self.at = datetime(2026, 3, 2, 9, 0, 10)

    def now(self) -> datetime:
        return self.at

    def on(self, seconds: int = 30) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> Watch:
    watch = Watch()
    monkeypatch.setattr(clock, "now", watch.now)
    return watch


@pytest.fixture
def user(app: Flask, watch: Watch) -> User:
    made = create_user(CommandLine(), email="ada@example.org", name="Ada", password=PASSWORD)
    db.session.commit()
    return made


def code(secret: str, watch: Watch, steps: int = 0) -> str:
    return pyotp.TOTP(secret).generate_otp(step_of(watch.at) + steps)


def set_up(user: User, watch: Watch) -> tuple[str, list[str]]:
    """The secret and the recovery codes of somebody who turned codes on a minute ago."""
    with unit_of_work():
        secret = actions.begin_codes(user).secret
        told = actions.confirm_codes(user, code(secret, watch))
    watch.on(60)
    return secret, told


def first_step(client: InspectingClient) -> TestResponse:
    return client.post("/sign-in?next=/account", data={"email": "ada@example.org", "password": PASSWORD})


def second_step(client: InspectingClient, typed: str) -> TestResponse:
    return client.post("/sign-in/code?next=/account", data={"code": typed})


@pytest.mark.parametrize(("seconds", "expected"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, expected: str) -> None:
    at = datetime(1970, 1, 1) + timedelta(seconds=seconds)
    assert code_step(SECRET, f"{expected[:3]} {expected[3:]}", at, 0) == seconds // 30


@pytest.mark.parametrize(("late", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_clocks_may_differ_by_half_a_minute(late: int, taken: bool) -> None:
    at = datetime(1970, 1, 1) + timedelta(seconds=1111111109)
    typed = pyotp.TOTP(SECRET).generate_otp(step_of(at) + late)
    assert (code_step(SECRET, typed, at, 0) is not None) is taken


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "2870820"])
def test_what_is_no_code_opens_nothing(typed: str) -> None:
    assert code_step(SECRET, typed, datetime(1970, 1, 1) + timedelta(seconds=59), 0) is None


def test_recovery_codes_are_long_and_all_different() -> None:
    told = [each for _ in range(20) for each in make_recovery_codes()]
    assert len(set(told)) == 200 and {len(each.replace("-", "")) for each in told} == {16}


def test_setting_up_asks_for_a_first_code(client: InspectingClient, user: User, watch: Watch) -> None:
    first_step(client)
    client.page("/account/codes")
    assert client.post("/account/codes/begin").location == "/account/codes/confirm"
    page = client.page("/account/codes/confirm")
    assert page.select_one(".app-picture svg path")
    shown = page.find(id="secret")
    assert shown
    secret = shown.text.replace(" ", "")
    assert find_codes(user).secret == secret  # type: ignore[union-attr]
    assert client.post("/account/codes/confirm", data={"code": "000000"}).status_code == 422
    assert client.get("/sign-in").status_code == 302 and "Off" in client.page("/account").text
    done = client.post("/account/codes/confirm", data={"code": code(secret, watch)})
    told = [each.text for each in BeautifulSoup(done.text, "html.parser").select("#recovery-codes code")]
    assert done.status_code == 200 and len(told) == 10
    assert "On, 10 recovery codes left" in client.page("/account").text
    for path in ("/account", "/account/codes/remove"):
        assert not [each for each in [secret, *told] if each in client.get(path).text]
    assert client.get("/account/codes/confirm").status_code == 303  # shown once


def test_the_database_shows_neither_secret_nor_recovery_codes(user: User, watch: Watch) -> None:
    secret, told = set_up(user, watch)
    stored = str(db.session.execute(text("select * from one_time_codes")).all())
    stored += str(db.session.execute(text("select * from recovery_codes")).all())
    assert "sealed1:" in stored and secret not in stored
    assert not [each for each in told if each in stored or each.replace("-", "") in stored]


def test_a_password_alone_opens_nothing(client: InspectingClient, user: User, watch: Watch) -> None:
    secret, _ = set_up(user, watch)
    assert first_step(client).location == "/sign-in/code?next=/account"
    assert client.get("/account").status_code == 302
    client.page("/sign-in/code")
    answer = second_step(client, code(secret, watch))
    assert (answer.status_code, answer.location) == (303, "/account")
    assert client.get("/account").status_code == 200
    verbs = list(db.session.scalars(select(AuditEvent.verb)))
    assert verbs.count("sign_in") == 1


def test_a_code_without_a_password_opens_nothing(client: InspectingClient, user: User, watch: Watch) -> None:
    secret, _ = set_up(user, watch)
    assert second_step(client, code(secret, watch)).location == "/sign-in?next=/account"
    assert client.get("/account").status_code == 302


def test_the_second_step_waits_ten_minutes(client: InspectingClient, user: User, watch: Watch) -> None:
    secret, _ = set_up(user, watch)
    first_step(client)
    watch.on(600)
    assert second_step(client, code(secret, watch)).location == "/sign-in?next=/account"
    assert client.get("/account").status_code == 302


def test_no_code_is_taken_twice(client: InspectingClient, user: User, watch: Watch) -> None:
    secret, _ = set_up(user, watch)
    typed = code(secret, watch)
    first_step(client)
    assert second_step(client, typed).status_code == 303
    other = client.application.test_client()
    assert isinstance(other, InspectingClient)
    first_step(other)
    assert second_step(other, typed).status_code == 422
    assert second_step(other, code(secret, watch, -1)).status_code == 422  # nor an older one
    watch.on()
    assert second_step(other, code(secret, watch)).status_code == 303


def test_a_step_that_was_taken_is_no_code_any_more(watch: Watch) -> None:
    step = step_of(watch.at)
    typed = pyotp.TOTP(SECRET).generate_otp(step)
    assert code_step(SECRET, typed, watch.at, step - 1) == step
    assert code_step(SECRET, typed, watch.at, step) is None


def test_of_two_with_one_code_one_gets_in(app: Flask, user: User, watch: Watch) -> None:
    secret, _ = set_up(user, watch)
    user_id, typed = user.id, code(secret, watch)
    db.session.rollback()
    together, came = Barrier(2), []

    def enter() -> None:
        with app.app_context():
            together.wait()
            try:
                with unit_of_work():
                    found = find_user(user_id)
                    assert found
                    actions.enter_code(found, typed)
            except DomainError:
                came.append(False)
            else:
                came.append(True)
            db.session.remove()

    both = [Thread(target=enter) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert sorted(came) == [False, True]


def test_guessing_codes_is_slowed_down_and_the_right_password_does_not_help(
    client: InspectingClient, user: User, watch: Watch
) -> None:
    secret, _ = set_up(user, watch)
    for _ in range(5):
        first_step(client)
        assert second_step(client, "000000").status_code == 422
    first_step(client)
    assert second_step(client, code(secret, watch)).status_code in (422, 429)
    assert client.get("/account").status_code == 302
    watch.on(61)
    assert second_step(client, code(secret, watch)).status_code == 303
    verbs = list(db.session.scalars(select(AuditEvent.verb)))
    assert verbs.count("code_failed") == 5


def test_guessing_the_first_code_is_slowed_down_too(client: InspectingClient, user: User, watch: Watch) -> None:
    """Begun again, there is another secret and the same wait."""
    client.sign_in(user)
    for typed in ["000000"] * 5:
        client.post("/account/codes/begin")
        assert client.post("/account/codes/confirm", data={"code": typed}).status_code == 422
    held = find_codes(user)
    assert held
    answer = client.post("/account/codes/confirm", data={"code": code(held.secret, watch)})
    assert answer.status_code == 422 and "Wait a minute" in answer.text
    watch.on(61)
    assert client.post("/account/codes/confirm", data={"code": code(held.secret, watch)}).status_code == 200


def test_a_recovery_code_works_once(client: InspectingClient, user: User, watch: Watch) -> None:
    _, told = set_up(user, watch)
    typed = told[3].upper().replace("-", " ")
    first_step(client)
    assert second_step(client, typed).status_code == 303
    assert "On, 9 recovery codes left" in client.page("/account").text
    client.post("/sign-out")
    first_step(client)
    assert second_step(client, typed).status_code == 422


def test_another_persons_recovery_code_opens_nothing(client: InspectingClient, user: User, watch: Watch) -> None:
    set_up(user, watch)
    bea = create_user(CommandLine(), email="bea@example.org", name="Bea", password=PASSWORD)
    db.session.commit()
    _, told = set_up(bea, watch)
    first_step(client)
    assert second_step(client, told[0]).status_code == 422


def test_removing_codes_asks_for_password_and_code(client: InspectingClient, user: User, watch: Watch) -> None:
    secret, _ = set_up(user, watch)
    client.sign_in(user)
    typed = code(secret, watch)
    for data in ({"password": "wrong", "code": typed}, {"password": PASSWORD, "code": "000000"}):
        assert client.post("/account/codes/remove", data=data).status_code == 422
    answer = client.post("/account/codes/remove", data={"password": PASSWORD, "code": typed})
    assert (answer.status_code, answer.location) == (303, "/account")
    assert db.session.scalars(select(OneTimeCodes)).all() == db.session.scalars(select(RecoveryCode)).all() == []


def test_the_operator_resets_codes(app: Flask, client: InspectingClient, user: User, watch: Watch) -> None:
    set_up(user, watch)
    if "user" not in app.cli.commands:
        cli.install(app)
    db.session.rollback()
    run = app.test_cli_runner().invoke
    assert run(args=["user", "reset-codes", "nobody@example.org"]).exit_code == 2
    assert run(args=["user", "reset-codes", "ADA@example.org"]).exit_code == 0
    assert first_step(client).location == "/account"
    db.session.rollback()
    assert "reset_codes" in list(db.session.scalars(select(AuditEvent.verb)))


@pytest.fixture
def required(app: Flask) -> Iterator[None]:
    before = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(before, codes_required="people")
    yield
    app.config["SETTINGS"] = before


@pytest.mark.usefixtures("required")
def test_who_sees_named_people_sets_up_codes_first(client: InspectingClient, watch: Watch) -> None:
    world = make_programme()
    seeing, other = world.users["hr-Council"], world.users["guest"]
    client.sign_in(seeing)
    for path in ("/", "/p/north/people", "/account"):
        assert client.get(path).location == "/account/codes", path
    assert "needs one-time codes before you go on" in client.page("/account/codes").text
    assert client.post("/account/sign-out-everywhere").status_code == 403
    with unit_of_work():
        secret = actions.begin_codes(seeing).secret
        actions.confirm_codes(seeing, code(secret, watch))
    assert client.get("/account").status_code == 200
    assert client.sign_in(other).get("/account").status_code == 200


def test_nobody_is_asked_when_the_setting_says_never(client: InspectingClient, watch: Watch) -> None:
    world: World = make_programme()
    assert client.sign_in(world.users["hr-Council"]).get("/account").status_code == 200


@pytest.mark.usefixtures("required")
def test_always_means_everybody(app: Flask, client: InspectingClient, user: User) -> None:
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], codes_required="always")
    assert client.sign_in(user).get("/account").location == "/account/codes"
    with client.session_transaction() as session:
        session["by_openid"] = True  # the provider asked
    assert client.get("/account").status_code == 200
