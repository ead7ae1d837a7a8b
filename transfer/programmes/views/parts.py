"""Choosing a programme, and its parts: organisations, services, options and transfers."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.identity.queries import list_operators
from transfer.programmes import actions, queries
from transfer.programmes.forms import (
    BasisForm,
    ClaimForm,
    OptionForm,
    OrganisationForm,
    RemoveForm,
    ServiceForm,
    TransferForm,
)
from transfer.programmes.models import Claim, Option
from transfer.programmes.rules import figure_words, read_figure, read_parts, same_employer, suggested_functions
from transfer.programmes.views.common import ask_part, back_to, blueprint
from transfer.web.access import require, signed_in
from transfer.web.answers import ask, typed_version


def _list(text: str | None) -> list[str]:
    return [each.strip() for each in (text or "").split(",") if each.strip()]


@blueprint.get("/")
@signed_in
def choose() -> ResponseReturnValue:
    """Whoever has one programme is taken to it, unless the list was asked for."""
    programmes = queries.list_programmes_of(g.user)
    if len(programmes) == 1 and "all" not in request.args:
        return redirect(url_for("desk.home", slug=programmes[0].slug))
    operators = [] if programmes else [each.name for each in list_operators()]
    return render_template("programmes/choose.html", programmes=programmes, operators=operators)


@blueprint.get("/p/<slug>/organisations")
@require("programme.view")
def organisations(slug: str) -> ResponseReturnValue:
    found = queries.list_organisations(g.viewer)
    employers = [queries.employer(each) for each in found]
    one_employer = [
        (one, other)
        for index, one in enumerate(employers)
        for other in employers[index + 1 :]
        if same_employer(one, other)
    ]
    return render_template("programmes/organisations.html", organisations=found, one_employer=one_employer)


@blueprint.route("/p/<slug>/organisations/new", methods=["GET", "POST"])
@require("programme.edit")
def add_organisation(slug: str) -> ResponseReturnValue:
    form, title, back = OrganisationForm(), "Add an organisation", url_for("programmes.organisations", slug=slug)

    def save() -> ResponseReturnValue:
        actions.add_organisation(g.viewer, **_organisation_values(form))
        return back_to("organisations")

    return ask_part(form, title, back, save)


@blueprint.route("/p/<slug>/organisations/<int:organisation_id>", methods=["GET", "POST"])
@require("programme.edit")
def change_organisation(slug: str, organisation_id: int) -> ResponseReturnValue:
    organisation = queries.get_organisation(g.viewer, organisation_id)
    form, back = OrganisationForm(obj=organisation), url_for("programmes.organisations", slug=slug)
    title = f"Change {organisation.name}"

    def save() -> ResponseReturnValue:
        values = _organisation_values(form)
        actions.change_organisation(g.viewer, organisation, version=typed_version(form), **values)
        return back_to("organisations")

    return ask_part(form, title, back, save)


def _organisation_values(form: OrganisationForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "short": form.short.data,
        "kind": form.kind.data,
        "company_number": form.company_number.data or None,
    }


@blueprint.get("/p/<slug>/services")
@require("programme.view")
def services(slug: str) -> ResponseReturnValue:
    return render_template("programmes/services.html", services=queries.list_services(g.viewer))


@blueprint.get("/p/<slug>/services/<int:service_id>")
@require("programme.view")
def service(slug: str, service_id: int) -> ResponseReturnValue:
    found = queries.get_service(g.viewer, service_id)
    return render_template(
        "programmes/service.html",
        service=found,
        life=queries.service_life(g.viewer, found),
        suggested=suggested_functions(found.name, found.functions),
        slots=queries.service_slots(g.viewer, found),
    )


@blueprint.route("/p/<slug>/services/new", methods=["GET", "POST"])
@require("programme.edit")
def add_service(slug: str) -> ResponseReturnValue:
    form = ServiceForm().offer(queries.list_organisations(g.viewer))
    title, back = "Add a service", url_for("programmes.services", slug=slug)

    def save() -> ResponseReturnValue:
        added = actions.add_service(g.viewer, **_service_values(form))
        return back_to("service", service_id=added.id)

    return ask_part(form, title, back, save)


@blueprint.route("/p/<slug>/services/<int:service_id>/change", methods=["GET", "POST"])
@require("programme.edit")
def change_service(slug: str, service_id: int) -> ResponseReturnValue:
    found = queries.get_service(g.viewer, service_id)
    shown = {
        "version": found.version, "name": found.name, "tier": found.tier, "directorate": found.directorate,
        "provider_id": found.provider_id or 0, "powers_confirmed_by": found.powers_confirmed_by,
        "cost_centres": ", ".join(link.cost_centre for link in found.cost_centres),
        "functions": ", ".join(found.functions),
    }  # fmt: skip
    form = ServiceForm(data=shown).offer(queries.list_organisations(g.viewer))
    title, back = f"Change {found.name}", url_for("programmes.service", slug=slug, service_id=service_id)

    def save() -> ResponseReturnValue:
        actions.change_service(g.viewer, found, version=typed_version(form), **_service_values(form))
        actions.confirm_powers(g.viewer, found, confirmed_by=form.powers_confirmed_by.data or None)
        return back_to("service", service_id=service_id)

    return ask_part(form, title, back, save)


def _service_values(form: ServiceForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "tier": form.tier.data or "",
        "directorate": form.directorate.data or "",
        "provider_id": form.provider_id.data or None,
        "cost_centres": _list(form.cost_centres.data),
        "functions": _list(form.functions.data),
    }


@blueprint.get("/p/<slug>/options")
@require("programme.view")
def options(slug: str) -> ResponseReturnValue:
    names = {each.id: each.name for each in queries.list_services(g.viewer)}
    found = queries.list_options(g.viewer)
    return render_template(
        "programmes/options.html",
        options=found,
        challenged=queries.basis_slots([transfer for option in found for transfer in option.transfers]),
        constraints=queries.list_constraints(g.viewer),
        service_names=names,
        same_employer=lambda transfer: same_employer(
            queries.employer(transfer.transferor), queries.employer(transfer.transferee)
        ),
    )


@blueprint.route("/p/<slug>/options/new", methods=["GET", "POST"])
@require("programme.edit")
def add_option(slug: str) -> ResponseReturnValue:
    form, title, back = OptionForm(), "Add an option", url_for("programmes.options", slug=slug)

    def save() -> ResponseReturnValue:
        added = actions.add_option(g.viewer, **_option_values(form))
        _settle_option(form, added)
        return back_to("options")

    return ask_part(form, title, back, save)


@blueprint.route("/p/<slug>/options/<int:option_id>", methods=["GET", "POST"])
@require("programme.edit")
def change_option(slug: str, option_id: int) -> ResponseReturnValue:
    option = queries.get_option(g.viewer, option_id)
    form, title = OptionForm(obj=option), f"Change {option.name}"
    back = url_for("programmes.options", slug=slug)

    def save() -> ResponseReturnValue:
        actions.change_option(g.viewer, option, version=typed_version(form), **_option_values(form))
        _settle_option(form, option)
        return back_to("options")

    return ask_part(form, title, back, save)


def _option_values(form: OptionForm) -> dict[str, Any]:
    return {
        "name": form.name.data,
        "control_model": form.control_model.data or "",
        "legal_form": form.legal_form.data or "",
    }


def _settle_option(form: OptionForm, option: Option) -> None:
    actions.reject_option(g.viewer, option, reason=form.rejected_reason.data or "")
    if form.preferred.data:
        actions.prefer_option(g.viewer, option, reason=(form.preferred_reason.data or "").strip())
    else:
        actions.take_back_preference(g.viewer, option)


@blueprint.route("/p/<slug>/options/<int:option_id>/transfers/new", methods=["GET", "POST"])
@require("programme.edit")
def add_transfer(slug: str, option_id: int) -> ResponseReturnValue:
    option = queries.get_option(g.viewer, option_id)
    form = TransferForm().offer(queries.list_organisations(g.viewer), queries.list_services(g.viewer))
    title, back = f"Add a transfer to {option.name}", url_for("programmes.options", slug=slug)

    def save() -> ResponseReturnValue:
        added = actions.add_transfer(g.viewer, option, **_transfer_values(form))
        return back_to("record_basis", transfer_id=added.id)

    return ask_part(form, title, back, save, f"a transfer of {option.name}")


@blueprint.route("/p/<slug>/transfers/<int:transfer_id>", methods=["GET", "POST"])
@require("programme.edit")
def change_transfer(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = queries.get_transfer(g.viewer, transfer_id)
    form = TransferForm(obj=transfer).offer(queries.list_organisations(g.viewer), queries.list_services(g.viewer))
    title, back = f"Change a transfer of {transfer.option.name}", url_for("programmes.options", slug=slug)

    def save() -> ResponseReturnValue:
        actions.change_transfer(g.viewer, transfer, version=typed_version(form), **_transfer_values(form))
        return back_to("options")

    return ask_part(form, title, back, save, f"a transfer of {transfer.option.name}")


def _transfer_values(form: TransferForm) -> dict[str, Any]:
    return {
        "from_id": form.from_id.data,
        "to_id": form.to_id.data,
        "transfer_on": form.transfer_on.data,
        "service_ids": form.service_ids.data,
    }


@blueprint.route("/p/<slug>/transfers/<int:transfer_id>/basis", methods=["GET", "POST"])
@require("programme.edit")
def record_basis(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = queries.get_transfer(g.viewer, transfer_id)
    form, back = BasisForm(obj=transfer), url_for("programmes.options", slug=slug)
    title = f"Legal basis: {transfer.transferor.short} to {transfer.transferee.short}"

    def save() -> ResponseReturnValue:
        actions.record_basis(
            g.viewer, transfer, version=typed_version(form), basis=form.basis.data, evidence=form.basis_evidence.data,
            confirmed_by=form.basis_confirmed_by.data or None, confirmed_on=form.basis_confirmed_on.data,
        )  # fmt: skip
        return back_to("options")

    what = f"the legal basis of {transfer.transferor.short} to {transfer.transferee.short}"
    return ask_part(form, title, back, save, what)


@blueprint.get("/p/<slug>/claims")
@require("programme.view")
def claims(slug: str) -> ResponseReturnValue:
    return render_template("programmes/claims.html", claims=queries.list_claims(g.viewer), figure_words=figure_words)


@blueprint.route("/p/<slug>/claims/new", methods=["GET", "POST"])
@require("programme.edit")
def add_claim(slug: str) -> ResponseReturnValue:
    form = ClaimForm().offer(queries.list_organisations(g.viewer))

    def save() -> ResponseReturnValue:
        actions.add_claim(g.viewer, **_claim_values(form))
        return back_to("claims")

    return ask_part(form, "Add a published figure", url_for("programmes.claims", slug=slug), save, "a published figure")


@blueprint.route("/p/<slug>/claims/<int:claim_id>", methods=["GET", "POST"])
@require("programme.edit")
def change_claim(slug: str, claim_id: int) -> ResponseReturnValue:
    claim = queries.get_claim(g.viewer, claim_id)
    form = ClaimForm(obj=claim, data=_claim_typed(claim)).offer(queries.list_organisations(g.viewer))

    def save() -> ResponseReturnValue:
        actions.change_claim(g.viewer, claim, version=typed_version(form), **_claim_values(form))
        return back_to("claims")

    back = url_for("programmes.claims", slug=slug)
    remove = url_for("programmes.remove_claim", slug=slug, claim_id=claim_id)
    return ask_part(form, "Change a published figure", back, save, "a published figure", remove=remove)


@blueprint.route("/p/<slug>/claims/<int:claim_id>/remove", methods=["GET", "POST"])
@require("programme.edit")
def remove_claim(slug: str, claim_id: int) -> ResponseReturnValue:
    claim = queries.get_claim(g.viewer, claim_id)
    form, back = RemoveForm(version=claim.version), url_for("programmes.change_claim", slug=slug, claim_id=claim_id)

    def save() -> ResponseReturnValue:
        actions.remove_claim(g.viewer, claim, version=typed_version(form))
        flash("Removed: a published figure.", "success")
        return back_to("claims")

    note = f"“{claim.statement}”, {claim.document}. Packs that were frozen with it keep it."
    return ask(form, "layouts/form.html", save, title="Remove a published figure", back=back, note=note)


def _claim_typed(claim: Claim) -> dict[str, Any]:
    """A claim's figure and parts as they were typed."""
    parts = [f"{figure_words(value, claim.unit)} {name}" for name, value in claim.parts.items()]
    return {
        "figure": figure_words(claim.value, claim.unit), "parts_text": "\n".join(parts),
        "organisation_id": claim.organisation_id or 0,
    }  # fmt: skip


def _claim_values(form: ClaimForm) -> dict[str, Any]:
    unit = form.unit.data
    return {
        "statement": form.statement.data, "unit": unit, "value": read_figure(form.figure.data or "", unit),
        "parts": read_parts(form.parts_text.data or "", unit), "subject": form.subject.data,
        "organisation_id": form.organisation_id.data or None, "document": form.document.data,
        "paragraph": form.paragraph.data or "", "as_at": form.as_at.data,
    }  # fmt: skip
