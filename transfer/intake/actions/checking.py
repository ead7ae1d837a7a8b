"""Reading a file with all that is known of its source. Nothing is stored here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from imports.apart import read_file_apart
from imports.brought import FileRead as FileRead
from imports.brought import LooksLike
from imports.context import Context, SavedMapping
from imports.limits import Limits
from transfer.config import Settings
from transfer.intake.actions.storing import bounds_of
from transfer.intake.queries import check_context, find_mapping, kept_of
from transfer.intake.rules import EXCERPTS_KEPT, looks_like, plain_value
from transfer.intake.rules.choosing import as_mapping, elsewhere, merged
from transfer.kernel.errors import FileRefused
from transfer.programmes.rules import UPLOADERS, Viewer

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Source:
    """A file and where it belongs. organisation_id None: the programme; headings and amounts: as somebody said;
    as_at_row: the title row that as_at was read from, None where a person said it; mended: (sheet, row, column letter)
    → what a person put there; said: how a person said that this file is read (see `intake.rules.choosing`)."""

    dataset: str
    organisation_id: int | None
    content: bytes = field(repr=False)
    filename: str
    sheet: str | None
    as_at: date | None
    headings: Mapping[str, str] = field(default_factory=dict)
    groups: Mapping[str, str] = field(default_factory=dict)
    as_at_row: int | None = None
    mended: Mapping[tuple[str | None, int, str], str] = field(default_factory=dict, repr=False)
    said: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Knowledge:
    """What a check needs from the database, gathered first so that the file is read outside a transaction.

    otherwise: the mapping without its header row and sheets, for a month in which they stand elsewhere.
    """

    context: Context
    mapping: SavedMapping | None
    otherwise: SavedMapping | None = None


class AnotherKind(FileRefused):
    """A file that was brought as something else than it is."""


def limits(settings: Settings) -> Limits:
    """The reader's limits as configured."""
    return settings.reading_limits()


def gather(viewer: Viewer, source: Source) -> Knowledge:
    """What is known of the source: the programme's names and the mapping of its last accepted file."""
    saved = find_mapping(viewer.programme_id, source.organisation_id, source.dataset)
    groups = {**(saved.groups if saved else {}), **source.groups}
    said = {**source.said, "columns": {**source.headings, **source.said.get("columns", {})}}
    kept = kept_of(saved)
    context = replace(check_context(viewer, groups), mended=source.mended)
    other = elsewhere(kept, said)
    mapping = as_mapping(merged(kept, said))
    if mapping:
        mapping = replace(mapping, here=as_mapping(merged({}, said)) or SavedMapping())
    return Knowledge(context, mapping, as_mapping(other) if other else None)


def read_source(
    source: Source, known: Knowledge, at_most: Limits, today: date, progress: Progress | None = None
) -> FileRead:
    """The checked file and its surroundings, read in a process of its own. Raises FileRefused for the whole file."""
    return _read(source, known, at_most, as_at=source.as_at or today, progress=progress)


def read_brought(
    source: Source, known: Knowledge, at_most: Limits, today: date, progress: Progress | None = None
) -> tuple[Source, FileRead]:
    """A file that a person brings: its day is read from a title row when nobody said it, and then it is checked as at
    that day. Raises FileRefused, which names the data set that the file looks like when it is another one."""
    try:
        read = _read(source, known, at_most, as_at=source.as_at, today=today, among=UPLOADERS, progress=progress)
    except LooksLike as refusal:
        raise AnotherKind(looks_like(source.filename, refusal.likely)) from None
    if source.as_at is None and read.stated:
        source = replace(source, as_at=read.stated[0], as_at_row=read.stated[1])
    return source, read


def _read(source: Source, known: Knowledge, at_most: Limits, **more: Any) -> FileRead:
    try:
        read = _read_by(source, known.context, known.mapping, at_most, **more)
    except FileRefused:
        if known.otherwise is None:
            raise
        read = _read_by(source, known.context, known.otherwise, at_most, **more)
    shown = {row: {letter: plain_value(cell) for letter, cell in cells.items()} for row, cells in read.excerpts.items()}
    return replace(read, excerpts=shown)


def _read_by(source: Source, context: Context, mapping: SavedMapping | None, at_most: Limits, **more: Any) -> FileRead:
    context = replace(context, bounds=bounds_of(source.dataset))
    return read_file_apart(
        source.dataset, source.content, source.filename, sheet=source.sheet, context=context, mapping=mapping,
        limits=at_most, excerpts=EXCERPTS_KEPT, **more,
    )  # fmt: skip
