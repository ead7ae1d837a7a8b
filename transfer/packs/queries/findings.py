"""What does not add up and what is missing: from the checks, the files and what nobody has brought."""

from collections import Counter
from typing import Any

from sqlalchemy import select

from imports.parts import row_words
from reports.wording import decimal_in
from transfer.budget.models import BudgetLine, DriverQuantity
from transfer.checks.queries import list_checks
from transfer.checks.rules import SEVERITIES, Check
from transfer.contracts.models import Contract
from transfer.diligence.models import Asset, Kpi
from transfer.establishment.models import AssignmentLine, TimeShare
from transfer.extensions import db
from transfer.packs.queries.book import Block, Book, Content, Place, Row, bring, column, table
from transfer.releases.models import Release, ReleaseFinding
from transfer.releases.queries import missing_data
from transfer.releases.rules import DATASET_NAMES, OF_AN_ORGANISATION
from transfer.steering.models import Milestone
from transfer.steering.queries import list_milestones

# A check says what a list needs. Red is kept for what blocks a start.
ASKS = {"error": "To mend", "warning": "To look at", "note": "To know"}
OWNERS = {
    "establishment": "HR",
    "budget": "Finance",
    "contracts": "Legal",
    "assets": "Legal",
    "time_shares": "Finance",
    "drivers": "Finance",
    "milestones": "Programme lead",
    "services": "Programme lead",
    "kpis": "Programme lead",
}
ROWS_OF: dict[str, tuple[Any, str]] = {
    "establishment": (AssignmentLine, "post_no"),
    "budget": (BudgetLine, "cost_centre"),
    "contracts": (Contract, "reference"),
    "time_shares": (TimeShare, "post_no"),
    "drivers": (DriverQuantity, "driver"),
    "milestones": (Milestone, "reference"),
    "kpis": (Kpi, "number"),
    "assets": (Asset, "reference"),
}


def checks_of(book: Book) -> list[Check]:
    held: list[Check] | None = book.__dict__.get("checks")
    if held is None:
        held = book.__dict__["checks"] = list_checks(book.viewer)
    return held


def _ratings(book: Book, key: str) -> Block:
    counted = Counter(each.severity for each in checks_of(book))
    rows = [{"rating": ASKS[each], "count": counted[each]} for each in SEVERITIES]
    columns = [column("rating", "What it asks for"), column("count", "Checks", "number")]
    unlisted = counted["note"]
    note = "What is only to know is counted and not listed below." if unlisted else ""
    return table(key, "Checks of the data", columns, rows, note=note)


def _to_mend(book: Book) -> list[tuple[str, Check]]:
    """Errors and warnings with their reference in this pack."""
    found = [each for each in checks_of(book) if each.severity in ("error", "warning")]
    return [(f"D{number}", each) for number, each in enumerate(found, 1)]


def _findings(key: str, title: str, book: Book) -> Block:
    """Told in the exempt edition only: a sentence may name a post or a small number."""
    rows = [
        {"ref": ref, "rating": ASKS[each.severity], "do": each.message, "where": each.where}
        for ref, each in _to_mend(book)
    ]
    columns = [
        column("ref", "No.", "code"),
        column("rating", "What it asks for"),
        column("do", "What to do"),
        column("where", "Where"),
    ]
    return table(key, title, columns, rows, **{"class": "commercial"})


def reds(book: Book) -> Content:
    """What blocks a start, and beside it what the checks of the data ask for."""
    blocks = [*_blocking(book, "reds.blocking"), _ratings(book, "reds.ratings")]
    if _to_mend(book):
        blocks.append(_findings("reds.all", "What the checks of the data ask for", book))
    return Content(blocks)


def _blocking(book: Book, key: str) -> list[Block]:
    """Late milestones that the start waits for."""
    late = [each for each in list_milestones(book.viewer) if each.late and each.assessment.critical]
    late = [each for each in late if each.assessment.holds_up]
    rows = [
        {
            "rating": "Red",
            "ref": each.reference,
            "title": each.title,
            "why": each.assessment.why,
            "holds": ", ".join(each.assessment.holds_up),
        }
        for each in late
    ]
    columns = [
        column("rating", "Rating"),
        column("ref", "No.", "code"),
        column("title", "Milestone"),
        column("why", "Why it is late"),
        column("holds", "What it holds up"),
    ]
    return [table(key, "What blocks a start: critical milestones that are late", columns, rows)] if rows else []


def risks(book: Book) -> Content:
    """What the checks found; the register of risks itself is not kept here yet."""
    gap = bring("The risk register: cause, likelihood, effect and owner of each risk", "Programme lead")
    if not _to_mend(book):
        return Content(_blocking(book, "risks.blocking"), [gap])
    checks = [_ratings(book, "risks.ratings"), _findings("risks.all", "What the checks of the data ask for", book)]
    return Content([*_blocking(book, "risks.blocking"), *checks], [gap])


def treatment(book: Book) -> Content:
    rows = [
        {"ref": ref, "rating": ASKS[each.severity], "finding": each.message, "treatment": "Not decided yet"}
        for ref, each in _to_mend(book)
    ]
    columns = [
        column("ref", "No.", "code"),
        column("rating", "What it asks for"),
        column("finding", "Check of the data"),
        column("treatment", "Treatment"),
    ]
    gap = [bring("The term that answers each finding", "Legal")] if rows else []
    block = table("treatment.all", "Checks of the data and their treatment", columns, rows, **{"class": "commercial"})
    return Content([block] if rows else [], gap)


