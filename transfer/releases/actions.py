"""Making versions, keeping their rows, and opening them to the other sides."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, time
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, insert

from transfer.audit.actions import record, record_access
from transfer.audit.queries import has_event
from transfer.extensions import Model, db
from transfer.identity.queries import find_users
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.mail.actions import Addressee, link_to, post
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.releases.models import CorrectionNotice, Release, ReleaseFinding
from transfer.releases.queries import (
    READ,
    find_release_in_force,
    is_others,
    next_number,
    reader_ids,
    releases_in_force,
    what_rests_on,
)
from transfer.releases.rules import DATASET_NAMES
from transfer.releases.streaming import may_stream, stream_rows

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
    correcting: str = "",
) -> Release:
    """A new version, not yet shared. correcting: what was wrong with the version in force, if this one is brought to
    put it right; whoever of another side read that one is told. read: sheet, header_row, columns, amount_columns,
    unmapped, rows_with_data, rows_accepted and totals, as the check of the file gave them."""
    wrong = find_release_in_force(viewer, dataset, organisation_id) if correcting.strip() else None
    release = Release(
        programme_id=viewer.programme_id,
        organisation_id=organisation_id,
        dataset=dataset,
        file_id=file_id,
        as_at=as_at,
        number=next_number(viewer.programme_id, dataset, organisation_id),
        accepted_by=viewer.name,
        accepted_at=clock.now(),
        corrects_id=wrong.id if wrong else None,
        correction_reason=correcting.strip() if wrong else "",
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
    if wrong:
        _tell_readers(viewer, wrong, release)
    return release


def _tell_readers(viewer: Viewer, wrong: Release, release: Release) -> None:
    """Whoever of another side read the wrong version finds it on their Home, and gets a letter that names nothing."""
    readers = find_users(reader_ids(viewer, wrong))
    link = link_to("desk.home", slug=get_programme(viewer).slug)
    for user in readers:
        db.session.add(CorrectionNotice(release_id=release.id, user_id=user.id, told_at=clock.now()))
        post(Addressee(user.id, user.email or "", user.name), "correction", link=link)
    record(
        viewer, "correct_release", ("release", wrong.id),
        f"Version {release.number} of the {DATASET_NAMES[release.dataset]} corrects version {wrong.number}; "
        f"{len(readers)} of the other sides were told",
        programme_id=viewer.programme_id, changes={"reason": (None, release.correction_reason)},
    )  # fmt: skip


def see_notice(viewer: Viewer, notice: CorrectionNotice) -> None:
    """Somebody says that they know of a correction."""
    notice.seen_at = clock.now()
    record(
        viewer, "see_correction", ("release", notice.release_id),
        f"The correction of the {DATASET_NAMES[notice.release.dataset]} was noted", programme_id=viewer.programme_id,
    )  # fmt: skip


def undo_release(viewer: Viewer, release: Release, *, reason: str) -> None:
    """Take a version out of force while nothing rests on it: the one before is in force again. The version stays, and
    is read as it was. The caller waits for its turn in the programme first.

    Raises DomainError without a reason, for one that was undone before, and where something rests on it.
    """
    if not reason.strip():
        raise DomainError("Say why it is undone", "reason")
    db.session.refresh(release, ["undone_at", "undone_by", "shared_at"])
    if release.undone_at is not None:
        raise DomainError(f"Nothing was done: {release.undone_by} undid this version first")
    rests = what_rests_on(viewer, release)
    if rests:
        told = "; ".join(f"{each.count:,} {each.words}" for each in rests)
        raise DomainError(f"Bring a correction instead, for something rests on this version: {told}")
    if release.shared_at is not None:
        unshare_release(viewer, release, reason=reason)
    release.undone_by, release.undone_at, release.undone_reason = viewer.name, clock.now(), reason.strip()
    db.session.flush()
    record(
        viewer, "undo_release", ("release", release.id),
        f"Version {release.number} of the {DATASET_NAMES[release.dataset]} was undone",
        programme_id=viewer.programme_id, side_id=release.organisation_id,
        changes={"undone": (None, reason.strip())},
    )  # fmt: skip


def store_rows(model: type[Model], rows: Iterable[dict[str, Any]]) -> None:
    """Insert plain rows, some thousand at a time, each with the same keys: into the table itself, for the model would
    part them by which of their values are None."""
    table, left = cast(Table, model.__table__), iter(rows)
    while batch := list(islice(left, ROWS_AT_ONCE)):
        connection = db.session.connection()
        if connection.dialect.name == "postgresql" and may_stream(table, batch[0]):
            stream_rows(connection, table, batch)
        else:
            connection.execute(insert(table), batch)


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
