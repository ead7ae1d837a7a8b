"""A file read in a process of its own: what ends the process refuses the file, in words, and ends nothing else."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any, TypeVar

from imports.brought import FileRead, read_file
from imports.changed import Changed, changed_cells
from imports.check import Checked, check
from imports.context import Context, SavedMapping
from imports.limits import DEFAULT, Limits, needs_memory, needs_time
from imports.sheets import SheetSeen, sheets_of
from transfer.kernel.apart import Bounds, EndedApart, Progress, apart, preload
from transfer.kernel.errors import FileRefused

preload("imports.apart")
_T = TypeVar("_T")


def check_apart(
    dataset: str,
    content: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    as_at: date | None = None,
    context: Context | None = None,
    mapping: SavedMapping | None = None,
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
) -> Checked:
    """As `imports.check.check`. Raises FileRefused, for a limit of time or memory and for a crash as well."""
    work = partial(check, sheet=sheet, as_at=as_at, context=context, mapping=mapping, limits=limits)
    return _apart(work, filename, limits, dataset, content, filename, progress=progress)


def read_file_apart(
    dataset: str,
    content: bytes,
    filename: str,
    *,
    limits: Limits = DEFAULT,
    progress: Progress | None = None,
    **more: Any,
) -> FileRead:
    """As `imports.brought.read_file`, whose other arguments are given by name. Raises FileRefused as `check_apart`."""
    work = partial(read_file, limits=limits, **more)
    return _apart(work, filename, limits, dataset, content, filename, progress=progress)


def sheets_apart(content: bytes, filename: str, limits: Limits = DEFAULT) -> list[SheetSeen]:
    """As `imports.sheets.sheets_of`. Raises FileRefused as `check_apart`."""
    return _apart(sheets_of, filename, limits, content, filename, limits)


def changed_cells_apart(
    before: tuple[bytes, str], after: tuple[bytes, str], sheets: Sequence[str | None], letters: Sequence[str],
    limits: Limits = DEFAULT,
) -> Changed:  # fmt: skip
    """As `imports.changed.changed_cells`. Raises FileRefused as `check_apart`."""
    return _apart(changed_cells, after[1], limits, before, after, sheets, letters, limits)


def _apart(work: Callable[..., _T], filename: str, limits: Limits, *args: Any, progress: Progress | None = None) -> _T:
    try:
        return apart(work, *args, bounds=Bounds(limits.seconds, limits.memory), progress=progress)
    except EndedApart as ended:
        raise FileRefused(_refusal(filename, limits, ended)) from None


def _refusal(filename: str, limits: Limits, ended: EndedApart) -> str:
    if ended.how == "memory":
        return needs_memory(filename, limits)
    if ended.how == "seconds":
        return needs_time(filename, limits)
    return f"{filename} is damaged, and reading it came to a sudden end: open it in Excel and save it as a new .xlsx"
