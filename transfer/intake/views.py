"""Uploads: what is in force, a new file, what was found in it, accept it or go back."""

from typing import Any

from flask import Blueprint, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from imports.letters import column_index
from reports.template import template_workbook
from transfer.audit.actions import record_access
from transfer.intake import actions, jobs, queries, rules
from transfer.intake.actions.checking import Source
from transfer.intake.forms import AcceptForm, AmountsForm, ButtonForm, UploadForm, amounts_form
from transfer.intake.models import Upload
from transfer.jobs.models import Job
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.kernel.figures import row_ranges
from transfer.programmes.rules import ROLE_NAMES, UPLOADERS
from transfer.releases.queries import find_release_in_force
from transfer.releases.rules import (
    DATASET_NAMES,
    field_words,
    findings_workbook,
    hides,
    may_read,
    told_totals,
    who_sees,
)
from transfer.web.access import by_token, require
from transfer.web.answers import typed_version
from transfer.web.downloads import workbook
from transfer.web.forms import offered
from transfer.web.paging import asked_page, paged_list

blueprint = Blueprint("intake", __name__)
HOW_WORDS = {
    "saved": "the last file had it so", "exact": "of its heading", "synonym": "its heading means the same",
    "fuzzy": "its heading is like it", "values": "of its values",
}  # fmt: skip
CHANGE_WORDS = {
    rules.NOT_READ: "Rows with errors", rules.ANOTHER_PERSON: "Names another person",
    "left": "Left", "joined": "Joined", "regraded": "Regraded", "hours_changed": "Hours changed", "filled": "Filled",
    "vacated": "Vacated", "moved_manager": "New manager", "other": "Other",
}  # fmt: skip
JOBS = (jobs.check_upload, jobs.accept)  # known to the worker once this module is


def _place_name(dataset: str, organisation: Any) -> str:
    words = DATASET_NAMES[dataset].capitalize()
    return f"{words} of {organisation.short}" if organisation else f"{words} of the programme"


@blueprint.get("/p/<slug>/uploads")
@require("programme.view")
def index(slug: str) -> ResponseReturnValue:
    places = queries.list_places(g.viewer)
    return render_template(
        "intake/index.html", rows=[_row(each) for each in places], live=queries.list_live_checks(g.viewer),
        may_upload=any(each.may_upload for each in places),
    )  # fmt: skip


def _row(place: queries.Place) -> dict[str, Any]:
    release = place.release
    day = release and (release.as_at or release.accepted_at.date())
    return {
        "place": _place_name(place.dataset, place.organisation),
        "dataset": place.dataset,
        "release": release,
        "age": (g.programme.today() - day).days if day else None,
        "findings": place.findings,
        "waiting": place.waiting if place.may_upload else [],
        "upload": _key(place) if place.may_upload else None,
        "who": " or ".join(ROLE_NAMES[role] for role in sorted(UPLOADERS[place.dataset])),
    }


def _key(place: queries.Place) -> str:
    return f"{place.dataset}:{place.organisation.id if place.organisation else ''}"


def _upload_form() -> UploadForm:
    form = UploadForm()
    own = [each for each in queries.list_places(g.viewer) if each.may_upload]
    places = [(_key(each), _place_name(each.dataset, each.organisation)) for each in own]
    form.place.choices = offered([("", "Choose one"), *places])
    return form


@blueprint.get("/p/<slug>/uploads/templates/<dataset>.xlsx")
@require("programme.view")
@by_token("read")
def template(slug: str, dataset: str) -> ResponseReturnValue:
    """A workbook to fill in."""
    if dataset not in UPLOADERS or not may_read(g.viewer, dataset):
        abort(404)
    title = DATASET_NAMES[dataset].capitalize()
    return workbook(template_workbook(title, queries.template_columns(g.viewer, dataset)), f"{dataset}-template.xlsx")


@blueprint.get("/p/<slug>/uploads/new")
@require("data.upload")
def new(slug: str) -> ResponseReturnValue:
    form = _upload_form()
    form.place.data = request.args.get("place", "")
    return render_template("intake/new.html", form=form)


@blueprint.post("/p/<slug>/uploads/new")
@require("data.upload")
@by_token("upload")
def create(slug: str) -> ResponseReturnValue:
    form = _upload_form()
    sent = request.files.get("file")
    if form.validate_on_submit():
        try:
            if not sent or not sent.filename:
                raise DomainError("Choose a file to upload", "file")
            dataset, _, organisation_id = form.place.data.partition(":")
            source = Source(
                dataset, int(organisation_id) if organisation_id else None, sent.read(), _file_name(sent.filename),
                (form.sheet.data or "").strip() or None, form.as_at.data,
            )  # fmt: skip
            address = _address(actions.upload_file(g.viewer, source))
            return ({"address": address}, 201) if g.token else redirect(address, 303)
        except DomainError as error:
            form.add_error(error)
    if g.token:
        return {"errors": {name or "form": told for name, told in form.errors.items()}}, 422
    return render_template("intake/new.html", form=form), 422


