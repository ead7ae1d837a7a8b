"""What waits for somebody: signatures, changes to decide, disputes whose time is over. No split is computed for it."""

from datetime import date

from sqlalchemy import select

from transfer.baseline.models import Baseline, BaselineRow, BaselineShare, Dispute
from transfer.baseline.queries.blocking import in_the_way, obstacles
from transfer.baseline.queries.disputes import awaited_bodies, open_disputes, overdue_disputes, pending_settlement
from transfer.baseline.queries.versions import find_open, list_changes, standing_of
from transfer.baseline.rules import Awaited, is_overdue
from transfer.extensions import db
from transfer.programmes.rules import Viewer


def waits_for_signature(viewer: Viewer) -> bool:
    """Whether a version was proposed that a side of the viewer's has to sign and has not, as it was proposed."""
    found = find_open(viewer) if viewer.may("baseline.sign") else None
    if found is None or found.state != "proposed":
        return False
    signed = {each.organisation_id for each in found.signatures if each.hash == found.hash}
    return bool((viewer.sides & _bodies(found)) - signed)


def find_agreed(viewer: Viewer) -> Baseline | None:
    """The version that every body has signed and nobody has taken as the baseline."""
    found = find_open(viewer)
    return found if found and found.state == "agreed" else None


def waits_to_be_taken(viewer: Viewer) -> bool:
    """Whether the viewer may take what every body has signed as the baseline."""
    return viewer.may("baseline.sign") and find_agreed(viewer) is not None


def _bodies(baseline: Baseline) -> set[int]:
    """Who has money in a version as it was proposed, or whose book it rests on."""
    query = select(BaselineShare.organisation_id).join(BaselineRow, BaselineRow.id == BaselineShare.row_id)
    held = set(db.session.scalars(query.where(BaselineRow.baseline_id == baseline.id).distinct()))
    return held | {each["organisation_id"] for each in baseline.ground["files"] if each["dataset"] == "budget"}


def changes_to_decide(viewer: Viewer) -> int:
    """How many proposed changes somebody else's decision is wanted on."""
    if not viewer.may("baseline.sign"):
        return 0
    return sum(each.state == "proposed" and each.proposed_by_id != viewer.user_id for each in list_changes(viewer))


def awaited_disputes(viewer: Viewer, today: date) -> tuple[Awaited, ...]:
    """Open ones that are not overdue, the most pressing first. A side is asked where it has said its position; all are
    where fewer than two have."""
    found = [each for each in open_disputes(viewer) if not is_overdue(each.deadline_on, each.true_up_on, today)]
    parties = {each.id: {said.organisation_id for said in each.positions} for each in found}
    asked = [each for each in found if len(parties[each.id]) < 2 or viewer.sides & (parties[each.id] | _asked(each))]
    told = (
        Awaited(each.id, each.number, each.amount_pence, each.deadline_on, bool(viewer.sides & _asked(each)))
        for each in asked
    )
    return tuple(sorted(told, key=lambda each: (each.by_on, each.number)))


def _asked(dispute: Dispute) -> set[int]:
    """The bodies that have yet to answer what was proposed to end a dispute."""
    pending = pending_settlement(dispute)
    return awaited_bodies(dispute, pending) if pending else set()


def stands_in_the_way(viewer: Viewer) -> list[str]:
    """What keeps the open version from being signed, in the order in which one would mend it."""
    found = find_open(viewer)
    return [each.words for each in in_the_way(obstacles(viewer, standing_of(viewer, found)))] if found else []


def count_overdue(viewer: Viewer, today: date) -> int:
    return len(overdue_disputes(viewer, today))
