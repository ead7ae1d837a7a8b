"""From a checked file to a version: rows, findings and the mapping that is used first next time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from imports.check import Checked
from transfer.establishment.actions import apply_corrections
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.intake.actions.checking import FileRead
from transfer.intake.actions.storing import KEYS, amount_columns, store_checked
from transfer.intake.models import SavedMapping, Upload
from transfer.intake.queries import find_mapping
from transfer.programmes.models import Programme
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.releases.actions import create_release, store_findings
from transfer.releases.models import Release


def accept_checked(
    viewer: Viewer, read: FileRead, stored: StoredFile, *, organisation_id: int | None, as_at: date | None,
    groups: Mapping[str, str] | None = None,
) -> Release:  # fmt: skip
    """A new version with its rows and findings. One acceptance at a time in a programme, so that numbers follow."""
    checked = read.checked
    db.session.execute(select(Programme.id).where(Programme.id == viewer.programme_id).with_for_update())
    release = create_release(
        viewer, checked.dataset, organisation_id, file_id=stored.id, as_at=as_at, read=_read_of(viewer, read)
    )
    store_checked(viewer, release, checked)
    corrected = apply_corrections(release) if checked.dataset == "establishment" else []
    store_findings(release, [*_findings(checked), *corrected])
    _save_mapping(viewer.programme_id, organisation_id, checked, groups or {})
    return release


def _read_of(viewer: Viewer, read: FileRead) -> dict[str, Any]:
    checked = read.checked
    told = checked.as_json()
    return {
        "sheet": checked.sheet, "header_row": checked.header_row, "columns": dict(checked.columns),
        "amount_columns": amount_columns(checked, get_programme(viewer)), "unmapped": list(told["unmapped"]),
        "rows_with_data": checked.rows_with_data, "rows_accepted": len(checked.rows), "totals": told["totals"],
        "printed_totals": read.printed,
    }  # fmt: skip


def _findings(checked: Checked) -> list[dict[str, Any]]:
    keys = {**_keys(checked.rows, KEYS[checked.dataset]), **_keys(checked.parked, KEYS[checked.dataset])}
    return [
        {
            "sheet": each.sheet, "cell": each.cell or "", "row": each.row or 0, "severity": each.severity,
            "field": each.field or "", "code": each.code, "message": each.message,
            "key": keys.get(each.row or 0, "")[:120],
        }
        for each in checked.findings
    ]  # fmt: skip


def _keys(rows: Any, field: str) -> dict[int, str]:
    return {row.number: str(row.values.get(field) or "") for row in rows}


def save_amounts(upload: Upload, amounts: Mapping[str, list[str]]) -> None:
    """Keep heading → [year, basis] for this source."""
    saved = _mapping(upload.programme_id, upload.organisation_id, upload.dataset)
    saved.amounts = {**saved.amounts, **amounts}
    db.session.flush()


def _mapping(programme_id: int, organisation_id: int | None, dataset: str) -> SavedMapping:
    saved = find_mapping(programme_id, organisation_id, dataset)
    if saved is None:
        saved = SavedMapping(programme_id=programme_id, organisation_id=organisation_id, dataset=dataset)
        saved.headings, saved.groups, saved.amounts = {}, {}, {}
        db.session.add(saved)
    return saved


def _save_mapping(programme_id: int, organisation_id: int | None, checked: Checked, groups: Mapping[str, str]) -> None:
    headings = {match.heading: match.field for match in checked.matches if match.heading}
    saved = _mapping(programme_id, organisation_id, checked.dataset)
    saved.headings = {**saved.headings, **headings}
    saved.groups = {**saved.groups, **groups}
    db.session.flush()
