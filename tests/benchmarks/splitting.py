"""Splitting and reconciling many budget lines by many rules, beside NumPy doing bare largest-remainder arithmetic."""

import random
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from tests.benchmarks.measuring import Work

LINES, MILLION, RULES, PLACES = 100_000, 1_000_000, 200, 5
ACCOUNTS, GROUPS = 50, ("Employees", "Premises", "Transport", "Supplies and services", "Income")
_WEIGHTS = ((45, 30, 15, 7, 3), (1, 1, 1, 1, 1), (1234, 567, 89, 10, 1))
_CUTS = ("organisation", "cost_centre", "group", "layer", "fund", "service")


def _amounts(lines: int) -> list[int]:
    chance = random.Random(200)
    return [chance.randrange(-5_000_000, 50_000_000) for _ in range(lines)]


def bare(lines: str = str(LINES)) -> Work:
    """The peer: the same amounts over the same weights in 64-bit arrays, no rules, no names, nothing checked."""
    amounts = np.array(_amounts(int(lines)), np.int64)

    def work() -> dict[str, Any]:
        return {"shared": sum(int(_largest_remainder(amounts[at::3], _WEIGHTS[at]).sum()) for at in range(3))}

    return work


def _largest_remainder(amounts: Any, weights: Sequence[int]) -> Any:
    """As anybody would write it: quotas, remainders, and one sort of each amount's remainders."""
    each, total = np.array(weights, np.int64), sum(weights)
    parts = np.abs(amounts)[:, None] * each
    shares, remainders = parts // total, parts % total
    left = np.abs(amounts) - shares.sum(axis=1)
    order = np.lexsort((np.broadcast_to(-each, remainders.shape), -remainders), axis=1)
    places = np.argsort(order, axis=1)
    return np.sign(amounts)[:, None] * (shares + (places < left[:, None]))


def _rows(lines: int) -> Iterator[tuple[Any, ...]]:
    """As the database gives them: cost centres of fifty accounts each."""
    for number, pence in enumerate(_amounts(lines)):
        account = number % ACCOUNTS
        yield (number, 1, f"{number // ACCOUNTS:05}", f"R{account:04}", f"Account {account}", GROUPS[account % 5],
               "GF", pence)  # fmt: skip


def _rules() -> tuple[list[Any], Any]:
    """Five in six rules look for cost centres, some with a wildcard, one in six for an account; the last catches all.
    Every rule splits by one of three drivers over the five organisations."""
    from transfer.budget.rules import Driver, Rule, Setting

    names = [f"driver {number}" for number in range(len(_WEIGHTS))]
    drivers = {
        name: Driver(name, tuple((place + 1, weight) for place, weight in enumerate(weights)))
        for name, weights in zip(names, _WEIGHTS, strict=True)
    }
    rules = [Rule(_selector(number), "driver", driver=names[number % 3]) for number in range(RULES - 1)]
    return [*rules, Rule({}, "driver", driver=names[0])], Setting(drivers=drivers)


def _selector(number: int) -> dict[str, str]:
    if number % 6 == 0:
        return {"account": f"R{number % ACCOUNTS:04}", "group": GROUPS[number % 5]}
    return {"cost_centre": f"{number:04}*" if number % 4 == 1 else f"{number * 5:05}"}


def _columns(lines: int) -> Any:
    from transfer.budget.rules import columns_of

    return columns_of(_rows(lines), {})


def ours(lines: str = str(LINES)) -> Work:
    """From columns that were read once to every slice: what a page does that nothing was kept for."""
    from transfer.budget.rules import group, sum_up

    columns, (rules, setting) = _columns(int(lines)), _rules()

    def work() -> dict[str, Any]:
        return _reconciled(sum_up(group(columns, rules, {1: 1}, {}), rules, setting))

    return work


def reading(lines: str = str(LINES)) -> Work:
    """The same from the database's rows on."""
    from transfer.budget.rules import columns_of, group, sum_up

    rows, (rules, setting) = list(_rows(int(lines))), _rules()

    def work() -> dict[str, Any]:
        return _reconciled(sum_up(group(columns_of(rows, {}), rules, {1: 1}, {}), rules, setting))

    return work


def _reconciled(summary: Any) -> dict[str, Any]:
    slices = [part for cut in _CUTS for part in summary.slices(cut)]
    shared = sum(summary.shares.values())
    return {"shared": shared, "slices": len(slices), "apart": sum(not part.agrees for part in slices)}


def changed() -> Work:
    """One of the rules is another: only what it catches is divided again."""
    from transfer.budget.rules import Rule, group, sum_up

    columns, (rules, setting) = _columns(LINES), _rules()
    sum_up(group(columns, rules, {1: 1}, {}), rules, setting)
    after = [*rules[:20], Rule({"cost_centre": "000*"}, "driver", driver="driver 1"), *rules[21:]]

    def work() -> dict[str, Any]:
        before = _divided(columns)
        told = _reconciled(sum_up(group(columns, after, {1: 1}, {}), after, setting))
        return {"amounts divided": _divided(columns) - before, **told}

    return work


def _divided(columns: Any) -> int:
    return sum(int(each.done.sum()) for each in columns.divided.values())


def by_line() -> Work:
    """Every line with its own outcome, as packs and downloads need it."""
    from transfer.budget.rules import SplitLine, split

    rules, setting = _rules()
    lines = [
        SplitLine(number, 1, number + 2, "H", 1, centre, account, name, group, fund, None, None, pence)
        for number, _, centre, account, name, group, fund, pence in _rows(LINES)
    ]

    def work() -> dict[str, Any]:
        result = split(lines, rules, setting)
        return {"shared": result.shared_pence, "difference": result.difference_pence}

    return work
