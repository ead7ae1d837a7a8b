"""A list as a workbook that comes back in without a finding and without a change."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from imports.datasets import DATASETS
from imports.datasets.fields import Field
from imports.own_sheet import BRING_BACK
from reports.tables import MoreSheet, TableColumn
from transfer.intake.queries import may_bring
from transfer.intake.queries.version_rows import accepted_values, fields_of
from transfer.intake.rules import column_heading
from transfer.programmes.rules import ROLE_NAMES, UPLOADERS, Viewer
from transfer.releases.models import Release
from transfer.releases.queries import ALSO_DOWNLOADED, releases_in_force
from transfer.releases.rules import DATASET_NAMES, hides

AMOUNT = "amount "
_NOT_FOR_BRINGING = "Not for bringing back"


def sheets_to_bring_back(viewer: Viewer, dataset: str) -> list[MoreSheet]:
    """A sheet for each list in force of this data set that the viewer may bring: all of its rows and fields, whatever
    the page was filtered by. Where there is none, a sheet that says that the workbook is not for bringing back."""
    own = [
        release
        for release in releases_in_force(viewer, dataset)
        if may_bring(viewer, dataset, release.organisation_id) and not hidden_fields(viewer, release)
    ]
    return [_sheet(viewer, each) for each in own] or [_refusal(viewer, dataset)]


def hidden_fields(viewer: Viewer, release: Release) -> list[str]:
    """The fields of a version that this viewer may not see: a list without them must not take its place."""
    fields = DATASETS[release.dataset].fields
    return [each.name for each in fields if hides(viewer, release.dataset, each.name, release.organisation_id)]


def _refusal(viewer: Viewer, dataset: str) -> MoreSheet:
    roles = " or ".join(ROLE_NAMES[role] for role in sorted(UPLOADERS[dataset]))
    words = (
        f"This is what you see. Do not upload it as the {DATASET_NAMES[dataset]}: rows or columns that you do not see "
        f"are not in it. {roles} of its own side downloads it whole."
    )
    return _not_for_bringing(words)


def _not_for_bringing(words: str) -> MoreSheet:
    return MoreSheet(_NOT_FOR_BRINGING, [TableColumn("What this is")], [[words]])


def _sheet(viewer: Viewer, release: Release) -> MoreSheet:
    rows = accepted_values(viewer, release)
    whose = release.organisation.short if release.organisation else "the programme"
    columns, names = columns_of(release.dataset, rows)
    many = f"all of its {len(rows):,} rows" if len(rows) != 1 else "its one row"
    says = f"The whole list, {many}, whatever the page was filtered by. Change it here: no other sheet is read."
    listed = [[stored(row.get(name), name) for name in names] for row in rows]
    return MoreSheet(f"{BRING_BACK} {whose}", columns, listed, says)


def columns_of(dataset: str, rows: Sequence[Mapping[str, Any]]) -> tuple[list[TableColumn], list[str]]:
    """Every field of a data set under its surest heading, so that this sheet is the one that is read, and the name of
    each; amounts by year and basis after them."""
    fields = DATASETS[dataset].fields
    held = fields_of(dataset)
    columns = [TableColumn(column_heading(each), _kind(each, held.get(each.name, ""))) for each in fields]
    amounts = sorted({name for row in rows for name in row if name.startswith(AMOUNT)})
    columns += [TableColumn(f"{name.removeprefix(AMOUNT)} budget", "money") for name in amounts]
    return columns, [each.name for each in fields] + amounts


def _kind(field: Field, column: str) -> str:
    """column: the one that keeps the field: an asset's value comes as text and is kept in pence."""
    if column.endswith("_pence"):
        return "money"
    return {"date": "date", "money": "money", "number": "exact", "percent": "exact"}.get(field.kind, "code")


def stored(value: Any, field: str) -> Any:
    """A value as the check of a file reads it back: a share of 1 % or less says so, for 0.25 would be a quarter."""
    if isinstance(value, Decimal) and field == "percent" and value <= 1:
        return f"{value.normalize():f}%"
    if isinstance(value, Decimal | int | date) or value is None:
        return value
    if isinstance(value, list):
        return "; ".join(map(str, value)) or None
    return str(value)


def _beside(viewer: Viewer, dataset: str) -> list[MoreSheet]:
    """What a download of what somebody sees carries along. A whole staff list would take absences, notes, NI numbers
    and birthdays with it, which no list shows: it is downloaded by itself, to go back."""
    return [_staff_apart()] if dataset == "establishment" else sheets_to_bring_back(viewer, dataset)


def _staff_apart() -> MoreSheet:
    words = (
        "This is what you see. Do not upload it as the establishment list: NI numbers, birthdays, absences and notes "
        "are not in it. HR of its own side downloads the whole list from Uploads, to change it and bring it back."
    )
    return _not_for_bringing(words)


ALSO_DOWNLOADED.append(_beside)
