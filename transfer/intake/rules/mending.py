"""What mending a file means: which cells may be given another value, what changes, and which findings that ends."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from transfer.kernel.errors import DomainError, NotFound

_ADDRESS = re.compile(r"^([A-Z]{1,3})([1-9][0-9]{0,6})$")
MOST_REASON = 300
MOST_KEY = 120
MOST_VALUE = 2_000
NOTHING = "(blank)"


@dataclass(frozen=True)
class Place:
    """A cell of an upload. sheet: None in delimited text; row: from 1; letter: the column's."""

    sheet: str | None
    row: int
    letter: str

    @property
    def address(self) -> str:
        return f"{self.letter}{self.row}"


@dataclass(frozen=True)
class Told:
    """What a mending did: how many cells it changed, and the findings that went and came."""

    cells: int
    went: int
    came: int

    def words(self) -> str:
        cells = "1 cell was mended" if self.cells == 1 else f"{self.cells:,} cells were mended"
        return f"{cells}. {counted_words(self.went, 'went').capitalize()}; {counted_words(self.came, 'came')}."


def counted_words(count: int, verb: str) -> str:
    """ "1 finding went", "no finding came"."""
    return f"{'no' if count == 0 else f'{count:,}'} {'finding' if count < 2 else 'findings'} {verb}"


def as_kept(mending: Any) -> dict[str, Any]:
    """A mended cell as its version keeps it."""
    return {
        "sheet": mending.sheet, "row": mending.row, "letter": mending.letter, "field": mending.field,
        "was": mending.was, "now": mending.now, "by": mending.mended_by, "at": mending.mended_at.isoformat(),
        "why": mending.why, "in_file": mending.in_file,
    }  # fmt: skip


def parse_address(address: str) -> tuple[str, int]:
    """ "B12" → ("B", 12). Raises NotFound for what is no cell."""
    match = _ADDRESS.match(address)
    if not match:
        raise NotFound("There is no such cell")
    return match[1], int(match[2])


def field_at(outcome: Mapping[str, Any], letter: str) -> str:
    """The field that a column was read as. Raises NotFound for a column that none was: it is kept as it came."""
    for name, column in outcome["columns"].items():
        if column == letter:
            return str(name)
    raise NotFound("No field was read from that column, so nothing in it needs mending")


def data_rows(outcome: Mapping[str, Any], height: int) -> list[int]:
    """The numbers of the rows that hold data, in a list of so many rows, titles and all."""
    left_out = {*outcome["ignored_rows"], *outcome.get("ignored_besides", ()), outcome["header_row"]}
    rows = [row for row in range(1, height + 1) if row not in left_out]
    # A header may stand over two rows; the one besides is nearest to the header's own.
    while len(rows) > outcome["rows_with_data"]:
        rows.remove(min(rows, key=lambda row: (abs(row - outcome["header_row"]), row)))
    return rows


def replaced(cells: Mapping[int, str], old: str) -> list[int]:
    """The rows of a column (row → text) that hold just this value."""
    return [row for row, text in cells.items() if text.strip() == old.strip()]


def filled_down(cells: Mapping[int, str], begins: Collection[int] = ()) -> dict[int, str]:
    """Row → the value above it, for each blank cell of a column (row → text, in order) that has one above in its own
    sheet. begins: the rows with which another sheet begins."""
    found: dict[int, str] = {}
    above, starts, of = "", sorted(begins), 0
    for row, text in cells.items():
        if bisect_right(starts, row) != of:
            above, of = "", bisect_right(starts, row)
        if text.strip():
            above = text
        elif above:
            found[row] = above
    return found


def value_counts(cells: Mapping[int, str]) -> list[tuple[str, int]]:
    """The values of a column with how often each stands there, the most frequent first."""
    counts = Counter(text.strip() for text in cells.values())
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))


def refuse_reason(why: str) -> str:
    """The reason, trimmed. Raises DomainError where there is none."""
    reason = why.strip()
    if not reason:
        raise DomainError("Say why, for whoever follows a figure back to this cell", "why")
    return reason[:MOST_REASON]


def identity(finding: Mapping[str, Any]) -> tuple[str, ...]:
    """What makes two findings of two files the same one: the fault in the same field of the same row's key, or of the
    same cell where the row has no key."""
    at = finding.get("key") or finding.get("cell") or ""
    return (finding["severity"], finding.get("code") or "", finding.get("field") or "", at)


@dataclass(frozen=True)
class Compared:
    """Findings of an earlier file beside those of this one. Notes are left out: they are no faults."""

    went: list[Mapping[str, Any]]
    stayed: list[Mapping[str, Any]]
    came: list[Mapping[str, Any]]


def compared(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> Compared:
    """Which findings went, stayed or came, each counted once."""
    went, _ = _apart(before, after)
    came, stayed = _apart(after, before)
    return Compared(went, stayed, came)


def _apart(
    these: Sequence[Mapping[str, Any]], others: Sequence[Mapping[str, Any]]
) -> tuple[list[Mapping[str, Any]], list[Mapping[str, Any]]]:
    """Of these findings, those that the others lack, and those that they hold as well."""
    left = Counter(identity(each) for each in others)
    alone: list[Mapping[str, Any]] = []
    shared: list[Mapping[str, Any]] = []
    for each in these:
        if each["severity"] == "note":
            continue
        here = left[identity(each)] > 0
        left[identity(each)] -= here
        (shared if here else alone).append(each)
    return alone, shared


def accepted_key(finding: Mapping[str, Any]) -> tuple[str, ...]:
    """What an accepted warning is known by: its kind, its field, its row's key and the value that stands there."""
    code, field, key, value = (str(finding.get(name) or "") for name in ("code", "field", "key", "value"))
    return code, field, key[:MOST_KEY], value


def parted(
    findings: Iterable[Mapping[str, Any]], accepted: Mapping[tuple[str, ...], Mapping[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Findings that wait, and warnings that somebody accepted: `by`, `because` and `at` with each, and the `number` of
    the acceptance. accepted: accepted_key → those four. An error is never accepted."""
    waiting: list[dict[str, Any]] = []
    done: list[dict[str, Any]] = []
    for each in findings:
        said = accepted.get(accepted_key(each)) if each["severity"] == "warning" else None
        (done if said else waiting).append({**each, **(said or {})})
    return waiting, done
