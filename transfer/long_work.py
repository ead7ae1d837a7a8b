"""`flask jobs` and `flask user operator`: long work at the command line, and who else may look at it."""

from datetime import datetime
from typing import Any

import click
from flask.cli import with_appcontext

from transfer.commanding import AS_JSON, print_json, refusals
from transfer.extensions import unit_of_work
from transfer.identity.actions.operators import make_operator
from transfer.identity.rules import CommandLine
from transfer.jobs import actions
from transfer.jobs.models import Job, Worker
from transfer.jobs.queries import get_any_job, list_newest_jobs, list_workers
from transfer.jobs.rules import STATES, how_far, worker_state
from transfer.kernel import clock


@click.group()
def jobs() -> None:
    """Long work: what waits, runs and fails, and the workers that do it."""


def _plain(job: Job) -> dict[str, Any]:
    """A job without its title and message, which may hold words of one side's lists."""
    return {
        "id": job.id, "kind": job.kind, "state": job.state, "done": job.done, "total": job.total,
        "attempts": job.attempts, "requested_by": job.requested_by, "created_at": _instant(job.created_at),
        "heartbeat_at": _instant(job.heartbeat_at), "finished_at": _instant(job.finished_at),
        "next_try_at": _instant(job.next_try_at), "worker": job.worker, "failure": job.failure,
        "how_far": _how_far(job),
    }  # fmt: skip


def _how_far(job: Job) -> str:
    return how_far(job.state, job.done, job.total, job.started_at, clock.now())


def _instant(value: datetime | None) -> str | None:
    return value.isoformat(timespec="seconds") if value else None


def _plain_worker(worker: Worker) -> dict[str, Any]:
    state = worker_state(worker.heartbeat_at, worker.ended_at, clock.now())
    return {"name": worker.name, "state": state, "heartbeat_at": _instant(worker.heartbeat_at)}


@jobs.command("list")
@click.option("--state", type=click.Choice(STATES), help="Only those in this state.")
@click.option("--most", default=20, show_default=True, help="How many, the newest first.")
@AS_JSON
@with_appcontext
@refusals
def list_(state: str | None, most: int, as_json: bool) -> None:
    """Say what waits, runs and fails, and when each worker was last heard of."""
    listed = [_plain(each) for each in list_newest_jobs(state, most)]
    workers = [_plain_worker(each) for each in list_workers()]
    if as_json:
        print_json({"jobs": listed, "workers": workers})
        return
    for each in listed:
        click.echo(_line(each))
    if not listed:
        click.echo(f"No long work is {state}" if state else "No long work was asked for yet")
    for worker in workers:
        click.echo(f"worker {worker['name']}: {worker['state']}, last heard of at {worker['heartbeat_at']}")
    if not workers:
        click.echo("No worker was heard of in the last day: start one with `flask worker`", err=True)


def _line(told: dict[str, Any]) -> str:
    words = f"{told['id']:>6}  {told['state']:9}  {actions.kind_words(told['kind'])}"
    return f"{words}, {told['how_far']}" if told["how_far"] else words


@jobs.command()
@click.argument("job_id", type=int)
@AS_JSON
@with_appcontext
@refusals
def show(job_id: int, as_json: bool) -> None:
    """Say how far job JOB_ID is and how long it still takes."""
    told = _plain(get_any_job(job_id))
    if as_json:
        print_json(told)
        return
    click.echo(_line(told))
    for name in (
        "requested_by", "created_at", "heartbeat_at", "next_try_at", "finished_at", "attempts", "worker", "failure",
    ):  # fmt: skip
        if told[name]:
            click.echo(f"        {name.replace('_', ' ')}: {told[name]}")


@jobs.command()
@click.argument("job_id", type=int)
@with_appcontext
@refusals
def cancel(job_id: int) -> None:
    """Stop job JOB_ID: waiting it never starts, running it stops at its next step and keeps nothing."""
    with unit_of_work():
        actions.cancel_job(CommandLine(), get_any_job(job_id))
    click.echo(f"Job {job_id} was stopped")


@jobs.command()
@click.argument("job_id", type=int)
@with_appcontext
@refusals
def retry(job_id: int) -> None:
    """Begin job JOB_ID again, which failed or was stopped."""
    with unit_of_work():
        actions.retry_job(CommandLine(), get_any_job(job_id))
    click.echo(f"Job {job_id} waits for a worker")


@click.group()
def user() -> None:
    """Accounts."""


@user.command()
@click.argument("email")
@click.option("--end", is_flag=True, help="They no longer run this service.")
@with_appcontext
@refusals
def operator(email: str, end: bool) -> None:
    """Let the account with this EMAIL see all long work and start programmes. It opens nothing of any programme."""
    with unit_of_work():
        name = make_operator(CommandLine(), email, operator=not end).name
    click.echo(f"{name} no longer runs this service" if end else f"{name} runs this service")
