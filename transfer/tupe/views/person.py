"""One person: why they are in scope or not, on what grounds, and the next decision."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.establishment.actions import record_opening
from transfer.establishment.queries import how_held
from transfer.establishment.rules.kinds import KIND_SENTENCES, KIND_WORDS
from transfer.kernel.dates import long_date
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.tupe import queries
from transfer.tupe.actions import (
    is_legal,
    look_at_objection,
    may_decide,
    record_factor,
    record_objection,
    take_step,
    withdraw_objection,
)
from transfer.tupe.forms import FactorForm, LegalViewForm, ObjectionForm, StepForm, WithdrawForm
from transfer.tupe.models import Objection
from transfer.tupe.queries import Candidate
from transfer.tupe.rules import (
    DETRIMENT,
    FACTORS,
    FINAL,
    MAY_OBJECT,
    MOVES,
    POINTS,
    RAISED_BY,
    SCOPE_WORDS,
    STATE_WORDS,
    STATES,
    absence_rule,
    first_step,
    next_states,
)
from transfer.tupe.views.common import blueprint, shown_name
from transfer.tupe.views.history import correction_links, history_rows
from transfer.tupe.views.journeys import journey_rows
from transfer.web.access import require
from transfer.web.answers import ask, is_stale, typed_version

PERSON = "/p/<slug>/people/transfers/<int:transfer_id>/lines/<int:line_id>"


def _found(transfer_id: int, line_id: int) -> tuple[Transfer, Candidate]:
    """Whoever kept the address of a person's page from before a newer list is led to the person on that."""
    transfer = get_transfer(g.viewer, transfer_id)
    try:
        return transfer, queries.get_candidate(g.viewer, transfer, line_id)
    except NotFound:
        now = queries.find_line_now(g.viewer, transfer, line_id) if request.method == "GET" else None
        if now is None:
            raise
        return abort(redirect(url_for(request.endpoint or "", **{**(request.view_args or {}), "line_id": now})))


def _back(transfer: Transfer, candidate: Candidate) -> str:
    return url_for(".person", slug=g.programme.slug, transfer_id=transfer.id, line_id=candidate.line.id)


@blueprint.get(PERSON)
@require("people.view")
def person(slug: str, transfer_id: int, line_id: int) -> ResponseReturnValue:
    found, candidate = _found(transfer_id, line_id)
    if not queries.sees_decisions(g.viewer, candidate.line.release.organisation_id):
        return render_template("tupe/counts_only.html", transfer=found, post_no=candidate.line.post_no)
    record_opening(g.viewer, candidate.line)
    return _person_page(transfer_id, line_id)


@blueprint.post(PERSON)
@require("people.decide")
def decide(slug: str, transfer_id: int, line_id: int) -> ResponseReturnValue:
    return _person_page(transfer_id, line_id)


def _person_page(transfer_id: int, line_id: int) -> ResponseReturnValue:
    found, candidate = _found(transfer_id, line_id)
    form = _step_form(found, candidate)

    def save() -> ResponseReturnValue:
        raised_by, legal_by_on = form.dispute
        take_step(
            g.viewer, found, candidate.line, after=form.after.data, reason=form.reason.data,
            evidence=form.evidence.data or "", decided_on=form.decided_on.data, version=typed_version(form),
            raised_by=raised_by, legal_by_on=legal_by_on,
        )  # fmt: skip
        flash("The decision was recorded.", "success")
        return redirect(_back(found, candidate), 303)

    return ask(form, "tupe/person.html", save, **_told(found, candidate))


def _counting(transfer: Transfer, candidate: Candidate) -> Objection | None:
    """The objection that is recorded next as the decision: it counts, and the person stands where it may be."""
    found = queries.find_open_objection(transfer, candidate.line)
    return found if found and found.counts and candidate.state in MAY_OBJECT else None


def _told(transfer: Transfer, candidate: Candidate) -> dict[str, Any]:
    line = candidate.line
    named = g.viewer.names_of(line.release.organisation_id)
    return {
        "transfer": transfer, "candidate": candidate, "line": line, "state": STATE_WORDS[candidate.state],
        "first": first_step([candidate.state]),
        "scope": SCOPE_WORDS[candidate.state], "words": STATE_WORDS, "ended": candidate.state in FINAL,
        "may": may_decide(g.viewer, line), "legal": is_legal(g.viewer), "name": shown_name(candidate), "named": named,
        "held": [(KIND_WORDS[kind], KIND_SENTENCES[kind]) for kind in how_held(line)],
        "shares": queries.shares_of(g.viewer, line), "factors": _factor_rows(transfer, candidate, named),
        "objections": queries.objections_of(transfer, line) if named else [], "detriment": DETRIMENT,
        "to_record": _to_record(transfer, candidate) if named and _counting(transfer, candidate) else None,
        "objects": queries.find_open_objection(transfer, line) is not None and candidate.state in MOVES,
        "journey_so_far": journey_rows(line), "history_so_far": history_rows(candidate.decision),
        "steps": queries.steps_that_stand(candidate.decision),
        "links": correction_links(transfer, candidate.decision, may=may_decide(g.viewer, line), named=named),
        "away": absence_rule(line.absence) if named else None, "raised_by": RAISED_BY,
        "basis": queries.basis_said(transfer),
    }  # fmt: skip


