"""Recording what an employer envisages, whom it informs, what was said, and freezing letters and packs."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.exc import IntegrityError

from reports.letters import check_template, filled, filled_each
from transfer.audit.actions import record
from transfer.consultation import rules
from transfer.consultation.models import (
    AffectedGroup,
    AgencyCount,
    ConsultationDocument,
    ConsultationShare,
    LetterTemplate,
    LetterWriter,
    Measure,
    Meeting,
    Question,
    Representative,
    TransferFacts,
)
from transfer.consultation.queries import (
    Waiting,
    find_facts,
    find_writer,
    is_shared,
    letter_values,
    may_inform_directly,
    may_record,
    measures_of,
    offers,
    refuse_unsigned,
    template_bytes,
    was_informed,
)
from transfer.consultation.queries.sight import Kept
from transfer.establishment.pages import person_name
from transfer.extensions import db
from transfer.files.actions import store
from transfer.kernel import clock
from transfer.kernel.errors import DomainError, FileRefused
from transfer.programmes.actions.changing import one_of, refuse_stale, set_values
from transfer.programmes.models import Organisation, Transfer
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.tupe.actions import STEP_GATES
from transfer.tupe.queries import Candidate, CandidateFilter, list_candidates, one_employer
from transfer.tupe.rules import FINAL, MAY_MOVE

Values = Mapping[str, Any]


@dataclass(frozen=True)
class Kind:
    """A kind of record: what the history calls it, and its check of the values on a day."""

    name: str
    words: str
    check: Callable[[Values, date], None]


KINDS: dict[type[Any], Kind] = {
    Measure: Kind("measure", "A measure", lambda values, today: rules.check_measure(values)),
    AffectedGroup: Kind("affected_group", "A group of affected staff", rules.check_group),
    Representative: Kind("representative", "Representatives", rules.check_representative),
    Meeting: Kind("consultation_meeting", "A meeting", rules.check_meeting),
    Question: Kind("consultation_question", "A question", rules.check_question),
    AgencyCount: Kind("agency_count", "A number of agency workers", rules.check_agency),
    LetterWriter: Kind("letter_writer", "Who answers and signs letters", lambda values, today: None),
}
# What may name somebody, or tell of somebody's views, stays out of the history.
_UNTOLD = frozenset({
    "elected", "notes", "text", "reply", "reasons", "because", "present",
    "contact_name", "contact_email", "contact_phone", "signatory",
})  # fmt: skip


def require_own(viewer: Viewer, employer_id: int) -> None:
    """Raises DomainError for anybody but HR and legal of the employer's own side."""
    if not may_record(viewer, employer_id):
        raise DomainError("Only HR or legal of this employer’s own side may record this")


def _tell(
    viewer: Viewer, row: Any, kind: Kind, verb: str, summary: str, changes: Mapping[str, tuple[Any, Any]]
) -> None:
    told = {name: pair for name, pair in changes.items() if name not in _UNTOLD}
    side = None if is_shared(row.transfer, row.employer_id) else row.employer_id
    record(viewer, verb, (kind.name, row.id), summary, programme_id=viewer.programme_id, changes=told, side_id=side)


def _check(viewer: Viewer, transfer: Transfer, of: Organisation, model: type[Any], values: Values) -> None:
    KINDS[model].check(values, get_programme(viewer).today())
    if model is Representative and values.get("kind") == "direct":
        rules.refuse_direct(values, is_open=may_inform_directly(viewer, transfer, of))
    if model is LetterWriter:
        rules.check_writer(values, transfer.transfer_on, get_programme(viewer).today())


def add_record(viewer: Viewer, transfer: Transfer, of: Organisation, model: type[Kept], values: Values) -> Kept:
    """A new record of one employer's. Raises DomainError with the field to mend."""
    require_own(viewer, of.id)
    kind = KINDS[model]
    _check(viewer, transfer, of, model, values)
    row = model(transfer=transfer, employer=of, **values)
    db.session.add(row)
    db.session.flush()
    _tell(viewer, row, kind, f"add_{kind.name}", f"{kind.words} was recorded for {of.short}",
          {name: (None, value) for name, value in values.items() if value not in (None, "")})  # fmt: skip
    return row


