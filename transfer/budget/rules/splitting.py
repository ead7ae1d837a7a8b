"""What becomes of each line's pence. Nothing is lost and nothing is made: source = shared + unallocated + excluded."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from transfer.budget.rules.lifting import Lift, Problem, SharedPost, lift
from transfer.budget.rules.selecting import TO_ONE, Matcher, Rule, SplitLine
from transfer.kernel.errors import DomainError
from transfer.kernel.shares import Weight, apportion_whole, whole_weights
from transfer.programmes.rules import name_key

Shares = tuple[tuple[int, int], ...]
Outcome = tuple[Shares, int, int]
# (the service's id, pence) → (shares, unallocated, excluded)
Splitting = Callable[[int | None, int], Outcome]


@dataclass(frozen=True)
class Driver:
    """places: (organisation id or None, quantity) in the order of the data set."""

    name: str
    places: tuple[tuple[int | None, Weight], ...]


@dataclass(frozen=True)
class Setting:
    """What the rules look things up in, for one option.

    providers: who runs each service once the option's moves are done; drivers: by the driver's name as names are
    compared; posts: shared posts by number.
    """

    providers: Mapping[int, int | None] = field(default_factory=dict)
    drivers: Mapping[str, Driver] = field(default_factory=dict)
    posts: Mapping[str, SharedPost] = field(default_factory=dict)


class LineSplit(NamedTuple):
    """One line's outcome. rule: the index of the rule that decided what was not lifted, None when none caught it;
    mask: every rule that matches, as bits; shares: (organisation id, pence), each organisation once."""

    rule: int | None
    mask: int
    shares: Shares
    unallocated_pence: int
    excluded_pence: int
    lifts: tuple[Lift, ...] = ()


@dataclass(frozen=True)
class SplitResult:
    """splits stand in the order of lines."""

    lines: Sequence[SplitLine]
    splits: Sequence[LineSplit]
    problems: Sequence[Problem] = ()

    @cached_property
    def shares(self) -> dict[int, int]:
        """Pence by organisation id."""
        total: dict[int, int] = defaultdict(int)
        for each in self.splits:
            for place, pence in each.shares:
                total[place] += pence
        return dict(total)

    @cached_property
    def source_pence(self) -> int:
        return sum(line.amount_pence for line in self.lines)

    @cached_property
    def unallocated_pence(self) -> int:
        return sum(each.unallocated_pence for each in self.splits)

    @cached_property
    def excluded_pence(self) -> int:
        return sum(each.excluded_pence for each in self.splits)

    @property
    def shared_pence(self) -> int:
        return sum(self.shares.values())

    @property
    def difference_pence(self) -> int:
        return self.source_pence - self.shared_pence - self.unallocated_pence - self.excluded_pence


def _to_one(place: int | None) -> Splitting:
    if place is None:
        return _unallocated
    return lambda service_id, pence: (((place, pence),), 0, 0)


def _unallocated(service_id: int | None, pence: int) -> Outcome:
    return (), pence, 0


def _excluded(service_id: int | None, pence: int) -> Outcome:
    return (), 0, pence


def _follow(providers: Mapping[int, int | None]) -> Splitting:
    def outcome(service_id: int | None, pence: int) -> Outcome:
        place = providers.get(service_id) if service_id is not None else None
        return (((place, pence),), 0, 0) if place is not None else ((), pence, 0)

    return outcome


@dataclass(frozen=True)
class ByDriver:
    """Each amount over the places, by whole weights in the places' order."""

    places: tuple[int, ...]
    weights: tuple[int, ...]

    def __call__(self, service_id: int | None, pence: int) -> Outcome:
        return added(zip(self.places, apportion_whole(pence, self.weights), strict=True)), 0, 0


def by_driver(driver: Driver) -> ByDriver:
    """Raises DomainError when the driver cannot split anything."""
    if any(place is None for place, _ in driver.places):
        raise DomainError(f"Name an organisation of this programme in every row of the driver {driver.name}")
    weights = tuple(whole_weights([quantity for _, quantity in driver.places]))
    return ByDriver(tuple(place for place, _ in driver.places if place is not None), weights)


