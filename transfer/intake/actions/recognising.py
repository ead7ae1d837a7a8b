"""A file that was mended in Excel: which of its cells differ from the file that it mends, by whom and why."""

from typing import Any

from imports.apart import changed_cells_apart
from imports.changed import Changed
from imports.letters import column_index
from imports.limits import Limits
from imports.parts import number_in_list
from imports.reading import find_mark
from imports.values.texts import as_text
from transfer.files.queries import read_bytes
from transfer.intake.actions.checking import FileRead, Source
from transfer.intake.actions.copies import MOST_ROWS, cell_value
from transfer.intake.models import Mending, Upload
from transfer.intake.queries import find_mended
from transfer.intake.queries.mendings import written_mendings
from transfer.kernel import clock
from transfer.kernel.errors import FileRefused
from transfer.programmes.rules import Viewer
from transfer.releases.actions import store_rows

IN_EXCEL = "it was mended in Excel"


def find_changed(viewer: Viewer, source: Source, read: FileRead, at_most: Limits) -> Changed:
    """The cells in which a file differs from the one that it mends; none where the two are not read alike. Both are
    read, so this is no work for a transaction."""
    checked = read.checked
    earlier = find_mended(viewer, source, find_mark(source.content, source.filename))
    if earlier is None or earlier.file.disposed_at or not _read_alike(earlier.outcome, read):
        return {}
    letters = sorted({*checked.columns.values(), *(each.letter for each in checked.amount_columns)}, key=column_index)
    before = read_bytes(earlier.file.sha256), str(earlier.outcome["file"])
    try:
        return changed_cells_apart(
            before, (source.content, source.filename), list(checked.sheets) or [checked.sheet], letters, at_most
        )  # fmt: skip
    except FileRefused:  # it was read before; what it says of the changes is no reason to refuse the file
        return {}


def _read_alike(before: dict[str, Any], read: FileRead) -> bool:
    checked = read.checked
    same = (before["columns"], before["header_row"], before["sheet"], tuple(before.get("several") or ()))
    rows = max(before["rows_with_data"], checked.rows_with_data)
    return same == (checked.columns, checked.header_row, checked.sheet, checked.sheets) and rows <= MOST_ROWS


def keep_changed(viewer: Viewer, upload: Upload, earlier: Upload, changed: Changed) -> None:
    """Beside the file, each cell that was mended in it: with who and why where the page was told, else by whoever sends
    it. What stood mended in the file before already stays told."""
    known = {(each.sheet, each.row, each.letter): each for each in written_mendings(earlier)}
    fields = {letter: name for name, letter in upload.outcome["columns"].items()}
    rows = [
        _row(viewer, upload, fields, place, pair, known.get(place))
        for place, pair in changed.items()
        if place[2] in fields and _is_data(upload.outcome, place)
    ]
    rows += [
        {**_kept(each), "upload_id": upload.id, "in_file": True}
        for place, each in known.items()
        if each.in_file and place not in changed
    ]
    store_rows(Mending, rows)


def _is_data(outcome: dict[str, Any], place: tuple[str | None, int, str]) -> bool:
    number = number_in_list(outcome.get("parts") or (), place[0], place[1])
    left_out = {*outcome["ignored_rows"], *outcome.get("ignored_besides", ())}
    return number > outcome["header_row"] and number not in left_out


def _row(
    viewer: Viewer, upload: Upload, fields: dict[str, str], place: tuple[str | None, int, str], pair: tuple[str, str],
    known: Mending | None,
) -> dict[str, Any]:  # fmt: skip
    sheet, row, letter = place
    field, (was, now) = fields[letter], pair
    told: dict[str, Any] = {
        "upload_id": upload.id, "sheet": sheet, "row": row, "letter": letter, "field": field, "was": was, "now": now,
        "why": IN_EXCEL, "mended_by": viewer.name, "mended_at": clock.now(), "in_file": True,
    }  # fmt: skip
    if known is None:
        return told
    if _as_written(upload.dataset, field, known.now) == now:
        return {**told, **_kept(known)}
    return {**told, "was": known.was}


def _as_written(dataset: str, field: str, typed: str) -> str:
    value = cell_value(dataset, field, typed)
    return "" if value is None else as_text(value)


def _kept(known: Mending) -> dict[str, Any]:
    names = ("sheet", "row", "letter", "field", "was", "now", "why", "mended_by", "mended_at")
    return {name: getattr(known, name) for name in names}
