"""Recipients, lawful bases, agreements, and what the staff list does not say."""

from datetime import date
from typing import Any

from flask import flash, g, redirect, request
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.establishment.pages import person_name
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, NotFound
from transfer.liability import actions, queries
from transfer.liability.forms import AgreementForm, BasisForm, ItemsForm, RecipientForm
from transfer.liability.rules import (
    ABOUT_HEALTH,
    HANDED_OVER,
    ITEM_NAMES,
    KINDS_OF,
    LIST_NAMES,
    MATTERS,
    NAMED_ITEM,
    TERMS_LIST,
)
from transfer.liability.views.blueprint import BASE, blueprint, home, own_transfer
from transfer.programmes.models import Transfer
from transfer.programmes.queries import list_organisations
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import workbook


@blueprint.route(f"{BASE}/recipients/new", methods=["GET", "POST"])
@require("people.disclose")
def add_recipient(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = own_transfer(transfer_id)
    others = [each for each in list_organisations(g.viewer) if each.id != transfer.from_id]
    form = RecipientForm().offer(others)

    def save() -> ResponseReturnValue:
        chosen = next((each for each in others if str(each.id) == form.organisation_id.data), None)
        actions.add_recipient(
            g.viewer, transfer, name=form.name.data or "", organisation=chosen, outside=form.outside.data or "",
            email=form.email.data or "",
        )  # fmt: skip
        flash("The recipient was added. Nothing was sent to them.", "success")
        return redirect(home(transfer), 303)

    return ask(
        form, "layouts/form.html", save, title="Name a recipient", back=home(transfer), remove=None,
        note="Whoever is in this programme with this e-mail address, on that side, and may see named people, can open "
        "here what you give to them. Others get the file from you.",
    )  # fmt: skip


@blueprint.post(f"{BASE}/recipients/<int:recipient_id>/remove")
@require("people.disclose")
def remove_recipient(slug: str, transfer_id: int, recipient_id: int) -> ResponseReturnValue:
    transfer = own_transfer(transfer_id)
    actions.remove_recipient(g.viewer, transfer, queries.get_recipient(transfer, recipient_id))
    flash("The recipient is given nothing more. What they were given stays on record.", "success")
    return redirect(home(transfer), 303)


@blueprint.route(f"{BASE}/basis/<item>", methods=["GET", "POST"])
@require("people.disclose")
def basis(slug: str, transfer_id: int, item: str) -> ResponseReturnValue:
    transfer = own_transfer(transfer_id)
    if item not in ITEM_NAMES:
        raise NotFound("There is no such item")
    found = queries.bases_of(transfer).get(item)
    form = BasisForm(data=_basis_now(found))
    if item not in ABOUT_HEALTH:
        del form.condition

    def save() -> ResponseReturnValue:
        condition = form.condition.data or "" if "condition" in form else ""
        actions.confirm_basis(
            g.viewer, transfer, item, basis=form.basis.data or "", condition=condition, version=typed_version(form)
        )
        flash(f"The lawful basis of “{ITEM_NAMES[item]}” was confirmed in your name.", "success")
        return redirect(home(transfer), 303)

    return ask(
        form, "layouts/form.html", save, title=f"Lawful basis: {ITEM_NAMES[item]}", back=home(transfer), remove=None,
        note=_advice(item),
    )  # fmt: skip


def _basis_now(found: Any) -> dict[str, Any]:
    if found is None:
        return {"version": "0"}
    return {"basis": found.basis, "condition": found.condition, "version": str(found.version)}


def _advice(item: str) -> str:
    if item == NAMED_ITEM:
        return (
            "It is confirmed in your name. The named list is what regulation 11 of the TUPE Regulations asks for; say "
            "which duty or agreement you rest on. Nothing more than that list is given."
        )
    held = ", ".join(each.label for each in HANDED_OVER[item][1])
    return f"It is confirmed in your name, and lets out: {held}. Nothing of it leaves without this."


@blueprint.route(f"{BASE}/agreements/new", methods=["GET", "POST"])
@require("people.disclose")
def add_agreement(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer, form = own_transfer(transfer_id), AgreementForm()

    def save() -> ResponseReturnValue:
        actions.add_agreement(
            g.viewer, transfer, name=form.name.data or "", parties=form.parties.data or "",
            agreed_on=_day(form.agreed_on.data), note=form.note.data or "",
        )  # fmt: skip
        flash("The agreement was added.", "success")
        return redirect(home(transfer), 303)

    return ask(
        form, "layouts/form.html", save, title="Add a collective agreement", back=home(transfer), remove=None,
        note=f"One that goes on to apply after {long_date(transfer.transfer_on)}. An agreement made after that day, "
        f"in which {transfer.transferee.short} takes no part, does not bind it.",
    )  # fmt: skip


def _day(found: date | None) -> date:
    assert found is not None
    return found


@blueprint.post(f"{BASE}/agreements/<int:agreement_id>/remove")
@require("people.disclose")
def remove_agreement(slug: str, transfer_id: int, agreement_id: int) -> ResponseReturnValue:
    transfer = own_transfer(transfer_id)
    actions.remove_agreement(g.viewer, transfer, queries.get_agreement(transfer, agreement_id))
    flash("The agreement was taken off the list.", "success")
    return redirect(home(transfer), 303)


@blueprint.route(f"{BASE}/items", methods=["GET", "POST"])
@require("people.disclose")
def items(slug: str, transfer_id: int) -> ResponseReturnValue:
    """Terms, matters of two years and what a payroll needs: brought as a list."""
    transfer, form = own_transfer(transfer_id), ItemsForm()

    def save() -> ResponseReturnValue:
        brought = request.files.get("file")
        if not brought or not brought.filename:
            raise DomainError("Choose a file to upload", "file")
        number = actions.bring_items(g.viewer, transfer, form.which.data, brought.read(), brought.filename)
        flash(f"{number:,} rows were taken in, in the place of what was there. The file was not kept.", "success")
        return redirect(home(transfer), 303)

    return ask(form, "liability/items.html", save, transfer=transfer, lists=LIST_NAMES, back=home(transfer))


@blueprint.get(f"{BASE}/items/<name>/template")
@require("people.disclose")
def template(slug: str, transfer_id: int, name: str) -> ResponseReturnValue:
    """A list to fill in, with the people of the transfer in it and what was brought of them before."""
    transfer = own_transfer(transfer_id)
    if name not in LIST_NAMES:
        raise NotFound("There is no such list")
    rows = _template_rows(transfer, name)
    record_access(
        g.viewer, "download_items", ("transfer", transfer.id), "A list of people to fill in was downloaded",
        g.programme.id,
    )  # fmt: skip
    columns = [(label, "code" if number < 2 else "text") for number, label in enumerate(actions.column_labels(name))]
    return workbook(table_workbook("People", columns, rows), f"{slug}-{name.replace('_', '-')}.xlsx")


def _template_rows(transfer: Transfer, name: str) -> list[list[Any]]:
    held = queries.items_of(transfer)
    rows: list[list[Any]] = []
    for each in queries.people_of(g.viewer, transfer):
        key = queries.key_of(each.line)
        who, known = [*key, person_name(each.line)], held.get(key, [])
        if name == TERMS_LIST:
            words = {item.kind: item.words for item in known}
            rows.append([*who, *(words.get(kind, "") for kind in KINDS_OF[name])])
        else:
            rows += [[*who, MATTERS[item.kind], item.happened_on, item.words] for item in known if item.kind in MATTERS]
    return rows
