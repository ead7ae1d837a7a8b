"""All that is held about one person, as they may have it: every version, decision, event and correction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from imports.parts import place_in_sheet
from transfer.audit.models import AuditEvent
from transfer.audit.queries import list_events
from transfer.consultation.models import LetterWriter, Measure, Meeting, Question, Representative
from transfer.consultation.queries import is_own
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import Person, corrections_of, lines_of, list_time_shares, person_on, post_subject
from transfer.extensions import db
from transfer.identity.models import User
from transfer.kernel.money import pounds
from transfer.liability.queries import brought_of_person, told_of_person
from transfer.liability.rules import BROUGHT, MATTERS, STAGE_NAMES, TERMS
from transfer.payroll.queries import paid_of_person
from transfer.payroll.rules import KIND_WORDS
from transfer.privacy.queries.consulted import free_texts
from transfer.privacy.rules import WITHHELD, traced, traces_of, without_names
from transfer.programmes.models import Membership
from transfer.programmes.rules import Viewer
from transfer.releases.models import ReleaseFinding
from transfer.releases.queries import list_releases
from transfer.releases.rules import PAY, field_words
from transfer.tupe.models import ABOUT_PEOPLE, PersonDecision
from transfer.tupe.rules import STATE_WORDS

GROUND_WORDS = {"assignment_factors": "Factor of assignment", "objections": "Objection",
                "decision_corrections": "Correction of a decision"}  # fmt: skip
ITEM_WORDS = TERMS | MATTERS | BROUGHT
_OURS = frozenset({"id", "release_id", "source_row", "fte_thousandths", "service_key", "extra"})


@dataclass(frozen=True)
class Sheet:
    """One kind of what is held. rows hold a value, as text or None, for each column."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


@dataclass(frozen=True)
class Held:
    """sheets: what is held; missing: sentences that say what this viewer could not put in."""

    sheets: Sequence[Sheet]
    missing: Sequence[str]

    def as_json(self) -> dict[str, Any]:
        told = {
            sheet.title: [dict(zip(sheet.columns, row, strict=True)) for row in sheet.rows] for sheet in self.sheets
        }
        return {"held": told, "not_included": list(self.missing)}


def held_on(viewer: Viewer, line: AssignmentLine) -> Held:
    """Everything on whoever is on this line, in the versions that the viewer may see. Names of other people are
    withheld. The caller has made sure that the person is named to the viewer."""
    person = person_on(line)
    assert person is not None
    seen = [each.id for each in list_releases(viewer, "establishment")]
    lines = lines_of(person, seen)
    others = _others(viewer)
    paid, unseen = _paid(viewer, person, lines)
    sheets = [
        _in_lists(viewer, lines), _findings(lines), _decisions(person, lines, others),
        _grounds(person, lines, others), _shares(viewer, lines),
        _corrections(person, others), _disclosed(viewer, person, lines), _brought(person, lines, others), paid,
        _consulted(viewer, person, lines, others), _events(viewer, person, lines),
    ]  # fmt: skip
    missing = ["Notes on paper, letters and files of other systems are not in this programme."]
    if not viewer.pay_of(person.organisation_id):
        missing.append("Pay is not included: it is shown to people who may see pay.")
    if len(lines_of(person)) > len(lines):
        missing.append("Versions that their own side has not shared are not included: their HR can add them.")
    if unseen:
        missing.append("The new employer’s payroll is its own and is not included: its HR can add it.")
    return Held(sheets, missing)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value


def _in_lists(viewer: Viewer, lines: Sequence[AssignmentLine]) -> Sheet:
    rows = []
    for line in lines:
        release = line.release
        sheet, row = place_in_sheet(release.sheets, release.sheet, line.source_row)
        source = [f"Version {release.number}", release.file.name, sheet, row,
                  _plain(release.as_at), _plain(release.accepted_at)]  # fmt: skip
        for column in AssignmentLine.__table__.columns:
            field = column.key.removesuffix("_pence")
            value = getattr(line, column.key)
            if column.key in _OURS or value is None or (field in PAY and not viewer.pay_of(release.organisation_id)):
                continue
            if column.key.endswith("_pence"):
                value = pounds(value)
            rows.append([*source, field_words(field), _plain(value)])
        rows += [[*source, heading, value] for heading, value in line.extra.items()]
    return Sheet("Lists", ("Version", "File", "Sheet", "Row", "As at", "Accepted", "What", "Value"), rows)


