"""An upload's life: checked, then accepted or withdrawn."""

import hashlib
from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import select

from imports.changed import Changed
from imports.limits import Limits
from imports.parts import number_in_list
from imports.reading import find_mark
from transfer.audit.actions import record
from transfer.config import Settings
from transfer.extensions import db
from transfer.files import actions as files
from transfer.files.models import StoredFile
from transfer.files.queries import find_file_by_hash, read_bytes
from transfer.intake.actions.accepting import accept_checked, remember, remembered_now, save_amounts, told_findings
from transfer.intake.actions.checking import FileRead, Source, gather, limits, read_brought, read_source
from transfer.intake.actions.comparing import compared
from transfer.intake.actions.copies import forget_copy, lost_by_copying
from transfer.intake.actions.recognising import find_changed, keep_changed
from transfer.intake.actions.seeing import find_unread, seen_in
from transfer.intake.actions.storing import KEYS
from transfer.intake.models import Upload
from transfer.intake.queries import (
    ACCEPT_JOB,
    CHECK_JOB,
    decisions_touched,
    find_mended,
    find_twin,
    find_upload,
    get_upload,
    is_file_used,
    may_bring,
)
from transfer.intake.queries.erased_people import warn_of_erased
from transfer.intake.queries.mendings import accepted_of, mended_cells, written_mendings
from transfer.intake.queries.unnumbered_posts import number_posts
from transfer.intake.rules import (
    about_decisions,
    became,
    is_long,
    refuse_amount,
    said_amounts,
    unsaid_amounts,
    when,
)
from transfer.intake.rules.mending import as_kept
from transfer.jobs.actions import request_job
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, FileRefused, StaleVersion
from transfer.programmes.queries import get_programme, wait_for_turn
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import find_release_in_force
from transfer.releases.rules import DATASET_NAMES

NO_ROW = "Mend a row first: this file has none without an error, and accepting it would empty the list"
Excerpts = dict[str, dict[str, Any]]


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def reading_limits() -> Limits:
    """The reader's limits as configured."""
    return limits(_settings())


def upload_file(viewer: Viewer, source: Source, *, keep_unread: bool = False) -> Upload | Job:
    """Check a file and keep what was found for a person to decide. A long one is checked by a job.

    keep_unread: keep a file that opens and whose header or columns nobody recognises, so that a person can say what
    they are. Raises FileRefused (field "file") with nothing stored, and DomainError for a place that is not the
    viewer's or a file that is already here.
    """
    if not may_bring(viewer, source.dataset, source.organisation_id):
        raise DomainError("Choose a data set of your own side that your role may bring", "place")
    _refuse_known(viewer, source)
    if is_long(len(source.content)):
        return _request_check(viewer, source, keep_unread)
    known, today = gather(viewer, source), get_programme(viewer).today()
    try:
        source, read = read_brought(source, known, limits(_settings()), today)
    except FileRefused as refusal:
        unread = find_unread(source, known, refusal, limits(_settings())) if keep_unread else None
        if unread is None:
            raise FileRefused(refusal.message, "file") from None
        return keep_upload(viewer, source, unread, files.store(source.content, source.filename))
    return keep_checked(viewer, source, read, files.store(source.content, source.filename))


def _refuse_known(viewer: Viewer, source: Source) -> None:
    """The same file for the same place, while it waits or is in force, is the same upload."""
    twin = find_twin(viewer, source.dataset, source.organisation_id, hashlib.sha256(source.content).hexdigest())
    if twin is None or (source.sheet and source.sheet != twin.sheet):
        return
    if isinstance(twin, Upload) and twin.state == "withdrawn":
        return
    in_force = find_release_in_force(viewer, source.dataset, source.organisation_id)
    release_id = twin.release_id if isinstance(twin, Upload) else twin.id
    if release_id is None or (in_force and in_force.id == release_id):
        raise DomainError(f"Choose another file: {how_it_came(twin)}", "file")


def how_it_came(twin: Upload | Release) -> str:
    """When the same file came, and what became of it."""
    if isinstance(twin, Release):
        return f"this one came on {when(twin.accepted_at)} and {became('accepted', twin.number)}"
    release = db.session.get(Release, twin.release_id) if twin.release_id else None
    return f"this one came on {when(twin.uploaded_at)} and {became(twin.state, release.number if release else None)}"


def _request_check(viewer: Viewer, source: Source, keep_unread: bool) -> Job:
    new = find_file_by_hash(hashlib.sha256(source.content).hexdigest()) is None
    stored = files.store(source.content, source.filename)
    payload = {
        "file_id": stored.id, "new": new, "filename": source.filename, "dataset": source.dataset,
        "organisation_id": source.organisation_id, "sheet": source.sheet,
        "as_at": source.as_at.isoformat() if source.as_at else None, "keep_unread": keep_unread,
    }  # fmt: skip
    return request_job(
        viewer, CHECK_JOB, f"Checking {source.filename}"[:200], payload, programme_id=viewer.programme_id,
        side_id=source.organisation_id,
    )  # fmt: skip


