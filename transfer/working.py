"""`flask worker`: long work, one piece at a time, and beside it what must not wait for it."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from threading import Event, Thread
from typing import NamedTuple

import click
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext

from transfer.audit.actions import anchor
from transfer.config import Settings
from transfer.duties.actions import write_reminders
from transfer.extensions import unit_of_work
from transfer.files.actions import sweep
from transfer.intake.actions.copies import forget_old_copies
from transfer.jobs.actions import tell_worker_ended, tell_worker_lives
from transfer.mail.actions import send_due_letters
from transfer.mail.queries import mail_goes_out

PATIENCE = 15  # seconds that a round is given to end
log = structlog.get_logger()


class Round(NamedTuple):
    """Something done again and again, `seconds` apart, in a thread of its own."""

    name: str
    seconds: int
    work: Callable[[], object]


def _tidy() -> None:
    settings: Settings = current_app.config["SETTINGS"]
    with unit_of_work():
        forget_old_copies(settings.copies_kept_days)
    with unit_of_work():
        sweep()


def _post() -> None:
    if mail_goes_out():
        send_due_letters()


# A long step is no silence: the worker says that it lives while it works.
ROUNDS = (Round("heart", 15, tell_worker_lives), Round("post", 20, _post), Round("anchor", 900, anchor),
          Round("remind", 1800, write_reminders), Round("tidy", 3600, _tidy))  # fmt: skip


@click.command()
@with_appcontext
def worker() -> None:
    """Do long work until told to stop."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.read_only:
        raise click.ClickException("READ_ONLY is set: start the worker again when the service may be changed.")
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    with ExitStack() as beside:
        beside.callback(_once, app, Round("end", 0, tell_worker_ended))
        for each in ROUNDS:
            beside.enter_context(going_round(app, each))
        app.extensions["huey"].create_consumer(workers=1, worker_type="thread", check_worker_health=False).run()


@contextmanager
def going_round(app: Flask, each: Round) -> Iterator[None]:
    """While this lasts, each.work is done at once and then every so often. What fails costs a round, not the worker."""
    stopped = Event()

    def go() -> None:
        while True:
            _once(app, each)
            if stopped.wait(each.seconds):
                return

    thread = Thread(target=go, name=each.name, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(PATIENCE)


def _once(app: Flask, each: Round) -> None:
    try:
        with app.app_context():
            each.work()
    except Exception:
        log.warning("round_failed", round=each.name, exc_info=True)
