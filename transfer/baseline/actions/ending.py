"""The steps of a dispute, and its end: at once before a baseline is signed, by a numbered change afterwards."""

from collections.abc import Iterable

from sqlalchemy import select

from transfer.audit.actions import record
from transfer.baseline.models import BaselineChange, Dispute, DisputeOutcome, DisputeSettlement
from transfer.baseline.queries import find_in_force
from transfer.baseline.rules import DISPUTE_NEXT, RUNG_WORDS, Row, check_held, check_step
from transfer.budget.actions import remove_rule
from transfer.budget.models import SplitRule
from transfer.extensions import db
from transfer.kernel.errors import StaleVersion
from transfer.kernel.money import pounds
from transfer.programmes.queries import get_organisation, get_programme, wait_for_turn
from transfer.programmes.rules import Viewer


def say(viewer: Viewer, verb: str, dispute: Dispute, summary: str, **changes: tuple[object, object]) -> None:
    record(viewer, verb, ("dispute", dispute.id), summary, programme_id=viewer.programme_id, changes=changes)


def in_turn(viewer: Viewer, dispute: Dispute, version: int) -> None:
    """Raises StaleVersion where somebody changed it since it was looked at."""
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


def step_to(dispute: Dispute, after: str) -> None:
    check_step(DISPUTE_NEXT, dispute.state, after)
    dispute.previous_state, dispute.state = dispute.state, after


def end_dispute(viewer: Viewer, dispute: Dispute, settlement: DisputeSettlement) -> None:
    """What every body has agreed to becomes the outcome, and the dispute ends."""
    dispute.outcomes = [
        DisputeOutcome(organisation_id=each.organisation_id, pence=each.pence) for each in settlement.shares
    ]
    step_to(dispute, settlement.ends)
    dispute.outcome, dispute.ended_by = settlement.outcome, _agreed_by(settlement)
    dispute.ended_on = get_programme(viewer).today()
    if settlement.ends == "withdrawn":
        _drop_rule(viewer, dispute)
    db.session.flush()
    say(viewer, f"dispute_{settlement.ends}", dispute, f"Dispute {dispute.number} was {settlement.ends}",
        who_takes_what=(None, share_words(viewer, settlement)), outcome=(None, settlement.outcome))  # fmt: skip


def _agreed_by(settlement: DisputeSettlement) -> str:
    names = dict.fromkeys([settlement.proposed_by, *(each.answered_by for each in settlement.answers)])
    return ", ".join(names)[:200]


def share_words(viewer: Viewer, settlement: DisputeSettlement) -> str:
    """ "Council £1,000.00, Company £45,000.00", or that nobody takes anything."""
    told = (
        f"{get_organisation(viewer, each.organisation_id).short} {pounds(each.pence)}" for each in settlement.shares
    )
    return ", ".join(told) or "Nobody: the split rules decide about the row again"


def _drop_rule(viewer: Viewer, dispute: Dispute) -> None:
    rule = db.session.get(SplitRule, dispute.rule_id) if dispute.rule_id else None
    if rule and not find_in_force(viewer):
        dispute.rule_id = None
        remove_rule(viewer, rule)


def check_carried(change: BaselineChange, rows: Iterable[Row]) -> None:
    """A change that carries a settlement gives away what its row holds by now, and no more. Raises DomainError."""
    settlement = _carried(change)
    if settlement:
        dispute = _of(settlement)
        key = (dispute.year, dispute.cost_centre, dispute.subjective_group, dispute.fund)
        held = next((row.unallocated_pence for row in rows if row.key == key), 0)
        check_held(dispute.number, dispute.amount_pence, held)


def close_carried(viewer: Viewer, change: BaselineChange) -> None:
    """Once the change of a settlement is decided: approved, its dispute ends; else it goes on where it stood, and the
    settlement stays on record with the reason."""
    settlement = _carried(change)
    if settlement is None:
        return
    dispute = _of(settlement)
    if change.state == "approved":
        end_dispute(viewer, dispute, settlement)
        return
    settlement.state = "refused"
    settlement.reason = f"Change {change.number} was {change.state}: {change.decision_reason}"
    db.session.flush()
    say(viewer, "reopen_dispute", dispute, f"Dispute {dispute.number} goes on: change {change.number} was "
        f"{change.state}", reason=(None, change.decision_reason))  # fmt: skip


def _carried(change: BaselineChange) -> DisputeSettlement | None:
    query = select(DisputeSettlement).where(
        DisputeSettlement.change_id == change.id, DisputeSettlement.state == "agreed"
    )
    return db.session.scalars(query).first()


def _of(settlement: DisputeSettlement) -> Dispute:
    return db.session.get_one(Dispute, settlement.dispute_id)
