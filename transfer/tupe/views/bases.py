"""The legal basis of a transfer: its test part by part, who confirmed it, and who challenges it."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.tupe import queries
from transfer.tupe.actions import answer_element, challenge_basis, close_challenge, confirm_basis, is_legal, may_answer
from transfer.tupe.forms import AnswerForm, ChallengeForm, ConfirmForm, OutcomeForm
from transfer.tupe.rules import ANSWERS, NO_CHANGE, OUTCOMES, challenged_words, elements_of
from transfer.tupe.views.common import blueprint, transfer_name
from transfer.web.access import require
from transfer.web.answers import ask, typed_version

BASIS = "/p/<slug>/people/transfers/<int:transfer_id>/legal-basis"


def _back(transfer: Transfer) -> str:
    return url_for(".basis", slug=g.programme.slug, transfer_id=transfer.id)


@blueprint.get(BASIS)
@require("people.view")
def basis(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    kept = queries.findings_of(transfer)
    at: dict[str, Any] = {"slug": slug, "transfer_id": transfer_id}
    rows = [
        {
            "question": each.question, "source": each.source, "status": each.status,
            "answer": ANSWERS[kept[each.key].answer] if each.key in kept else "Open", "found": kept.get(each.key),
            "href": url_for(".answer", element=each.key, **at),
        }
        for each in elements_of(transfer.basis)
    ]  # fmt: skip
    challenges = [
        {
            "raised_by": each.raised_by, "raised_on": each.raised_on, "ground": each.ground,
            "outcome": OUTCOMES[each.outcome], "on": each.outcome_on, "why": each.outcome_why,
            "href": url_for(".challenge_outcome", challenge_id=each.id, **at) if each.outcome == "open" else "",
        }
        for each in queries.challenges_of(transfer)
    ]  # fmt: skip
    unanswered = sum(bool(each["href"]) for each in challenges)
    return render_template(
        "tupe/basis.html", challenged=challenged_words(unanswered) if unanswered else "",
        transfer=transfer, name=transfer_name(transfer), rows=rows, challenges=challenges,
        may=may_answer(g.viewer, transfer), legal=is_legal(g.viewer), one_employer=queries.one_employer(transfer),
        no_change=transfer.basis == NO_CHANGE, changes=queries.history_of(g.viewer, transfer),
        open=sum(each["answer"] in ("Open", ANSWERS["unsure"]) for each in rows),
    )  # fmt: skip


@blueprint.route(f"{BASIS}/test/<element>", methods=["GET", "POST"])
@require("people.decide")
def answer(slug: str, transfer_id: int, element: str) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    asked = next((each for each in elements_of(transfer.basis) if each.key == element), None)
    if asked is None:
        abort(404)
    found = queries.find_finding(transfer, element)
    form = AnswerForm(obj=found)
    if request.method != "POST":
        form.version.data = str(found.version if found else 0)
        form.answered_on.data = form.answered_on.data or g.programme.today()

    def save() -> ResponseReturnValue:
        answer_element(
            g.viewer, transfer, element=element, answer=form.answer.data, evidence=form.evidence.data,
            answered_on=form.answered_on.data, version=typed_version(form),
        )  # fmt: skip
        flash("The answer was recorded. Nothing was concluded from it.", "success")
        return redirect(_back(transfer), 303)

    note = f"{asked.source}." + (" We could not verify this part: it is an assumption." if asked.status == "assumed"
                                 else "")  # fmt: skip
    return ask(form, "layouts/form.html", save, title=asked.question, note=note, back=_back(transfer))


@blueprint.route(f"{BASIS}/confirm", methods=["GET", "POST"])
@require("people.decide")
def confirm(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    form = ConfirmForm(obj=transfer)
    if request.method != "POST":
        form.version.data, form.confirmed_on.data = str(transfer.version), g.programme.today()

    def save() -> ResponseReturnValue:
        confirm_basis(
            g.viewer, transfer, evidence=form.basis_evidence.data, confirmed_on=form.confirmed_on.data,
            version=typed_version(form),
        )  # fmt: skip
        flash("The legal basis was confirmed.", "success")
        return redirect(_back(transfer), 303)

    title = f"Confirm the legal basis: {transfer_name(transfer)}"
    note = f"You confirm “{transfer.basis or 'not recorded yet'}” by your name. Everybody in the programme sees it."
    return ask(form, "layouts/form.html", save, title=title, note=note, back=_back(transfer))


@blueprint.route(f"{BASIS}/challenge", methods=["GET", "POST"])
@require("people.decide")
def challenge(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    form = ChallengeForm()
    if request.method != "POST":
        form.raised_on.data = g.programme.today()

    def save() -> ResponseReturnValue:
        challenge_basis(g.viewer, transfer, raised_by=form.raised_by.data or "", raised_on=form.raised_on.data,
                        ground=form.ground.data or "")  # fmt: skip
        flash("The challenge was recorded. The basis stands until somebody changes it.", "success")
        return redirect(_back(transfer), 303)

    title = f"Record a challenge: {transfer_name(transfer)}"
    note = "Everybody in the programme sees it."
    return ask(form, "layouts/form.html", save, title=title, note=note, back=_back(transfer))


@blueprint.route(f"{BASIS}/challenges/<int:challenge_id>", methods=["GET", "POST"])
@require("people.decide")
def challenge_outcome(slug: str, transfer_id: int, challenge_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    found = queries.get_challenge(transfer, challenge_id)
    form = OutcomeForm()
    if request.method != "POST":
        form.version.data, form.outcome_on.data = str(found.version), g.programme.today()

    def save() -> ResponseReturnValue:
        close_challenge(
            g.viewer, transfer, challenge_id, outcome=form.outcome.data, outcome_on=form.outcome_on.data,
            why=form.why.data or "", version=typed_version(form),
        )  # fmt: skip
        flash("The challenge was closed.", "success")
        return redirect(_back(transfer), 303)

    title = f"What came of the challenge by {found.raised_by}"
    return ask(form, "layouts/form.html", save, title=title, note=found.ground, back=_back(transfer))