def _file_name(sent: str) -> str:
    """The name without a folder, as some browsers send one, and without signs that only disguise how it ends."""
    return "".join(each for each in sent.replace("\\", "/").rpartition("/")[2] if each.isprintable())[:200]


def _address(found: Upload | Job) -> str:
    if isinstance(found, Upload):
        return url_for("intake.show", slug=g.programme.slug, upload_id=found.id)
    return url_for("jobs.show", slug=g.programme.slug, job_id=found.id)


def _own_upload(upload_id: int) -> Upload:
    """Another side's upload is not there (404); one of another's task is closed (403)."""
    upload = queries.get_upload(g.viewer, upload_id)
    if not queries.may_bring(g.viewer, upload.dataset, upload.organisation_id):
        abort(403, f"This is open to: {', '.join(ROLE_NAMES[role] for role in sorted(UPLOADERS[upload.dataset]))}.")
    return upload


@blueprint.get("/p/<slug>/uploads/<int:upload_id>")
@require("data.upload")
def show(slug: str, upload_id: int) -> ResponseReturnValue:
    return _show(_own_upload(upload_id))


def _show(
    upload: Upload,
    form: AcceptForm | None = None,
    status: int = 200,
    amounts: AmountsForm | None = None,
    said: StaleVersion | None = None,
) -> ResponseReturnValue:
    found = upload.outcome
    changes, touched = rules.told_changes(found), _touched(upload)
    unsaid = rules.unsaid_amounts(found) if upload.state == "checked" else []
    if form is None:
        form = AcceptForm(formdata=None, against=str(found["against"] or ""))
    findings = _told(upload, found["findings"])
    in_force = find_release_in_force(g.viewer, upload.dataset, upload.organisation_id)
    page = paged_list(_asked_for(findings), asked_page())
    hidden = sorted({who_sees(name) for name in found["columns"] if _hides(upload, name)})
    return render_template(
        "intake/show.html", upload=upload, found=found, form=form, page=page,
        place=_place_name(upload.dataset, upload.organisation), counts=rules.counted(findings),
        groups=_groups(findings), matches=_matches(upload), grid=_grid(upload, page.items),
        fields=[(name, field_words(name)) for name in _fields(findings)],
        totals=told_totals(found["totals"]), ignored=row_ranges(found["ignored_rows"]), hidden=hidden,
        in_force=in_force, amounts=amounts or (amounts_form(unsaid, upload.version) if unsaid else None), unsaid=unsaid,
        changes=changes, field_words=field_words, touched=touched, change_words=CHANGE_WORDS,
        not_read=rules.posts_of((changes or {}).get(rules.NOT_READ, [])),
        not_read_decided=_decided_in(touched, rules.NOT_READ), another=_decided_in(touched, rules.ANOTHER_PERSON),
        stale=(in_force.id if in_force else None) != found["against"], release=queries.find_release(upload.release_id),
        earlier=queries.earlier_uploads(g.viewer, upload), said=said,
    ), status  # fmt: skip


def _touched(upload: Upload) -> list[dict[str, Any]] | None:
    """Decisions on people whose posts this file changes; of an accepted file as they stood at its acceptance. None:
    nothing was compared, or the file was withdrawn."""
    if not upload.outcome["changes"]:
        return None
    found = upload.outcome.get("touched")
    if upload.state == "checked":
        found = queries.decisions_touched(g.viewer, upload.organisation_id, rules.about_decisions(upload.outcome))
    return found and [{**each, "kind": each["change"], "change": CHANGE_WORDS[each["change"]]} for each in found]


def _decided_in(touched: list[dict[str, Any]] | None, kind: str) -> list[str]:
    """The posts, each once, in which a change of this kind meets a decision."""
    return rules.posts_of(each for each in touched or [] if each["kind"] == kind)


