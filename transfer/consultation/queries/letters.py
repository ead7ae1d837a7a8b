"""What a letter or an issue pack says, as text for each placeholder, and which template it is written with.

Nothing here reads health, union membership or ethnicity of anybody, and no name but the one person's that a letter to
one employee is for.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy import or_, select

from reports.letters import check_template, starting_template
from transfer.consultation.models import (
    ConsultationDocument,
    LetterTemplate,
    LetterWriter,
    Measure,
    Meeting,
    Question,
    Representative,
    TransferFacts,
)
from transfer.consultation.queries.offers import measures_of, open_offers, pay_facts, said_once
from transfer.consultation.queries.sight import find_facts, is_own, list_records, other_employer
from transfer.consultation.queries.staff import affected_staff, agency_workers
from transfer.consultation.rules import (
    PLACEHOLDERS,
    QUESTION_WORDS,
    SIGNED,
    STARTING,
    TITLES,
    contact_words,
    objecting_words,
    refuse_none,
    refuse_past_reply,
    still_open,
)
from transfer.extensions import db
from transfer.files.queries import read_bytes
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, NotFound
from transfer.programmes.models import Organisation, Transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.queries import services_of, why_no_tupe

UNSAID = "To be told"


def letter_values(
    viewer: Viewer, transfer: Transfer, of: Organisation, kind: str, to: Representative | None, on: date
) -> dict[str, str]:
    """A text for every placeholder of a kind of letter that `of` writes, dated `on`; to: None for the other employer.
    The employee of an individual letter is left to the caller. Raises DomainError where it would say "no measures" too
    early, or ask for a reply by a day that is past."""
    said = _always(viewer, transfer, of, to) | _written(transfer, of, on)
    said |= {"own_measures": own_measures(viewer, transfer, of)}
    if kind != "measures":
        said |= {"other_measures": other_measures(viewer, transfer, of)} | _facts(find_facts(transfer))
    if kind in ("information", "pack"):
        said |= {
            "agency_workers": _agency(viewer, transfer, of),
            "affected_staff": _staff(viewer, transfer, of),
        }
    if kind == "pack":
        said |= _log(viewer, transfer, of, to)
    return {name: said[name] for name in PLACEHOLDERS[kind] if name in said}


def _always(viewer: Viewer, transfer: Transfer, of: Organisation, to: Representative | None) -> dict[str, str]:
    return {
        "employer": of.name,
        "transferor": transfer.transferor.name,
        "transferee": transfer.transferee.name,
        "transfer_date": long_date(transfer.transfer_on),
        "services": ", ".join(each.name for each in services_of(viewer, transfer)) or "No service yet",
        "legal_basis": transfer.basis or UNSAID,
        "recipient": to.body if to else other_employer(transfer, of.id).name,
        "salutation": "Dear representatives" if to and to.kind != "direct" else "Dear colleagues",
        "bargaining_group": (to.bargaining_group if to else "") or "All employees",
    }


def _written(transfer: Transfer, of: Organisation, on: date) -> dict[str, str]:
    """The letter's day, whom to ask, by when to reply and who signs; empty where nobody has entered them."""
    found = find_writer(transfer, of.id)
    reply_by = found.reply_by if found and found.transfer_id == transfer.id else None
    refuse_past_reply(reply_by, on)
    said = {each: (getattr(found, each) if found else "") for each in WRITTEN}
    contact = contact_words(said) if found else ""
    before = transfer.transfer_on - timedelta(days=1)
    day = long_date(reply_by) if reply_by else ""
    return said | {
        "date": long_date(on),
        "employer_address": said["address"],
        "contact": contact,
        "reply": f"Please reply by {day}." if day else "",
        "reply_by": day,
        "object_by": long_date(before),
        "objecting": "" if why_no_tupe(transfer) else objecting_words(transfer.transferee.name, contact, before),
    }


WRITTEN = (
    "contact_name", "contact_post", "contact_email", "contact_phone", "address", "signatory", "signatory_post",
)  # fmt: skip


