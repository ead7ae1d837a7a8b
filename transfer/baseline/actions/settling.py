"""Settling a dispute: one body proposes who takes what, every other one whose money it touches agrees or refuses.

Until all agree it stays in dispute, and its money unallocated. After a baseline is signed a numbered change carries
what they agreed to, which somebody else approves; where that is refused the dispute goes on.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from transfer.baseline.actions.disputing import carry
from transfer.baseline.actions.ending import end_dispute, in_turn, say, share_words
from transfer.baseline.models import Dispute, DisputeAnswer, DisputeSettlement, DisputeSettlementShare
from transfer.baseline.queries import find_in_force
from transfer.baseline.queries.disputable import Place, disputed_row
from transfer.baseline.queries.disputes import awaited_bodies, get_dispute, parties, pending_settlement
from transfer.baseline.rules import RUNGS, UNALLOCATED, Delta, check_held, check_outcome
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.models import Organisation
from transfer.programmes.queries import get_organisation, list_organisations, wait_for_turn
from transfer.programmes.rules import Viewer


@dataclass(frozen=True)
class Ending:
    """What is proposed. shares: pence by organisation, None where the dispute ends without an outcome."""

    shares: Mapping[int, int] | None
    outcome: str
    evidence: str = ""


def propose_settlement(viewer: Viewer, dispute: Dispute, ending: Ending, *, version: int) -> DisputeSettlement:
    """Propose how a dispute ends, in the name of one's own side; nobody has anything before every other body agrees.
    Raises DomainError with the field to mend, and StaleVersion."""
    in_turn(viewer, dispute, version)
    _check_open(viewer, dispute)
    if not ending.outcome.strip():
        raise DomainError("Say what was agreed, by whom and where it is written", "outcome")
    if ending.shares is not None:
        check_outcome(dispute.amount_pence, ending.shares)
        _check_row(viewer, dispute)
    made = DisputeSettlement(
        dispute_id=dispute.id, ends="withdrawn" if ending.shares is None else "settled",
        outcome=ending.outcome.strip(), evidence=ending.evidence.strip(), state="proposed",
        proposed_by=viewer.name, proposed_at=clock.now(),
        shares=[DisputeSettlementShare(organisation_id=get_organisation(viewer, place).id, pence=pence)
                for place, pence in (ending.shares or {}).items() if pence],
    )  # fmt: skip
    own = _own_party(viewer, dispute, made)
    made.organisation_id = own.id if own else None
    dispute.settlements.append(made)
    if own:
        made.answers.append(_answer(viewer, own.id, True, ""))
    db.session.flush()
    say(viewer, "propose_settlement", dispute, f"An end of dispute {dispute.number} was proposed",
        who_takes_what=(None, share_words(viewer, made)), outcome=(None, made.outcome))  # fmt: skip
    _close_when_all_agree(viewer, dispute, made)
    return made


def _check_open(viewer: Viewer, dispute: Dispute) -> None:
    if viewer.user_id is None:
        raise DomainError("Only a named person proposes how a dispute ends")
    if dispute.state not in RUNGS:
        raise DomainError(f"Leave it: dispute {dispute.number} has ended")
    pending = pending_settlement(dispute)
    if pending:
        raise DomainError(f"Answer what {pending.proposed_by} proposed first: one proposal is open at a time")
    carried = next((each for each in dispute.settlements if each.state == "agreed" and each.change), None)
    if carried and carried.change:
        raise DomainError(f"Decide about change {carried.change.number} first: it carries what every body agreed to")


def _check_row(viewer: Viewer, dispute: Dispute) -> None:
    """Nobody is given more than the row has unallocated. Raises DomainError."""
    place = Place(dispute.cost_centre, dispute.subjective_group, dispute.fund, dispute.account)
    row, _ = disputed_row(viewer, place)
    check_held(dispute.number, dispute.amount_pence, row.unallocated_pence)


def _own_party(viewer: Viewer, dispute: Dispute, made: DisputeSettlement) -> Organisation | None:
    """The body that the proposer speaks for. Raises DomainError where no other one would have to agree."""
    asked = parties(dispute, made)
    if made.ends == "settled" and len(asked) < 2:
        raise DomainError("Have the other side say its figure first: nobody agrees with themselves")
    return next((each for each in list_organisations(viewer) if each.id in viewer.sides & asked), None)


def _answer(viewer: Viewer, organisation_id: int, agrees: bool, reason: str) -> DisputeAnswer:
    return DisputeAnswer(
        organisation_id=organisation_id, agrees=agrees, reason=reason, answered_by=viewer.name,
        user_id=viewer.user_id, answered_at=clock.now(),
    )  # fmt: skip


def answer_settlement(
    viewer: Viewer, settlement: DisputeSettlement, organisation_id: int, *, agrees: bool, reason: str, version: int
) -> None:
    """Agree for one's own body, or refuse with a reason. Raises DomainError, and StaleVersion when somebody answered,
    or took it back, first."""
    wait_for_turn(viewer.programme_id)
    db.session.refresh(settlement)
    dispute = get_dispute(viewer, settlement.dispute_id)
    _check_current(settlement, version)
    body = get_organisation(viewer, organisation_id)
    if viewer.user_id is None or body.id not in viewer.sides:
        raise DomainError(f"Only {body.short} answers for {body.short}")
    if body.id not in awaited_bodies(dispute, settlement):
        raise DomainError(f"Leave it: {body.short} has answered, or is not asked")
    if any(each.user_id == viewer.user_id for each in settlement.answers):
        raise DomainError("Ask somebody else: nobody answers for two bodies")
    if not agrees and not reason.strip():
        raise DomainError("Enter the reason", "reason")
    if agrees and settlement.ends == "settled":
        _check_row(viewer, dispute)
    settlement.answers.append(_answer(viewer, body.id, agrees, reason.strip()))
    settlement.state, settlement.reason = ("proposed", "") if agrees else ("refused", reason.strip())
    settlement.version += 1
    db.session.flush()
    said = "agreed to" if agrees else "refused"
    say(viewer, "answer_settlement", dispute, f"{body.short} {said} what was proposed in dispute {dispute.number}",
        answer=(None, said), reason=(None, reason.strip()))  # fmt: skip
    if agrees:
        _close_when_all_agree(viewer, dispute, settlement)


def _check_current(settlement: DisputeSettlement, version: int) -> None:
    if settlement.version != version or settlement.state != "proposed":
        raise StaleVersion("Somebody answered, or took it back, first", {"state": settlement.state})


def take_back(viewer: Viewer, settlement: DisputeSettlement, reason: str, *, version: int) -> None:
    """The body that proposed it takes it back. Raises DomainError and StaleVersion."""
    wait_for_turn(viewer.programme_id)
    db.session.refresh(settlement)
    dispute = get_dispute(viewer, settlement.dispute_id)
    _check_current(settlement, version)
    own = settlement.organisation_id in viewer.sides or settlement.proposed_by == viewer.name
    if not own:
        raise DomainError("Refuse it instead: only whoever proposed it takes it back")
    if not reason.strip():
        raise DomainError("Enter the reason", "reason")
    settlement.state, settlement.reason = "withdrawn", reason.strip()
    db.session.flush()
    say(viewer, "take_back_settlement", dispute, f"What was proposed in dispute {dispute.number} was taken back",
        reason=(None, reason.strip()))  # fmt: skip


def _close_when_all_agree(viewer: Viewer, dispute: Dispute, settlement: DisputeSettlement) -> None:
    """Ends the dispute, or proposes the change that will."""
    if awaited_bodies(dispute, settlement):
        return
    settlement.state = "agreed"
    db.session.flush()
    if settlement.ends == "settled" and find_in_force(viewer):
        key = (dispute.year, dispute.cost_centre, dispute.subjective_group, dispute.fund)
        given = [Delta(*key, each.organisation_id, each.pence) for each in settlement.shares]
        deltas = (Delta(*key, UNALLOCATED, -dispute.amount_pence), *given)
        settlement.change = carry(viewer, dispute, "is settled", deltas)
        db.session.flush()
        return
    end_dispute(viewer, dispute, settlement)
