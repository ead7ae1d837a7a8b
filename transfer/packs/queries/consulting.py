"""What the business case says of informing and consulting: what every side has shared, and no more."""

from collections.abc import Iterator
from typing import TypeVar

from transfer.consultation.models import AgencyCount, Measure, Meeting, Question, Representative
from transfer.consultation.queries import list_records
from transfer.packs.queries import plan
from transfer.packs.queries.book import Block, Book, Content, Row, bring, column, table
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.queries import one_employer

Kept = TypeVar("Kept", AgencyCount, Measure, Meeting, Question, Representative)


def consultation(book: Book) -> Content:
    """Representatives, meetings and questions of each employer. Free words may name people: they are exempt."""
    blocks = [each for each in (_representatives(book), _meetings(book), _questions(book)) if each["rows"]]
    return Content(blocks, [] if blocks else [bring("Who was consulted, when, and what they said", "HR")])


def workforce(book: Book) -> Content:
    """Who moves and by when, and the measures that each employer envisages."""
    made = plan.workforce(book)
    measures = _measures(book)
    if measures["rows"]:
        made.blocks.append(measures)
    else:
        made.missing.append(bring("Measures that transferor and transferee propose", "HR"))
    return made


def _everybody(book: Book) -> Viewer:
    """Somebody of no side: a pack is read by all sides, so it holds what all of them may read."""
    return Viewer(book.programme.id, None, "Every side", "auditor")


def _all(book: Book, model: type[Kept]) -> Iterator[tuple[Transfer, Kept]]:
    viewer = _everybody(book)
    for transfer in sorted(book.option.transfers, key=lambda each: (each.transfer_on, each.position)):
        if not one_employer(transfer):
            for each in list_records(viewer, transfer, model):
                yield transfer, each


def _name(transfer: Transfer) -> str:
    return f"{transfer.transferor.short} to {transfer.transferee.short}"


def _measures(book: Book) -> Block:
    rows: list[Row] = [
        {
            "transfer": _name(transfer),
            "employer": each.employer.short,
            "cohort": each.cohort or "Everybody",
            "text": each.text,
            "from": each.from_on.isoformat() if each.from_on else None,
            "envisaged": "Yes" if each.envisaged else "No",
            "because": each.because,
        }
        for transfer, each in _all(book, Measure)
    ]
    columns = [
        column("transfer", "Transfer"),
        column("employer", "Employer"),
        column("cohort", "For whom", "text", "typed"),
        column("text", "Measure", "text", "typed"),
        column("from", "From", "date"),
        column("envisaged", "Envisaged"),
        column("because", "Why not", "text", "typed"),
    ]
    return table("people.measures", "Measures that each employer has told", columns, rows)


def _representatives(book: Book) -> Block:
    rows: list[Row] = [
        {
            "transfer": _name(transfer),
            "employer": each.employer.short,
            "body": each.body,
            "group": each.bargaining_group or each.constituency,
            "on": each.elected_on.isoformat() if each.elected_on else None,
            "seats": f"{each.filled} of {each.seats}" if each.seats else "",
        }
        for transfer, each in _all(book, Representative)
    ]
    columns = [
        column("transfer", "Transfer"),
        column("employer", "Employer"),
        column("body", "Representatives"),
        column("group", "For which group"),
        column("on", "Elected on", "date"),
        column("seats", "Seats filled"),
    ]
    return table("consultation.representatives", "Who represents the staff", columns, rows)


def _meetings(book: Book) -> Block:
    rows: list[Row] = [
        {
            "transfer": _name(transfer),
            "employer": each.employer.short,
            "on": each.held_on.isoformat(),
            "notes": each.notes,
        }
        for transfer, each in _all(book, Meeting)
    ]
    columns = [
        column("transfer", "Transfer"),
        column("employer", "Employer"),
        column("on", "Held on", "date"),
        column("notes", "What was said", "text", "typed"),
    ]
    return table("consultation.meetings", "Meetings", columns, rows)


def _questions(book: Book) -> Block:
    rows: list[Row] = [
        {
            "transfer": _name(transfer),
            "employer": each.employer.short,
            "on": each.asked_on.isoformat(),
            "text": each.text,
            "reply": each.reply or "Not answered yet",
            "reasons": each.reasons,
        }
        for transfer, each in _all(book, Question)
    ]
    columns = [
        column("transfer", "Transfer"),
        column("employer", "Employer"),
        column("on", "Asked on", "date"),
        column("text", "Question or proposal", "text", "typed"),
        column("reply", "Reply", "text", "typed"),
        column("reasons", "Reasons", "text", "typed"),
    ]
    return table("consultation.questions", "Questions and counter-proposals", columns, rows)
