"""Raising a dispute about a row, saying each side's figure, and taking it up a rung."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from transfer.baseline.actions.changing import propose_change
from transfer.baseline.actions.ending import in_turn, say, step_to
from transfer.baseline.models import BaselineChange, Dispute, DisputePosition
from transfer.baseline.queries import (
    find_in_force,
    open_disputes,
    position_of,
)
from transfer.baseline.queries.disputable import Place, bodies_of, disputed_row
from transfer.baseline.rules import (
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
    next_rung,
    rung_deadline,
)
from transfer.budget.actions import add_rule
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
        raised_by=viewer.name, raised_on=today, touched=bodies_of(viewer, row),
    )  # fmt: skip
    dispute.previous_state, dispute.state = START, RUNGS[0]
    db.session.add(dispute)
    db.session.flush()
    say(viewer, "raise_dispute", dispute, f"Dispute {dispute.number} was raised", amount=(None, pounds(amount)))
    set_position(viewer, dispute, position, version=0)
    if in_force:
        dispute.change = carry(viewer, dispute, "is disputed", _out_of_shares(row))
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


def carry(viewer: Viewer, dispute: Dispute, what: str, deltas: tuple[Delta, ...]) -> BaselineChange | None:
    """The numbered change that does what a dispute says to a signed baseline, None where it changes nothing."""
    if not deltas:
        return None
    title = f"Dispute {dispute.number} {what}"
    day = max(get_programme(viewer).today(), date(int(dispute.year[:4]), 4, 1))
    return propose_change(viewer, Proposal("correction", title, dispute.about, False, day, "", title, deltas))


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
    say(viewer, "say_position", dispute, f"{body.short} said its figure in dispute {dispute.number}",
         figure=(was if was is None else pounds(was), pounds(position.figure_pence)))  # fmt: skip
    return held


def change_terms(viewer: Viewer, dispute: Dispute, interim: Interim, deadline_on: date, *, version: int) -> None:
    """Another deadline, or another way of paying meanwhile. Raises DomainError and StaleVersion."""
    in_turn(viewer, dispute, version)
    today = get_programme(viewer).today()
    if dispute.state not in RUNGS:
        raise DomainError(f"Leave it: dispute {dispute.number} has ended")
    _refuse_over(deadline_on, today)
    check_interim(interim, dispute.amount_pence, today)
    was = dispute.deadline_on
    dispute.payer_id, dispute.cap_pence, dispute.true_up_on = interim.payer_id, interim.cap_pence, interim.true_up_on
    dispute.deadline_on = deadline_on
    db.session.flush()
    say(viewer, "change_dispute", dispute, f"The terms of dispute {dispute.number} were changed",
         deadline_on=(was, deadline_on))  # fmt: skip


def escalate(viewer: Viewer, dispute: Dispute, *, version: int) -> None:
    """Take a dispute to the next rung, with that rung's time. Raises DomainError on the last one."""
    in_turn(viewer, dispute, version)
    above = next_rung(dispute.state)
    if above is None:
        raise DomainError("Enter the outcome: no stage comes after this one")
    step_to(dispute, above)
    dispute.deadline_on = rung_deadline(above, get_programme(viewer).today())
    db.session.flush()
    say(viewer, "escalate_dispute", dispute, f"Dispute {dispute.number} went to the next stage",
         rung=(RUNG_WORDS[dispute.previous_state], RUNG_WORDS[above]))  # fmt: skip
