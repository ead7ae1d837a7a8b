"""How a dispute ends: what one body proposes, and what each of the others answers."""

from typing import Any

from flask import g
from flask.typing import ResponseReturnValue

from transfer.baseline import actions, queries
from transfer.baseline.forms import AnswerForm, EndForm, TakeBackForm, agreed, settle_form
from transfer.baseline.models import Dispute, DisputeSettlement
from transfer.baseline.queries.disputes import awaited_bodies, pending_settlement
from transfer.baseline.rules import SETTLEMENT_WORDS
from transfer.baseline.views.common import STATE_COLOURS, ask_here, back_to, blueprint, names, own_sides, to
from transfer.kernel.errors import NotFound
from transfer.programmes.queries import list_organisations
from transfer.web.access import require
from transfer.web.answers import typed_version


def settlement_row(dispute: Dispute, each: DisputeSettlement, known: dict[int, str]) -> dict[str, Any]:
    """One proposal as the page of the dispute tells it: who takes what, each answer, and the change that carries it."""
    awaited = awaited_bodies(dispute, each) if each.state == "proposed" else set()
    own = next((side for side in own_sides() if side.id in awaited), None)
    may = each.state == "proposed" and g.viewer.may("money.edit")
    return {
        "id": each.id, "ends": each.ends, "outcome": each.outcome, "evidence": each.evidence,
        "by": each.proposed_by, "whose": known.get(each.organisation_id or 0, ""), "at": each.proposed_at,
        "state": SETTLEMENT_WORDS[each.state], "colour": STATE_COLOURS.get(each.state, "yellow"),
        "reason": each.reason, "change": each.change,
        "shares": [{"name": known.get(share.organisation_id), "pence": share.pence} for share in each.shares],
        "answers": [
            {"name": known.get(said.organisation_id), "answer": "Agrees" if said.agrees else "Refuses",
             "reason": said.reason, "by": said.answered_by, "at": said.answered_at}
            for said in each.answers
        ],
        "awaited": [name for place, name in known.items() if place in awaited],
        "answer": to("answer", dispute_id=dispute.id) if may and own else None, "own": own.short if own else "",
        "take_back": to("take_back", dispute_id=dispute.id) if may and each.organisation_id in g.viewer.sides else None,
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/disputes/<int:dispute_id>/settle", methods=["GET", "POST"])
@require("money.edit")
def settle(slug: str, dispute_id: int) -> ResponseReturnValue:
    found, bodies = queries.get_dispute(g.viewer, dispute_id), list_organisations(g.viewer)
    form = settle_form(bodies, version=f"{found.version}")

    def save() -> ResponseReturnValue:
        ending = actions.Ending(agreed(form, bodies), form.outcome.data, form.evidence.data or "")
        actions.propose_settlement(g.viewer, found, ending, version=typed_version(form))
        return back_to("dispute", dispute_id=found.id)

    return ask_here(form, f"Propose who takes what in dispute {found.number}", to("dispute", dispute_id=found.id), save,
                    "baseline/settle.html", dispute=found)  # fmt: skip


@blueprint.route("/p/<slug>/money/disputes/<int:dispute_id>/withdraw", methods=["GET", "POST"])
@require("money.edit")
def withdraw(slug: str, dispute_id: int) -> ResponseReturnValue:
    found = queries.get_dispute(g.viewer, dispute_id)
    form = EndForm(version=f"{found.version}")

    def save() -> ResponseReturnValue:
        ending = actions.Ending(None, form.outcome.data)
        actions.propose_settlement(g.viewer, found, ending, version=typed_version(form))
        return back_to("dispute", dispute_id=found.id)

    note = (
        "Once every other body whose money it touches agrees, the split rules decide about the row again; in a signed "
        "baseline the row stays as it is until a numbered change moves it."
    )
    return ask_here(form, f"Let dispute {found.number} rest", to("dispute", dispute_id=found.id), save, note=note)


def _pending(dispute_id: int) -> tuple[Dispute, DisputeSettlement]:
    """Raises NotFound where nothing waits for an answer."""
    found = queries.get_dispute(g.viewer, dispute_id)
    settlement = pending_settlement(found)
    if settlement is None:
        raise NotFound("Nothing is proposed in this dispute: it was answered, or taken back")
    return found, settlement


@blueprint.route("/p/<slug>/money/disputes/<int:dispute_id>/answer", methods=["GET", "POST"])
@require("money.edit")
def answer(slug: str, dispute_id: int) -> ResponseReturnValue:
    found, settlement = _pending(dispute_id)
    awaited, sides = awaited_bodies(found, settlement), own_sides()
    own = next((each for each in sides if each.id in awaited), sides[0] if sides else None)
    if own is None:
        raise NotFound("Only somebody of a body that is asked answers")
    form = AnswerForm(version=f"{settlement.version}")

    def save() -> ResponseReturnValue:
        actions.answer_settlement(
            g.viewer, settlement, own.id, agrees=form.answer.data == "agree", reason=form.reason.data or "",
            version=typed_version(form),
        )  # fmt: skip
        return back_to("dispute", dispute_id=found.id)

    return ask_here(form, f"Answer for {own.short} in dispute {found.number}", to("dispute", dispute_id=found.id), save,
                    "baseline/answer.html", settlement=settlement_row(found, settlement, names()))  # fmt: skip


@blueprint.route("/p/<slug>/money/disputes/<int:dispute_id>/take-back", methods=["GET", "POST"])
@require("money.edit")
def take_back(slug: str, dispute_id: int) -> ResponseReturnValue:
    found, settlement = _pending(dispute_id)
    form = TakeBackForm(version=f"{settlement.version}")

    def save() -> ResponseReturnValue:
        actions.take_back(g.viewer, settlement, form.reason.data, version=typed_version(form))
        return back_to("dispute", dispute_id=found.id)

    return ask_here(form, f"Take back what you proposed in dispute {found.number}",
                    to("dispute", dispute_id=found.id), save)  # fmt: skip
