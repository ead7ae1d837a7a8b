"""What a signature covers: rows, rules, drivers, rates and files under one hash, and what differs between two."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from reports.snapshot import canonical
from transfer.kernel.money import pounds

Content = Mapping[str, Any]
Key = tuple[str, str, str, str]
# What a signature covers since format 2; before, a content had no format and none of these.
FORMAT = 2
COVERED = {"controls": "Control total", "left_out": "Row left out", "accepted": "What was accepted",
           "gaps": "Answer to the gap", "funds": "Explanation of the fund"}  # fmt: skip
PARTS = {"rows": "Row", "rules": "Rule", "drivers": "Driver", "rates": "Rate", "files": "File", "services": "Service",
         "changes": "Change"}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What one cost centre, subjective group and fund comes to in a year, in pence; fund "" is none.

    shares: (organisation id, pence) in the order of the ids, none of them nil. lines: how many budget lines it sums.
    """

    year: str
    cost_centre: str
    group: str
    fund: str
    lines: int
    source_pence: int
    shares: tuple[tuple[int, int], ...]
    unallocated_pence: int
    excluded_pence: int

    @property
    def key(self) -> Key:
        return self.year, self.cost_centre, self.group, self.fund

    @property
    def difference_pence(self) -> int:
        return self.source_pence - sum(pence for _, pence in self.shares) - self.unallocated_pence - self.excluded_pence

    def share(self, organisation_id: int) -> int:
        return next((pence for place, pence in self.shares if place == organisation_id), 0)


def key_words(key: Sequence[str]) -> str:
    """For people: "00100 Employees, GF"."""
    _, centre, group, fund = key
    return f"{centre} {group}" + (f", {fund}" if fund else "")


def shares_of(pairs: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Each organisation once, in the order of ids, without those that come to nil."""
    total: dict[int, int] = {}
    for place, pence in pairs:
        total[place] = total.get(place, 0) + pence
    return tuple((place, pence) for place, pence in sorted(total.items()) if pence)


def merged(rows: Iterable[Row]) -> list[Row]:
    """Rows of one key put together, in the order of their keys."""
    found: dict[Key, Row] = {}
    for row in rows:
        held = found.get(row.key)
        found[row.key] = row if held is None else _together(held, row)
    return [replace(found[key], shares=shares_of(found[key].shares)) for key in sorted(found)]


def _together(one: Row, other: Row) -> Row:
    return replace(
        one, lines=one.lines + other.lines, source_pence=one.source_pence + other.source_pence,
        shares=one.shares + other.shares, unallocated_pence=one.unallocated_pence + other.unallocated_pence,
        excluded_pence=one.excluded_pence + other.excluded_pence,
    )  # fmt: skip


def plain_row(row: Row) -> list[Any]:
    """A row as the canonical content holds it."""
    shares = [[place, pence] for place, pence in row.shares]
    return [*row.key, row.lines, row.source_pence, shares, row.unallocated_pence, row.excluded_pence]


def content_of(ground: Content, rows: Iterable[Row]) -> dict[str, Any]:
    """Everything that a signature covers. ground: rules, drivers, rates, files, services and the version's name; since
    format 2 what COVERED names as well."""
    return {**ground, "rows": [plain_row(row) for row in sorted(rows, key=lambda row: row.key)]}


def covers(content: Content) -> bool:
    """Whether a content holds control totals and the rest of COVERED: older ones stay as they were signed."""
    return _format(content) >= FORMAT


def content_hash(content: Content) -> str:
    """SHA-256 of the canonical JSON: sorted keys, no spaces, UTF-8, no floats."""
    return hashlib.sha256(canonical(dict(content))).hexdigest()


class _Named(NamedTuple):
    name: str
    value: Any


def differences(signed: Content, today: Content) -> list[str]:
    """What is not as it was signed, by name: rows with their pence, then rules, drivers, rates, files and the rest."""
    told: list[str] = []
    parts = PARTS if _format(signed) < FORMAT else {**PARTS, **COVERED}
    for part, word in parts.items():
        before, after = _by_name(part, signed), _by_name(part, today)
        for key in sorted({*before, *after}):
            if before.get(key) != after.get(key):
                told.append(_difference(part, word, before.get(key), after.get(key)))
        if before == after and list(before) != list(after):
            told.append(f"The order of the {part} was changed")
    for name in ("option", "year", "basis", "programme", "number"):
        if signed.get(name) != today.get(name):
            told.append(f"{name.capitalize()}: was {signed.get(name)}, is {today.get(name)}")
    if _format(signed) < _format(today):
        told.append("It was signed before a signature covered control totals, rows left out, what was accepted, and "
                    "answers about gaps and funds: sign it again with these")  # fmt: skip
    return told


def _format(content: Content) -> int:
    return int(content.get("format", 1))


def _by_name(part: str, content: Content) -> dict[str, _Named]:
    """The members of one part, by what tells them from one another."""
    found: dict[str, _Named] = {}
    for number, each in enumerate(content.get(part, ()), 1):
        if part == "rows":
            found["\t".join(each[:4])] = _Named(key_words(each[:4]), each[4:])
        else:
            found[str(each.get("id") or number)] = _Named(str(each.get("name") or number), each)
    return found


def _difference(part: str, word: str, before: _Named | None, after: _Named | None) -> str:
    name = (after or before or _Named("", None)).name
    if before is None or after is None:
        return f"{word} {name} {'is new' if before is None else 'is there no longer'}"
    if part == "rows":
        was, now = before.value[1], after.value[1]
        moved = f"from {pounds(was)} to {pounds(now)}" if was != now else "between those who share it"
        return f"Row {name} moved {moved}"
    if part in COVERED and before.value.get("pence") != after.value.get("pence"):
        return f"{word} {name} moved from {_amount(before)} to {_amount(after)}"
    return f"{word} {name} was changed"


def _amount(said: _Named) -> str:
    pence = said.value.get("pence")
    return pounds(pence) if pence is not None else "an amount that cannot be read"


def totals(rows: Iterable[Row]) -> Row:
    """All rows together, as one without a key."""
    whole = Row("", "", "", "", 0, 0, (), 0, 0)
    for row in rows:
        whole = _together(whole, row)
    return replace(whole, shares=shares_of(whole.shares))


def funds_out_of_balance(rows: Iterable[Row], ring_fenced: Iterable[str]) -> list[tuple[str, str, int]]:
    """(fund, whose part of it, pence) of each column in which a ring-fenced fund does not come to nil. "" is the
    source; an organisation stands by its id. Source: domain/finance.md §2 (4)."""
    found: list[tuple[str, str, int]] = []
    wanted = {each.casefold(): each for each in ring_fenced}
    for fund in sorted({row.fund for row in rows if row.fund.casefold() in wanted}):
        whole = totals(row for row in rows if row.fund == fund)
        columns = [("", whole.source_pence), ("unallocated", whole.unallocated_pence)]
        columns += [(str(place), pence) for place, pence in whole.shares]
        found += [(fund, whose, pence) for whose, pence in columns if pence]
    return found
