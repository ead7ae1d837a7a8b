"""What changed between two versions of a list whose rows have a key: left, joined, and changed field by field."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from imports.compare import differs, plain_of

Row = Mapping[str, Any]
Difference = dict[str, Any]
KINDS = ("left", "joined", "changed")


def compare_lists(
    key: Sequence[str], before: Iterable[Row], after: Iterable[Row], about: str | None = None
) -> dict[str, list[Difference]]:
    """Lists of {"key", "field", "from", "to"} by kind. key: the fields that name a row, of which the first has a value.

    about: the field whose value stands beside a row that left or joined. Rows of one key are told apart by their order.
    """
    found: dict[str, list[Difference]] = {kind: [] for kind in KINDS}
    old, new = _by_key(key, before), _by_key(key, after)
    for name, was in old.items():
        now = new.get(name)
        if now is None:
            found["left"].append(_told(key, was, None, was.get(about or ""), None))
        else:
            found["changed"] += _changes(key, was, now)
    found["joined"] = [
        _told(key, row, None, None, row.get(about or "")) for name, row in new.items() if name not in old
    ]
    return found


def _by_key(key: Sequence[str], rows: Iterable[Row]) -> dict[tuple[Any, ...], Row]:
    found: dict[tuple[Any, ...], Row] = {}
    seen: dict[tuple[str, ...], int] = defaultdict(int)
    for row in rows:
        name = tuple(_plain(row.get(each)) for each in key)
        found[*name, seen[name]] = row
        seen[name] += 1
    return found


def _plain(value: Any) -> str:
    return " ".join(str(value).split()).casefold() if value is not None else ""


def _changes(key: Sequence[str], was: Row, now: Row) -> list[Difference]:
    return [
        _told(key, now, field, was.get(field), now.get(field))
        for field in {**was, **now}
        if field not in key and was.get(field) != now.get(field) and differs(was.get(field), now.get(field))
    ]


def _told(key: Sequence[str], row: Row, field: str | None, before: Any, after: Any) -> Difference:
    name = " · ".join(str(row[each]) for each in key if row.get(each) not in (None, ""))
    return {"key": name, "field": field, "from": plain_of(before), "to": plain_of(after)}
