"""What is known besides the file: the programme's names, and what was said of this source before."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property

from imports.words import plain


@dataclass(frozen=True)
class Context:
    """services: the programme's service names; organisations: (short, full name); group_map: a council's own
    subjective codes → one of the ten groups; bounds: field → what can be kept of it (see `imports.bounds`)."""

    services: tuple[str, ...] = ()
    organisations: tuple[tuple[str, str], ...] = ()
    group_map: Mapping[str, str] = field(default_factory=dict)
    mended: Mapping[tuple[str | None, int, str], str] = field(default_factory=dict)
    bounds: Mapping[str, int | Decimal] = field(default_factory=dict)

    @cached_property
    def service_words(self) -> frozenset[str]:
        return frozenset(plain(name) for name in self.services)

    @cached_property
    def short_names(self) -> dict[str, str]:
        """Plain form of a short or full name → the short name."""
        return {plain(name): short for short, full in self.organisations for name in (full, short)}


SHEET_NAME = "Sheet name"
"""The heading of the column that says from which of several sheets a row came."""


@dataclass(frozen=True)
class SavedMapping:
    """How this source was read before. Everything may be left out.

    columns: heading → field ("" for none); values: field → {as written: known value, or "" for
    none}; amounts: heading → (year, basis);
    header_row: 1-based; sheet; without_post_number: the source has none; thousands: amounts are in £000, None
    where nobody said;
    reverse_sign: income is written as positive and is to be negative; sheets: of one shape, read as one list that has
    the heading SHEET_NAME besides; constants: field → its value in every row, for what the source has no column for.
    here: the part that was said of this very file, which is all that counts for a list that this product wrote.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    amounts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    header_row: int | None = None
    sheet: str | None = None
    without_post_number: bool = False
    thousands: bool | None = None
    reverse_sign: bool = False
    sheets: tuple[str, ...] = ()
    constants: Mapping[str, str] = field(default_factory=dict)
    here: "SavedMapping | None" = None


@dataclass(frozen=True)
class Known:
    """All that is known when a file is read. sheet: the one to read, None for the one that fits best; as_at: the day by
    which no contract must have ended, None for today; progress: is told the rows done and the rows in all."""

    sheet: str | None = None
    as_at: date | None = None
    context: Context = field(default_factory=Context)
    mapping: SavedMapping = field(default_factory=SavedMapping)
    progress: Callable[[int, int], None] | None = None
