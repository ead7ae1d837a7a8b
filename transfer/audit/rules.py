"""What an event's hash is made of, and how a chain is checked."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

FIRST = "0" * 64


@dataclass(frozen=True)
class Link:
    """One event as the chain sees it. `content` is the event's JSON; hashes are hex SHA-256."""

    sequence: int
    content: dict[str, Any]
    previous_hash: str
    hash: str


def event_hash(previous_hash: str, content: dict[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(f"{previous_hash}\n{text}".encode()).hexdigest()


def first_broken(links: Iterable[Link]) -> int | None:
    """The sequence number of the first event that does not follow from the one before, or None."""
    previous, expected = FIRST, 1
    for link in links:
        sound = link.sequence == expected and link.previous_hash == previous
        if not sound or event_hash(previous, link.content) != link.hash:
            return link.sequence
        previous, expected = link.hash, expected + 1
    return None
