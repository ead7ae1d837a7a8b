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
    before = decision.state if decision else CANDIDATE
    try:
        with db.session.begin_nested():
            decision = _written(viewer, transfer, line, decision, step)
    except (IntegrityError, StaleDataError):
        raise _stale(find_decision(transfer, line)) from None
    _tell(viewer, transfer, line, before, step)
    return decision


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
    before = decision.state if decision else CANDIDATE
    if decision is None:
        decision = PersonDecision(
            transfer_id=transfer.id, organisation_id=line.release.organisation_id, post_no=line.post_no,
            person_ref=line.person_ref or "",
        )  # fmt: skip
        db.session.add(decision)
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
    return decision


def _tell(viewer: Viewer, transfer: Transfer, line: AssignmentLine, before: str, step: Step) -> None:
    holder = line.release.organisation_id
    words = f"{STATE_WORDS[before]} → {STATE_WORDS[step.after]}"
    record(
        viewer, "decide_person", post_subject(holder, line.post_no),
        f"{words}, in the transfer of {long_date(transfer.transfer_on)}", programme_id=viewer.programme_id,
        side_id=holder, changes={"state": (before, step.after), "decided_on": (None, step.decided_on)},
    )  # fmt: skip
