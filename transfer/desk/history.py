"""The history as people read it: what each event concerns, by name, and its rows as a table to take away."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import url_for

from transfer.audit.models import AuditEvent
from transfer.desk.rules import MANY_WORDS, SUBJECT_WORDS
from transfer.establishment.queries import posts_named
from transfer.programmes.queries import list_members
from transfer.programmes.rules import Viewer
from transfer.releases.queries import list_releases
from transfer.releases.rules import DATASET_NAMES
from transfer.web.filters import change_said, field_said

Subject = tuple[str, str]
HISTORY = [
    ("Number", "number"), ("When (UTC)", "text"), ("Who", "text"), ("What", "text"), ("Kind of thing", "text"),
    ("Concerns", "text"), ("Before and after", "text"), ("Hash", "text"), ("Hash before it", "text"),
]  # fmt: skip
POSTS_AT_ONCE = 1000  # a database takes only so many values in one question
# What a change holds for the chain, and not for its reader.
UNSAID = frozenset({"totals", "sha256", "loaded_digest"})


def about_words(kind: str, identity: object) -> str:
    """What a history is of: one thing, every thing of a kind, or (nothing) everything."""
    return SUBJECT_WORDS.get(kind, "one thing") if identity else MANY_WORDS.get(kind, "")


def month_in_words(month: str) -> str:
    """2021-03 → March 2021."""
    return f"{date.fromisoformat(f'{month}-01'):%B %Y}"


def concerned(viewer: Viewer, slug: str, events: Sequence[AuditEvent]) -> dict[Subject, tuple[str, str]]:
    """{(subject type, subject id): (name, address)} of the members, versions and posts that these events are about and
    the viewer may see; an event is no way to learn of anything else."""
    kinds = {each.subject_type for each in events}
    found: dict[Subject, tuple[str, str]] = {}
    if "member" in kinds:
        members = url_for("programmes.members", slug=slug)
        found |= {("member", str(each.id)): (each.user.name, members) for each in list_members(viewer)}
    if "release" in kinds:
        for each in list_releases(viewer):
            of = f" of {each.organisation.short}" if each.organisation else ""
            words = f"{DATASET_NAMES[each.dataset].capitalize()}{of}, version {each.number}"
            found["release", str(each.id)] = (words, url_for("releases.show", slug=slug, release_id=each.id))
    for start in range(0, len(events), POSTS_AT_ONCE):
        found |= _posts(viewer, slug, events[start : start + POSTS_AT_ONCE])
    return found


def _posts(viewer: Viewer, slug: str, events: Sequence[AuditEvent]) -> dict[Subject, tuple[str, str]]:
    posts = {each.subject_id.partition(":")[2] for each in events if each.subject_type == "post"}
    lines = {int(each.subject_id) for each in events if each.subject_type == "person" and each.subject_id.isdigit()}
    if not viewer.may("people.view") or not (posts or lines):
        return {}
    named = posts_named([each.id for each in list_releases(viewer, "establishment")], posts, lines)
    return {
        subject: (f"Post {post_no}", url_for("establishment.post", slug=slug, line_id=line_id))
        for subject, (line_id, post_no) in named.items()
    }


def history_row(event: AuditEvent, names: Mapping[Subject, tuple[str, str]]) -> list[Any]:
    """One event as a row of HISTORY."""
    name = names.get((event.subject_type, event.subject_id), ("", ""))[0]
    changes = "; ".join(
        f"{field_said(field)}: {_said(old, field)} → {_said(new, field)}"
        for field, (old, new) in event.changes.items()
        if field not in UNSAID
    )
    kind = event.subject_type.replace("_", " ")
    at = f"{event.at:%Y-%m-%d %H:%M:%S}"
    return [event.sequence, at, event.actor, event.summary, kind, name, changes, event.hash, event.previous_hash]


def _said(value: Any, field: str) -> str:
    return "nothing" if value in (None, "", []) else str(change_said(value, field))
