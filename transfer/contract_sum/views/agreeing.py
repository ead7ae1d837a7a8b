"""Agreeing a sum, asking for changes of it and deciding them, and how VAT falls."""

from decimal import Decimal

from flask import g
from flask.typing import ResponseReturnValue

from transfer.contract_sum import actions, queries
from transfer.contract_sum.forms import AgreeForm, ChangeForm, DecideForm, VatForm
from transfer.contract_sum.queries import Seen
from transfer.contract_sum.views.common import address, ask_sum, blueprint
from transfer.kernel.money import pounds
from transfer.web.access import require
from transfer.web.answers import typed_version


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/agree", methods=["GET", "POST"])
@require("money.edit")
def agree_sum(slug: str, sum_id: int) -> ResponseReturnValue:
    row = queries.get_sum(g.viewer, sum_id)
    form = AgreeForm(version=row.version, agreed_on=g.programme.today())

    def save() -> None:
        actions.agree_sum(
            g.viewer, row, agreed_on=form.agreed_on.data, evidence=form.evidence.data or "",
            version=typed_version(form),
        )  # fmt: skip

    note = f"{pounds(Seen(row).built)} for {row.organisation.name} in {row.year}. Its parts stand from then on; only " \
        "change requests change it."  # fmt: skip
    return ask_sum(form, "Agree this sum", address("show", sum_id=row.id), save, "The sum is agreed.", note=note)


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/changes/new", methods=["GET", "POST"])
@require("money.edit")
def ask_change(slug: str, sum_id: int) -> ResponseReturnValue:
    row, form = queries.get_sum(g.viewer, sum_id), ChangeForm(asked_on=g.programme.today())

    def save() -> None:
        typed = {name: form[name].data for name in ("label", "pence", "reason", "funding", "asked_on")}
        actions.ask_change(g.viewer, row, **typed)

    return ask_sum(form, "Ask for a change", address("show", sum_id=row.id), save, "The change is asked for.")


@blueprint.route("/p/<slug>/money/contract-sums/changes/<int:request_id>", methods=["GET", "POST"])
@require("money.edit")
def decide_change(slug: str, request_id: int) -> ResponseReturnValue:
    change = queries.get_change(g.viewer, request_id)
    own = g.viewer.user_id is not None and g.viewer.user_id == change.asked_by_id
    form = DecideForm(version=change.version, decided_on=g.programme.today()).offer(own)

    def save() -> None:
        agreed, earlier, year = (
            form[name].data if name in form else None for name in ("agreed_pence", "earlier_pence", "earlier_year")
        )
        actions.decide_change(
            g.viewer, change, outcome=form.outcome.data, agreed_pence=agreed, reason=form.reason.data or "",
            decided_on=form.decided_on.data, version=typed_version(form), earlier_pence=earlier or 0,
            earlier_year=(year or "").strip(),
        )  # fmt: skip

    note = f"{change.asked_by} asked for {pounds(change.pence)}: {change.label}. {change.reason}"
    back = address("show", sum_id=change.sum_id)
    verb = "Take back" if own else "Decide"
    return ask_sum(form, f"{verb} change {change.number}", back, save, "The change is decided.", note=note)


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/vat", methods=["GET", "POST"])
@require("money.edit")
def say_vat(slug: str, sum_id: int) -> ResponseReturnValue:
    row = queries.get_sum(g.viewer, sum_id)
    names = ("version", "recovery_percent", "assumption", "adviser", "advised_on")
    form = VatForm(scenario=row.scenario or "", **{name: getattr(row, name) for name in names})

    def save() -> None:
        actions.say_vat(
            g.viewer, row, scenario=form.scenario.data or None,
            recovery_percent=form.recovery_percent.data or Decimal(0), assumption=form.assumption.data or "",
            adviser=(form.adviser.data or "").strip(), advised_on=form.advised_on.data, version=typed_version(form),
        )  # fmt: skip

    return ask_sum(form, "Say how VAT falls", address("show", sum_id=row.id), save, "Saved: how VAT falls.")
