"""Reading long work."""

from collections.abc import Sequence

from sqlalchemy import or_, select

from transfer.extensions import db
from transfer.jobs.models import Job
from transfer.jobs.rules import LIVE
from transfer.kernel.errors import NotFound


def get_job(job_id: int, programme_id: int, sides: frozenset[int] | None) -> Job:
    """A job of this programme that these sides may see (None: all). Raises NotFound."""
    job = db.session.get(Job, job_id)
    hidden = job and sides is not None and job.side_id is not None and job.side_id not in sides
    if not job or job.programme_id != programme_id or hidden:
        raise NotFound("That job is not here")
    return job


def list_jobs(programme_id: int, sides: frozenset[int] | None, kind: str | None = None) -> Sequence[Job]:
    query = select(Job).where(Job.programme_id == programme_id).order_by(Job.id.desc()).limit(20)
    if sides is not None:
        query = query.where(or_(Job.side_id.is_(None), Job.side_id.in_(sides)))
    if kind:
        query = query.where(Job.kind == kind)
    return db.session.scalars(query).all()


def list_live_jobs() -> Sequence[Job]:
    return db.session.scalars(select(Job).where(Job.state.in_(LIVE)).order_by(Job.id)).all()
