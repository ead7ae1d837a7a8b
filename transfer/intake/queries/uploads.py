"""Reading uploads: what waits, what came before, and what became of it."""

from collections.abc import Sequence
from typing import Any, Protocol

from sqlalchemy import or_, select

from transfer.budget.queries import BROUGHT_BY
from transfer.extensions import db
from transfer.intake.models import Upload
from transfer.jobs.models import Job
from transfer.jobs.queries import list_jobs
from transfer.jobs.rules import LIVE
from transfer.kernel.errors import NotFound
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release

CHECK_JOB = "check_upload"
ACCEPT_JOB = "accept_upload"
RECHECK_JOB = "recheck_upload"
COPY_JOB = "copy_to_mend"


class Brought(Protocol):
    """A file that somebody brings, and its place."""

    @property
    def dataset(self) -> str: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def filename(self) -> str: ...


def _visible(viewer: Viewer) -> Any:
    query = select(Upload).where(Upload.programme_id == viewer.programme_id)
    if viewer.unrestricted:
        return query
    return query.where(or_(Upload.organisation_id.is_(None), Upload.organisation_id.in_(viewer.sides)))


def get_upload(viewer: Viewer, upload_id: int) -> Upload:
    """An upload of the viewer's own side. Raises NotFound for any other."""
    found = find_upload(viewer, upload_id)
    if not found:
        raise NotFound("That upload is not here")
    return found


def find_upload(viewer: Viewer, upload_id: int) -> Upload | None:
    """An upload of the viewer's own side, if it is there."""
    found: Upload | None = db.session.scalars(_visible(viewer).where(Upload.id == upload_id)).one_or_none()
    return found


def list_waiting(viewer: Viewer) -> Sequence[Upload]:
    query = _visible(viewer).where(Upload.state == "checked").order_by(Upload.id.desc())
    uploads: Sequence[Upload] = db.session.scalars(query).all()
    return uploads


def list_live_checks(viewer: Viewer) -> list[Job]:
    """Files that the worker is still at."""
    return [
        job
        for kind in (CHECK_JOB, ACCEPT_JOB, RECHECK_JOB, COPY_JOB)
        for job in list_jobs(viewer.programme_id, viewer.readable_sides, kind)
        if job.state in LIVE
    ]


def find_twin(viewer: Viewer, dataset: str, organisation_id: int | None, sha256: str) -> Upload | Release | None:
    """The same file, brought before for the same place: the upload or else the version it became."""
    query = _visible(viewer).where(Upload.dataset == dataset, Upload.file.has(sha256=sha256))
    for upload in db.session.scalars(query.order_by(Upload.id.desc())):
        if upload.organisation_id == organisation_id:
            return upload  # type: ignore[no-any-return]
    known = select(Release).where(
        Release.programme_id == viewer.programme_id, Release.dataset == dataset, Release.file.has(sha256=sha256)
    )
    found = db.session.scalars(known.order_by(Release.id.desc())).all()
    return next((each for each in found if each.organisation_id == organisation_id), None)


def is_file_used(file_id: int) -> bool:
    """Whether an upload, its copy to mend or a version stands on these bytes."""
    used = (
        select(Upload.id)
        .where(or_(Upload.file_id == file_id, Upload.copy_id == file_id))
        .union_all(select(Release.id).where(Release.file_id == file_id))
    )
    return db.session.execute(used.limit(1)).first() is not None


def kept_rows(upload: Upload) -> dict[str, dict[str, Any]]:
    """Rows with findings as the file has them: number in the list → {column letter: stored value}."""
    return upload.outcome.get("excerpts", {}) if upload.excerpts is None else upload.excerpts


def find_release(release_id: int | None) -> Release | None:
    return db.session.get(Release, release_id) if release_id else None


def earlier_uploads(viewer: Viewer, upload: Upload) -> list[Upload]:
    """The same bytes, brought before for the same place."""
    query = _visible(viewer).where(
        Upload.dataset == upload.dataset, Upload.file_id == upload.file_id, Upload.id < upload.id
    )
    found = db.session.scalars(query.order_by(Upload.id))
    return [each for each in found if each.organisation_id == upload.organisation_id]


def find_mended(viewer: Viewer, source: Brought, number: int | None) -> Upload | None:
    """The upload that a file mends which is brought now: the one that its mark names, or else the last one of the same
    name that waits for the same place."""
    same = _visible(viewer).where(Upload.dataset == source.dataset)
    owner = Upload.organisation_id
    same = same.where(owner.is_(None) if source.organisation_id is None else owner == source.organisation_id)
    if number is not None:
        marked: Upload | None = db.session.scalars(same.where(Upload.id == number)).one_or_none()
        return marked
    for each in db.session.scalars(same.where(Upload.state == "checked").order_by(Upload.id.desc())):
        if each.outcome.get("file") == source.filename:
            return each  # type: ignore[no-any-return]
    return None


def find_accepted(release: Release) -> Upload | None:
    """The upload that became this version; none for one that a folder brought."""
    query = select(Upload).where(Upload.release_id == release.id, Upload.state == "accepted")
    found: Upload | None = db.session.scalars(query.order_by(Upload.id.desc())).first()
    return found


def uploaders_of(release: Release) -> Sequence[str]:
    """The names of those who uploaded what became this version."""
    query = select(Upload.uploaded_by).where(Upload.release_id == release.id)
    names: Sequence[str] = db.session.scalars(query.distinct()).all()
    return names


BROUGHT_BY.append(uploaders_of)
