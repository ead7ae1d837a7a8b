"""Watching one piece of long work, and all of it for whoever runs the service."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.jobs import actions, queries, rules
from transfer.jobs.models import Job, Worker
from transfer.kernel import clock
from transfer.web.access import operator_only, require
from transfer.web.paging import asked_page

blueprint = Blueprint("jobs", __name__)


@blueprint.get("/p/<slug>/jobs/<int:job_id>")
@require("programme.view")
def show(slug: str, job_id: int) -> ResponseReturnValue:
    job = queries.get_job(job_id, g.viewer.programme_id, g.viewer.readable_sides, g.viewer.user_id)
    elapsed = (clock.now() - job.started_at).total_seconds() if job.started_at else 0
    left = rules.seconds_left(job.done, job.total, elapsed) if job.state == "running" else None
    return render_template(
        "jobs/show.html", job=job, percent=rules.percent(job.done, job.total), left=rules.time_left(left),
        may_change=_may_change(job), asked_on=actions.asked_on(job.kind),
    )  # fmt: skip


def _may_change(job: Job) -> bool:
    return bool(g.viewer.role == "lead" or g.viewer.user_id == job.requested_by_id)


def _changeable(job_id: int) -> Job:
    job = queries.get_job(job_id, g.viewer.programme_id, g.viewer.readable_sides, g.viewer.user_id)
    if not _may_change(job):
        abort(403, f"This is open to {job.requested_by}, who asked for it, and to the programme lead.")
    return job


@blueprint.post("/p/<slug>/jobs/<int:job_id>/cancel")
@require("programme.view")
def cancel(slug: str, job_id: int) -> ResponseReturnValue:
    actions.cancel_job(g.viewer, _changeable(job_id))
    return redirect(url_for("jobs.show", slug=slug, job_id=job_id), 303)


@blueprint.post("/p/<slug>/jobs/<int:job_id>/retry")
@require("programme.view")
def retry(slug: str, job_id: int) -> ResponseReturnValue:
    actions.retry_job(g.viewer, _changeable(job_id))
    return redirect(url_for("jobs.show", slug=slug, job_id=job_id), 303)


@blueprint.get("/operator/jobs")
@operator_only
def index() -> ResponseReturnValue:
    """All jobs and workers, without a title or a message: those may hold words of one side's lists."""
    state = request.args.get("state", "")
    page = queries.page_all_jobs(state if state in rules.STATES else None, asked_page())
    return render_template(
        "jobs/index.html", page=page, rows=[_row(each) for each in page.items], states=_states(),
        workers=[_worker(each) for each in queries.list_workers()],
    )  # fmt: skip


def _states() -> list[tuple[str, str]]:
    counts = queries.count_jobs()
    return [(state, f"{state.capitalize()} ({counts.get(state, 0):,})") for state in rules.STATES]


def _row(job: Job) -> dict[str, Any]:
    now = clock.now()
    silent = rules.is_silent(job.state, job.heartbeat_at, now)
    told = rules.how_far(job.state, job.done, job.total, job.started_at, now)
    if silent:
        told = "Its worker is silent. Another takes it up within a minute, when there is one."
    elif job.state == "failed":
        told = rules.FAILURES.get(job.failure or "", "")
    return {
        "job": job, "words": actions.kind_words(job.kind), "told": told, "live": job.state in rules.LIVE,
        "again": job.state in ("failed", "cancelled"),
    }  # fmt: skip


def _worker(worker: Worker) -> dict[str, Any]:
    state = rules.worker_state(worker.heartbeat_at, worker.ended_at, clock.now())
    return {"name": worker.name, "state": state, "heartbeat_at": worker.heartbeat_at, "started_at": worker.started_at}


@blueprint.post("/operator/jobs/<int:job_id>/cancel")
@operator_only
def stop(job_id: int) -> ResponseReturnValue:
    actions.cancel_job(_operator(), queries.get_any_job(job_id))
    flash(f"Job {job_id} was stopped.", "success")
    return redirect(url_for("jobs.index"), 303)


@blueprint.post("/operator/jobs/<int:job_id>/retry")
@operator_only
def start_again(job_id: int) -> ResponseReturnValue:
    actions.retry_job(_operator(), queries.get_any_job(job_id))
    flash(f"Job {job_id} waits for a worker.", "success")
    return redirect(url_for("jobs.index"), 303)


def _operator() -> actions.Operator:
    return actions.Operator(g.user.id, g.user.name)
