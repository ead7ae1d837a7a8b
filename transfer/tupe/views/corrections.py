"""Taking back a last step that was recorded by mistake: one page asks, the other answers."""

from typing import Any

from flask import abort, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.tupe import queries
from transfer.tupe.actions import ask_correction, confirm_correction, refuse_correction
from transfer.tupe.forms import AnswerCorrectionForm, CorrectForm
from transfer.tupe.models import DecisionCorrection, PersonDecision
from transfer.tupe.rules import FINAL, STATE_WORDS
from transfer.tupe.views.common import blueprint
from transfer.web.access import require
from transfer.web.answers import ask, typed_version

DECISION = "/p/<slug>/people/transfers/<int:transfer_id>/decisions/<int:decision_id>"


def _named(transfer_id: int, decision_id: int) -> tuple[Transfer, PersonDecision]:
    """For whoever may decide about the person and sees names: what is written here is about one person."""
    transfer = get_transfer(g.viewer, transfer_id)
    decision = queries.get_own_decision(g.viewer, transfer, decision_id)
    if not g.viewer.names_of(decision.organisation_id):
        abort(404)
    return transfer, decision


def _told(transfer: Transfer, decision: PersonDecision) -> dict[str, Any]:
    steps = queries.steps_that_stand(decision)
    return {
        "transfer": transfer, "decision": decision, "step": steps[-1] if steps else None, "words": STATE_WORDS,
        "rests": queries.what_rests(g.viewer, transfer, decision), "back": _back(transfer, decision),
    }  # fmt: skip


def _back(transfer: Transfer, decision: PersonDecision) -> str:
    """The person's page, or where those are who are no longer on the list."""
    place = {"slug": g.programme.slug, "transfer_id": transfer.id}
    line_id = queries.find_line_of(g.viewer, transfer, decision)
    return url_for(".person", line_id=line_id, **place) if line_id else url_for(".no_longer_listed", **place)


@blueprint.route(f"{DECISION}/correct", methods=["GET", "POST"])
@require("people.decide")
def correct(slug: str, transfer_id: int, decision_id: int) -> ResponseReturnValue:
    """Ask that the last step be taken back; what rests on it is named first."""
    transfer, decision = _named(transfer_id, decision_id)
    if decision.state not in FINAL or queries.find_open_correction(decision):
        return redirect(_back(transfer, decision), 303)
    form = CorrectForm()
    if not form.is_submitted():
        form.version.data = str(decision.version)

    def save() -> ResponseReturnValue:
        ask_correction(
            g.viewer, transfer, decision, reason=form.reason.data, evidence=form.evidence.data,
            version=typed_version(form),
        )  # fmt: skip
        flash("The correction was asked for. Somebody else confirms it before anything changes.", "success")
        return redirect(_back(transfer, decision), 303)

    title = f"Correct “{STATE_WORDS[decision.state]}”: post {decision.post_no}"
    return ask(form, "tupe/correct.html", save, title=title, **_told(transfer, decision))


@blueprint.route(f"{DECISION}/correction", methods=["GET", "POST"])
@require("people.decide")
def answer_correction(slug: str, transfer_id: int, decision_id: int) -> ResponseReturnValue:
    """The second person looks at a correction, and puts their name to it or says why the step stands."""
    transfer, decision = _named(transfer_id, decision_id)
    found = queries.find_open_correction(decision)
    form = AnswerCorrectionForm()
    if found is None and not form.is_submitted():
        return redirect(_back(transfer, decision), 303)
    if not form.is_submitted():
        form.version.data = str(found.version if found else 0)

    def save() -> ResponseReturnValue:
        return _answer(transfer, decision, form)

    title = f"Look at a correction: post {decision.post_no}"
    asked = _asked(found)
    return ask(form, "tupe/correction.html", save, title=title, **asked, **_told(transfer, decision))


def _asked(found: DecisionCorrection | None) -> dict[str, Any]:
    return {"correction": found, "button": bool(found and found.asked_by_id != g.viewer.user_id)}


def _answer(transfer: Transfer, decision: PersonDecision, form: AnswerCorrectionForm) -> ResponseReturnValue:
    does = confirm_correction if form.answer.data == "confirm" else refuse_correction
    does(g.viewer, transfer, decision, why=form.why.data or "", version=typed_version(form))
    told = "It was taken back. Record the right step now." if does is confirm_correction else "The step stands."
    flash(told, "success")
    return redirect(_back(transfer, decision), 303)
