"""Uploads: what is in force, a new file, accept it or go back."""

from collections.abc import Sequence
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import FileStorage

from reports.template import template_workbook
from transfer.intake import actions, jobs, queries, rules
from transfer.intake.actions.checking import Source
from transfer.intake.forms import AcceptForm, ButtonForm, UploadForm
from transfer.intake.models import Upload
from transfer.intake.queries.parked_rows import count_to_mend
from transfer.intake.views.common import address_of, blueprint, own_upload, place_choices, place_key, place_name
from transfer.intake.views.found import show_upload, striking
from transfer.jobs.models import Job
from transfer.kernel.errors import DomainError
from transfer.programmes.rules import ROLE_NAMES, UPLOADERS
from transfer.releases.rules import DATASET_NAMES, may_read
from transfer.web.access import by_token, require
from transfer.web.downloads import workbook
from transfer.web.forms import offered

JOBS = (jobs.check_upload, jobs.accept, jobs.recheck, jobs.copy_to_mend)  # known to the worker once this module is


@blueprint.get("/p/<slug>/uploads")
@require("programme.view")
def index(slug: str) -> ResponseReturnValue:
    places = queries.list_places(g.viewer)
    return render_template(
        "intake/index.html", rows=[_row(each) for each in places], live=queries.list_live_checks(g.viewer),
        may_upload=any(each.may_upload for each in places), to_mend=count_to_mend(g.viewer),
    )  # fmt: skip


def _row(place: queries.Place) -> dict[str, Any]:
    release = place.release
    day = release and (release.as_at or release.accepted_at.date())
    return {
        "place": place_name(place.dataset, place.organisation),
        "dataset": place.dataset,
        "release": release,
        "age": (g.programme.today() - day).days if day else None,
        "findings": place.findings,
        "waiting": place.waiting if place.may_upload else [],
        "upload": place_key(place) if place.may_upload else None,
        "who": " or ".join(ROLE_NAMES[role] for role in sorted(UPLOADERS[place.dataset])),
    }


def _upload_form() -> UploadForm:
    form = UploadForm()
    form.place.choices = offered([("", "Work it out from each file"), *place_choices()])
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
    sent = [each for each in request.files.getlist("file") if each.filename]
    if form.validate_on_submit():
        try:
            if not sent:
                raise DomainError("Choose a file to upload", "file")
            if len(sent) > 1 and not g.token:
                return _several(form, sent)
            address = address_of(_bring(form, sent[0]))
            return ({"address": address}, 201) if g.token else redirect(address, 303)
        except DomainError as error:
            form.add_error(error)
    if g.token:
        return {"errors": {name or "form": told for name, told in form.errors.items()}}, 422
    return render_template("intake/new.html", form=form), 422


def _bring(form: UploadForm, sent: FileStorage) -> Upload | Job:
    """One file to its place: as somebody said, else as its headings tell."""
    content, name = sent.read(), _file_name(sent.filename or "")
    if form.place.data:
        dataset, _, number = form.place.data.partition(":")
        owner = int(number) if number else None
    elif g.token:
        raise DomainError("Choose what is in the file", "place")
    else:
        dataset, owner = actions.guess_place(g.viewer, content, name)
    source = Source(
        dataset, owner, content, name, (form.sheet.data or "").strip() or None, form.as_at.data,
        said={} if form.place.data else {"guessed": True},
    )  # fmt: skip
    return actions.upload_file(g.viewer, source, keep_unread=not g.token)


def _several(form: UploadForm, sent: Sequence[FileStorage]) -> ResponseReturnValue:
    """Each file by itself: what came of it, or why it was refused. A refused one stores nothing and stops no other."""
    rows: list[dict[str, Any]] = []
    for each in sent:
        name = _file_name(each.filename or "")
        try:
            found = _bring(form, each)
            rows.append(
                {
                    "file": name,
                    "found": found if isinstance(found, Upload) else None,
                    "href": address_of(found),
                    "place": place_name(found.dataset, found.organisation) if isinstance(found, Upload) else "",
                }
            )
        except DomainError as error:
            rows.append({"file": name, "found": None, "href": None, "refused": error.message})
    return render_template("intake/brought.html", rows=rows)


def _file_name(sent: str) -> str:
    """The name without a folder, as some browsers send one, and without signs that only disguise how it ends."""
    return "".join(each for each in sent.replace("\\", "/").rpartition("/")[2] if each.isprintable())[:200]


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/accept")
@require("data.upload")
def accept(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    form = AcceptForm()
    if form.validate_on_submit():
        try:
            if striking(upload) and not form.sure.data:
                raise DomainError("Look at what this file would do, and say that it is right", "sure")
            if rules.is_long(upload.file.size):
                job = actions.request_acceptance(
                    g.viewer, upload, against=form.against_id(), correcting=form.correcting.data or ""
                )
                return redirect(address_of(job), 303)
            release = actions.accept_upload(
                g.viewer, upload_id, against=form.against_id(), correcting=form.correcting.data or ""
            )
        except DomainError as error:
            form.add_error(error)
        else:
            flash(f"Version {release.number} is in force. It is seen by your side only until you share it."
                  if release.organisation_id else f"Version {release.number} is in force.", "success")  # fmt: skip
            return redirect(url_for("releases.show", slug=slug, release_id=release.id), 303)
    return show_upload(upload, form, 422)


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/withdraw")
@require("data.upload")
def withdraw(slug: str, upload_id: int) -> ResponseReturnValue:
    own_upload(upload_id)
    if ButtonForm().validate_on_submit():
        actions.withdraw_upload(g.viewer, upload_id)
        flash("Nothing of the file was taken over.")
    return redirect(url_for("intake.index", slug=slug), 303)


@blueprint.post("/p/<slug>/uploads/<int:upload_id>/again")
@require("data.upload")
def check_again(slug: str, upload_id: int) -> ResponseReturnValue:
    upload = own_upload(upload_id)
    if ButtonForm().validate_on_submit():
        actions.check_again(g.viewer, upload_id)
    return redirect(address_of(upload), 303)