def change_record(viewer: Viewer, row: Kept, values: Values, version: int | None = None) -> None:
    """Raises DomainError with the field to mend, StaleVersion when somebody was faster."""
    require_own(viewer, row.employer_id)
    refuse_stale(row, version, values)
    kind = KINDS[type(row)]
    _check(viewer, row.transfer, row.employer, type(row), values)
    changes = set_values(row, values)
    if changes:
        db.session.flush()
        words = f"{kind.words} was changed for {row.employer.short}"
        _tell(viewer, row, kind, f"change_{kind.name}", words, changes)


def record_measure(
    viewer: Viewer, transfer: Transfer, of: Organisation, values: Values, row: Measure | None = None,
    version: int | None = None,
) -> Measure:  # fmt: skip
    """Say that something is envisaged, or why it is not; the viewer is the named person who says so.

    values: cohort, text, from_on, envisaged, because, source and source_key (of an offer, or None).
    """
    require_own(viewer, of.id)
    if row is None:
        _check_offer(viewer, transfer, of, values.get("source_key"))
    said = {**values, "decided_by": viewer.name, "decided_on": get_programme(viewer).today()}
    if row is not None:
        changed = any(getattr(row, name) != value for name, value in values.items())
        # What the other employer was told is no longer what is said.
        change_record(viewer, row, {**said, "told_at": None} if changed else values, version)
        return row
    try:
        with db.session.begin_nested():
            return add_record(viewer, transfer, of, Measure, said)
    except IntegrityError:
        raise DomainError("Somebody else has answered this first: see the measures") from None


def answer_also(viewer: Viewer, waiting: Iterable[Waiting], values: Values) -> list[Measure]:
    """The same answer to what is recorded elsewhere and waits too. Each keeps its own row, with the person who said it
    and where it was recorded. Raises DomainError, and then nothing is answered."""
    return [
        record_measure(viewer, each.transfer, each.employer,
                       {**values, "source_key": each.offer.key, "source": each.offer.source})
        for each in waiting
    ]  # fmt: skip


def _check_offer(viewer: Viewer, transfer: Transfer, of: Organisation, key: str | None) -> None:
    if key and key not in {each.key for each in offers(viewer, transfer, of)}:
        raise DomainError("What was recorded has changed since: open the measures and answer what it says now")


FACTS = (
    "reasons", "legal_implications", "economic_implications", "social_implications", "pay_day_before", "pay_day_after",
    "payroll_before", "payroll_after",
)  # fmt: skip


def set_facts(viewer: Viewer, transfer: Transfer, values: Values, version: int = 0) -> TransferFacts:
    """version: 0 before anything was recorded. Raises DomainError, StaleVersion."""
    if not any(may_record(viewer, each) for each in (transfer.from_id, transfer.to_id)):
        raise DomainError("Only HR or legal of one of the two employers may record this")
    row = find_facts(transfer)
    if row is None:
        row = TransferFacts(transfer_id=transfer.id, recorded_by=viewer.name, **dict.fromkeys(FACTS, ""))
        if version == 0:
            db.session.add(row)
    else:
        refuse_stale(row, version, values)
    changes = set_values(row, values)
    if changes:
        row.recorded_by = viewer.name
        db.session.flush()
        record(viewer, "set_transfer_facts", ("transfer", transfer.id), "The facts of a transfer were recorded",
               programme_id=viewer.programme_id, changes=changes)  # fmt: skip
    return row


