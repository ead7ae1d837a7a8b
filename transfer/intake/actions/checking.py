"""Reading a file with all that is known of its source. Nothing is stored here."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from imports.check import Checked, check
from imports.context import Context, SavedMapping
from imports.letters import column_index
from imports.likeness import likely_dataset
from imports.limits import DEFAULT, Limits
from imports.printed import printed_totals
from imports.reading import open_table
from imports.stated import stated_day
from transfer.config import Settings
from transfer.intake.actions.storing import refuse_what_does_not_fit
from transfer.intake.models import SavedMapping as Said
from transfer.intake.queries import check_context, find_mapping
from transfer.intake.rules import EXCERPTS_KEPT, looks_like, plain_value
from transfer.kernel.errors import FileRefused
from transfer.programmes.rules import UPLOADERS, Viewer

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Source:
    """A file and where it belongs. organisation_id None: the programme; headings and amounts: as somebody said;
    as_at_row: the title row that as_at was read from, None where a person said it."""

    dataset: str
    organisation_id: int | None
    content: bytes = field(repr=False)
    filename: str
    sheet: str | None
    as_at: date | None
    headings: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    as_at_row: int | None = None


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
    findings; stated: the day that a title row says, and the row."""

    checked: Checked
    printed: list[dict[str, Any]]
    excerpts: dict[str, dict[str, Any]]
    stated: tuple[date, int] | None = None


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
    titles = [number for number in checked.ignored_rows if number < checked.header_row]
    return FileRead(checked, printed_totals(checked, rows), _excerpts(checked, rows), stated_day(rows, titles))


def read_brought(
    source: Source, known: Knowledge, at_most: Limits, today: date, progress: Progress | None = None
) -> tuple[Source, FileRead]:
    """A file that a person brings: its day is read from a title row when nobody said it, and then it is checked as at
    that day. Raises FileRefused, which names the data set that the file looks like when it is another one."""
    try:
        read = read_source(source, known, at_most, today, progress)
        if source.as_at is None and read.stated:
            source = replace(source, as_at=read.stated[0], as_at_row=read.stated[1])
            read = read_source(source, known, at_most, today, progress)
    except FileRefused as refusal:
        likely = likely_dataset(
            source.dataset, UPLOADERS, source.content, source.filename, sheet=source.sheet, limits=at_most
        )
        raise FileRefused(looks_like(source.filename, likely) if likely else refusal.message) from None
    return source, read


def _excerpts(checked: Checked, rows: Sequence[Sequence[Any]]) -> dict[str, dict[str, Any]]:
    wanted = sorted({each.row for each in checked.findings if each.row and each.severity != "note"})[:EXCERPTS_KEPT]
    letters = sorted(set(checked.columns.values()), key=column_index)
    return {str(number): {letter: _cell(rows[number - 1], letter) for letter in letters} for number in wanted}


def _cell(row: Sequence[Any], letter: str) -> Any:
    index = column_index(letter)
    return plain_value(row[index]) if index < len(row) else ""
