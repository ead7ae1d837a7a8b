"""Raising a dispute about a row, saying each side's figure, taking it up a rung, and ending it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from transfer.audit.actions import record
from transfer.baseline.actions.changing import propose_change
from transfer.baseline.models import Dispute, DisputeOutcome, DisputePosition
from transfer.baseline.queries import (
    find_in_force,
    open_disputes,
    position_of,
)
from transfer.baseline.queries.disputable import Place, disputed_row
from transfer.baseline.rules import (
    DISPUTE_NEXT,
    EXCLUDED,
    RUNG_WORDS,
    RUNGS,
    START,
    UNALLOCATED,
    Delta,
    Interim,
    Proposal,
    Row,
    check_interim,
    check_outcome,
    check_step,
    next_rung,
    rung_deadline,
)
from transfer.budget.actions import add_rule, remove_rule
from transfer.budget.models import SplitRule
from transfer.budget.rules import Rule
from transfer.extensions import db
from transfer.files.actions import store
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.kernel.money import pounds
from transfer.programmes.queries import get_organisation, get_programme, wait_for_turn
from transfer.programmes.rules import Viewer


@dataclass(frozen=True)
class Position:
    """What one side says. content and file_name: evidence as a file, if there is one."""

    organisation_id: int
    figure_pence: int
    argument: str
    evidence: str = ""
    content: bytes = b""
    file_name: str = ""


def raise_dispute(
    viewer: Viewer, place: Place, about: str, interim: Interim, position: Position, *, deadline_on: date | None = None
) -> Dispute:
    """Dispute a row: its money is unallocated until the sides agree. Before a baseline is signed a split rule sees to
    that, afterwards a numbered change that somebody else approves. deadline_on: of the first stage, the usual one when
    nobody says. Raises DomainError with the field to mend."""
    wait_for_turn(viewer.programme_id)
    today, in_force = get_programme(viewer).today(), find_in_force(viewer)
    if not about.strip():
        raise DomainError("Say what is in dispute", "about")
    row, amount = disputed_row(viewer, place)
    _refuse_twice(viewer, row, place)
    check_interim(interim, amount, today)
    _refuse_over(deadline_on, today)
    query = select(func.max(Dispute.number)).where(Dispute.programme_id == viewer.programme_id)
    dispute = Dispute(
        programme_id=viewer.programme_id, number=(db.session.scalar(query) or 0) + 1, year=row.year,
        cost_centre=row.cost_centre, account=place.account, subjective_group=row.group, fund=row.fund,
        amount_pence=amount, about=about.strip(), deadline_on=deadline_on or rung_deadline(RUNGS[0], today),
        payer_id=interim.payer_id, cap_pence=interim.cap_pence, true_up_on=interim.true_up_on,
        raised_by=viewer.name, raised_on=today,
    )  # fmt: skip
    dispute.previous_state, dispute.state = START, RUNGS[0]
    db.session.add(dispute)
    db.session.flush()
    _say(viewer, "raise_dispute", dispute, f"Dispute {dispute.number} was raised", amount=(None, pounds(amount)))
    set_position(viewer, dispute, position, version=0)
    if in_force:
        _propose(viewer, dispute, "is disputed", _out_of_shares(row))
    else:
        _keep_unallocated(viewer, dispute, row)
    return dispute


def _refuse_over(deadline_on: date | None, today: date) -> None:
    if deadline_on and deadline_on < today:
        raise DomainError("Enter a deadline that is not over", "deadline_on")


def _refuse_twice(viewer: Viewer, row: Row, place: Place) -> None:
    for each in open_disputes(viewer):
        same = (each.year, each.cost_centre, each.subjective_group, each.fund) == row.key
        if same and (not each.account or not place.account or each.account == place.account):
            raise DomainError(f"Open dispute {each.number}: it is about this row", "cost_centre")


def _keep_unallocated(viewer: Viewer, dispute: Dispute, row: Row) -> None:
    """A rule before all others, unless no rule gives the row's money to anybody anyway."""
    if row.unallocated_pence == row.source_pence:
        return
    selector = {"cost_centre": dispute.cost_centre, "group": dispute.subjective_group}
    selector |= {"fund": dispute.fund} if dispute.fund else {}
    selector |= {"account": dispute.account} if dispute.account else {}
    rule = Rule(selector, "leave unallocated", reason=f"In dispute: number {dispute.number}")
    dispute.rule_id = add_rule(viewer, rule, 0).id
    db.session.flush()


