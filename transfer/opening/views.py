"""The cut-off sheet, one balance of it, and each body's opening journal."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import TableColumn, table_workbook
from reports.template import template_workbook
from transfer.audit.actions import record_access
from transfer.budget.queries import centre_name, list_drivers
from transfer.files.queries import read_bytes
from transfer.kernel.errors import DomainError, NotFound
from transfer.kernel.money import pounds
from transfer.opening import actions, bringing, queries
from transfer.opening.forms import PART, BringForm, CutOffForm, RemoveForm, item_form
from transfer.opening.models import OpeningItem
from transfer.opening.queries import Opening
from transfer.opening.rules import KINDS, RULES, STATED
from transfer.programmes.queries import get_organisation, list_organisations, stands_on
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import original, workbook
from transfer.web.forms import BaseForm
from transfer.web.paging import asked_page, paged_list

blueprint = Blueprint("opening", __name__)


def _to(endpoint: str, **values: Any) -> str:
    return url_for(f"opening.{endpoint}", slug=g.programme.slug, **values)


def _back_to(endpoint: str, **values: Any) -> ResponseReturnValue:
    return redirect(_to(endpoint, **values), 303)


def _ask(
    form: BaseForm, title: str, save: Callable[[], ResponseReturnValue], template: str = "layouts/form.html",
    back: str = "", **more: Any,
) -> ResponseReturnValue:  # fmt: skip
    return ask(form, template, save, title=title, back=back or _to("index"), **{"remove": None, "note": None, **more})


@blueprint.get("/p/<slug>/money/opening")
@require("money.view")
def index(slug: str) -> ResponseReturnValue:
    opening = queries.load_opening(g.viewer)
    rows = [_row(opening, each) for each in opening.items if _is_asked(each)]
    bodies = opening.organisations
    return render_template(
        "opening/index.html", opening=opening, page=paged_list(rows, asked_page()), columns=_columns(opening),
        journals=[_journal_row(*each) for each in opening.journals], bodies=bodies,
        unexplained=[row for row in rows if row["unexplained"]], controls=_controls(opening),
        download=_to("download", kind=_asked("kind") or None, holder=_asked("holder") or None),
        unshared=[each for each in stands_on(g.viewer) if any(
            item.holder_id == each.id and item.shared_at is None for item in opening.items)],
        template=_to("template"),
    )  # fmt: skip


def _asked(name: str) -> str:
    return request.args.get(name, "").strip()


def _is_asked(item: OpeningItem) -> bool:
    wanted = _asked("q").casefold()
    if wanted not in f"{item.name} {item.cost_centre} {centre_name(g.viewer, item.cost_centre)}".casefold():
        return False
    return _asked("kind") in ("", item.kind) and _asked("holder") in ("", f"{item.holder_id}")


def _controls(opening: Opening) -> list[dict[str, Any]]:
    holders = [(f"{each.id}", each.short) for each in opening.organisations]
    return [
        {"name": "q", "label": "Balance, or cost centre or its name"},
        {"name": "kind", "label": "Kind", "options": [(key, words.partition(":")[0]) for key, words in KINDS.items()]},
        {"name": "holder", "label": "Stands in the ledger of", "options": holders},
    ]


def _columns(opening: Opening) -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": "Balance", "href": "href"},
        {"key": "kind", "label": "Kind"},
        {"key": "holder", "label": "Stands with"},
        {"key": "balance", "label": "At the cut-off", "kind": "money"},
        {"key": "rule", "label": "Rule"},
        {"key": "cost_centre", "label": "Cost centre", "kind": "code", "under": "centre_name"},
        *[{"key": f"o{each.id}", "label": each.short, "kind": "money"} for each in opening.organisations],
        {"key": "seen", "label": "Seen by"},
    ]


def _row(opening: Opening, item: OpeningItem) -> dict[str, Any]:
    names = {each.id: each.short for each in opening.organisations}
    return {
        "name": item.name, "href": _to("item", item_id=item.id), "kind": KINDS[item.kind].partition(":")[0],
        "holder": names[item.holder_id], "balance": item.balance_pence, "rule": item.rule.capitalize(),
        "seen": "Every side" if item.shared_at else "Its own side", "unexplained": item.id in opening.unexplained,
        "cost_centre": item.cost_centre, "centre_name": centre_name(g.viewer, item.cost_centre),
        "takes": _told(opening, item, names),
        **{f"o{body}": pence for body, pence in opening.shares[item.id].items()},
    }  # fmt: skip


def _told(opening: Opening, item: OpeningItem, names: dict[int, str]) -> str:
    """Who has most of its cost centre's money in the baseline; of a balance that is split, everybody who has some."""
    holders = opening.holders.get(item.cost_centre, ())
    return " and ".join(names[each] for each in (holders if item.parts else holders[:1]))


