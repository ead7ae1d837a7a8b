"""How much one person, one address and one request may ask for."""

import io
from collections.abc import Iterator
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup
from flask import Flask

from tests.client import InspectingClient
from tests.factories.programmes import World, make_programme
from transfer.app import create_app
from transfer.extensions import db, writing

MOST = 40


@pytest.fixture
def limited(app: Flask) -> Flask:
    """An application with a limit, on the same database."""
    found = create_app(replace(app.config["SETTINGS"], requests_per_minute=MOST))
    found.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    found.test_client_class = InspectingClient
    return found


@pytest.fixture
def world(app: Flask) -> World:
    made = make_programme()
    db.session.commit()
    return made


def client_of(limited: Flask, world: World, user: str) -> InspectingClient:
    client = limited.test_client()
    assert isinstance(client, InspectingClient)
    return client.sign_in(world.users[user])


@pytest.fixture(autouse=True)
def inside(limited: Flask) -> Iterator[None]:
    with limited.app_context():
        token = writing.set(True)
        yield
        db.session.rollback()
        writing.reset(token)


def test_a_person_who_asks_too_often_is_told_when_to_come_back(limited: Flask, world: World) -> None:
    client = client_of(limited, world, "lead")
    for _ in range(MOST):
        assert client.get("/help").status_code == 200
    answer = client.get("/help")
    assert answer.status_code == 429 and 1 <= int(answer.headers["Retry-After"]) <= 60
    page = BeautifulSoup(answer.text, "html.parser")
    assert page.h1 and page.h1.text == "Too many requests at once"
    assert f"try again in {answer.headers['Retry-After']} second" in page.text
    assert answer.headers["Content-Security-Policy"]
    assert client.get("/static/transfer.css").status_code == 200
    assert client.get("/healthz").status_code == 200


def test_people_behind_one_address_are_counted_each(limited: Flask, world: World) -> None:
    one, two = client_of(limited, world, "lead"), client_of(limited, world, "auditor")
    for _ in range(MOST + 1):
        last = one.get("/help")
    assert last.status_code == 429
    assert two.get("/help").status_code == 200
    assert limited.test_client().get("/help").status_code == 200


def test_what_is_refused_counts_too(limited: Flask, world: World) -> None:
    client = limited.test_client()
    answers = [client.get("/p/north/").status_code for _ in range(MOST + 1)]
    assert answers == [302] * MOST + [429]
    inventing = [
        client.get("/p/north/plan.xlsx", headers={"Authorization": f"Bearer invented-{number}"}).status_code
        for number in range(MOST // 10 + 1)
    ]
    assert inventing == [401] * (MOST // 10) + [429]


def test_downloads_and_uploads_are_counted_more_strictly(limited: Flask, world: World) -> None:
    client = client_of(limited, world, "hr-Council")
    downloads = [client.get("/p/north/plan.xlsx").status_code for _ in range(MOST // 10 + 1)]
    assert downloads == [200] * (MOST // 10) + [429]
    uploads = [
        client.post("/p/north/uploads/new", data={"file": (io.BytesIO(b"x"), "x.csv")}).status_code
        for _ in range(MOST // 20 + 1)
    ]
    assert uploads == [422] * (MOST // 20) + [429]
    assert client.get("/p/north/plan").status_code == 200


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data"])
def test_a_form_that_is_too_large_is_refused_in_words(client: InspectingClient, world: World, kind: str) -> None:
    client.sign_in(world.users["lead"])
    answer = client.post("/p/north/organisations/new", data={"name": "x" * 2_100_000}, content_type=kind)
    assert answer.status_code == 413 and "Too much was sent at once" in answer.text and "was kept" in answer.text


def test_a_form_of_too_many_parts_is_refused_in_words(client: InspectingClient, world: World) -> None:
    client.sign_in(world.users["lead"])
    parts = {f"part{number}": "x" for number in range(1_001)}
    answer = client.post("/p/north/organisations/new", data=parts, content_type="multipart/form-data")
    assert answer.status_code == 413 and "Too much was sent at once" in answer.text
