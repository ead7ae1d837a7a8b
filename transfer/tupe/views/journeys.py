"""Those who transferred, on the new employer's list; and one person's way through all transfers."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.establishment.actions import record_opening
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import PERSON_SLOTS, get_line
from transfer.kernel.errors import DomainError
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.programmes.rules import Viewer
from transfer.tupe import queries
from transfer.tupe.actions import link_arrival, link_arrivals, may_receive
from transfer.tupe.forms import ArrivalForm
from transfer.tupe.models import Leg
from transfer.tupe.queries import Arrival
from transfer.tupe.rules import CARRIED, PAY
from transfer.tupe.views.common import blueprint, sees_who_went, transfer_name
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.paging import asked_page

ARRIVALS = "/p/<slug>/people/transfers/<int:transfer_id>/arrivals"


@blueprint.get(ARRIVALS)
@require("people.view")
def arrivals(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    page = queries.page_arrivals(g.viewer, transfer, asked_page()) if sees_who_went(transfer) else None
    rows = [_row(transfer, each) for each in page.items] if page else []
    paid = g.viewer.pay_of(transfer.from_id) or g.viewer.pay_of(transfer.to_id)
    return render_template(
        "tupe/arrivals.html", transfer=transfer, name=transfer_name(transfer), page=page, paid=paid,
        rows=rows, totals=queries.arrival_totals(g.viewer, transfer),
        may=may_receive(g.viewer, transfer), release=queries.receiving_list(g.viewer, transfer),
    )  # fmt: skip


def _row(transfer: Transfer, each: Arrival) -> dict[str, Any]:
    leg = each.leg
    if leg.to_post_no is None:
        stands = "Not found yet"
    else:
        stands = (
            "Arrived as they left" if each.now and not each.differences else "Differs" if each.now else "Gone again"
        )
    return {
        "post_no": leg.post_no, "to_post_no": leg.to_post_no or "", "stands": stands,
        "differences": [CARRIED[name] for name in each.differences if _shown(leg, name)],
        "href": url_for(".arrival", slug=g.programme.slug, transfer_id=transfer.id, leg_id=leg.id),
    }  # fmt: skip


def _shown(leg: Leg, name: str) -> bool:
    """What differs is said to whoever may see pay, or the dates of named people, of one of the two employers."""
    may = g.viewer.pay_of if name in PAY else g.viewer.names_of
    return name == "fte_thousandths" or may(leg.organisation_id) or may(leg.to_organisation_id)


@blueprint.post(f"{ARRIVALS}/match")
@require("people.decide")
def match_arrivals(slug: str, transfer_id: int) -> ResponseReturnValue:
    """Find them by the numbers that they kept."""
    transfer = get_transfer(g.viewer, transfer_id)
    try:
        found = link_arrivals(g.viewer, transfer)
    except DomainError as error:
        flash(error.message, "error")
        return redirect(url_for(".arrivals", slug=slug, transfer_id=transfer_id), 303)
    flash(f"{found:,} {'person was' if found == 1 else 'people were'} found on the new list.", "success")
    return redirect(url_for(".arrivals", slug=slug, transfer_id=transfer_id), 303)


@blueprint.route(f"{ARRIVALS}/<int:leg_id>", methods=["GET", "POST"])
@require("people.decide")
def arrival(slug: str, transfer_id: int, leg_id: int) -> ResponseReturnValue:
    """Say on which post of the new list somebody with a new number stands."""
    transfer = get_transfer(g.viewer, transfer_id)
    leg = queries.get_leg(g.viewer, transfer, leg_id)
    if not may_receive(g.viewer, transfer):
        abort(404)
    form, back = ArrivalForm(), url_for(".arrivals", slug=slug, transfer_id=transfer_id)
    if request.method != "POST":
        form.version.data, form.post_no.data = str(leg.version), leg.to_post_no or ""

    def save() -> ResponseReturnValue:
        link_arrival(
            g.viewer, transfer, leg_id, post_no=form.post_no.data or "", person_ref=form.person_ref.data or "",
            version=typed_version(form),
        )  # fmt: skip
        flash("It was saved.", "success")
        return redirect(back, 303)

    title = f"Where post {leg.post_no} of {transfer.transferor.short} stands now"
    note = f"On the list of {transfer.transferee.short}. The two posts are one from then on, whatever their numbers."
    return ask(form, "layouts/form.html", save, title=title, note=note, back=back)


@blueprint.get("/p/<slug>/people/posts/<int:line_id>/journey")
@require("people.view")
def journey(slug: str, line_id: int) -> ResponseReturnValue:
    """The way of whoever is on this line through the transfers of the programme."""
    line = get_line(g.viewer, line_id)
    record_opening(g.viewer, line)
    told = queries.sees_decisions(g.viewer, line.release.organisation_id)
    return render_template("tupe/journey.html", line=line, legs=journey_rows(line) if told else [], told=told)


def journey_rows(line: AssignmentLine) -> list[dict[str, Any]]:
    """Dates for whom the people of one of the two employers are named to."""
    rows = []
    for leg in queries.journey_of(g.viewer, line):
        named = g.viewer.names_of(leg.organisation_id) or g.viewer.names_of(leg.to_organisation_id)
        rows.append({
            "on": leg.transfer.transfer_on, "from": leg.transfer.transferor.short, "to": leg.transfer.transferee.short,
            "post_no": leg.post_no, "to_post_no": leg.to_post_no or "Not found yet", "fte": leg.fte_thousandths,
            "started_on": leg.started_on if named else None, "lg_service_on": leg.lg_service_on if named else None,
            "continuous_service_on": leg.continuous_service_on if named else None,
        })  # fmt: skip
    return rows


def _offer(viewer: Viewer, line: AssignmentLine) -> dict[str, str] | None:
    """On the page of a post: the way so far, where there is one."""
    if not queries.sees_decisions(viewer, line.release.organisation_id) or not queries.journey_of(viewer, line):
        return None
    return {"text": "The person’s journey through the transfers",
            "href": url_for("tupe.journey", slug=g.programme.slug, line_id=line.id)}  # fmt: skip


PERSON_SLOTS.append(_offer)
