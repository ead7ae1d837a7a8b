"""Mended cells and accepted warnings without what they say of a person, or of anybody once their time is over."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from imports.parts import Part, number_in_list
from transfer.extensions import db
from transfer.intake.models import AcceptedWarning, Mending, Upload
from transfer.privacy.rules import ERASED, Traces
from transfer.releases.models import Release, ReleaseFinding
from transfer.releases.rules import PERSONAL

_NOTHING = {"was": "", "now": "", "why": ERASED}
Own = Callable[[str, int, Sequence[str]], bool]
Places = Mapping[tuple[int, str | None], Collection[int]]


def sheets_read(item: Release | Upload) -> list[str | None]:
    """The sheets of its file that a version or an upload was read from."""
    return [each["sheet"] for each in parts_read(item)] or [item.sheet]


def parts_read(item: Release | Upload) -> Sequence[Part]:
    return item.sheets if isinstance(item, Release) else item.outcome.get("parts") or ()


def own_numbers(item: Release | Upload, rows: Places) -> set[int]:
    """The person's rows by their numbers in the list. rows: by file and sheet."""
    parts = parts_read(item)
    return {
        number_in_list(parts, sheet, row) for sheet in sheets_read(item) for row in rows.get((item.file_id, sheet), ())
    }


def erase_mended(
    releases: Sequence[Release], uploads: Sequence[Upload], rows: Places, traces: Traces
) -> int:  # fmt: skip
    """The person's values in mended cells and accepted warnings go; that there was one stays. rows: the person's, by
    file and sheet. Returns how many were erased."""
    found = 0
    for upload in uploads:
        own, parts = _own(own_numbers(upload, rows), traces), parts_read(upload)
        for each in db.session.scalars(select(Mending).where(Mending.upload_id == upload.id)):
            number = number_in_list(parts, each.sheet, each.row)
            if own(each.field, number, (each.was, each.now, each.why)):
                each.was, each.now, each.why, found = "", "", ERASED, found + 1
    for release in releases:
        own = _own(own_numbers(release, rows), traces)
        release.mended = [
            {**each, **_NOTHING}
            if own(
                each["field"], number_in_list(release.sheets, each["sheet"], each["row"]),
                (each["was"], each["now"], each["why"]),
            )
            else each
            for each in release.mended
        ]  # fmt: skip
    return found + sum(_accepted(each, traces) for each in _sources(releases, uploads))


def _own(rows: Collection[int], traces: Traces) -> Own:
    def own(field: str, row: int, words: Sequence[str]) -> bool:
        return (row in rows and field in PERSONAL) or any(map(traces.touches, words))

    return own


def _sources(releases: Sequence[Release], uploads: Sequence[Upload]) -> set[tuple[int, int | None, str]]:
    held: list[Release | Upload] = [*releases, *uploads]
    return {(each.programme_id, each.organisation_id, each.dataset) for each in held}


def _accepted(source: tuple[int, int | None, str], traces: Traces) -> int:
    found = 0
    for each in db.session.scalars(_accepted_of(source)):
        if traces.touches(each.value) or traces.touches(each.reason):
            each.value, each.reason, found = ERASED, ERASED, found + 1
    return found


def _accepted_of(source: tuple[int, int | None, str]) -> Any:
    programme_id, organisation_id, dataset = source
    return select(AcceptedWarning).where(
        AcceptedWarning.programme_id == programme_id, AcceptedWarning.organisation_id == organisation_id,
        AcceptedWarning.dataset == dataset,
    )  # fmt: skip


def empty_mended(releases: Sequence[Release], uploads: Sequence[Upload]) -> None:
    """Nothing that a cell said, or why it was changed, is left in these."""
    emptied = update(Mending).where(Mending.upload_id.in_([each.id for each in uploads]))
    db.session.execute(emptied.values(_NOTHING))
    found = update(ReleaseFinding).where(ReleaseFinding.release_id.in_([each.id for each in releases]))
    because = found.where(ReleaseFinding.accepted_because.is_not(None))
    db.session.execute(because.values(accepted_because=ERASED))
    for release in releases:
        release.mended = [{**each, **_NOTHING} for each in release.mended]
    for source in _sources(releases, ()):
        for each in db.session.scalars(_accepted_of(source)):
            each.value = each.reason = ERASED
