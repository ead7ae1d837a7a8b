"""Agency workers on posts that move: a list of their own, because none of them transfers."""

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.establishment.queries import people_missing
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.releases.actions import note_download
from transfer.tupe import queries
from transfer.tupe.actions import decide_engagement, may_decide
from transfer.tupe.forms import EngagementForm
from transfer.tupe.queries import AgencyWorker
from transfer.tupe.rules import ENGAGEMENT_NEXT, ENGAGEMENT_STATES, ENGAGEMENT_WORDS
from transfer.tupe.views.common import blueprint, transfer_name
from transfer.web.access import require
from transfer.web.answers import ask, is_stale, typed_version
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page

AGENCY = "/p/<slug>/people/transfers/<int:transfer_id>/agency"
COLUMNS = (("post_no", "Post number", "code"), ("job_title", "Job title", "text"), ("agency", "Agency", "text"),
           ("fte", "FTE", "fte"), ("state", "State", "text"), ("ends_on", "Last day", "date"))  # fmt: skip

COUNTED_COLUMNS = (("service", "Service", "text"), ("number", "Agency workers", "number"), ("fte", "FTE", "fte"))
COUNTED = [{"key": key, "label": label, "kind": kind} for key, label, kind in COUNTED_COLUMNS]


def _row(worker: AgencyWorker) -> dict[str, object]:
    return {
        "post_no": worker.line.post_no, "job_title": worker.line.job_title, "agency": worker.line.agency_name or "",
        "fte": worker.line.fte_thousandths, "state": ENGAGEMENT_WORDS[worker.state],
        "ends_on": worker.engagement.ends_on if worker.engagement else None,
    }  # fmt: skip


@blueprint.get(AGENCY)
@require("people.view")
def agency(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer, state = get_transfer(g.viewer, transfer_id), request.args.get("state", "")
    if not queries.sees_decisions(g.viewer, transfer.from_id):
        return _counts(transfer)
    page = queries.list_agency_workers(g.viewer, transfer, state, asked_page())
    rows = [
        {**_row(each), "href": url_for(".engagement", slug=slug, transfer_id=transfer_id, line_id=each.line.id)}
        for each in page.items
    ]
    counted = queries.count_engagements(g.viewer, transfer)
    controls = [
        {"name": "state", "label": "State", "options": [(each, ENGAGEMENT_WORDS[each]) for each in ENGAGEMENT_STATES]}
    ]
    return render_template(
        "tupe/agency.html", transfer=transfer, name=transfer_name(transfer), page=page, rows=rows, controls=controls,
        states=[(ENGAGEMENT_WORDS[each], number) for each, number in counted.items()],
        missing=people_missing(g.viewer),
        download=f"{url_for('.agency_download', slug=slug, transfer_id=transfer_id)}?{request.query_string.decode()}",
    )  # fmt: skip


def _counts(transfer: Transfer) -> str:
    """For those who see decisions as counts: how many by service, without posts."""
    return render_template(
        "tupe/agency_counts.html", transfer=transfer, name=transfer_name(transfer), columns=COUNTED,
        missing=people_missing(g.viewer), rows=_count_rows(transfer),
        states=[(ENGAGEMENT_WORDS[each], number) for each, number in
                queries.count_engagements(g.viewer, transfer).items()],
        download=url_for(".agency_download", slug=g.programme.slug, transfer_id=transfer.id),
    )  # fmt: skip


def _count_rows(transfer: Transfer) -> list[dict[str, object]]:
    return [
        {"service": each.service or "No service of the programme", "number": each.number, "fte": each.fte_thousandths}
        for each in queries.agency_by_service(g.viewer, transfer)
    ]


@blueprint.get(f"{AGENCY}.xlsx")
@require("people.view")
def agency_download(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    columns: tuple[tuple[str, str, str], ...]
    if queries.sees_decisions(g.viewer, transfer.from_id):
        columns, page = COLUMNS, queries.list_agency_workers(g.viewer, transfer, request.args.get("state", ""), None)
        found, told = [_row(each) for each in page.items], f"{page.total:,} agency engagements downloaded"
    else:
        columns, found = COUNTED_COLUMNS, _count_rows(transfer)
        told = "Numbers of agency workers by service downloaded"
    rows = [[row[key] for key, _, _ in columns] for row in found]
    note_download(g.viewer, "establishment")
    record_access(g.viewer, "download_engagements", ("transfer", transfer.id), told, g.programme.id)
    content = table_workbook("Agency workers", [(label, kind) for _, label, kind in columns], rows)
    return workbook(content, f"{slug}-agency-workers.xlsx")


@blueprint.route(f"{AGENCY}/<int:line_id>", methods=["GET", "POST"])
@require("people.view")
def engagement(slug: str, transfer_id: int, line_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    worker = queries.get_agency_worker(g.viewer, transfer, line_id)
    if not queries.sees_decisions(g.viewer, transfer.from_id):
        if request.method == "POST":
            abort(403, f"This is open to HR and legal of {transfer.transferor.short}.")
        return render_template("tupe/counts_only.html", transfer=transfer, post_no=worker.line.post_no)
    form = EngagementForm()
    form.offer(ENGAGEMENT_STATES if is_stale(form, worker.version) else ENGAGEMENT_NEXT[worker.state])
    if request.method != "POST":
        form.version.data, form.decided_on.data = str(worker.version), g.programme.today()
    back = url_for(".agency", slug=slug, transfer_id=transfer_id)

    def save() -> ResponseReturnValue:
        decide_engagement(g.viewer, transfer, worker.line, form.choice(), version=typed_version(form))
        flash("The decision was recorded.", "success")
        return redirect(back, 303)

    return ask(
        form, "tupe/engagement.html", save, transfer=transfer, worker=worker, line=worker.line, back=back,
        state=ENGAGEMENT_WORDS[worker.state], words=ENGAGEMENT_WORDS, may=may_decide(g.viewer, worker.line),
        named=g.viewer.names_of(worker.line.release.organisation_id),
    )  # fmt: skip