def share_consultation(viewer: Viewer, transfer: Transfer, of: Organisation) -> None:
    """Let every member of the programme read this employer's records in the transfer; done twice it is done."""
    require_own(viewer, of.id)
    if not is_shared(transfer, of.id):
        db.session.merge(
            ConsultationShare(transfer_id=transfer.id, employer_id=of.id, shared_by=viewer.name, shared_at=clock.now())
        )
        db.session.flush()
        record(viewer, "share_consultation", ("transfer", transfer.id),
               f"{of.short} shared its informing and consulting", programme_id=viewer.programme_id)  # fmt: skip


def set_writer(viewer: Viewer, transfer: Transfer, of: Organisation, values: Values, version: int = 0) -> LetterWriter:
    """Whom letters name to ask, by when they ask for a reply, and who signs. values: the columns of LetterWriter;
    version: 0 before anything was entered for this transfer. Raises DomainError, StaleVersion."""
    row = find_writer(transfer, of.id)
    if row is not None and row.transfer_id == transfer.id:
        change_record(viewer, row, values, version)
        return row
    try:
        with db.session.begin_nested():
            return add_record(viewer, transfer, of, LetterWriter, values)
    except IntegrityError:
        raise DomainError("Somebody else has entered this first: open the page again") from None


def freeze_document(
    viewer: Viewer, transfer: Transfer, of: Organisation, kind: str, to: Representative | None, on: date | None = None
) -> ConsultationDocument:
    """Make a letter or an issue pack as things stand, and keep it with its hash. A measures letter tells the other
    employer of the measures. on: its day, today when not given. Raises DomainError where it would say "no measures" too
    early, or for no recipient."""
    require_own(viewer, of.id)
    one_of(kind, rules.DOCUMENT_KINDS, "kind")
    if kind != "measures" and to is None:
        raise DomainError("Choose whom it is for", "representative_id")
    if to is not None and (to.employer_id != of.id or to.transfer_id != transfer.id):
        raise DomainError("Choose representatives of this employer", "representative_id")
    day = on or get_programme(viewer).today()
    to = None if kind == "measures" else to
    template = template_bytes(viewer, kind, of.id)
    refuse_unsigned(template, kind, transfer, of)
    values = letter_values(viewer, transfer, of, kind, to, day)
    content = filled(template, values)
    stored = store(content, f"{kind}-{transfer.transfer_on.isoformat()}-{of.short}.docx")
    row = ConsultationDocument(
        transfer=transfer, employer=of, kind=kind, representative_id=to.id if to else None,
        recipient=values["recipient"], content=values, sha256=stored.sha256, file=stored, frozen_by=viewer.name,
        frozen_at=clock.now(), frozen_on=day,
    )  # fmt: skip
    db.session.add(row)
    if kind == "measures":
        for each in measures_of(viewer, transfer, of.id):
            each.told_at = row.frozen_at
    db.session.flush()
    words = f"{rules.LETTER_WORDS[kind]} made for {of.short}"
    _tell(viewer, row, DOCUMENT, "freeze_document", words, {"sha256": (None, row.sha256)})
    return row


DOCUMENT = Kind("consultation_document", "A letter", lambda values, today: None)


def record_receipt(viewer: Viewer, row: ConsultationDocument, values: Values, version: int | None = None) -> None:
    """Who received it when. values: sent_on, received_by, received_on. Raises DomainError, StaleVersion."""
    require_own(viewer, row.employer_id)
    refuse_stale(row, version, values)
    rules.check_receipt(values, row.frozen_on, get_programme(viewer).today())
    changes = set_values(row, values)
    if changes:
        db.session.flush()
        _tell(viewer, row, DOCUMENT, "record_receipt", "The receipt of a letter was recorded",
              {name: pair for name, pair in changes.items() if name != "received_by"})  # fmt: skip


def may_bring_template(viewer: Viewer) -> bool:
    """A lead for the whole programme, HR and legal for their side."""
    return viewer.may("programme.edit") or viewer.may("people.decide")


