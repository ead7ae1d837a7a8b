"""From a checked file to a version: rows, findings and the mapping that is used first next time."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from imports.check import Checked
from imports.own_sheet import is_to_bring_back
from imports.parts import shifts
from transfer.audit.actions import record
from transfer.establishment.actions import apply_corrections
from transfer.extensions import db
from transfer.files.models import StoredFile
from transfer.intake.actions.checking import FileRead
from transfer.intake.actions.storing import KEYS, amount_columns, store_checked
from transfer.intake.actions.work_list import keep_work_list
from transfer.intake.models import SavedMapping, Upload
from transfer.intake.queries import find_mapping, kept_of
from transfer.intake.queries.erased_people import count_again, warn_of_erased
from transfer.intake.queries.unnumbered_posts import number_posts
from transfer.intake.rules import plain_value
from transfer.intake.rules.choosing import PLACES, SWITCHES, changed, merged
from transfer.intake.rules.mending import parted
from transfer.programmes.actions.changing import set_values
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.releases.actions import create_release, store_findings
from transfer.releases.models import Release
from transfer.releases.queries import find_release_in_force


def accept_checked(
    viewer: Viewer, read: FileRead, stored: StoredFile, *, organisation_id: int | None, as_at: date | None,
    groups: Mapping[str, str] | None = None, accepted: Mapping[tuple[str, ...], Mapping[str, Any]] | None = None,
    correcting: str = "",
) -> Release:  # fmt: skip
    """A new version with its rows and findings, the others parked on the work list. The caller has waited for its turn
    in the programme, so that numbers follow. correcting: what was wrong with the version in force, if this corrects
    it."""
    checked = read.checked
    before = find_release_in_force(viewer, checked.dataset, organisation_id)
    number_posts(viewer.programme_id, organisation_id, checked)
    warn_of_erased(organisation_id, checked)
    release = create_release(
        viewer, checked.dataset, organisation_id, file_id=stored.id, as_at=as_at, read=_read_of(viewer, read),
        correcting=correcting,
    )  # fmt: skip
    store_checked(viewer, release, checked)
    corrected = apply_corrections(release) if checked.dataset == "establishment" else []
    store_findings(release, [*_findings(checked, accepted or {}), *corrected])
    keep_work_list(viewer, release, checked, before)
    _save_mapping(viewer.programme_id, organisation_id, checked, groups or {})
    _record_again(viewer, release, count_again(checked))
    return release


def _record_again(viewer: Viewer, release: Release, number: int) -> None:
    """That a list with erased people was taken over stays in its history, although their findings go with them."""
    if number:
        rows = "1 row names" if number == 1 else f"{number:,} rows name"
        record(
            viewer, "bring_erased_back", ("release", release.id), f"{rows} somebody whose data was erased here before",
            programme_id=viewer.programme_id, side_id=release.organisation_id,
        )  # fmt: skip


def _read_of(viewer: Viewer, read: FileRead) -> dict[str, Any]:
    checked = read.checked
    told = checked.as_json()
    return {
        "sheet": checked.sheet, "sheets": checked.parts, "header_row": checked.header_row,
        "columns": dict(checked.columns),
        "amount_columns": amount_columns(checked, get_programme(viewer)), "unmapped": list(told["unmapped"]),
        "rows_with_data": checked.rows_with_data, "rows_accepted": len(checked.rows), "totals": told["totals"],
        "printed_totals": read.printed,
    }  # fmt: skip


def told_findings(checked: Checked) -> list[dict[str, Any]]:
    """Findings as JSON with their row's number in the list and their code, and what names the row and stands in the
    cell where the row was read: the same fault is known by them in another file."""
    name, shift = KEYS[checked.dataset], shifts(checked.parts)
    numbers = [each.row and each.row + shift.get(each.sheet, 0) for each in checked.findings]
    told = set(numbers)
    found = ((row.number + shift.get(row.sheet, 0), row.values) for row in (*checked.rows, *checked.parked))
    rows = {number: values for number, values in found if number in told}
    return [
        {
            **each.as_json(), "row": number, "code": each.code,
            "key": str(rows.get(number or 0, {}).get(name) or ""),
            "value": str(plain_value(rows.get(number or 0, {}).get(each.field or "")) or ""),
        }
        for each, number in zip(checked.findings, numbers, strict=True)
    ]  # fmt: skip


def _findings(checked: Checked, accepted: Mapping[tuple[str, ...], Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As a version keeps them. accepted: what somebody accepted of this source, by `accepted_key`."""
    waiting, done = parted(told_findings(checked), accepted)
    return [
        {
            "sheet": each["sheet"], "cell": each["cell"] or "", "row": each["row"] or 0, "severity": each["severity"],
            "field": each["field"] or "", "code": each["code"], "message": each["message"], "key": each["key"][:120],
            "accepted_by": each.get("by"), "accepted_because": each.get("because"),
        }
        for each in waiting + done
    ]  # fmt: skip


