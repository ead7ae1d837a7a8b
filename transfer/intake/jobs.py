"""Checking and accepting files that are too long to wait for."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from flask import current_app, url_for

from imports.limits import Limits
from transfer.files.queries import get_file, read_bytes
from transfer.identity.queries import find_user
from transfer.intake.actions import accept_upload, check_again, forget_refused, keep_checked
from transfer.intake.actions.checking import Knowledge, Progress, Source, gather, limits, read_brought, read_source
from transfer.intake.actions.copies import keep_copy, marked_workbook
from transfer.intake.actions.recognising import find_changed
from transfer.intake.actions.seeing import find_unread
from transfer.intake.actions.uploads import keep_upload, source_of
from transfer.intake.queries import ACCEPT_JOB, CHECK_JOB, COPY_JOB, RECHECK_JOB, get_upload
from transfer.jobs.actions import Progress as Steps
from transfer.jobs.actions import step_of, works_on
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.kernel.errors import FileRefused, NotFound
from transfer.programmes.models import Programme
from transfer.programmes.queries import find_programme_by_id, find_viewer
from transfer.programmes.rules import Viewer

UPLOADS = ("intake.index", "Uploads")


def _asker(job: Job) -> tuple[Programme, Viewer]:
    """Whoever asked for the job, with the rights that they have now. Raises NotFound when they have none."""
    programme = find_programme_by_id(job.programme_id or 0)
    user = find_user(job.requested_by_id or 0)
    viewer = find_viewer(programme, user, clock.today()) if programme and user else None
    if not programme or not viewer:
        raise NotFound("Whoever asked for this is no longer in the programme")
    return programme, viewer


Read = TypeVar("Read")


def _read(
    how: Callable[[Source, Knowledge, Limits, date, Progress], Read],
    source: Source, programme: Programme, viewer: Viewer, progress: Steps,
) -> Read:  # fmt: skip
    """The file, read with no transaction open."""
    known, today = gather(viewer, source), programme.today()
    told: Progress = lambda done, total: progress(done, total, "Reading the rows")  # noqa: E731
    progress(0, 0, "Opening the file")
    return how(source, known, limits(current_app.config["SETTINGS"]), today, told)


def _find_unread(viewer: Viewer, source: Source, refusal: FileRefused) -> dict[str, Any] | None:
    return find_unread(source, gather(viewer, source), refusal, limits(current_app.config["SETTINGS"]))


@works_on(CHECK_JOB, "Checking a file", asked_on=UPLOADS)
def check_upload(job: Job, progress: Steps) -> dict[str, Any]:
    """Check the stored file and keep what was found; a refused one is removed again."""
    payload = dict(job.payload)
    programme, viewer = _asker(job)
    slug = programme.slug
    as_at = date.fromisoformat(payload["as_at"]) if payload["as_at"] else None
    stored = get_file(payload["file_id"])
    source = Source(
        payload["dataset"], payload["organisation_id"], read_bytes(stored.sha256), payload["filename"],
        payload["sheet"], as_at,
    )  # fmt: skip
    try:
        source, read = _read(read_brought, source, programme, viewer, progress)
    except FileRefused as refusal:
        unread = _find_unread(viewer, source, refusal) if payload.get("keep_unread") else None
        with step_of() as step:
            if unread:
                upload_id = keep_upload(viewer, source, unread, get_file(payload["file_id"])).id
                href = _address("intake.show", slug=slug, upload_id=upload_id)
                step.result = {"upload_id": upload_id, "href": href, "words": "Say how it is read"}
                return step.result
            if payload["new"]:
                forget_refused(payload["file_id"])
            step.refusal = refusal.message
        raise
    changed = find_changed(viewer, source, read, limits(current_app.config["SETTINGS"]))
    with step_of() as step:
        upload_id = keep_checked(viewer, source, read, get_file(payload["file_id"]), changed).id
        href = _address("intake.show", slug=slug, upload_id=upload_id)
        step.result = {"upload_id": upload_id, "href": href, "words": "See what was found"}
    return step.result


@works_on(RECHECK_JOB, "Checking a mended file", asked_on=UPLOADS)
def recheck(job: Job, progress: Steps) -> dict[str, Any]:
    """Read the file again, with what was mended in it, outside a transaction; then keep what was found."""
    programme, viewer = _asker(job)
    upload_id = job.payload["upload_id"]
    read = _read(read_source, source_of(get_upload(viewer, upload_id)), programme, viewer, progress)
    with step_of() as step:
        check_again(viewer, upload_id, read)
        href = _address("intake.show", slug=programme.slug, upload_id=upload_id)
        step.result = {"upload_id": upload_id, "href": href, "words": "See what was found"}
    return step.result


@works_on(COPY_JOB, "Marking the faulty cells of a file", asked_on=UPLOADS)
def copy_to_mend(job: Job, progress: Steps) -> dict[str, Any]:
    """Make the workbook to mend outside a transaction, then keep it."""
    programme, viewer = _asker(job)
    upload_id = job.payload["upload_id"]
    upload = get_upload(viewer, upload_id)
    version = upload.version
    told: Progress = lambda done, total: progress(done, total, "Marking the cells")  # noqa: E731
    progress(0, 0, "Opening the workbook")
    content = marked_workbook(upload, limits(current_app.config["SETTINGS"]), told)
    with step_of() as step:
        keep_copy(get_upload(viewer, upload_id), content, version)
        href = _address("intake.to_mend", slug=programme.slug, upload_id=upload_id)
        step.result = {"upload_id": upload_id, "href": href, "words": "Download the workbook to mend"}
    return step.result


@works_on(ACCEPT_JOB, "Accepting a file", asked_on=UPLOADS)
def accept(job: Job, progress: Steps) -> dict[str, Any]:
    """Read the file again outside a transaction, then store its rows in one."""
    payload = dict(job.payload)
    programme, viewer = _asker(job)
    slug = programme.slug
    read = _read(read_source, source_of(get_upload(viewer, payload["upload_id"])), programme, viewer, progress)
    progress(1, 1, "Storing the rows")
    with step_of() as step:
        release_id = accept_upload(
            viewer, payload["upload_id"], against=payload["against"], read=read,
            correcting=payload.get("correcting", ""),
        ).id  # fmt: skip
        href = _address("releases.show", slug=slug, release_id=release_id)
        step.result = {"release_id": release_id, "href": href, "words": "See the version"}
    return step.result


def _address(endpoint: str, **values: Any) -> str:
    """A path, outside a request as well."""
    with current_app.test_request_context():
        return url_for(endpoint, **values)