def _factor_rows(transfer: Transfer, candidate: Candidate, named: bool) -> list[dict[str, Any]]:
    """The five factors, recorded or not. What was found is about a person: for whom they are named to."""
    kept = queries.factors_of(transfer, candidate.line)
    place = {"slug": g.programme.slug, "transfer_id": transfer.id, "line_id": candidate.line.id}
    rows = []
    for key, (label, hint) in FACTORS.items():
        found = kept.get(key)
        rows.append({
            "label": label, "hint": hint, "points": POINTS[found.points] if found else "Not recorded",
            "finding": found.finding if found and named else None,
            "evidence": found.evidence if found and named else None, "by": found.recorded_by if found else None,
            "at": found.recorded_at if found else None, "href": url_for(".factor", factor=key, **place),
        })  # fmt: skip
    return rows


def _to_record(transfer: Transfer, candidate: Candidate) -> str:
    """The person's page with the decision on their objection filled in."""
    return f"{_back(transfer, candidate)}?after=objected#decide"


def _step_form(transfer: Transfer, candidate: Candidate) -> StepForm:
    form = StepForm()
    objects = queries.find_open_objection(transfer, candidate.line) is not None
    # After a stale answer the choice that was made stays among those offered, so that what was typed is kept.
    offered = list(next_states(candidate.state, legal=is_legal(g.viewer), objects=objects))
    form.offer(list(STATES) if is_stale(form, candidate.version) else offered)
    if request.method != "POST":
        form.version.data = str(candidate.version)
        form.decided_on.data = g.programme.today()
        _fill_in(form, transfer, candidate)
    return form


def _fill_in(form: StepForm, transfer: Transfer, candidate: Candidate) -> None:
    """The person's own words, for whoever came here to record their objection."""
    counting = _counting(transfer, candidate) if request.args.get("after") == "objected" else None
    if counting and g.viewer.names_of(candidate.line.release.organisation_id):
        form.after.data, form.evidence.data = "objected", counting.words
        form.reason.data = f"The person objected: received {long_date(counting.received_on)}"


@blueprint.route(f"{PERSON}/factors/<factor>", methods=["GET", "POST"])
@require("people.decide")
def factor(slug: str, transfer_id: int, line_id: int, factor: str) -> ResponseReturnValue:
    """One factor of assignment: what it shows, and what shows it."""
    transfer, candidate = _named(transfer_id, line_id)
    if factor not in FACTORS:
        abort(404)
    found = queries.find_factor(transfer, candidate.line, factor)
    form = FactorForm(obj=found)
    if request.method != "POST":
        form.version.data = str(found.version if found else 0)

    def save() -> ResponseReturnValue:
        record_factor(
            g.viewer, transfer, candidate.line, factor=factor, points=form.points.data,
            finding=form.finding.data or "", evidence=form.evidence.data or "", version=typed_version(form),
        )  # fmt: skip
        flash("It was recorded. It decides nothing by itself.", "success")
        return redirect(_back(transfer, candidate), 303)

    label, hint = FACTORS[factor]
    return ask(
        form, "layouts/form.html", save, title=f"{label}: post {candidate.line.post_no}",
        note=f"{hint}. No share of time or of cost decides whether somebody is assigned.",
        back=_back(transfer, candidate),
    )  # fmt: skip


def _named(transfer_id: int, line_id: int) -> tuple[Transfer, Candidate]:
    """For pages about one person's own words: whoever may decide and sees names."""
    transfer, candidate = _found(transfer_id, line_id)
    if not (may_decide(g.viewer, candidate.line) and g.viewer.names_of(candidate.line.release.organisation_id)):
        abort(404)
    return transfer, candidate


@blueprint.route(f"{PERSON}/objection", methods=["GET", "POST"])
@require("people.decide")
def objection(slug: str, transfer_id: int, line_id: int) -> ResponseReturnValue:
    """Keep an objection in the person's own words, and the answer on detriment."""
    transfer, candidate = _named(transfer_id, line_id)
    form = ObjectionForm()
    if request.method != "POST":
        form.received_on.data = g.programme.today()

    def save() -> ResponseReturnValue:
        record_objection(
            g.viewer, transfer, candidate.line, received_on=form.received_on.data, words=form.words.data,
            detriment=form.detriment.data,
        )  # fmt: skip
        flash("The objection was kept.", "success")
        return redirect(_after_objection(transfer, candidate), 303)

    note = (
        "Somebody who objects does not transfer. Where a substantial change to their detriment comes with the "
        "transfer, other rules follow (regulation 4(9)), so legal looks at it before it counts."
    )
    title = f"Record an objection: post {candidate.line.post_no}"
    return ask(form, "layouts/form.html", save, title=title, note=note, back=_back(transfer, candidate))


