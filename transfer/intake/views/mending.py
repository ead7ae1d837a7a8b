"""Mending a file: a cell, a column, what was mended, warnings that are right, and the workbook to mend in Excel."""

import re
from collections.abc import Mapping
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from imports.parts import row_words
from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.files.queries import read_bytes
from transfer.intake import queries
from transfer.intake.actions import mending as actions
from transfer.intake.actions.copies import (
    copy_name,
    find_copy,
    is_made_by_job,
    marked_workbook,
    request_copy,
    why_no_copy,
)
from transfer.intake.actions.uploads import reading_limits
from transfer.intake.exports import sheets_to_bring_back
from transfer.intake.forms import AcceptWarningsForm, ButtonForm, MendColumnForm, MendForm
from transfer.intake.models import Mending, Upload
from transfer.intake.queries.cells import number_of, read_column, standing
from transfer.intake.queries.mendings import accepted_of, list_mendings, standing_in, written_mendings
from transfer.intake.rules.mending import NOTHING, Place, Told, compared, field_at, parse_address, parted, value_counts
from transfer.intake.views.common import address_of, blueprint, hides_field, own_upload
from transfer.jobs.models import Job
from transfer.kernel.errors import StaleVersion
from transfer.programmes.rules import UPLOADERS
from transfer.releases.rules import DATASET_NAMES, field_words, may_download, may_read, who_sees
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import workbook
from transfer.web.forms import offered
from transfer.web.paging import asked_page, paged_list

VALUES_OFFERED = 200
ROWS_NAMED = 30


def mending_of(upload: Upload) -> dict[str, Any]:
    """What the page of an upload says of mending: how many cells were mended, warnings that were accepted, what became
    of the findings of the file that this one mends, and whether the workbook can be had to mend in Excel."""
    _, accepted = parted(upload.outcome["findings"], accepted_of(upload))
    written = written_mendings(upload)
    in_file = sum(each.in_file for each in written)
    earlier = _earlier(upload)
    found = compared(earlier.outcome.get("findings", []), upload.outcome["findings"]) if earlier else None
    return {
        "cells": len(written) - in_file,
        "in_file": in_file,
        "accepted": [_hidden_words(upload, each) for each in accepted],
        "earlier": earlier,
        "compared": found and {
            "went": [_hidden_words(upload, each) for each in found.went],
            "stayed": len(found.stayed),
            "came": [_hidden_words(upload, each) for each in found.came],
        },
        "copy": upload.state == "checked" and may_download(g.viewer, upload.dataset, upload.organisation_id),
        "no_copy": why_no_copy(upload) if upload.state == "checked" else None,
        "by_job": upload.state == "checked" and is_made_by_job(upload) and find_copy(upload) is None,
    }  # fmt: skip


def _earlier(upload: Upload) -> Upload | None:
    number = upload.outcome.get("mends")
    return queries.find_upload(g.viewer, number) if number else None


def _hidden_words(upload: Upload, finding: Mapping[str, Any]) -> dict[str, Any]:
    hidden = finding["field"] and hides_field(upload, finding["field"])
    return {**finding, "message": f"Look at {finding['cell']}. {who_sees(finding['field'])}"} if hidden else {**finding}


def waiting(upload: Upload) -> list[dict[str, Any]]:
    """The findings that nobody accepted."""
    return parted(upload.outcome["findings"], accepted_of(upload))[0]


def mend_address(upload: Upload, finding: Mapping[str, Any]) -> str | None:
    """At which a finding's cell is mended, where it can be."""
    if upload.state != "checked" or finding["severity"] == "note" or not finding["cell"] or not finding["field"]:
        return None
    if hides_field(upload, finding["field"]):
        return None
    other = {"sheet": finding["sheet"]} if finding["sheet"] != upload.outcome["sheet"] else {}
    return url_for(
        "intake.mend_cell", slug=g.programme.slug, upload_id=upload.id, cell=finding["cell"], **other
    )  # fmt: skip


def group_address(upload: Upload, group: Mapping[str, Any]) -> tuple[str, str] | None:
    """What can be done with findings of one kind at once: the address, and the words of its link."""
    letter = upload.outcome["columns"].get(group["field"])
    if upload.state != "checked" or not letter or hides_field(upload, group["field"]):
        return None
    if group["severity"] == "error":
        address = url_for("intake.mend_column", slug=g.programme.slug, upload_id=upload.id, letter=letter)
        return address, f"Mend column {letter}"
    if group["severity"] == "warning":
        values = {"code": group["code"], "field": group["field"]}
        return url_for("intake.accept_warnings", slug=g.programme.slug, upload_id=upload.id, **values), "Accept"
    return None


def _open(upload_id: int) -> Upload:
    """An own upload that still waits; a decided one is mended no more."""
    upload = own_upload(upload_id)
    if upload.state != "checked":
        abort(404, "This upload was decided, so nothing in it can be mended.")
    return upload


