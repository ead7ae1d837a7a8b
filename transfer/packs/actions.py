"""Writing a pack's text, freezing it, asking for its files, and approving it."""

from datetime import date, datetime
from pathlib import Path

from reports.apart import pdf_apart
from reports.sections import sections
from reports.snapshot import canonical
from reports.snapshot import digest as digest_of
from reports.workbook import workbook
from transfer.audit.actions import record
from transfer.extensions import db
from transfer.files.actions import store
from transfer.jobs.actions import request_job
from transfer.jobs.models import Job
from transfer.jobs.queries import list_live_jobs
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.packs.models import Front, Narrative, PackFile, Snapshot
from transfer.packs.queries import drafts_of, find_front, gather, get_text, next_number, unshared_side
from transfer.packs.rules import KIND_NAMES, Edition
from transfer.programmes.models import Option
from transfer.programmes.queries import wait_for_turn
from transfer.programmes.rules import Viewer
from transfer.releases.actions import ON_WITHDRAWAL
from transfer.releases.models import Release

MOST_TEXT = 50_000


def _name(kind: str) -> str:
    return f"{KIND_NAMES[kind].lower()} pack"


def write_narrative(viewer: Viewer, kind: str, section: str, text: str, version: int) -> Narrative:
    """Write the text of a section. version: that of the text that was read, 0 when there was none.

    Raises NotFound, StaleVersion with the text as it stands, or DomainError for text that is too long.
    """
    entry, held = get_text(viewer, kind, section)
    text = text.replace("\r\n", "\n").strip()
    if len(text) > MOST_TEXT:
        raise DomainError(f"Shorten the text to {MOST_TEXT:,} characters: it has {len(text):,}", "text")
    if (held.version if held else 0) != version:
        raise StaleVersion("Somebody else changed this text first", {"text": held.text if held else ""})
    old = len(held.text) if held else 0
    if held is None:
        held = Narrative(programme_id=viewer.programme_id, kind=kind, section=section)
        db.session.add(held)
    held.text, held.updated_by, held.updated_at = text, viewer.name, clock.now()
    db.session.flush()
    record(
        viewer,
        "write_narrative",
        ("narrative", f"{kind}/{section}"),
        f"The text of “{entry.title}” in the {_name(kind)} was written",
        programme_id=viewer.programme_id,
        changes={"characters": (old, len(text))},
    )
    return held


def write_front(
    viewer: Viewer, kind: str, *, addressed_to: str, written_by: str, decision_on: date | None, version: int
) -> Front:
    """Say what the first page of a kind of pack tells: for whom, by whom, and when it is decided. version: that of what
    was read, 0 when nothing was. Raises NotFound for an unknown kind, StaleVersion, or DomainError."""
    sections(kind)
    held, said = find_front(viewer, kind), {"addressed_to": addressed_to.strip(), "written_by": written_by.strip()}
    if (held.version if held else 0) != version:
        current = {**{name: getattr(held, name, "") for name in said}, "decision_on": held and held.decision_on}
        raise StaleVersion("Somebody else changed the first page first", current)
    for name, words in (("addressed_to", "Enter who this pack is for"), ("written_by", "Enter who wrote this pack")):
        if not said[name]:
            raise DomainError(words, name)
    if held is None:
        held = Front(programme_id=viewer.programme_id, kind=kind)
        db.session.add(held)
    told = [None if day is None else day.isoformat() for day in (held.decision_on, decision_on)]
    held.addressed_to, held.written_by, held.decision_on = said["addressed_to"], said["written_by"], decision_on
    held.updated_by, held.updated_at = viewer.name, clock.now()
    db.session.flush()
    record(
        viewer, "write_pack_front", ("pack_front", kind), f"The first page of the {_name(kind)} was written",
        programme_id=viewer.programme_id, changes={"decision_on": (told[0], told[1])},
    )  # fmt: skip
    return held


def freeze(viewer: Viewer, kind: str, option: Option) -> Snapshot:
    """Freeze what a pack says now. A snapshot with one side's unshared lists is that side's only."""
    wait_for_turn(viewer.programme_id)  # two that are frozen at once are two versions
    number = next_number(viewer, kind)
    content = gather(viewer, kind, option, number=number)
    side_id = unshared_side(viewer, content)
    snapshot = Snapshot(
        programme_id=viewer.programme_id,
        side_id=side_id,
        kind=kind,
        number=number,
        option_id=option.id,
        content=canonical(content).decode(),
        sha256=digest_of(content),
        as_at=datetime.fromisoformat(content["as_at"]).date(),
        frozen_by=viewer.name,
        frozen_at=datetime.fromisoformat(content["frozen_at"]).replace(tzinfo=None),
        state="draft",
    )
    db.session.add(snapshot)
    db.session.flush()
    record(
        viewer,
        "freeze_pack",
        ("snapshot", snapshot.id),
        f"The {_name(kind)} was frozen",
        programme_id=viewer.programme_id,
        side_id=side_id,
        changes={"sha256": (None, snapshot.sha256)},
    )
    return snapshot


def request_pack(viewer: Viewer, kind: str, option: Option) -> Job:
    """Ask the worker to freeze a pack and to build its files. Raises NotFound for an unknown kind, DomainError when
    somebody asked for the same pack and it is still being built."""
    sections(kind)
    _refuse_second(viewer, {"kind": kind, "option_id": option.id})
    return _request(viewer, {"kind": kind, "option_id": option.id}, f"{KIND_NAMES[kind]} pack: {option.name}")