def forget_refused(file_id: int) -> None:
    """A refused file stores nothing: its bytes go, unless something else stands on them."""
    if not is_file_used(file_id):
        files.discard(file_id)


def keep_checked(
    viewer: Viewer, source: Source, read: FileRead, stored: StoredFile, changed: Changed | None = None
) -> Upload:
    """The upload of a file that was read, as it waits for a person. changed: see `find_changed`, when it was asked."""
    if changed is None:
        changed = find_changed(viewer, source, read, reading_limits())
    in_force = find_release_in_force(viewer, source.dataset, source.organisation_id)
    outcome = _outcome(viewer, read, in_force, source.as_at_row, source.organisation_id)
    upload = keep_upload(viewer, source, outcome, stored, read.excerpts)
    earlier = find_upload(viewer, upload.outcome["mends"]) if upload.outcome["mends"] else None
    if earlier:
        keep_changed(viewer, upload, earlier, changed)
    return upload


def keep_upload(
    viewer: Viewer, source: Source, outcome: Mapping[str, Any], stored: StoredFile, excerpts: Excerpts | None = None
) -> Upload:
    """The upload with what was found in it, or why it cannot be read yet."""
    mends = find_mended(viewer, source, find_mark(source.content, source.filename))
    upload = Upload(
        programme_id=viewer.programme_id, organisation_id=source.organisation_id, dataset=source.dataset,
        file_id=stored.id, sheet=None if outcome["several"] else outcome["sheet"], as_at=source.as_at,
        outcome={**outcome, "said": dict(source.said)}, excerpts=excerpts or {}, uploaded_by=viewer.name,
        uploaded_at=clock.now(),
    )  # fmt: skip
    db.session.add(upload)
    db.session.flush()
    loses = lost_by_copying(source.content, source.filename)
    upload.outcome = {**upload.outcome, "mends": mends.id if mends else None, "loses": loses}
    db.session.flush()
    record(
        viewer, "upload_file", ("upload", upload.id), f"A file for the {DATASET_NAMES[source.dataset]} was checked",
        programme_id=viewer.programme_id, side_id=source.organisation_id, changes={"sha256": (None, stored.sha256)},
    )  # fmt: skip
    return upload


def _outcome(
    viewer: Viewer, read: FileRead, in_force: Release | None, as_at_row: int | None, organisation_id: int | None
) -> dict[str, Any]:
    """What the page shows later without the file: the command's JSON, and beside it how columns were matched, the
    parked rows' keys, and what changes against the version in force."""
    checked, key = read.checked, KEYS[read.checked.dataset]
    number_posts(viewer.programme_id, organisation_id, checked)
    warn_of_erased(organisation_id, checked)
    return {
        **checked.as_json(),
        "findings": told_findings(checked),
        "matches": [
            {"field": each.field, "column": each.column, "heading": each.heading, "how": each.how,
             "confidence": round(each.confidence * 100), "samples": list(each.samples)}
            for each in checked.matches
        ],
        **seen_in(read),
        "amounts": [
            {"letter": each.letter, "heading": each.heading, "year": each.year, "basis": each.basis,
             "times": each.times}
            for each in checked.amount_columns
        ],
        "parked": [
            {"row": number_in_list(checked.parts, row.sheet, row.number), "key": str(row.values.get(key) or "")}
            for row in checked.parked
        ],
        "as_at_row": as_at_row,
        "against": in_force.id if in_force else None,
        **compared(viewer, read, in_force),
    }  # fmt: skip


def check_again(viewer: Viewer, upload_id: int, read: FileRead | None = None) -> None:
    """Read the kept file once more, with what was mended in it, against what is in force now. read: when it was already
    read."""
    upload = locked(viewer, upload_id)
    refuse_decided(viewer, upload)
    source = source_of(upload)
    if read is None:
        read = read_source(source, gather(viewer, source), limits(_settings()), get_programme(viewer).today())
    in_force = find_release_in_force(viewer, upload.dataset, upload.organisation_id)
    kept: dict[str, Any] = {name: upload.outcome[name] for name in ("mends", "loses", "said") if name in upload.outcome}
    upload.outcome = {**_outcome(viewer, read, in_force, source.as_at_row, source.organisation_id), **kept}
    upload.excerpts = read.excerpts
    db.session.flush()


def say_amounts(
    viewer: Viewer, upload_id: int, told: Mapping[str, tuple[str, str]], *, version: int | None = None
) -> None:  # fmt: skip
    """Keep of which year and basis each column of money is, for this file and the next; then check the file again.

    told: column letter → (year, basis). version: of the upload as the person saw it. Raises DomainError for a year or
    basis that is none, and StaleVersion when somebody else said it first.
    """
    upload = locked(viewer, upload_id)
    refuse_decided(viewer, upload)
    if version is not None and version != upload.version:
        raise StaleVersion("Somebody else looked after this file first", said_amounts(upload.outcome, told))
    headings = {each["letter"]: each["heading"] for each in upload.outcome["amounts"]}
    for letter, (year, basis) in told.items():
        refuse_amount(letter, year, basis)
    save_amounts(upload, {headings[letter]: [*pair] for letter, pair in told.items() if letter in headings})
    check_again(viewer, upload_id)


