"""What changed between two accepted lists of posts, each change told once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from imports.datasets.establishment import person_of
from imports.keyless import Unkeyed, key_of, match_without_key

__all__ = ["KINDS", "Change", "Line", "Unkeyed", "compare", "match_without_key"]

Line = Mapping[str, Any]
Change = dict[str, Any]
KINDS = ("left", "joined", "regraded", "hours_changed", "filled", "vacated", "moved_manager", "other")

_PERSON = frozenset({"person_ref", "surname", "forename", "ni_number", "date_of_birth"})
_OF_AN_OCCUPANT = _PERSON | {
    "contract_end_on", "started_on", "continuous_service_on", "lg_service_on", "contract_type", "pension_scheme",
    "agency_name", "absence", "absence_until",
}  # fmt: skip
_FOLLOWS: dict[str, frozenset[str]] = {
    "grade": frozenset({"scp", "salary_fte", "salary_actual"}),
    "hours": frozenset({"fte", "salary_actual"}),
    "fte": frozenset({"salary_actual"}),
    "weeks": frozenset({"salary_actual"}),
    "scp": frozenset({"salary_fte", "salary_actual"}),
    "salary_fte": frozenset({"salary_actual"}),
    "occupancy": _OF_AN_OCCUPANT,
    "person_ref": _OF_AN_OCCUPANT - {"person_ref"},
    "surname": _OF_AN_OCCUPANT - {"person_ref", "surname"},
    "contract_type": frozenset({"contract_end_on", "agency_name"}),
    "absence": frozenset({"absence_until"}),
    "service": frozenset({"directorate", "team"}),
}  # fmt: skip
_NAMED = {"grade": "regraded", "hours": "hours_changed", "line_manager_post": "moved_manager"}
_OCCUPIED = frozenset({"filled", "agency"})
_EMPTY = frozenset({"vacant", "frozen", "under offer"})


def compare(
    before: Sequence[Line], after: Sequence[Line], confirmed: Iterable[tuple[int, int]] = ()
) -> dict[str, list[Change]]:
    """Lists of {"post_no", "from", "to"} by kind of change; `other` names its field as well. Accepted rows only.

    Lines are matched by post number, and on a post of several lines by their person first. A difference that follows
    from one already told is not told again. confirmed: lines without a number, (index before, index after), of which
    a person said that their posts are one.
    """
    changes: dict[str, list[Change]] = {kind: [] for kind in KINDS}
    renamed = {_post_key(before[index]): _post_key(after[other]) for index, other in confirmed}
    old, new = _by_post(before, renamed), _by_post(after)
    for post, lines in old.items():
        for was, now in _pairs(lines, new.get(post, [])):
            _tell(changes, was, now)
    for post, lines in new.items():
        if post not in old:
            for line in lines:
                _tell(changes, None, line)
    return changes


def _by_post(lines: Iterable[Line], renamed: Mapping[str, str] = MappingProxyType({})) -> dict[str, list[Line]]:
    posts: dict[str, list[Line]] = defaultdict(list)
    for line in lines:
        key = _post_key(line)
        posts[renamed.get(key, key)].append(line)
    return posts


def _post_key(line: Line) -> str:
    """The post number, or where a source has none its title, directorate and service."""
    if line.get("post_no"):
        return str(line["post_no"]).casefold()
    return "|".join(key_of(line))


def _pairs(old: list[Line], new: list[Line]) -> list[tuple[Line | None, Line | None]]:
    """Lines of one post side by side: the same person, then in their order."""
    if len(old) == 1 and len(new) == 1:
        return [(old[0], new[0])]
    left, pairs = list(new), []
    unmatched: list[Line] = []
    for was in old:
        same = next((now for now in left if _who(now) == _who(was)), None)
        if same is None:
            unmatched.append(was)
        else:
            left.remove(same)
            pairs.append((was, same))
    both = min(len(unmatched), len(left))
    together: list[tuple[Line | None, Line | None]] = [*pairs, *zip(unmatched[:both], left[:both], strict=True)]
    return [*together, *((was, None) for was in unmatched[both:]), *((None, now) for now in left[both:])]


def _who(line: Line) -> str:
    return person_of(line.get("person_ref"), line.get("surname"), line.get("forename"))


def _tell(changes: dict[str, list[Change]], was: Line | None, now: Line | None) -> None:
    if was is None or now is None:
        line = now if was is None else was
        assert line is not None
        kind = "joined" if was is None else "left"
        sides = (None, line.get("occupancy")) if was is None else (line.get("occupancy"), None)
        changes[kind].append(_change(line, *sides))
        return
    # Most values of a list of many are the same ones: only the others are looked at more closely.
    unlike = [name for name in {*was, *now} if was.get(name) != now.get(name)]
    differing = {name for name in unlike if differs(was.get(name), now.get(name))} - {"post_no", "amounts"}
    if not differing:
        return
    follows: set[str] = set()
    for name in differing:
        follows |= _FOLLOWS.get(name, frozenset()) - ({name} if name != "occupancy" else frozenset())
    for name in sorted(differing - follows):
        _tell_field(changes, name, was, now)


def _tell_field(changes: dict[str, list[Change]], name: str, was: Line, now: Line) -> None:
    kind = _occupancy_kind(was, now) if name == "occupancy" else _NAMED.get(name, "other")
    change = _change(now, plain_of(was.get(name)), plain_of(now.get(name)))
    changes[kind].append({**change, "field": name} if kind == "other" else change)


def _occupancy_kind(was: Line, now: Line) -> str:
    before, after = was.get("occupancy"), now.get("occupancy")
    if after == "filled":
        return "filled"
    return "vacated" if before in _OCCUPIED and after in _EMPTY else "other"


def _change(line: Line, before: Any, after: Any) -> Change:
    return {"post_no": line.get("post_no"), "from": before, "to": after}


def differs(before: Any, after: Any) -> bool:
    """Blank and absent are one; text differs by more than case and spaces."""
    if isinstance(before, str) and isinstance(after, str):
        return " ".join(before.split()).casefold() != " ".join(after.split()).casefold()
    return (before or None) != (after or None) if not _numeric(before, after) else bool(before != after)


def _numeric(*values: Any) -> bool:
    return any(isinstance(value, (int, Decimal)) for value in values)


def plain_of(value: Any) -> Any:
    """A value that JSON can hold."""
    if isinstance(value, Decimal):
        return float(value)
    return value if value is None or isinstance(value, (str, int, float, list)) else str(value)
