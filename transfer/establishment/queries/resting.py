"""What rests on a version of an establishment list, or on one of time shares."""

from sqlalchemy import select

from transfer.establishment.models import AssignmentLine, Correction, TimeShare
from transfer.extensions import db
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import RESTS, Rest, releases_in_force


def rests_on_lines(viewer: Viewer, release: Release) -> list[Rest]:
    """Corrections of its rows, and later shares of the time of its posts."""
    if release.dataset != "establishment":
        return []
    corrected = select(Correction.post_no).where(
        Correction.release_id == release.id, Correction.corrected_at > release.accepted_at
    )
    later = [each.id for each in releases_in_force(viewer, "time_shares") if each.accepted_at >= release.accepted_at]
    posts = select(AssignmentLine.post_no).where(AssignmentLine.release_id == release.id)
    shared = select(TimeShare.post_no).where(TimeShare.release_id.in_(later), TimeShare.post_no.in_(posts))
    found = [
        ("values of its people were corrected", corrected, "establishment.posts"),
        ("of its posts have time shares that were accepted after it", shared, "establishment.posts"),
    ]
    told = [(words, tuple(db.session.scalars(query.distinct())), endpoint) for words, query, endpoint in found]
    return [Rest(words, len(names), tuple(sorted(names)), endpoint) for words, names, endpoint in told if names]


RESTS.append(rests_on_lines)
