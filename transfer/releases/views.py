"""A version: where it came from, what was found in it, who sees it, and the cells behind a figure."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from imports.letters import column_index
from imports.parts import by_sheet, cell_words, number_in_list, row_words
from transfer.audit.actions import record_access
from transfer.files.queries import read_bytes
from transfer.kernel.figures import row_ranges
from transfer.programmes.rules import roles_that_may
from transfer.releases import actions, queries
from transfer.releases.cells import read_cells
from transfer.releases.forms import WithdrawForm
from transfer.releases.models import Release
from transfer.releases.rules import (
    DATASET_NAMES,
    READ_PERMISSION,
    field_words,
    findings_workbook,
    hides,
    is_about_people,
    may_download,
    may_read,
    parse_rows,
    told_readers,
    told_totals,
    who_sees,
)
from transfer.web.access import by_token, require
from transfer.web.answers import ask
from transfer.web.downloads import original, workbook
from transfer.web.paging import Page, asked_page, paged_list

blueprint = Blueprint("releases", __name__)
blueprint.add_app_template_filter(field_words)
blueprint.add_app_template_filter(row_words)
blueprint.add_app_template_filter(cell_words)
_LETTERS = re.compile(r"^[A-Z]{1,3}$")


def _readable(release_id: int) -> Release:
    """404 for a version that this viewer may not see, 403 for one whose data set is not their role's to read."""
    release = queries.get_release(g.viewer, release_id)
    if not may_read(g.viewer, release.dataset):
        roles = ", ".join(roles_that_may(READ_PERMISSION[release.dataset]))
        abort(403, f"This is open to: {roles}.")
    return release


def _read(release_id: int) -> Release:
    """A readable version that is opened now: its side is told who of the others did. Only where nothing is changed."""
    release = _readable(release_id)
    actions.note_reading(g.viewer, [release])
    return release


def _name(release: Release) -> str:
    of = f" of {release.organisation.short}" if release.organisation else ""
    return f"{DATASET_NAMES[release.dataset].capitalize()}{of}, version {release.number}"


@blueprint.get("/p/<slug>/versions/<int:release_id>")
@require("programme.view")
def show(slug: str, release_id: int) -> ResponseReturnValue:
    release = _read(release_id)
    in_force = queries.find_release_in_force(g.viewer, release.dataset, release.organisation_id)
    return render_template(
        "releases/show.html", release=release, name=_name(release), page=_findings_page(release),
        newer=in_force if in_force and in_force.id != release.id else None, totals=told_totals(release.totals),
        columns=_columns(release), own=_is_own(release), corrects=queries.find_any(release.corrects_id),
        corrected_by=queries.correction_of(release),
        readers=told_readers(queries.readers_of(g.viewer, release)) if _is_own(release) else "",
        may_download=may_download(g.viewer, release.dataset, release.organisation_id),
    )  # fmt: skip


def _findings_page(release: Release) -> Page[dict[str, Any]]:
    found = queries.page_findings(release.id, request.args.get("severity", ""), asked_page())
    return Page([_told(release, each) for each in found.items], found.total, found.number)


@blueprint.get("/p/<slug>/versions/<int:release_id>/findings.xlsx")
@require("programme.view")
@by_token("read")
def findings(slug: str, release_id: int) -> ResponseReturnValue:
    release = _read(release_id)
    found = queries.list_findings(release.id, request.args.get("severity", ""))
    words = "The findings of a version were downloaded"
    record_access(g.viewer, "download_findings", ("release", release.id), words, g.viewer.programme_id)
    return workbook(findings_workbook(_told(release, each) for each in found), f"findings-of-version-{release_id}.xlsx")


def _is_own(release: Release) -> bool:
    own: bool = release.organisation_id in g.viewer.sides or g.viewer.unrestricted
    return own and release.organisation_id is not None


def _told(release: Release, finding: Any) -> dict[str, Any]:
    hidden = finding.field and hides(g.viewer, release.dataset, finding.field, release.organisation_id)
    message = f"Look at {finding.cell}. {who_sees(finding.field)}" if hidden else finding.message
    of = f"{finding.sheet}!" if release.sheets and finding.cell else ""
    return {"severity": finding.severity, "cell": f"{of}{finding.cell}", "field": finding.field, "message": message}


def _columns(release: Release) -> list[dict[str, Any]]:
    headings = {each["letter"]: each for each in release.amount_columns}
    told = []
    for field, letter in sorted(release.columns.items(), key=lambda item: column_index(item[1])):
        amount = headings.get(letter)
        words = f"Amount, {amount['year']} {amount['basis']}" if amount else field_words(field)
        told.append(
            {
                "letter": letter,
                "field": words,
                "hidden": hides(g.viewer, release.dataset, field, release.organisation_id),
                "href": url_for("releases.cell", slug=g.programme.slug, release_id=release.id, column=letter),
            }
        )
    return told


