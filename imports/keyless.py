"""Two lists of posts without numbers, matched by title, directorate and service. A person confirms what seems so."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from imports.words import plain

Line = Mapping[str, Any]
Key = tuple[str, str, str]
_WEIGHTS = (0.6, 0.15, 0.25)
"""Of title, directorate and service."""
_LIKELY = 0.7
_MOST_BESIDE = 25


@dataclass(frozen=True)
class Post:
    """Lines of one title, directorate and service. lines: indexes in their list, from 0."""

    job_title: str
    directorate: str
    service: str
    lines: tuple[int, ...]


@dataclass(frozen=True)
class Pair:
    """A post of the older and one of the newer list. score: 0 to 1; 1 is the same in all three."""

    before: Post
    after: Post
    score: float


@dataclass(frozen=True)
class Unkeyed:
    """matched: the same in all three, each with score 1; gone and new: the rest; likely: pairs of gone and new that
    may be one post under another name, the surest first and each post once. A pair holds when a person confirms it."""

    matched: list[Pair]
    gone: list[Post]
    new: list[Post]
    likely: list[Pair]


def match_without_key(before: Sequence[Line], after: Sequence[Line]) -> Unkeyed:
    """Posts of two lists side by side. Case, spaces, hyphens and "&" are no difference."""
    old, new = _posts(before), _posts(after)
    matched = [Pair(post, new[key], 1.0) for key, post in old.items() if key in new]
    gone = {key: post for key, post in old.items() if key not in new}
    come = {key: post for key, post in new.items() if key not in old}
    return Unkeyed(matched, list(gone.values()), list(come.values()), _likely(gone, come))


def key_of(line: Line) -> Key:
    return plain(_text(line, "job_title")), plain(_text(line, "directorate")), plain(_text(line, "service"))


def _text(line: Line, name: str) -> str:
    return str(line.get(name) or "")


def _posts(lines: Sequence[Line]) -> dict[Key, Post]:
    found: dict[Key, list[int]] = defaultdict(list)
    for index, line in enumerate(lines):
        found[key_of(line)].append(index)
    return {key: _post(lines[own[0]], tuple(own)) for key, own in found.items()}


def _post(line: Line, lines: tuple[int, ...]) -> Post:
    return Post(_text(line, "job_title"), _text(line, "directorate"), _text(line, "service"), lines)


def _likely(gone: Mapping[Key, Post], come: Mapping[Key, Post]) -> list[Pair]:
    """Pairs that share a title, a directorate or a service, scored; the best pair first takes its two posts."""
    beside = _Beside(come)
    scored = [Pair(gone[key], come[other], _score(key, other)) for key in gone for other in beside.of(key)]
    scored.sort(key=lambda pair: (-pair.score, pair.before.lines, pair.after.lines))
    taken: set[Post] = set()
    chosen = []
    for pair in scored:
        if pair.score >= _LIKELY and taken.isdisjoint((pair.before, pair.after)):
            taken |= {pair.before, pair.after}
            chosen.append(pair)
    return chosen


class _Beside:
    """The posts that share a title, a directorate or a service with one. Of many the nearest by title only, so that two
    long lists without a common post are compared in time."""

    def __init__(self, posts: Iterable[Key]) -> None:
        self.sharing: dict[tuple[int, str], list[Key]] = defaultdict(list)
        for key in posts:
            for place, text in enumerate(key):
                self.sharing[place, text].append(key)

    def of(self, key: Key) -> list[Key]:
        shared = (self.sharing.get((place, text), ()) for place, text in enumerate(key) if text)
        near = list(dict.fromkeys(other for keys in shared for other in keys))
        if len(near) <= _MOST_BESIDE:
            return near
        titles = [other[0] for other in near]
        return [near[place] for _, _, place in process.extract(key[0], titles, scorer=fuzz.ratio, limit=_MOST_BESIDE)]


def _score(ours: Key, theirs: Key) -> float:
    """How alike: words in another order and words added count for more than letters changed."""
    parts = zip(_WEIGHTS, ours, theirs, strict=True)
    return round(sum(weight * _alike(here, there) for weight, here, there in parts), 3)


def _alike(here: str, there: str) -> float:
    return 1.0 if here == there else fuzz.token_set_ratio(here, there) / 100 * 0.95