def _after_objection(transfer: Transfer, candidate: Candidate) -> str:
    """Once it counts, where it is recorded as the decision."""
    return _to_record(transfer, candidate) if _counting(transfer, candidate) else _back(transfer, candidate)


@blueprint.route(f"{PERSON}/objection/legal", methods=["GET", "POST"])
@require("people.decide")
def legal_view(slug: str, transfer_id: int, line_id: int) -> ResponseReturnValue:
    """What legal makes of an objection; with it the objection counts."""
    transfer, candidate = _named(transfer_id, line_id)
    standing = queries.find_open_objection(transfer, candidate.line)
    if standing is None:
        abort(404)
    form = LegalViewForm(obj=standing)
    if request.method != "POST":
        record_opening(g.viewer, candidate.line)
        form.version.data, form.looked_on.data = str(standing.version), g.programme.today()

    def save() -> ResponseReturnValue:
        look_at_objection(
            g.viewer, transfer, candidate.line, detriment=form.detriment.data, legal_view=form.legal_view.data,
            looked_on=form.looked_on.data, version=typed_version(form),
        )  # fmt: skip
        flash("Legal’s view was recorded.", "success")
        return redirect(_after_objection(transfer, candidate), 303)

    title = f"Look at an objection: post {candidate.line.post_no}"
    note = f"The person’s words: “{standing.words}”"
    return ask(form, "layouts/form.html", save, title=title, note=note, back=_back(transfer, candidate))


@blueprint.route(f"{PERSON}/objection/withdraw", methods=["GET", "POST"])
@require("people.decide")
def withdraw(slug: str, transfer_id: int, line_id: int) -> ResponseReturnValue:
    """The person takes an objection back."""
    transfer, candidate = _named(transfer_id, line_id)
    standing = queries.find_open_objection(transfer, candidate.line)
    if standing is None:
        abort(404)
    form = WithdrawForm()
    if request.method != "POST":
        form.version.data, form.withdrawn_on.data = str(standing.version), g.programme.today()

    def save() -> ResponseReturnValue:
        withdraw_objection(
            g.viewer, transfer, candidate.line, withdrawn_on=form.withdrawn_on.data, why=form.why.data,
            version=typed_version(form),
        )  # fmt: skip
        flash("The objection was withdrawn. It stays on the record.", "success")
        return redirect(_back(transfer, candidate), 303)

    title = f"Withdraw an objection: post {candidate.line.post_no}"
    return ask(form, "layouts/form.html", save, title=title, note="", back=_back(transfer, candidate))


@blueprint.get("/p/<slug>/people/for-legal")
@require("people.view")
def for_legal(slug: str) -> ResponseReturnValue:
    """Disputes and objections that wait for legal, those with the nearest day first."""
    today, waiting = g.programme.today(), queries.list_for_legal(g.viewer)
    rows = [
        {
            "post_no": each.post_no,
            "href": url_for(".person", slug=slug, transfer_id=each.transfer.id, line_id=each.line_id),
            "job_title": each.job_title, "kind": "Dispute" if each.kind == "dispute" else "Objection to look at",
            "since": each.since_on, "by": each.by_on, "late": bool(each.by_on and each.by_on < today),
            "raised_by": RAISED_BY.get(each.raised_by, "Not kept" if each.kind == "dispute" else "The person"),
            "transfer": f"{each.transfer.transferor.short} to {each.transfer.transferee.short}",
        }
        for each in waiting
        if queries.sees_decisions(g.viewer, each.organisation_id)
    ]  # fmt: skip
    return render_template(
        "tupe/for_legal.html", rows=rows, counted=len(waiting) - len(rows), late=sum(each["late"] for each in rows),
        to_record=_to_record_rows(slug),
    )  # fmt: skip


def _to_record_rows(slug: str) -> list[dict[str, Any]]:
    """Objections that count, for whoever records the decision on them."""
    return [
        {
            "post_no": each.post_no, "job_title": each.job_title, "received": each.received_on,
            "href": url_for(".person", slug=slug, transfer_id=each.transfer.id, line_id=each.line_id, after="objected",
                            _anchor="decide"),
            "transfer": f"{each.transfer.transferor.short} to {each.transfer.transferee.short}",
        }
        for each in queries.objections_to_record(g.viewer, queries.list_transfers(g.viewer))
        if g.viewer.names_of(each.organisation_id)
    ]  # fmt: skip
