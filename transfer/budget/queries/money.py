"""What an option comes to, and where each figure of it came from."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from heapq import nsmallest

from transfer.budget.models import BudgetAmount, SplitRule
from transfer.budget.queries.books import book_columns
from transfer.budget.queries.ground import Ground, load_ground
from transfer.budget.rules import (
    INCOME,
    PAY_GROUP,
    Catch,
    Deciding,
    Held,
    Lift,
    LineSplit,
    Problem,
    Rule,
    SharedPost,
    Slice,
    SplitLine,
    SplitResult,
    Summary,
    catches_of,
    split,
    split_as_now,
    split_components,
    why_not,
)
from transfer.establishment.queries import list_time_shares
from transfer.kernel.errors import NotFound
from transfer.kernel.money import pounds
from transfer.programmes.models import Option
from transfer.programmes.queries import get_programme, moves_of, own_part
from transfer.programmes.rules import Viewer, in_force, name_key


@dataclass(frozen=True)
class OptionMoney:
    """An option's full year, in pence. as_now: nothing moves, so every line stays with its present provider."""

    option: Option
    ground: Ground
    as_now: bool

    @cached_property
    def summary(self) -> Summary:
        """Every total and slice, without the lines: what a page needs."""
        return self.ground.summary(self.option)

    @cached_property
    def result(self) -> SplitResult:
        """Every line with its outcome: what a pack needs. At 100,000 lines this takes seconds."""
        return split_of(self.ground, self.option, self.ground.lines)

    @property
    def shares(self) -> dict[str, int]:
        """Pence by organisation's short name, each organisation of the programme in its order, nil included."""
        return {each.short: self.summary.shares.get(each.id, 0) for each in self.ground.organisations}

    @property
    def source(self) -> int:
        return self.summary.source_pence

    @property
    def shared(self) -> int:
        return sum(self.summary.shares.values())

    @property
    def unallocated(self) -> int:
        return self.summary.unallocated_pence

    @property
    def excluded(self) -> int:
        return self.summary.excluded_pence

    @property
    def excluded_sides(self) -> tuple[int, int]:
        """(of lines above zero, of lines below zero); together they are `excluded`."""
        return self.summary.excluded_sides

    @property
    def difference(self) -> int:
        return self.source - self.shared - self.unallocated - self.excluded

    @property
    def budget(self) -> dict[str, int]:
        """As `programme show` prints it: {"Company", "Council", …, "unallocated", "excluded"}."""
        return {**self.shares, "unallocated": self.unallocated, "excluded": self.excluded}

    @property
    def reconciliation(self) -> dict[str, int]:
        """As `programme show` prints it: source = shared + unallocated + excluded + difference."""
        return {
            "source": self.source,
            "shared": self.shared,
            "unallocated": self.unallocated,
            "excluded": self.excluded,
            "difference": self.difference,
        }


def money_of(ground: Ground, option: Option) -> OptionMoney:
    """An option's money from ground that is already loaded."""
    return OptionMoney(option, ground, not moves_of(option))


def split_of(ground: Ground, option: Option, lines: Sequence[SplitLine]) -> SplitResult:
    """What becomes of some lines under an option. A time rule needs all pay lines of its cost centre among them."""
    if not moves_of(option):
        return split_as_now(lines, ground.present)
    return split(lines, ground.rules, ground.setting(option))


def option_money(viewer: Viewer, option: Option) -> OptionMoney:
    """The full year of the programme's budget year and basis under one option, from what this viewer may see."""
    return money_of(load_ground(viewer), option)


def problems_of(money: OptionMoney) -> list[Problem]:
    """What keeps rules from doing what they say, each with the pence that wait for it. What says a part of a single
    post's pay is told without it to whoever may not see that."""
    caught = money.ground.catches()[0]
    return [_as_seen(money.ground, each, caught) for each in money.summary.problems]


