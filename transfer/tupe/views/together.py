"""One decision for everybody on a filtered list: asked, looked at, and only then taken."""

from collections.abc import Sequence
from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import Forbidden

from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_transfer
from transfer.tupe import queries
from transfer.tupe.actions import count_able, preview_steps, take_steps
from transfer.tupe.forms import TogetherForm
from transfer.tupe.queries import Seat
from transfer.tupe.rules import FINAL, MOVES, STATE_WORDS, STATES, Step, first_step
from transfer.tupe.views.common import asked_filter, blueprint, transfer_name
from transfer.web.access import require
from transfer.web.answers import ask

SHOWN = 10  # posts of each reason that are named


@blueprint.route("/p/<slug>/people/transfers/<int:transfer_id>/together", methods=["GET", "POST"])
@require("people.decide")
def decide_together(slug: str, transfer_id: int) -> ResponseReturnValue:
    """The filter stands in the address, as on the page of people."""
    transfer = get_transfer(g.viewer, transfer_id)
    if not queries.sees_decisions(g.viewer, transfer.from_id):
        raise Forbidden(f"HR or legal of {transfer.transferor.short} decides about its people.")
    seats = queries.seats_of(g.viewer, transfer, asked_filter())
    able = count_able(g.viewer, transfer, seats)
    # What was chosen on the page that was looked at stays among those offered, so that what stopped it can be said.
    form = TogetherForm()
    form.offer([each for each in STATES if each in able or each == form.after.data], able, len(seats))
    if request.method != "POST":
        form.decided_on.data = g.programme.today()

    def save() -> ResponseReturnValue:
        return _take(transfer, form) if form.seen.data else _look(transfer, form)

    back = _with_filter(url_for(".transfer", slug=slug, transfer_id=transfer_id))
    return ask(
        form, "tupe/together.html", save, transfer=transfer, name=transfer_name(transfer), back=back,
        total=len(seats), states=_counted(transfer, seats), asked=asked_filter(), services=_service_names(transfer),
        first=first_step({seat.state for seat in seats}),
    )  # fmt: skip


def _with_filter(address: str) -> str:
    return f"{address}?{request.query_string.decode()}" if request.query_string else address


def _place(transfer: Transfer) -> dict[str, Any]:
    return {"slug": g.programme.slug, "transfer_id": transfer.id}


def _counted(transfer: Transfer, seats: Sequence[Seat]) -> list[tuple[str, int, str]]:
    """(state, how many, where those alone are decided about: "" after a last step)."""
    states, place = [seat.state for seat in seats], _place(transfer)
    place = request.args.to_dict() | place
    return [
        (STATE_WORDS[each], states.count(each),
         "" if each in FINAL else url_for(".decide_together", **{**place, "state": each}))
        for each in STATES if each in states
    ]  # fmt: skip


def _service_names(transfer: Transfer) -> dict[str, str]:
    return {str(each.id): each.name for each in queries.services_of(g.viewer, transfer)}


def _look(transfer: Transfer, form: TogetherForm) -> ResponseReturnValue:
    step = Step(form.after.data, form.reason.data, form.evidence.data or "", form.decided_on.data, *form.dispute)
    found = preview_steps(g.viewer, transfer, asked_filter(), step)
    stopped = [
        {"message": each.message, "number": len(each.seats), "posts": [seat.post_no for seat in each.seats[:SHOWN]]}
        for each in found.stopped
    ]
    return render_template(
        "tupe/together_look.html", form=form, found=found, stopped=stopped, transfer=transfer,
        objected=[each.post_no for each in found.can if each.objects and step.after in MOVES], shown=SHOWN,
        name=transfer_name(transfer), after=STATE_WORDS[step.after], step=step,
        back=_with_filter(url_for(".decide_together", slug=g.programme.slug, transfer_id=transfer.id)),
    )  # fmt: skip


def _take(transfer: Transfer, form: TogetherForm) -> ResponseReturnValue:
    # What was looked at counts once: after a refusal it is looked at again before anything is taken.
    seen, form.seen.data = form.seen.data, ""
    raised_by, legal_by_on = form.dispute
    done = take_steps(
        g.viewer, transfer, asked_filter(), after=form.after.data, reason=form.reason.data,
        evidence=form.evidence.data or "", decided_on=form.decided_on.data, seen=seen, raised_by=raised_by,
        legal_by_on=legal_by_on,
    )  # fmt: skip
    people = "1 person" if len(done.can) == 1 else f"{len(done.can):,} people"
    flash(f"{people}: {STATE_WORDS[form.after.data].lower()}.", "success")
    return redirect(url_for(".transfer", slug=g.programme.slug, transfer_id=transfer.id), 303)
