"""The people of a filtered list as a decision on all of them needs them: plain values, however many they are."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, exists, func, select

from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.releases.queries import releases_in_force
from transfer.tupe.models import DecisionStep, Objection, PersonDecision
from transfer.tupe.queries.candidates import CandidateFilter, about_line, candidate_rows
from transfer.tupe.queries.corrections import newest_standing
from transfer.tupe.rules import CANDIDATE

Chosen = CandidateFilter | Sequence[int]  # a filter, or the ids of assignment lines
Identity = tuple[int, str, str]  # whose list, post number, person's reference

AT_ONCE = 5_000  # how many numbers one statement names


@dataclass(frozen=True)
class Seat:
    """One candidate. decision_id None: nobody has decided anything yet; last_on: the day of the last step; away: the
    list gives an absence, whichever it is; objects: an objection stands, whether or not it counts."""

    line_id: int
    organisation_id: int
    post_no: str
    person_ref: str
    away: bool
    decision_id: int | None
    state: str
    version: int
    last_on: date | None
    objects: bool

    @property
    def identity(self) -> Identity:
        return self.organisation_id, self.post_no, self.person_ref


@dataclass(frozen=True)
class Stopped:
    """Those of a list for whom a step cannot be taken, and why."""

    message: str
    seats: Sequence[Seat]


@dataclass(frozen=True)
class Together:
    """What one step would do to a list. seen: stands for the list as it was looked at, so that a later change of
    anybody on it is noticed."""

    can: Sequence[Seat]
    stopped: Sequence[Stopped]
    seen: str

    @property
    def total(self) -> int:
        return len(self.can) + sum(len(each.seats) for each in self.stopped)


def seats_of(viewer: Viewer, transfer: Transfer, chosen: Chosen) -> list[Seat]:
    """Candidates of this transfer that the filter leaves, or whose lines are named; in the order of their lists."""
    asked = chosen if isinstance(chosen, CandidateFilter) else CandidateFilter()
    holders = {each.id: each.organisation_id or 0 for each in releases_in_force(viewer, "establishment")}
    query = candidate_rows(viewer, transfer, asked).with_only_columns(
        AssignmentLine.id, AssignmentLine.release_id, AssignmentLine.post_no,
        func.coalesce(AssignmentLine.person_ref, ""), AssignmentLine.absence.is_not(None), PersonDecision.id,
        func.coalesce(PersonDecision.state, CANDIDATE), func.coalesce(PersonDecision.version, 0),
        newest_standing(DecisionStep.decided_on), _objects(viewer, transfer),
    )  # fmt: skip
    if not isinstance(chosen, CandidateFilter):
        query = query.where(AssignmentLine.id.in_(chosen))
    ordered = query.order_by(AssignmentLine.release_id, AssignmentLine.source_row, AssignmentLine.id)
    return [Seat(line_id, holders[release_id], *values) for line_id, release_id, *values in db.session.execute(ordered)]


def last_decided_by(seats: Sequence[Seat]) -> str:
    """Who decided last about anybody on a list; "" where nobody has."""
    ids = [each.decision_id for each in seats[:AT_ONCE] if each.decision_id]
    query = select(DecisionStep.decided_by).where(DecisionStep.decision_id.in_(ids)).order_by(DecisionStep.id.desc())
    return db.session.scalars(query.limit(1)).first() or ""


def _objects(viewer: Viewer, transfer: Transfer) -> ColumnElement[bool]:
    return exists().where(about_line(viewer, transfer, Objection), Objection.withdrawn_on.is_(None))


def seen_as(seats: Sequence[Seat]) -> str:
    """Stands for who is on a list and where each of them stands."""
    told = ",".join(f"{each.line_id}:{each.version}" for each in sorted(seats, key=lambda seat: seat.line_id))
    return hashlib.sha256(told.encode()).hexdigest()[:32]
