"""How the sample's employers informed and consulted before the transfer of 1 July 2021."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from transfer.consultation.actions import (
    add_record,
    change_record,
    freeze_document,
    record_measure,
    record_receipt,
    set_facts,
    set_writer,
    share_consultation,
)
from transfer.consultation.models import AffectedGroup, Meeting, Question, Representative
from transfer.consultation.queries import list_records, open_offers
from transfer.programmes.models import Organisation, Service, Transfer
from transfer.programmes.queries import list_services
from transfer.programmes.rules import Viewer
from transfer.sample.cast import Cast
from transfer.sample.story_people import HR
from transfer.tupe.queries import list_transfers, one_employer

FACTS = {
    "reasons": "The direction of the Secretary of State ends, and early help and social work come together under one "
    "company that the council owns.",
    "legal_implications": "Contracts of employment pass to the company with continuous service unbroken.",
    "economic_implications": "Pay and terms stay as they are on the day of the transfer.",
    "social_implications": "Teams stay together and at their present bases.",
    "pay_day_before": "the 15th of each month",
    "pay_day_after": "the 28th of each month",
    "payroll_before": "The council’s own payroll",
    "payroll_after": "The trust’s payroll bureau",
}
GREEN_BOOK = {
    "kind": "union", "body": "Green Book union, council branch", "bargaining_group": "Green Book staff",
    "constituency": "Early help",
}  # fmt: skip
SOCIAL_WORK = {
    "kind": "union", "body": "Social workers’ union, council branch", "bargaining_group": "Social workers",
    "constituency": "Early help",
}  # fmt: skip
FORUM = {
    "kind": "elected", "body": "Forum of elected representatives", "constituency": "Those who receive the teams",
    "invited_on": date(2021, 1, 18), "elected_on": date(2021, 2, 5), "seats": 3, "filled": 2,
}  # fmt: skip
COUNCIL_WRITES = {
    "contact_name": "Martin Oyelaran", "contact_post": "HR business partner", "contact_email": HR, "contact_phone": "",
    "address": "", "signatory": "Martin Oyelaran", "signatory_post": "for the head of human resources",
    "reply_by": date(2021, 3, 26),
}  # fmt: skip
COMPANY_WRITES = {
    "contact_name": "Deepa Lindqvist", "contact_post": "People adviser", "contact_email": "hr.trust@example.org",
    "contact_phone": "", "address": "", "signatory": "Deepa Lindqvist", "signatory_post": "for the director of people",
    "reply_by": None,
}  # fmt: skip
PROPOSAL = {
    "kind": "counter-proposal", "asked_on": date(2021, 2, 17), "text": "Keep the pay date of the 15th for a year.",
}  # fmt: skip
REFUSAL = {
    "reply": "The pay date changes with the first payroll.", "accepted": False, "replied_on": date(2021, 2, 23),
    "reasons": "The bureau runs one payroll a month. An advance of two weeks’ pay is offered to whoever asks for it.",
}  # fmt: skip


@dataclass(frozen=True)
class _Scene:
    """The one transfer with a new employer, and HR of both employers: the trust is one employer with the company."""

    council_hr: Viewer
    company_hr: Viewer
    transfer: Transfer
    reception: Service

    @property
    def council(self) -> Organisation:
        return self.transfer.transferor

    @property
    def company(self) -> Organisation:
        return self.transfer.transferee


def tell_consultation(cast: Cast) -> Iterator[tuple[date, Any]]:
    """(day, act) of each step, in their order."""
    hr = cast.viewer(HR)
    [transfer] = [each for each in list_transfers(hr) if not one_employer(each)]
    scene = _Scene(hr, cast.viewer("hr.trust@example.org"), transfer, list_services(hr)[0])
    yield date(2021, 2, 8), partial(_prepare, scene)
    yield date(2021, 2, 10), partial(_tell_measures, scene)
    yield date(2021, 2, 12), partial(_inform, scene)
    yield date(2021, 2, 24), partial(_consult, scene)


def _prepare(scene: _Scene) -> None:
    set_facts(scene.council_hr, scene.transfer, FACTS)
    set_writer(scene.council_hr, scene.transfer, scene.council, COUNCIL_WRITES)
    set_writer(scene.company_hr, scene.transfer, scene.company, COMPANY_WRITES)
    for said in (GREEN_BOOK, SOCIAL_WORK):
        add_record(scene.council_hr, scene.transfer, scene.council, Representative, said)
    add_record(scene.company_hr, scene.transfer, scene.company, Representative, FORUM)
    stays = {"name": "Business support that stays", "effect": "Their work for early help ends", "number": 6,
             "as_at": date(2021, 2, 1)}  # fmt: skip
    receives = {"name": "Those who receive the teams", "effect": "Share their bases and managers",
                "service_id": scene.reception.id, "number": None, "as_at": None}  # fmt: skip
    add_record(scene.council_hr, scene.transfer, scene.council, AffectedGroup, stays)
    add_record(scene.company_hr, scene.transfer, scene.company, AffectedGroup, receives)

    for offer in open_offers(scene.council_hr, scene.transfer, scene.council):
        record_measure(scene.council_hr, scene.transfer, scene.council, {
            "source_key": offer.key, "text": offer.words, "source": offer.source, "envisaged": False, "cohort": "",
            "from_on": None, "because": "Frozen in 2020 for want of money, before anybody planned this transfer.",
        })  # fmt: skip


def _tell_measures(scene: _Scene) -> None:
    viewer, transfer, company = scene.company_hr, scene.transfer, scene.company
    for key, text in (("pay_day", "Pay on the 28th of each month in the place of the 15th"),
                      ("payroll", "Payroll by the trust’s bureau in the place of the council’s")):  # fmt: skip
        record_measure(viewer, transfer, company, {
            "source_key": key, "text": text, "envisaged": True, "cohort": "All who transfer",
            "from_on": transfer.transfer_on, "because": "", "source": "Facts of the transfer",
        })  # fmt: skip
    letter = freeze_document(viewer, transfer, company, "measures", None, date(2021, 2, 10))
    record_receipt(viewer, letter, _received(date(2021, 2, 10), "HR of the council"))


def _received(on: date, by: str) -> dict[str, Any]:
    return {"sent_on": on, "received_by": by, "received_on": on}


def _unions(scene: _Scene) -> list[Representative]:
    found = list_records(scene.council_hr, scene.transfer, Representative)
    return [each for each in found if each.employer_id == scene.council.id]


def _inform(scene: _Scene) -> None:
    """Both unions are sent the letter; one has not said yet that it came."""
    viewer, on = scene.council_hr, date(2021, 2, 12)
    for union, came in zip(_unions(scene), (True, False), strict=True):
        letter = freeze_document(viewer, scene.transfer, scene.council, "information", union, on)
        sent = _received(on, "Branch secretary")
        record_receipt(viewer, letter, sent if came else {**sent, "received_by": "", "received_on": None})
    share_consultation(viewer, scene.transfer, scene.council)


def _consult(scene: _Scene) -> None:
    """One of the savings that the plan has by now is a measure; nobody has answered the others yet."""
    viewer, transfer, council = scene.council_hr, scene.transfer, scene.council
    offers = open_offers(viewer, transfer, council)
    shared = next((each for each in offers if each.words.startswith("Managers shared")), offers[0])
    record_measure(viewer, transfer, council, {
        "source_key": shared.key, "source": shared.source, "envisaged": True, "because": "", "from_on": None,
        "text": "Fewer managers: some lead teams of both the council and the company",
        "cohort": "Managers of early help and of the council’s own teams",
    })  # fmt: skip
    union = _unions(scene)[0]
    add_record(viewer, transfer, council, Meeting, {
        "representative_id": union.id, "held_on": date(2021, 2, 17), "present": "Branch secretary, head of HR",
        "notes": "The information letter was gone through. The union asks about pay dates and bases.",
    })  # fmt: skip
    asked = {**PROPOSAL, "representative_id": union.id}
    proposal = add_record(viewer, transfer, council, Question, asked)
    change_record(viewer, proposal, {**asked, **REFUSAL})
    add_record(viewer, transfer, council, Question, {
        "kind": "question", "representative_id": union.id, "asked_on": date(2021, 2, 17),
        "text": "Do all teams stay at their present bases after March 2022?",
    })  # fmt: skip
    pack = freeze_document(viewer, transfer, council, "pack", union, date(2021, 2, 24))
    record_receipt(viewer, pack, _received(date(2021, 2, 24), "Branch secretary"))