def documents(book: Book) -> Content:
    """The index of what was seen: every version that this pack was made from."""
    rows = [
        {
            "no": number,
            "dataset": _name(release),
            "body": release.organisation.short if release.organisation else "Programme",
            "file": release.file.name,
            "as_at": release.as_at.isoformat() if release.as_at else None,
            "by": release.accepted_by,
            "on": release.accepted_at.date().isoformat(),
            "shared": _shared(release),
            "sha256": release.file.sha256[:16],
        }
        for number, release in enumerate(book.releases.values(), 1)
    ]
    columns = [
        column("no", "No.", "number"),
        column("dataset", "Document"),
        column("body", "From"),
        column("file", "File"),
        column("as_at", "As at", "date"),
        column("by", "Accepted by", "text", "person"),
        column("on", "Accepted on", "date"),
        column("shared", "Shared"),
        column("sha256", "SHA-256 begins", "code"),
    ]
    return Content([table("documents.all", "Documents", columns, rows)] if rows else [], missing_sources(book))


def _name(release: Release) -> str:
    name = DATASET_NAMES[release.dataset]
    return name[:1].upper() + name[1:]


def _shared(release: Release) -> str:
    return "With all sides" if release.organisation_id is None or release.shared_at else "With its own side only"


def missing_sources(book: Book) -> list[str]:
    """Every list that is not there or not shared, with who brings it."""
    providers = {service.provider_id for service in book.services}
    gaps = []
    for dataset in DATASET_NAMES:
        if dataset == "services" and book.services:
            continue  # the programme itself names them
        whose = [each for each in book.organisations if each.id in providers] if dataset == "establishment" else []
        gaps += [bring(each.rstrip("."), OWNERS[dataset]) for each in missing_data(book.viewer, dataset, whose or None)]
    return gaps


def missing(book: Book) -> Content:
    """Rows that were left out of each file, and the lists that nobody has brought."""
    rows = [_file(book, release) for release in book.releases.values() if release.dataset in ROWS_OF]
    columns = [
        column("file", "File"),
        column("body", "From"),
        column("read", "Rows", "number"),
        column("accepted", "Accepted", "number"),
        column("parked", "Left out", "number"),
    ]
    columns[2]["sum_of"] = ["accepted", "parked"]
    blocks = [table("missing.rows", "Rows left out until somebody mends them", columns, rows)] if rows else []
    return Content(blocks, missing_sources(book))


def _file(book: Book, release: Release) -> Row:
    model, field = ROWS_OF[release.dataset]
    kind = "small-count" if release.dataset == "establishment" else "public"
    accepted = list(db.session.scalars(select(model.source_row).where(model.release_id == release.id)))
    query = select(ReleaseFinding.row).where(
        ReleaseFinding.release_id == release.id, ReleaseFinding.severity == "error"
    )
    parked = sorted(set(db.session.scalars(query)) - set(accepted))
    key, label = f"release-{release.id}", f"{release.file.name}"
    cells = [
        book.count(f"{key}.accepted", f"{label}: rows accepted", field, _places(release, accepted), kind),
        book.count(f"{key}.parked", f"{label}: rows left out", field, _places(release, parked), kind),
    ]
    body = release.organisation.short if release.organisation else "Programme"
    read = book.of_inputs(f"{key}.read", f"{label}: rows", "total", cells, "count", kind=kind)
    return {"file": label, "body": body, "read": read, "accepted": cells[0], "parked": cells[1]}


def _places(release: Release, rows: list[int]) -> list[Place]:
    return [(release.id, row) for row in sorted(rows)]


def target_met(kpi: Kpi) -> str:
    """Met or missed, where value and target are numbers and it is said which way is better."""
    value, target = decimal_in(kpi.value or ""), decimal_in(kpi.target or "")
    way = (kpi.polarity or "").casefold()[:3]
    if value is None or target is None or way not in ("hig", "low"):
        return ""
    return "Met" if (value >= target if way == "hig" else value <= target) else "Missed"


def performance(book: Book) -> Content:
    ids = [release.id for release in book.in_force["kpis"]]
    found = db.session.scalars(select(Kpi).where(Kpi.release_id.in_(ids)).order_by(Kpi.release_id, Kpi.source_row))
    rows = [
        {
            "no": each.number,
            "title": f"{each.title} ({each.definition})" if each.definition else each.title,
            "period": each.period,
            "value": each.value,
            "target": each.target,
            "better": (each.polarity or "").capitalize(),
            "met": target_met(each),
            "source": each.source,
            "cells": f"{book.numbers[each.release_id]}, row {row_words(each.source_row, each.release.sheets)}",
            "_source": [each.release_id, each.source_row],
        }
        for each in found
    ]
    columns = [
        column("no", "No.", "code"),
        column("title", "Measure"),
        column("period", "Period"),
        column("value", "Value", "quantity"),
        column("target", "Target", "quantity"),
        column("better", "Good is"),
        column("met", "Result"),
        column("source", "Source"),
        column("cells", "Source, row", "code"),
    ]
    gaps = [] if rows else [bring("The performance measures of 24 months", "Director of children’s services")]
    gaps.append(bring("Statutory returns, inspections and audits", "Director of children’s services"))
    return Content([table("performance.all", "Performance measures", columns, rows)] if rows else [], gaps)


assert set(OWNERS) >= OF_AN_ORGANISATION