def bring_template(viewer: Viewer, kind: str, content: bytes, name: str) -> LetterTemplate:
    """A council's own Word file takes the place of ours for one kind of letter: for the viewer's side, or for the whole
    programme when a lead brings it. Raises DomainError beside its field, in words, for one that cannot be filled in."""
    if not may_bring_template(viewer):
        raise DomainError("Only HR, legal or the programme’s lead may bring a template")
    one_of(kind, rules.LETTER_KINDS, "kind")
    try:
        check_template(content, rules.PLACEHOLDERS[kind])
    except FileRefused as error:
        raise DomainError(error.message, "file") from None
    side = min(viewer.sides, default=None)
    row = LetterTemplate(
        programme_id=viewer.programme_id, organisation_id=side, kind=kind, file=store(content, name),
        uploaded_by=viewer.name, uploaded_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    _tell_template(viewer, row, "bring_template", f"A template was brought: {rules.LETTER_WORDS[kind].lower()}")
    return row


def end_template(viewer: Viewer, row: LetterTemplate) -> None:
    """Go back to the one before it, or to ours. What was written with it stays."""
    own = viewer.unrestricted or (row.organisation_id is None and viewer.may("programme.edit"))
    if not (own or (row.organisation_id in viewer.sides and viewer.may("people.decide"))):
        raise DomainError("Only those who brought this template may end it")
    if row.ended_at is None:
        row.ended_at = clock.now()
        db.session.flush()
        _tell_template(viewer, row, "end_template", f"A template was ended: {rules.LETTER_WORDS[row.kind].lower()}")


def _tell_template(viewer: Viewer, row: LetterTemplate, verb: str, words: str) -> None:
    record(viewer, verb, ("letter_template", row.id), words, programme_id=viewer.programme_id,
           side_id=row.organisation_id)  # fmt: skip


MOST_LETTERS = 300
TOLD = MAY_MOVE - FINAL


def individual_letters(viewer: Viewer, transfer: Transfer, state: str = "") -> list[tuple[str, bytes]]:
    """(file name, Word file) of a letter to each candidate in a state ("" for all who may still transfer: nobody
    who was found not assigned, or who went another way, is told that their employer changes).

    The names of files say the post and not the person. Raises DomainError for whoever may not see names, for a "no
    measures" that is too early, and for more letters than are made at a time.
    """
    of = transfer.transferor
    require_own(viewer, of.id)
    if not viewer.names_of(of.id):
        raise DomainError("Letters to employees are made by somebody who may see their names")
    wanted = CandidateFilter(state=state)
    people = [each for each in list_candidates(viewer, transfer, wanted, None).items if each.state in TOLD]
    if not people:
        raise DomainError("Nobody who may transfer is in that state: choose another")
    if len(people) > MOST_LETTERS:
        raise DomainError(f"Choose a state: {len(people):,} letters are too many, {MOST_LETTERS} are made at a time")
    template = template_bytes(viewer, "individual", of.id)
    refuse_unsigned(template, "individual", transfer, of)
    shared = letter_values(viewer, transfer, of, "individual", None, get_programme(viewer).today())
    files = filled_each(template, [{**shared, **_personal(each)} for each in people])
    names = (f"{number:03d}-{re.sub(r'[^A-Za-z0-9-]', '-', each.line.post_no)}.docx"
             for number, each in enumerate(people, 1))  # fmt: skip
    return list(zip(names, files, strict=True))


def _personal(each: Candidate) -> dict[str, str]:
    name = person_name(each.line) or "colleague"
    return {
        "name": name,
        "recipient": name,
        "salutation": f"Dear {name}",
        "post_number": each.line.post_no,
        "job_title": each.line.job_title,
        "service": each.service,
        "workplace": "\n".join(filter(None, (each.line.job_title, each.service, each.line.location))),
    }


def _inform_first(viewer: Viewer, transfer: Transfer, after: str) -> str | None:
    """Nobody transfers before the present employer's representatives were informed. Source: domain/workforce.md §7."""
    if after != "transferred" or one_employer(transfer) or was_informed(transfer, transfer.from_id):
        return None
    return "Send the information letter to the representatives first, and record when it was sent"


STEP_GATES.append(_inform_first)
