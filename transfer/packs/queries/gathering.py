"""Gathering a snapshot: every section of a kind, with its text, what the data says and what is missing."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from reports.references import marks
from reports.sections import Section, sections
from reports.snapshot import FORMAT, Beside, Snapshot, canonical
from reports.validation import validate
from transfer.audit.queries import list_events
from transfer.extensions import db, looking
from transfer.kernel import clock
from transfer.packs.models import Front, Narrative
from transfer.packs.queries import (
    claims,
    consulting,
    contracts,
    findings,
    money,
    people,
    plan,
    programme,
    sums,
    support,
    years,
)
from transfer.packs.queries.basis import say_basis
from transfer.packs.queries.book import Book, Content
from transfer.packs.rules import KIND_NAMES, single_side
from transfer.programmes.models import Option
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.rules import DATASET_NAMES

Fill = Callable[[Book], Content]
TITLES = {"due-diligence": "Due diligence report", "business-case": "Business case"}
FILLS: dict[str, dict[str, Fill]] = {
    "due-diligence": {
        "cover": programme.cover,
        "scope": programme.scope,
        "documents": findings.documents,
        "reds": findings.reds,
        "services": programme.services,
        "powers": programme.powers,
        "contracts": contracts.contracts,
        "people": people.people,
        "money": money.money,
        "performance": findings.performance,
        "requests": plan.nothing_kept("The log of requests: none has been recorded", "Programme lead"),
        "missing": findings.missing,
        "treatment": findings.treatment,
        "signoffs": programme.signoffs,
    },
    "business-case": {
        "summary": programme.summary,
        "background": claims.background,
        "scope": programme.case_scope,
        "options": programme.options,
        "economic": years.economic,
        "commercial": sums.commercial,
        "financial": sums.financial,
        "management": plan.management,
        "workforce": consulting.workforce,
        "support": support.support,
        "consultation": consulting.consultation,
        "risks": findings.risks,
        "implications": plan.nothing_kept("The comments of the statutory officers, and the assessments", "Legal"),
        "appendices": plan.appendices,
    },
}
assert set(FILLS) == set(KIND_NAMES)


@looking()
def gather(
    viewer: Viewer, kind: str, option: Option, at: datetime | None = None, *, number: int | None = None
) -> Snapshot:
    """Everything that a pack of this kind prints about this option, from what this viewer may see.

    at: the instant of freezing, UTC without a zone; now when not given. number: which of its kind this is, None for
    one that is not kept. Raises NotFound for an unknown kind.
    """
    book = Book(viewer, kind, option)
    texts = narratives(viewer, kind)
    made = [_section(book, number, entry, texts.get(entry.key)) for number, entry in enumerate(sections(kind), 1)]
    data: dict[str, Any] = {
        "format": FORMAT,
        "kind": kind,
        "title": TITLES[kind],
        "programme": {"name": book.programme.name, "slug": book.programme.slug, "council": _council(book)},
        "option": {"name": option.name},
        "as_at": book.today.isoformat(),
        "frozen_at": (at or clock.now().replace(microsecond=0)).isoformat() + "+00:00",
        "frozen_by": viewer.name,
        "status": "draft",
        "front": _front(viewer, kind, number),
        "bodies": [{"short": each.short, "name": each.name} for each in book.organisations],
        "figures": {key: each.as_json() for key, each in book.figures.items()},
        "figure_classes": book.classes,
        "sources": [_source(number, release) for number, release in enumerate(book.releases.values(), 1)],
        "missing_sources": findings.missing_sources(book),
        "sections": made,
        **_history(viewer),
    }
    data["beside"] = {other: _beside(viewer, other, option) for other in FILLS if other != kind}
    return _printed_only(validate(json.loads(canonical(data))))


def _beside(viewer: Viewer, kind: str, option: Option) -> Beside:
    """The numbers of posts that the other kind of pack prints: a reader of both must not work back a few people."""
    book = Book(viewer, kind, option)
    for fill in FILLS[kind].values():
        fill(book)
    few = {key: each for key, each in book.figures.items() if book.classes.get(key) == "small-count"}
    return {
        "figures": {key: each.as_json() for key, each in few.items() if each.unit == "count"},
        "figure_classes": {key: "small-count" for key, each in few.items() if each.unit == "count"},
    }


def _printed_only(snapshot: Snapshot) -> Snapshot:
    """Without figures that no page prints and no printed figure is made from."""
    printed = marks(snapshot)
    classes = snapshot.get("figure_classes", {})
    return {
        **snapshot,
        "figures": {key: each for key, each in snapshot["figures"].items() if key in printed},
        "figure_classes": {key: each for key, each in classes.items() if key in printed},
    }


def narratives(viewer: Viewer, kind: str) -> dict[str, Narrative]:
    """The written text of each section of a kind, by the section's key."""
    query = select(Narrative).where(Narrative.programme_id == viewer.programme_id, Narrative.kind == kind)
    return {each.section: each for each in db.session.scalars(query)}


