"""The first payroll of the new employer, its differences, and the assurance for the day after."""

from dataclasses import fields
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.kernel.errors import DomainError, NotFound
from transfer.payroll import actions, queries
from transfer.payroll.forms import ContributionForm, DifferenceForm, ParallelForm, PayrollForm, ask_about
from transfer.payroll.models import Payroll, PayrollDifference
from transfer.payroll.queries import DifferenceFilter
from transfer.payroll.rules import HOW_WORDS, KIND_WORDS, STATES, ParallelFacts
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.tupe.rules import scheme_key
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import workbook
from transfer.web.forms import offered
from transfer.web.paging import asked_page

blueprint = Blueprint("payroll", __name__)
PARALLEL = "Both payrolls for the same people and the same period, before the first pay. Leave out names and health."
BASE = "/p/<slug>/people/transfers/<int:transfer_id>/payroll"


def _home(transfer: Transfer) -> str:
    return url_for(".index", slug=g.programme.slug, transfer_id=transfer.id)


def _asked() -> DifferenceFilter:
    return DifferenceFilter(request.args.get("kind", ""), request.args.get("state", ""))


@blueprint.get(BASE)
@require("people.view")
def index(slug: str, transfer_id: int) -> ResponseReturnValue:
    """Counts for everybody; the differences themselves for the new employer's own side."""
    transfer = get_transfer(g.viewer, transfer_id)
    payroll = queries.find_payroll(transfer)
    sees = queries.sees_payroll(g.viewer, transfer)
    page = queries.page_differences(payroll, _asked(), asked_page()) if payroll and sees else None
    if page and page.items:
        actions.note_opened(g.viewer, transfer)
    states = [(each, each.capitalize()) for each in STATES]
    controls = [{"name": "kind", "label": "What", "options": list(KIND_WORDS.items())},
                {"name": "state", "label": "State", "options": states}]  # fmt: skip
    return render_template(
        "payroll/index.html", transfer=transfer, payroll=payroll, page=page, controls=controls,
        rows=[_row(transfer, each) for each in page.items] if page else [], counts=_counts(payroll),
        may=queries.may_settle(g.viewer, transfer), sees=sees, assurance=queries.find_assurance(transfer),
        come=g.programme.today() >= transfer.transfer_on, expected=_expected(transfer), runs=_runs(transfer, sees),
        schemes=_schemes(transfer) if queries.takes_part(g.viewer, transfer) else None,
        download=f"{url_for('.download', slug=slug, transfer_id=transfer_id)}?{request.query_string.decode()}",
    )  # fmt: skip


def _runs(transfer: Transfer, sees: bool) -> list[dict[str, Any]]:
    """Numbers for everybody; what differed for the new employer's own side."""
    return [
        {"id": each.id, "run_on": each.run_on, "run_by": each.run_by, "compared": each.compared,
         "differed": each.differed, "still_open": each.still_open, "found": each.found if sees else "",
         "evidence": each.evidence if sees else ""}
        for each in queries.list_runs(transfer)
    ]  # fmt: skip


def _schemes(transfer: Transfer) -> list[dict[str, Any]]:
    """Each scheme with people in scope, and when its first contributions were paid."""
    paid = {scheme_key(each.scheme): each for each in queries.list_contributions(transfer)}
    return [{"scheme": each.scheme, "paid": paid.get(each.scheme)}
            for each in queries.schemes_in_scope(g.viewer, transfer)]  # fmt: skip


def _expected(transfer: Transfer) -> int | None:
    return len(queries.expected_of(transfer)) if queries.takes_part(g.viewer, transfer) else None


def _counts(payroll: Payroll | None) -> list[dict[str, Any]]:
    counted = queries.count_differences(payroll) if payroll else {}
    return [
        {"kind": words, "open": counted.get((kind, "open"), 0), "closed": counted.get((kind, "closed"), 0)}
        for kind, words in KIND_WORDS.items()
        if (kind, "open") in counted or (kind, "closed") in counted
    ]


def _row(transfer: Transfer, each: PayrollDifference) -> dict[str, Any]:
    return {
        "post_no": each.post_no or each.person_ref or "No post", "kind": KIND_WORDS[each.kind], "was": each.was,
        "is_now": each.is_now, "owner": each.owner or "Nobody yet", "state": each.state, "outcome": each.outcome,
        "href": url_for(".difference", slug=g.programme.slug, transfer_id=transfer.id, difference_id=each.id),
    }  # fmt: skip


COLUMNS = [("post_no", "Post", "code"), ("kind", "What", "text"), ("was", "The list says", "text"),
           ("is_now", "The payroll says", "text"), ("owner", "Who sees to it", "text"), ("state", "State", "text"),
           ("outcome", "Outcome", "text")]  # fmt: skip


