"""What each kind of pack contains, read from `sections.toml`."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from transfer.kernel.errors import NotFound


@dataclass(frozen=True)
class Section:
    """owner: the role that writes it; belongs: what a reader expects there; exempt_paragraphs: of Schedule 12A."""

    key: str
    title: str
    owner: str
    belongs: str
    exempt_paragraphs: tuple[str, ...] = ()


@cache
def sections(kind: str) -> tuple[Section, ...]:
    """The sections of a kind of pack, in order. Raises NotFound for a kind that is not listed."""
    listed = tomllib.loads((Path(__file__).parent / "sections.toml").read_text(encoding="utf-8"))
    if kind not in listed:
        raise NotFound(f"There is no pack of kind {kind}. Choose one of: {', '.join(listed)}.", "kind")
    return tuple(
        Section(
            key=entry["key"],
            title=entry["title"],
            owner=entry["owner"],
            belongs=entry["belongs"],
            exempt_paragraphs=tuple(entry.get("exempt_paragraphs", ())),
        )
        for entry in listed[kind]
    )


def kinds() -> tuple[str, ...]:
    """The kinds of pack that the registry lists."""
    return tuple(tomllib.loads((Path(__file__).parent / "sections.toml").read_text(encoding="utf-8")))
