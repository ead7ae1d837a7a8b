"""Holding a programme's money still while its baseline is signed."""

from collections.abc import Mapping, Sequence
from typing import Any

from transfer.budget.models import BudgetHold
from transfer.budget.queries.holding import find_hold
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.programmes.rules import Viewer


def refuse_when_held(viewer: Viewer, release_id: int | None = None) -> None:
    """Every act that would change the split asks this first. release_id: the version that the act is about; one that
    the baseline does not rest on may still be made ready for a rebase. Raises DomainError that leads to a numbered
    change."""
    hold = find_hold(viewer)
    if hold and (release_id is None or release_id in hold.release_ids):
        raise DomainError(
            f"Propose a change instead, under Money, Agreement, Changes: version {hold.baseline_number} of the "
            "baseline is signed, and what it rests on stands still"
        )


def hold_money(viewer: Viewer, number: int, release_ids: Sequence[int], posts: Mapping[str, Any]) -> None:
    """From now on figures stay on these versions of books and drivers, and on these shared posts as `plain_post` writes
    them. The baseline's own actions call it."""
    hold = find_hold(viewer)
    if hold is None:
        hold = BudgetHold(programme_id=viewer.programme_id)
        db.session.add(hold)
    hold.baseline_number, hold.release_ids, hold.held_at = number, sorted(release_ids), clock.now()
    hold.posts = dict(posts)
    db.session.flush()
