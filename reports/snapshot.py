"""The frozen snapshot: plain JSON data that one pack is rendered from, and nothing else.

Shape (see the typed dicts below; `validate` refuses anything else with the path of the fault):

* `figures` holds `Figure.as_json()` by key. A number that stands in two places of a pack must be one figure,
  printed as a cell or item `{"figure": key}`: that is how a withheld number is withheld everywhere at once.
* A cell is a string, None, an integer or `{"figure": key}`. Integers by column kind: money in pence, fte in
  thousandths, number as it is. A date is an ISO string, a percent is a decimal string such as "12.5",
  a quantity is what a list states ("12.5", "n/a"). A blank column is for somebody to fill in by hand.
* A column's `class` says what it would disclose. `small-count`: numbers of people (or their FTE). `single-pay`: pay;
  a row's `_people` says how many people a row's (or total's) pay belongs to, 1 when absent. `person`: about one
  person. `commercial`: somebody's financial or business affairs. A figure takes the strictest class of the places
  that print it and of `figure_classes`.
* Sums that a reader can redo must be told, so that nothing can be worked back: `total` is the sum of all rows
  without `_subtotal`; a row with `_subtotal: g` is the sum of the rows with `_group: g`; a column with `sum_of` is the
  sum of those columns; figures with operation "total" or "difference" are the sum or difference of their inputs.
* A block or a section may be withheld whole: a block by its own `class`, a section by `withhold`.
* A list of rows about posts or people (one row each) belongs in a block of class `person`.
"""

import hashlib
import json
from collections.abc import Iterator
from typing import Any, Literal, NotRequired, TypedDict

Class = Literal["public", "small-count", "single-pay", "commercial", "child", "typed", "person"]
ColumnKind = Literal["text", "code", "money", "number", "quantity", "fte", "date", "percent", "figure", "blank"]
Cell = Any  # str | int | None | {"figure": key} | {"withheld": [paragraph…]} | {"rounded": words}
Row = dict[str, Cell]

FORMAT = 1
KINDS = ("due-diligence", "business-case")
CLASSES: tuple[str, ...] = (
    "public",
    "small-count",
    "single-pay",
    "commercial",
    "child",
    "typed",
    "person",
)  # mildest first
COLUMN_KINDS = ("text", "code", "money", "number", "quantity", "fte", "date", "percent", "figure", "blank")
CHARTS = ("bridge", "gantt", "before-after", "bars")
NUMERIC = ("money", "number", "fte", "figure")


class Column(TypedDict):
    key: str
    label: str
    kind: ColumnKind
    # `class` (default public) cannot be spelled in class syntax; `column_class` reads it.
    sum_of: NotRequired[list[str]]


class Table(TypedDict):
    type: Literal["table"]
    key: str
    title: str
    columns: list[Column]
    rows: list[Row]
    total: NotRequired[Row | None]
    schedule: NotRequired[bool]
    group: NotRequired[str]  # the column that a printed schedule shows as a heading above its rows
    note: NotRequired[str]
    basis: NotRequired[str]  # of which year, price base and unit its numbers are


class Section(TypedDict):
    key: str
    number: str
    title: str
    owner: str
    narrative: str | None
    exempt_paragraphs: list[str]
    withhold: NotRequired[Literal["nothing", "narrative", "whole"]]
    blocks: list[dict[str, Any]]
    missing: list[str]


class Source(TypedDict):
    release_id: int
    number: int
    organisation: str
    dataset: str
    filename: str
    sha256: str
    sheet: str | None
    as_at: str | None
    accepted_by: str
    accepted_at: str
    rows: int | None  # None where it would tell how many posts a list has


class Withheld(TypedDict):
    section: str
    what: str
    paragraphs: list[str]
    why: str


class Beside(TypedDict):
    """The numbers of posts that a pack of another kind prints of the same lists."""

    figures: dict[str, dict[str, Any]]
    figure_classes: dict[str, str]


class Front(TypedDict):
    """What the first page tells: None where nobody has said it. number: which of its kind this is, None for a trial."""

    addressed_to: str | None
    written_by: str | None
    decision_on: str | None
    number: int | None


class Body(TypedDict):
    short: str
    name: str


class Snapshot(TypedDict):
    format: int
    kind: Literal["due-diligence", "business-case"]
    title: str
    programme: dict[str, str]
    option: dict[str, str] | None
    as_at: str
    frozen_at: str
    frozen_by: str
    status: Literal["draft", "approved"]
    front: NotRequired[Front]
    bodies: NotRequired[list[Body]]  # the organisations, which the tables name by their short names
    figures: dict[str, dict[str, Any]]
    figure_classes: NotRequired[dict[str, str]]
    beside: NotRequired[dict[str, Beside]]  # by kind of pack; no edition prints it
    sources: list[Source]
    missing_sources: list[str]
    sections: list[Section]
    audit_head: str | None  # the hash of the last event of the programme's history when this was frozen
    audit_event: NotRequired[int]
    audit_at: NotRequired[str]
    approved_by: NotRequired[str]
    approved_at: NotRequired[str]
    # Added by `editions.edition`:
    edition: NotRequired[Literal["public", "exempt"]]
    paragraphs: NotRequired[list[str]]
    withheld: NotRequired[list[Withheld]]
    digest: NotRequired[str]


def canonical(value: Any) -> bytes:
    """Canonical JSON: sorted keys, no spaces, UTF-8. Floats are refused: nothing in a snapshot is inexact."""
    _refuse_floats(value)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise TypeError("a snapshot holds no floats: pence, thousandths or a decimal string")
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ():
        _refuse_floats(inner)


def digest(snapshot: Snapshot) -> str:
    """The snapshot's SHA-256, which every rendering of it prints. Editions keep that of what they came from."""
    return snapshot.get("digest") or hashlib.sha256(canonical(snapshot)).hexdigest()


def column_class(thing: Any) -> str:
    """The class of a column, block or item: public when none is given."""
    return str(thing.get("class") or "public")


def tables(section: Section) -> Iterator[Table]:
    """Every table of a section, those beside its charts included, in order."""
    for block in section["blocks"]:
        table = table_of(block)
        if table is not None:
            yield table


def table_of(block: dict[str, Any]) -> Table | None:
    """The table that a block is or brings with it."""
    if block["type"] == "table":
        return block  # type: ignore[return-value]
    if block["type"] == "chart":
        return block.get("table")
    return None


def figure_key(cell: Cell) -> str | None:
    return cell.get("figure") if isinstance(cell, dict) else None


def withheld_paragraphs(cell: Cell) -> list[str] | None:
    return cell.get("withheld") if isinstance(cell, dict) else None


def rows_digest(table: Table) -> str:
    """The SHA-256 of a table's rows, printed where a schedule itself is not."""
    return hashlib.sha256(canonical({"columns": table["columns"], "rows": table["rows"]})).hexdigest()
