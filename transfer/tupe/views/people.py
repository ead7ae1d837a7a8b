"""People in each transfer: the dates, the candidates, and one person."""

from collections.abc import Mapping
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.establishment.actions import record_names
from transfer.establishment.queries import people_missing
from transfer.kernel.dates import how_far_off
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.releases.actions import note_download
from transfer.tupe import queries
from transfer.tupe.actions import CLOSING, close_decision
from transfer.tupe.forms import StepForm
from transfer.tupe.queries import Candidate, TransferDate
from transfer.tupe.rules import FINAL, GROUPS, MAY_MOVE, SCOPE_WORDS, STATE_WORDS, STATES, basis_words
from transfer.tupe.views.common import asked_of, blueprint, shown_name
from transfer.tupe.views.history import correction_links, history_rows
from transfer.web.access import by_token, require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page


@blueprint.get("/p/<slug>/people/transfers")
@require("people.view")
def index(slug: str) -> ResponseReturnValue:
    today, transfers = g.programme.today(), queries.list_transfers(g.viewer)
    challenges = queries.open_challenges(transfers)
    cards = [
        {
            "transfer": each,
            "href": url_for(".transfer", slug=slug, transfer_id=each.id),
            "services": [service.name for service in queries.services_of(g.viewer, each)],
            "no_tupe": queries.why_no_tupe(each),
            "basis": basis_words(each.basis, each.basis_confirmed_by, challenges.get(each.id, 0)),
            "far": how_far_off(each.transfer_on, today),
            "states": _states(each),
            "decided": queries.sees_decisions(g.viewer, each.from_id),
        }
        for each in transfers
    ]
    return render_template("tupe/transfers.html", cards=cards, missing=people_missing(g.viewer),
                           for_legal=len(queries.list_for_legal(g.viewer)))  # fmt: skip


def _states(transfer: Transfer) -> list[tuple[str, str, int]]:
    return [(state, STATE_WORDS[state], number) for state, number in queries.count_states(g.viewer, transfer).items()]


@blueprint.get("/p/<slug>/people/transfers/<int:transfer_id>")
@require("people.view")
def transfer(slug: str, transfer_id: int) -> ResponseReturnValue:
    found = get_transfer(g.viewer, transfer_id)
    standing = queries.count_states(g.viewer, found)
    page = queries.list_candidates(g.viewer, found, asked_of(found), asked_page())
    rows = [_row(found, each) for each in page.items]
    record_names(g.viewer, rows, ("transfer", found.id), "the people of a transfer")
    services = [(str(each.id), each.name) for each in queries.services_of(g.viewer, found)]
    controls: list[dict[str, Any]] = [
        {"name": "search", "label": "Post or title"},
        {"name": "service", "label": "Service", "options": services},
    ]
    decided = queries.sees_decisions(g.viewer, found.from_id)
    if decided:
        states = [(each, STATE_WORDS[each]) for each in STATES]
        controls.insert(1, {"name": "state", "label": "State", "options": states})
    return render_template(
        "tupe/transfer.html", transfer=found, page=page, rows=rows,
        decided=decided, controls=controls, groups=_groups(standing), everybody=sum(standing.values()),
        may_move=sum(number for state, number in standing.items() if state in MAY_MOVE), dates=_dates(found),
        notes=[sentence for says in queries.STANDING_NOTES for sentence in says(g.viewer, found, standing)],
        no_tupe=queries.why_no_tupe(found), basis=queries.basis_said(found), missing=people_missing(g.viewer),
        together=_together(found),
        went=queries.count_legs(g.viewer, found), agency=sum(queries.count_engagements(g.viewer, found).values()),
        corrections=_corrections(found),
        gone=queries.count_no_longer_listed(g.viewer, found), far=how_far_off(found.transfer_on, g.programme.today()),
        download=f"{url_for('.download', slug=slug, transfer_id=transfer_id)}?{request.query_string.decode()}",
    )  # fmt: skip


def _groups(counted: Mapping[str, int]) -> list[tuple[str, int, list[dict[str, Any]]]]:
    """The people of a transfer as HR speaks of them; groups and states without anybody are left out."""
    groups = []
    for title, states in GROUPS:
        rows = [
            {"state": state, "word": STATE_WORDS[state], "says": says, "number": counted[state]}
            for state, says in states.items()
            if state in counted
        ]
        if rows:
            groups.append((title, sum(counted.get(state, 0) for state in states), rows))
    return groups


def _corrections(found: Transfer) -> list[dict[str, str]]:
    """Corrections that wait for a second person of the viewer's own side."""
    if not g.viewer.may("people.decide"):
        return []
    place = {"slug": g.programme.slug, "transfer_id": found.id}
    return [
        {"post_no": each.post_no,
         "href": url_for(".answer_correction", decision_id=queries.decision_of(each), **place)}
        for each in queries.list_open_corrections(g.viewer, found)
        if g.viewer.names_of(each.organisation_id)
    ]  # fmt: skip


def _together(found: Transfer) -> str:
    """Where the list as it is filtered is decided about at once; "" for whoever may not."""
    if not g.viewer.may("people.decide") or not queries.sees_decisions(g.viewer, found.from_id):
        return ""
    address = url_for(".decide_together", slug=g.programme.slug, transfer_id=found.id)
    return f"{address}?{request.query_string.decode()}" if request.query_string else address


