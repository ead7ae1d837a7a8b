"""One step for many people at once: looked at first, then taken in one unit of work or not at all."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Insert, insert, literal, select, update
from sqlalchemy.exc import IntegrityError

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.tupe.actions.gates import check_gates
from transfer.tupe.actions.journeys import begin_legs
from transfer.tupe.actions.people import is_legal, may_decide_for
from transfer.tupe.models import DecisionStep, PersonDecision
from transfer.tupe.queries.together import (
    AT_ONCE,
    Chosen,
    Identity,
    Seat,
    Stopped,
    Together,
    last_decided_by,
    seats_of,
    seen_as,
)
from transfer.tupe.rules import ONE_BY_ONE, RAISED_BY, STATE_WORDS, STATES, Situation, Step, check_recorded, check_step

Listed = TypeVar("Listed")
MEANWHILE = "Somebody else decided about people on this list meanwhile. Look at it again"


def preview_steps(viewer: Viewer, transfer: Transfer, chosen: Chosen, step: Step) -> Together:
    """Who on a list would take a step, who cannot and why. Nothing is changed.

    chosen: a CandidateFilter, or the ids of assignment lines. Raises DomainError where the step itself lacks
    something, or may be taken only one by one.
    """
    if not viewer.may("people.decide"):
        raise DomainError("Only HR or legal of the people’s own employer may decide this")
    if step.after in ONE_BY_ONE:
        raise DomainError(ONE_BY_ONE[step.after], "after")
    check_recorded(step)
    check_gates(viewer, transfer, step.after)
    seats = seats_of(viewer, transfer, chosen)
    why = _reasons(viewer, transfer, step)
    can: list[Seat] = []
    stopped: dict[str, list[Seat]] = {}
    for seat in seats:
        message = why(seat)
        if message:
            stopped.setdefault(message, []).append(seat)
        else:
            can.append(seat)
    return Together(can, [Stopped(message, each) for message, each in stopped.items()], seen_as(seats))


def _reasons(viewer: Viewer, transfer: Transfer, step: Step) -> Callable[[Seat], str]:
    """Why a seat cannot take the step, "" when it can. People who stand alike are asked about once."""
    today, legal = get_programme(viewer).today(), is_legal(viewer)
    known: dict[tuple[object, ...], str] = {}

    def why(seat: Seat) -> str:
        if not may_decide_for(viewer, seat.organisation_id):
            return "Only HR or legal of their own employer may decide about them"
        key = _alike(seat)
        if key not in known:
            known[key] = _why(step, Situation(
                seat.state, seat.last_on, transfer.basis, transfer.transfer_on, today, away=seat.away,
                legal=legal, objects=seat.objects,
            ))  # fmt: skip
        return known[key]

    return why


def _why(step: Step, now: Situation) -> str:
    try:
        check_step(step, now)
    except DomainError as error:
        return error.message
    return ""


def _alike(seat: Seat) -> tuple[object, ...]:
    return seat.organisation_id, seat.state, seat.last_on, seat.away, seat.objects


def count_able(viewer: Viewer, transfer: Transfer, seats: Sequence[Seat]) -> dict[str, int]:
    """How many of a list can take each step today, with everything recorded that it asks for; in the order of the
    states, without steps that nobody can take or that are taken one by one."""
    today = get_programme(viewer).today()
    alike = Counter(map(_alike, seats))
    one_of = {_alike(each): each for each in seats}
    found = {}
    for after in STATES:
        why = _reasons(viewer, transfer, Step(after, "-", "-", today, next(iter(RAISED_BY)), today))
        able = sum(number for key, number in alike.items() if not why(one_of[key]))
        if able and after not in ONE_BY_ONE:
            found[after] = able
    return found


def take_steps(
    viewer: Viewer, transfer: Transfer, chosen: Chosen, *, after: str, reason: str, evidence: str = "",
    decided_on: date, raised_by: str = "", legal_by_on: date | None = None, seen: str | None = None,
    everybody: bool = False,
) -> Together:  # fmt: skip
    """Move everybody on a list who can take a step to the next state, with one reason, evidence and day.

    chosen: a CandidateFilter, or the ids of assignment lines. seen: the `seen` of the preview that was looked at;
    everybody: nobody may be left behind. Returns who took it and who did not. Raises DomainError when nobody can, or
    with `everybody` when somebody cannot; StaleVersion when somebody on the list was decided about meanwhile.
    """
    step = Step(after, reason.strip(), evidence.strip(), decided_on, raised_by, legal_by_on)
    found = preview_steps(viewer, transfer, chosen, step)
    if seen is not None and seen != found.seen:
        raise _meanwhile(viewer, transfer, chosen)
    if found.stopped and (everybody or not found.can):
        raise DomainError(_refusal(found.stopped), "after")
    if not found.can:
        raise DomainError("Nobody is on this list", "after")
    try:
        with db.session.begin_nested():
            _write(viewer, step, transfer, found.can)
    except (IntegrityError, StaleVersion):
        raise _meanwhile(viewer, transfer, chosen) from None
    _tell(viewer, transfer, step, found.can)
    return found


def _meanwhile(viewer: Viewer, transfer: Transfer, chosen: Chosen) -> StaleVersion:
    """Somebody was first: who, and where the people of the list stand now."""
    seats = seats_of(viewer, transfer, chosen)
    states = [each.state for each in seats]
    stand = ", ".join(f"{STATE_WORDS[each].lower()} {states.count(each):,}" for each in STATES if each in states)
    return StaleVersion(MEANWHILE, {"decided_by": last_decided_by(seats), "people": stand})


def _refusal(stopped: Sequence[Stopped]) -> str:
    told = "; ".join(f"{len(each.seats):,}: {each.message}" for each in stopped[:3])
    return f"Nothing was decided. {told}"


def _write(viewer: Viewer, step: Step, transfer: Transfer, seats: Sequence[Seat]) -> None:
    # Several lines of one post, on a list that gives no reference, are decided about as one.
    people = {each.identity: each for each in seats}
    standing = [each for each in people.values() if each.decision_id]
    decided = {each.identity: each.decision_id for each in standing}
    _move(step, transfer, standing)
    decided |= _begin(step, transfer, [each for each in people.values() if not each.decision_id])
    for some in _chunks([decided[key] for key in people]):
        db.session.execute(_steps(viewer, step, len(people), some), execution_options={"synchronize_session": False})
    if step.after == "transferred":
        begin_legs(transfer, [each.line_id for each in seats])
    db.session.expire_all()


def _steps(viewer: Viewer, step: Step, together: int, ids: Sequence[int | None]) -> Insert:
    """One step for each decision as it stands now; the words are sealed once for all of them."""
    raised_by, legal_by_on = step.dispute
    same = {
        "reason": step.reason, "evidence": step.evidence, "decided_by": viewer.name, "decided_on": step.decided_on,
        "recorded_at": clock.now(), "together": together, "raised_by": raised_by, "legal_by_on": legal_by_on,
    }  # fmt: skip
    told = [literal(value, getattr(DecisionStep, name).type) for name, value in same.items()]
    rows = select(PersonDecision.id, PersonDecision.previous_state, PersonDecision.state, *told)
    names = ["decision_id", "before", "after", *same]
    return insert(DecisionStep).from_select(names, rows.where(PersonDecision.id.in_(ids)).order_by(PersonDecision.id))


def _stands(step: Step, transfer: Transfer) -> dict[str, Any]:
    return {"state": step.after, "transfer_basis": transfer.basis, "legal_by_on": step.dispute[1]}


def _move(step: Step, transfer: Transfer, seats: Sequence[Seat]) -> None:
    """Raises StaleVersion when one of them is not where it was looked at. Held until the unit of work ends."""
    for some in _chunks(seats):
        ids = [each.decision_id for each in some]
        held = db.session.execute(
            select(PersonDecision.id, PersonDecision.version)
            .where(PersonDecision.id.in_(ids)).order_by(PersonDecision.id).with_for_update()
        )  # fmt: skip
        if {(each.decision_id, each.version) for each in some} != {(key, version) for key, version in held}:
            raise StaleVersion(MEANWHILE, {})
        db.session.execute(
            update(PersonDecision).where(PersonDecision.id.in_(ids))
            .values(previous_state=PersonDecision.state, version=PersonDecision.version + 1, **_stands(step, transfer)),
            execution_options={"synchronize_session": False},
        )  # fmt: skip


def _begin(step: Step, transfer: Transfer, seats: Sequence[Seat]) -> dict[Identity, int | None]:
    """The first decision on each; IntegrityError when somebody else was first."""
    if not seats:
        return {}
    rows = [
        {
            "transfer_id": transfer.id, "organisation_id": each.organisation_id, "post_no": each.post_no,
            "person_ref": each.person_ref, "previous_state": each.state, "version": 1, **_stands(step, transfer),
        }
        for each in seats
    ]  # fmt: skip
    db.session.execute(insert(PersonDecision), rows)
    key = (PersonDecision.organisation_id, PersonDecision.post_no, PersonDecision.person_ref)
    query = select(PersonDecision.id, *key).where(PersonDecision.transfer_id == transfer.id)
    return {(holder, post, ref): number for number, holder, post, ref in db.session.execute(query)}


def _chunks(listed: Sequence[Listed]) -> Iterable[list[Listed]]:
    rest = iter(listed)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def _tell(viewer: Viewer, transfer: Transfer, step: Step, seats: Sequence[Seat]) -> None:
    """One event for each side's people, with how many; each person's own steps say it of them."""
    for holder in sorted({each.organisation_id for each in seats}):
        number = sum(each.organisation_id == holder for each in seats)
        people = "1 person" if number == 1 else f"{number:,} people"
        record(
            viewer, "decide_people", ("transfer", transfer.id),
            f"{people} → {STATE_WORDS[step.after]}, in the transfer of {long_date(transfer.transfer_on)}",
            programme_id=viewer.programme_id, side_id=holder,
            changes={"people": (None, number), "decided_on": (None, step.decided_on)},
        )  # fmt: skip
