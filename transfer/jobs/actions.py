"""Asking for long work, running it a step at a time, and taking up what a dead worker left."""

from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import event, update
from sqlalchemy.orm import Session

from transfer.audit.actions import Actor, record
from transfer.extensions import db, unit_of_work
from transfer.jobs.models import Job
from transfer.jobs.queries import list_live_jobs
from transfer.jobs.rules import LIVE, MOST_ATTEMPTS, is_silent
from transfer.kernel import clock
from transfer.kernel.errors import DomainError

log = structlog.get_logger()
Progress = Callable[[int, int, str], None]
Work = Callable[[Job, Progress], dict[str, Any]]
_WORK: dict[str, Work] = {}
# Called with a job's id once its row is committed; the application hands it to the queue.
_queue: list[Callable[[int], None]] = []


class Cancelled(Exception):
    """The job was cancelled while it ran."""


def works_on(kind: str) -> Callable[[Work], Work]:
    """Register the function that does jobs of a kind. It gets the job and `progress(done, total, step)`; it returns
    plain data for `result`, commits its own units of work, and may be run again from the start after a crash."""

    def register(work: Work) -> Work:
        _WORK[kind] = work
        return work

    return register


def hand_over_with(send: Callable[[int], None]) -> None:
    _queue[:] = [send]


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
    db.session.info.setdefault("jobs", []).append(job.id)
    return job


@event.listens_for(Session, "after_commit")
def _hand_over(session: Session) -> None:
    for job_id in session.info.pop("jobs", []):
        for send in _queue:
            send(job_id)


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop("jobs", None)


def cancel_job(actor: Actor, job: Job) -> None:
    """A queued job never starts; a running one stops at its next step. Raises DomainError when it has ended."""
    if job.state not in LIVE:
        raise DomainError("This has already ended")
    record(actor, "cancel_job", ("job", job.id), f"Somebody stopped: {job.title}", programme_id=job.programme_id,
           side_id=job.side_id, changes={"state": (job.state, "cancelled")})  # fmt: skip
    job.state, job.finished_at = "cancelled", clock.now()


def run_job(job_id: int, told: Callable[[str], None] | None = None) -> None:
    """Do one queued job. Only one worker gets it, and whatever happens is written on the row.

    told: hears each step as well, for whoever watches at a terminal.
    """

    def progress(done: int, total: int, step: str) -> None:
        _beat(job_id, done, total, step)
        if told:
            told(step)

    with unit_of_work():
        taken = db.session.execute(
            update(Job)
            .where(Job.id == job_id, Job.state == "queued")
            .values(state="running", started_at=clock.now(), heartbeat_at=clock.now(), attempts=Job.attempts + 1)
        )
    if taken.rowcount != 1:  # type: ignore[attr-defined]
        return
    job = db.session.get_one(Job, job_id)
    try:
        result = _WORK[job.kind](job, progress)
    except Cancelled:
        return
    except DomainError as error:
        _finish(job_id, "failed", error=error.message)
    except Exception:
        log.exception("job_failed", job_id=job_id)
        _finish(job_id, "failed", error="Something went wrong that we did not expect. Try again.")
    else:
        _finish(job_id, "done", result=result)


def _beat(job_id: int, done: int, total: int, step: str) -> None:
    """Tell that the worker lives and how far it is. Raises Cancelled when somebody stopped the job."""
    with unit_of_work():
        job = db.session.get_one(Job, job_id)
        if job.state != "running":
            raise Cancelled
        job.done, job.total, job.step, job.heartbeat_at = done, total, step, clock.now()


def _finish(job_id: int, state: str, *, error: str | None = None, result: dict[str, Any] | None = None) -> None:
    with unit_of_work():
        job = db.session.get_one(Job, job_id)
        if job.state != "running":
            return
        job.state, job.error, job.result, job.finished_at = state, error, result or {}, clock.now()
        if state == "done":
            job.done = job.total


def take_up_silent_jobs() -> list[int]:
    """Put back what a dead worker left (three tries at most); returns the ids that wait to be run."""
    with unit_of_work():
        waiting = []
        for job in list_live_jobs():
            if is_silent(job.state, job.heartbeat_at, clock.now()):
                if job.attempts >= MOST_ATTEMPTS:
                    job.state, job.finished_at = "failed", clock.now()
                    job.error = "The worker stopped three times while doing this. Ask your operator."
                    continue
                job.state = "queued"
            if job.state == "queued":
                waiting.append(job.id)
    return waiting
