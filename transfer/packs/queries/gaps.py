"""Where the budget is not what is spent, and not what posts cost: with who answered it, when and why."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from transfer.budget.models import BudgetLine
from transfer.budget.queries import Ground, SeenGap, book_columns, list_gaps, told_post_gaps
from transfer.budget.rules import GAP_WORDS
from transfer.extensions import db
from transfer.packs.queries.book import Block, Book, Content, Place, Row, bring, column, key_part, table
from transfer.programmes.rules import name_key

Rows = Mapping[tuple[int, str], list[Place]]  # (organisation id, service or "") → its lines


def with_gaps(book: Book, ground: Ground, made: Content) -> Content:
    """The section on money with the baseline gap, and what finance says of posts."""
    if len(book_columns(ground)) < 2:
        made.missing.append(bring("Outturn against budget", "Finance"))
    found = list_gaps(ground)
    if found:
        made.blocks.append(_gaps(book, ground, found))
    open_ = [each for each in found if each.open]
    if open_:
        many = "1 gap between budget and spending is" if len(open_) == 1 else f"{len(open_)} gaps are"
        made.missing.append(bring(f"How {many} met, priced or accepted", "Finance"))
    told = _posts(book)
    made.blocks += [told] if told else []
    return made


def _gaps(book: Book, ground: Ground, found: list[SeenGap]) -> Block:
    lines = _lines(ground)
    columns = [
        column("service", "Service"), column("whose", "Book of"), column("against", "Beside"),
        column("budget", "Budget", "money"), column("spent", "Spent", "money"), column("gap", "Gap", "money"),
        column("told", "Answer", "text", "typed"), column("by", "Answered by", "text", "person"),
    ]  # fmt: skip
    rows = [_row(book, ground, each, lines.get((each.gap.organisation_id, each.gap.service), [])) for each in found]
    return table("money.gaps", "Budget against what is spent", columns, rows,
                 note="Above nil: more is spent than the budget holds.")  # fmt: skip


def _lines(ground: Ground) -> Rows:
    found: dict[tuple[int, str], list[Place]] = defaultdict(list)
    query = select(BudgetLine.release_id, BudgetLine.source_row, BudgetLine.cost_centre)
    query = query.where(BudgetLine.release_id.in_(list(ground.releases))).order_by(BudgetLine.id)
    for release_id, row, centre in db.session.execute(query):
        owner = ground.owners.get(centre)
        whose = ground.releases[release_id].organisation_id or 0
        found[whose, owner.name if owner else ""].append((release_id, row))
    return found


def _row(book: Book, ground: Ground, each: SeenGap, places: list[Place]) -> Row:
    gap, decision = each.gap, each.decision
    name = gap.service or "No service"
    key = f"gap.{gap.organisation_id}.{key_part(name_key(name))}.{key_part(gap.year)}.{gap.basis}"
    year, basis = ground.year_and_basis
    budget = _sum(book, ground, f"{key}.budget", f"{name}: budget", gap.budget_pence, places, (year, basis))
    spent = _sum(book, ground, f"{key}.spent", f"{name}: {gap.year} {gap.basis}", gap.spent_pence, places,
                 (gap.year, gap.basis))  # fmt: skip
    told = "Open" if each.open else ""
    if decision:
        told = f"{GAP_WORDS[decision.answer].split(':')[0]}: {decision.reason}"
        told += " The gap is another by now." if each.stale else ""
    return {
        "service": name, "whose": book.name(gap.organisation_id), "against": f"{gap.year} {gap.basis}",
        "budget": budget, "spent": spent, "gap": _apart(book, key, name, gap.pence, spent, budget),
        "told": told, "by": decision.decided_by if decision else "",
    }  # fmt: skip


def _apart(book: Book, key: str, name: str, pence: int, spent: Any, budget: Any) -> Any:
    if isinstance(spent, dict):
        return book.of_inputs(f"{key}.gap", f"{name}: gap", "difference", [spent, budget], "pence")
    return book.typed(f"{key}.gap", f"{name}: gap", pence, "pence", "Nothing is spent: the budget with its sign turned")


def _sum(
    book: Book, ground: Ground, key: str, label: str, pence: int, places: list[Place], wanted: tuple[str, str]
) -> Any:  # fmt: skip
    """A service's lines in the columns of one year and basis."""
    cells = []
    for release_id, release in ground.releases.items():
        rows = [place for place in places if place[0] == release_id]
        letters = [each["letter"] for each in release.amount_columns if (each["year"], each["basis"]) == wanted]
        cells += [cell for letter in letters if rows for cell in book.cells("amount", rows, letter)]
    return book.sum(key, label, "pence", pence, tuple(cells))


def _posts(book: Book) -> Block | None:
    """In words: how much it is would tell what posts cost, which is their own side's."""
    rows: list[Row] = [
        {"service": each.service or "No service", "whose": book.name(each.organisation_id), "why": each.explanation,
         "by": each.written_by, "on": each.written_at.date().isoformat()}
        for each in told_post_gaps(book.viewer)
    ]  # fmt: skip
    columns = [
        column("service", "Service"), column("whose", "Employer"), column("why", "Why", "text", "typed"),
        column("by", "Said by", "text", "person"), column("on", "On", "date"),
    ]  # fmt: skip
    title = "Why pay budgets are not what posts cost"
    return table("money.posts", title, columns, rows) if rows else None
