"""What an option comes to, and where each figure of it came from."""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from transfer.budget.models import SplitRule
from transfer.budget.queries.ground import Ground, load_ground
from transfer.budget.queries.years import profile_weights
from transfer.budget.rules import (
    Lift,
    LineSplit,
    Matcher,
    SharedPost,
    Slice,
    SplitLine,
    SplitResult,
    part_year,
    slices,
    split,
    split_as_now,
    split_components,
    why_not,
    year_start,
)
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Option
from transfer.programmes.queries import moves_of
from transfer.programmes.rules import Move, Viewer, name_key


@dataclass(frozen=True)
class OptionMoney:
    """An option's full year, in pence. as_now: nothing moves, so every line stays with its present provider."""

    option: Option
    ground: Ground
    result: SplitResult
    as_now: bool

    @property
    def shares(self) -> dict[str, int]:
        """Pence by organisation's short name, each organisation of the programme in its order, nil included."""
        return {each.short: self.result.shares.get(each.id, 0) for each in self.ground.organisations}

    @property
    def source(self) -> int:
        return self.result.source_pence

    @property
    def shared(self) -> int:
        return self.result.shared_pence

    @property
    def unallocated(self) -> int:
        return self.result.unallocated_pence

    @property
    def excluded(self) -> int:
        return self.result.excluded_pence

    @property
    def difference(self) -> int:
        return self.result.difference_pence

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

    @cached_property
    def largest_unallocated(self) -> list[tuple[SplitLine, int]]:
        """(line, its unallocated pence), the largest amount first whatever its sign."""
        pairs = [
            (line, each.unallocated_pence)
            for line, each in zip(self.result.lines, self.result.splits, strict=True)
            if each.unallocated_pence
        ]
        return sorted(pairs, key=lambda pair: (-abs(pair[1]), pair[0].release_id, pair[0].source_row))


def money_of(ground: Ground, option: Option, lines: Sequence[SplitLine] | None = None) -> OptionMoney:
    """An option's money from ground that is already loaded; lines: some of them, else all."""
    chosen = ground.lines if lines is None else lines
    if not moves_of(option):
        return OptionMoney(option, ground, split_as_now(chosen, ground.present), True)
    return OptionMoney(option, ground, split(chosen, ground.rules, ground.setting(option)), False)


def option_money(viewer: Viewer, option: Option) -> OptionMoney:
    """The full year of the programme's budget year and basis under one option, from what this viewer may see."""
    return money_of(load_ground(viewer), option)


SLICE_KEYS: dict[str, Callable[[SplitLine], str | None]] = {
    "cost_centre": attrgetter("cost_centre"),
    "group": attrgetter("group"),
    "fund": attrgetter("fund"),
    "service": attrgetter("service"),
}


def slice_by(money: OptionMoney, key: str) -> list[Slice]:
    """The option cut by cost_centre, group, fund or service. Raises NotFound for another word."""
    if key not in SLICE_KEYS:
        raise NotFound("Money is cut by cost centre, group, fund or service")
    return slices(money.result, SLICE_KEYS[key])


@dataclass
class Catch:
    """What one rule decides: lines and pence; mask_lines: how many lines its selector matches at all."""

    lines: int = 0
    pence: int = 0
    mask_lines: int = 0


def catches(ground: Ground) -> tuple[list[Catch], Catch]:
    """(what each rule catches in order, what none catches), whatever the option: what a rule catches is the same in
    every option in which something moves."""
    result = split(ground.lines, ground.rules, ground.setting(None))
    held, nobody = [Catch() for _ in ground.rules], Catch()
    for line, each in zip(result.lines, result.splits, strict=True):
        _count_catch(held, nobody, line, each)
    return held, nobody


def _count_catch(held: list[Catch], nobody: Catch, line: SplitLine, each: LineSplit) -> None:
    catch = nobody if each.rule is None else held[each.rule]
    catch.lines += 1
    catch.pence += line.amount_pence - sum(lift.amount_pence for lift in each.lifts)
    for rule in {lift.rule for lift in each.lifts}:
        held[rule].lines += rule != each.rule
        held[rule].pence += sum(lift.amount_pence for lift in each.lifts if lift.rule == rule)
    mask = each.mask
    while mask:
        low = mask & -mask
        held[low.bit_length() - 1].mask_lines += 1
        mask ^= low


def get_rule(viewer: Viewer, rule_id: int) -> SplitRule:
    found = db.session.get(SplitRule, rule_id)
    if not found or found.programme_id != viewer.programme_id:
        raise NotFound("That rule is not in this programme")
    return found


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


@dataclass(frozen=True)
class PartYear:
    """A service that moves within the budget year. stretches: (organisation id, pence), in the order of time."""

    service: str
    source_pence: int
    stretches: Sequence[tuple[int | None, int]]
    moves: Sequence[Move]


def part_year_money(money: OptionMoney, method: str) -> list[PartYear]:
    """How each moving service's lines divide over the budget year by months, days or the programme's profile.

    Only what follows its service is divided: other rules name no date. Line by line, then summed.
    """
    start = year_start(money.ground.programme.budget_year)
    profile = profile_weights(money.ground.viewer) if method == "profile" else []
    by_service: dict[int, list[int]] = defaultdict(list)
    rules, matcher = money.ground.rules, Matcher(money.ground.rules)
    for line in money.result.lines:
        mask = matcher.matching(line)
        first = (mask & -mask).bit_length() - 1
        if mask and rules[first].method == "follow the service" and line.service_id is not None:
            by_service[line.service_id].append(line.amount_pence)
    rows = []
    for service in money.ground.services:
        moves = [each for each in moves_of(money.option) if each.service_id == service.id]
        inside = [each for each in moves if start <= each.transfer_on < start.replace(year=start.year + 1)]
        if inside and service.id in by_service:
            days = [each.transfer_on for each in inside]
            parts = [part_year(pence, start, days, method, profile) for pence in by_service[service.id]]
            places = [inside[0].from_id, *(each.to_id for each in inside)]
            stretches = list(zip(places, (sum(column) for column in zip(*parts, strict=True)), strict=True))
            rows.append(PartYear(service.name, sum(by_service[service.id]), stretches, inside))
    return rows
