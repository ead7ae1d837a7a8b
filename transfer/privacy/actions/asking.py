"""From a lead's word to what is gone: asked, done in one unit of work by the worker, then the bytes."""

from transfer.audit.actions import record
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import ERASED_REF, person_on
from transfer.extensions import db
from transfer.files.actions import remove_bytes
from transfer.jobs.actions import request_job
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.privacy.actions.disposing import dispose
from transfer.privacy.actions.erasing import erase
from transfer.privacy.models import Erasure
from transfer.privacy.queries import (
    DISPOSE_JOB,
    ERASE_JOB,
    list_kept,
    staff_is_due,
    standing_holds,
)
from transfer.programmes.rules import Viewer


def _refuse_held(viewer: Viewer) -> None:
    held = standing_holds(viewer)
    if held:
        raise DomainError(f"Nothing is erased while a legal hold stands: {held[0].placed_by} placed one")


def ask_erasure(viewer: Viewer, line: AssignmentLine, *, ground: str, reason: str) -> Job:
    """Have whoever is on this line erased. ground: "request" or "retention". Raises DomainError while a hold stands,
    before the time is over on the ground of retention, or when the line names nobody."""
    _refuse_held(viewer)
    if person_on(line) is None:
        raise DomainError("The list names nobody in this post")
    if ground == "retention" and not staff_is_due(viewer):
        raise DomainError("Choose the person’s request: the time that staff data is kept is not over", "ground")
    erasure = _asked(viewer, ground, reason, organisation_id=line.release.organisation_id, line_id=line.id)
    return request_job(
        viewer, ERASE_JOB, "Erasing a person’s data", {"erasure_id": erasure.id}, programme_id=viewer.programme_id,
        side_id=line.release.organisation_id,
    )  # fmt: skip


def ask_disposal(viewer: Viewer, key: str, reason: str) -> Job:
    """Have all that a retention class holds removed. Raises DomainError when it is not due or not the product's."""
    _refuse_held(viewer)
    kept = next((each for each in list_kept(viewer) if each.kind.key == key), None)
    if kept is None or not kept.kind.disposed or not kept.is_due:
        raise DomainError("Nothing of this is due: look at the day beside it")
    erasure = _asked(viewer, "retention", reason, retention_class=key)
    words = f"Disposing of {kept.kind.name[:1].lower()}{kept.kind.name[1:]}"
    return request_job(viewer, DISPOSE_JOB, words, {"erasure_id": erasure.id}, programme_id=viewer.programme_id)


def _asked(viewer: Viewer, ground: str, reason: str, **of: int | str | None) -> Erasure:
    erasure = Erasure(
        programme_id=viewer.programme_id, ground=ground, reason=reason.strip(), asked_by=viewer.name,
        asked_at=clock.now(), **of,
    )  # fmt: skip
    db.session.add(erasure)
    db.session.flush()
    words = "A person’s data is to be erased" if erasure.line_id else "Data whose time is over is to be disposed of"
    record(
        viewer, "ask_erasure", ("erasure", erasure.id), words, programme_id=viewer.programme_id,
        side_id=erasure.organisation_id, changes={"ground": (None, ground)},
    )  # fmt: skip
    return erasure


def erase_now(viewer: Viewer, erasure: Erasure) -> None:
    """What was asked, once; again, it does nothing. Raises DomainError while a hold stands."""
    if erasure.counts is not None:
        return
    _refuse_held(viewer)
    counts, gone = _one(erasure) if erasure.line_id else dispose(viewer, erasure)
    erasure.counts, erasure.gone = counts, sorted({*erasure.gone, *gone})
    db.session.flush()
    told = ", ".join(f"{kind} {number:,}" for kind, number in counts.items() if number)
    record(
        viewer, "erase", ("erasure", erasure.id), f"Erased: {told or 'nothing was left'}",
        programme_id=erasure.programme_id, side_id=erasure.organisation_id,
        changes={**{kind: (None, number) for kind, number in counts.items()}, "files_gone": (None, erasure.gone)},
    )  # fmt: skip


def _one(erasure: Erasure) -> tuple[dict[str, int], list[str]]:
    line = db.session.get(AssignmentLine, erasure.line_id)
    person = person_on(line) if line else None
    return erase(person, f"{ERASED_REF}{erasure.id}") if person else ({}, [])


def remove_gone(erasure: Erasure) -> None:
    """Take the bytes of originals out of the store, and say that it is finished. May be done twice."""
    for sha256 in erasure.gone:
        remove_bytes(sha256)
    erasure.finished_at = clock.now()
    db.session.flush()
