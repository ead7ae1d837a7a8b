"""Typed text that may point to a person: it cannot be parsed, so it is shown to somebody before it is read by all."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select

from reports.editions import WITHHELD, edition
from reports.snapshot import Section, tables
from reports.snapshot import Snapshot as Frozen
from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.packs.rules import codes_in, few_in
from transfer.programmes.rules import Viewer
from transfer.releases.queries import releases_in_force

Told = tuple[str, list[str]]  # where, and the words


def telling_words(viewer: Viewer, texts: Iterable[tuple[str, str]]) -> list[Told]:
    """Of (where, text): words that count fewer than five people or posts, and post numbers of the lists in force."""
    held = [(where, text) for where, text in texts if text]
    posts = _posts(viewer, {code for _, text in held for code in codes_in(text)})
    found: dict[str, list[str]] = {}
    for where, text in held:
        words = [*few_in(text), *(code for code in codes_in(text) if code in posts)]
        found[where] = list(dict.fromkeys([*found.get(where, ()), *words]))
    return [(where, words) for where, words in found.items() if words]


def telling_in_public(viewer: Viewer, content: Frozen) -> list[Told]:
    """The same of everything that the public edition of a frozen pack prints in words."""
    shown = edition(content, "public")
    first = ("First page", shown.get("front", {}).get("addressed_to") or "")
    printed = _printed([each for each in shown["sections"] if each["key"] != WITHHELD])
    return telling_words(viewer, [first, *printed])


def _printed(sections: Iterable[Section]) -> Iterator[tuple[str, str]]:
    for section in sections:
        where = f"{section['number']} {section['title']}"
        yield from ((where, text) for text in [section["narrative"] or "", *section["missing"]])
        for table in tables(section):
            yield where, table.get("note", "")
            cells: list[Any] = [row.get(column["key"]) for row in table["rows"] for column in table["columns"]]
            yield from ((where, cell) for cell in cells if isinstance(cell, str))


def _posts(viewer: Viewer, codes: set[str]) -> set[str]:
    releases = [release.id for release in releases_in_force(viewer, "establishment")]
    found = set[str]()
    for start in range(0, len(codes), 500):
        some = sorted(codes)[start : start + 500]
        query = select(AssignmentLine.post_no).where(
            AssignmentLine.release_id.in_(releases), AssignmentLine.post_no.in_(some)
        )
        found.update(post for post in db.session.scalars(query) if post)
    return found
