"""Measures of each employer, and what has still to be answered."""

from typing import Any

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from transfer.consultation import queries
from transfer.consultation.actions import answer_also, record_measure
from transfer.consultation.forms import MeasureForm
from transfer.consultation.models import Measure
from transfer.consultation.rules import Offer
from transfer.consultation.views.common import (
    PLACE,
    RecordPage,
    back_to,
    blueprint,
    own_employer,
    require_recorder,
    show,
    to,
)
from transfer.kernel.dates import long_date
from transfer.programmes.models import Organisation, Transfer
from transfer.programmes.queries import get_transfer
from transfer.web.access import require
from transfer.web.answers import typed_version

MEASURE = RecordPage(Measure, MeasureForm, ("Add a measure", "Change a measure"), "measures")
COLUMNS = [
    {"key": "text", "label": "Measure", "href": "href"},
    {"key": "employer", "label": "Employer"},
    {"key": "envisaged", "label": "State", "kind": "tag"},
    {"key": "cohort", "label": "Affects"},
    {"key": "from_on", "label": "From", "kind": "date"},
    {"key": "because", "label": "Why not"},
    {"key": "source", "label": "Source"},
    {"key": "by", "label": "Said by"},
]


def measure_rows(transfer: Transfer) -> list[dict[str, Any]]:
    asked = request.args.get("employer", "")
    return [
        {
            "text": each.text,
            "href": to("change_measure", transfer, measure_id=each.id)
            if queries.may_record(g.viewer, each.employer_id)
            else None,
            "employer": each.employer.short,
            "envisaged": "Envisaged" if each.envisaged else "Not envisaged",
            "cohort": each.cohort,
            "from_on": each.from_on,
            "because": each.because,
            "source": "; ".join(dict.fromkeys(one.source for one in same if one.source)),
            "by": each.decided_by,
        }
        for same in queries.said_once(queries.list_records(g.viewer, transfer, Measure))
        for each in same[:1]
        if asked in ("", str(each.employer_id))
    ]


@blueprint.get(f"{PLACE}/measures")
@require("people.view")
def measures(slug: str, transfer_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    waiting = [
        {"employer": each, "offers": [_offer(transfer, each, offer) for offer in found]}
        for each in queries.employers_of(transfer)
        if queries.is_own(g.viewer, each.id)
        for found in [queries.open_offers(g.viewer, transfer, each)]
    ]
    return show(
        "consultation/measures.html", transfer, waiting=waiting, rows=measure_rows(transfer), columns=COLUMNS,
        controls=[employer_control(transfer)],
    )  # fmt: skip


def employer_control(transfer: Transfer) -> dict[str, Any]:
    options = [(each.id, each.short) for each in queries.employers_of(transfer)]
    return {"name": "employer", "label": "Employer", "options": options}


def _offer(transfer: Transfer, employer: Organisation, offer: Offer) -> dict[str, Any]:
    return {
        "words": offer.words,
        "source": offer.source,
        "source_href": url_for(offer.href, slug=g.programme.slug) if offer.href else None,
        "answer": "Answer",
        "href": to("add_measure", transfer, organisation_id=employer.id, offer=offer.key)
        if queries.may_record(g.viewer, employer.id)
        else None,
    }


@blueprint.route(f"{PLACE}/<int:organisation_id>/measures/new", methods=["GET", "POST"])
@require("people.decide")
def add_measure(slug: str, transfer_id: int, organisation_id: int) -> ResponseReturnValue:
    """A measure that somebody thought of, or the answer to what is recorded in the programme (?offer=…)."""
    transfer = get_transfer(g.viewer, transfer_id)
    employer = own_employer(transfer, organisation_id)
    found = queries.open_offers(g.viewer, transfer, employer)
    offer = next((each for each in found if each.key == request.args.get("offer")), None)
    others = _others(transfer, employer, offer)
    form = MeasureForm(data=_proposed(offer, list(others))).offer_also(
        [(key, _also_words(each)) for key, each in others.items()]
    )

    def save() -> ResponseReturnValue:
        chosen = [others[key] for key in form.also.data or []] if "also" in form else []
        record_measure(g.viewer, transfer, employer, form.values())
        answer_also(g.viewer, chosen, form.values())
        told = "The measure was recorded." if not chosen else f"The answer was recorded in {len(chosen) + 1} places."
        return back_to("measures", transfer, told)

    return MEASURE.ask(form, transfer, employer, 0, save)


def _others(transfer: Transfer, employer: Organisation, offer: Offer | None) -> dict[str, queries.Waiting]:
    """Where else the same waits, by what the form sends."""
    found = queries.also_open(g.viewer, transfer, employer, offer) if offer else []
    return {f"{each.transfer.id}-{each.employer.id}-{each.offer.key}": each for each in found}


def _proposed(offer: Offer | None, also: list[str]) -> dict[str, Any]:
    """What the form begins with: one answer mostly counts for all that the same record waits in. From when is left to
    whoever answers: a day that nobody chose would stand in letters."""
    if offer is None:
        return {}
    return {"source_key": offer.key, "text": offer.words, "source": offer.source, "also": also}


def _also_words(each: queries.Waiting) -> str:
    there = each.transfer
    names = f"{there.transferor.short} to {there.transferee.short}, {long_date(there.transfer_on)}"
    return f"{each.offer.source}: {each.offer.words} ({each.employer.short}, in the transfer {names})"


@blueprint.route(f"{PLACE}/measures/<int:measure_id>", methods=["GET", "POST"])
@require("people.decide")
def change_measure(slug: str, transfer_id: int, measure_id: int) -> ResponseReturnValue:
    transfer = get_transfer(g.viewer, transfer_id)
    row = queries.get_record(g.viewer, transfer, Measure, measure_id)
    require_recorder(row.employer)
    form = MeasureForm(data=MEASURE.shown(row)).offer_also([])
    # One answer that was given in several places is one measure, and is changed as one.
    groups = queries.said_once(queries.measures_of(g.viewer, transfer, row.employer_id))
    same = [each for group in groups if row in group for each in group if each is not row]

    def save() -> ResponseReturnValue:
        values = {**form.values(), "source_key": row.source_key}
        record_measure(g.viewer, transfer, row.employer, values, row, typed_version(form))
        for each in same:
            kept = {"source_key": each.source_key, "source": each.source}
            record_measure(g.viewer, transfer, each.employer, {**values, **kept}, each)
        return back_to("measures", transfer, "The measure was changed.")

    return MEASURE.ask(form, transfer, row.employer, 1, save)
