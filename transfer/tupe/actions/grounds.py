"""Recording what a person's assignment is judged on, and their objection."""

from collections.abc import Collection
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
from transfer.tupe.actions.people import NOT_YOURS, is_legal, may_decide
from transfer.tupe.models import AssignmentFactor, Objection
from transfer.tupe.queries import find_decision, find_factor, find_open_objection, get_candidate
from transfer.tupe.rules import DETRIMENT, FACTORS, POINTS, counts


def _check_own(viewer: Viewer, transfer: Transfer, line: AssignmentLine) -> None:
    if not may_decide(viewer, line):
        raise DomainError(NOT_YOURS)
    get_candidate(viewer, transfer, line.id)


def _check_day(viewer: Viewer, day: date, field: str) -> None:
    today = get_programme(viewer).today()
    if day > today:
        raise DomainError(f"Enter a day that is not after today, {long_date(today)}", field)


def _one_of(value: str, known: Collection[str], field: str) -> None:
    if value not in known:
        raise DomainError("Choose one of these", field)


def _tell(viewer: Viewer, line: AssignmentLine, verb: str, summary: str) -> None:
    record(viewer, verb, post_subject(line.release.organisation_id, line.post_no), summary,
           programme_id=viewer.programme_id, side_id=line.release.organisation_id)  # fmt: skip


def record_factor(
    viewer: Viewer, transfer: Transfer, line: AssignmentLine, *, factor: str, points: str, finding: str, evidence: str,
    version: int,
) -> AssignmentFactor:  # fmt: skip
    """What one factor of assignment shows, with its evidence. It decides nothing by itself, and no number does.

    version: 0 where nothing is recorded yet. Raises DomainError, or StaleVersion when somebody recorded it first.
    """
    _check_own(viewer, transfer, line)
    _one_of(factor, FACTORS, "factor")
    _one_of(points, POINTS, "points")
    if not evidence.strip():
        raise DomainError("Say what shows this", "evidence")
    found = find_factor(transfer, line, factor)
    if (found.version if found else 0) != version:
        raise _factor_stale(found)
    if found is None:
        found = AssignmentFactor(
            transfer_id=transfer.id, organisation_id=line.release.organisation_id, post_no=line.post_no,
            person_ref=line.person_ref or "", factor=factor,
        )  # fmt: skip
    found.points, found.finding, found.evidence = points, finding.strip(), evidence.strip()
    found.recorded_by, found.recorded_at = viewer.name, clock.now()
    try:
        with db.session.begin_nested():
            db.session.add(found)
            db.session.flush()
    except (IntegrityError, StaleDataError):
        raise _factor_stale(find_factor(transfer, line, factor)) from None
    _tell(viewer, line, "record_factor", f"A factor of assignment was recorded: {FACTORS[factor][0].lower()}")
    return found


def _factor_stale(found: AssignmentFactor | None) -> StaleVersion:
    told = {"points": found.points, "finding": found.finding, "evidence": found.evidence} if found else {}
    return StaleVersion("Somebody else recorded this first", dict(told))


def record_objection(
    viewer: Viewer, transfer: Transfer, line: AssignmentLine, *, received_on: date, words: str, detriment: str
) -> Objection:
    """Keep a person's objection in their own words. detriment: a key of DETRIMENT, asked before it counts.

    Raises DomainError; one objection stands at a time.
    """
    _check_own(viewer, transfer, line)
    _one_of(detriment, DETRIMENT, "detriment")
    if not words.strip():
        raise DomainError("Enter the exact words of the objection", "words")
    _check_day(viewer, received_on, "received_on")
    if received_on > transfer.transfer_on:
        raise DomainError(f"Enter a day up to the transfer, {long_date(transfer.transfer_on)}", "received_on")
    if find_open_objection(transfer, line):
        raise DomainError("An objection of this person stands already: withdraw it first")
    objection = Objection(
        transfer_id=transfer.id, organisation_id=line.release.organisation_id, post_no=line.post_no,
        person_ref=line.person_ref or "", received_on=received_on, words=words.strip(), detriment=detriment,
        counts=counts(detriment, looked_at=False, withdrawn=False), recorded_by=viewer.name, recorded_at=clock.now(),
    )  # fmt: skip
    try:
        with db.session.begin_nested():
            db.session.add(objection)
            db.session.flush()
    except IntegrityError:
        raise DomainError("An objection of this person stands already: withdraw it first") from None
    _tell(viewer, line, "record_objection", "An objection was recorded")
    return objection


def look_at_objection(
    viewer: Viewer, transfer: Transfer, line: AssignmentLine, *, detriment: str, legal_view: str, looked_on: date,
    version: int,
) -> Objection:  # fmt: skip
    """Legal's view of an objection that names a detriment, or may: with it the objection counts."""
    if not is_legal(viewer):
        raise DomainError("Legal looks at this objection: it names a substantial change, or may")
    objection = _open(viewer, transfer, line, version)
    _one_of(detriment, DETRIMENT, "detriment")
    if not legal_view.strip():
        raise DomainError("Enter what legal makes of it", "legal_view")
    _check_day(viewer, looked_on, "looked_on")
    if looked_on < objection.received_on:
        raise DomainError("Enter a day on or after the objection was received", "looked_on")
    objection.detriment, objection.legal_view = detriment, legal_view.strip()
    objection.legal_by, objection.legal_on = viewer.name, looked_on
    objection.counts = counts(detriment, looked_at=True, withdrawn=False)
    db.session.flush()
    _tell(viewer, line, "look_at_objection", "Legal looked at an objection")
    return objection


def withdraw_objection(
    viewer: Viewer, transfer: Transfer, line: AssignmentLine, *, withdrawn_on: date, why: str, version: int
) -> None:
    """The person takes the objection back before it ended anything; it stays, as withdrawn."""
    objection = _open(viewer, transfer, line, version)
    _check_day(viewer, withdrawn_on, "withdrawn_on")
    decision = find_decision(transfer, line)
    if decision and decision.objection_id == objection.id:
        raise DomainError("This objection was decided on: nothing follows it")
    if not why.strip():
        raise DomainError("Say how the person took it back", "why")
    objection.withdrawn_on, objection.withdrawn_why, objection.counts = withdrawn_on, why.strip(), False
    db.session.flush()
    _tell(viewer, line, "withdraw_objection", "An objection was withdrawn")


def _open(viewer: Viewer, transfer: Transfer, line: AssignmentLine, version: int) -> Objection:
    _check_own(viewer, transfer, line)
    objection = find_open_objection(transfer, line)
    if objection is None:
        raise DomainError("No objection of this person stands")
    if objection.version != version:
        raise StaleVersion(
            "Somebody else changed this objection first",
            {"detriment": objection.detriment, "legal_view": objection.legal_view},
        )
    return objection