def _out_of_shares(row: Row) -> tuple[Delta, ...]:
    taken = [Delta(*row.key, place, -pence) for place, pence in row.shares]
    taken += [Delta(*row.key, EXCLUDED, -row.excluded_pence)] if row.excluded_pence else []
    total = -sum(each.pence for each in taken)
    return (*taken, Delta(*row.key, UNALLOCATED, total)) if total else ()


def _propose(viewer: Viewer, dispute: Dispute, what: str, deltas: tuple[Delta, ...]) -> None:
    if not deltas:
        return
    title = f"Dispute {dispute.number} {what}"
    day = max(get_programme(viewer).today(), date(int(dispute.year[:4]), 4, 1))
    propose_change(viewer, Proposal("correction", title, dispute.about, False, day, "", title, deltas))


def set_position(viewer: Viewer, dispute: Dispute, position: Position, *, version: int) -> DisputePosition:
    """One's own side's figure and argument, said or said anew. version: what the asker saw, 0 before the first.
    Raises DomainError, and StaleVersion when a colleague was first."""
    body = get_organisation(viewer, position.organisation_id)
    if not viewer.unrestricted and body.id not in viewer.sides:
        raise DomainError(f"Only {body.short} says what {body.short}’s figure is", "organisation_id")
    if dispute.state not in RUNGS:
        raise DomainError(f"Leave it: dispute {dispute.number} has ended")
    if not position.argument.strip():
        raise DomainError("Enter the argument", "argument")
    held = position_of(dispute, body.id)
    if (held.version if held else 0) != version:
        told = {"figure": pounds(held.figure_pence), "argument": held.argument} if held else {}
        raise StaleVersion("Somebody of your side said something newer first", {**told})
    file = store(position.content, position.file_name) if position.content else None
    was = held.figure_pence if held else None
    if held is None:
        held = DisputePosition(organisation_id=body.id)
        dispute.positions.append(held)
    held.figure_pence, held.argument = position.figure_pence, position.argument.strip()
    held.evidence, held.said_by = position.evidence.strip(), viewer.name
    held.said_on = get_programme(viewer).today()
    if file:
        held.file_id, held.file_name = file.id, position.file_name[-255:]
    db.session.flush()
    _say(viewer, "say_position", dispute, f"{body.short} said its figure in dispute {dispute.number}",
         figure=(was if was is None else pounds(was), pounds(position.figure_pence)))  # fmt: skip
    return held


def _say(viewer: Viewer, verb: str, dispute: Dispute, summary: str, **changes: tuple[object, object]) -> None:
    record(viewer, verb, ("dispute", dispute.id), summary, programme_id=viewer.programme_id, changes=changes)


def _in_turn(viewer: Viewer, dispute: Dispute, version: int) -> None:
    wait_for_turn(viewer.programme_id)
    db.session.refresh(dispute)
    if dispute.version != version:
        raise StaleVersion("Somebody changed this dispute first", _as_it_stands(dispute))


def _as_it_stands(dispute: Dispute) -> dict[str, object]:
    """By the names of the fields, for whoever compares it with what they typed."""
    return {
        "where it stands": RUNG_WORDS[dispute.state], "payer_id": dispute.payer.short if dispute.payer else "",
        "cap": pounds(dispute.cap_pence or 0), "true_up_on": dispute.true_up_on, "deadline_on": dispute.deadline_on,
    }  # fmt: skip