def _findings(lines: Sequence[AssignmentLine]) -> Sheet:
    rows = []
    for line in lines:
        query = select(ReleaseFinding).where(
            ReleaseFinding.release_id == line.release_id, ReleaseFinding.row == line.source_row
        )
        rows += [
            [f"Version {line.release.number}", each.cell, each.severity, field_words(each.field), each.message]
            for each in db.session.scalars(query.order_by(ReleaseFinding.id))
        ]
    return Sheet("Findings", ("Version", "Cell", "Severity", "What", "Finding"), rows)


def _decisions(person: Person, lines: Sequence[AssignmentLine], others: Sequence[str]) -> Sheet:
    query = select(PersonDecision).where(
        PersonDecision.organisation_id == person.organisation_id, PersonDecision.person_ref == person.person_ref
    )
    if not person.person_ref:
        query = query.where(PersonDecision.post_no.in_({each.post_no for each in lines}))
    rows = [
        [decision.post_no, STATE_WORDS[step.before], STATE_WORDS[step.after], without_names(step.reason, others),
         without_names(step.evidence, others), _plain(step.decided_on), WITHHELD]
        for decision in db.session.scalars(query.order_by(PersonDecision.id))
        for step in decision.steps
    ]  # fmt: skip
    return Sheet("Decisions", ("Post", "From", "To", "Reason", "Evidence", "On", "By"), rows)


def _grounds(person: Person, lines: Sequence[AssignmentLine], others: Sequence[str]) -> Sheet:
    """What decisions on the person rest on: factors, and objections in their own words."""
    posts = {each.post_no for each in lines}
    rows = []
    for kind, columns in ABOUT_PEOPLE.items():
        model: Any = kind
        query = select(model).where(
            model.organisation_id == person.organisation_id, model.person_ref == person.person_ref
        )
        if not person.person_ref:
            query = query.where(model.post_no.in_(posts))
        rows += [
            [each.post_no, GROUND_WORDS[model.__tablename__], field_words(name), without_names(said, others)]
            for each in db.session.scalars(query.order_by(model.id))
            for name in columns
            if (said := getattr(each, name))
        ]
    return Sheet("Grounds of decisions", ("Post", "What", "Part", "Words"), rows)


def _shares(viewer: Viewer, lines: Sequence[AssignmentLine]) -> Sheet:
    posts = {each.post_no for each in lines}
    rows = [
        [each.post_no, each.organisation, _plain(each.percent), each.basis, _plain(each.from_on), _plain(each.to_on)]
        for each in list_time_shares(viewer)
        if each.post_no in posts
    ]
    return Sheet("Shares of time", ("Post", "For", "Per cent", "Basis", "From", "To"), rows)


def _corrections(person: Person, others: Sequence[str]) -> Sheet:
    rows = [
        [field_words(each.field), each.original, each.corrected, without_names(each.reason, others),
         _plain(each.corrected_at), WITHHELD]
        for each in corrections_of(person)
    ]  # fmt: skip
    return Sheet("Corrections", ("What", "It said", "It says", "Why", "When", "By"), rows)


def _disclosed(viewer: Viewer, person: Person, lines: Sequence[AssignmentLine]) -> Sheet:
    """What was told of the person to whom, and what was brought about them; pay only to those who may see it."""
    hidden = {"salt", "changes"} | (set() if viewer.pay_of(person.organisation_id) else PAY)
    posts = {each.post_no for each in lines}
    rows = [
        [f"{STAGE_NAMES[issue.stage]}, number {issue.number}", _plain(issue.issued_on),
         "; ".join(f"{to.name}, {to.organisation}" for to in issue.given), field_words(key), _plain(value)]
        for issue, told in told_of_person(person.organisation_id, person.person_ref, posts)
        for key, value in told.items()
        if key not in hidden
    ]  # fmt: skip
    return Sheet("Liability information", ("Issue", "Given on", "To", "What", "Value"), rows)


