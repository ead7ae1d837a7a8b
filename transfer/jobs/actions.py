"""Asking for long work, running it a step at a time, and taking up what a dead worker left."""

import os
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, NamedTuple

import structlog
from flask import Flask, current_app
from sqlalchemy import delete, select, update
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from transfer.audit.actions import Actor, record
from transfer.extensions import db, once_committed, unit_of_work
from transfer.jobs.models import Job, Worker
from transfer.jobs.queries import find_worker
from transfer.jobs.rules import LIVE, MOST_ATTEMPTS, SILENT_AFTER, next_try
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

log = structlog.get_logger()
Progress = Callable[[int, int, str], None]
Work = Callable[[Job, Progress], dict[str, Any]]
# Faults that pass by themselves: a database or a disk that is away or full.
PASSING: tuple[type[Exception], ...] = (OSError, OperationalError, InterfaceError, NoConnection)
KEPT = timedelta(days=1)  # how long a worker that is no more is remembered


class Operator(NamedTuple):
    """Whoever runs the service, in no programme."""

    user_id: int | None
    name: str


class Page(NamedTuple):
    """A page of the programme by its endpoint, and the name that people know it by."""

    endpoint: str
    name: str


class Kind(NamedTuple):
    """words: what it does, without what it does it with. passing: the errors after which it is tried again. asked_on:
    the page to go back to."""

    work: Work
    words: str
    passing: tuple[type[Exception], ...]
    asked_on: Page | None


class Attempt(NamedTuple):
    """One go at a job. Another worker that takes the job up makes the next one, and this one may store no more."""

    job_id: int
    number: int


@dataclass
class Step:
    """payload: what later steps go on from. result: set by the last step; the job ends with its unit of work.
    refusal: why the job fails, together with what this step changed."""

    payload: dict[str, Any]
    result: dict[str, Any] | None = field(default=None)
    refusal: str | None = None


_WORK: dict[str, Kind] = {}
_QUEUE = "send_job"  # where an application keeps what it sends a job's id to its queue with
_attempt: ContextVar[Attempt] = ContextVar("attempt")
# What this process is at: its heart tells that these live, however long a step takes.
_at_work: set[Attempt] = set()


class Cancelled(Exception):
    """The job was stopped while it ran, or another worker has taken it up."""


def works_on(
    kind: str,
    words: str = "Long work",
    passing: tuple[type[Exception], ...] = PASSING,
    *,
    asked_on: tuple[str, str] | None = None,
) -> Callable[[Work], Work]:
    """Register the function that does jobs of a kind. It gets the job and `progress(done, total, step)`; it returns
    plain data for `result`, stores by `step_of`, and may be run again from the start after a crash. asked_on: the
    endpoint and the name of the page that it is asked for on."""

    def register(work: Work) -> Work:
        _WORK[kind] = Kind(work, words, passing, Page(*asked_on) if asked_on else None)
        return work

    return register


def kind_words(kind: str) -> str:
    """What jobs of a kind do, without what they do it with."""
    return _WORK[kind].words if kind in _WORK else "Long work"


def asked_on(kind: str) -> Page | None:
    """The page on which people ask for jobs of a kind."""
    return _WORK[kind].asked_on if kind in _WORK else None


def hand_over_with(app: Flask, send: Callable[[int], None]) -> None:
    """Let this application's jobs be sent with `send`: it is called with a job's id once its row is committed."""
    app.extensions[_QUEUE] = send


def request_job(
    actor: Actor,
    kind: str,
    title: str,
    payload: dict[str, Any],
    *,
    programme_id: int | None,
    side_id: int | None = None,
) -> Job:
    """Write the job's row in this unit of work; the queue hears of it after the commit."""
    job = Job(
        kind=kind, title=title, payload=payload, programme_id=programme_id, side_id=side_id,
        requested_by=actor.name, requested_by_id=actor.user_id, created_at=clock.now(),
    )  # fmt: skip
    db.session.add(job)
    db.session.flush()
    _send_later(job)
    return job


def _send_later(job: Job) -> None:
    job_id = job.id
    once_committed(lambda: current_app.extensions[_QUEUE](job_id))


def _locked(job_id: int) -> Job:
    """The row as it stands now, and until this unit of work ends."""
    query = select(Job).where(Job.id == job_id).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(query).one()


def cancel_job(actor: Actor, job: Job) -> None:
    """A queued job never starts; a running one stops at its next step. Raises DomainError when it has ended."""
    job = _locked(job.id)
    if job.state not in LIVE:
        raise DomainError("This has already ended")
    record(actor, "cancel_job", ("job", job.id), f"Somebody stopped: {job.title}", programme_id=job.programme_id,
           side_id=job.side_id, changes={"state": (job.state, "cancelled")})  # fmt: skip
    job.state, job.finished_at, job.next_try_at = "cancelled", clock.now(), None


def retry_job(actor: Actor, job: Job) -> None:
    """Begin a job again that failed or was stopped. Raises DomainError for one that did not."""
    job = _locked(job.id)
    if job.state not in ("failed", "cancelled"):
        raise DomainError("Only what failed or was stopped can be tried again")
    record(actor, "retry_job", ("job", job.id), f"Somebody started again: {job.title}", programme_id=job.programme_id,
           side_id=job.side_id, changes={"state": (job.state, "queued")})  # fmt: skip
    job.state, job.attempts, job.done, job.step = "queued", 0, 0, ""
    job.error = job.failure = job.finished_at = job.next_try_at = None
    _send_later(job)


