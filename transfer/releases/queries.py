"""Which versions somebody may see, and which of them is in force for them."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, or_, select

from reports.tables import MoreSheet
from transfer.audit.queries import list_events
from transfer.extensions import db, read_once
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Organisation
from transfer.programmes.rules import Viewer
from transfer.releases.models import CorrectionNotice, Release, ReleaseFinding
from transfer.releases.rules import DATASET_NAMES, NAMED_AS_MANY
from transfer.web.paging import Page, paged_rows

MOST_READERS = 500


# What higher contexts add to a list that is downloaded: (viewer, data set) → sheets.
ALSO_DOWNLOADED: list[Callable[[Viewer, str], list[MoreSheet]]] = []
# What higher contexts say of original cells: (viewer, version, field, rows) → sentences.
CELL_NOTES: list[Callable[[Viewer, Release, str | None, Sequence[int]], list[str]]] = []


@dataclass(frozen=True)
class Rest:
    """What rests on a version, in a sentence: how many of it, the first of them by name, and where they are shown."""

    words: str
    count: int
    names: tuple[str, ...] = ()
    endpoint: str = ""
    arguments: Mapping[str, Any] = field(default_factory=dict)


# What higher contexts know to rest on a version.
RESTS: list[Callable[[Viewer, Release], list[Rest]]] = []


def what_rests_on(viewer: Viewer, release: Release) -> list[Rest]:
    """Everything that would lose its ground if this version were undone."""
    found = [*_newer(release), *_read_by_others(viewer, release)]
    return [*found, *(each for rests in RESTS for each in rests(viewer, release))]


def _newer(release: Release) -> list[Rest]:
    query = select(Release.number).where(
        Release.programme_id == release.programme_id, Release.dataset == release.dataset,
        Release.organisation_id.is_(None) if release.organisation_id is None
        else Release.organisation_id == release.organisation_id,
        Release.number > release.number, Release.undone_at.is_(None),
    )  # fmt: skip
    names = tuple(f"version {number}" for number in db.session.scalars(query.order_by(Release.number)))
    return [Rest("newer versions were accepted after it", len(names), names)] if names else []


def _read_by_others(viewer: Viewer, release: Release) -> list[Rest]:
    names = tuple(dict.fromkeys(name for name, _ in readers_of(viewer, release)))
    return [Rest("people of other sides have read it", len(names), names)] if names else []


def reader_ids(viewer: Viewer, release: Release) -> list[int]:
    """Those of other sides who opened a version or took it away, by their user."""
    found = list_events(viewer.programme_id, None, subject=("release", release.id), verb=READ, limit=MOST_READERS)
    return sorted({each.actor_id for each in found if each.actor_id is not None})


def list_notices(viewer: Viewer) -> Sequence[CorrectionNotice]:
    """Corrections of versions that this viewer read, as long as they have not said that they know."""
    query = (
        select(CorrectionNotice)
        .join(Release, Release.id == CorrectionNotice.release_id)
        .where(
            CorrectionNotice.user_id == viewer.user_id, CorrectionNotice.seen_at.is_(None),
            Release.programme_id == viewer.programme_id,
        )
    )  # fmt: skip
    return db.session.scalars(query.order_by(CorrectionNotice.id)).all()


def get_notice(viewer: Viewer, notice_id: int) -> CorrectionNotice:
    """Raises NotFound for another's."""
    found = next((each for each in list_notices(viewer) if each.id == notice_id), None)
    if not found:
        raise NotFound("That notice is not here")
    return found


def correction_of(release: Release) -> Release | None:
    """The version that was brought to put this one right, if there is one that stands."""
    query = select(Release).where(Release.corrects_id == release.id, Release.undone_at.is_(None))
    return db.session.scalars(query.order_by(Release.id.desc()).limit(1)).first()


def find_any(release_id: int | None) -> Release | None:
    """A version that another one names, whoever may open it."""
    return db.session.get(Release, release_id) if release_id else None


def more_sheets(viewer: Viewer, dataset: str) -> list[MoreSheet]:
    """What stands beside "what I see" in a download of a data set's rows: the list to change and bring back."""
    return [sheet for sheets in ALSO_DOWNLOADED for sheet in sheets(viewer, dataset)]


def cell_notes(viewer: Viewer, release: Release, field: str | None, rows: Sequence[int]) -> list[str]:
    return [words for notes in CELL_NOTES for words in notes(viewer, release, field, rows)]


def _visible(viewer: Viewer) -> Select[Release]:
    query = select(Release).where(Release.programme_id == viewer.programme_id)
    if viewer.unrestricted:
        return query
    return query.where(
        or_(
            Release.organisation_id.is_(None),
            Release.shared_at.is_not(None),
            Release.organisation_id.in_(viewer.sides),
        )
    )


