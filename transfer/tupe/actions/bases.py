"""The legal basis of a transfer: the answers to its test, who confirms it, and who challenges it."""

from datetime import date

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.actions import BASIS_GUARDS, record_basis
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.tupe.models import BasisChallenge, BasisFinding
from transfer.tupe.queries import anybody_on_basis, find_finding, findings_of, get_challenge
from transfer.tupe.rules import ANSWERS, NO_CHANGE, OUTCOMES, check_confirmation, elements_of


def refuse_losing_basis(viewer: Viewer, transfer: Transfer, basis: str | None) -> None:
    """Nobody stands as told of a transfer whose basis is unsaid, or under which nobody moves."""
    if basis == transfer.basis or basis not in (None, NO_CHANGE):
        return
    if anybody_on_basis(transfer, moving=basis == NO_CHANGE):
        raise DomainError("Keep the basis, or decide about the people first: some stand as moving on it", "basis")


BASIS_GUARDS.append(refuse_losing_basis)


def may_answer(viewer: Viewer, transfer: Transfer) -> bool:
    """HR and legal of the two employers; the basis is one for both."""
    return viewer.may("people.decide") and (
        viewer.unrestricted or bool({transfer.from_id, transfer.to_id}.intersection(viewer.sides))
    )


def _check_may(viewer: Viewer, transfer: Transfer) -> None:
    if not may_answer(viewer, transfer):
        raise DomainError("Only HR or legal of one of the two employers may record this")


def _tell(viewer: Viewer, transfer: Transfer, verb: str, summary: str, **changes: object) -> None:
    record(viewer, verb, ("transfer", transfer.id), summary, programme_id=viewer.programme_id,
           changes={name: (None, value) for name, value in changes.items()})  # fmt: skip


def answer_element(
    viewer: Viewer, transfer: Transfer, *, element: str, answer: str, evidence: str, answered_on: date, version: int
) -> BasisFinding:
    """The answer to one part of the test of the transfer's basis, with its evidence.

    version: 0 where nothing is answered yet. An answer changed after the basis was confirmed takes the confirmation
    back. Raises DomainError, or StaleVersion when somebody answered first.
    """
    _check_may(viewer, transfer)
    known = {each.key for each in elements_of(transfer.basis)}
    if element not in known:
        raise DomainError("Choose the legal basis first: that question belongs to another")
    if answer not in ANSWERS:
        raise DomainError("Choose an answer", "answer")
    if not evidence.strip():
        raise DomainError("Say what the answer rests on", "evidence")
    _check_day(viewer, answered_on, "answered_on")
    found = find_finding(transfer, element)
    if (found.version if found else 0) != version:
        raise _stale(found)
    if found is None:
        found = BasisFinding(transfer_id=transfer.id, basis=transfer.basis or "", element=element)
    found.answer, found.evidence, found.answered_on = answer, evidence.strip(), answered_on
    found.answered_by, found.answered_at = viewer.name, clock.now()
    try:
        with db.session.begin_nested():
            db.session.add(found)
            db.session.flush()
    except (IntegrityError, StaleDataError):
        raise _stale(find_finding(transfer, element)) from None
    _tell(viewer, transfer, "answer_basis", "A part of the test of a legal basis was answered", **{element: answer})
    _take_back(viewer, transfer)
    return found


def _stale(found: BasisFinding | None) -> StaleVersion:
    told = {"answer": found.answer, "evidence": found.evidence} if found else {}
    return StaleVersion("Somebody else answered this first", dict(told))


def _take_back(viewer: Viewer, transfer: Transfer) -> None:
    if transfer.basis_confirmed_by:
        record_basis(viewer, transfer, basis=transfer.basis, evidence=transfer.basis_evidence)


def _check_day(viewer: Viewer, day: date, field: str) -> None:
    today = get_programme(viewer).today()
    if day > today:
        raise DomainError(f"Enter a day that is not after today, {long_date(today)}", field)


def confirm_basis(viewer: Viewer, transfer: Transfer, *, evidence: str, confirmed_on: date, version: int) -> None:
    """Legal confirms the basis once every part of its test is settled. Raises DomainError, StaleVersion."""
    _check_may(viewer, transfer)
    if not (viewer.unrestricted or "legal" in viewer.roles):
        raise DomainError("Legal confirms the basis")
    answers = {key: each.answer for key, each in findings_of(transfer).items()}
    check_confirmation(transfer.basis, answers, evidence)
    _check_day(viewer, confirmed_on, "confirmed_on")
    record_basis(viewer, transfer, basis=transfer.basis, evidence=evidence.strip(), confirmed_by=viewer.name,
                 confirmed_on=confirmed_on, version=version)  # fmt: skip


def challenge_basis(
    viewer: Viewer, transfer: Transfer, *, raised_by: str, raised_on: date, ground: str
) -> BasisChallenge:
    """Keep that somebody says the basis is wrong: who, when and why. The basis stands until people change it."""
    _check_may(viewer, transfer)
    for value, field, words in ((raised_by, "raised_by", "Enter who challenges it"), (ground, "ground", "Enter why")):
        if not value.strip():
            raise DomainError(words, field)
    _check_day(viewer, raised_on, "raised_on")
    made = BasisChallenge(
        transfer_id=transfer.id, raised_by=raised_by.strip(), raised_on=raised_on, ground=ground.strip(),
        outcome="open", recorded_by=viewer.name, recorded_at=clock.now(),
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    _tell(viewer, transfer, "challenge_basis", "The legal basis of a transfer was challenged")
    return made


def close_challenge(
    viewer: Viewer, transfer: Transfer, challenge_id: int, *, outcome: str, outcome_on: date, why: str, version: int
) -> None:
    """What came of a challenge. Raises DomainError, StaleVersion when somebody closed it first."""
    _check_may(viewer, transfer)
    challenge = get_challenge(transfer, challenge_id)
    if challenge.version != version:
        raise StaleVersion("Somebody else changed this challenge first",
                           {"outcome": OUTCOMES[challenge.outcome], "why": challenge.outcome_why})  # fmt: skip
    if outcome == "open" or outcome not in OUTCOMES:
        raise DomainError("Choose what came of it", "outcome")
    if not why.strip():
        raise DomainError("Say why", "why")
    _check_day(viewer, outcome_on, "outcome_on")
    if outcome_on < challenge.raised_on:
        raise DomainError("Enter a day on or after the challenge", "outcome_on")
    challenge.outcome, challenge.outcome_on, challenge.outcome_why = outcome, outcome_on, why.strip()
    db.session.flush()
    _tell(viewer, transfer, "close_challenge", "A challenge of a legal basis was closed", outcome=outcome)
