"""What a worker does beside its long work: at once, again, and in spite of a failure."""

from threading import Event

from flask import Flask
from sqlalchemy import select

from transfer.extensions import db
from transfer.jobs.actions import tell_worker_lives
from transfer.jobs.models import Worker
from transfer.working import Round, going_round

MOST_SECONDS = 20


def test_a_round_that_fails_is_gone_again(app: Flask) -> None:
    gone, twice = list[int](), Event()

    def fail() -> None:
        gone.append(1)
        if len(gone) == 2:
            twice.set()
        raise OSError("away")

    with going_round(app, Round("fails", 0, fail)):
        assert twice.wait(MOST_SECONDS)


def test_no_round_waits_for_another(app: Flask) -> None:
    """A letter is sent, and the worker known to live, while something else takes its time."""
    held, done = Event(), Event()
    with (
        going_round(app, Round("long", 0, lambda: held.wait(MOST_SECONDS))),
        going_round(app, Round("short", MOST_SECONDS, done.set)),
    ):
        assert done.wait(MOST_SECONDS)
        held.set()


def test_a_worker_is_known_to_live(app: Flask) -> None:
    told = Event()

    def tell() -> None:
        tell_worker_lives()
        told.set()

    with going_round(app, Round("heart", MOST_SECONDS, tell)):
        assert told.wait(MOST_SECONDS)
    db.session.rollback()
    assert [each.ended_at for each in db.session.scalars(select(Worker))] == [None]
