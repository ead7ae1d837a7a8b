"""How far informing and consulting are in one transfer, for each employer, and the facts of the transfer."""

from typing import Any

from flask import abort, g
from flask.typing import ResponseReturnValue

from transfer.consultation import queries, rules
from transfer.consultation.actions import FACTS, set_facts, share_consultation
from transfer.consultation.forms import FactsForm
from transfer.consultation.models import ConsultationDocument, Question, Representative
from transfer.consultation.views.common import PLACE, back_to, blueprint, own_employer, show, to
from transfer.programmes.models import Organisation, Transfer
from transfer.programmes.queries import get_transfer
from transfer.tupe.queries import why_no_tupe
from transfer.web.access import require
from transfer.web.answers import ask, typed_version


@blueprint.get(PLACE)
@require("people.view")
def index(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    facts = queries.find_facts(transfer)
    changes = rules.pay_offers(
        (facts.pay_day_before, facts.pay_day_after), (facts.payroll_before, facts.payroll_after)
    ) if facts else []  # fmt: skip
    seen = queries.readable(g.viewer, transfer)
    blocks = [_block(transfer, each) for each in queries.employers_of(transfer) if each.id in seen]
    return show(
        "consultation/index.html", transfer, blocks=blocks, facts=facts, changes=changes,
        no_tupe=why_no_tupe(transfer),
    )  # fmt: skip


def _block(transfer: Transfer, employer: Organisation) -> dict[str, Any]:
    """What one employer has done and has still to do."""

    def of(model: Any) -> list[Any]:
        found = queries.list_records(g.viewer, transfer, model)
        return [each for each in found if each.employer_id == employer.id]

    measures = [each for each, *_ in queries.said_once(queries.measures_of(g.viewer, transfer, employer.id))]
    documents = of(ConsultationDocument)
    own = queries.is_own(g.viewer, employer.id)
    return {
        "employer": employer,
        "own": own,
        "may": queries.may_record(g.viewer, employer.id),
        "shared": queries.is_shared(transfer, employer.id),
        "envisaged": sum(each.envisaged for each in measures),
        "refused": sum(not each.envisaged for each in measures),
        "open": len(queries.open_offers(g.viewer, transfer, employer)) if own else None,
        "representatives": len(of(Representative)),
        "documents": len(documents),
        "received": sum(each.received_on is not None for each in documents),
        "waiting": sum(each.replied_on is None for each in of(Question)),
    }


@blueprint.route(f"{PLACE}/facts", methods=["GET", "POST"])
@require("people.decide")
def facts(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    if not any(queries.may_record(g.viewer, each.id) for each in queries.employers_of(transfer)):
        abort(403, "This is open to HR and legal of the two employers.")
    row = queries.find_facts(transfer)
    form = FactsForm(data={"version": row.version if row else 0, **{each: getattr(row, each, "") for each in FACTS}})

    def save() -> ResponseReturnValue:
        set_facts(g.viewer, transfer, form.values(), typed_version(form))
        return back_to("index", transfer, "The facts were recorded.")

    note = (
        "Both employers read and write these. Letters say them as they stand. Name nobody. A pay date or a payroll "
        "provider that changes is offered to the new employer as a measure."
    )
    return ask(form, "layouts/form.html", save, title="Facts of the transfer", back=to("index", transfer), note=note,
               remove=None)  # fmt: skip


@blueprint.post(f"{PLACE}/<int:organisation_id>/share")
@require("people.decide")
def share(slug: str, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    employer = own_employer(transfer, organisation_id)
    share_consultation(g.viewer, transfer, employer)
    return back_to("index", transfer, f"Everybody in the programme now reads what {employer.short} records here.")
