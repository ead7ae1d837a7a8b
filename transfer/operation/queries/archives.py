"""Archives of a closed programme that were written by page, and are kept in the file store."""

from sqlalchemy import select

from transfer.extensions import db
from transfer.jobs.models import Job
from transfer.jobs.rules import LIVE
from transfer.programmes.rules import Viewer

ARCHIVE_JOB = "archive_programme"


def list_archives(viewer: Viewer) -> list[Job]:
    """The work that wrote what is still kept, newest first: one, or none yet."""
    return [each for each in _asked(viewer) if each.state == "done" and each.result.get("file_id")]


def find_live_archive(viewer: Viewer) -> Job | None:
    """The archive that is being written now."""
    return next((each for each in _asked(viewer) if each.state in LIVE), None)


def _asked(viewer: Viewer) -> list[Job]:
    query = select(Job).where(Job.programme_id == viewer.programme_id, Job.kind == ARCHIVE_JOB)
    return list(db.session.scalars(query.order_by(Job.id.desc())))
