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
from transfer.tupe.models import DecisionStep, PersonDecision
from transfer.tupe.queries import find_decision, get_candidate
from transfer.tupe.rules import CANDIDATE, STATE_WORDS, Situation, Step, check_step


def may_decide(viewer: Viewer, line: AssignmentLine) -> bool:
    """Only the employer's own side decides about its people."""
    own = viewer.unrestricted or line.release.organisation_id in viewer.sides
    return own and viewer.may("people.decide")


def take_step(
    viewer: Viewer, transfer: Transfer, line: AssignmentLine, *, after: str, reason: str, evidence: str,
    decided_on: date, version: int,
) -> PersonDecision:  # fmt: skip
    """Move one person to the next state and keep why, on what evidence, by whom and when.

    version: what the asker saw (0 before the first step). Raises DomainError for a step that may not follow or
    another side's person, StaleVersion when somebody else decided first.
    """
    if not may_decide(viewer, line):
        raise DomainError("Only HR or legal of the person’s own employer may decide this")
    get_candidate(viewer, transfer, line.id)
    decision = find_decision(transfer, line)
    if (decision.version if decision else 0) != version:
        raise _stale(decision)
    step = Step(after, reason.strip(), evidence.strip(), decided_on)
    check_step(step, _situation(viewer, transfer, decision))
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
    own = viewer.unrestricted or decision.organisation_id in viewer.sides
    if not own or not viewer.may("people.decide"):
        raise DomainError("Only HR or legal of the person’s own employer may decide this")
    if decision.version != version:
        raise _stale(decision)
    if after not in CLOSING:
        raise DomainError("Choose whether the person left or was redeployed", "after")
    step = Step(after, reason.strip(), evidence.strip(), decided_on)
    check_step(step, _situation(viewer, transfer, decision))
    before = decision.state
    try:
        with db.session.begin_nested():
            _add_step(viewer, decision, step)
    except StaleDataError:
        db.session.refresh(decision)
        raise _stale(decision) from None
    _tell(viewer, transfer, decision, before, step)


def _situation(viewer: Viewer, transfer: Transfer, decision: PersonDecision | None) -> Situation:
    last = decision.steps[-1].decided_on if decision and decision.steps else None
    today = get_programme(viewer).today()
    return Situation(decision.state if decision else CANDIDATE, last, transfer.basis, transfer.transfer_on, today)


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
    _add_step(viewer, decision, step)
    return decision


def _add_step(viewer: Viewer, decision: PersonDecision, step: Step) -> None:
    before = decision.state
    decision.previous_state, decision.state = before, step.after
    decision.steps.append(
        DecisionStep(
            before=before,
            after=step.after,
            reason=step.reason,
            evidence=step.evidence,
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
