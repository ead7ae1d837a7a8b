"""The reporting lines of the lists in force, read once a version and kept."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries.bills import release_key
from transfer.establishment.queries.counts import catalogue
from transfer.establishment.queries.moving import moving_in
from transfer.establishment.rules import Catalogue
from transfer.establishment.rules.structure import Key, Post, Seen, Structure, cut_lines, posts_of
from transfer.extensions import db
from transfer.kernel.apart import collector_paused
from transfer.kernel.keeping import keep
from transfer.programmes.models import Option
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force

_COLUMNS = (
    AssignmentLine.service_key, AssignmentLine.cost_centre, AssignmentLine.id, AssignmentLine.post_no,
    AssignmentLine.line_manager_post, AssignmentLine.job_title, AssignmentLine.occupancy,
)  # fmt: skip


@dataclass(frozen=True)
class After:
    """Whom each post is with once an option's moves are done, and whose reporting lines that cuts."""

    place_of: Callable[[Key], int]
    cut: list[Key]


def structure_of(viewer: Viewer) -> Structure:
    """Every list in force that the viewer may see."""
    known = catalogue(viewer)
    releases = releases_in_force(viewer, "establishment")
    keys = tuple(release_key(each) for each in releases)
    return keep(("structure", keys, known.key), lambda: _structure(releases, known))


def _structure(releases: Sequence[Release], known: Catalogue) -> Structure:
    with collector_paused():
        return Structure(_posts(releases, known))


def _posts(releases: Sequence[Release], known: Catalogue) -> dict[Key, Post]:
    found: dict[Key, Post] = {}
    for release in releases:
        found |= keep(("posts", release_key(release), known.key), partial(_read, release, known))
    return found


def _read(release: Release, known: Catalogue) -> dict[Key, Post]:
    query = select(*_COLUMNS).where(AssignmentLine.release_id == release.id).order_by(AssignmentLine.source_row)
    rows = (
        Seen(line_id, post_no, manager or "", title, occupancy, known.owner(service, centre))
        for service, centre, line_id, post_no, manager, title, occupancy in db.session.execute(query)
    )
    return posts_of(release.organisation_id or 0, rows)


def after_option(viewer: Viewer, structure: Structure, option: Option) -> After:
    """Whom each post is with at the end of an option's moves."""
    ends = {place: path[-1].to_id for place, path in moving_in(viewer, option).paths.items() if path}

    def place_of(key: Key) -> int:
        return ends.get((key[0], structure.posts[key].service_id or 0), key[0])

    return After(place_of, cut_lines(structure, place_of))