def _seen_field(upload: Upload, letter: str) -> str:
    field = field_at(upload.outcome, letter)
    if hides_field(upload, field):
        abort(403, who_sees(field))
    return field


def _done(upload: Upload, told: Told | Job) -> ResponseReturnValue:
    if isinstance(told, Told):
        flash(told.words(), "success")
        return redirect(address_of(upload), 303)
    return redirect(address_of(told), 303)


@blueprint.route("/p/<slug>/uploads/<int:upload_id>/mend/<cell>", methods=["GET", "POST"])
@require("data.upload")
def mend_cell(slug: str, upload_id: int, cell: str) -> ResponseReturnValue:
    upload = _open(upload_id)
    letter, row = parse_address(cell)
    field = _seen_field(upload, letter)
    place = Place(request.args.get("sheet") or upload.outcome["sheet"], row, letter)
    file_values, number = read_column(upload, letter), number_of(upload, place.sheet, row)
    if number not in file_values:
        abort(404)
    earlier = standing_in(upload, letter).get(number)
    stands = earlier.now if earlier else file_values[number]
    form = MendForm(now=stands, version=str(upload.version))

    def save() -> ResponseReturnValue:
        version = typed_version(form)
        now, why = form.now.data or "", form.why.data or ""
        told = actions.mend_cell(g.viewer, upload_id, place, now, why=why, version=version)
        if isinstance(told, Told) and (still := messages()):
            flash(f"{cell} is still not right. {still[0]}", "error")
            return redirect(address_of(upload), 303)
        return _done(upload, told)

    def messages() -> list[str]:
        here = (cell, place.sheet)
        return [each["message"] for each in waiting(upload) if (each["cell"], each["sheet"]) == here]

    return ask(
        form, "intake/mend_cell.html", save, upload=upload, place=place, field=field_words(field), messages=messages(),
        was=file_values[number] or NOTHING, earlier=earlier, back=address_of(upload),
        column=url_for("intake.mend_column", slug=slug, upload_id=upload.id, letter=letter),
    )  # fmt: skip


@blueprint.route("/p/<slug>/uploads/<int:upload_id>/mend-column/<letter>", methods=["GET", "POST"])
@require("data.upload")
def mend_column(slug: str, upload_id: int, letter: str) -> ResponseReturnValue:
    """First the cells are counted, then they are mended."""
    upload = _open(upload_id)
    field = _seen_field(upload, letter)
    stands = standing(read_column(upload, letter), actions.mended_in(upload, letter))
    form = _column_form(upload, letter, stands)
    changes: dict[int, str] = {}
    if form.is_submitted():
        fill, old, new = form.how.data == "fill", form.old.data or "", (form.now.data or "").strip()
        changes = actions.column_changes(upload, stands, fill=fill, old=old, new=new)

    def save() -> ResponseReturnValue:
        if changes and form.why.data and not form.sure.data and form.version.data == str(upload.version):
            return render_template("intake/mend_sure.html", **shown)
        told = actions.mend_column(
            g.viewer, upload_id, letter, fill=form.how.data == "fill", old=form.old.data or "",
            new=form.now.data or "", why=form.why.data or "", version=typed_version(form),
        )  # fmt: skip
        return _done(upload, told)

    shown: dict[str, Any] = {
        "form": form, "letter": letter, "field": field_words(field), "back": address_of(upload), "count": len(changes),
        "rows": [row_words(each, upload.outcome.get("parts")) for each in sorted(changes)[:ROWS_NAMED]],
        "nothing": NOTHING,
    }  # fmt: skip
    return ask(form, "intake/mend_column.html", save, **{key: each for key, each in shown.items() if key != "form"})


def _column_form(upload: Upload, letter: str, stands: Mapping[int, str]) -> MendColumnForm:
    """The values of the column to choose from, those of faulty cells first."""
    form = MendColumnForm(version=str(upload.version))
    at = re.compile(rf"^{letter}\d")
    told = {
        each["row"]
        for each in upload.outcome["findings"]
        if each["severity"] != "note" and at.match(each["cell"] or "")
    }
    faulty = {text.strip() for row, text in stands.items() if row in told}
    counts = sorted(value_counts(stands), key=lambda each: each[0] not in faulty)[:VALUES_OFFERED]
    words = [(value, f"{value or NOTHING}: {count:,} {'cell' if count == 1 else 'cells'}") for value, count in counts]
    form.old.choices = offered(words)
    return form


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/mendings")
@require("data.upload")
def mendings(slug: str, upload_id: int) -> ResponseReturnValue:
    return _mendings(own_upload(upload_id))


