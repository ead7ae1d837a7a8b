"""What posts cost, by service, grade, organisation and option, and what they are costed by."""

from collections.abc import Sequence
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import MoreSheet, TableColumn, table_workbook
from transfer.audit.actions import record_access
from transfer.establishment import actions, queries
from transfer.establishment.forms import InputForm, RemoveForm, as_typed
from transfer.establishment.models import CostInput, PayScale
from transfer.establishment.pages import BILL_COLUMNS, OPTION_COLUMNS, bill_row, input_row, option_row, scale_row
from transfer.establishment.queries import Terms
from transfer.establishment.rules.inputs import KINDS, Input
from transfer.establishment.views.common import blueprint
from transfer.establishment.views.effects import ask_first, missing_costs, own_employers, shown
from transfer.kernel.dates import long_date
from transfer.programmes.queries import list_organisations, list_services
from transfer.releases.actions import note_download
from transfer.web.access import by_token, require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import workbook

BY = {"service": "Service", "grade": "Grade", "organisation": "Whose list"}
NOT_SHOWN = "Not shown to you"


def _by() -> str:
    asked = request.args.get("by", "")
    return asked if asked in BY else "service"


@blueprint.get("/p/<slug>/people/cost")
@require("people.view")
def cost(slug: str) -> ResponseReturnValue:
    terms, by = queries.cost_terms(g.viewer), _by()
    listed = queries.cost_now(g.viewer, terms)
    total = queries.added("All posts", (each.line("", each.cells) for each in listed))
    options = queries.option_costs(g.viewer, terms)
    names = {each.id: each.short for each in list_organisations(g.viewer)}
    costed = bool(queries.costed_lists(g.viewer))
    return render_template(
        "establishment/cost.html", by=BY[by], by_control=_by_control(by), listed=listed, total=total, on=terms.on,
        costed=costed, columns=_bill_columns(by), rows=_bill_rows(listed, by, say_hidden=True), foot=bill_row(total),
        option_columns=_seen(OPTION_COLUMNS), missing=missing_costs(), covered=_covered(listed),
        options=[_told(option_row(each, total), each.moving, ("moving",)) for each in options],
        inputs=[_input_row(each, names) for each in queries.list_cost_inputs(g.viewer)],
        unsettled=_unsettled(terms, total), on_scale=sum(each.on_scale for each in listed),
        covered_lines=sum(each.line("", each.cells).totals.lines for each in _paid(listed)),
        scales=[_scale_row(each, names) for each in queries.list_pay_scales(g.viewer)],
        download=url_for(".cost_workbook", slug=slug, by=by),
    )  # fmt: skip


def _seen(columns: list[dict[str, str]]) -> list[dict[str, str]]:
    """Without columns of money for who may see the pay of no list."""
    costed = queries.costed_lists(g.viewer)
    return [each for each in columns if costed or each.get("kind") != "money"]


def _by_control(by: str) -> dict[str, Any]:
    return {"name": "by", "label": "Added up by", "options": list(BY.items())[1:], "value": by, "all": "Service"}


def _bill_columns(by: str) -> list[dict[str, str]]:
    return [{"key": "name", "label": BY[by]}, *_seen(BILL_COLUMNS)]


def _bill_rows(listed: Sequence[queries.Listed], by: str, *, say_hidden: bool = False) -> list[dict[str, Any]]:
    """say_hidden: words stand where money would, which a workbook leaves blank."""
    services = {each.id: each.name for each in list_services(g.viewer)}
    money = [each["key"] for each in BILL_COLUMNS if each.get("kind") == "money"] if say_hidden else []
    return [_told(bill_row(each), each, money) for each in queries.bill_by(listed, by, services)]


def _told(row: dict[str, Any], line: queries.Line, money: Sequence[str]) -> dict[str, Any]:
    """The row, with words for money that is hidden from the viewer: priced posts of which no cost is told."""
    hidden = not line.totals.cost.total_pence and line.totals.unpriced < line.totals.lines
    return row | dict.fromkeys(money, NOT_SHOWN) if hidden and queries.uncosted(g.viewer) else row


def _paid(listed: Sequence[queries.Listed]) -> list[queries.Listed]:
    """The lists whose pay the viewer may see."""
    return [each for each in listed if g.viewer.pay_of(each.release.organisation_id)]


def _covered(listed: Sequence[queries.Listed]) -> str:
    """Which posts the cost is of, where it is not of all: "of 118 Council posts"."""
    if not queries.uncosted(g.viewer):
        return ""
    told = [
        f"{each.line('', each.cells).totals.lines:,} {each.release.organisation.short}"
        for each in _paid(listed)
        if each.release.organisation
    ]
    posts = "post" if len(told) == 1 and told[0].startswith("1 ") else "posts"
    return f"of {' and '.join(told)} {posts}" if told else ""


