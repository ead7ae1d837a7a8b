"""Reading long work."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select

from transfer.extensions import db
from transfer.jobs.models import Job, Worker
from transfer.jobs.rules import LIVE
from transfer.kernel.errors import NotFound
from transfer.web.paging import Page, paged_rows


def get_job(job_id: int, programme_id: int, sides: frozenset[int] | None, asker_id: int | None = None) -> Job:
    """A job of this programme that these sides may see (None: all), or that somebody asked for. Raises NotFound."""
    job = db.session.get(Job, job_id)
    hidden = job and sides is not None and job.side_id is not None and job.side_id not in sides
    hidden = hidden and (asker_id is None or job.requested_by_id != asker_id)  # type: ignore[union-attr]
    if not job or job.programme_id != programme_id or hidden:
        raise NotFound("That job is not here")
    return job


def get_any_job(job_id: int) -> Job:
    """A job of whatever programme, for whoever runs the service. Raises NotFound."""
    job = db.session.get(Job, job_id)
    if not job:
        raise NotFound(f"There is no job {job_id}")
    return job


def list_jobs(programme_id: int, sides: frozenset[int] | None, kind: str | None = None) -> Sequence[Job]:
    query = select(Job).where(Job.programme_id == programme_id).order_by(Job.id.desc()).limit(20)
    if sides is not None:
        query = query.where(or_(Job.side_id.is_(None), Job.side_id.in_(sides)))
    if kind:
        query = query.where(Job.kind == kind)
    return db.session.scalars(query).all()


def page_all_jobs(state: str | None, number: int) -> Page[Job]:
    """Jobs of every programme, newest first, for whoever runs the service."""
    query = select(Job).order_by(Job.id.desc())
    return paged_rows(query.where(Job.state == state) if state else query, number)


def list_newest_jobs(state: str | None, limit: int) -> Sequence[Job]:
    """The same at the command line, the newest of them."""
    query = select(Job).order_by(Job.id.desc()).limit(limit)
    return db.session.scalars(query.where(Job.state == state) if state else query).all()


def count_jobs() -> dict[str, int]:
    """How many jobs are in each state, of every programme."""
    found = db.session.execute(select(Job.state, func.count()).group_by(Job.state))
    return dict(found.all())


def list_live_jobs(kind: str | None = None, programme_id: int | None = None) -> Sequence[Job]:
    """What waits or runs: all of it, or of one kind in one programme."""
    query = select(Job).where(Job.state.in_(LIVE)).order_by(Job.id)
    if kind:
        query = query.where(Job.kind == kind, Job.programme_id == programme_id)
    return db.session.scalars(query).all()


def find_worker(name: str) -> Worker | None:
    return db.session.scalars(select(Worker).where(Worker.name == name)).one_or_none()


def list_workers() -> Sequence[Worker]:
    """Every worker of the last day, the one heard of last first."""
    return db.session.scalars(select(Worker).order_by(Worker.heartbeat_at.desc(), Worker.id)).all()
