"""Taking a version out of force again."""

from transfer.intake.actions.work_list import restore_work_list
from transfer.intake.queries import may_bring
from transfer.kernel.errors import DomainError
from transfer.programmes.queries import wait_for_turn
from transfer.programmes.rules import Viewer
from transfer.releases.actions import undo_release
from transfer.releases.models import Release

# Their rows change services that stand by themselves: what a service was before is not kept.
NOT_UNDONE = frozenset({"services"})


def undo(viewer: Viewer, release: Release, *, reason: str) -> None:
    """Undo a version while nothing rests on it; its rows to mend go back to where they were. What a person said of how
    the source is read stays remembered: it was said of the source and not of the version, and is forgotten by itself.

    Of two who undo it, or of one who undoes and one who accepts, one waits and is told. Raises DomainError for another
    side's, for services, and where something rests on it.
    """
    if not may_bring(viewer, release.dataset, release.organisation_id):
        raise DomainError("Ask somebody who may bring this data set: your role may not")
    if release.dataset in NOT_UNDONE:
        raise DomainError("Change the services on their own pages: a list of services adds to them and is not undone")
    wait_for_turn(viewer.programme_id)
    undo_release(viewer, release, reason=reason)
    restore_work_list(viewer, release)
