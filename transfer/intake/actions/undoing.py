"""Taking a version out of force again."""

from transfer.intake.actions.accepting import forget_taught
from transfer.intake.actions.work_list import restore_work_list
from transfer.intake.queries import find_accepted, may_bring
from transfer.kernel.errors import DomainError
from transfer.programmes.queries import wait_for_turn
from transfer.programmes.rules import Viewer
from transfer.releases.actions import undo_release
from transfer.releases.models import Release

# Their rows change services that stand by themselves: what a service was before is not kept.
NOT_UNDONE = frozenset({"services"})


def undo(viewer: Viewer, release: Release, *, reason: str) -> None:
    """Undo a version while nothing rests on it; its rows to mend go back to where they were, and so does what is
    remembered of how the source is read: often it was read wrongly, which is why it is undone.

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
    if upload := find_accepted(release):
        forget_taught(upload)