def find_writer(transfer: Transfer, employer_id: int) -> LetterWriter | None:
    """Who answers and signs for an employer in a transfer: what was entered for it, else for its newest other one."""
    query = select(LetterWriter).where(LetterWriter.employer_id == employer_id)
    order = ((LetterWriter.transfer_id != transfer.id), LetterWriter.id.desc())
    return db.session.scalars(query.order_by(*order).limit(1)).first()


def refuse_unsigned(content: bytes, kind: str, transfer: Transfer, of: Organisation) -> None:
    """Raises DomainError for a letter that names nobody to ask and nobody who signs, where its template has a place for
    them."""
    if not find_writer(transfer, of.id) and SIGNED & set(check_template(content, PLACEHOLDERS[kind])):
        raise DomainError(f"Say first whom letters of {of.short} name to ask, and who signs them")


def _facts(facts: TransferFacts | None) -> dict[str, str]:
    names = ("reasons", "legal_implications", "economic_implications", "social_implications")
    return {name: (getattr(facts, name) if facts else "") or UNSAID for name in names}


def own_measures(viewer: Viewer, transfer: Transfer, of: Organisation) -> str:
    """The employer's measures in words. Raises DomainError where it would envisage none while one is open."""
    envisaged = [each for each in measures_of(viewer, transfer, of.id) if each.envisaged]
    refuse_none(of.short, len(envisaged), open_offers(viewer, transfer, of))
    return measure_words(of, envisaged)


def other_measures(viewer: Viewer, transfer: Transfer, of: Organisation) -> str:
    """What the other employer has told, or that it has not told yet. Raises DomainError as `own_measures`: a changed
    pay date is known to both."""
    other = other_employer(transfer, of.id)
    if not has_told(transfer, other):
        return f"{other.name} has not yet told {of.name} of its measures. They will follow in writing."
    told = [each for each in measures_of(viewer, transfer, other.id) if each.told_at]
    left = still_open(pay_facts(transfer, other), (each.source_key for each in told))
    envisaged = [each for each in told if each.envisaged]
    refuse_none(other.short, len(envisaged), left)
    return measure_words(other, envisaged)


def measure_words(of: Organisation, measures: Iterable[Measure]) -> str:
    lines = [
        f"{each.text.rstrip('.')}{f', from {long_date(each.from_on)}' if each.from_on else ''}. "
        f"Affects: {each.cohort or 'all affected employees'}."
        for each, *_ in said_once(measures)
    ]
    if not lines:
        return f"{of.name} envisages no measures in connection with the transfer."
    return "\n".join([f"{of.name} envisages these measures:", *lines])


def says_otherwise(letter: ConsultationDocument, measures: Iterable[Measure]) -> bool:
    """Whether a kept letter lacks something that is envisaged now, or says what is not envisaged any more. It is asked
    of the words and days of each measure, so that a letter of another template is read alike. measures: those that the
    letter is to tell of, of both employers."""
    said = "\n".join(letter.content.get(each, "") for each in ("own_measures", "other_measures"))
    known = list(measures)
    standing = [each.text for each in known if each.envisaged]
    return bool(said) and any(
        _holds(said, each) != each.envisaged
        for each in known
        if each.envisaged or not any(_bare(each.text) in text for text in standing)
    )


def _holds(said: str, measure: Measure) -> bool:
    return _bare(measure.text) in said and (measure.from_on is None or long_date(measure.from_on) in said)


def _bare(text: str) -> str:
    return text.strip().rstrip(".")


def has_told(transfer: Transfer, of: Organisation) -> bool:
    """Whether an employer has written the other a measures letter."""
    query = select(ConsultationDocument.id).where(
        ConsultationDocument.transfer_id == transfer.id, ConsultationDocument.employer_id == of.id,
        ConsultationDocument.kind == "measures",
    )  # fmt: skip
    return db.session.scalars(query.limit(1)).first() is not None


def was_informed(transfer: Transfer, employer_id: int) -> bool:
    """Whether an information letter of this employer's was sent."""
    query = select(ConsultationDocument.id).where(
        ConsultationDocument.transfer_id == transfer.id, ConsultationDocument.employer_id == employer_id,
        ConsultationDocument.kind == "information", ConsultationDocument.sent_on.is_not(None),
    )  # fmt: skip
    return db.session.scalars(query.limit(1)).first() is not None


