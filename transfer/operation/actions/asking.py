"""Having the archive of a closed programme written."""

from transfer.audit.actions import record
from transfer.jobs.actions import request_job
from transfer.jobs.models import Job
from transfer.kernel.errors import DomainError
from transfer.operation.queries.archives import ARCHIVE_JOB, find_live_archive
from transfer.privacy.queries import find_closure
from transfer.programmes.rules import Viewer


def ask_archive(viewer: Viewer) -> Job:
    """Have what every side sees written down; while that goes on, the same work. Raises DomainError for a programme
    that has not closed."""
    if find_closure(viewer) is None:
        raise DomainError("Say first when the programme closed: an archive is written of a closed one")
    live = find_live_archive(viewer)
    if live:
        return live
    job = request_job(viewer, ARCHIVE_JOB, "Writing an archive", {}, programme_id=viewer.programme_id)
    record(viewer, "ask_archive", ("job", job.id), "An archive was asked for", programme_id=viewer.programme_id)
    return job
