"""What one machine is told, the other knows: sessions, files, work and migrations, on PostgreSQL and Redis."""

import time
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select, update

from tests.databases import database_url
from tests.factories.programmes import make_programme
from tests.several.machines import MACHINES, Together, two_machines
from tests.several.person import Person
from transfer.app import create_app
from transfer.extensions import db, unit_of_work
from transfer.identity.actions.accounts import hasher
from transfer.identity.models import User
from transfer.intake.models import Upload
from transfer.intake.rules import is_long
from transfer.jobs.models import Job, Worker

PASSWORD = "a heron by the canal in March"
FILES = 4
MOST_SECONDS = 90


@pytest.fixture(scope="module")
def together(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Together]:
    folder = tmp_path_factory.mktemp("several")
    with two_machines(folder, database_url(folder)) as found:
        yield found


@pytest.fixture(scope="module")
def beside(together: Together) -> Iterator[Flask]:
    """An application on the same database, with a small programme whose HR can sign in."""
    app = create_app(together.settings)
    with app.app_context():
        with unit_of_work():
            make_programme()
            db.session.execute(update(User).values(password_hash=hasher.hash(PASSWORD)))
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def hr(together: Together, beside: Flask) -> Person:
    return Person(together.addresses[0]).sign_in("hr-council.north@example.org", PASSWORD)


def long_list(number: int) -> bytes:
    """A staff list that is read by the worker: one post, and a note long enough to make it so."""
    head = b"Post number,Job title,Employer,FTE,Notes\n"
    content = head + f"P{number:04},Social worker,Council,1.0,".encode() + b"x" * 1_000_000 + b"\n"
    assert is_long(len(content))
    return content


def wait_for(count: int) -> list[Job]:
    """The jobs, once so many have ended."""
    until = time.monotonic() + MOST_SECONDS
    while time.monotonic() < until:
        db.session.rollback()
        found = list(db.session.scalars(select(Job).order_by(Job.id)))
        if len([each for each in found if each.finished_at]) >= count:
            return found
        time.sleep(0.2)
    raise AssertionError(f"{count} jobs did not end: {[(each.state, each.step) for each in found]}")


def test_a_sign_in_at_one_machine_holds_at_the_other(together: Together, hr: Person) -> None:
    for address in together.addresses:
        page = hr.get("/p/north/", at=address)
        assert page.status_code == 200 and "North transfer" in page.text


def test_work_asked_for_at_either_is_done_once_and_seen_at_both(together: Together, hr: Person) -> None:
    """A file that one machine was sent is read by whichever worker takes it, and shown by both."""
    places = hr.get("/p/north/uploads/new").text
    place = places.split('value="establishment:')[1].split('"')[0]
    for number in range(FILES):
        hr.at = together.addresses[number % 2]
        sent = hr.send(
            "/p/north/uploads/new", {"place": f"establishment:{place}"}, (f"list-{number}.csv", long_list(number))
        )
        assert sent.status_code == 200, sent.text
    jobs = wait_for(FILES)
    assert [(each.state, each.attempts) for each in jobs] == [("done", 1)] * FILES
    uploads = list(db.session.scalars(select(Upload)))
    assert sorted(each.file.name for each in uploads) == [f"list-{number}.csv" for number in range(FILES)]
    for address in together.addresses:
        for upload in uploads:
            assert "list-" in hr.get(f"/p/north/uploads/{upload.id}", at=address).text


def test_both_workers_are_known(together: Together, beside: Flask) -> None:
    alive = [each for each in db.session.scalars(select(Worker)) if each.ended_at is None]
    assert len(alive) == len(MACHINES)


def test_no_child_ended_by_itself(together: Together) -> None:
    assert [name for name, child in together.children.items() if child.poll() is not None] == []