def change_terms(viewer: Viewer, dispute: Dispute, interim: Interim, deadline_on: date, *, version: int) -> None:
    """Another deadline, or another way of paying meanwhile. Raises DomainError and StaleVersion."""
    _in_turn(viewer, dispute, version)
    today = get_programme(viewer).today()
    if dispute.state not in RUNGS:
        raise DomainError(f"Leave it: dispute {dispute.number} has ended")
    _refuse_over(deadline_on, today)
    check_interim(interim, dispute.amount_pence, today)
    was = dispute.deadline_on
    dispute.payer_id, dispute.cap_pence, dispute.true_up_on = interim.payer_id, interim.cap_pence, interim.true_up_on
    dispute.deadline_on = deadline_on
    db.session.flush()
    _say(viewer, "change_dispute", dispute, f"The terms of dispute {dispute.number} were changed",
         deadline_on=(was, deadline_on))  # fmt: skip


def escalate(viewer: Viewer, dispute: Dispute, *, version: int) -> None:
    """Take a dispute to the next rung, with that rung's time. Raises DomainError on the last one."""
    _in_turn(viewer, dispute, version)
    above = next_rung(dispute.state)
    if above is None:
        raise DomainError("Enter the outcome: no stage comes after this one")
    _step(dispute, above)
    dispute.deadline_on = rung_deadline(above, get_programme(viewer).today())
    db.session.flush()
    _say(viewer, "escalate_dispute", dispute, f"Dispute {dispute.number} went to the next stage",
         rung=(RUNG_WORDS[dispute.previous_state], RUNG_WORDS[above]))  # fmt: skip


def _step(dispute: Dispute, after: str) -> None:
    check_step(DISPUTE_NEXT, dispute.state, after)
    dispute.previous_state, dispute.state = dispute.state, after


def settle(viewer: Viewer, dispute: Dispute, agreed: Mapping[int, int], outcome: str, *, version: int) -> None:
    """What was agreed or determined: pence by organisation, the whole amount and no penny more. It goes into the rows
    of the next version: at once before anything is signed, by a numbered change afterwards."""
    _in_turn(viewer, dispute, version)
    if not outcome.strip():
        raise DomainError("Say what was agreed, by whom and where it is written", "outcome")
    check_outcome(dispute.amount_pence, agreed)
    dispute.outcomes = [
        DisputeOutcome(organisation_id=get_organisation(viewer, place).id, pence=pence)
        for place, pence in agreed.items()
        if pence
    ]
    _end(viewer, dispute, "settled", outcome)
    if find_in_force(viewer):
        key = (dispute.year, dispute.cost_centre, dispute.subjective_group, dispute.fund)
        given = [Delta(*key, place, pence) for place, pence in agreed.items() if pence]
        _propose(viewer, dispute, "is settled", (Delta(*key, UNALLOCATED, -dispute.amount_pence), *given))


def withdraw(viewer: Viewer, dispute: Dispute, reason: str, *, version: int) -> None:
    """The sides let it rest: the split rules decide about the row again. Raises DomainError and StaleVersion."""
    _in_turn(viewer, dispute, version)
    if not reason.strip():
        raise DomainError("Enter the reason", "outcome")
    _end(viewer, dispute, "withdrawn", reason)
    rule = db.session.get(SplitRule, dispute.rule_id) if dispute.rule_id else None
    if rule and not find_in_force(viewer):
        dispute.rule_id = None
        remove_rule(viewer, rule)


def _end(viewer: Viewer, dispute: Dispute, state: str, outcome: str) -> None:
    _step(dispute, state)
    dispute.outcome, dispute.ended_by = outcome.strip(), viewer.name
    dispute.ended_on = get_programme(viewer).today()
    db.session.flush()
    _say(viewer, f"dispute_{state}", dispute, f"Dispute {dispute.number} was {state}")
