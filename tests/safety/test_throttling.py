"""Wrong passwords, tried from one address and against one account, by pages that keep coming."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import TestResponse

from tests.client import InspectingClient
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db
from transfer.identity.actions import create_user
from transfer.identity.models import FailedTry, User
from transfer.identity.rules import TRIES_OF_AN_ADDRESS, CommandLine
from transfer.kernel import clock

PASSWORD = "wet otter climbs"


@pytest.fixture
def user(app: Flask) -> User:
    made = create_user(CommandLine(), email="ada@example.org", name="Ada", password=PASSWORD)
    db.session.commit()
    return made


def attempt(
    client: InspectingClient, password: str = "wrong", email: str = "ada@example.org", address: str = "192.0.2.7"
) -> TestResponse:
    return client.post("/sign-in", data={"email": email, "password": password}, environ_base={"REMOTE_ADDR": address})


def failed(address_of: str, times: int) -> None:
    from transfer.identity.actions.throttling import who

    db.session.add_all(FailedTry(who=who("address", address_of), tried_at=clock.now()) for _ in range(times))
    db.session.commit()


def test_an_address_that_failed_too_often_waits_whatever_the_account(client: InspectingClient, user: User) -> None:
    failed("192.0.2.7", TRIES_OF_AN_ADDRESS - 1)
    assert "do not match" in attempt(client, email="bea@example.org").text
    answer = attempt(client, PASSWORD)
    assert answer.status_code == 422 and "Wait 15 minutes: there were too many tries from your network" in answer.text
    assert attempt(client, PASSWORD, address="192.0.2.8").status_code == 303


def test_the_wait_of_an_address_ends(client: InspectingClient, user: User, monkeypatch: pytest.MonkeyPatch) -> None:
    failed("192.0.2.7", TRIES_OF_AN_ADDRESS)
    assert attempt(client, PASSWORD).status_code == 422
    later = clock.now() + timedelta(minutes=15, seconds=1)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert attempt(client, PASSWORD).status_code == 303


def test_an_account_waits_from_wherever_it_is_tried(client: InspectingClient, user: User) -> None:
    for number in range(5):
        assert "do not match" in attempt(client, address=f"192.0.2.{number}").text
    answer = attempt(client, PASSWORD, address="192.0.2.99")
    assert answer.status_code == 422 and "Wait a minute: there were too many tries with this address" in answer.text


def test_an_address_without_an_account_waits_alike(client: InspectingClient, user: User) -> None:
    """Else the wait would tell which addresses have an account."""
    told = []
    for email in ("ada@example.org", "nobody@example.org"):
        answers = [attempt(client, email=email) for _ in range(6)]
        told.append([(each.status_code, "Wait a minute" in each.text, "do not match" in each.text) for each in answers])
    assert told[0] == told[1] and told[0][5] == (422, True, False)


def test_a_session_more_or_less_makes_no_difference(app: Flask, user: User) -> None:
    """The count stands in the database and not with the visitor or the process."""
    for _ in range(5):
        attempt(app.test_client())  # type: ignore[arg-type]
    other = create_app(app.config["SETTINGS"])
    other.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    with other.app_context():
        answer = other.test_client().post("/sign-in", data={"email": "ada@example.org", "password": PASSWORD})
    assert "Wait a minute" in answer.text


def test_what_is_kept_names_nobody_and_is_forgotten(client: InspectingClient, user: User) -> None:
    db.session.add(FailedTry(who="old", tried_at=clock.now() - timedelta(days=1, seconds=1)))
    attempt(client, email="nobody@example.org")
    kept = db.session.scalars(select(FailedTry.who)).all()
    assert len(kept) == 2 and "old" not in kept
    assert all(len(each) == 64 and each[:3] != "192" and "nobody" not in each for each in kept)


@pytest.mark.parametrize(("proxies", "address"), [(0, "127.0.0.1"), (1, "198.51.100.4"), (2, "203.0.113.9")])
def test_a_proxy_is_believed_only_when_it_is_named(
    app: Flask, tmp_path_factory: pytest.TempPathFactory, proxies: int, address: str
) -> None:
    """What a visitor writes into the header stands left of what the proxies add to it."""
    settings = Settings(
        instance_path=str(tmp_path_factory.mktemp("proxied")), secret_key="x", log_level="ERROR",
        trusted_proxies=proxies,
    )  # fmt: skip
    behind = create_app(settings)
    assert isinstance(behind.wsgi_app, ProxyFix) is bool(proxies)
    seen: list[str | None] = []
    behind.before_request_funcs[None].insert(0, lambda: seen.append(__import__("flask").request.remote_addr))
    forged = {"X-Forwarded-For": "192.0.2.66, 203.0.113.9, 198.51.100.4"}
    behind.test_client().get("/healthz", headers=forged)
    assert seen == [address]


def test_the_moment_of_a_try_is_the_clocks(client: InspectingClient, user: User) -> None:
    attempt(client)
    [at] = db.session.scalars(select(FailedTry.tried_at))
    assert isinstance(at, datetime) and abs(at - clock.now()) < timedelta(minutes=1)