def _unsettled(terms: Terms, total: queries.Line) -> int:
    """How many pence of the total rest on awards and increments that nobody has settled yet."""
    if terms.firm() == terms:
        return 0
    settled = queries.cost_now(g.viewer, terms.firm())
    return total.totals.cost.total_pence - sum(
        each.line("", each.cells).totals.cost.total_pence for each in settled
    )  # fmt: skip


def _input_row(row: CostInput, names: dict[int, str]) -> dict[str, Any]:
    may = g.viewer.may("rates.edit") and actions.enters_for(g.viewer, row.organisation_id)
    href = url_for(".change_input", slug=g.programme.slug, input_id=row.id) if may else None
    return {**input_row(row, names), "href": href}


def _scale_row(row: PayScale, names: dict[int, str]) -> dict[str, Any]:
    may = g.viewer.may("rates.edit") and actions.enters_for(g.viewer, row.organisation_id)
    href = url_for(".change_scale", slug=g.programme.slug, scale_id=row.id) if may else None
    return {**scale_row(row, names), "href": href}


@blueprint.get("/p/<slug>/people/cost.xlsx")
@require("people.view")
@by_token("read")
def cost_workbook(slug: str) -> ResponseReturnValue:
    terms, by = queries.cost_terms(g.viewer), _by()
    listed = queries.cost_now(g.viewer, terms)
    total = queries.added("All posts", (each.line("", each.cells) for each in listed))
    options = [option_row(each, total) for each in queries.option_costs(g.viewer, terms)]
    note_download(g.viewer, "establishment")
    record_access(g.viewer, "download_cost", ("establishment", ""), "The cost of posts was downloaded", g.programme.id)
    content = table_workbook(
        f"Cost by {BY[by].lower()}", *_sheet(_bill_columns(by), _bill_rows(listed, by)),
        [MoreSheet("Options", *_sheet(_seen(OPTION_COLUMNS), options))],
    )  # fmt: skip
    return workbook(content, f"{slug}-cost.xlsx")


def _sheet(
    columns: Sequence[dict[str, str]], rows: Sequence[dict[str, Any]]
) -> tuple[list[TableColumn], list[list[Any]]]:
    heads = [TableColumn(each["label"], each.get("kind", "text")) for each in columns]
    return heads, [[row.get(each["key"]) for each in columns] for row in rows]


@blueprint.route("/p/<slug>/people/cost/inputs/new", methods=["GET", "POST"])
@require("rates.edit")
def add_input(slug: str) -> ResponseReturnValue:
    form = InputForm().offer(own_employers())
    title = "Enter a pay award or a rate"

    def preview(asked: Input) -> ResponseReturnValue:
        effects = actions.would_do(g.viewer, asked)
        return shown(form, title, effects, lambda: actions.add_cost_input(g.viewer, asked), _words(asked))

    return ask_first(form, title, preview)


@blueprint.route("/p/<slug>/people/cost/inputs/<int:input_id>", methods=["GET", "POST"])
@require("rates.edit")
def change_input(slug: str, input_id: int) -> ResponseReturnValue:
    row = queries.get_cost_input(g.viewer, input_id)
    form = InputForm(**as_typed(row)).offer(own_employers())
    title = "Change a pay award or a rate"

    def preview(asked: Input) -> ResponseReturnValue:
        actions.refuse_older(row, typed_version(form))
        effects = actions.would_do(g.viewer, asked, row)
        return shown(form, title, effects, lambda: actions.change_cost_input(g.viewer, row, asked), _words(asked))

    return ask_first(form, title, preview, remove=url_for(".remove_input", slug=slug, input_id=input_id))


@blueprint.route("/p/<slug>/people/cost/inputs/<int:input_id>/remove", methods=["GET", "POST"])
@require("rates.edit")
def remove_input(slug: str, input_id: int) -> ResponseReturnValue:
    row = queries.get_cost_input(g.viewer, input_id)
    form = RemoveForm(version=row.version)
    title = f"Remove {KINDS[row.name].label}"

    def remove() -> ResponseReturnValue:
        actions.refuse_older(row, typed_version(form))
        effects = actions.would_do(g.viewer, None, row)
        return shown(form, title, effects, lambda: actions.remove_cost_input(g.viewer, row), row.source)

    if not form.is_submitted():
        effects = actions.would_do(g.viewer, None, row)
        return shown(form, title, effects, lambda: None, row.source)
    return ask(form, "layouts/form.html", remove, title=title, back=url_for(".cost", slug=slug), note=None, remove=None)


def _words(asked: Input) -> str:
    """What is about to be saved, in a sentence."""
    names = {each.id: each.short for each in list_organisations(g.viewer)}
    told = input_row(asked, names)
    return f"{told['label']}: {told['value']}, {told['who']}, from {long_date(asked.starts_on)}, {asked.status}"