def _journal_row(body: Any, lines: list[Any], sums: tuple[int, int]) -> dict[str, Any]:
    debits, credits = sums
    return {"name": body.name, "href": _to("journal", organisation_id=body.id), "lines": len(lines), "debits": debits,
            "credits": credits, "difference": debits - credits}  # fmt: skip


@blueprint.get("/p/<slug>/money/opening.xlsx")
@require("money.view")
def download(slug: str) -> ResponseReturnValue:
    opening = queries.load_opening(g.viewer)
    bodies = opening.organisations
    columns = [TableColumn("Number", "number"), TableColumn("Balance"), TableColumn("Kind"),
               TableColumn("Stands with"), TableColumn("At the cut-off", "money"), TableColumn("Rule"),
               *(TableColumn(each.short, "money") for each in bodies), TableColumn("Goes to"),
               TableColumn("From", "date"), TableColumn("Until", "date"), TableColumn("Shares"), TableColumn("Driver"),
               TableColumn("Cost centre", "code"), TableColumn("Cost centre name"),
               TableColumn("Conditions or earmark"), TableColumn("Evidence"), TableColumn("Explanation")]  # fmt: skip
    rows = [(each, _row(opening, each)) for each in opening.items if _is_asked(each)]
    names = {each.id: each.short for each in bodies}
    lines = [
        [item.number, item.name, item.kind.capitalize(), row["holder"], item.balance_pence, row["rule"],
         *(row.get(f"o{each.id}") for each in bodies), names.get(item.to_id or 0), item.from_on, item.to_on,
         bringing.shares_text(item, names), item.driver, item.cost_centre, row["centre_name"],
         item.conditions, item.evidence, item.explanation]
        for item, row in rows
    ]  # fmt: skip
    _note("download_opening", "The opening position was downloaded")
    return workbook(table_workbook("Opening position", columns, lines), f"{slug}-opening-position.xlsx")


def _note(verb: str, summary: str) -> None:
    record_access(g.viewer, verb, ("programme", g.programme.id), summary, g.viewer.programme_id)


@blueprint.get("/p/<slug>/money/opening/journals/<int:organisation_id>.xlsx")
@require("money.view")
def journal(slug: str, organisation_id: int) -> ResponseReturnValue:
    """A body's opening journal, to be posted: debits and credits are the same to the penny."""
    body = get_organisation(g.viewer, organisation_id)
    lines = queries.load_opening(g.viewer).journal_of(body.id)
    columns = [TableColumn("Kind"), TableColumn("Balance"), TableColumn("Debit", "money"),
               TableColumn("Credit", "money")]  # fmt: skip
    debits, credits = (sum(getattr(line, name) for line in lines) for name in ("debit_pence", "credit_pence"))
    rows = [[KINDS[each.kind].partition(":")[0], each.name, each.debit_pence, each.credit_pence] for each in lines]
    _note("download_journal", f"The opening journal of {body.short} was downloaded")
    return workbook(table_workbook(f"Opening journal {body.short}", columns, [*rows, ["Total", "", debits, credits]]),
                    f"{slug}-opening-journal-{body.id}.xlsx")  # fmt: skip


@blueprint.get("/p/<slug>/money/opening/template")
@require("money.edit")
def template(slug: str) -> ResponseReturnValue:
    return workbook(template_workbook("Opening balances", bringing.template_columns()), "opening-balances.xlsx")


@blueprint.get("/p/<slug>/money/opening/<int:item_id>")
@require("money.view")
def item(slug: str, item_id: int) -> ResponseReturnValue:
    found, opening = queries.get_item(g.viewer, item_id), queries.load_opening(g.viewer)
    names = {each.id: each.name for each in opening.organisations}
    return render_template(
        "opening/item.html", item=found, kind=KINDS[found.kind], rule=RULES[found.rule], names=names,
        shares=_share_rows(opening, found, names),
        others=[f"{names[body]} {quantity}" for body, quantity in queries.other_quantities(g.viewer, found)],
        row=_row(opening, found), centre=f"{found.cost_centre} {centre_name(g.viewer, found.cost_centre)}".strip(),
        own=found.holder_id in g.viewer.sides, opening=opening,
    )  # fmt: skip


def _share_rows(opening: Opening, item: OpeningItem, names: dict[int, str]) -> list[dict[str, Any]]:
    """Who has what after the cut-off, and the share, quantity or agreement that it comes from."""
    by = {"by shares": "{}%", "by driver": "{}"}.get(item.rule, "Agreed")
    part = {each.organisation_id: by.format(each.weight) for each in item.parts}
    return [
        {"name": names[body], "part": part.get(body, ""), "pence": pence}
        for body, pence in opening.shares[item.id].items()
    ]


