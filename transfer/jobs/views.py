"""Watching one piece of long work."""

from flask import Blueprint, abort, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.jobs import actions, queries, rules
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.web.access import require

blueprint = Blueprint("jobs", __name__)


@blueprint.get("/p/<slug>/jobs/<int:job_id>")
@require("programme.view")
def show(slug: str, job_id: int) -> ResponseReturnValue:
    job = queries.get_job(job_id, g.viewer.programme_id, g.viewer.readable_sides)
    elapsed = (clock.now() - job.started_at).total_seconds() if job.started_at else 0
    left = rules.seconds_left(job.done, job.total, elapsed) if job.state == "running" else None
    return render_template("jobs/show.html", job=job, percent=rules.percent(job.done, job.total), left=left,
                           may_cancel=_may_cancel(job))  # fmt: skip


def _may_cancel(job: Job) -> bool:
    return bool(g.viewer.role == "lead" or g.viewer.user_id == job.requested_by_id)


@blueprint.post("/p/<slug>/jobs/<int:job_id>/cancel")
@require("programme.view")
def cancel(slug: str, job_id: int) -> ResponseReturnValue:
    job = queries.get_job(job_id, g.viewer.programme_id, g.viewer.readable_sides)
    if not _may_cancel(job):
        abort(403, f"This is open to {job.requested_by}, who asked for it, and to the programme lead.")
    actions.cancel_job(g.viewer, job)
    return redirect(url_for("jobs.show", slug=slug, job_id=job_id), 303)
