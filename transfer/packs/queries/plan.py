"""The plan, the workforce and the other sections of a business case."""

from collections import defaultdict
from typing import Any

from transfer.packs.queries import contracts, money, people, programme
from transfer.packs.queries.book import Block, Book, Content, Place, Row, bring, column, key_part, table
from transfer.programmes.models import Transfer
from transfer.steering.queries import PlanItem, list_milestones
from transfer.steering.rules import STATUS_WORDS
from transfer.tupe.queries import dates_of, list_candidates, one_employer, why_no_tupe
from transfer.tupe.rules import STATE_WORDS, STATES

NOT_SHOWN = "Done, but nothing shows it"


def management(book: Book) -> Content:
    items = list_milestones(book.viewer)
    gaps = [bring("Governance, benefits, measures of performance and exit", "Programme lead")]
    if not items:
        return Content([], [bring("The plan with its milestones", "Programme lead"), *gaps])
    return Content([_gantt(book, items), *_late(items)], gaps)


def _gantt(book: Book, items: list[PlanItem]) -> Block:
    bars = [
        {
            "label": f"{each.reference} {each.title}",
            "baseline_on": each.baseline_on.isoformat(),
            "forecast_on": _iso(each.forecast_on),
            "actual_on": _iso(each.actual_on),
            "late": each.late,
        }
        for each in items
    ]
    columns = [
        column("ref", "No.", "code"),
        column("title", "Milestone"),
        column("stream", "Workstream"),
        column("baseline", "Baseline", "date"),
        column("forecast", "Forecast", "date"),
        column("actual", "Actual", "date"),
        column("status", "Status"),
    ]
    rows = [_milestone(each) for each in items]
    return {
        "type": "chart",
        "key": "plan",
        "chart": "gantt",
        "title": "The plan",
        "alt": "Milestones with baseline and forecast or actual dates, and today’s line; late ones are marked.",
        "data": {"milestones": bars, "today": book.today.isoformat()},
        "table": table("plan.table", "Milestones", columns, rows),
    }


def _milestone(each: PlanItem) -> Row:
    return {
        "ref": each.reference,
        "title": each.title,
        "stream": each.workstream,
        "baseline": each.baseline_on.isoformat(),
        "forecast": _iso(each.forecast_on),
        "actual": _iso(each.actual_on),
        "status": NOT_SHOWN if each.actual_on and each.status == "amber" else STATUS_WORDS[each.status],
        "_source": [each.sheet.release_id, each.sheet.source_row],
    }


def _iso(day: Any) -> str | None:
    return day.isoformat() if day else None


def _late(items: list[PlanItem]) -> list[Block]:
    rows = [
        {
            "ref": each.reference,
            "title": each.title,
            "why": each.assessment.why,
            "holds": ", ".join(each.assessment.holds_up) or "Nothing",
        }
        for each in items
        if each.late
    ]
    columns = [
        column("ref", "No.", "code"),
        column("title", "Milestone"),
        column("why", "Why it is late"),
        column("holds", "What it holds up"),
    ]
    return [table("plan.late", "What is late", columns, rows)] if rows else []


def workforce(book: Book) -> Content:
    """Candidates of each transfer by state, and the dates that each transfer brings."""
    gaps = people.people_gaps(book)
    transfers = sorted(book.option.transfers, key=lambda each: (each.transfer_on, each.position))
    if not transfers:
        return Content([], gaps)
    return Content(
        [
            people.by_service(book, book.option),
            people.before_and_after(book),
            _candidates(book, transfers),
            _dates(transfers),
        ],
        gaps,
    )


def _candidates(book: Book, transfers: list[Transfer]) -> Block:
    columns = [
        column("name", "Transfer"),
        column("state", "State"),
        column("people", "People employed", "number", "small-count"),
    ]
    rows: list[Row] = []
    for transfer in transfers:
        rows += _candidates_of(book, transfer)
    note = "Nobody is in a TUPE transfer between two organisations that are one employer."
    return table("people.candidates", "People employed whose employer changes", columns, rows, note=note)


def _name(transfer: Transfer) -> str:
    return f"{transfer.transferor.short} to {transfer.transferee.short}"


def _candidates_of(book: Book, transfer: Transfer) -> list[Row]:
    if one_employer(transfer):
        return [{"name": _name(transfer), "state": "One employer", "people": 0}]
    found: dict[str, list[Place]] = defaultdict(list)
    for each in list_candidates(book.viewer, transfer, number=None).items:
        found[each.state].append((each.line.release_id, each.line.source_row))
    key = f"transfer-{transfer.id}"
    rows: list[Row] = [
        {
            "name": _name(transfer),
            "state": STATE_WORDS[state],
            "_group": key,
            "people": book.count(
                f"{key}.{key_part(state)}",
                f"{_name(transfer)}: {STATE_WORDS[state].lower()}",
                "occupancy",
                found[state],
                "small-count",
            ),
        }
        for state in STATES
        if state in found
    ]
    every = [place for held in found.values() for place in held]
    whole = book.count(f"{key}.all", f"{_name(transfer)}: all", "occupancy", every, "small-count")
    return [*rows, {"name": _name(transfer), "state": "All", "people": whole, "_subtotal": key}]


def _dates(transfers: list[Transfer]) -> Block:
    rows = [
        {
            "name": _name(transfer),
            "what": each.rule.label,
            "on": each.on.isoformat(),
            "act": each.act_by.isoformat(),
            "how": each.words,
            "status": "Confirmed" if each.rate.status == "confirmed" else "Assumed",
        }
        for transfer in transfers
        if not why_no_tupe(transfer)
        for each in dates_of(transfer)
    ]
    columns = [
        column("name", "Transfer"),
        column("what", "What is due"),
        column("on", "On", "date"),
        column("act", "Last working day", "date"),
        column("how", "How it is counted"),
        column("status", "Rule"),
    ]
    return table("people.dates", "Dates that follow from each transfer", columns, rows)


def commercial(book: Book) -> Content:
    made = Content([], contracts.contract_gaps(book))
    if contracts.entries(book):
        made.blocks += [contracts.by_route(book), contracts.by_band(book), *contracts.spot(book)]
    return made


def appendices(book: Book) -> Content:
    """The schedules that the case rests on."""
    made = Content()
    if money.ground_of(book).lines:
        made.blocks += [money.by_cost_centre(book), money.rules_table(book)]
    if contracts.entries(book):
        made.blocks.append(contracts.register(book))
    if people.moving_lines(book, book.option):
        made.blocks.append(people.schedule(book))
    made.missing += programme.basis_gaps(book)
    return made


def nothing_kept(what: str, owner: str) -> Any:
    """A section that only its narrative can fill: what is missing and who brings it."""
    return lambda book: Content([], [bring(what, owner)])
