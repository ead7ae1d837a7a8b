"""What an event's hash is made of, and how a chain is checked."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from transfer.kernel.dates import add_months
from transfer.kernel.errors import DomainError

FIRST = "0" * 64
# Verbs of events that changed nothing: somebody looked, or took a file away.
LOOKING = ("open_", "read_", "download_", "export_")
# Verbs of events that say what was decided about one person or one engagement, under the number of the post.
ABOUT_PERSONS = frozenset({
    "decide_person", "decide_engagement", "record_factor", "record_objection", "look_at_objection",
    "withdraw_objection", "ask_correction", "confirm_correction", "refuse_correction",
})  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which events are asked for; what is empty leaves nothing out. about: (subject type, subject id), an empty id
    being every thing of that kind; looked: who looked, instead of what changed; month: 2021-03; persons: the employers
    about whose people single decisions may be read, None for all."""

    about: tuple[str, object] | None = None
    looked: bool = False
    actor: str = ""
    month: str = ""
    persons: frozenset[int] | None = None


def month_bounds(month: str) -> tuple[datetime, datetime] | None:
    """The first instants of a month, written 2021-03, and of the next; None for what is no month."""
    try:
        first = datetime.fromisoformat(f"{month}-01")
    except ValueError:
        return None
    return first, datetime.combine(add_months(first.date(), 1), first.time())


def months_between(first: datetime, last: datetime) -> list[str]:
    """Every month from one instant to a later one, newest first: ["2021-03", "2021-02"]."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return [f"{add_months(last.date(), -back):%Y-%m}" for back in range(count + 1)]


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


@dataclass(frozen=True)
class Chain:
    """A chain as it stands: the number and hash of its last event, the last number that was written down outside the
    database (0 for none), and the number of its first broken event, if there is one."""

    sequence: int
    hash: str
    anchored: int
    broken: int | None


def first_broken(links: Iterable[Link], end: tuple[int, str], anchors: Mapping[int, str]) -> int | None:
    """The sequence number of the first event that does not follow from the one before, is not what was anchored, or is
    missing; None when the chain is sound.

    end: the number and hash of the last event, as the chain's head has them; anchors: {number: hash} as they were
    written down outside the database. A chain that was cut off or built again is sound in itself: its anchors tell.
    """
    previous, number = FIRST, 0
    for link in links:
        sound = link.sequence == number + 1 and link.previous_hash == previous
        if not sound or event_hash(previous, link.content) != link.hash:
            return link.sequence
        previous, number = link.hash, link.sequence
        if anchors.get(number, previous) != previous:
            return number
    if number != end[0] or number < max(anchors, default=0):
        return number + 1
    return number if previous != end[1] else None


@dataclass(frozen=True)
class Anchor:
    """The end of one chain as it was written down outside the database."""

    at: datetime
    chain: int
    sequence: int
    hash: str

    @property
    def line(self) -> str:
        return f"{self.at.isoformat(timespec='seconds')}Z {self.chain} {self.sequence} {self.hash}\n"


def read_lines(text: str) -> list[Anchor]:
    """Anchors out of their file; a last line without an end was never finished and does not count. Raises DomainError
    with the number of a line that cannot be read."""
    found = []
    for number, line in enumerate(text.split("\n")[:-1], 1):
        try:
            at, chain, sequence, hash_ = line.split(" ")
            found.append(Anchor(datetime.fromisoformat(at.removesuffix("Z")), int(chain), int(sequence), hash_))
        except ValueError as error:
            raise DomainError(f"Line {number} of the anchors cannot be read") from error
    return found