@blueprint.get("/p/<slug>/money/opening/<int:item_id>/file")
@require("money.view")
def evidence(slug: str, item_id: int) -> ResponseReturnValue:
    found = queries.get_item(g.viewer, item_id)
    if found.file is None:
        raise NotFound("No file was given with it")
    content = read_bytes(found.file.sha256)
    _note("download_evidence", f"Evidence of balance {found.number} was downloaded")
    return original(content, found.file_name)


def _sent() -> tuple[bytes, str]:
    sent = request.files.get("file")
    return (sent.read(), sent.filename) if sent and sent.filename else (b"", "")


@blueprint.route("/p/<slug>/money/opening/new", methods=["GET", "POST"])
@require("money.edit")
def new_item(slug: str) -> ResponseReturnValue:
    form = _item_form(version="0")

    def save() -> ResponseReturnValue:
        made = actions.add_item(g.viewer, form.entry(*_sent()))
        return _back_to("item", item_id=made.id)

    return _ask(form, "Enter a balance", save, "opening/form.html")


@blueprint.route("/p/<slug>/money/opening/<int:item_id>/change", methods=["GET", "POST"])
@require("money.edit")
def change_item(slug: str, item_id: int) -> ResponseReturnValue:
    found = _own_item(item_id)
    parts = {
        f"{PART}{each.organisation_id}": each.weight if each.pence is None else pounds(each.pence, symbol=False)
        for each in found.parts if found.rule in STATED
    }  # fmt: skip
    form = _item_form(
        obj=found, version=f"{found.version}", balance=found.balance_pence, holder_id=f"{found.holder_id}",
        to_id=f"{found.to_id or ''}", **parts,
    )  # fmt: skip

    def save() -> ResponseReturnValue:
        actions.change_item(g.viewer, found, form.entry(*_sent()), version=typed_version(form))
        return _back_to("item", item_id=found.id)

    return _ask(form, f"Change {found.name}", save, "opening/form.html", _to("item", item_id=found.id))


def _item_form(**values: Any) -> Any:
    drivers = [each.driver.name for each in list_drivers(g.viewer)]
    return item_form(list_organisations(g.viewer), stands_on(g.viewer), drivers, **values)


def _own_item(item_id: int) -> OpeningItem:
    """A balance of the viewer's own side; another's may be read and not changed."""
    found = queries.get_item(g.viewer, item_id)
    if found.holder_id not in g.viewer.sides:
        raise NotFound("That balance is another side’s")
    return found


@blueprint.route("/p/<slug>/money/opening/<int:item_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_item(slug: str, item_id: int) -> ResponseReturnValue:
    found = _own_item(item_id)
    form = RemoveForm(version=f"{found.version}")

    def save() -> ResponseReturnValue:
        actions.remove_item(g.viewer, found, version=typed_version(form))
        return _back_to("index")

    return _ask(form, f"Remove {found.name}", save, back=_to("item", item_id=found.id))


@blueprint.route("/p/<slug>/money/opening/bring", methods=["GET", "POST"])
@require("money.edit")
def bring(slug: str) -> ResponseReturnValue:
    form = BringForm().offer_sides(stands_on(g.viewer))

    def save() -> ResponseReturnValue:
        content, name = _sent()
        if not content:
            raise DomainError("Choose a file", "file")
        rows = bringing.read_entries(g.viewer, int(form.holder_id.data), content, name)
        actions.bring_items(g.viewer, rows)
        return _back_to("index")

    return _ask(form, "Bring a workbook of balances", save, "opening/bring.html", to_fill=_to("template"))


@blueprint.post("/p/<slug>/money/opening/share/<int:organisation_id>")
@require("data.share")
def share(slug: str, organisation_id: int) -> ResponseReturnValue:
    body = get_organisation(g.viewer, organisation_id)
    if body.id not in g.viewer.sides:
        raise NotFound("You do not stand on that side")
    actions.share_items(g.viewer, body.id)
    return _back_to("index")


@blueprint.route("/p/<slug>/money/opening/cut-off", methods=["GET", "POST"])
@require("money.edit")
def set_cut_off(slug: str) -> ResponseReturnValue:
    sheet = queries.find_sheet(g.viewer)
    form = CutOffForm(version=f"{sheet.version if sheet else 0}", cut_off_on=queries.cut_off(g.viewer))

    def save() -> ResponseReturnValue:
        actions.set_cut_off(g.viewer, form.cut_off_on.data, version=typed_version(form))
        return _back_to("index")

    return _ask(form, "Day of cut-off", save)