def _agency(viewer: Viewer, transfer: Transfer, of: Organisation) -> str:
    found = agency_workers(viewer, transfer, of)
    if not found:
        return f"No agency workers are recorded as working for {of.name}."
    total = sum(each.number for each in found)
    day = max((each.as_at for each in found if each.as_at), default=None)
    words = f"{total:,} agency {'worker works' if total == 1 else 'workers work'} under the direction of {of.name}"
    lines = [f"{each.place}: {each.number:,}, {each.work}" for each in found]
    return "\n".join([f"{words}{f', as at {long_date(day)}' if day else ''}.", *lines])


def _staff(viewer: Viewer, transfer: Transfer, of: Organisation) -> str:
    lines = [
        f"{each.name}: {'not counted yet' if each.number is None else f'{each.number:,}'}. {each.effect}."
        for each in affected_staff(viewer, transfer)
        if each.employer.id == of.id
    ]
    return "\n".join(lines) or "Nobody is named as affected yet."


def _log(viewer: Viewer, transfer: Transfer, of: Organisation, to: Representative | None) -> dict[str, str]:
    """The meetings with these representatives, and their questions; those with everybody as well."""
    ours = {None, to.id if to else None}

    def concerns(each: Meeting | Question) -> bool:
        return each.employer_id == of.id and each.representative_id in ours

    meetings = [
        f"{long_date(each.held_on)}: {each.notes}" for each in list_records(viewer, transfer, Meeting) if concerns(each)
    ]
    questions = [question_words(each) for each in list_records(viewer, transfer, Question) if concerns(each)]
    return {
        "meetings": "\n".join(meetings) or "None yet.",
        "questions": "\n".join(questions) or "None yet.",
    }


def question_words(each: Question) -> str:
    asked = f"{QUESTION_WORDS[each.kind]} of {long_date(each.asked_on)}: {each.text}"
    if not each.replied_on:
        return f"{asked}\nNot answered yet."
    verdict = "" if each.accepted is None else "Accepted. " if each.accepted else "Not accepted. "
    reasons = f" Reasons: {each.reasons}" if each.reasons else ""
    return f"{asked}\nReply of {long_date(each.replied_on)}: {verdict}{each.reply}{reasons}"


def find_template(viewer: Viewer, kind: str, organisation_id: int) -> LetterTemplate | None:
    """The council's own file for a kind of letter: the side's newest, else the programme's; None for ours."""
    query = select(LetterTemplate).where(
        LetterTemplate.programme_id == viewer.programme_id, LetterTemplate.kind == kind,
        LetterTemplate.ended_at.is_(None),
        or_(LetterTemplate.organisation_id == organisation_id, LetterTemplate.organisation_id.is_(None)),
    )  # fmt: skip
    order = (LetterTemplate.organisation_id.is_(None), LetterTemplate.id.desc())
    return db.session.scalars(query.order_by(*order).limit(1)).first()


def list_templates(viewer: Viewer) -> list[LetterTemplate]:
    """The files that stand and that the viewer may see: the programme's and those of their own side, newest first."""
    query = select(LetterTemplate).where(
        LetterTemplate.programme_id == viewer.programme_id, LetterTemplate.ended_at.is_(None)
    )
    found = db.session.scalars(query.order_by(LetterTemplate.id.desc()))
    return [each for each in found if each.organisation_id is None or is_own(viewer, each.organisation_id)]


def get_template(viewer: Viewer, template_id: int) -> LetterTemplate:
    """Raises NotFound for one that was ended, or another side's."""
    found = next((each for each in list_templates(viewer) if each.id == template_id), None)
    if not found:
        raise NotFound("That template is not here")
    return found


def template_bytes(viewer: Viewer, kind: str, organisation_id: int) -> bytes:
    found = find_template(viewer, kind, organisation_id)
    return read_bytes(found.file.sha256) if found else our_template(kind)


def our_template(kind: str) -> bytes:
    """The Word file that comes with the product, which a council may begin with."""
    return starting_template(TITLES[kind], STARTING[kind], titled=kind == "pack")
