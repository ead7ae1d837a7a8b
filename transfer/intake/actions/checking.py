"""Reading a file with all that is known of its source. Nothing is stored here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from imports.check import Checked, check
from imports.context import Context, SavedMapping
from imports.letters import column_index
from imports.limits import DEFAULT, Limits
from imports.printed import printed_totals
from imports.reading import open_table
from transfer.config import Settings
from transfer.intake.actions.storing import refuse_what_does_not_fit
from transfer.intake.models import SavedMapping as Said
from transfer.intake.queries import check_context, find_mapping
from transfer.intake.rules import EXCERPTS_KEPT, plain_value
from transfer.programmes.rules import Viewer

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Source:
    """A file and where it belongs. organisation_id None: the programme; headings and amounts: as somebody said."""

    dataset: str
    organisation_id: int | None
    content: bytes = field(repr=False)
    filename: str
    sheet: str | None
    as_at: date | None
    headings: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Knowledge:
    """What a check needs from the database, gathered first so that the file is read outside a transaction."""

    context: Context
    mapping: SavedMapping | None


def limits(settings: Settings) -> Limits:
    """The reader's limits, with the largest file as configured."""
    return replace(DEFAULT, bytes=settings.max_upload_mb * 1024 * 1024)


def gather(viewer: Viewer, source: Source) -> Knowledge:
    """What is known of the source: the programme's names and the mapping of its last accepted file."""
    saved = find_mapping(viewer.programme_id, source.organisation_id, source.dataset)
    headings = {**(saved.headings if saved else {}), **source.headings}
    groups = {**(saved.groups if saved else {}), **source.groups}
    amounts = said_amounts(saved)
    mapping = SavedMapping(columns=headings, amounts=amounts) if headings or amounts else None
    return Knowledge(check_context(viewer, groups), mapping)


def said_amounts(saved: Said | None) -> dict[str, tuple[str, str]]:
    """Heading → (year, basis), as somebody said of this source."""
    return {heading: (told[0], told[1]) for heading, told in (saved.amounts if saved else {}).items()}


@dataclass(frozen=True)
class FileRead:
    """A checked file; printed: the sheet's own totals; excerpts: row → {column letter: stored value} of rows with
    findings."""

    checked: Checked
    printed: list[dict[str, Any]]
    excerpts: dict[str, dict[str, Any]]


def read_source(
    source: Source, known: Knowledge, at_most: Limits, today: date, progress: Progress | None = None
) -> FileRead:
    """The checked file and its surroundings. Raises FileRefused for the whole file."""
    checked = check(
        source.dataset, source.content, source.filename, sheet=source.sheet, as_at=source.as_at or today,
        context=known.context, mapping=known.mapping, limits=at_most, progress=progress,
    )  # fmt: skip
    refuse_what_does_not_fit(checked)
    book = open_table(source.content, source.filename, at_most)
    rows = (book.sheet(checked.sheet) if checked.sheet else book.sheets[0]).rows
    return FileRead(checked, printed_totals(checked, rows), _excerpts(checked, rows))


def _excerpts(checked: Checked, rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
    wanted = sorted({each.row for each in checked.findings if each.row and each.severity != "note"})[:EXCERPTS_KEPT]
    letters = sorted(set(checked.columns.values()), key=column_index)
    return {str(number): {letter: _cell(rows[number - 1], letter) for letter in letters} for number in wanted}


def _cell(row: Sequence[Any], letter: str) -> Any:
    index = column_index(letter)
    return plain_value(row[index]) if index < len(row) else ""
