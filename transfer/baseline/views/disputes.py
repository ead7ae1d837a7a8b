"""Disputes: the list, one of them with both sides' figures, and what is done about it."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from flask import g, render_template, request
from flask.typing import ResponseReturnValue

from reports.tables import TableColumn, table_workbook
from transfer.audit.actions import record_access
from transfer.baseline import actions, queries
from transfer.baseline.actions import Place, Position
from transfer.baseline.forms import DisputeForm, PositionForm, TermsForm
from transfer.baseline.models import Dispute
from transfer.baseline.queries.disputable import disputable_centres, disputed_row
from transfer.baseline.queries.disputes import pending_settlement
from transfer.baseline.rules import (
    CHANGE_WORDS,
    RUNG_DAYS,
    RUNG_WORDS,
    RUNGS,
    apart_pence,
    is_overdue,
    key_words,
    next_rung,
)
from transfer.baseline.views.common import (
    STATE_COLOURS,
    ask_here,
    asked,
    back_to,
    blueprint,
    names,
    own_sides,
    to,
)
from transfer.baseline.views.settling import settlement_row
from transfer.budget.rules import SUBJECTIVE_GROUPS
from transfer.files.queries import read_bytes
from transfer.kernel.errors import DomainError, NotFound
from transfer.programmes.queries import list_organisations
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import original, workbook
from transfer.web.paging import asked_page, paged_list

COLUMNS = [
    {"key": "number", "label": "Dispute", "href": "href"},
    {"key": "row", "label": "Row"},
    {"key": "amount", "label": "Amount", "kind": "money"},
    {"key": "apart", "label": "Apart by", "kind": "money"},
    {"key": "rung", "label": "Who deals with it", "width": "wide"},
    {"key": "deadline", "label": "Deadline", "kind": "date"},
    {"key": "payer", "label": "Pays meanwhile"},
    {"key": "late", "label": "Status", "kind": "tag"},
]


def _words(dispute: Dispute) -> str:
    words = key_words((dispute.year, dispute.cost_centre, dispute.subjective_group, dispute.fund))
    return f"{words}, account {dispute.account}" if dispute.account else words


def _row(dispute: Dispute) -> dict[str, Any]:
    status = "Overdue" if _late(dispute) else "Open" if dispute.state in RUNGS else RUNG_WORDS[dispute.state]
    return {
        "number": f"Dispute {dispute.number}", "href": to("dispute", dispute_id=dispute.id), "row": _words(dispute),
        "amount": dispute.amount_pence, "apart": _apart(dispute), "rung": RUNG_WORDS[dispute.state],
        "deadline": dispute.deadline_on if dispute.state in RUNGS else None,
        "payer": dispute.payer.short if dispute.payer else "", "late": status,
    }  # fmt: skip


def _late(dispute: Dispute) -> bool:
    return dispute.state in RUNGS and is_overdue(dispute.deadline_on, dispute.true_up_on, g.programme.today())


def _apart(dispute: Dispute) -> int | None:
    """None until two sides have said their figure."""
    if len(dispute.positions) < 2:
        return None
    return apart_pence((each.figure_pence for each in dispute.positions), dispute.amount_pence)


def _listed() -> list[dict[str, Any]]:
    rows = [_row(each) for each in queries.list_disputes(g.viewer)]
    return [row for row in rows if asked("status").casefold() in ("", row["late"].casefold())]


@blueprint.app_context_processor
def in_dispute() -> dict[str, Any]:
    """Lets the pages of money, which know of no dispute, say that a line's money is left without a place on purpose:
    `dispute_about(cost_centre, group, fund, account)`. Disputes are read once a page, and only where it is called."""
    read = cache(lambda: queries.open_disputes(g.viewer))
    return {"dispute_about": lambda *place: _dispute_about(read(), *place)}


def _dispute_about(
    disputes: Iterable[Dispute], cost_centre: str, group: str, fund: str, account: str
) -> dict[str, Any] | None:
    """The number and address of the one about a line of the books, None when there is none."""
    for each in disputes:
        same = (each.cost_centre, each.subjective_group, each.fund) == (cost_centre, group, fund)
        if same and each.account in ("", account):
            return {"number": each.number, "href": to("dispute", dispute_id=each.id)}
    return None


@blueprint.get("/p/<slug>/money/disputes")
@require("money.view")
def disputes(slug: str) -> ResponseReturnValue:
    rows = _listed()
    statuses = [(each, each) for each in ("Open", "Overdue", "Settled", "Withdrawn")]
    return render_template(
        "baseline/disputes.html", page=paged_list(rows, asked_page()), columns=COLUMNS,
        controls=[{"name": "status", "label": "Status", "options": statuses}],
        download=to("download_disputes", status=asked("status") or None),
        rungs=[(RUNG_WORDS[each], RUNG_DAYS[each]) for each in RUNGS],
    )  # fmt: skip


@blueprint.get("/p/<slug>/money/disputes.xlsx")
@require("money.view")
def download_disputes(slug: str) -> ResponseReturnValue:
    columns = [TableColumn("Dispute"), TableColumn("Row"), TableColumn("Amount", "money"),
               TableColumn("Apart by", "money"), TableColumn("Where it stands"), TableColumn("Deadline", "date"),
               TableColumn("Pays meanwhile"), TableColumn("Status")]  # fmt: skip
    keys = ("number", "row", "amount", "apart", "rung", "deadline", "payer", "late")
    record_access(g.viewer, "download_disputes", ("programme", g.programme.id), "The disputes were downloaded",
                  g.viewer.programme_id)  # fmt: skip
    lines = [[row[key] for key in keys] for row in _listed()]
    return workbook(table_workbook("Disputes", columns, lines), f"{slug}-disputes.xlsx")


@blueprint.route("/p/<slug>/money/disputes/new", methods=["GET", "POST"])
@require("money.edit")
def new_dispute(slug: str) -> ResponseReturnValue:
    brought = {name: asked(name) for name in ("cost_centre", "group", "fund", "account") if asked(name)}
    centres = disputable_centres(g.viewer)
    if brought.get("cost_centre"):
        centres.setdefault(brought["cost_centre"], "")
    form = DisputeForm(**brought).offer(list_organisations(g.viewer), own_sides(), SUBJECTIVE_GROUPS, centres)

    def save() -> ResponseReturnValue:
        place = Place(form.cost_centre.data.strip(), form.group.data, form.fund.data.strip(), form.account.data.strip())
        position = Position(
            int(form.organisation_id.data), form.figure.data, form.argument.data, form.evidence.data or ""
        )
        made = actions.raise_dispute(
            g.viewer, place, form.about.data, form.interim(), position, deadline_on=form.deadline_on.data
        )
        return back_to("dispute", dispute_id=made.id)

    return ask_here(form, "Raise a dispute", to("disputes"), save, "baseline/new_dispute.html",
                    amount=_amount(brought), brought=brought, rung=RUNG_WORDS[RUNGS[0]],
                    days=RUNG_DAYS[RUNGS[0]])  # fmt: skip


def _amount(brought: dict[str, str]) -> int | None:
    """What is in dispute when the form was reached from a line, None when no such row is there."""
    if not brought.get("cost_centre"):
        return None
    place = Place(*(brought.get(name, "") for name in ("cost_centre", "group", "fund", "account")))
    try:
        return disputed_row(g.viewer, place)[1]
    except DomainError:
        return None


@blueprint.get("/p/<slug>/money/disputes/<int:dispute_id>")
@require("money.view")
def dispute(slug: str, dispute_id: int) -> ResponseReturnValue:
    found = queries.get_dispute(g.viewer, dispute_id)
    known = names()
    return render_template(
        "baseline/dispute.html", dispute=found, row=_words(found), rung=RUNG_WORDS[found.state], late=_late(found),
        colour=STATE_COLOURS.get(found.state, "yellow"), apart=_apart(found), names=known,
        positions=[_position_row(each, known) for each in found.positions], own=own_sides(),
        above=RUNG_WORDS.get(next_rung(found.state) or ""), open=found.state in RUNGS,
        settlements=[settlement_row(found, each, known) for each in reversed(found.settlements)],
        pending=pending_settlement(found), change_words=CHANGE_WORDS,
    )  # fmt: skip


def _position_row(position: Any, known: dict[int, str]) -> dict[str, Any]:
    file = to("evidence", position_id=position.id) if position.file_id else None
    return {
        "side": known.get(position.organisation_id), "figure": position.figure_pence, "argument": position.argument,
        "evidence": position.evidence, "file": file, "file_name": position.file_name, "by": position.said_by,
        "on": position.said_on,
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/disputes/<int:dispute_id>/position", methods=["GET", "POST"])
@require("money.edit")
def position(slug: str, dispute_id: int) -> ResponseReturnValue:
    found, sides = queries.get_dispute(g.viewer, dispute_id), own_sides()
    held = queries.position_of(found, sides[0].id) if sides else None
    form = PositionForm(
        version=f"{held.version if held else 0}", figure=held.figure_pence if held else None,
        argument=held.argument if held else "", evidence=held.evidence if held else "",
    ).offer_sides(sides)  # fmt: skip

    def save() -> ResponseReturnValue:
        sent = request.files.get("file")
        said = Position(
            int(form.organisation_id.data), form.figure.data, form.argument.data, form.evidence.data or "",
            sent.read() if sent and sent.filename else b"", sent.filename or "" if sent else "",
        )  # fmt: skip
        actions.set_position(g.viewer, found, said, version=typed_version(form))
        return back_to("dispute", dispute_id=found.id)

    title = f"Your side of dispute {found.number}"
    return ask(form, "baseline/position.html", save, title=title, back=to("dispute", dispute_id=found.id))


@blueprint.get("/p/<slug>/money/disputes/positions/<int:position_id>/file")
@require("money.view")
def evidence(slug: str, position_id: int) -> ResponseReturnValue:
    found = queries.get_position(g.viewer, position_id)
    if found.file is None:
        raise NotFound("No file was given with it")
    content = read_bytes(found.file.sha256)
    record_access(g.viewer, "download_evidence", ("dispute", found.dispute_id), "Evidence of a dispute was downloaded",
                  g.viewer.programme_id)  # fmt: skip
    return original(content, found.file_name)


@blueprint.route("/p/<slug>/money/disputes/<int:dispute_id>/terms", methods=["GET", "POST"])
@require("money.edit")
def terms(slug: str, dispute_id: int) -> ResponseReturnValue:
    found = queries.get_dispute(g.viewer, dispute_id)
    form = TermsForm(
        version=f"{found.version}", payer_id=f"{found.payer_id}", cap=found.cap_pence, true_up_on=found.true_up_on,
        deadline_on=found.deadline_on,
    ).offer(list_organisations(g.viewer))  # fmt: skip

    def save() -> ResponseReturnValue:
        actions.change_terms(g.viewer, found, form.interim(), form.deadline_on.data, version=typed_version(form))
        return back_to("dispute", dispute_id=found.id)

    return ask_here(form, f"Terms of dispute {found.number}", to("dispute", dispute_id=found.id), save)


@blueprint.post("/p/<slug>/money/disputes/<int:dispute_id>/escalate")
@require("money.edit")
def escalate(slug: str, dispute_id: int) -> ResponseReturnValue:
    found = queries.get_dispute(g.viewer, dispute_id)
    text = request.form.get("version", "")
    try:
        actions.escalate(g.viewer, found, version=int(text) if text.isdigit() else -1)
    except DomainError as error:
        status = 409 if hasattr(error, "current") else 422
        return render_template("baseline/refused.html", title=f"Dispute {found.number}", message=error.message,
                               back=to("dispute", dispute_id=found.id)), status  # fmt: skip
    return back_to("dispute", dispute_id=found.id)
