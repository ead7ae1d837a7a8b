"""Frozen snapshots and their files, inside what a viewer may open."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, func, or_, select

from reports.chart import draw
from reports.editions import edition
from reports.sections import kinds, sections
from reports.snapshot import Snapshot as Frozen
from reports.snapshot import canonical
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.packs.models import Narrative, PackFile, Snapshot
from transfer.packs.queries.gathering import narratives
from transfer.packs.rules import KIND_NAMES, Edition, editions_open_to, writer_of
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import RESTS, Rest, get_release, withdrawn_since


def unwritten_sections(viewer: Viewer, roles: Collection[str] | None = None) -> int:
    """How many sections of any kind of pack nobody has written yet. roles: only those that these roles write."""
    query = select(Narrative.kind, Narrative.section).where(
        Narrative.programme_id == viewer.programme_id, Narrative.text != ""
    )
    written = {(kind, section) for kind, section in db.session.execute(query)}
    return sum(
        (kind, each.key) not in written and (roles is None or writer_of(each.owner) in roles)
        for kind in kinds()
        for each in sections(kind)
    )


def list_texts(viewer: Viewer, kind: str) -> list[tuple[Any, Narrative | None]]:
    """(section, its text or None) in the order of the pack. Raises NotFound for an unknown kind."""
    held = narratives(viewer, kind)
    return [(each, held.get(each.key)) for each in sections(kind)]


def get_text(viewer: Viewer, kind: str, section: str) -> tuple[Any, Narrative | None]:
    """One section and its text. Raises NotFound."""
    for each, text in list_texts(viewer, kind):
        if each.key == section:
            return each, text
    raise NotFound("That section is not in this pack")


def _open_to(viewer: Viewer) -> Select[Snapshot]:
    """Snapshots with another side's unshared data are not here at all; a guest has approved ones only."""
    query = select(Snapshot).where(Snapshot.programme_id == viewer.programme_id)
    sides = viewer.readable_sides
    if sides is not None:
        query = query.where(or_(Snapshot.side_id.is_(None), Snapshot.side_id.in_(sides)))
    return query.where(Snapshot.state == "approved") if viewer.role == "guest" else query


def next_number(viewer: Viewer, kind: str) -> int:
    """Which of its kind the next pack to be frozen is: drafts of every side count."""
    of_kind = select(func.max(Snapshot.number)).where(
        Snapshot.programme_id == viewer.programme_id, Snapshot.kind == kind
    )
    return (db.session.scalar(of_kind) or 0) + 1


def list_snapshots(viewer: Viewer) -> Sequence[Snapshot]:
    """Newest first."""
    return db.session.scalars(_open_to(viewer).order_by(Snapshot.id.desc())).all()


def drafts_of(release: Release) -> list[Snapshot]:
    """Drafts that were frozen from a version."""
    query = select(Snapshot).where(Snapshot.programme_id == release.programme_id, Snapshot.state == "draft")
    return [each for each in db.session.scalars(query.order_by(Snapshot.id)) if release.id in _frozen_from(each)]


def rests_on_packs(viewer: Viewer, release: Release) -> list[Rest]:
    """Packs that were frozen from a version, drafts and approved ones."""
    query = select(Snapshot).where(Snapshot.programme_id == release.programme_id).order_by(Snapshot.id)
    held = [each for each in db.session.scalars(query) if release.id in _frozen_from(each)]
    names = tuple(f"{KIND_NAMES[each.kind].lower()} pack of {each.frozen_at:%-d %B %Y}" for each in held)
    return [Rest("packs were frozen from it", len(held), names, "packs.index")] if held else []


RESTS.append(rests_on_packs)


def withdrawn_in(snapshot: Snapshot) -> Sequence[Release]:
    """The versions in a snapshot that their side took back after it was frozen."""
    return withdrawn_since(_frozen_from(snapshot), snapshot.frozen_at)


def _frozen_from(snapshot: Snapshot) -> list[int]:
    return [source["release_id"] for source in json.loads(snapshot.content)["sources"]]


def get_snapshot(viewer: Viewer, snapshot_id: int) -> Snapshot:
    """Raises NotFound for one that this viewer may not open."""
    found = db.session.scalars(_open_to(viewer).where(Snapshot.id == snapshot_id)).one_or_none()
    if not found:
        raise NotFound("That pack is not here")
    return found


def frozen(snapshot: Snapshot) -> Frozen:
    """What was frozen, with its state as it is now; the digest stays that of the frozen content."""
    content: Frozen = json.loads(snapshot.content)
    state: Any = snapshot.state
    made: Frozen = {**content, "status": state, "digest": snapshot.sha256}
    if snapshot.approved_at:
        made["approved_at"] = snapshot.approved_at.replace(microsecond=0).isoformat() + "+00:00"
        made["approved_by"] = snapshot.approved_by or ""
    return made


def unwritten_in(snapshot: Snapshot) -> list[str]:
    """Number and title of each section that was frozen without a text."""
    return [f"{each['number']} {each['title']}" for each in frozen(snapshot)["sections"] if not each["narrative"]]


def shown_to(viewer: Viewer, snapshot: Snapshot) -> Frozen:
    """The edition that this viewer reads on the page: a guest the public one, a member the exempt one."""
    return _shown(snapshot.sha256, snapshot.state, snapshot.content, editions_open_to(viewer.role)[-1])


@lru_cache(maxsize=16)
def _shown(sha256: str, state: Any, content: str, which: Edition) -> Frozen:
    """Kept by this process: what to withhold is the same as long as the content is. Never changed by who reads it."""
    held: Frozen = json.loads(content)
    return edition({**held, "status": state, "digest": sha256}, which)


def get_figure(shown: Frozen, key: str) -> dict[str, Any]:
    """One figure of what is shown. Raises NotFound; so it does for one that is rounded, which nothing stands behind."""
    if key not in shown["figures"] or "rounded" in shown["figures"][key]:
        raise NotFound("That figure is not in this pack")
    return shown["figures"][key]


def used_by(shown: Frozen, key: str) -> list[dict[str, Any]]:
    """Figures that this one is an input of."""
    return [each for each in shown["figures"].values() if key in each.get("inputs", ())]


def readable_release(viewer: Viewer, release_id: int) -> Release | None:
    """A version that this viewer may open now, or None."""
    try:
        return get_release(viewer, release_id)
    except NotFound:
        return None


def files_for(viewer: Viewer, snapshot: Snapshot) -> list[PackFile]:
    """Its files in the editions that this viewer may open."""
    allowed = editions_open_to(viewer.role)
    held = [each for each in snapshot.files if each.edition in allowed]
    return sorted(held, key=lambda each: (allowed.index(each.edition), each.format))


def get_pack_file(viewer: Viewer, file_id: int) -> tuple[PackFile, Snapshot]:
    """One file with its snapshot. Raises NotFound outside what this viewer may open."""
    found = db.session.get(PackFile, file_id)
    if found:
        snapshot = get_snapshot(viewer, found.snapshot_id)
        if found in files_for(viewer, snapshot):
            return found, snapshot
    raise NotFound("That file is not here")


@lru_cache(maxsize=128)
def _drawn(kind: str, data: str, title: str, desc: str, ident: str) -> str:
    return draw(kind, json.loads(data), title=title, desc=desc, ident=ident)


def drawn(kind: str, data: dict[str, Any], *, title: str, desc: str, ident: str) -> str:
    """A chart as SVG, drawn once for its data and kept by this process."""
    return _drawn(kind, canonical(data).decode(), title, desc, ident)
