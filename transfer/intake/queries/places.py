"""Reading where lists belong: what is in force and what waits at each place, and whose it is to bring."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from transfer.extensions import db
from transfer.intake.models import Upload
from transfer.intake.queries.uploads import list_waiting
from transfer.programmes.models import Organisation
from transfer.programmes.queries import list_organisations
from transfer.programmes.rules import UPLOADERS, Viewer
from transfer.releases.models import Release, ReleaseFinding
from transfer.releases.queries import releases_in_force
from transfer.releases.rules import OF_AN_ORGANISATION, may_read


@dataclass(frozen=True)
class Place:
    """One data set of one organisation (None: of the programme), the version in force for the viewer and what waits."""

    dataset: str
    organisation: Organisation | None
    release: Release | None
    findings: Mapping[str, int]
    waiting: Sequence[Upload]
    may_upload: bool


def uploadable_organisations(viewer: Viewer, dataset: str) -> list[Organisation]:
    """The organisations whose data set of this kind the viewer may bring."""
    if dataset not in OF_AN_ORGANISATION or not viewer.may_upload(dataset):
        return []
    return [each for each in list_organisations(viewer) if viewer.unrestricted or each.id in viewer.sides]


def may_bring(viewer: Viewer, dataset: str, organisation_id: int | None) -> bool:
    """Whether this data set of this organisation (None: of the programme) is the viewer's to bring."""
    if dataset not in OF_AN_ORGANISATION:
        return organisation_id is None and viewer.may_upload(dataset)
    return organisation_id in {each.id for each in uploadable_organisations(viewer, dataset)}


def list_places(viewer: Viewer) -> list[Place]:
    """Every data set that the viewer may read, for each organisation that has one or may have one."""
    waiting = list_waiting(viewer)
    counts = _finding_counts(viewer)
    places = []
    for dataset in UPLOADERS:
        if not may_read(viewer, dataset):
            continue
        in_force = {each.organisation_id: each for each in releases_in_force(viewer, dataset)}
        for organisation in _owners(viewer, dataset, in_force):
            key = organisation.id if organisation else None
            release = in_force.get(key)
            places.append(
                Place(
                    dataset,
                    organisation,
                    release,
                    counts.get(release.id, {}) if release else {},
                    [each for each in waiting if (each.dataset, each.organisation_id) == (dataset, key)],
                    may_bring(viewer, dataset, key),
                )  # fmt: skip
            )
    return places


def _owners(viewer: Viewer, dataset: str, in_force: Mapping[int | None, Release]) -> list[Organisation | None]:
    if dataset not in OF_AN_ORGANISATION:
        return [None]
    return [
        each
        for each in list_organisations(viewer)
        if each.id in in_force or viewer.unrestricted or each.id in viewer.sides or not viewer.sides
    ]


def _finding_counts(viewer: Viewer) -> dict[int, dict[str, int]]:
    """Version → how many of each severity wait, and how many warnings were accepted."""
    kind = case((ReleaseFinding.accepted_by.is_not(None), "accepted"), else_=ReleaseFinding.severity)
    query = (
        select(ReleaseFinding.release_id, kind, func.count())
        .join(Release, Release.id == ReleaseFinding.release_id)
        .where(Release.programme_id == viewer.programme_id)
        .group_by(ReleaseFinding.release_id, kind)
    )
    counts: dict[int, dict[str, int]] = {}
    for release_id, severity, count in db.session.execute(query):
        counts.setdefault(release_id, {})[severity] = count
    return counts