def _dates(found: Transfer) -> list[dict[str, Any]]:
    """The days of a transfer in which an employer changes; none of another."""
    return [] if queries.why_no_tupe(found) else [_date_row(each) for each in queries.dates_of(found)]


def _date_row(each: TransferDate) -> dict[str, Any]:
    return {
        "label": each.rule.label, "on": each.on, "far": how_far_off(each.on, g.programme.today()), "date": each,
        "words": each.words,
    }  # fmt: skip


def _row(transfer: Transfer, each: Candidate) -> dict[str, Any]:
    """Without the state, and with the way to the post alone, where decisions are counts only."""
    decided = queries.sees_decisions(g.viewer, each.line.release.organisation_id)
    place = {"slug": g.programme.slug, "line_id": each.line.id}
    return {
        "post_no": each.line.post_no,
        "href": url_for(".person", transfer_id=transfer.id, **place)
        if decided
        else url_for("establishment.post", **place),
        "job_title": each.line.job_title,
        "person": shown_name(each),
        "service": each.service,
        "grade": each.line.grade,
        "fte": each.line.fte_thousandths,
        "state": STATE_WORDS[each.state] if decided else "",
    }


@blueprint.get("/p/<slug>/people/transfers/<int:transfer_id>/candidates.xlsx")
@require("people.view")
@by_token("read")
def download(slug: str, transfer_id: int) -> ResponseReturnValue:
    found = get_transfer(g.viewer, transfer_id)
    columns = [("post_no", "Post number", "code"), ("job_title", "Job title", "text"), ("service", "Service", "text"),
               ("grade", "Grade", "text"), ("fte", "FTE", "fte")]  # fmt: skip
    if queries.sees_decisions(g.viewer, found.from_id):
        columns.append(("state", "State", "text"))
    if g.viewer.sees_people:
        columns.insert(2, ("person", "Person", "text"))
    page = queries.list_candidates(g.viewer, found, asked_of(found), None)
    rows = [[_row(found, each)[key] for key, _, _ in columns] for each in page.items]
    note_download(g.viewer, "establishment")
    record_access(
        g.viewer, "download_candidates", ("transfer", found.id), f"{len(rows):,} candidates downloaded", g.programme.id
    )
    content = table_workbook("Candidates", [(label, kind) for _, label, kind in columns], rows)
    return workbook(content, f"{slug}-candidates.xlsx")


@blueprint.get("/p/<slug>/people/transfers/<int:transfer_id>/no-longer-listed")
@require("people.view")
def no_longer_listed(slug: str, transfer_id: int) -> ResponseReturnValue:
    """Decisions whose post and person are on no list in force any more: kept, for a person to close."""
    found = get_transfer(g.viewer, transfer_id)
    page = queries.page_no_longer_listed(g.viewer, found, asked_page())
    rows = [
        {
            "post_no": each.post_no,
            "href": url_for(".close", slug=slug, transfer_id=transfer_id, decision_id=each.id),
            "state": STATE_WORDS[each.state],
            "on": each.steps[-1].decided_on if each.steps else None,
            "by": each.steps[-1].decided_by if each.steps else "",
            "next": "Closed" if each.state in FINAL else "To be closed",
        }
        for each in page.items
        if queries.sees_decisions(g.viewer, each.organisation_id)
    ]
    return render_template(
        "tupe/no_longer_listed.html", transfer=found, page=page, rows=rows,
        decided=queries.sees_decisions(g.viewer, found.from_id),
    )  # fmt: skip


@blueprint.route("/p/<slug>/people/transfers/<int:transfer_id>/decisions/<int:decision_id>", methods=["GET", "POST"])
@require("people.view")
def close(slug: str, transfer_id: int, decision_id: int) -> ResponseReturnValue:
    """One of them with its steps, and what became of the person."""
    found = get_transfer(g.viewer, transfer_id)
    decision = queries.get_no_longer_listed(g.viewer, found, decision_id)
    if not queries.sees_decisions(g.viewer, decision.organisation_id):
        return render_template("tupe/counts_only.html", transfer=found, post_no=decision.post_no)
    form = StepForm().offer(CLOSING)
    if request.method != "POST":
        form.version.data, form.decided_on.data = str(decision.version), g.programme.today()

    def save() -> ResponseReturnValue:
        close_decision(
            g.viewer, found, decision, after=form.after.data, reason=form.reason.data,
            evidence=form.evidence.data or "", decided_on=form.decided_on.data, version=typed_version(form),
        )  # fmt: skip
        flash("The decision was closed. It stays with its steps.", "success")
        return redirect(url_for(".no_longer_listed", slug=slug, transfer_id=transfer_id), 303)

    may = decision.organisation_id in g.viewer.sides and g.viewer.may("people.decide")
    named = g.viewer.names_of(decision.organisation_id)
    return ask(
        form, "tupe/close.html", save, transfer=found, decision=decision, state=STATE_WORDS[decision.state],
        scope=SCOPE_WORDS[decision.state], history_so_far=history_rows(decision), named=named,
        ended=decision.state in FINAL, may=may,
        links=correction_links(found, decision, may=may, named=named),
    )  # fmt: skip