def _mendings(upload: Upload, said: StaleVersion | None = None) -> ResponseReturnValue:
    page = paged_list(list(list_mendings(upload)), asked_page())
    rows = [
        {
            "id": each.id, "cell": _cell(upload, each), "field": field_words(each.field),
            "was": each.was or NOTHING, "now": each.now or NOTHING, "why": each.why, "by": each.mended_by,
            "at": each.mended_at, "in_file": each.in_file, "undone_by": each.undone_by, "undone_at": each.undone_at,
            "hidden": who_sees(each.field) if hides_field(upload, each.field) else None,
        }
        for each in page.items
    ]  # fmt: skip
    shown = render_template("intake/mendings.html", upload=upload, rows=rows, page=page, said=said)
    return shown, 409 if said else 200


def _cell(upload: Upload, mending: Mending) -> str:
    of = f"{mending.sheet}!" if upload.outcome.get("parts") else ""
    return f"{of}{mending.letter}{mending.row}"


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/mendings/<int:mending_id>/undo")
@require("data.upload")
def undo_mending(slug: str, upload_id: int, mending_id: int) -> ResponseReturnValue:
    upload = _open(upload_id)
    form = ButtonForm()
    if form.validate_on_submit():
        version = request.form.get("version", "")
        try:
            told = actions.undo_mending(
                g.viewer, upload_id, mending_id, version=int(version) if version.isdigit() else -1
            )
        except StaleVersion as error:
            return _mendings(upload, error)
        return _done(upload, told)
    return redirect(url_for("intake.mendings", slug=slug, upload_id=upload_id), 303)


@blueprint.route("/p/<slug>/uploads/<int:upload_id>/warnings", methods=["GET", "POST"])
@require("data.upload")
def accept_warnings(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = _open(upload_id)
    code, field, cell = (request.args.get(name, "") for name in ("code", "field", "cell"))
    if field and hides_field(upload, field):
        abort(403, who_sees(field))
    found = actions.waiting_warnings(upload, code, field, cell or None)
    if not found and request.method == "GET":
        abort(404, "No such warning waits.")
    form = AcceptWarningsForm(version=str(upload.version))

    def save() -> ResponseReturnValue:
        count = actions.accept_warnings(
            g.viewer, upload_id, code=code, field=field, cell=cell or None, reason=form.why.data or "",
            version=typed_version(form),
        )  # fmt: skip
        flash(f"{count:,} {'warning was' if count == 1 else 'warnings were'} accepted.", "success")
        return redirect(address_of(upload), 303)

    return ask(form, "intake/accept_warnings.html", save, found=found, back=address_of(upload))


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/warnings/<int:warning_id>/withdraw")
@require("data.upload")
def withdraw_acceptance(slug: str, upload_id: int, warning_id: int) -> ResponseReturnValue:
    upload = _open(upload_id)
    if ButtonForm().validate_on_submit():
        actions.withdraw_acceptance(g.viewer, upload_id, warning_id)
        flash("The warning waits again.")
    return redirect(address_of(upload), 303)


@blueprint.get("/p/<slug>/uploads/export/<dataset>.xlsx")
@require("data.upload")
def export(slug: str, dataset: str) -> ResponseReturnValue:
    """The lists in force that the viewer may bring, to change and bring back."""
    if dataset not in UPLOADERS or not may_read(g.viewer, dataset):
        abort(404)
    sheets = sheets_to_bring_back(g.viewer, dataset)
    words = f"The {DATASET_NAMES[dataset]} was downloaded to be changed"
    record_access(g.viewer, "download_to_change", (dataset, ""), words, g.programme.id)
    first, *rest = sheets
    return workbook(table_workbook(first.title, first.columns, first.rows, rest), f"{slug}-{dataset}.xlsx")


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/to-mend")
@require("data.upload")
def to_mend(slug: str, upload_id: int) -> ResponseReturnValue:
    """The workbook as it came, with its faulty cells marked; where that would lose something, the findings alone."""
    upload, made = _copied(upload_id), None
    if is_made_by_job(upload):
        made = find_copy(upload)
        if made is None:
            abort(404, "The workbook to mend was not made yet, or the file was mended since: make it on its page.")
    content = read_bytes(made.sha256) if made else marked_workbook(upload, reading_limits())
    words = "A file was downloaded to be mended"
    record_access(g.viewer, "download_to_mend", ("upload", upload.id), words, g.programme.id)
    return workbook(content, copy_name(upload))


def _copied(upload_id: int) -> Upload:
    upload = _open(upload_id)
    if not may_download(g.viewer, upload.dataset, upload.organisation_id):
        abort(403, "The file is open to those who may see all of it: a staff list holds names and pay.")
    return upload


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/to-mend")
@require("data.upload")
def make_copy(slug: str, upload_id: int) -> ResponseReturnValue:
    """A long file is copied by a job, with progress."""
    upload = _copied(upload_id)
    if ButtonForm().validate_on_submit() and is_made_by_job(upload):
        return redirect(address_of(request_copy(g.viewer, upload)), 303)
    return redirect(address_of(upload), 303)