KEPT = ("headings", "groups", "amounts", "read_values", *PLACES, *SWITCHES)


def remembered_now(upload: Upload) -> dict[str, Any] | None:
    """All that is remembered now of how an upload's source is read; None where nothing is."""
    saved = find_mapping(upload.programme_id, upload.organisation_id, upload.dataset)
    if saved is None:
        return None
    db.session.refresh(saved)
    return {name: getattr(saved, name) for name in KEPT}


def forget_taught(upload: Upload) -> None:
    """What was remembered of how the source is read is as it was before this upload's acceptance, unless another file
    or somebody has added to it since."""
    taught = upload.outcome.get("taught")
    saved = find_mapping(upload.programme_id, upload.organisation_id, upload.dataset)
    if not taught or saved is None or remembered_now(upload) != taught["after"]:
        return
    if taught["before"] is None:
        db.session.delete(saved)
    else:
        set_values(saved, taught["before"])
    db.session.flush()


def save_amounts(upload: Upload, amounts: Mapping[str, list[str]]) -> None:
    """Keep heading → [year, basis] for this source."""
    saved = _mapping(upload.programme_id, upload.organisation_id, upload.dataset)
    saved.amounts = {**saved.amounts, **amounts}
    db.session.flush()


def remember(viewer: Viewer, upload: Upload) -> None:
    """Keep for the next file of this source what a person said of how this one is read."""
    said = upload.outcome.get("said") or {}
    if not said:
        return
    saved = _mapping(upload.programme_id, upload.organisation_id, upload.dataset)
    before = kept_of(saved)
    after = merged(before, said)
    saved.headings, saved.read_values, saved.amounts = after["columns"], after["values"], after["amounts"]
    saved.header_row, saved.sheet, saved.sheets = after["header_row"], after["sheet"], list(after["sheets"] or ())
    for name in SWITCHES:
        setattr(saved, name, bool(after[name]))
    db.session.flush()
    record(
        viewer, "remember_mapping", ("saved_mapping", saved.id), "How a list is read was kept for the next file",
        programme_id=upload.programme_id, side_id=upload.organisation_id, changes=changed(before, after),
    )  # fmt: skip


def _mapping(programme_id: int, organisation_id: int | None, dataset: str) -> SavedMapping:
    saved = find_mapping(programme_id, organisation_id, dataset)
    if saved is None:
        saved = SavedMapping(programme_id=programme_id, organisation_id=organisation_id, dataset=dataset)
        saved.headings, saved.groups, saved.amounts, saved.read_values, saved.sheets = {}, {}, {}, {}, []
        db.session.add(saved)
        db.session.flush()
    return saved


def _save_mapping(programme_id: int, organisation_id: int | None, checked: Checked, groups: Mapping[str, str]) -> None:
    own = is_to_bring_back(checked.sheet)  # its headings are this product's, and say nothing of the source's lists
    headings = {} if own else {match.heading: match.field for match in checked.matches if match.heading}
    saved = _mapping(programme_id, organisation_id, checked.dataset)
    saved.headings = {**saved.headings, **headings}
    saved.groups = {**saved.groups, **groups}
    db.session.flush()