@blueprint.post("/p/<slug>/corrections/<int:notice_id>/seen")
@require("programme.view")
def see_correction(slug: str, notice_id: int) -> ResponseReturnValue:
    """Somebody who read a version that was corrected since says that they know."""
    notice = queries.get_notice(g.viewer, notice_id)
    if FlaskForm().validate_on_submit():
        actions.see_notice(g.viewer, notice)
    return redirect(url_for("desk.home", slug=slug), 303)


@blueprint.post("/p/<slug>/versions/<int:release_id>/share")
@require("data.share")
def share(slug: str, release_id: int) -> ResponseReturnValue:
    release = _readable(release_id)
    if FlaskForm().validate_on_submit():
        actions.share_release(g.viewer, release)
        flash("Every side of the programme sees this version now.", "success")
    return redirect(url_for("releases.show", slug=slug, release_id=release_id), 303)


@blueprint.route("/p/<slug>/versions/<int:release_id>/stop-sharing", methods=["GET", "POST"])
@require("data.share")
def stop_sharing(slug: str, release_id: int) -> ResponseReturnValue:
    release = _readable(release_id)
    form, back = WithdrawForm(), url_for("releases.show", slug=slug, release_id=release_id)

    def save() -> ResponseReturnValue:
        actions.unshare_release(g.viewer, release, reason=form.reason.data or "")
        flash(
            "Only your side sees this version now. "
            "Others may have kept copies, and packs that were frozen stay as they are and say so."
        )
        return redirect(back, 303)

    title = f"Stop sharing the {DATASET_NAMES[release.dataset]}, version {release.number}"
    note = told_readers(queries.readers_of(g.viewer, release)) if _is_own(release) else ""
    return ask(form, "layouts/form.html", save, title=title, back=back, note=note)


@blueprint.get("/p/<slug>/versions/<int:release_id>/file")
@require("programme.view")
def download(slug: str, release_id: int) -> ResponseReturnValue:
    """The original, to its own side; a staff list, with its names and pay, to those who may see both."""
    release = _read(release_id)
    if not may_download(g.viewer, release.dataset, release.organisation_id):
        abort(403, "The original is open to its own side; a staff list to those who may see named people and pay.")
    content = read_bytes(release.file.sha256)
    record_access(
        g.viewer, "download_original", ("release", release.id), "The original file of a version was downloaded",
        g.viewer.programme_id,
    )  # fmt: skip
    return original(content, release.file.name)


def _ranges(release: Release, rows: list[int]) -> str:
    """The rows for people, of several sheets each with its own."""
    if not release.sheets:
        return row_ranges(rows)
    found = by_sheet(release.sheets, release.sheet, rows)
    return "; ".join(f"{row_ranges(numbers)} of {sheet}" for sheet, numbers in found.items())


@dataclass(frozen=True)
class Asked:
    """The column and rows in the address. field None: no field matched the column."""

    letter: str
    field: str | None
    rows: list[int]


def _asked(release: Release, column: str) -> Asked:
    """column: a field's name or an Excel letter. No rows in the address: every row of the version. They are numbers in
    the list; with a sheet in the address, that sheet's own."""
    by_letter = {letter: field for field, letter in release.columns.items()}
    letter = release.columns.get(column, column.upper())
    if not _LETTERS.match(letter):
        abort(404)
    rows = parse_rows(request.args.get("rows", ""))
    sheet = request.args.get("sheet")
    if sheet and release.sheets:
        rows = [number_in_list(release.sheets, sheet, row) for row in rows]
    return Asked(letter, by_letter.get(letter), rows)


@blueprint.get("/p/<slug>/versions/<int:release_id>/cells/<column>")
@require("programme.view")
def cell(slug: str, release_id: int, column: str) -> ResponseReturnValue:
    """Stored values as they stand in the original bytes."""
    release = _read(release_id)
    asked = _asked(release, column)
    hidden = hides(g.viewer, release.dataset, asked.field, release.organisation_id)
    if not hidden and is_about_people(release.dataset, asked.field):
        words = "Cells about named people, or their pay, were opened"
        record_access(g.viewer, "open_cells", ("release", release.id), words, g.viewer.programme_id)
    found = read_cells(release, asked.letter, asked.field, asked.rows)
    return render_template(
        "releases/cell.html", release=release, name=_name(release), asked=asked, ranges=_ranges(release, asked.rows),
        heading=found.heading, page=paged_list(found.cells, asked_page()), total=None if hidden else found.total,
        total_kind=found.kind, hidden=who_sees(asked.field) if hidden else None, key_heading=found.key_heading,
        notes=queries.cell_notes(g.viewer, release, asked.field, asked.rows),
    )  # fmt: skip