def _brought(person: Person, lines: Sequence[AssignmentLine], others: Sequence[str]) -> Sheet:
    """What HR brought for liability information, whether it was given to somebody already or not."""
    found = brought_of_person(person.organisation_id, person.person_ref, {each.post_no for each in lines})
    rows = [
        [each.post_no, ITEM_WORDS[each.kind], _plain(each.happened_on), without_names(each.words, others),
         _plain(each.brought_at), WITHHELD]
        for each in found
    ]  # fmt: skip
    return Sheet("Brought for liability information", ("Post", "What", "On", "Value", "Brought", "By"), rows)


_PAID = {"salary_pence": "Annual salary", "allowances_pence": "Annual allowances", "paid_pence": "Pay of the period",
         "hours": "Hours a week", "name": "Name", "ni_number": "NI number", "person_ref": "Person reference",
         "post_no": "Post number"}  # fmt: skip


def _paid(viewer: Viewer, person: Person, lines: Sequence[AssignmentLine]) -> tuple[Sheet, bool]:
    """What first payrolls say of the person and what differed, where the viewer may see them; else that there are."""
    numbers = {each.ni_number or "" for each in lines}
    own, differences, unseen = paid_of_person(viewer, person.organisation_id, person.person_ref, numbers)
    rows = [
        [f"Pay of {_plain(payroll.paid_on)}, row {line.source_row}", words, pounds(getattr(line, name))
         if name.endswith("_pence") else _plain(getattr(line, name))]
        for payroll, line in own
        for name, words in _PAID.items()
        if getattr(line, name) not in (None, "")
    ]  # fmt: skip
    for each in differences:
        told = (("The list said", each.was), ("The payroll said", each.is_now), ("Outcome", each.outcome))
        rows += [[KIND_WORDS[each.kind], words, said] for words, said in told if said]
    return Sheet("First payroll", ("Where", "What", "Value"), rows), unseen


def _consulted(viewer: Viewer, person: Person, lines: Sequence[AssignmentLine], others: Sequence[str]) -> Sheet:
    """Minutes, questions and elected representatives of the viewer's own side that name the person."""
    traces = traces_of(map(traced, lines))
    rows = [
        [CONSULTED[type(record)], _plain(_day_of(record)), without_names(text, others)]
        for record, _, text in free_texts(person.programme_id, *CONSULTED)
        if is_own(viewer, record.employer_id) and traces.names(text)
    ]
    return Sheet("Informing and consulting", ("What", "On", "Value"), rows)


CONSULTED = {Representative: "Representatives", Meeting: "Meeting", Question: "Question", Measure: "Measure",
             LetterWriter: "Whom letters name"}  # fmt: skip


def _day_of(record: Any) -> date | None:
    days = (getattr(record, each, None) for each in ("held_on", "asked_on", "elected_on", "decided_on"))
    return next((each for each in days if each), None)


def _events(viewer: Viewer, person: Person, lines: Sequence[AssignmentLine]) -> Sheet:
    subjects = {post_subject(person.organisation_id, each.post_no) for each in lines}
    subjects |= {("person", str(each.id)) for each in lines}
    events: dict[int, AuditEvent] = {
        event.sequence: event
        for subject in subjects
        for event in list_events(viewer.programme_id, viewer.readable_sides, subject=subject, limit=10_000)
    }
    rows = [[_plain(each.at), each.summary, WITHHELD] for _, each in sorted(events.items())]
    return Sheet("History", ("When", "What", "By"), rows)


def _others(viewer: Viewer) -> list[str]:
    """Names of whoever uses the programme: they stand in reasons and evidence."""
    query = select(User.name).join(Membership, Membership.user_id == User.id)
    return list(db.session.scalars(query.where(Membership.programme_id == viewer.programme_id).distinct()))
