"""Lists of lines with what became of each, a page at a time; and one line with its cell and all its rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select

from transfer.budget.models import BudgetAmount, BudgetLine
from transfer.budget.queries.ground import Ground, load_ground
from transfer.budget.queries.money import OptionMoney, money_of
from transfer.budget.rules import LineSplit, Matcher, Rule, SplitLine, bits
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Option
from transfer.programmes.rules import Viewer
from transfer.releases.queries import get_release
from transfer.web.paging import PER_PAGE, Page, paged_list

SORTS = {
    "cost_centre": BudgetLine.cost_centre,
    "account": BudgetLine.account,
    "group": BudgetLine.subjective_group,
    "fund": BudgetLine.fund,
    "amount_pence": BudgetAmount.amount_pence,
}


@dataclass(frozen=True)
class LineFilter:
    """Blank is no filter. outcome: unallocated, excluded, or an organisation's id; rule: its id, or "none"; service:
    its id, or "none" for cost centres that no service owns."""

    cost_centre: str = ""
    group: str = ""
    fund: str = ""
    service: str = ""
    outcome: str = ""
    rule: str = ""
    q: str = ""


@dataclass(frozen=True)
class LineRow:
    """rule: the one that decided, None when none did."""

    line: SplitLine
    split: LineSplit
    rule: Rule | None


@dataclass(frozen=True)
class LinePage:
    page: Page[LineRow]
    total_pence: int
    ground: Ground


@dataclass(frozen=True)
class SeenLine:
    """One line of a book, in each of its amounts: caught and fallen_to are rules with their index."""

    line: BudgetLine
    amounts: Sequence[BudgetAmount]
    counted: SplitLine | None
    matching: Sequence[tuple[int, Rule]]
    outcomes: Sequence[tuple[OptionMoney, LineSplit]]
    ground: Ground


def _narrowed(ground: Ground, asked: LineFilter) -> Select[*tuple[Any, ...]]:
    query = ground.query()
    if asked.cost_centre:
        query = query.where(BudgetLine.cost_centre == asked.cost_centre)
    if asked.group:
        query = query.where(BudgetLine.subjective_group == asked.group)
    if asked.fund:
        query = query.where(BudgetLine.fund == asked.fund)
    if asked.q:
        words = f"%{asked.q.casefold()}%"
        fields = (BudgetLine.cost_centre, BudgetLine.cost_centre_name, BudgetLine.account, BudgetLine.account_name)
        query = query.where(or_(*(func.lower(field).like(words) for field in fields)))
    if asked.service == "none":
        return query.where(BudgetLine.cost_centre.not_in(list(ground.owners)))
    if asked.service:
        owned = [centre for centre, service in ground.owners.items() if str(service.id) == asked.service]
        return query.where(BudgetLine.cost_centre.in_(owned))
    return query


def _sorted(query: Select[*tuple[Any, ...]], sort: str) -> Select[*tuple[Any, ...]]:
    column = SORTS.get(sort.lstrip("-"))
    if column is None:
        return query
    asked = column.desc() if sort.startswith("-") else column.asc()
    return query.order_by(None).order_by(asked, BudgetLine.release_id, BudgetLine.source_row, BudgetAmount.column)


def _with_outcomes(ground: Ground, option: Option, lines: Sequence[SplitLine]) -> list[LineRow]:
    """The lines with what became of them. A time rule looks at all pay lines of a post's cost centre, so those are
    split with them."""
    together = list(lines)
    if any(rule.method == "time" for rule in ground.rules):
        centres = {post.cost_centre for post in ground.posts.values()}
        held = {(line.id, line.column) for line in lines}
        others = ground.read(ground.query().where(BudgetLine.cost_centre.in_(centres)))
        together += [line for line in others if (line.id, line.column) not in held]
    money = money_of(ground, option, together)
    return [
        LineRow(line, each, ground.rules[each.rule] if each.rule is not None else None)
        for line, each in zip(lines, money.result.splits, strict=False)
    ]


def _kept(row: LineRow, asked: LineFilter) -> bool:
    if asked.rule and asked.rule != (str(row.rule.id) if row.rule else "none"):
        return False
    if asked.outcome == "unallocated":
        return row.split.unallocated_pence != 0
    if asked.outcome == "excluded":
        return row.split.excluded_pence != 0
    return not asked.outcome or any(str(place) == asked.outcome for place, _ in row.split.shares)


def all_lines(viewer: Viewer, option: Option, asked: LineFilter, sort: str = "") -> tuple[Ground, list[LineRow]]:
    """Every line that the filter leaves, for a download."""
    ground = load_ground(viewer)
    lines = ground.read(_sorted(_narrowed(ground, asked), sort))
    return ground, [row for row in _with_outcomes(ground, option, lines) if _kept(row, asked)]


def list_lines(viewer: Viewer, option: Option, asked: LineFilter, sort: str = "", number: int = 1) -> LinePage:
    """One page of lines with their outcome under an option. Only that page is split, unless the filter asks for an
    outcome or a rule."""
    if asked.outcome or asked.rule:
        ground, rows = all_lines(viewer, option, asked, sort)
        return LinePage(paged_list(rows, number), sum(row.line.amount_pence for row in rows), ground)
    ground = load_ground(viewer)
    query = _narrowed(ground, asked)
    inner = query.order_by(None).subquery()
    count, total = db.session.execute(select(func.count(), func.sum(inner.c.amount_pence))).one()
    lines = ground.read(_sorted(query, sort).limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return LinePage(Page(_with_outcomes(ground, option, lines), count, number), int(total or 0), ground)


def line_choices(ground: Ground) -> dict[str, list[str]]:
    """What there is to filter by: cost_centre, group and fund, in order."""
    found = {}
    for name, column in (
        ("cost_centre", BudgetLine.cost_centre),
        ("group", BudgetLine.subjective_group),
        ("fund", BudgetLine.fund),
    ):
        query = select(column).where(BudgetLine.release_id.in_(ground.releases), column.is_not(None)).distinct()
        found[name] = [str(value) for value in db.session.scalars(query.order_by(column))]
    return found


def get_line(viewer: Viewer, line_id: int, options: Sequence[Option]) -> SeenLine:
    """One line, its amounts, the rules that match it and its outcome under each option. Raises NotFound for a line
    of a version that this viewer may not see. A line of an older version has no outcome: it is counted no more."""
    line = db.session.get(BudgetLine, line_id)
    if not line:
        raise NotFound("That budget line is not here")
    get_release(viewer, line.release_id)
    amounts = db.session.scalars(
        select(BudgetAmount).where(BudgetAmount.line_id == line.id).order_by(BudgetAmount.column)
    ).all()
    ground = load_ground(viewer)
    here = ground.read(ground.query().where(BudgetLine.cost_centre == line.cost_centre))
    counted = next((each for each in here if each.id == line.id), None)
    if counted is None:
        return SeenLine(line, amounts, None, [], [], ground)
    index = here.index(counted)
    outcomes = [(money, money.result.splits[index]) for money in (money_of(ground, option, here) for option in options)]
    mask = Matcher(ground.rules).matching(counted)
    return SeenLine(line, amounts, counted, [(each, ground.rules[each]) for each in bits(mask)], outcomes, ground)