def list_releases(viewer: Viewer, dataset: str | None = None) -> Sequence[Release]:
    """Every version that the viewer may see, newest first."""
    query = _visible(viewer).order_by(Release.id.desc())
    return db.session.scalars(query.where(Release.dataset == dataset) if dataset else query).all()


def releases_in_force(viewer: Viewer, dataset: str) -> Sequence[Release]:
    """For each organisation the newest version that this viewer may see, in the organisations' order."""
    return _in_force(viewer).get(dataset, [])


def any_in_force(viewer: Viewer) -> bool:
    """Whether anything has been accepted that this viewer may see."""
    return any(_in_force(viewer).values())


@read_once
def _in_force(viewer: Viewer) -> Mapping[str, Sequence[Release]]:
    """Every data set's versions in force with one query: most pages need more than one data set."""
    place = func.row_number().over(
        partition_by=(Release.dataset, Release.organisation_id), order_by=(Release.number.desc(), Release.id.desc())
    )
    standing = _visible(viewer).where(Release.undone_at.is_(None))
    ranked = standing.with_only_columns(Release.id, place.label("place")).subquery()
    query = select(Release).where(Release.id.in_(select(ranked.c.id).where(ranked.c.place == 1)))
    found: dict[str, list[Release]] = defaultdict(list)
    for release in db.session.scalars(query.order_by(Release.id.desc())):
        found[release.dataset].append(release)
    return {dataset: sorted(held, key=_position) for dataset, held in found.items()}


def _position(release: Release) -> int:
    return release.organisation.position if release.organisation else -1


def release_ids_in_force(viewer: Viewer, dataset: str) -> list[int]:
    return [release.id for release in releases_in_force(viewer, dataset)]


def find_release_in_force(viewer: Viewer, dataset: str, organisation_id: int | None) -> Release | None:
    found = [each for each in releases_in_force(viewer, dataset) if each.organisation_id == organisation_id]
    return found[0] if found else None


def get_release(viewer: Viewer, release_id: int) -> Release:
    """Raises NotFound for one that this viewer may not see."""
    found = db.session.scalars(_visible(viewer).where(Release.id == release_id)).one_or_none()
    if not found:
        raise NotFound("That version is not here")
    return found


READ = "read_release"


def is_others(viewer: Viewer, release: Release) -> bool:
    """Whether the version is another side's that was shared with this viewer."""
    return (
        release.organisation_id is not None and not viewer.unrestricted and release.organisation_id not in viewer.sides
    )


def readers_of(viewer: Viewer, release: Release) -> list[tuple[str, datetime]]:
    """(name, instant) of those of other sides who opened a version while it was shared, first come first."""
    found = list_events(viewer.programme_id, None, subject=("release", release.id), verb=READ, limit=MOST_READERS)
    return [(each.actor, each.at) for each in reversed(found)]


def withdrawn_since(release_ids: Sequence[int], frozen_at: datetime) -> Sequence[Release]:
    """Of the versions that something was frozen from, those that their side took back afterwards."""
    query = select(Release).where(
        Release.id.in_(release_ids), Release.shared_at.is_(None), Release.withdrawn_at > frozen_at
    )
    return db.session.scalars(query.order_by(Release.id)).all()


def next_number(programme_id: int, dataset: str, organisation_id: int | None) -> int:
    query = select(func.max(Release.number)).where(Release.programme_id == programme_id, Release.dataset == dataset)
    query = query.where(
        Release.organisation_id.is_(None) if organisation_id is None else Release.organisation_id == organisation_id
    )
    return (db.session.scalar(query) or 0) + 1


def missing_data(viewer: Viewer, dataset: str, expected_of: Sequence[Organisation] | None = None) -> list[str]:
    """Sentences that name what this viewer cannot count on: whose list is not there, or not shared with them.

    expected_of: the organisations that should have brought one; None when any single list is enough.
    """
    held = {release.organisation_id for release in releases_in_force(viewer, dataset)}
    words = DATASET_NAMES[dataset]
    said = f"no {words} {'have' if dataset in NAMED_AS_MANY else 'has'} been accepted and shared yet."
    if expected_of is None:
        return [] if held else [said[:1].upper() + said[1:]]
    return [f"{each.short}: {said}" for each in expected_of if each.id not in held]


def _findings(release_id: int, severity: str) -> Select[ReleaseFinding]:
    query = select(ReleaseFinding).where(ReleaseFinding.release_id == release_id)
    if severity:
        query = query.where(ReleaseFinding.severity == severity)
    return query.order_by(ReleaseFinding.row, ReleaseFinding.id)


def list_findings(release_id: int, severity: str = "") -> Sequence[ReleaseFinding]:
    return db.session.scalars(_findings(release_id, severity)).all()


def page_findings(release_id: int, severity: str, number: int) -> Page[ReleaseFinding]:
    return paged_rows(_findings(release_id, severity), number)
