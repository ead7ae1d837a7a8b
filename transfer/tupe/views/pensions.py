"""Pensions of a transfer: the schemes that its people are in, and how each goes on."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.establishment.queries import people_missing
from transfer.kernel.dates import how_far_off
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.tupe import queries
from transfer.tupe.actions import may_settle_pensions, save_pension_route
from transfer.tupe.forms import PensionForm
from transfer.tupe.models import PensionRoute
from transfer.tupe.rules import COHORTS, PENSION_ROUTES, PENSION_STATUSES, SECURITIES, is_late
from transfer.tupe.views.common import blueprint, transfer_name
from transfer.web.access import require
from transfer.web.answers import ask, typed_version

PENSIONS = "/p/<slug>/people/transfers/<int:transfer_id>/pensions"


@blueprint.get(PENSIONS)
@require("people.view")
def pensions(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    schemes, counted = queries.list_schemes(g.viewer, transfer), g.viewer.names_of(transfer.from_id)
    if not counted:
        # Who is in which scheme would tell apart the people of liability information without names.
        schemes = [each for each in schemes if each.routes]
    today = g.programme.today()
    [actuary] = [each for each in queries.dates_of(transfer) if each.rule.key == "pension_actuary_on"]
    return render_template(
        "tupe/pensions.html", transfer=transfer, name=transfer_name(transfer), schemes=schemes, actuary=actuary,
        routes=[_row(transfer, route) for each in schemes for route in each.routes], far=how_far_off(actuary.on, today),
        missing=people_missing(g.viewer), may=may_settle_pensions(g.viewer, transfer),
        counted=counted, unsettled=[each.scheme for each in schemes if counted and each.scheme and each.in_scope
                                    and not each.settled],
        kinds=PENSION_ROUTES.values(),
    )  # fmt: skip


def _row(transfer: Transfer, route: PensionRoute) -> dict[str, Any]:
    kind = PENSION_ROUTES[route.route]
    settled = route.agreed_on is not None
    return {
        "scheme": route.scheme, "cohort": COHORTS[route.cohort], "kind": kind, "route": route,
        "status": PENSION_STATUSES[route.status], "security": SECURITIES[route.security],
        "rate": f"{route.rate.normalize():f}%" if route.rate is not None else "",
        "late": is_late(route.agreed_on, transfer.transfer_on, g.programme.today()), "settled": settled,
        "href": url_for(".change_pension", slug=g.programme.slug, transfer_id=transfer.id, route_id=route.id),
    }  # fmt: skip


@blueprint.route(f"{PENSIONS}/new", methods=["GET", "POST"])
@require("people.view")
def add_pension(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    form = PensionForm()
    if request.method != "POST":
        form.scheme.data = request.args.get("scheme", "")
    return _ask(transfer, form, None, f"Add a pension route: {transfer_name(transfer)}")


@blueprint.route(f"{PENSIONS}/<int:route_id>", methods=["GET", "POST"])
@require("people.view")
def change_pension(slug: str, transfer_id: int, route_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    route = queries.get_pension_route(transfer, route_id)
    form = PensionForm(obj=route)
    if request.method != "POST":
        form.show(route)
    return _ask(transfer, form, route, f"Pension route of {route.scheme}: {COHORTS[route.cohort].lower()}")


def _ask(transfer: Transfer, form: PensionForm, route: PensionRoute | None, title: str) -> ResponseReturnValue:
    if not may_settle_pensions(g.viewer, transfer):
        abort(404)
    back = url_for(".pensions", slug=g.programme.slug, transfer_id=transfer.id)

    def save() -> ResponseReturnValue:
        save_pension_route(g.viewer, transfer, form.facts(), route=route, version=typed_version(form) if route else 0)
        flash("The pension route was saved.", "success")
        return redirect(back, 303)

    note = "What people, the fund and its actuary decide. Everybody in the programme sees it."
    return ask(form, "layouts/form.html", save, title=title, note=note, back=back)
