"""Making versions, keeping their rows, and opening them to the other sides."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import insert

from transfer.audit.actions import record, record_access
from transfer.audit.queries import has_event
from transfer.extensions import Model, db
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release, ReleaseFinding
from transfer.releases.queries import READ, is_others, next_number, releases_in_force
from transfer.releases.rules import DATASET_NAMES

ROWS_AT_ONCE = 2_000
# What higher contexts do when a version is taken back: close what they kept of it to the other sides.
ON_WITHDRAWAL: list[Callable[[Viewer, Release], None]] = []


def create_release(
    viewer: Viewer,
    dataset: str,
    organisation_id: int | None,
    *,
    file_id: int,
    as_at: date | None,
    read: Mapping[str, Any],
) -> Release:
    """A new version, not yet shared. read: sheet, header_row, columns, amount_columns, unmapped, rows_with_data,
    rows_accepted and totals, as the check of the file gave them."""
    release = Release(
        programme_id=viewer.programme_id,
        organisation_id=organisation_id,
        dataset=dataset,
        file_id=file_id,
        as_at=as_at,
        number=next_number(viewer.programme_id, dataset, organisation_id),
        accepted_by=viewer.name,
        accepted_at=clock.now(),
        **read,
    )
    db.session.add(release)
    db.session.flush()
    record(
        viewer, "accept_release", ("release", release.id),
        f"Version {release.number} of the {DATASET_NAMES[dataset]} was accepted: {release.rows_accepted:,} of "
        f"{release.rows_with_data:,} rows",
        programme_id=viewer.programme_id, side_id=organisation_id,
        changes={"totals": (None, release.totals), "sha256": (None, release.file.sha256)},
    )  # fmt: skip
    return release


def store_rows(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert plain rows, some thousand at a time."""
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == ROWS_AT_ONCE:
            db.session.execute(insert(model), batch)
            batch = []
    if batch:
        db.session.execute(insert(model), batch)


def store_findings(release: Release, findings: Iterable[dict[str, Any]]) -> None:
    """findings: dicts of sheet, cell, row, severity, field, code, message and key (the parked row's key)."""
    store_rows(ReleaseFinding, ({"release_id": release.id, **each} for each in findings))


def _own(viewer: Viewer, release: Release) -> None:
    if release.organisation_id is None:
        raise DomainError("This belongs to the programme: everybody in it sees it already")
    if not viewer.unrestricted and release.organisation_id not in viewer.sides:
        raise DomainError("Only its own side may share this, or take it back")


def _wait(release: Release) -> None:
    """Of two who share a version or take it back at once, one waits and finds it done."""
    db.session.refresh(release, ["shared_at", "shared_by"], with_for_update={"key_share": True})


def share_release(viewer: Viewer, release: Release) -> None:
    """Open a version to the other sides. Raises DomainError for another side's."""
    _own(viewer, release)
    _wait(release)
    if release.shared_at is None:
        release.shared_by, release.shared_at = viewer.name, clock.now()
        record(
            viewer, "share_release", ("release", release.id),
            f"Version {release.number} of the {DATASET_NAMES[release.dataset]} was shared with the other sides",
            programme_id=viewer.programme_id,
        )  # fmt: skip


def unshare_release(viewer: Viewer, release: Release, *, reason: str) -> None:
    """Take a version back, and say why; what others saw meanwhile stays in the history, and so do packs that were
    frozen. Raises DomainError for another side's, or without a reason."""
    _own(viewer, release)
    if not reason.strip():
        raise DomainError("Say why it is taken back", "reason")
    _wait(release)
    if release.shared_at is None:
        return
    record(
        viewer, "unshare_release", ("release", release.id),
        f"Version {release.number} of the {DATASET_NAMES[release.dataset]} is no longer shared",
        programme_id=viewer.programme_id,
        changes={"shared_by": (release.shared_by, None), "reason": (None, reason.strip())},
    )  # fmt: skip
    release.shared_by, release.shared_at = None, None
    release.withdrawn_by, release.withdrawn_at, release.withdrawn_reason = viewer.name, clock.now(), reason.strip()
    for close in ON_WITHDRAWAL:
        close(viewer, release)


def note_download(viewer: Viewer, dataset: str) -> None:
    """That somebody took a list away: it holds what is in force for them, other sides' shared versions among it."""
    note_reading(viewer, releases_in_force(viewer, dataset))


def note_reading(viewer: Viewer, releases: Iterable[Release]) -> None:
    """That somebody of another side opened shared versions, or took a list away that holds them: once for each viewer,
    version and day, so that a side that takes one back knows who has seen it."""
    midnight = datetime.combine(clock.now().date(), time())
    for release in releases:
        if is_others(viewer, release) and not has_event(
            viewer.programme_id, ("release", release.id), READ, viewer.user_id, midnight
        ):
            record_access(
                viewer, READ, ("release", release.id),
                f"Version {release.number} of the {DATASET_NAMES[release.dataset]} was read by another side",
                viewer.programme_id,
            )  # fmt: skip
