"""Deciding about one person in a transfer."""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from transfer.audit.actions import record
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import post_subject
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.tupe.actions.gates import check_gates
from transfer.tupe.actions.journeys import begin_legs
from transfer.tupe.models import DecisionStep, PersonDecision
from transfer.tupe.queries import find_decision, find_open_objection, get_candidate, lines_alike, steps_that_stand
from transfer.tupe.rules import CANDIDATE, STATE_WORDS, Situation, Step, absence_rule, check_step

NOT_YOURS = "Only HR or legal of the person’s own employer may decide this"


def may_decide(viewer: Viewer, line: AssignmentLine) -> bool:
    """Only the employer's own side decides about its people."""
    return may_decide_for(viewer, line.release.organisation_id)


def may_decide_for(viewer: Viewer, organisation_id: int | None) -> bool:
    own = viewer.unrestricted or organisation_id in viewer.sides
    return own and viewer.may("people.decide")


def is_legal(viewer: Viewer) -> bool:
    """Whether the viewer answers for legal: settles disputes, looks at objections that name a detriment."""
    return viewer.unrestricted or "legal" in viewer.roles


def take_step(
    viewer: Viewer, transfer: Transfer, line: AssignmentLine, *, after: str, reason: str, evidence: str,
    decided_on: date, version: int, raised_by: str = "", legal_by_on: date | None = None,
) -> PersonDecision:  # fmt: skip
    """Move one person to the next state and keep why, on what evidence, by whom and when.

    version: what the asker saw (0 before the first step); raised_by (a key of RAISED_BY) and legal_by_on belong to a
    dispute. Raises DomainError for a step that may not follow or another side's person, StaleVersion when somebody
    else decided first.
    """
    if not may_decide(viewer, line):
        raise DomainError(NOT_YOURS)
    get_candidate(viewer, transfer, line.id)
    decision = find_decision(transfer, line)
    if (decision.version if decision else 0) != version:
        raise _stale(decision)
    step = Step(after, reason.strip(), evidence.strip(), decided_on, raised_by, legal_by_on)
    check_step(step, _situation(viewer, transfer, decision, line))
    check_gates(viewer, transfer, after)
    before = decision.state if decision else CANDIDATE
    try:
        with db.session.begin_nested():
            decision = _written(viewer, transfer, line, decision, step)
    except (IntegrityError, StaleDataError):
        raise _stale(find_decision(transfer, line)) from None
    _tell(viewer, transfer, decision, before, step)
    return decision


CLOSING = ("left", "redeployed_out")


def close_decision(
    viewer: Viewer, transfer: Transfer, decision: PersonDecision, *, after: str, reason: str, evidence: str,
    decided_on: date, version: int,
) -> None:  # fmt: skip
    """Say what became of somebody who was decided about and is no longer on the list; the decision and its steps stay.

    Raises DomainError for a step that may not follow or another side's person, StaleVersion when somebody else was
    first.
    """
    if not may_decide_for(viewer, decision.organisation_id):
        raise DomainError(NOT_YOURS)
    if decision.version != version:
        raise _stale(decision)
    if after not in CLOSING:
        raise DomainError("Choose whether the person left or was redeployed", "after")
    step = Step(after, reason.strip(), evidence.strip(), decided_on)
    check_step(step, _situation(viewer, transfer, decision, None))
    before = decision.state
    try:
        with db.session.begin_nested():
            _add_step(viewer, transfer, decision, step)
    except StaleDataError:
        db.session.refresh(decision)
        raise _stale(decision) from None
    _tell(viewer, transfer, decision, before, step)


def _situation(
    viewer: Viewer, transfer: Transfer, decision: PersonDecision | None, line: AssignmentLine | None
) -> Situation:
    standing = steps_that_stand(decision)
    last = standing[-1].decided_on if standing else None
    away = absence_rule(line.absence) if line else None
    objection = find_open_objection(transfer, line) if line else None
    return Situation(
        decision.state if decision else CANDIDATE, last, transfer.basis, transfer.transfer_on,
        get_programme(viewer).today(), away=bool(away and away.protected), legal=is_legal(viewer),
        objection=bool(objection and objection.counts), objects=objection is not None,
    )  # fmt: skip


def _stale(decision: PersonDecision | None) -> StaleVersion:
    state = STATE_WORDS[decision.state if decision else CANDIDATE]
    by = decision.steps[-1].decided_by if decision and decision.steps else ""
    return StaleVersion("Somebody else decided about this person first", {"after": state, "decided_by": by})


def _written(
    viewer: Viewer, transfer: Transfer, line: AssignmentLine, decision: PersonDecision | None, step: Step
) -> PersonDecision:
    if decision is None:
        decision = PersonDecision(
            transfer_id=transfer.id, organisation_id=line.release.organisation_id, post_no=line.post_no,
            person_ref=line.person_ref or "", state=CANDIDATE,
        )  # fmt: skip
        db.session.add(decision)
    if step.after == "objected" and (objection := find_open_objection(transfer, line)):
        decision.objection_id, decision.objection_counts = objection.id, objection.counts
    _add_step(viewer, transfer, decision, step)
    if step.after == "transferred":
        begin_legs(transfer, lines_alike(line))
    return decision


def _add_step(viewer: Viewer, transfer: Transfer, decision: PersonDecision, step: Step) -> None:
    before, (raised_by, legal_by_on) = decision.state, step.dispute
    decision.previous_state, decision.state = before, step.after
    decision.transfer_basis, decision.legal_by_on = transfer.basis, legal_by_on
    decision.steps.append(
        DecisionStep(
            before=before,
            after=step.after,
            reason=step.reason,
            evidence=step.evidence,
            raised_by=raised_by,
            legal_by_on=legal_by_on,
            decided_by=viewer.name,
            decided_on=step.decided_on,
            recorded_at=clock.now(),
        )  # fmt: skip
    )
    db.session.flush()


def _tell(viewer: Viewer, transfer: Transfer, decision: PersonDecision, before: str, step: Step) -> None:
    holder = decision.organisation_id
    words = f"{STATE_WORDS[before]} → {STATE_WORDS[step.after]}"
    record(
        viewer, "decide_person", post_subject(holder, decision.post_no),
        f"{words}, in the transfer of {long_date(transfer.transfer_on)}", programme_id=viewer.programme_id,
        side_id=holder, changes={"state": (before, step.after), "decided_on": (None, step.decided_on)},
    )  # fmt: skip