def _asked_for(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The findings that the filter in the address leaves."""
    severity, field = request.args.get("severity", ""), request.args.get("field", "")
    return [
        each
        for each in findings
        if (not severity or each["severity"] == severity) and (not field or each["field"] == field)
    ]


@blueprint.get("/p/<slug>/uploads/<int:upload_id>/findings.xlsx")
@require("data.upload")
@by_token("read")
def findings(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = _own_upload(upload_id)
    told = _asked_for(_told(upload, upload.outcome["findings"]))
    words = "The findings of a file were downloaded"
    record_access(g.viewer, "download_findings", ("upload", upload.id), words, g.programme.id)
    return workbook(findings_workbook(told), f"findings-{upload_id}.xlsx")


def _told(upload: Upload, findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Findings with the words of hidden fields taken out: they may quote what is hidden."""
    return [
        {**each, "message": f"Look at {each['cell']}. {who_sees(each['field'])}"}
        if each["field"] and _hides(upload, each["field"])
        else each
        for each in findings
    ]


def _fields(findings: list[dict[str, Any]]) -> list[str]:
    return sorted({each["field"] for each in findings if each["field"]})


def _groups(findings: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**each, "field": field_words(each["field"])} for each in rules.grouped(findings)]


def _hides(upload: Upload, field: str | None) -> bool:
    return hides(g.viewer, upload.dataset, field, upload.organisation_id)


def _matches(upload: Upload) -> list[dict[str, Any]]:
    return [
        {
            **each, "words": field_words(each["field"]), "how_words": HOW_WORDS[each["how"]],
            "confidence_words": f"{each['confidence']} %",
            "samples_words": "" if _hides(upload, each["field"]) else " · ".join(each["samples"]),
        }
        for each in sorted(upload.outcome["matches"], key=lambda each: column_index(each["column"]))
    ]  # fmt: skip


def _grid(upload: Upload, findings: Any) -> dict[str, Any]:
    """The rows of these findings as the sheet has them: letters; rows of (number, {letter: value}); faults by cell."""
    found = upload.outcome
    shown = sorted(
        {
            letter: name
            for name, letter in found["columns"].items()
            if not _hides(upload, name)
        }.items(),
        key=lambda item: (len(item[0]), item[0]),
    )  # fmt: skip
    headings = {each["column"]: each["heading"] for each in found["matches"]}
    headings |= {each["letter"]: each["heading"] for each in found["amounts"]}
    rows = sorted({each["row"] for each in findings if each["row"] and str(each["row"]) in found["excerpts"]})
    faults = {each["cell"]: each["severity"] for each in reversed(findings) if each["severity"] != "note"}
    return {
        "letters": [(letter, headings.get(letter, "")) for letter, _ in shown],
        "rows": [(row, found["excerpts"][str(row)]) for row in rows],
        "faults": faults,
    }


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/accept")
@require("data.upload")
def accept(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = _own_upload(upload_id)
    form = AcceptForm()
    if form.validate_on_submit():
        try:
            if rules.is_long(upload.file.size):
                return redirect(_address(actions.request_acceptance(g.viewer, upload, against=form.against_id())), 303)
            release = actions.accept_upload(g.viewer, upload_id, against=form.against_id())
        except DomainError as error:
            form.add_error(error)
        else:
            flash(f"Version {release.number} is in force. It is seen by your side only until you share it."
                  if release.organisation_id else f"Version {release.number} is in force.", "success")  # fmt: skip
            return redirect(url_for("releases.show", slug=slug, release_id=release.id), 303)
    return _show(upload, form, 422)


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/amounts")
@require("data.upload")
def say_amounts(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = _own_upload(upload_id)
    # What was sent, whatever somebody else said meanwhile: it is kept on the page.
    sent = [each for each in upload.outcome["amounts"] if f"year_{each['letter']}" in request.form]
    form = amounts_form(sent, upload.version)
    if form.validate_on_submit():
        try:
            actions.say_amounts(g.viewer, upload_id, form.told(), version=typed_version(form))
        except StaleVersion as error:
            return _show(upload, None, 409, form, error)
        except DomainError as error:
            form.add_error(error)
        else:
            flash("The years and bases were kept, for this file and the next one.", "success")
            return redirect(_address(upload), 303)
    return _show(upload, None, 422, form)


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/withdraw")
@require("data.upload")
def withdraw(slug: str, upload_id: int) -> ResponseReturnValue:
    _own_upload(upload_id)
    if ButtonForm().validate_on_submit():
        actions.withdraw_upload(g.viewer, upload_id)
        flash("Nothing of the file was taken over.")
    return redirect(url_for("intake.index", slug=slug), 303)


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/again")
@require("data.upload")
def check_again(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = _own_upload(upload_id)
    if ButtonForm().validate_on_submit():
        actions.check_again(g.viewer, upload_id)
    return redirect(_address(upload), 303)
