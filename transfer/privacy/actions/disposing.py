"""Removing all that a retention class holds, in a few statements; counts, totals and the history stay."""

from typing import Any

from sqlalchemy import bindparam, delete, select, update

from transfer.establishment.models import AssignmentLine, Correction, ErasedPerson
from transfer.establishment.queries import ERASED_REF, releases_of_list
from transfer.extensions import db
from transfer.files.actions import dispose_of
from transfer.files.models import StoredFile
from transfer.files.queries import get_file
from transfer.intake.actions.copies import forget_copy
from transfer.intake.models import Upload
from transfer.liability.actions import forget_all_told
from transfer.payroll.actions import forget_all_paid
from transfer.privacy.actions.consulted import erase_consulted
from transfer.privacy.actions.mended import empty_mended
from transfer.privacy.models import Erasure
from transfer.privacy.queries import cut_off, withdrawn_uploads
from transfer.privacy.rules import ERASED, ERASED_FINDING, emptied_outcome, retention_class, traced, traces_of
from transfer.programmes.queries import get_programme, list_organisations
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release, ReleaseFinding
from transfer.releases.rules import PERSONAL
from transfer.tupe.actions import forget_grounds
from transfer.tupe.models import ABOUT_PEOPLE, DecisionStep, Leg, PersonDecision

Disposed = tuple[dict[str, int], list[str]]


def dispose(viewer: Viewer, erasure: Erasure) -> Disposed:
    """How much went, by kind, and the hashes of files whose bytes go once this is committed."""
    return _uploads(viewer) if erasure.retention_class == "uploads" else _staff(viewer, erasure)


def _uploads(viewer: Viewer) -> Disposed:
    kind = retention_class("uploads")
    assert kind is not None
    found = withdrawn_uploads(viewer.programme_id, cut_off(kind, get_programme(viewer).today()))
    for upload in found:
        forget_copy(upload)
        upload.outcome, upload.excerpts = emptied_outcome(upload.outcome), {}
    empty_mended([], found)
    gone = [dispose_of(each.file) for each in found if not _is_accepted(each.file) and not each.file.disposed_at]
    return {"uploads": len(found), "files": len(gone)}, gone


def _is_accepted(stored: StoredFile) -> bool:
    return db.session.scalars(select(Release.id).where(Release.file_id == stored.id).limit(1)).first() is not None


def _staff(viewer: Viewer, erasure: Erasure) -> Disposed:
    total = {"lines": 0, "decisions": 0, "uploads": 0, "files": 0}
    gone: list[str] = []
    for organisation in list_organisations(viewer):
        counts, files = _list(viewer.programme_id, organisation.id, erasure)
        total = {kind: number + counts.get(kind, 0) for kind, number in total.items()}
        gone += files
    return {**total, "files": len(gone)}, gone


def _list(programme_id: int, organisation_id: int, erasure: Erasure) -> Disposed:
    releases = releases_of_list(programme_id, organisation_id)
    ids = [each.id for each in releases]
    tokens: dict[str, str] = {}
    named = db.session.scalars(select(AssignmentLine).where(AssignmentLine.release_id.in_(ids)))
    _, letters = erase_consulted(programme_id, traces_of(map(traced, named)))
    lines = _renamed(AssignmentLine, AssignmentLine.release_id.in_(ids), tokens, erasure)
    blank: dict[str, Any] = {**dict.fromkeys(PERSONAL - {"person_ref"}), "extra": {}}
    db.session.execute(update(AssignmentLine).where(AssignmentLine.release_id.in_(ids)).values(blank))
    decisions = _renamed(PersonDecision, PersonDecision.organisation_id == organisation_id, tokens, erasure)
    decided = select(PersonDecision.id).where(PersonDecision.organisation_id == organisation_id)
    for model in ABOUT_PEOPLE:
        _renamed(model, model.organisation_id == organisation_id, tokens, erasure)
    _renamed(Leg, Leg.to_organisation_id == organisation_id, tokens, erasure, "to_person_ref")
    forget_grounds(organisation_id, ERASED)
    words = {"reason": ERASED, "evidence": ERASED}
    db.session.execute(update(DecisionStep).where(DecisionStep.decision_id.in_(decided)).values(words))
    found = update(ReleaseFinding).where(ReleaseFinding.release_id.in_(ids))
    db.session.execute(found.values(message=ERASED_FINDING))
    forget_all_told(organisation_id)
    forget_all_paid(organisation_id)
    gone = {"original": None, "corrected": None, "reason": ERASED, "person_ref": ""}
    db.session.execute(update(Correction).where(Correction.organisation_id == organisation_id).values(gone))
    query = select(Upload).where(Upload.organisation_id == organisation_id, Upload.dataset == "establishment")
    uploads = db.session.scalars(query).all()
    for upload in uploads:
        forget_copy(upload)
        upload.outcome, upload.excerpts = emptied_outcome(upload.outcome), {}
    empty_mended(releases, uploads)
    db.session.execute(delete(ErasedPerson).where(ErasedPerson.organisation_id == organisation_id))
    held = [each.file_id for each in releases] + [each.file_id for each in uploads]
    files = [get_file(each) for each in dict.fromkeys(held)]
    hashes = letters + [dispose_of(each) for each in files if not each.disposed_at]
    return {"lines": lines, "decisions": decisions, "uploads": len(uploads)}, hashes


def _renamed(model: Any, which: Any, tokens: dict[str, str], erasure: Erasure, column: str = "person_ref") -> int:
    """A token in the place of each reference, the same for the same person. Returns how many rows there are."""
    rows = db.session.execute(select(model.id, getattr(model, column)).where(which)).all()
    told = [
        {"row_id": row_id, "token": tokens.setdefault(ref, f"{ERASED_REF}{erasure.id}-{len(tokens) + 1}")}
        for row_id, ref in rows
        if ref
    ]
    if told:
        table = model.__table__
        renamed = update(table).where(table.c.id == bindparam("row_id")).values({column: bindparam("token")})
        db.session.connection().execute(renamed, told)
    return len(rows)