def _as_seen(ground: Ground, problem: Problem, caught: Sequence[Catch]) -> Problem:
    if problem.post_no:
        post = ground.posts.get(problem.post_no)
        seen = post is not None and ground.viewer.pay_of(post.owner_id)
        return problem if seen else problem._replace(message=problem.plain, pence=0)
    if problem.pence or problem.rule is None:
        return problem
    pence = caught[problem.rule].pence
    if problem.cost_centre:
        pay = (line for line in ground.grouped.apart if line.group == PAY_GROUP)
        pence = sum(line.amount_pence for line in pay if line.cost_centre == problem.cost_centre)
    waiting = "the pay lines of its cost centre" if problem.cost_centre else "lines"
    return problem._replace(message=f"{problem.message}. {pounds(pence)} of {waiting} waits for it", pence=pence)


LARGEST_SHOWN = 10
SLICE_KEYS = frozenset({"cost_centre", "group", "fund", "service", "layer", "organisation"})


def slice_by(money: OptionMoney, key: str) -> list[Slice]:
    """The option cut by cost_centre, group, fund, service, layer or organisation (whose book: its id as text). Raises
    NotFound for another word."""
    if key not in SLICE_KEYS:
        raise NotFound("Money is cut by cost centre, group, fund, service, layer or organisation")
    return money.summary.slices(key)


def slices_by_year(money: OptionMoney) -> list[Slice]:
    """The option's split of each year and basis that the books hold, whole."""
    found = []
    for year, basis in book_columns(money.ground):
        whole = Slice(f"{year} {basis}")
        for part in money_of(money.ground.at(year, basis), money.option).summary.slices("group"):
            whole.lines += part.lines
            whole.expenditure = whole.expenditure.plus(part.expenditure)
            whole.income = whole.income.plus(part.income)
        found.append(whole)
    return found


def catches(ground: Ground) -> tuple[tuple[Catch, ...], Catch]:
    """(what each rule catches in order, what none catches), whatever the option."""
    return ground.catches()


@dataclass(frozen=True)
class Caught:
    """What a rule would catch if it were saved: how many lines, spending and income apart in pence, and the largest of
    the lines."""

    catch: Catch
    spent_pence: int
    earned_pence: int
    largest: Sequence[SplitLine]


def would_catch(ground: Ground, rule: Rule, index: int | None = None) -> Caught:
    """What a rule would catch in the place of rule `index`, or after the last one; nothing is saved."""
    rules = list(ground.rules)
    place = len(rules) if index is None else index
    rules[place : place + 1] = [rule]
    tried = ground.with_rules(rules)
    grouped, setting = tried.group(), tried.setting(None)
    catch = catches_of(grouped, rules, setting)[0][place]
    apart = _lines_of(split(grouped.apart, rules, setting), place)
    deciding = Deciding(rules, setting)
    cells = [(cell, held) for cell, held in grouped.cells.items() if deciding.rule(cell) == place]
    earned = sum(held.total_pence for cell, held in cells if cell.group == INCOME)
    earned += sum(line.amount_pence for line in apart if line.group == INCOME)
    lines = [*_largest_of(ground, [held for _, held in cells]), *apart]
    lines.sort(key=lambda line: (-abs(line.amount_pence), line.release_id, line.source_row))
    return Caught(catch, catch.pence - earned, earned, lines[:LARGEST_SHOWN])


def _lines_of(result: SplitResult, rule: int) -> list[SplitLine]:
    """The lines that a rule decides or lifts something out of."""
    pairs = zip(result.lines, result.splits, strict=True)
    return [line for line, each in pairs if each.rule == rule or any(lift.rule == rule for lift in each.lifts)]


def _largest_of(ground: Ground, cells: Sequence[Held]) -> list[SplitLine]:
    pairs = (pair for held in cells for pair in zip(held.pence.tolist(), held.ids.tolist(), strict=True))
    ids = [id_ for _, id_ in nsmallest(LARGEST_SHOWN, pairs, key=lambda pair: (-abs(pair[0]), pair[1]))]
    return ground.read(ground.query().where(BudgetAmount.id.in_(ids))) if ids else []


def get_rule(viewer: Viewer, rule_id: int) -> SplitRule:
    return own_part(viewer, SplitRule, rule_id, "That rule is not in this programme")


