"""Where the cost of shared posts stands in an option's money, beside what their time shares would make of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from transfer.budget.queries.money import ManagedPost, OptionMoney, split_of
from transfer.budget.rules import PAY_GROUP, Deciding, LineSplit, SplitLine


@dataclass(frozen=True)
class Standing:
    """Shared posts whose cost stands in the same place of an option's money.

    lifted: "whole" when time rules take all of their cost out of the pay lines, so that the time shares are in the
    option's money; "part" when they take some components; blank when they take nothing;
    rules: the indexes of those that decide their cost centre's pay lines (None: no rule does), or that lift them;
    places: the organisations' ids that those lines go to (None: unallocated or excluded). Both are empty where no
    budget book holds a pay line of the cost centre.
    """

    posts: Sequence[ManagedPost]
    lifted: str
    rules: tuple[int | None, ...]
    places: tuple[int | None, ...]

    @property
    def by_time(self) -> dict[int, int]:
        """Pence by organisation id, as the posts' time shares would give it."""
        total: dict[int, int] = defaultdict(int)
        for managed in self.posts:
            for place, pence in managed.totals.items():
                total[place] += pence
        return dict(total)


Splits = Sequence[tuple[SplitLine, LineSplit]]


def standings(money: OptionMoney, posts: Sequence[ManagedPost]) -> list[Standing]:
    """The posts that can be split, those together that stand in the same place; in the order of their first post."""
    apart = money.ground.grouped.apart
    splits = list(zip(apart, split_of(money.ground, money.option, apart).splits, strict=True)) if apart else []
    found: dict[tuple[Any, ...], list[ManagedPost]] = defaultdict(list)
    for managed in posts:
        if managed.reason:
            continue
        lifted = [lift for _, each in splits for lift in each.lifts if lift.post_no == managed.post.post_no]
        if sum(lift.amount_pence for lift in lifted) == managed.total_pence and lifted:
            found["whole", tuple(dict.fromkeys(lift.rule for lift in lifted)), ()].append(managed)
        else:
            found["part" if lifted else "", *_pay_lines(money, managed.post.cost_centre, splits)].append(managed)
    return [Standing(held, *key) for key, held in found.items()]


def _pay_lines(
    money: OptionMoney, centre: str | None, splits: Splits
) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
    """(the rules that decide a cost centre's pay lines, the organisations that those go to), each once."""
    deciding = Deciding(money.ground.rules, money.ground.setting(money.option))
    outcomes = [
        deciding.one(cell, held.total_pence)
        for cell, held in money.ground.grouped.cells.items()
        if (cell.cost_centre, cell.group) == (centre, PAY_GROUP)
    ]
    outcomes += [each for line, each in splits if (line.cost_centre, line.group) == (centre, PAY_GROUP)]
    places: dict[int | None, None] = {}
    for each in outcomes:
        places.update(dict.fromkeys(place for place, _ in each.shares))
        if each.unallocated_pence or each.excluded_pence:
            places[None] = None
    return tuple(dict.fromkeys(each.rule for each in outcomes)), tuple(places)
