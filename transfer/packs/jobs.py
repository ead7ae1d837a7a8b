"""Building a pack: freeze it, render both editions in both formats, then keep all four files at once."""

from collections.abc import Callable
from typing import Any

import structlog

from reports.apart import pdf_apart
from reports.snapshot import Snapshot as Frozen
from reports.workbook import workbook
from transfer.identity.queries import find_user
from transfer.jobs.actions import Progress, step_of, works_on
from transfer.jobs.models import Job
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


@works_on("build_pack", "Building a pack", asked_on=("packs.index", "Packs"))
def build_pack(job: Job, progress: Progress) -> dict[str, Any]:
    """Taken up, it goes on from the snapshot that it froze; files are kept all or none, and the job ends with them."""
    viewer = _viewer_of(job)
    progress(0, STEPS, "Freezing the data")
    snapshot_id = _frozen_for(viewer)
    snapshot = get_snapshot(viewer, snapshot_id)
    content, state = frozen(snapshot), snapshot.state
    made: dict[tuple[str, str], bytes] = {}
    for edition in EDITIONS:
        for format_, render in RENDERERS.items():
            words = f"{EDITION_NAMES[edition]} edition, {FORMAT_NAMES[format_]}"
            progress(1 + len(made), STEPS, words)
            made[edition, format_] = _rendered(words, render, content, edition)
    progress(STEPS, STEPS, "Keeping the files")
    with step_of() as step:
        keep_files(viewer, get_snapshot(viewer, snapshot_id), made, state)
        href = f"/p/{get_programme(viewer).slug}/packs/snapshots/{snapshot_id}"
        step.result = {"snapshot_id": snapshot_id, "href": href, "words": "Open the pack"}
    return step.result


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


def _frozen_for(viewer: Viewer) -> int:
    """The snapshot of this job: the one it has, else one frozen now and written on the job in the same transaction."""
    with step_of() as step:
        if "snapshot_id" not in step.payload:
            option = get_option(viewer, step.payload["option_id"])
            step.payload["snapshot_id"] = freeze(viewer, step.payload["kind"], option).id
    return int(step.payload["snapshot_id"])


def _rendered(words: str, render: Callable[[Frozen, Any], bytes], content: Frozen, edition: str) -> bytes:
    try:
        return render(content, edition)
    except Exception as error:
        log.exception("pack_not_rendered", step=words)
        raise DomainError(f"{words} could not be made ({type(error).__name__}). No file was kept: try again") from error
