"""Contracts: the register, one contract, its route and its steps."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.contract_schedule import ContractSchedule, schedule_pdf, schedule_word
from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.contracts import actions, pages, queries, rules
from transfer.contracts.forms import RouteForm, ScheduleForm, StepForm
from transfer.contracts.schedules import contract_schedule
from transfer.kernel.errors import DomainError
from transfer.reference.rules import is_working_day
from transfer.releases.actions import note_download
from transfer.releases.queries import more_sheets
from transfer.web.access import by_token, require
from transfer.web.addresses import asking_alike
from transfer.web.answers import ask, is_stale, typed_version
from transfer.web.downloads import document, word, workbook
from transfer.web.paging import asked_page

blueprint = Blueprint("contracts", __name__)
LATE_SHOWN = 10


@blueprint.get("/p/<slug>/contracts")
@require("contracts.view")
def index(slug: str) -> ResponseReturnValue:
    asked = pages.asked_filters(request.args.to_dict())
    page = queries.list_contracts(g.viewer, asked, sort=request.args.get("sort", "reference"), page=asked_page())
    groups, bands = queries.totals_by_route_and_state(g.viewer), queries.totals_by_band(g.viewer)
    late = queries.late_contracts(g.viewer)
    return render_template(
        "contracts/index.html", page=page, rows=[pages.contract_row(entry) for entry in page.items],
        columns=pages.COLUMNS, controls=pages.controls(late), missing=queries.contracts_missing(g.viewer),
        heading=pages.register_heading(asked, page.total),
        group_columns=pages.GROUP_COLUMNS, groups=[pages.group_row(group) for group in groups],
        group_foot=pages.foot_row(groups, "route"), band_columns=pages.BAND_COLUMNS,
        bands=[pages.band_row(group) for group in bands], band_foot=pages.foot_row(bands, "band"),
        late_columns=pages.LATE_COLUMNS, late=[pages.late_row(entry) for entry in late[:LATE_SHOWN]],
        late_count=len(late), without_route=sum(group.count for group in groups if group.key[0] == queries.NO_ROUTE),
        download=pages.download_address(), schedule=asking_alike("contracts.schedule", page=None, sort=None),
    )  # fmt: skip


@blueprint.get("/p/<slug>/contracts.xlsx")
@require("contracts.view")
@by_token("read")
def download(slug: str) -> ResponseReturnValue:
    asked = pages.asked_filters(request.args.to_dict())
    found = queries.list_all_contracts(g.viewer, asked, sort=request.args.get("sort", "reference"))
    words = f"{len(found):,} contracts downloaded"
    note_download(g.viewer, "contracts")
    record_access(g.viewer, "download_contracts", ("contracts", ""), words, g.programme.id)
    rows, name = [pages.download_row(entry) for entry in found], f"{slug}-contracts.xlsx"
    return workbook(table_workbook("Contracts", pages.DOWNLOAD, rows, more_sheets(g.viewer, "contracts")), name)


@blueprint.get("/p/<slug>/contracts/schedule")
@require("contracts.view")
def schedule(slug: str) -> ResponseReturnValue:
    return _to_print(_asked_schedule())


def _asked_schedule() -> ScheduleForm:
    """Asked in the address: printing changes nothing, and the address can be sent to somebody."""
    return ScheduleForm(request.args, meta={"csrf": False})


def _to_print(form: ScheduleForm) -> str:
    asked = pages.asked_filters(request.args.to_dict())
    found = queries.list_all_contracts(g.viewer, asked)
    return render_template(
        "contracts/schedule.html", form=form, count=len(found), heading=pages.register_heading(asked, len(found)),
        value=sum(entry.contract.annual_value_pence or 0 for entry in found),
        undecided=sum(entry.route is None for entry in found), missing=queries.contracts_missing(g.viewer),
        kept=[(name, value) for name, value in request.args.items() if name in pages.FILTERS],
        workbook=pages.download_address(by=None),
    )  # fmt: skip


@blueprint.get("/p/<slug>/contracts/schedule.pdf")
@require("contracts.view")
def print_pdf(slug: str) -> ResponseReturnValue:
    return _printed(schedule_pdf, document, "pdf")


@blueprint.get("/p/<slug>/contracts/schedule.docx")
@require("contracts.view")
def print_word(slug: str) -> ResponseReturnValue:
    return _printed(schedule_word, word, "docx")


def _printed(
    render: Callable[[ContractSchedule], bytes], answer: Callable[[bytes, str], ResponseReturnValue], ending: str
) -> ResponseReturnValue:
    form = _asked_schedule()
    if not form.validate():
        return _to_print(form), 422
    made = contract_schedule(g.viewer, pages.asked_filters(request.args.to_dict()), form.by.data)
    try:
        content = render(made)
    except DomainError as error:
        form.add_error(error)
        return _to_print(form), 422
    note_download(g.viewer, "contracts")
    words = f"A schedule of {made.count:,} contracts was printed"
    record_access(g.viewer, "download_contract_schedule", ("contracts", ""), words, g.programme.id)
    return answer(content, f"{g.programme.slug}-contract-schedule.{ending}")


@blueprint.get("/p/<slug>/contracts/<int:contract_id>")
@require("contracts.view")
def show(slug: str, contract_id: int) -> ResponseReturnValue:
    entry = queries.get_entry(g.viewer, contract_id)
    return render_template(
        "contracts/show.html", entry=entry, contract=entry.contract, held=entry.route, dates=_dates(entry),
        route=rules.BY_KEY[entry.route.route] if entry.route else None, words=rules,
        steps=pages.step_rows(queries.list_steps(entry.route)) if entry.route else [],
        notice=pages.notice_words(entry.contract.notice_months),
        history=queries.history_of(g.viewer, actions.subject_of(entry.contract)),
        may_decide=actions.may_decide(g.viewer, entry.contract), possible=_possible(entry),
        cells=f"/p/{slug}/versions/{entry.contract.release_id}/cells/",
    )  # fmt: skip


def _dates(entry: queries.Entry) -> list[rules.DueDate]:
    """Every computed date of this contract. A date that its route does not need is left out."""
    contract, held, today = entry.contract, entry.route, g.programme.today()
    dates = [rules.notice_date(contract.end_on, contract.notice_months, contract.break_on, today)]
    option = rules.extension_date(contract.end_on, contract.notice_months, contract.extension_to)
    dates += [option] if option else []
    if held and held.consent != "not_needed":
        slow = rules.is_slow(held.route, contract.title)
        dates += rules.consent_dates(entry.transfer_on, slow, queries.requested_on(held))
    if held and rules.BY_KEY[held.route].moves != "Nothing":
        dates += rules.transfer_dates(entry.transfer_on, is_working_day)
    return dates


def _possible(entry: queries.Entry) -> list[str]:
    return rules.possible_steps(actions.facts_of(g.viewer, entry.contract, entry.route)) if entry.route else []


def _back(contract_id: int) -> ResponseReturnValue:
    return redirect(url_for(".show", slug=g.programme.slug, contract_id=contract_id), 303)


@blueprint.route("/p/<slug>/contracts/<int:contract_id>/route", methods=["GET", "POST"])
@require("contracts.decide")
def route(slug: str, contract_id: int) -> ResponseReturnValue:
    contract = queries.get_contract(g.viewer, contract_id)
    held = queries.find_route(g.viewer, contract)
    shown: dict[str, Any] = {"version": 0}
    if held:
        consent = held.consent if held.consent == "not_needed" else "needed"
        reason, risk = rules.split_reason(held.reason)
        shown = {"version": held.version, "route": held.route, "consent": consent, "reason": reason, "risk": risk}
    missing = not (contract.document or "").strip()
    form = RouteForm(data=shown).offer(g.programme.engine, document_is_missing=missing)

    def save() -> ResponseReturnValue:
        risk = (form.risk.data or "") if missing else ""
        reason = rules.joined_reason(form.reason.data or "", risk)
        actions.decide_route(g.viewer, contract, form.route.data, form.consent.data, reason, typed_version(form))
        return _back(contract_id)

    return ask(form, "contracts/route.html", save, contract=contract, routes=rules.routes_for(g.programme.engine))


@blueprint.route("/p/<slug>/contracts/<int:contract_id>/step", methods=["GET", "POST"])
@require("contracts.decide")
def step(slug: str, contract_id: int) -> ResponseReturnValue:
    entry = queries.get_entry(g.viewer, contract_id)
    if entry.route is None:
        return redirect(url_for(".route", slug=slug, contract_id=contract_id), 303)
    shown = {"version": entry.route.version, "taken_on": g.programme.today()}
    form = StepForm(data=shown)
    # After a stale answer the choice that was made stays among those offered, so that what was typed is kept.
    form.offer(list(rules.STATE_WORDS) if is_stale(form, entry.route.version) else rules.next_states(entry.route.state))

    def save() -> ResponseReturnValue:
        told = {name: form[name].data or "" for name in ("reason", "evidence", "signatories", "authority")}
        wanted = rules.Step(form.after.data, form.taken_on.data, **told)
        actions.take_contract_step(g.viewer, entry.contract, wanted, typed_version(form))
        return _back(contract_id)

    return ask(form, "contracts/step.html", save, contract=entry.contract, entry=entry, words=rules)
