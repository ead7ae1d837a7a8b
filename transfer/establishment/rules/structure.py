"""Who reports to whom: the posts of the lists as a tree, what is wrong with it, and what an option makes of it."""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from transfer.establishment.rules.workforce import NOT_STATED

Key = tuple[int, str]  # organisation id of the list, post number


class Seen(NamedTuple):
    """What is read of one line."""

    line_id: int
    post_no: str
    manager: str
    title: str
    occupancy: str | None
    service_id: int | None


@dataclass(frozen=True)
class Post:
    """One post with all its lines. managers: the posts that its lines report to, more than one where they differ."""

    key: Key
    title: str
    line_id: int
    service_id: int | None
    managers: tuple[str, ...]
    states: tuple[tuple[str, int], ...]


def posts_of(organisation_id: int, rows: Iterable[Seen]) -> dict[Key, Post]:
    """The posts of one list, in the order of its rows."""
    held: dict[str, list[Seen]] = defaultdict(list)
    for row in rows:
        held[row.post_no].append(row)
    return {(organisation_id, post_no): _post((organisation_id, post_no), lines) for post_no, lines in held.items()}


def _post(key: Key, lines: list[Seen]) -> Post:
    first = lines[0]
    if len(lines) == 1:  # as nearly all posts are: nothing to count
        managers: tuple[str, ...] = (first.manager,) if first.manager else ()
        return Post(key, first.title, first.line_id, first.service_id, managers, ((first.occupancy or NOT_STATED, 1),))
    managers = tuple(dict.fromkeys(each.manager for each in lines if each.manager))
    states = tuple(Counter(each.occupancy or NOT_STATED for each in lines).items())
    return Post(key, first.title, first.line_id, first.service_id, managers, states)


class Structure:
    """The posts of several lists. A post reports to the first manager that its lines name: on its own list, else on
    the one other list that has that number."""

    def __init__(self, posts: Mapping[Key, Post]) -> None:
        self.posts = posts
        by_number: dict[str, list[Key]] = defaultdict(list)
        for key in posts:
            by_number[key[1]].append(key)
        self.above: dict[Key, Key] = {}
        self.broken: list[Key] = []
        for key, post in posts.items():
            if not post.managers:
                continue
            manager = (key[0], post.managers[0])
            elsewhere = by_number.get(post.managers[0], [])
            if manager in posts:
                self.above[key] = manager
            elif len(elsewhere) == 1:
                self.above[key] = elsewhere[0]
            else:
                self.broken.append(key)

    @cached_property
    def below(self) -> dict[Key, list[Key]]:
        found: dict[Key, list[Key]] = defaultdict(list)
        for key, manager in self.above.items():
            found[manager].append(key)
        return dict(found)

    @cached_property
    def rings(self) -> list[list[Key]]:
        """Posts that report to one another in a ring, each ring once, from its first post of the lists on."""
        done: set[Key] = set()
        found = []
        for start in self.posts:
            path: dict[Key, int] = {}
            key: Key | None = start
            while key is not None and key not in done and key not in path:
                path[key] = len(path)
                key = self.above.get(key)
            if key is not None and key in path:
                found.append([each for each, place in path.items() if place >= path[key]])
            done.update(path)
        return found

    @property
    def two_managers(self) -> list[Key]:
        return [key for key, post in self.posts.items() if len(post.managers) > 1]

    def under(self, tops: Sequence[Key], levels: int) -> list[Key]:
        """These posts and those that report to them, so many levels down; a ring is walked once."""
        seen = dict.fromkeys(tops)
        level: Sequence[Key] = tops
        for _ in range(levels):
            level = [each for key in level for each in self.below.get(key, ()) if each not in seen]
            seen.update(dict.fromkeys(level))
        return list(seen)

    def tops(self) -> list[Key]:
        """Posts that report to nobody on the lists; of a ring, which has no top, its first."""
        return [key for key in self.posts if key not in self.above] + [ring[0] for ring in self.rings]


class Row(NamedTuple):
    """One box of the chart. many: how many alike posts it stands for; keys: those posts; heading: an organisation's
    name above its own."""

    depth: int
    title: str
    note: str
    keys: tuple[Key, ...]
    place: int
    heading: bool = False

    @property
    def many(self) -> int:
        return len(self.keys)


def cut_lines(structure: Structure, after: Callable[[Key], int]) -> list[Key]:
    """Posts whose manager will be with another organisation than they will."""
    return [key for key, manager in structure.above.items() if after(key) != after(manager)]


class Chart:
    """What is drawn of a structure. scope: the posts; place_of: whom each is with; cut: lines that are not drawn."""

    def __init__(
        self, structure: Structure, scope: Collection[Key], place_of: Callable[[Key], int], cut: Collection[Key] = ()
    ) -> None:
        self.structure, self.place_of = structure, place_of
        wanted, gone = set(scope), set(cut)
        self.below: dict[Key, list[Key]] = defaultdict(list)
        self.tops: list[Key] = []
        for key in scope:
            manager = structure.above.get(key)
            if manager in wanted and key not in gone and manager is not None:
                self.below[manager].append(key)
            else:
                self.tops.append(key)
        if not self.tops and wanted:  # nothing but a ring
            self.tops = [next(iter(scope))]

    def rows(self, names: Mapping[int, str], *, by_place: bool = False) -> list[Row]:
        """The boxes from the top down, those below a post indented under it. by_place: under their organisations."""
        if not by_place:
            return self._rows(self.tops, 0)
        found = []
        for place in dict.fromkeys(self.place_of(key) for key in self.tops):
            own = [key for key in self.tops if self.place_of(key) == place]
            found.append(Row(0, names.get(place, ""), "", (), place, heading=True))
            found += self._rows(own, 1)
        return found

    def _rows(self, tops: Sequence[Key], depth: int) -> list[Row]:
        found: list[Row] = []
        waiting = [(depth, group) for group in reversed(self._alike(tops))]
        drawn: set[Key] = set()
        while waiting:
            at, keys = waiting.pop()
            if keys[0] in drawn:
                continue
            drawn.update(keys)
            found.append(self._row(at, keys))
            if len(keys) == 1:
                waiting += [(at + 1, group) for group in reversed(self._alike(self.below.get(keys[0], ())))]
        return found

    def _alike(self, keys: Sequence[Key]) -> list[tuple[Key, ...]]:
        """Posts with nobody under them go together with others of their title and organisation; managers come first."""
        posts = self.structure.posts
        managers = [(key,) for key in keys if self.below.get(key)]
        others: dict[tuple[str, int], list[Key]] = defaultdict(list)
        for key in keys:
            if not self.below.get(key):
                others[posts[key].title, self.place_of(key)].append(key)
        return [*managers, *(tuple(each) for each in others.values())]

    def _row(self, depth: int, keys: tuple[Key, ...]) -> Row:
        posts = [self.structure.posts[key] for key in keys]
        states: Counter[str] = Counter()
        for post in posts:
            states.update(dict(post.states))
        told = ", ".join(f"{number} {state}" if sum(states.values()) > 1 else state for state, number in states.items())
        number = keys[0][1] if len(keys) == 1 else f"{len(keys)} posts"
        return Row(depth, posts[0].title, f"{number}: {told}", keys, self.place_of(keys[0]))
