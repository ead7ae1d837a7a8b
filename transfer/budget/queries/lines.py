"""Lists of lines with what became of each, a page at a time; and one line with its cell and all its rules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, not_, or_, select

from transfer.budget.models import BudgetAmount, BudgetLine
from transfer.budget.queries.ground import Ground, load_ground
from transfer.budget.queries.holding import versions_of
from transfer.budget.queries.money import OptionMoney, money_of, split_of
from transfer.budget.rules import Deciding, LineSplit, Matcher, Rule, SplitLine, amounts_where, bits, one_as_now
from transfer.extensions import db, read_once
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Option
from transfer.programmes.queries import moves_of
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import get_release
from transfer.web.paging import PER_PAGE, Page

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
        query = query.where(_in_group(ground, asked.group))
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


def _in_group(ground: Ground, group: str) -> ColumnElement[bool]:
    """The lines of a group as the maps of accounts have it, which may not be the one of the book."""
    found: ColumnElement[bool] = BudgetLine.subjective_group == group
    for release_id, says in ground.accounts.items():
        mapped = {account: held[0] for account, held in says.entries.items()}
        here, account = BudgetLine.release_id == release_id, func.lower(BudgetLine.account)
        inside = [each for each, held in mapped.items() if held == group]
        found = and_(found, not_(and_(here, account.in_(list(mapped)))))
        found = or_(found, and_(here, account.in_(inside)))
    return found


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
    if ground.time_centres:
        held = {(line.id, line.column) for line in lines}
        together += [line for line in ground.grouped.apart if (line.id, line.column) not in held]
    splits = split_of(ground, option, together).splits
    return [
        LineRow(line, each, ground.rules[each.rule] if each.rule is not None else None)
        for line, each in zip(lines, splits, strict=False)
    ]


def _is_asked(split: LineSplit, rule: Rule | None, asked: LineFilter) -> bool:
    if asked.rule and asked.rule != (str(rule.id) if rule else "none"):
        return False
    if asked.outcome == "unallocated":
        return split.unallocated_pence != 0
    if asked.outcome == "excluded":
        return split.excluded_pence != 0
    return not asked.outcome or any(str(place) == asked.outcome for place, _ in split.shares)


def all_lines(viewer: Viewer, option: Option, asked: LineFilter, sort: str = "") -> tuple[Ground, list[LineRow]]:
    """Every line that the filter leaves, for a download."""
    ground = load_ground(viewer)
    lines = ground.read(_sorted(_narrowed(ground, asked), sort))
    return ground, [row for row in _with_outcomes(ground, option, lines) if _is_asked(row.split, row.rule, asked)]


def list_lines(viewer: Viewer, option: Option, asked: LineFilter, sort: str = "", number: int = 1) -> LinePage:
    """One page of lines with their outcome under an option. Only that page is split into lines."""
    ground = load_ground(viewer)
    query = _sorted(_narrowed(ground, asked), sort)
    if asked.outcome or asked.rule:
        ids, total = _decided(ground, option, asked, query)
        count, here = len(ids), ids[(number - 1) * PER_PAGE : number * PER_PAGE]
        lines = ground.read(query.where(BudgetAmount.id.in_(here)))
    else:
        inner = query.order_by(None).subquery()
        count, total = db.session.execute(select(func.count(), func.sum(inner.c.amount_pence))).one()
        lines = ground.read(query.limit(PER_PAGE).offset((number - 1) * PER_PAGE))
    return LinePage(Page(_with_outcomes(ground, option, lines), count, number), int(total or 0), ground)


def _decided(
    ground: Ground, option: Option, asked: LineFilter, query: Select[*tuple[Any, ...]]
) -> tuple[list[int], int]:
    """(the ids of the query's amounts of which that became what is asked, in its order; their sum in pence)."""
    rules, grouped = ground.rules, ground.grouped
    result = split_of(ground, option, grouped.apart)

    def kept(each: LineSplit) -> bool:
        return _is_asked(each, rules[each.rule] if each.rule is not None else None, asked)

    if moves_of(option):
        wanted = amounts_where(grouped, Deciding(rules, ground.setting(option)).one, result, kept)
    else:
        wanted = amounts_where(grouped, lambda cell, pence: one_as_now(cell, pence, ground.present), result, kept)
    pairs = db.session.execute(query.with_only_columns(BudgetAmount.id, BudgetAmount.amount_pence))
    found = [(id_, pence) for id_, pence in pairs if id_ in wanted]
    return [id_ for id_, _ in found], sum(pence for _, pence in found)


def largest_unallocated(money: OptionMoney) -> list[tuple[SplitLine, int]]:
    """(line, its unallocated pence) of the ten lines of which most is unallocated, the largest first."""
    ids = money.summary.largest_unallocated
    lines = money.ground.read(money.ground.query().where(BudgetAmount.id.in_(ids))) if ids else []
    pairs = [(row.line, row.split.unallocated_pence) for row in _with_outcomes(money.ground, money.option, lines)]
    return sorted(pairs, key=lambda pair: (-abs(pair[1]), pair[0].release_id, pair[0].source_row))


def line_choices(ground: Ground) -> dict[str, list[str]]:
    """What there is to filter by: cost_centre, group and fund, in order."""
    columns, apart = ground.grouped.columns, ground.grouped.apart
    return {
        "cost_centre": sorted({*columns.centre_names, *(line.cost_centre for line in apart)}),
        "group": sorted({*(kind.group for kind in columns.kind_names), *(line.group for line in apart)}),
        "fund": sorted(filter(None, {*columns.fund_names, *(line.fund for line in apart)})),
    }


def centre_names(ground: Ground) -> dict[str, str]:
    """The name of each cost centre of the counted lines, by its code; "" where no line names it."""
    query = ground.query().with_only_columns(BudgetLine.cost_centre, func.max(BudgetLine.cost_centre_name))
    found = db.session.execute(query.order_by(None).group_by(BudgetLine.cost_centre))
    return {code: name or "" for code, name in found}


@read_once
def names_of_centres(viewer: Viewer) -> Mapping[str, str]:
    """The name of each cost centre that a book names, by its code: of books that count and that the viewer may see."""
    return names_in(versions_of(viewer, "budget"))


def names_in(books: Iterable[Release]) -> Mapping[str, str]:
    """The same of any books."""
    named = (BudgetLine.release_id.in_([each.id for each in books]), BudgetLine.cost_centre_name != "")
    query = select(BudgetLine.cost_centre, func.max(BudgetLine.cost_centre_name)).where(*named)
    return {code: name for code, name in db.session.execute(query.group_by(BudgetLine.cost_centre)) if name}


def centre_name(viewer: Viewer, code: str) -> str:
    """Blank where no book names it."""
    return names_of_centres(viewer).get(code, "")


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
    outcomes = [(money_of(ground, each), split_of(ground, each, here).splits[index]) for each in options]
    mask = Matcher(ground.rules).matching(counted)
    return SeenLine(line, amounts, counted, [(each, ground.rules[each]) for each in bits(mask)], outcomes, ground)
