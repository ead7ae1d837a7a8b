"""Deciding what becomes of an agency worker's engagement. No agency worker transfers: they are not employees."""

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
from transfer.tupe.actions.people import may_decide
from transfer.tupe.models import Engagement, EngagementDecision
from transfer.tupe.queries import find_engagement, get_agency_worker
from transfer.tupe.rules import ENGAGEMENT_WORDS, LISTED, EngagementChoice, check_engagement


def decide_engagement(
    viewer: Viewer, transfer: Transfer, line: AssignmentLine, choice: EngagementChoice, *, version: int
) -> Engagement:
    """Move an engagement to its next state, with why and on what evidence. version: 0 before the first step.

    Raises DomainError for a step that may not follow or another side's worker, StaleVersion.
    """
    if not may_decide(viewer, line):
        raise DomainError("Only HR or legal of the body that engages the worker may decide this")
    get_agency_worker(viewer, transfer, line.id)
    found = find_engagement(transfer, line)
    if (found.version if found else 0) != version:
        raise _stale(found)
    before, last = (found.state, found.steps[-1].decided_on) if found else (LISTED, None)
    check_engagement(choice, before, last, get_programme(viewer).today())
    try:
        with db.session.begin_nested():
            found = _written(viewer, transfer, line, found, choice)
    except (IntegrityError, StaleDataError):
        raise _stale(find_engagement(transfer, line)) from None
    words = f"Agency engagement: {ENGAGEMENT_WORDS[before]} → {ENGAGEMENT_WORDS[choice.after]}"
    record(
        viewer, "decide_engagement", post_subject(line.release.organisation_id, line.post_no),
        f"{words}, in the transfer of {long_date(transfer.transfer_on)}", programme_id=viewer.programme_id,
        side_id=line.release.organisation_id, changes={"state": (before, choice.after)},
    )  # fmt: skip
    return found


def _written(
    viewer: Viewer, transfer: Transfer, line: AssignmentLine, found: Engagement | None, choice: EngagementChoice
) -> Engagement:
    if found is None:
        found = Engagement(
            transfer_id=transfer.id, organisation_id=line.release.organisation_id, post_no=line.post_no,
            person_ref=line.person_ref or "", state=LISTED,
        )  # fmt: skip
        db.session.add(found)
    found.previous_state, found.state = found.state, choice.after
    if choice.after != "done":
        found.ends_on = choice.ends_on if choice.after == "end" else None
    found.steps.append(EngagementDecision(
        before=found.previous_state, after=choice.after, reason=choice.reason.strip(),
        evidence=choice.evidence.strip(), decided_by=viewer.name, decided_on=choice.decided_on,
        recorded_at=clock.now(),
    ))  # fmt: skip
    db.session.flush()
    return found


def _stale(found: Engagement | None) -> StaleVersion:
    state = ENGAGEMENT_WORDS[found.state if found else LISTED]
    return StaleVersion("Somebody else decided about this engagement first", {"after": state})
