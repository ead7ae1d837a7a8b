"""Writing the archive of a closed programme, which takes minutes."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from transfer.files.actions import discard, store
from transfer.jobs.actions import Progress, step_of, works_on
from transfer.jobs.models import Job
from transfer.kernel.errors import DomainError
from transfer.operation.queries.archives import ARCHIVE_JOB, list_archives
from transfer.privacy.jobs import asker
from transfer.privacy.queries import find_closure
from transfer.programmes.queries import get_programme


@works_on(ARCHIVE_JOB, "Writing an archive", asked_on=("operation.archive", "Archive"))
def write_archive(job: Job, progress: Progress) -> dict[str, Any]:
    """Written and kept in one step; it takes the place of the archive before it."""
    from transfer.operation.actions.archive import archive_for_every_side  # the packs' libraries are slow to load

    viewer = asker(job, "Whoever asked for this may no longer have an archive written")
    progress(0, 1, "Writing lists, packs and the history")
    with step_of() as step, TemporaryDirectory() as folder:
        if find_closure(viewer) is None:
            raise DomainError("Say first when the programme closed")
        programme, target = get_programme(viewer), Path(folder) / "archive.zip"
        number = archive_for_every_side(viewer, programme, target)
        kept = store(target.read_bytes(), f"{programme.slug}-archive.zip")
        for before in list_archives(viewer):
            discard(before.result["file_id"])
            before.result = {}
        step.result = {
            "file_id": kept.id, "files": number, "href": f"/p/{programme.slug}/archive", "words": "See the archive",
        }  # fmt: skip
    return step.result