def _refuse_unsaid(read: FileRead) -> None:
    letters = [each.letter for each in read.checked.amount_columns if not each.year or not each.basis]
    if letters:
        raise DomainError(f"Say the year and the basis of column {' and '.join(letters)} first")


def locked(viewer: Viewer, upload_id: int) -> Upload:
    """The upload, read again under its lock, so that of two acceptances one waits for the other."""
    get_upload(viewer, upload_id)
    query = select(Upload).where(Upload.id == upload_id).with_for_update(of=Upload)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def refuse_decided(viewer: Viewer, upload: Upload) -> None:
    if not may_bring(viewer, upload.dataset, upload.organisation_id):
        raise DomainError("Ask somebody who may bring this data set: your role may not")
    if upload.state != "checked":
        release = db.session.get(Release, upload.release_id) if upload.release_id else None
        fate = became(upload.state, release.number if release else None)
        raise DomainError(f"Nothing was done: this upload {fate} already")


def source_of(upload: Upload) -> Source:
    return Source(
        upload.dataset, upload.organisation_id, read_bytes(upload.file.sha256), upload.outcome["file"],
        upload.sheet, upload.as_at, as_at_row=upload.outcome.get("as_at_row"), mended=mended_cells(upload),
        said=upload.outcome.get("said", {}),
    )  # fmt: skip


def accept_upload(
    viewer: Viewer, upload_id: int, *, against: int | None, read: FileRead | None = None, correcting: str = ""
) -> Release:
    """The good rows become the version in force; parked rows stay out and go on the work list.

    against: the id of the version in force that the person compared with. read: when the file was already read.
    correcting: what was wrong with the version in force, if this one is brought to put it right.
    Raises DomainError when somebody decided first, or another version came meanwhile.
    """
    upload = locked(viewer, upload_id)
    refuse_decided(viewer, upload)
    _refuse_overtaken(viewer, upload, against)
    if read is None:
        source = source_of(upload)
        read = read_source(source, gather(viewer, source), limits(_settings()), get_programme(viewer).today())
    _refuse_unsaid(read)
    if not read.checked.rows:
        raise DomainError(NO_ROW)
    # From here on nobody else accepts or undoes; whoever did so while the file was read is seen now.
    wait_for_turn(viewer.programme_id)
    _refuse_overtaken(viewer, upload, against)
    # Kept as it stands now: compared later, it would be compared with itself.
    touched = decisions_touched(viewer, upload.organisation_id, about_decisions(upload.outcome))
    before = remembered_now(upload)
    release = accept_checked(
        viewer, read, upload.file, organisation_id=upload.organisation_id, as_at=upload.as_at,
        accepted=accepted_of(upload), correcting=correcting,
    )  # fmt: skip
    remember(viewer, upload)
    taught = {"before": before, "after": remembered_now(upload)}
    upload.outcome = {**upload.outcome, "touched": touched, "taught": taught}
    release.mended = [as_kept(each) for each in written_mendings(upload)]
    forget_copy(upload)
    upload.state, upload.release_id = "accepted", release.id
    db.session.flush()
    return release


def _refuse_overtaken(viewer: Viewer, upload: Upload, against: int | None) -> None:
    in_force = find_release_in_force(viewer, upload.dataset, upload.organisation_id)
    if (in_force.id if in_force else None) != against:
        raise DomainError("Look at the comparison again: another version was accepted or undone meanwhile")


def request_acceptance(viewer: Viewer, upload: Upload, *, against: int | None, correcting: str = "") -> Job:
    """A long file's rows are stored by a job."""
    refuse_decided(viewer, upload)
    if "refused" in upload.outcome:
        raise DomainError("Say how the file is read first")
    if unsaid_amounts(upload.outcome):
        raise DomainError("Say the year and the basis of each column of money first")
    if not upload.outcome["rows_accepted"]:
        raise DomainError(NO_ROW)
    return request_job(
        viewer, ACCEPT_JOB, f"Accepting {upload.outcome['file']}"[:200],
        {"upload_id": upload.id, "against": against, "correcting": correcting},
        programme_id=viewer.programme_id, side_id=upload.organisation_id,
    )  # fmt: skip


def withdraw_upload(viewer: Viewer, upload_id: int) -> None:
    """Go back: nothing of the file is taken over."""
    upload = locked(viewer, upload_id)
    refuse_decided(viewer, upload)
    forget_copy(upload)
    upload.state = "withdrawn"
    db.session.flush()
    record(
        viewer, "withdraw_upload", ("upload", upload.id),
        f"A file for the {DATASET_NAMES[upload.dataset]} was withdrawn",
        programme_id=viewer.programme_id, side_id=upload.organisation_id,
    )  # fmt: skip
