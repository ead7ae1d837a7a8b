"""What a person's assignment was judged on, their objection, and what waits for legal."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, literal, select, union_all
from sqlalchemy.orm import aliased

from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.releases.queries import releases_in_force
from transfer.tupe.models import AssignmentFactor, DecisionStep, Engagement, Objection, PersonDecision
from transfer.tupe.queries.candidates import CandidateFilter, about_line, candidate_rows, list_transfers
from transfer.tupe.queries.corrections import newest_standing
from transfer.tupe.rules import MAY_OBJECT

Kept = TypeVar("Kept", AssignmentFactor, Objection, Engagement)


def of_person(kind: type[Kept], transfer: Transfer, line: AssignmentLine) -> Select[Kept]:
    """Rows of one kind about whoever is on this line, in this transfer."""
    return select(kind).where(
        kind.transfer_id == transfer.id, kind.organisation_id == line.release.organisation_id,
        kind.post_no == line.post_no, kind.person_ref == (line.person_ref or ""),
    )  # fmt: skip


def factors_of(transfer: Transfer, line: AssignmentLine) -> dict[str, AssignmentFactor]:
    """By factor; whoever asks minds who may read them."""
    return {each.factor: each for each in db.session.scalars(of_person(AssignmentFactor, transfer, line))}


def find_factor(transfer: Transfer, line: AssignmentLine, factor: str) -> AssignmentFactor | None:
    query = of_person(AssignmentFactor, transfer, line).where(AssignmentFactor.factor == factor)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def objections_of(transfer: Transfer, line: AssignmentLine) -> Sequence[Objection]:
    """Newest first, withdrawn ones too."""
    return db.session.scalars(of_person(Objection, transfer, line).order_by(Objection.id.desc())).all()


def find_open_objection(transfer: Transfer, line: AssignmentLine) -> Objection | None:
    """The one that stands, or that ended the employment; None when there is none or it was withdrawn."""
    query = of_person(Objection, transfer, line).where(Objection.withdrawn_on.is_(None))
    return db.session.scalars(query).one_or_none()


@dataclass(frozen=True)
class ForLegal:
    """Something about one person that waits for legal. kind: "dispute" or "objection"; by_on: the day by which it is
    answered, None where nobody set one; raised_by: a key of RAISED_BY, "" for an objection."""

    transfer: Transfer
    line_id: int
    post_no: str
    job_title: str
    organisation_id: int
    kind: str
    since_on: date
    by_on: date | None
    raised_by: str


def list_for_legal(viewer: Viewer) -> list[ForLegal]:
    """Disputes, and objections that name a detriment or may, of the transfers of the preferred option; those with the
    nearest day first."""
    transfers = list_transfers(viewer)
    waiting = _with_questions([each.id for each in transfers])
    found = [each for transfer in transfers if transfer.id in waiting for each in _waiting(viewer, transfer)]
    return sorted(found, key=lambda each: (each.by_on or date.max, each.since_on, each.post_no))


def count_for_legal(viewer: Viewer) -> int:
    """How much of it is about people of the viewer's own sides."""
    return sum(each.organisation_id in viewer.sides for each in list_for_legal(viewer))


def _with_questions(transfer_ids: Sequence[int]) -> set[int]:
    """Transfers in which anything waits at all, on any list: most have none, and are not looked through."""
    disputes = select(PersonDecision.transfer_id).where(
        PersonDecision.transfer_id.in_(transfer_ids), PersonDecision.state == "disputed"
    )
    objections = select(Objection.transfer_id).where(
        Objection.transfer_id.in_(transfer_ids), Objection.withdrawn_on.is_(None), Objection.counts.is_(False)
    )
    return set(db.session.scalars(disputes.union(objections)))


@dataclass(frozen=True)
class ToRecord:
    """Somebody whose objection counts, and about whom it is not recorded as the decision yet."""

    transfer: Transfer
    line_id: int
    post_no: str
    job_title: str
    organisation_id: int
    received_on: date


def objections_to_record(viewer: Viewer, transfers: Sequence[Transfer]) -> list[ToRecord]:
    """Of candidates who stand where an objection is recorded as the decision, oldest first. Whoever asks minds who may
    see them."""
    here = {each.id: each for each in transfers}
    counting = set(db.session.scalars(
        select(Objection.transfer_id).where(Objection.transfer_id.in_(here), Objection.counts).distinct()
    ))  # fmt: skip
    queries = [
        candidate_rows(viewer, each, CandidateFilter())
        .join(Objection, about_line(viewer, each, Objection))
        .where(Objection.counts, PersonDecision.state.in_(MAY_OBJECT))
        .with_only_columns(literal(each.id), AssignmentLine.id, AssignmentLine.post_no, AssignmentLine.job_title,
                           PersonDecision.organisation_id, Objection.received_on)
        for each in transfers if each.id in counting
    ]  # fmt: skip
    rows = db.session.execute(union_all(*queries)) if queries else ()
    found = [ToRecord(here[key], line, post, title, holder, on) for key, line, post, title, holder, on in rows]
    return sorted(found, key=lambda each: (each.received_on, each.transfer.id, each.post_no))


def _waiting(viewer: Viewer, transfer: Transfer) -> list[ForLegal]:
    holders = {each.id: each.organisation_id or 0 for each in releases_in_force(viewer, "establishment")}
    earlier = aliased(DecisionStep)
    columns = (AssignmentLine.id, AssignmentLine.post_no, AssignmentLine.job_title, AssignmentLine.release_id)
    disputes = (
        candidate_rows(viewer, transfer, CandidateFilter(state="disputed"))
        .join(DecisionStep, DecisionStep.id == newest_standing(earlier.id, earlier))
        .with_only_columns(*columns, DecisionStep.decided_on, PersonDecision.legal_by_on, DecisionStep.raised_by)
    )
    objections = (
        candidate_rows(viewer, transfer, CandidateFilter())
        .join(Objection, about_line(viewer, transfer, Objection))
        .where(Objection.withdrawn_on.is_(None), Objection.counts.is_(False))
        .with_only_columns(*columns, Objection.received_on)
    )  # fmt: skip
    told = [
        ForLegal(transfer, key, post, title, holders[release], "dispute", on, by, who)
        for key, post, title, release, on, by, who in db.session.execute(disputes)
    ]
    return told + [
        ForLegal(transfer, key, post, title, holders[release], "objection", on, None, "")
        for key, post, title, release, on in db.session.execute(objections)
    ]
