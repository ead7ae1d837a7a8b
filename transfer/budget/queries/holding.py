"""The versions and shared posts that figures of money stay on while a baseline is signed, whatever comes later."""

from collections.abc import Mapping, Sequence

from transfer.budget.models import BudgetHold
from transfer.budget.rules import SharedPost, kept_post
from transfer.extensions import db, read_once
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import list_releases, releases_in_force


@read_once
def find_hold(viewer: Viewer) -> BudgetHold | None:
    """What the baseline in force holds; None as long as there is none."""
    return db.session.get(BudgetHold, viewer.programme_id)


def versions_of(viewer: Viewer, dataset: str, *, held: bool = True) -> Sequence[Release]:
    """The versions of a data set that money is computed from: those of the baseline, else those in force. held False:
    always those in force. Only what the viewer may see."""
    hold = find_hold(viewer) if held else None
    if hold is None:
        return releases_in_force(viewer, dataset)
    return sorted((each for each in list_releases(viewer, dataset) if each.id in hold.release_ids), key=_position)


def held_posts(viewer: Viewer) -> Mapping[str, SharedPost] | None:
    """The shared posts as the baseline in force has them; None where they are those of today's lists."""
    hold = find_hold(viewer)
    if hold is None or hold.posts is None:
        return None
    return {post_no: kept_post(post_no, plain) for post_no, plain in sorted(hold.posts.items())}


def _position(release: Release) -> int:
    return release.organisation.position if release.organisation else -1
