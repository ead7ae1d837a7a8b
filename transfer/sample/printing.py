"""The sample's two packs: frozen and built by the lead as on the pages, and put into a folder to print."""

from collections.abc import Callable
from pathlib import Path

from transfer.extensions import unit_of_work
from transfer.files.queries import read_bytes
from transfer.jobs.actions import cancel_job, run_job
from transfer.jobs.models import Job
from transfer.jobs.queries import get_job, list_jobs
from transfer.jobs.rules import LIVE
from transfer.kernel.errors import DomainError
from transfer.packs.actions import approve_pack, request_files, request_pack
from transfer.packs.models import Snapshot
from transfer.packs.queries import get_snapshot, list_snapshots
from transfer.packs.rules import EDITIONS, FORMAT_NAMES, KIND_NAMES
from transfer.programmes.queries import find_preferred_option
from transfer.programmes.rules import Viewer

Told = Callable[[str], None]
# The steering group has settled this one; the other is still being written.
APPROVED = frozenset({"business-case"})


def print_packs(lead: Viewer, folder: Path, told: Told) -> list[Path]:
    """FOLDER/KIND-EDITION.pdf and .xlsx of both kinds. What is there stays, and what was built is not built again.

    Returns the files that were written. told: hears what is done. Raises DomainError when a pack cannot be built.
    """
    return [path for kind in KIND_NAMES if _missing(kind, folder) for path in _print(lead, kind, folder, told)]


def _missing(kind: str, folder: Path) -> list[Path]:
    paths = [folder / f"{kind}-{edition}.{format_}" for edition in EDITIONS for format_ in FORMAT_NAMES]
    return [path for path in paths if not path.exists()]


def _print(lead: Viewer, kind: str, folder: Path, told: Told) -> list[Path]:
    snapshot = _built(lead, kind) or _build(lead, kind, told, lambda: _request(lead, kind))
    if kind in APPROVED and snapshot.state == "draft":
        draft = snapshot
        snapshot = _build(lead, kind, told, lambda: approve_pack(lead, draft, draft.version))
    wanted = _missing(kind, folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file in snapshot.files:
        path = folder / f"{kind}-{file.edition}.{file.format}"
        if path in wanted:
            part = path.with_name(f".{path.name}.part")
            part.write_bytes(read_bytes(file.file.sha256))
            part.replace(path)
    return wanted


def _built(lead: Viewer, kind: str) -> Snapshot | None:
    return next((each for each in list_snapshots(lead) if each.kind == kind and each.files), None)


def _build(lead: Viewer, kind: str, told: Told, ask: Callable[[], Job]) -> Snapshot:
    """A pack's files by the job that the page asks for, done here: a second start needs no worker."""
    with unit_of_work():
        for left in list_jobs(lead.programme_id, lead.readable_sides, "build_pack"):
            if left.state in LIVE and left.payload.get("kind") == kind:
                cancel_job(lead, left)
        job_id = ask().id
    name = KIND_NAMES[kind]
    run_job(job_id, lambda step: told(f"{name} pack: {step[:1].lower()}{step[1:]}"))
    job = get_job(job_id, lead.programme_id, lead.readable_sides)
    if job.state != "done" or not job.result:
        raise DomainError(job.error or f"{name} pack: something else is building it. Try again in a minute")
    return get_snapshot(lead, int(job.result["snapshot_id"]))


def _request(lead: Viewer, kind: str) -> Job:
    """What was frozen before a start that was broken off is taken up."""
    frozen = next((each for each in list_snapshots(lead) if each.kind == kind), None)
    if frozen:
        return request_files(lead, frozen)
    option = find_preferred_option(lead)
    if option is None:
        raise DomainError("The programme has no option to make a pack about", "option")
    return request_pack(lead, kind, option)
