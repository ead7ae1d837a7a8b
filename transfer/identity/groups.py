"""The file that says which groups of an OpenID provider may sign in, and which place each gives in which programme.

    sign_in = ["group-id", "group-id"]

    [[place]]
    group = "group-id"
    programme = "slug"
    role = "hr"
    side = "Council"
    sees_people = true
    sees_pay = true

A group with a place may sign in too. `side` is left out for a role that stands on none.
"""

import tomllib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """What a group gives: a role in a programme on a side (its short name, or None)."""

    group: str
    programme: str
    role: str
    side: str | None = None
    sees_people: bool = False
    sees_pay: bool = False


@dataclass(frozen=True)
class Groups:
    """sign_in: groups whose members may sign in; places: what groups give. Both empty: the file was not set."""

    sign_in: frozenset[str] = frozenset()
    places: tuple[Place, ...] = ()

    @property
    def told(self) -> bool:
        return bool(self.sign_in or self.places)

    def may_sign_in(self, held: Collection[str]) -> bool:
        return bool(self.sign_in.union(place.group for place in self.places) & set(held))

    def places_of(self, held: Collection[str]) -> list[Place]:
        return [place for place in self.places if place.group in held]


def read_groups(text: str) -> Groups:
    """Raises ValueError that says what is wrong with the file."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ValueError(f"is not TOML: {error}") from None
    unknown = set(told) - {"sign_in", "place"}
    if unknown:
        raise ValueError(f"holds {', '.join(sorted(unknown))}: only sign_in and [[place]] are known")
    sign_in = told.get("sign_in", [])
    if not isinstance(sign_in, list) or not all(isinstance(each, str) for each in sign_in):
        raise ValueError("must list the groups of sign_in as text")
    places = [_place(each, number) for number, each in enumerate(told.get("place", []), 1)]
    if not sign_in and not places:
        raise ValueError("names no group, so nobody could sign in")
    return Groups(frozenset(sign_in), tuple(places))


_TYPES = {"group": str, "programme": str, "role": str, "side": str, "sees_people": bool, "sees_pay": bool}


def _place(told: dict[str, Any], number: int) -> Place:
    for name in ("group", "programme", "role"):
        if not told.get(name):
            raise ValueError(f"has no {name} in its place number {number}")
    for name, value in told.items():
        if name not in _TYPES or type(value) is not _TYPES[name]:
            raise ValueError(f"has a {name} in its place number {number} that cannot be read")
    return Place(**told)
