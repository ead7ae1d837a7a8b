"""Building a pack: freeze it, render both editions in both formats, then keep all four files at once."""

from collections.abc import Callable
from typing import Any

import structlog

from reports.apart import pdf_apart
from reports.snapshot import Snapshot as Frozen
from reports.workbook import workbook
from transfer.extensions import unit_of_work
from transfer.identity.queries import find_user
from transfer.jobs.actions import Progress, works_on
from transfer.jobs.models import Job
from transfer.jobs.queries import get_job
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.packs.actions import freeze, keep_files
from transfer.packs.queries import frozen, get_snapshot
from transfer.packs.rules import EDITION_NAMES, EDITIONS, FORMAT_NAMES
from transfer.programmes.models import Programme
from transfer.programmes.queries import find_viewer, get_option, get_programme, system_viewer
from transfer.programmes.rules import Viewer

log = structlog.get_logger()
RENDERERS: dict[str, Callable[[Frozen, Any], bytes]] = {
    "pdf": pdf_apart,
    "xlsx": workbook,
}
STEPS = 1 + len(EDITIONS) * len(RENDERERS)


@works_on("build_pack")
def build_pack(job: Job, progress: Progress) -> dict[str, Any]:
    """Runs again from where it can: a snapshot that was frozen is not frozen twice, files are kept all or none."""
    viewer, job_id = _viewer_of(job), job.id
    progress(0, STEPS, "Freezing the data")
    snapshot_id = _frozen_for(job_id, viewer)
    content = frozen(get_snapshot(viewer, snapshot_id))
    made: dict[tuple[str, str], bytes] = {}
    for edition in EDITIONS:
        for format_, render in RENDERERS.items():
            words = f"{EDITION_NAMES[edition]} edition, {FORMAT_NAMES[format_]}"
            progress(1 + len(made), STEPS, words)
            made[edition, format_] = _rendered(words, render, content, edition)
    progress(STEPS, STEPS, "Keeping the files")
    with unit_of_work():
        keep_files(viewer, get_snapshot(viewer, snapshot_id), made)
    slug = get_programme(viewer).slug
    return {"snapshot_id": snapshot_id, "href": f"/p/{slug}/packs/snapshots/{snapshot_id}", "words": "Open the pack"}


def _viewer_of(job: Job) -> Viewer:
    """Whoever asked, with the rights that they have today."""
    programme = get_programme(Viewer(job.programme_id or 0, None, "", ""))
    return _viewer(programme, job.requested_by_id)


def _viewer(programme: Programme, user_id: int | None) -> Viewer:
    if user_id is None:
        return system_viewer(programme)
    user = find_user(user_id)
    viewer = find_viewer(programme, user, clock.today()) if user else None
    if viewer is None or not viewer.may("packs.build"):
        raise DomainError("Whoever asked for this pack may no longer build packs")
    return viewer


def _frozen_for(job_id: int, viewer: Viewer) -> int:
    """The snapshot of this job: the one it has, else one frozen now and written on the job in the same transaction."""
    with unit_of_work():
        job = get_job(job_id, viewer.programme_id, None)
        held = job.payload.get("snapshot_id")
        if held is None:
            held = freeze(viewer, job.payload["kind"], get_option(viewer, job.payload["option_id"])).id
            job.payload = {**job.payload, "snapshot_id": held}
        return int(held)


def _rendered(words: str, render: Callable[[Frozen, Any], bytes], content: Frozen, edition: str) -> bytes:
    try:
        return render(content, edition)
    except Exception as error:
        log.exception("pack_not_rendered", step=words)
        raise DomainError(f"{words} could not be made ({type(error).__name__}). No file was kept: try again") from error
