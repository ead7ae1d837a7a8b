"""The data of a programme's people: how long it is kept, and what one person may ask for."""

import json
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.schedule import schedule_pdf
from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.establishment.actions import correct_value
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import PERSON_SLOTS, person_on
from transfer.establishment.rules.corrections import CORRECTABLE, as_text
from transfer.kernel.errors import NotFound
from transfer.privacy import actions, jobs, queries
from transfer.privacy.forms import ClosingForm, CorrectionForm, EraseForm, ReasonForm
from transfer.privacy.pages import (
    EXPORT_COLUMNS,
    correction_notes,
    export_rows,
    held_columns,
    held_rows,
    kept_rows,
    printed,
)
from transfer.privacy.queries import Held
from transfer.programmes.rules import Viewer, roles_that_may
from transfer.releases.queries import CELL_NOTES
from transfer.web.access import require
from transfer.web.answers import ask
from transfer.web.downloads import document, workbook

blueprint = Blueprint("privacy", __name__)
assert jobs  # registers what the worker does


def _offer(viewer: Viewer, line: AssignmentLine) -> dict[str, str] | None:
    named = viewer.names_of(line.release.organisation_id) and person_on(line)
    if not named or not viewer.may("people.rights"):
        return None
    return {"text": "Everything held about this person", "href": f"{line.id}/person"}


PERSON_SLOTS.append(_offer)
CELL_NOTES.append(correction_notes)


def _line(line_id: int) -> AssignmentLine:
    return queries.get_person_line(g.viewer, line_id)


@blueprint.get("/p/<slug>/people/posts/<int:line_id>/person")
@require("people.rights")
def person(slug: str, line_id: int) -> ResponseReturnValue:
    line = _line(line_id)
    held = queries.held_on(g.viewer, line)
    record_access(g.viewer, "read_person", ("person", line.id), "What is held about a person was read", g.programme.id)
    return render_template(
        "privacy/person.html", line=line, held=held, columns=held_columns, rows=held_rows,
        may_erase=g.viewer.may("data.erase"), holds=queries.standing_holds(g.viewer),
    )  # fmt: skip


def _recorded(line_id: int) -> Held:
    """What is held, to give to the person; that it was downloaded is recorded."""
    line = _line(line_id)
    held = queries.held_on(g.viewer, line)
    words = "What is held about a person was downloaded"
    record_access(g.viewer, "export_person", ("person", line.id), words, g.programme.id)
    return held


