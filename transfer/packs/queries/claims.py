"""Published figures, beside what their parts come to and what the lists in force hold of the same."""

from typing import Any

from transfer.packs.queries.book import Book, Content, Row, column, table
from transfer.packs.queries.people import STATES, counts_row, lines_of
from transfer.programmes.models import Claim
from transfer.programmes.queries import list_claims


def background(book: Book) -> Content:
    """Published figures, what their parts come to, and what the lists in force hold of the same."""
    claims = list_claims(book.viewer)
    columns = [
        column("statement", "Published"),
        column("place", "Where"),
        column("as_at", "As at", "date"),
        column("value", "Figure", "figure"),
        column("parts", "Its parts come to", "figure"),
        column("gap", "Unexplained", "figure"),
        column("own", "Its staff list holds", "figure", "small-count"),
    ]
    rows = [_claim(book, each) for each in claims]
    note = "A figure stands beside the staff list of the organisation that it is about, as at the list's own date."
    return Content([table("claims", "Published figures beside the data", columns, rows, note=note)] if rows else [])


def _claim(book: Book, claim: Claim) -> Row:
    key, place = f"claim-{claim.id}", ", ".join(filter(None, (claim.document, claim.paragraph)))
    unit: Any = claim.unit if claim.unit in ("count", "pence", "percent", "days", "thousandths") else "count"
    row: Row = {
        "statement": claim.statement,
        "place": place,
        "as_at": claim.as_at.isoformat() if claim.as_at else None,
        "value": book.typed(key, claim.statement, claim.value, unit, place) if claim.value is not None else None,
        "own": _own(book, claim),
    }
    if claim.parts and claim.value is not None:
        parts = [
            book.typed(f"{key}.{n}", f"{claim.statement}: {word}", int(part), unit, place)
            for n, (word, part) in enumerate(claim.parts.items())
        ]
        row["parts"] = book.of_inputs(f"{key}.parts", f"{claim.statement}: its parts", "total", parts, unit)
        row["gap"] = book.of_inputs(
            f"{key}.gap", f"{claim.statement}: unexplained", "difference", [row["value"], row["parts"]], unit
        )
    return row


def _own(book: Book, claim: Claim) -> Any:
    """What the staff list of the organisation that a claim is about holds of its subject; None without either."""
    short = next((each.short for each in book.organisations if each.id == claim.organisation_id), "")
    lines = [line for line in lines_of(book) if line.organisation_id == claim.organisation_id]
    if not lines or claim.subject not in {"posts", *STATES}:
        return None
    row = counts_row(book, f"list-{claim.organisation_id}", f"List of {short}", lines)
    return row["all"] if claim.subject == "posts" else row[claim.subject]