@blueprint.get(f"{BASE}/differences")
@require("people.view")
def download(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    payroll = queries.find_payroll(transfer)
    if payroll is None or not queries.sees_payroll(g.viewer, transfer):
        raise NotFound(f"The payroll’s lines are shown to {transfer.transferee.short}")
    rows = [_row(transfer, each) for each in queries.list_differences(payroll, _asked())]
    actions.note_taken(g.viewer, transfer, len(rows))
    told = [[row[key] for key, _, _ in COLUMNS] for row in rows]
    content = table_workbook("Differences", [(label, kind) for _, label, kind in COLUMNS], told)
    return workbook(content, f"{slug}-payroll-differences.xlsx")


def _own(transfer_id: int) -> Transfer:
    """For whoever answers for the new employer's payroll."""
    transfer = get_transfer(g.viewer, transfer_id)
    if not queries.may_settle(g.viewer, transfer):
        raise NotFound(f"HR or finance of {transfer.transferee.short} who may see names and pay records this")
    return transfer


@blueprint.route(f"{BASE}/new", methods=["GET", "POST"])
@require("people.payroll")
def bring(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer, form = _own(transfer_id), PayrollForm()

    def save() -> ResponseReturnValue:
        brought = request.files.get("file")
        if not brought or not brought.filename:
            raise DomainError("Choose a file to upload", "file")
        found = actions.bring_payroll(
            g.viewer, transfer, brought.read(), brought.filename, paid_on=form.paid_on.data, periods=form.periods.data,
            first_on=form.first_on.data, last_on=form.last_on.data,
        )  # fmt: skip
        flash(f"{found.agree:,} of {found.expected:,} people agree with the list.", "success")
        return redirect(_home(transfer), 303)

    return ask(form, "payroll/bring.html", save, transfer=transfer, back=_home(transfer))


@blueprint.route(f"{BASE}/parallel/new", methods=["GET", "POST"])
@require("people.payroll")
def add_run(slug: str, transfer_id: int) -> ResponseReturnValue:
    """Record that both payrolls ran beside each other."""
    transfer, form = _own(transfer_id), ParallelForm()

    def save() -> ResponseReturnValue:
        typed = {each.name: form[each.name].data for each in fields(ParallelFacts)}
        actions.record_run(g.viewer, transfer, ParallelFacts(**typed))
        flash("The parallel run was recorded.", "success")
        return redirect(_home(transfer), 303)

    return ask(form, "layouts/form.html", save, title="Record a parallel run", back=_home(transfer), note=PARALLEL)


@blueprint.post(f"{BASE}/parallel/<int:run_id>/take-back")
@require("people.payroll")
def remove_run(slug: str, transfer_id: int, run_id: int) -> ResponseReturnValue:
    transfer = _own(transfer_id)
    actions.take_back(g.viewer, transfer, queries.get_run(g.viewer, transfer, run_id))
    flash("The parallel run was taken back.", "success")
    return redirect(_home(transfer), 303)


@blueprint.route(f"{BASE}/contributions/new", methods=["GET", "POST"])
@require("people.payroll")
def add_contribution(slug: str, transfer_id: int) -> ResponseReturnValue:
    """Record that the first contributions to a pension scheme were paid."""
    transfer, form = _own(transfer_id), ContributionForm()
    form.scheme.choices = offered((each["scheme"], each["scheme"]) for each in _schemes(transfer) if not each["paid"])

    def save() -> ResponseReturnValue:
        actions.record_contribution(
            g.viewer, transfer, scheme=form.scheme.data, paid_on=form.paid_on.data, evidence=form.evidence.data or ""
        )
        flash("The contributions were recorded.", "success")
        return redirect(_home(transfer), 303)

    return ask(form, "layouts/form.html", save, title="Record first contributions", back=_home(transfer))


@blueprint.post(f"{BASE}/contributions/<int:contribution_id>/take-back")
@require("people.payroll")
def remove_contribution(slug: str, transfer_id: int, contribution_id: int) -> ResponseReturnValue:
    transfer = _own(transfer_id)
    actions.take_back(g.viewer, transfer, queries.get_contribution(g.viewer, transfer, contribution_id))
    flash("The contributions were taken back.", "success")
    return redirect(_home(transfer), 303)


@blueprint.route(f"{BASE}/differences/<int:difference_id>", methods=["GET", "POST"])
@require("people.payroll")
def difference(slug: str, transfer_id: int, difference_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    found = queries.get_difference(g.viewer, transfer, difference_id)
    form = DifferenceForm(data={
        "owner": found.owner, "outcome": found.outcome, "closed": "yes" if found.state == "closed" else "no",
        "version": str(found.version),
    })  # fmt: skip
    if request.method == "GET":
        actions.note_opened(g.viewer, transfer)

    def save() -> ResponseReturnValue:
        actions.settle_difference(
            g.viewer, transfer, found, owner=form.owner.data or "", outcome=form.outcome.data or "",
            closed=form.closed.data == "yes", version=typed_version(form),
        )  # fmt: skip
        flash("It was saved.", "success")
        return redirect(_home(transfer), 303)

    line = queries.line_of(found)
    return ask(
        form, "payroll/difference.html", save, transfer=transfer, difference=found, back=_home(transfer),
        kind=KIND_WORDS[found.kind], line=line, how=HOW_WORDS.get(line.matched, "") if line else "",
    )  # fmt: skip


@blueprint.route(f"{BASE}/assurance", methods=["GET", "POST"])
@require("people.view")
def assurance(slug: str, transfer_id: int) -> ResponseReturnValue:
    """What is so the day after, and who signed for it."""
    transfer = get_transfer(g.viewer, transfer_id)
    signed = queries.find_assurance(transfer)
    asked = [] if signed else queries.questions_of(g.viewer, transfer)
    form = ask_about([each.key for each in asked])()

    def save() -> ResponseReturnValue:
        notes = {each.key: form[f"note_{each.key}"].data or "" for each in asked}
        actions.sign_assurance(g.viewer, transfer, signed_as=form.signed_as.data or "", notes=notes)
        flash("It was signed in your name.", "success")
        return redirect(url_for(".assurance", slug=slug, transfer_id=transfer_id), 303)

    return ask(
        form, "payroll/assurance.html", save, transfer=transfer, signed=signed, asked=asked, back=_home(transfer),
        may=g.viewer.may("people.payroll") and bool(asked),
        takes_part=queries.takes_part(g.viewer, transfer), come=g.programme.today() > transfer.transfer_on,
    )  # fmt: skip
