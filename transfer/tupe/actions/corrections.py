"""Taking back a last step that was recorded by mistake: one person asks, another confirms; nothing is erased."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from transfer.audit.actions import record
from transfer.establishment.queries import post_subject
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.tupe.actions.people import NOT_YOURS, may_decide_for
from transfer.tupe.models import DecisionCorrection, PersonDecision
from transfer.tupe.queries import (
    find_open_correction,
    led_on,
    leg_of,
    said_of,
    steps_that_stand,
    what_rests,
)
from transfer.tupe.rules import STATE_WORDS, check_asked, check_place, check_second, place_before

FIRST = "Somebody else dealt with this correction first"


def ask_correction(
    viewer: Viewer, transfer: Transfer, decision: PersonDecision, *, reason: str, evidence: str, version: int
) -> DecisionCorrection:
    """Ask that somebody's last step be taken back, because it was recorded by mistake. Nothing changes until another
    person confirms it. What rests on the step is kept with it, as it was read.

    Raises DomainError, or StaleVersion when the person's decision is not as it was looked at.
    """
    _check_named(viewer, decision)
    if decision.version != version:
        raise StaleVersion(FIRST, {"state": STATE_WORDS[decision.state]})
    check_asked(decision.state, reason, evidence)
    if find_open_correction(decision):
        raise DomainError("A correction of this was asked for already: it waits for a second person")
    step = steps_that_stand(decision)[-1]
    found = DecisionCorrection(
        transfer_id=transfer.id, organisation_id=decision.organisation_id, post_no=decision.post_no,
        person_ref=decision.person_ref, step_id=step.id, was=step.after, back_to=step.before, reason=reason.strip(),
        evidence=evidence.strip(), rests="\n".join(what_rests(viewer, transfer, decision)),
        asked_by_id=viewer.user_id, asked_by=viewer.name, asked_on=get_programme(viewer).today(), asked_at=clock.now(),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(found)
            db.session.flush()
    except IntegrityError:
        raise DomainError("A correction of this was asked for already: it waits for a second person") from None
    _tell(viewer, transfer, found, "ask_correction", "A correction was asked for")
    return found


def confirm_correction(
    viewer: Viewer, transfer: Transfer, decision: PersonDecision, *, why: str, version: int
) -> DecisionCorrection:
    """Take the step back: the person stands where they stood before it, and the step stays on the record.

    What was told or owed since is worked out from where people stand, so what was disclosed otherwise is owed from
    now on. Raises DomainError for whoever asked, StaleVersion when somebody else was first.
    """
    found = _open_one(viewer, decision, version)
    place = place_before(steps_that_stand(decision))
    check_place(place, transfer.basis)
    try:
        with db.session.begin_nested():
            _answer(viewer, found, "confirmed", why)
            _release(decision, found)
            decision.previous_state, decision.state = place.previous, place.state
            decision.legal_by_on, decision.transfer_basis = place.legal_by_on, transfer.basis
            decision.objection_id = decision.objection_counts = None
            db.session.flush()
    except (IntegrityError, StaleDataError):
        raise StaleVersion(FIRST, {"state": STATE_WORDS[found.was]}) from None
    _tell(viewer, transfer, found, "confirm_correction", "Taken back")
    return found


def refuse_correction(
    viewer: Viewer, transfer: Transfer, decision: PersonDecision, *, why: str, version: int
) -> DecisionCorrection:
    """The step stands; why is kept."""
    if not why.strip():
        raise DomainError("Say why the step stands", "why")
    found = _open_one(viewer, decision, version)
    try:
        with db.session.begin_nested():
            _answer(viewer, found, "refused", why)
    except StaleDataError:
        raise StaleVersion(FIRST, {"state": STATE_WORDS[found.was]}) from None
    _tell(viewer, transfer, found, "refuse_correction", "A correction was refused")
    return found


def _check_named(viewer: Viewer, decision: PersonDecision) -> None:
    if not may_decide_for(viewer, decision.organisation_id):
        raise DomainError(NOT_YOURS)
    if viewer.user_id is None:
        raise DomainError("A person has to put their name to a correction")


def _open_one(viewer: Viewer, decision: PersonDecision, version: int) -> DecisionCorrection:
    """The correction that waits, for somebody who may answer it."""
    _check_named(viewer, decision)
    found = find_open_correction(decision)
    if found is None or found.version != version:
        raise StaleVersion(FIRST, {"state": STATE_WORDS[decision.state]})
    check_second(found.asked_by_id, viewer.user_id)
    return found


def _answer(viewer: Viewer, found: DecisionCorrection, state: str, why: str) -> None:
    """Written at once: the database lets a last step be left only by a confirmed correction of it."""
    found.state, found.answered_why = state, why.strip()
    found.answered_by_id, found.answered_by = viewer.user_id, viewer.name
    found.answered_on, found.answered_at = get_programme(viewer).today(), clock.now()
    db.session.flush()


def _release(decision: PersonDecision, found: DecisionCorrection) -> None:
    """What somebody took along goes into the correction in words, so that they can transfer on their right day."""
    leg = leg_of(decision)
    if leg is None:
        return
    if later := led_on(leg):
        day = long_date(later.transfer.transfer_on)
        raise DomainError(f"Correct the later transfer first: the person went on from there on {day}")
    found.kept = said_of(leg)
    db.session.delete(leg)
    db.session.flush()


def _tell(viewer: Viewer, transfer: Transfer, found: DecisionCorrection, verb: str, words: str) -> None:
    summary = f"{words}: {STATE_WORDS[found.was]}, back to {STATE_WORDS[found.back_to]}"
    record(
        viewer, verb, post_subject(found.organisation_id, found.post_no),
        f"{summary}, in the transfer of {long_date(transfer.transfer_on)}", programme_id=viewer.programme_id,
        side_id=found.organisation_id, changes={"state": (found.was, found.back_to)},
    )  # fmt: skip