def run_job(job_id: int, told: Callable[[str], None] | None = None) -> None:
    """Do one queued job. Only one worker gets it, and whatever happens is written on the row.

    told: hears each step as well, for whoever watches at a terminal.
    """
    attempt = _take(job_id)
    if attempt is None:
        return

    def progress(done: int, total: int, step: str) -> None:
        _beat(attempt, done, total, step)
        if told:
            told(step)

    token = _attempt.set(attempt)
    _at_work.add(attempt)
    try:
        _do(attempt, progress)
    finally:
        _at_work.discard(attempt)
        _attempt.reset(token)


def _take(job_id: int) -> Attempt | None:
    now = clock.now()
    due = Job.next_try_at.is_(None) | (Job.next_try_at <= now)
    with unit_of_work():
        taken = db.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == "queued", due)
            .values(
                state="running",
                started_at=now,
                heartbeat_at=now,
                attempts=Job.attempts + 1,
                next_try_at=None,
                error=None,
                worker=worker_name(),
            )  # fmt: skip
            .returning(Job.attempts)
        ).scalar()
    return Attempt(job_id, taken) if taken else None


def _do(attempt: Attempt, progress: Progress) -> None:
    job = db.session.get_one(Job, attempt.job_id)
    kind = _WORK.get(job.kind)
    try:
        if kind is None:
            raise LookupError(f"Nobody does {job.kind}")
        result = kind.work(job, progress)
    except Cancelled:
        return
    except DomainError as error:
        _end(attempt, state="failed", error=error.message, failure="refused")
    except Exception as error:
        log.exception("job_failed", job_id=attempt.job_id)
        if kind is not None and isinstance(error, kind.passing):
            _put_off(attempt)
        else:
            words = "Something went wrong that we did not expect. Try again."
            _end(attempt, state="failed", error=words, failure="unexpected")
    else:
        _end(attempt, state="done", result=result, done=Job.total)


def _put_off(attempt: Attempt) -> None:
    """Wait, longer each time, and try again; after the last try it has failed."""
    again = next_try(attempt.number, clock.now())
    if again is None:
        words = "The service could not reach what it needs, however often it tried. Try again later."
        _end(attempt, state="failed", error=words, failure="passing")
    else:
        _write(attempt, state="queued", next_try_at=again, worker=None)


def _beat(attempt: Attempt, done: int, total: int, step: str) -> None:
    """Tell that the worker lives and how far it is. Raises Cancelled when somebody stopped the job."""
    if not _write(attempt, done=done, total=total, step=step, heartbeat_at=clock.now()):
        raise Cancelled


def _end(attempt: Attempt, **values: Any) -> None:
    _write(attempt, finished_at=clock.now(), **values)


def _write(attempt: Attempt, **values: Any) -> bool:
    """Write on the job's row while it is still this attempt's."""
    with unit_of_work():
        return db.session.execute(_own(attempt).values(**values)).rowcount == 1  # type: ignore[attr-defined, no-any-return]


def _own(attempt: Attempt) -> Any:
    return update(Job).where(Job.id == attempt.job_id, Job.state == "running", Job.attempts == attempt.number)


@contextmanager
def step_of() -> Iterator[Step]:
    """One unit of work of the job that runs. What it changes and how the job goes on are committed together, so that
    whoever takes the job up later does nothing twice. Raises Cancelled, with nothing changed, when the job was stopped
    or another worker has it. The row is locked at the end only: a page that stops the job need not wait."""
    attempt = _attempt.get()
    with unit_of_work():
        job = db.session.get_one(Job, attempt.job_id, populate_existing=True)
        step = Step(dict(job.payload))
        yield step
        db.session.flush()
        job = _locked(attempt.job_id)
        if (job.state, job.attempts) != ("running", attempt.number):
            raise Cancelled
        job.payload, job.heartbeat_at = step.payload, clock.now()
        if step.result is not None:
            job.state, job.result, job.done, job.finished_at = "done", step.result, job.total, clock.now()
        elif step.refusal is not None:
            job.state, job.error, job.failure, job.finished_at = "failed", step.refusal, "refused", clock.now()


def take_up_silent_jobs() -> list[int]:
    """Put back what a dead worker left (three tries at most); returns the ids that wait to be run.

    Two workers may do this at once: each change is asked for on the condition that it is still due."""
    now = clock.now()
    silent = (Job.state == "running") & (Job.heartbeat_at.is_(None) | (Job.heartbeat_at < now - SILENT_AFTER))
    due = (Job.state == "queued") & (Job.next_try_at.is_(None) | (Job.next_try_at <= now))
    with unit_of_work():
        words = "The worker stopped three times while doing this. Ask your operator."
        given_up = update(Job).where(silent, Job.attempts >= MOST_ATTEMPTS)
        db.session.execute(given_up.values(state="failed", finished_at=now, error=words, failure="silent"))
        db.session.execute(update(Job).where(silent).values(state="queued", worker=None))
        return list(db.session.scalars(select(Job.id).where(due).order_by(Job.id)))


def worker_name() -> str:
    """This process, as the operator's page names it."""
    return f"{socket.gethostname()}:{os.getpid()}"[:120]


def tell_worker_lives() -> None:
    """This worker's sign of life, and that of the job it is at, in a unit of work of its own."""
    now = clock.now()
    with unit_of_work():
        worker = find_worker(worker_name())
        if worker is None:
            db.session.execute(delete(Worker).where(Worker.heartbeat_at < now - KEPT))
            worker = Worker(name=worker_name(), started_at=now)
            db.session.add(worker)
        worker.heartbeat_at, worker.ended_at = now, None
        db.session.flush()
        for attempt in list(_at_work):
            db.session.execute(_own(attempt).values(heartbeat_at=now))


def tell_worker_ended() -> None:
    """It was told to stop: nobody need look for it."""
    with unit_of_work():
        worker = find_worker(worker_name())
        if worker:
            worker.ended_at = clock.now()
