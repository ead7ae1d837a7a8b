"""Disputes, as both sides see them."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from transfer.baseline.models import Dispute, DisputePosition, DisputeSettlement
from transfer.baseline.rules import RUNGS, Key, is_overdue
from transfer.extensions import db, read_once
from transfer.kernel.errors import NotFound
from transfer.programmes.queries import own_part
from transfer.programmes.rules import Viewer


@read_once
def list_disputes(viewer: Viewer) -> Sequence[Dispute]:
    """Every dispute, the newest first; both sides see all of them."""
    query = select(Dispute).where(Dispute.programme_id == viewer.programme_id)
    return db.session.scalars(query.order_by(Dispute.number.desc())).all()


def open_disputes(viewer: Viewer) -> list[Dispute]:
    return [each for each in list_disputes(viewer) if each.state in RUNGS]


def overdue_disputes(viewer: Viewer, today: date) -> list[Dispute]:
    """Open ones whose rung should have decided by now, or whose true-up day has gone by."""
    return [each for each in open_disputes(viewer) if is_overdue(each.deadline_on, each.true_up_on, today)]


def get_dispute(viewer: Viewer, dispute_id: int) -> Dispute:
    """Raises NotFound outside this programme."""
    return own_part(viewer, Dispute, dispute_id, "That dispute is not in this programme")


def get_position(viewer: Viewer, position_id: int) -> DisputePosition:
    """Raises NotFound outside this programme."""
    found = db.session.get(DisputePosition, position_id)
    if not found:
        raise NotFound("That position is not in this programme")
    get_dispute(viewer, found.dispute_id)
    return found


def position_of(dispute: Dispute, organisation_id: int) -> DisputePosition | None:
    return next((each for each in dispute.positions if each.organisation_id == organisation_id), None)


def parties(dispute: Dispute, settlement: DisputeSettlement) -> set[int]:
    """Whose money the end of a dispute touches: who said a figure, shared the row or has it in their book, pays
    meanwhile, or takes some of it."""
    found = {*dispute.touched, *(each.organisation_id for each in dispute.positions)}
    found |= {each.organisation_id for each in settlement.shares}
    return found | ({dispute.payer_id} if dispute.payer_id else set())


def awaited_bodies(dispute: Dispute, settlement: DisputeSettlement) -> set[int]:
    """Those that have not answered what was proposed."""
    return parties(dispute, settlement) - {each.organisation_id for each in settlement.answers}


def pending_settlement(dispute: Dispute) -> DisputeSettlement | None:
    """What was proposed and waits for answers."""
    return next((each for each in dispute.settlements if each.state == "proposed"), None)


def disputed_pence(viewer: Viewer) -> dict[Key, int]:
    """How much of each row is in dispute: that much of it may stay unallocated."""
    found: dict[Key, int] = defaultdict(int)
    for each in open_disputes(viewer):
        found[each.year, each.cost_centre, each.subjective_group, each.fund] += each.amount_pence
    return found
