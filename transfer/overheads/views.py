"""Support services between bodies, stranded cost, and recharges that would count twice."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.budget.forms import ConfirmForm
from transfer.budget.queries import centre_name, option_money
from transfer.kernel.money import pounds
from transfer.overheads import actions, queries
from transfer.overheads.forms import AgreementForm, LedgerForm, NewStrandedForm, StrandedForm
from transfer.overheads.models import SupportAgreement
from transfer.overheads.queries import Left
from transfer.programmes.queries import find_preferred_option, list_organisations
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.forms import BaseForm, offered

blueprint = Blueprint("overheads", __name__)
STATE_COLOURS = {"Agrees": "green", "The ledgers differ": "red", "Agrees, but not with the agreement": "red"}


@blueprint.get("/p/<slug>/money/overheads")
@require("money.view")
def index(slug: str) -> ResponseReturnValue:
    option = find_preferred_option(g.viewer)
    recharges = queries.moving_recharges(option_money(g.viewer, option)) if option else {}
    names, left = {each.id: each.short for each in g.programme.organisations}, queries.left_behind(g.viewer)
    return render_template(
        "overheads/index.html", agreements=[_agreement_row(each) for each in queries.list_agreements(g.viewer)],
        left=[_left_row(each) for each in left], total=sum(each.pence for each in left), option=option,
        recharges=[{"name": names[place], "pence": pence} for place, pence in recharges.items()],
        colours=STATE_COLOURS, may=g.viewer.may("money.edit"),
    )  # fmt: skip


def _address(endpoint: str, **values: Any) -> str:
    return url_for(f"overheads.{endpoint}", slug=g.programme.slug, **values)


def _agreement_row(each: SupportAgreement) -> dict[str, Any]:
    ledgers, may = each.ledgers, g.viewer.may("money.edit")
    volume = f"{each.volume.normalize():f} {each.unit} at {pounds(each.price_pence)}"
    own = {each.supplier_id, each.customer_id} & g.viewer.sides
    return {
        "service": each.service, "href": _address("change_agreement", agreement_id=each.id) if may else None,
        "who": f"{each.supplier.short} for {each.customer.short}", "volume": volume, "agreed": ledgers.agreed,
        "supplier": ledgers.supplier, "customer": ledgers.customer, "difference": ledgers.difference,
        "state": ledgers.words, "ends_on": each.ends_on, "over": each.ends_on < g.programme.today(),
        "ledger": _address("enter_ledger", agreement_id=each.id) if may and own else None,
    }  # fmt: skip


def _named(code: str) -> str:
    """A cost centre with its name, where a book gives one."""
    return f"{code} {centre_name(g.viewer, code)}".strip()


def _left_row(each: Left) -> dict[str, Any]:
    row = each.row
    return {
        "service": f"{row.service} of {row.organisation.short}", "year": row.year, "funded": row.funded_pence,
        "avoided": row.avoided_pence, "back": each.bought_back, "left": each.pence, "exit_on": row.exit_on,
        "plan": row.plan, "centres": ", ".join(map(_named, row.centres)) or "Typed",
        "href": _address("change_stranded", stranded_id=row.id) if g.viewer.may("money.edit") else None,
    }  # fmt: skip


def _ask(form: BaseForm, title: str, save: Callable[[], Any], said: str, **more: Any) -> ResponseReturnValue:
    def save_and_say() -> ResponseReturnValue:
        save()
        flash(said, "success")
        return redirect(_address("index"), 303)

    return ask(form, "layouts/form.html", save_and_say, title=title, back=_address("index"), **more)


@blueprint.route("/p/<slug>/money/overheads/agreements/new", methods=["GET", "POST"])
@require("money.edit")
def add_agreement(slug: str) -> ResponseReturnValue:
    form = AgreementForm().offer(list_organisations(g.viewer))
    return _ask(form, "Add a support agreement", lambda: actions.add_agreement(g.viewer, **form.terms),
                "Saved: a support agreement.")  # fmt: skip


@blueprint.route("/p/<slug>/money/overheads/agreements/<int:agreement_id>", methods=["GET", "POST"])
@require("money.edit")
def change_agreement(slug: str, agreement_id: int) -> ResponseReturnValue:
    found = queries.get_agreement(g.viewer, agreement_id)
    form = AgreementForm(obj=found).offer(list_organisations(g.viewer))

    def save() -> None:
        actions.change_agreement(g.viewer, found, form.terms, version=typed_version(form))

    remove = _address("remove_agreement", agreement_id=found.id)
    return _ask(form, "Change a support agreement", save, "Saved: a support agreement.", remove=remove)


@blueprint.route("/p/<slug>/money/overheads/agreements/<int:agreement_id>/ledger", methods=["GET", "POST"])
@require("money.edit")
def enter_ledger(slug: str, agreement_id: int) -> ResponseReturnValue:
    found = queries.get_agreement(g.viewer, agreement_id)
    form = LedgerForm(version=found.version)
    sides = {"supplier": found.supplier, "customer": found.customer}
    own = [(side, body.name) for side, body in sides.items() if body.id in g.viewer.sides]
    form.side.choices = offered(own)
    if len(own) == 1 and not form.is_submitted():
        form.side.data = own[0][0]

    def save() -> None:
        actions.enter_ledger(
            g.viewer, found, side=form.side.data, pence=form.pence.data or 0, version=typed_version(form)
        )

    who = f"{found.service}: {found.supplier.short} for {found.customer.short}"
    note = f"{who}, {pounds(found.annual_pence)} a year. Both ledgers show the same figure with opposite signs."
    return _ask(form, "What your ledger shows", save, "Saved: what your ledger shows.", note=note)


@blueprint.route("/p/<slug>/money/overheads/agreements/<int:agreement_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_agreement(slug: str, agreement_id: int) -> ResponseReturnValue:
    found = queries.get_agreement(g.viewer, agreement_id)
    form = ConfirmForm(version=found.version)

    def save() -> None:
        actions.remove_agreement(g.viewer, found, version=typed_version(form))

    return _ask(form, f"Remove the agreement on {found.service}", save, "Removed: a support agreement.")


@blueprint.route("/p/<slug>/money/overheads/stranded/new", methods=["GET", "POST"])
@require("money.edit")
def add_stranded(slug: str) -> ResponseReturnValue:
    form = NewStrandedForm().offer(list_organisations(g.viewer))

    def save() -> None:
        actions.add_stranded(
            g.viewer, organisation_id=form.organisation_id.data, service=form.service.data or "",
            year=(form.year.data or "").strip(), **form.amounts,
        )  # fmt: skip

    return _ask(form, "Add a stranded cost", save, "Saved: a stranded cost.")


@blueprint.route("/p/<slug>/money/overheads/stranded/<int:stranded_id>", methods=["GET", "POST"])
@require("money.edit")
def change_stranded(slug: str, stranded_id: int) -> ResponseReturnValue:
    found = queries.get_stranded(g.viewer, stranded_id)
    form = StrandedForm(obj=found, centres_text=", ".join(found.centres))

    def save() -> None:
        actions.change_stranded(g.viewer, found, version=typed_version(form), **form.amounts)

    title = f"{found.service} of {found.organisation.short}, {found.year}"
    remove = _address("remove_stranded", stranded_id=found.id)
    return _ask(form, title, save, "Saved: a stranded cost.", remove=remove)


@blueprint.route("/p/<slug>/money/overheads/stranded/<int:stranded_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_stranded(slug: str, stranded_id: int) -> ResponseReturnValue:
    found = queries.get_stranded(g.viewer, stranded_id)
    form = ConfirmForm(version=found.version)

    def save() -> None:
        actions.remove_stranded(g.viewer, found, version=typed_version(form))

    return _ask(form, f"Remove the stranded cost of {found.service}", save, "Removed: a stranded cost.")