def find_front(viewer: Viewer, kind: str) -> Front | None:
    """What the first page of a kind of pack tells, once somebody has said so."""
    query = select(Front).where(Front.programme_id == viewer.programme_id, Front.kind == kind)
    return db.session.scalars(query).one_or_none()


def _front(viewer: Viewer, kind: str, number: int | None) -> dict[str, Any]:
    held = find_front(viewer, kind)
    return {
        "addressed_to": held.addressed_to if held else None,
        "written_by": held.written_by if held else None,
        "decision_on": held.decision_on.isoformat() if held and held.decision_on else None,
        "number": number,
    }


def unshared_side(viewer: Viewer, snapshot: Snapshot) -> int | None:
    """The one side whose unshared lists are in a snapshot, or None. Raises DomainError when two sides' are."""
    query = select(Release.organisation_id).where(
        Release.id.in_([source["release_id"] for source in snapshot["sources"]]),
        Release.programme_id == viewer.programme_id, Release.organisation_id.is_not(None), Release.shared_at.is_(None),
    )  # fmt: skip
    return single_side({each for each in db.session.scalars(query) if each is not None})


def _history(viewer: Viewer) -> dict[str, Any]:
    """The last event before the freezing: whoever holds the printed pack can tell whether the history was rewritten."""
    head = next(iter(list_events(viewer.programme_id, None, limit=1)), None)
    if head is None:
        return {"audit_head": None}
    at = head.at.replace(microsecond=0).isoformat() + "+00:00"
    return {"audit_head": head.hash, "audit_event": head.sequence, "audit_at": at}


def _council(book: Book) -> str:
    councils = [each.name for each in book.organisations if each.kind == "council"]
    return (councils or [each.name for each in book.organisations] or [book.programme.name])[0]


def _section(book: Book, number: int, entry: Section, text: Narrative | None) -> dict[str, Any]:
    fill = FILLS[book.kind].get(entry.key)
    content = fill(book) if fill else Content()
    say_basis(book, content.blocks)
    written = text.text.strip() if text else ""
    unwritten = [] if written else [f"The text of this section. {entry.owner} writes it."]
    return {
        "key": entry.key,
        "number": str(number),
        "title": entry.title,
        "owner": entry.owner,
        "narrative": written or None,
        "exempt_paragraphs": list(entry.exempt_paragraphs),
        "blocks": content.blocks,
        "missing": list(dict.fromkeys([*unwritten, *content.missing])),
    }


def _source(number: int, release: Release) -> dict[str, Any]:
    name = DATASET_NAMES[release.dataset]
    return {
        "release_id": release.id,
        "number": number,
        "organisation": release.organisation.name if release.organisation else "The programme",
        "dataset": name[:1].upper() + name[1:],
        "filename": release.file.name,
        "sha256": release.file.sha256,
        "sheet": ", ".join(each["sheet"] for each in release.sheets) or release.sheet,
        "as_at": release.as_at.isoformat() if release.as_at else None,
        "accepted_by": release.accepted_by,
        "accepted_at": release.accepted_at.replace(microsecond=0).isoformat() + "+00:00",
        "rows": release.rows_accepted,
    }