def added(pairs: Iterable[tuple[int, int]]) -> Shares:
    """Each organisation once, with all that it is given."""
    total: dict[int, int] = {}
    for place, pence in pairs:
        total[place] = total.get(place, 0) + pence
    return tuple(total.items())


def _outcome_of(index: int, rule: Rule, setting: Setting, problems: list[Problem]) -> Splitting:
    if rule.method in TO_ONE:
        return _to_one(rule.to_id)
    if rule.method == "follow the service":
        return _follow(setting.providers)
    if rule.method == "exclude":
        return _excluded
    if rule.method != "driver":
        return _unallocated
    driver = setting.drivers.get(name_key(rule.driver))
    if driver is None:
        problems.append(Problem(index, f"Bring the driver {rule.driver}: its lines are unallocated until it is here"))
        return _unallocated
    try:
        return by_driver(driver)
    except DomainError as error:
        problems.append(
            Problem(index, f"Mend the driver {rule.driver}: {error.message[:1].lower()}{error.message[1:]}")
        )
        return _unallocated


def outcomes_of(rules: Sequence[Rule], setting: Setting, problems: list[Problem]) -> list[Splitting]:
    """What each rule does with pence that it catches; what keeps a rule from it is added to the problems."""
    return [_outcome_of(index, rule, setting, problems) for index, rule in enumerate(rules)]


def split(lines: Sequence[SplitLine], rules: Sequence[Rule], setting: Setting) -> SplitResult:
    """Split every line by the first rule that matches it; a line that no rule catches is unallocated.

    A driver that is missing, or has no weight, leaves its lines unallocated and is told as a problem, as is a post
    that costs more than its line holds. The order of the lines changes nothing.
    """
    matcher, problems = Matcher(rules), list[Problem]()
    masks = [matcher.matching(line) for line in lines]
    outcomes = outcomes_of(rules, setting, problems)
    lifts, more = lift(lines, masks, rules, setting.posts)
    time_mask = sum(1 << index for index, rule in enumerate(rules) if rule.method == "time")
    splits = []
    for index, (line, mask) in enumerate(zip(lines, masks, strict=True)):
        left = mask & ~time_mask
        rule = (left & -left).bit_length() - 1 if left else None
        if index in lifts:
            splits.append(_with_lifts(line, mask, rule, outcomes, lifts[index]))
            continue
        shares, unallocated, excluded = outcomes[rule](line.service_id, line.amount_pence) if rule is not None else (
            (), line.amount_pence, 0
        )  # fmt: skip
        splits.append(LineSplit(rule, mask, shares, unallocated, excluded))
    return SplitResult(lines, splits, [*problems, *more])


def _with_lifts(
    line: SplitLine,
    mask: int,
    rule: int | None,
    outcomes: Sequence[Splitting],
    lifts: list[Lift],
) -> LineSplit:
    """A line that the time rule took something from: the rest falls to the next rule, or to nobody."""
    rest = line.amount_pence - sum(each.amount_pence for each in lifts)
    shares, unallocated, excluded = outcomes[rule](line.service_id, rest) if rule is not None else ((), rest, 0)
    together = added([*(pair for each in lifts for pair in each.shares), *shares])
    decided = rule if rest else lifts[0].rule
    return LineSplit(decided, mask, together, unallocated, excluded, tuple(lifts))


def split_as_now(lines: Sequence[SplitLine], present: Mapping[int, int | None]) -> SplitResult:
    """An option in which nothing moves: every line stays with whoever has it today, and no rule is asked.

    A line whose cost centre a service owns stays with that service's present provider; any other line (a corporate
    one, or one whose service has no provider) stays with the organisation whose budget book it stands in. So nothing
    is unallocated, nothing is excluded, and a driver hands no money to a body that does not run anything yet. The
    exclusions of the other options are therefore still inside this one's shares, and a page that compares them says
    so. Source: the contract of `programme show`: such an option leaves every line with its present provider.
    """
    splits = []
    for line in lines:
        place = present.get(line.service_id) if line.service_id is not None else None
        splits.append(LineSplit(None, 0, ((line.book_of if place is None else place, line.amount_pence),), 0, 0))
    return SplitResult(lines, splits)
