"""What a person says of how a file is read: its place, its sheets and header, its columns and values."""

from collections.abc import Mapping
from typing import Any

from imports.apart import sheets_apart
from transfer.audit.actions import record
from transfer.extensions import db
from transfer.intake.actions.accepting import remember
from transfer.intake.actions.checking import gather
from transfer.intake.actions.seeing import unread
from transfer.intake.actions.uploads import check_again, locked, reading_limits, refuse_decided, source_of
from transfer.intake.models import SavedMapping, Upload
from transfer.intake.queries import RECHECK_JOB, get_mapping, kept_of, may_bring
from transfer.intake.rules import is_long
from transfer.intake.rules.choosing import PLACES, SWITCHES, changed, likeliest, refuse_columns, refuse_values, told
from transfer.jobs.actions import request_job
from transfer.jobs.models import Job
from transfer.kernel.errors import DomainError, FileRefused, StaleVersion
from transfer.programmes.rules import Viewer

FIRST = "Somebody else said how this file is read first"


def _turn(viewer: Viewer, upload_id: int, version: int) -> Upload:
    """The upload under its lock. Raises DomainError once it is decided, StaleVersion with what is said of it now."""
    upload = locked(viewer, upload_id)
    refuse_decided(viewer, upload)
    if version != upload.version:
        raise StaleVersion(FIRST, dict(told(upload.outcome.get("said") or {})) or {"Said so far": "Nothing"})
    return upload


def choose(viewer: Viewer, upload_id: int, said: Mapping[str, Any], *, version: int) -> Upload | Job:
    """Read the file as somebody said: keys of `intake.rules.choosing`, of which those not given stay. A long one
    is read by a job.

    Raises DomainError for a field or value that is none, and StaleVersion when somebody else was first. A file that can
    no longer be read so is kept with the reason.
    """
    upload = _turn(viewer, upload_id, version)
    refuse_columns(said.get("columns", {}).items(), upload.dataset)
    refuse_values(said.get("values", {}), upload.dataset)
    before = dict(upload.outcome.get("said") or {})
    after = {**before, **_joined(before, said)}
    if "sheet" in said or "sheets" in said:
        after = {name: value for name, value in after.items() if name not in ("sheet", "sheets")} | {
            name: said[name] for name in ("sheet", "sheets") if said.get(name)
        }
        upload.sheet = said.get("sheet")
    upload.outcome = {**upload.outcome, "said": after}
    record(
        viewer, "say_how_read", ("upload", upload.id), "Somebody said how a file is read",
        programme_id=upload.programme_id, side_id=upload.organisation_id, changes=changed(before, after),
    )  # fmt: skip
    return _read_again(viewer, upload)


def _joined(before: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    lists = {name: {**before.get(name, {}), **said[name]} for name in ("columns", "amounts") if name in said}
    if "values" in said:
        named = {**before.get("values", {}), **said["values"]}
        lists["values"] = {
            name: {**before.get("values", {}).get(name, {}), **said["values"].get(name, {})} for name in named
        }
    return {**said, **lists}


def _read_again(viewer: Viewer, upload: Upload) -> Upload | Job:
    if is_long(upload.file.size):
        return request_job(
            viewer, RECHECK_JOB, f"Reading {upload.outcome['file']} as was said"[:200], {"upload_id": upload.id},
            programme_id=viewer.programme_id, side_id=upload.organisation_id,
        )  # fmt: skip
    try:
        check_again(viewer, upload.id)
    except FileRefused as refusal:
        keep_refused(viewer, upload, refusal)
    return upload


def keep_refused(viewer: Viewer, upload: Upload, refusal: FileRefused) -> None:
    """The file can no longer be read as somebody said: the page says why, and what was said stays."""
    source = source_of(upload)
    sheets = sheets_apart(source.content, source.filename, reading_limits())
    sheet = likeliest(sheets, upload.dataset, upload.sheet) or sheets[0]
    found = unread(source, gather(viewer, source), refusal.message, sheets, sheet)
    kept: dict[str, Any] = {name: upload.outcome[name] for name in ("mends", "loses", "said") if name in upload.outcome}
    upload.outcome, upload.excerpts = {**found, **kept}, {}
    db.session.flush()


def move_upload(
    viewer: Viewer, upload_id: int, dataset: str, organisation_id: int | None, *, version: int
) -> Upload | Job:
    """The file is another data set, or another side's, than it was taken for.

    Raises DomainError for a place that is not the viewer's, and StaleVersion.
    """
    upload = _turn(viewer, upload_id, version)
    if not may_bring(viewer, dataset, organisation_id):
        raise DomainError("Choose a data set of your own side that your role may bring", "place")
    changes = {"dataset": (upload.dataset, dataset), "organisation_id": (upload.organisation_id, organisation_id)}
    upload.dataset, upload.organisation_id, upload.sheet = dataset, organisation_id, None
    upload.outcome = {**upload.outcome, "said": {}, "guessed": False}
    record(
        viewer, "move_upload", ("upload", upload.id), "A file was said to be another data set",
        programme_id=upload.programme_id, side_id=organisation_id,
        changes={name: pair for name, pair in changes.items() if pair[0] != pair[1]},
    )  # fmt: skip
    return _read_again(viewer, upload)


def remember_now(viewer: Viewer, upload_id: int, *, version: int) -> None:
    """Keep what was said of this file for the next one, before it is accepted. Raises StaleVersion."""
    remember(viewer, _turn(viewer, upload_id, version))


def forget(viewer: Viewer, mapping_id: int, forgotten: Mapping[str, Any], *, version: int) -> None:
    """Forget some of what is remembered of a source, or with `all` everything of it.

    forgotten: columns and amounts (headings), values (field → words), and the names of single things with True. Raises
    NotFound outside the viewer's sides, StaleVersion with what is remembered now.
    """
    saved = get_mapping(viewer, mapping_id)
    if not may_bring(viewer, saved.dataset, saved.organisation_id):
        raise DomainError("Ask somebody who may bring this data set: your role may not")
    if version != saved.version:
        raise StaleVersion("Somebody else changed what is remembered first", dict(told(kept_of(saved))))
    before = kept_of(saved)
    if forgotten.get("all"):
        forgotten = {**before, "groups": saved.groups, **dict.fromkeys(PLACES, True), "switches": True}
    _drop(saved, forgotten)
    record(
        viewer, "forget_mapping", ("saved_mapping", saved.id), "Something of how a list is read was forgotten",
        programme_id=saved.programme_id, side_id=saved.organisation_id, changes=changed(before, kept_of(saved)),
    )  # fmt: skip
    db.session.flush()


def _drop(saved: SavedMapping, forgotten: Mapping[str, Any]) -> None:
    saved.headings = _without(saved.headings, forgotten.get("columns", ()))
    saved.amounts = _without(saved.amounts, forgotten.get("amounts", ()))
    saved.groups = _without(saved.groups, forgotten.get("groups", ()))
    words = forgotten.get("values", {})
    values = {name: _without(each, words.get(name, ())) for name, each in saved.read_values.items()}
    saved.read_values = {name: each for name, each in values.items() if each}
    for name in SWITCHES:
        if forgotten.get(name) or forgotten.get("switches"):
            setattr(saved, name, False)
    if forgotten.get("header_row"):
        saved.header_row = None
    if forgotten.get("sheet"):
        saved.sheet = None
    if forgotten.get("sheets"):
        saved.sheets = []


def _without(items: Mapping[str, Any], gone: Any) -> dict[str, Any]:
    return {name: value for name, value in items.items() if name not in gone}
