"""Which data set of which side a file is, told from its headings. A person confirms it, or says another."""

import re

from imports.apart import sheets_apart
from transfer.intake.actions.uploads import reading_limits
from transfer.intake.queries import Place, find_mapping, list_places
from transfer.intake.rules.choosing import likely_datasets
from transfer.kernel.errors import DomainError, FileRefused
from transfer.programmes.rules import Viewer
from transfer.releases.rules import DATASET_NAMES


def guess_place(viewer: Viewer, content: bytes, filename: str) -> tuple[str, int | None]:
    """(data set, organisation id or None). Raises FileRefused (field "file") for a file that cannot be opened, and
    DomainError (field "place") where its headings fit nothing that the viewer may bring, or the side is in doubt."""
    try:
        sheets = sheets_apart(content, filename, reading_limits())
    except FileRefused as refusal:
        raise FileRefused(refusal.message, "file") from None
    places = [each for each in list_places(viewer) if each.may_upload]
    likely = likely_datasets(sheets, [each.dataset for each in places])
    if not likely:
        raise DomainError(f"Choose what is in {filename}: its headings fit nothing that you may bring", "place")
    fitting = [each for each in places if each.dataset == likely[0]]
    found = fitting[0] if len(fitting) == 1 else _of_side(viewer, fitting, filename)
    if found is None:
        words = DATASET_NAMES[likely[0]]
        raise DomainError(f"Choose what is in {filename}: it looks like {words}, and nothing says whose", "place")
    return found.dataset, found.organisation.id if found.organisation else None


def _of_side(viewer: Viewer, places: list[Place], filename: str) -> Place | None:
    """The one place whose organisation the file's name tells, else the one that a list was brought for before."""
    words = set(re.split(r"[^a-z0-9]+", filename.casefold()))
    named = [each for each in places if each.organisation and each.organisation.short.casefold() in words]
    known = [
        each
        for each in places
        if each.organisation and find_mapping(viewer.programme_id, each.organisation.id, each.dataset)
    ]
    for found in (named, known):
        if len(found) == 1:
            return found[0]
    return None
