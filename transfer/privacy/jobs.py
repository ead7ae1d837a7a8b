"""Erasing and disposing, which rewrite files."""

from typing import Any

from transfer.identity.queries import find_user
from transfer.jobs.actions import Progress, step_of, works_on
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.privacy.actions import erase_now, remove_gone
from transfer.privacy.queries import DISPOSE_JOB, ERASE_JOB, get_erasure
from transfer.programmes.queries import find_programme_by_id, find_viewer, system_viewer
from transfer.programmes.rules import Viewer

DATA_KEPT = ("privacy.retention", "Data kept")


@works_on(ERASE_JOB, "Erasing a person’s data", asked_on=DATA_KEPT)
def erase_person(job: Job, progress: Progress) -> dict[str, Any]:
    """Rows, findings, uploads and files at once; then the originals' bytes."""
    return _erased(job, progress)


@works_on(DISPOSE_JOB, "Disposing of data whose time is over", asked_on=DATA_KEPT)
def dispose_data(job: Job, progress: Progress) -> dict[str, Any]:
    return _erased(job, progress)


def _erased(job: Job, progress: Progress) -> dict[str, Any]:
    viewer = asker(job, "Whoever asked for this may no longer erase data")
    progress(0, 2, "Erasing it in lists, findings and files")
    with step_of() as step:
        erase_now(viewer, get_erasure(step.payload["erasure_id"]))
    # Only now: bytes that went before the commit could not come back if it failed.
    progress(1, 2, "Removing the originals")
    with step_of() as step:
        erasure = get_erasure(step.payload["erasure_id"])
        remove_gone(erasure)
        programme = find_programme_by_id(erasure.programme_id)
        step.result = {"href": f"/p/{programme.slug if programme else ''}/retention", "words": "See what was erased"}
    return step.result


def asker(job: Job, refusal: str) -> Viewer:
    """Whoever asked, with the rights that they have today, as a name in the history. Raises DomainError with this
    refusal when erasing and archiving are theirs no more."""
    programme = find_programme_by_id(job.programme_id or 0)
    user = find_user(job.requested_by_id) if job.requested_by_id else None
    viewer = find_viewer(programme, user, clock.today()) if programme and user else None
    if programme and viewer is None and job.requested_by_id is None:
        viewer = system_viewer(programme)
    if viewer is None or not viewer.may("data.erase"):
        raise DomainError(refusal)
    return viewer