@dataclass(frozen=True)
class ManagedPost:
    """A shared post: its cost by component split over the organisations, or why it is not split yet.

    parts: {component: {organisation id: pence}}; totals: {organisation id: pence}.
    """

    post: SharedPost
    parts: Mapping[str, Mapping[int, int]]
    reason: str

    @property
    def totals(self) -> dict[int, int]:
        total: dict[int, int] = defaultdict(int)
        for shares in self.parts.values():
            for place, pence in shares.items():
                total[place] += pence
        return dict(total)

    @property
    def total_pence(self) -> int:
        return sum(self.post.components.values())


def managed_time(viewer: Viewer, option: Option) -> list[ManagedPost]:
    """Shared managers' cost by organisation, components before totals, shown apart from the option's money.

    Nothing when the option moves nothing: nobody's time is shared then.
    """
    if not moves_of(option):
        return []
    posts = load_ground(viewer).posts
    return [_managed(posts[post_no]) for post_no in sorted(posts)]


def cost_by_share(viewer: Viewer, posts: Sequence[ManagedPost]) -> list[tuple[ManagedPost, int, int]]:
    """(post, organisation id, pence) of what other organisations' posts cost the viewer's own sides: only where a share
    of the post's time stands today, and never by component."""
    today = get_programme(viewer).today()
    standing = {
        (each.post_no, each.organisation_id)
        for each in list_time_shares(viewer)
        if in_force(each.from_on, each.to_on, today)
    }
    return [
        (each, place, pence)
        for each in posts
        if viewer.sees_pay and not viewer.pay_of(each.post.owner_id)
        for place, pence in each.totals.items()
        if place in viewer.paid_sides and (each.post.post_no, place) in standing
    ]


def _managed(post: SharedPost) -> ManagedPost:
    reason = why_not(post)
    parts = {} if reason else {name: dict(shares) for name, shares in split_components(post).items()}
    return ManagedPost(post, parts, reason)


@dataclass(frozen=True)
class ShareSources:
    """The cells that an organisation's share of an option was computed from.

    whole: {(release id, column): rows} given whole; driven: {(driver, release id, column): rows} split by a driver,
    whose weights are `weights[driver]` = (quantities in their order, the organisation's index);
    lifted: components that a time rule took out of pay lines.
    """

    whole: Mapping[tuple[int, str], list[int]]
    driven: Mapping[tuple[str, int, str], list[int]]
    weights: Mapping[str, tuple[list[str], int]]
    lifted: Sequence[tuple[SplitLine, Lift]]


def share_sources(money: OptionMoney, organisation_id: int | None, outcome: str = "shared") -> ShareSources:
    """Where an organisation's share (or, for outcome "unallocated" or "excluded", that figure) came from."""
    whole: dict[tuple[int, str], list[int]] = defaultdict(list)
    driven: dict[tuple[str, int, str], list[int]] = defaultdict(list)
    lifted: list[tuple[SplitLine, Lift]] = []
    rules = money.ground.rules
    for line, each in zip(money.result.lines, money.result.splits, strict=True):
        if not _touches(each, organisation_id, outcome):
            continue
        lifted += [(line, lift) for lift in each.lifts]
        rule = rules[each.rule] if each.rule is not None and not money.as_now else None
        if rule and rule.method == "driver" and outcome == "shared":
            driven[name_key(rule.driver), line.release_id, line.column].append(line.source_row)
        else:
            whole[line.release_id, line.column].append(line.source_row)
    return ShareSources(whole, driven, _weights(money, organisation_id, {key[0] for key in driven}), lifted)


def _touches(each: LineSplit, organisation_id: int | None, outcome: str) -> bool:
    if outcome == "unallocated":
        return bool(each.unallocated_pence)
    if outcome == "excluded":
        return bool(each.excluded_pence)
    return any(place == organisation_id for place, _ in each.shares)


def _weights(money: OptionMoney, organisation_id: int | None, names: set[str]) -> dict[str, tuple[list[str], int]]:
    found = {}
    for name in names:
        places = money.ground.drivers[name].places
        index = [place for place, _ in places].index(organisation_id)
        found[name] = ([str(quantity) for _, quantity in places], index)
    return found
