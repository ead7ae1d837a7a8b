"""What is kept about people, what holds it, and what is due to go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import get_line, person_on
from transfer.extensions import db
from transfer.intake.models import Upload
from transfer.jobs.models import Job
from transfer.kernel.errors import NotFound
from transfer.privacy.models import Closure, Erasure, LegalHold
from transfer.privacy.rules import RetentionClass, due_on, retention_class, retention_classes
from transfer.programmes.models import Membership, Programme
from transfer.programmes.queries import get_programme, own_part
from transfer.programmes.rules import Viewer

ERASE_JOB = "erase_person"
DISPOSE_JOB = "dispose_data"


@dataclass(frozen=True)
class Kept:
    """A retention class in this programme. due: the first day on which it may go, None while its time does not run;
    items: how many single things are due today, None for a class that goes as a whole; erased: when it went."""

    kind: RetentionClass
    due: date | None
    items: int | None
    erased: Erasure | None
    today: date

    @property
    def is_due(self) -> bool:
        if self.erased and self.items is None:
            return False
        return bool(self.items) if self.items is not None else self.due is not None and self.due <= self.today


def get_person_line(viewer: Viewer, line_id: int) -> AssignmentLine:
    """A line whose person is named to the viewer. Raises NotFound for any other, and for one that names nobody."""
    line = get_line(viewer, line_id)
    if not viewer.names_of(line.release.organisation_id) or person_on(line) is None:
        raise NotFound("That person is not here")
    return line


def find_closure(viewer: Viewer) -> Closure | None:
    return db.session.get(Closure, viewer.programme_id)


def list_holds(viewer: Viewer) -> Sequence[LegalHold]:
    """Every hold there was, those that stand first."""
    query = select(LegalHold).where(LegalHold.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(LegalHold.lifted_at.is_not(None), LegalHold.id.desc())).all()


def get_hold(viewer: Viewer, hold_id: int) -> LegalHold:
    return own_part(viewer, LegalHold, hold_id, "That hold is not here")


def standing_holds(viewer: Viewer) -> list[LegalHold]:
    return [each for each in list_holds(viewer) if each.lifted_at is None]


def list_erasures(viewer: Viewer) -> Sequence[Erasure]:
    """What was erased, newest first; never who."""
    query = select(Erasure).where(Erasure.programme_id == viewer.programme_id).order_by(Erasure.id.desc())
    readable = viewer.readable_sides
    if readable is not None and viewer.role != "lead":
        query = query.where(Erasure.organisation_id.is_(None) | Erasure.organisation_id.in_(readable))
    return db.session.scalars(query).all()


def list_refused(viewer: Viewer) -> dict[int, Job]:
    """Erasures that were asked for and did not happen: id → the job that failed or was stopped."""
    query = select(Job).where(Job.programme_id == viewer.programme_id, Job.kind.in_((ERASE_JOB, DISPOSE_JOB)))
    ended = query.where(Job.state.in_(("failed", "cancelled"))).order_by(Job.id)
    return {each.payload["erasure_id"]: each for each in db.session.scalars(ended)}


def get_erasure(erasure_id: int) -> Erasure:
    return db.session.get_one(Erasure, erasure_id, populate_existing=True)


def withdrawn_uploads(programme_id: int, before: date) -> Sequence[Upload]:
    """Uploads that were withdrawn and came before a day, whose file has not gone yet."""
    query = select(Upload).where(Upload.programme_id == programme_id, Upload.state == "withdrawn")
    found = db.session.scalars(query.order_by(Upload.id))
    return [each for each in found if each.uploaded_at.date() < before and not each.file.disposed_at]


def _ended_members(viewer: Viewer, before: date) -> int:
    held = db.session.scalars(select(Membership).where(Membership.programme_id == viewer.programme_id)).all()
    ends: dict[int, list[date | None]] = {}
    for each in held:
        ends.setdefault(each.user_id, []).append(each.ends_on)
    return sum(all(end and end < before for end in each) for each in ends.values())


def list_kept(viewer: Viewer) -> list[Kept]:
    """Each retention class with what is due in this programme today."""
    programme = get_programme(viewer)
    closure, refused = find_closure(viewer), list_refused(viewer)
    erased = {each.retention_class: each for each in list_erasures(viewer) if each.id not in refused}
    return [_kept(viewer, programme, each, closure, erased.get(each.key)) for each in retention_classes()]


def _kept(
    viewer: Viewer, programme: Programme, kind: RetentionClass, closure: Closure | None, erased: Erasure | None
) -> Kept:
    today = programme.today()
    if kind.starts == "closing":
        return Kept(kind, due_on(kind, closure.closed_on if closure else None), None, erased, today)
    before = cut_off(kind, today)
    items = len(withdrawn_uploads(programme.id, before)) if kind.key == "uploads" else _ended_members(viewer, before)
    return Kept(kind, None, items, erased, today)


def cut_off(kind: RetentionClass, today: date) -> date:
    """What ended before this day has been kept long enough."""
    years, month = divmod(today.month - 1 - (kind.months or 0), 12)
    return date(today.year + years, month + 1, min(today.day, 28))


def staff_is_due(viewer: Viewer) -> bool:
    kind, closure = retention_class("staff"), find_closure(viewer)
    due = due_on(kind, closure.closed_on) if kind and closure else None
    return due is not None and due <= get_programme(viewer).today()
