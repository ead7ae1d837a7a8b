"""Every file of a folder, read in a process of its own within limits."""

import time
from dataclasses import dataclass, replace
from pathlib import Path

from imports.apart import preload
from imports.brought import LooksLike, read_file
from imports.datasets import DATASETS
from imports.limits import DEFAULT, needs_memory, needs_time
from imports.sheets import sheets_of
from transfer.kernel.apart import Bounds, EndedApart, apart
from transfer.kernel.errors import FileRefused

DATA = Path(__file__).parents[3] / "shared" / "data"
LIMITS = replace(DEFAULT, seconds=40, memory=1024 * 1024 * 1024)
preload("tests.shared_data.reading")


@dataclass(frozen=True)
class Outcome:
    """What became of a file. refused: why no sheet of it can be read, None when one can; sheets: name → rows, or why
    not; lists: data set → rows that it was read as; said: why it is no list of the other data sets; seconds: in all."""

    name: str
    refused: str | None
    sheets: dict[str, int | str]
    lists: dict[str, int]
    said: dict[str, str]
    seconds: float


def files(folder: str) -> list[Path]:
    return sorted(path for path in (DATA / folder).rglob("*") if path.is_file())


def outcome_of(path: Path) -> Outcome:
    """The file, opened and tried as each data set that its headings fit, and one more. Raises what is no refusal."""
    started = time.monotonic()
    try:
        found = apart(_all_of, path.read_bytes(), path.name, bounds=Bounds(LIMITS.seconds, LIMITS.memory))
    except EndedApart as ended:
        words = {"seconds": needs_time(path.name, LIMITS), "memory": needs_memory(path.name, LIMITS)}
        found = Outcome(path.name, words.get(ended.how, f"{path.name} ended the reading: {ended.words}"), {}, {}, {}, 0)
    return replace(found, seconds=time.monotonic() - started)


def _all_of(content: bytes, name: str) -> Outcome:
    try:
        seen = sheets_of(content, name, LIMITS)
    except FileRefused as refusal:
        return Outcome(name, refusal.message, {}, {}, {}, 0)
    sheets: dict[str, int | str] = {sheet.name or "": sheet.refusal or sheet.rows for sheet in seen}
    lists: dict[str, int] = {}
    said: dict[str, str] = {}
    likely = {each.dataset for sheet in seen for each in sheet.candidates if each.dataset}
    for dataset in sorted({"establishment", *likely}):
        try:
            checked = read_file(dataset, content, name, limits=LIMITS, among=set(DATASETS)).checked
            lists[dataset] = len(checked.rows) + len(checked.parked)
        except LooksLike as refusal:
            said[dataset] = f"{refusal.message} (looks like {refusal.likely})"
        except FileRefused as refusal:
            said[dataset] = refusal.message
    unread = [words for words in sheets.values() if isinstance(words, str)]
    return Outcome(name, unread[0] if len(unread) == len(sheets) else None, sheets, lists, said, 0)