@blueprint.get("/p/<slug>/people/posts/<int:line_id>/person.json")
@require("people.rights")
def export_json(slug: str, line_id: int) -> ResponseReturnValue:
    """The file is named by the row and not by the person."""
    content = json.dumps(_recorded(line_id).as_json(), ensure_ascii=False, indent=2)
    answer = Response(content, mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{slug}-request-{line_id}.json")
    return answer


@blueprint.get("/p/<slug>/people/posts/<int:line_id>/person.xlsx")
@require("people.rights")
def export(slug: str, line_id: int) -> ResponseReturnValue:
    content = table_workbook("What is held", EXPORT_COLUMNS, export_rows(_recorded(line_id)))
    return workbook(content, f"{slug}-request-{line_id}.xlsx")


@blueprint.get("/p/<slug>/people/posts/<int:line_id>/person.pdf")
@require("people.rights")
def export_pdf(slug: str, line_id: int) -> ResponseReturnValue:
    content = schedule_pdf(printed(_recorded(line_id), g.programme.name, g.programme.today()))
    return document(content, f"{slug}-request-{line_id}.pdf")


@blueprint.route("/p/<slug>/people/posts/<int:line_id>/person/correct", methods=["GET", "POST"])
@require("people.rights")
def correct(slug: str, line_id: int) -> ResponseReturnValue:
    line = _line(line_id)
    asked = request.values.get("field", "")
    if asked not in CORRECTABLE:
        abort(404)
    now = as_text(getattr(line, asked)) or ""
    form = CorrectionForm(data={"field": asked, "seen": now, "corrected": now})

    def save() -> ResponseReturnValue:
        correct_value(
            g.viewer, line, field=asked, seen=form.seen.data or "", corrected=form.corrected.data or "",
            reason=form.reason.data or "",
        )  # fmt: skip
        flash("It is put right in the versions in force. The file keeps what it said.", "success")
        return redirect(url_for("establishment.post", slug=slug, line_id=line_id), 303)

    return ask(form, "privacy/correct.html", save, line=line, asked=asked)


@blueprint.route("/p/<slug>/people/posts/<int:line_id>/person/erase", methods=["GET", "POST"])
@require("data.erase")
def erase(slug: str, line_id: int) -> ResponseReturnValue:
    line, form = _line(line_id), EraseForm()

    def save() -> ResponseReturnValue:
        actions.ask_erasure(g.viewer, line, ground=form.ground.data, reason=form.reason.data or "")
        flash("It is being erased. This page says when it is done.")
        return redirect(url_for(".retention", slug=slug), 303)

    return ask(form, "privacy/erase.html", save, line=line, holds=queries.standing_holds(g.viewer))


@blueprint.get("/p/<slug>/retention")
@require("programme.view")
def retention(slug: str) -> ResponseReturnValue:
    """How long each class of data is kept, what holds it, and what was erased."""
    kept = queries.list_kept(g.viewer)
    return render_template(
        "privacy/retention.html", kept=kept_rows(kept), holds=queries.list_holds(g.viewer),
        closure=queries.find_closure(g.viewer), erasures=queries.list_erasures(g.viewer),
        refused=queries.list_refused(g.viewer),
        standing=queries.standing_holds(g.viewer), may=g.viewer.may("data.erase"),
        who=", ".join(roles_that_may("data.erase")),
    )  # fmt: skip


def _reasoned(
    slug: str, title: str, advice: str, save: Callable[[Any], object], form: Any = None, words: str = "Save"
) -> ResponseReturnValue:
    """A page that asks for a reason (or another form's fields) and then does one thing."""
    form = form or ReasonForm()

    def saved() -> ResponseReturnValue:
        save(form)
        return redirect(url_for(".retention", slug=slug), 303)

    return ask(form, "privacy/reason.html", saved, title=title, advice=advice, words=words)


@blueprint.route("/p/<slug>/retention/close", methods=["GET", "POST"])
@require("data.erase")
def close(slug: str) -> ResponseReturnValue:
    advice = "Retention is counted from this day. It is said once and cannot be changed here."
    saved = lambda form: actions.close_programme(g.viewer, form.closed_on.data)  # noqa: E731
    return _reasoned(slug, "Say when the programme closed", advice, saved, ClosingForm())


@blueprint.route("/p/<slug>/retention/hold", methods=["GET", "POST"])
@require("data.erase")
def hold(slug: str) -> ResponseReturnValue:
    advice = "While a hold stands, nobody is erased and nothing is disposed of. Name no employee."
    saved = lambda form: actions.place_hold(g.viewer, form.reason.data)  # noqa: E731
    return _reasoned(slug, "Place a legal hold", advice, saved, words="Place the hold")


@blueprint.route("/p/<slug>/retention/holds/<int:hold_id>/lift", methods=["GET", "POST"])
@require("data.erase")
def lift(slug: str, hold_id: int) -> ResponseReturnValue:
    queries.get_hold(g.viewer, hold_id)
    advice = "What is due can be erased again once no other hold stands."
    saved = lambda form: actions.lift_hold(g.viewer, hold_id, form.reason.data)  # noqa: E731
    return _reasoned(slug, "Lift a legal hold", advice, saved, words="Lift the hold")


@blueprint.route("/p/<slug>/retention/<key>/dispose", methods=["GET", "POST"])
@require("data.erase")
def dispose(slug: str, key: str) -> ResponseReturnValue:
    kept = next((each for each in queries.list_kept(g.viewer) if each.kind.key == key and each.kind.disposed), None)
    if kept is None:
        raise NotFound("There is no such class")
    advice = f"{kept.kind.holds}. This cannot be undone. Counts, totals and the history stay."
    title = f"Dispose of: {kept.kind.name[:1].lower()}{kept.kind.name[1:]}"
    saved = lambda form: actions.ask_disposal(g.viewer, key, form.reason.data)  # noqa: E731
    return _reasoned(slug, title, advice, saved, words="Dispose of it")