def request_files(viewer: Viewer, snapshot: Snapshot) -> Job:
    """Ask the worker to build the files of a frozen pack, again or for the first time."""
    title = f"{KIND_NAMES[snapshot.kind]} pack frozen on {snapshot.frozen_at:%-d %B %Y}"
    return _request(viewer, {"kind": snapshot.kind, "snapshot_id": snapshot.id}, title, snapshot.side_id)


def rebuild_files(viewer: Viewer, snapshot: Snapshot) -> Job:
    """The same for somebody who asks for them: one at a time. Raises DomainError while they are being built."""
    _refuse_second(viewer, {"snapshot_id": snapshot.id})
    return request_files(viewer, snapshot)


def _refuse_second(viewer: Viewer, asked: dict[str, object]) -> None:
    """Of two who ask for the same pack at once, one gets it and the other is told who."""
    wait_for_turn(viewer.programme_id)
    for job in list_live_jobs("build_pack", viewer.programme_id):
        if asked.items() <= job.payload.items():
            raise DomainError(f"Wait until it is built: {job.requested_by} asked for this pack already")


def _request(viewer: Viewer, payload: dict[str, object], title: str, side_id: int | None = None) -> Job:
    return request_job(viewer, "build_pack", title[:200], payload, programme_id=viewer.programme_id, side_id=side_id)


def approve_pack(viewer: Viewer, snapshot: Snapshot, version: int) -> Job:
    """Approve a frozen pack; its files are built again with the word.

    Raises DomainError for one that is approved already, holds unshared lists or has no files; StaleVersion when it
    has changed.
    """
    if snapshot.version != version:
        raise StaleVersion("Somebody else changed this pack first", {"state": snapshot.state})
    if snapshot.state != "draft":
        raise DomainError("This pack is approved already")
    if snapshot.side_id is not None:
        raise DomainError("Share the lists that this pack was made from, and build it again: it holds unshared data")
    if not snapshot.files:
        raise DomainError("Build the files of this pack first: nobody can have read it yet")
    snapshot.state, snapshot.approved_by, snapshot.approved_at = "approved", viewer.name, clock.now()
    db.session.flush()
    record(
        viewer,
        "approve_pack",
        ("snapshot", snapshot.id),
        f"The {_name(snapshot.kind)} was approved",
        programme_id=viewer.programme_id,
        changes={"state": ("draft", "approved"), "sha256": (None, snapshot.sha256)},
    )
    return request_files(viewer, snapshot)


def keep_files(
    viewer: Viewer, snapshot: Snapshot, made: dict[tuple[str, str], bytes], state: str = "draft"
) -> None:  # fmt: skip
    """Keep the four files of a snapshot in place of those it had. made: bytes by (edition, format); state: of the
    snapshot when they were made. Raises DomainError when it was approved since: their word “draft” is wrong now."""
    db.session.refresh(snapshot, with_for_update={"key_share": True})
    if snapshot.state != state:
        raise DomainError("The pack was approved meanwhile. Its files are built again with the word")
    for held in list(snapshot.files):
        snapshot.files.remove(held)
    db.session.flush()
    for (edition, format_), content in made.items():
        stored = store(content, f"{snapshot.kind}-{edition}.{format_}")
        snapshot.files.append(PackFile(edition=edition, format=format_, file_id=stored.id))
    db.session.flush()
    record(
        viewer,
        "build_pack",
        ("snapshot", snapshot.id),
        f"The files of the {_name(snapshot.kind)} were built",
        programme_id=viewer.programme_id,
        side_id=snapshot.side_id,
    )


def build_to_folder(viewer: Viewer, kind: str, option: Option, edition: Edition, folder: Path) -> list[Path]:
    """Write FOLDER/KIND-EDITION.pdf and .xlsx, marked draft; nothing is kept in the programme.

    Both files are rendered before either takes its place, so that a failure leaves what was there. Raises NotFound.
    """
    if kind not in KIND_NAMES:
        raise NotFound(f"There is no pack of kind {kind}. Choose one of: {', '.join(KIND_NAMES)}.", "kind")
    content = gather(viewer, kind, option)
    made = {"pdf": pdf_apart(content, edition), "xlsx": workbook(content, edition)}
    folder.mkdir(parents=True, exist_ok=True)
    parts = []
    for format_, content_ in made.items():
        part = folder / f".{kind}-{edition}.{format_}.part"
        part.write_bytes(content_)
        parts.append((part, folder / f"{kind}-{edition}.{format_}"))
    return [part.replace(path) for part, path in parts]


def take_in_drafts(viewer: Viewer, release: Release) -> None:
    """A version was taken back: drafts that were frozen from it are its side's alone from now on. One that holds
    another side's as well is nobody's, and goes."""
    for draft in drafts_of(release):
        told = {"side_id": (draft.side_id, release.organisation_id)}
        summary = f"A draft of the {_name(draft.kind)} was closed to the other sides: a version in it was taken back"
        if draft.side_id in (None, release.organisation_id):
            draft.side_id = release.organisation_id
        else:
            summary = f"A draft of the {_name(draft.kind)} was removed: versions of two sides in it were taken back"
            db.session.delete(draft)
        record(viewer, "close_draft", ("snapshot", draft.id), summary, programme_id=viewer.programme_id, changes=told)
    db.session.flush()


ON_WITHDRAWAL.append(take_in_drafts)
