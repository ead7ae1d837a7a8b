"""Splitting many budget lines by many rules, beside the bare arithmetic of the same split."""

import random
from typing import Any

from tests.benchmarks.measuring import Work

LINES, RULES, PLACES = 100_000, 200, 5
_WEIGHTS = ((45, 30, 15, 7, 3), (1, 1, 1, 1, 1), (1234, 567, 89, 10, 1))


def _amounts() -> list[int]:
    chance = random.Random(200)
    return [chance.randrange(-5_000_000, 50_000_000) for _ in range(LINES)]


def bare() -> Work:
    """The peer: largest remainder in whole numbers, one loop, no rules, no names, nothing checked."""
    amounts = _amounts()

    def work() -> dict[str, Any]:
        shared = 0
        for number, amount in enumerate(amounts):
            weights = _WEIGHTS[number % 3]
            size, total = abs(amount), sum(weights)
            parts = [divmod(size * weight, total) for weight in weights]
            shares = [whole for whole, _ in parts]
            order = sorted(range(PLACES), key=lambda place: (-parts[place][1], -weights[place]))
            for place in order[: size - sum(shares)]:
                shares[place] += 1
            shared += sum(shares) if amount >= 0 else -sum(shares)
        return {"shared": shared}

    return work


def ours() -> Work:
    """Five in six rules look for a cost centre, some with a wildcard, one in six for an account; the last catches all.
    Every rule splits by one of three drivers over the five organisations."""
    from transfer.budget.rules import Driver, Rule, Setting, SplitLine, split

    names = [f"driver {number}" for number in range(len(_WEIGHTS))]
    drivers = {
        name: Driver(name, tuple((place + 1, weight) for place, weight in enumerate(weights)))
        for name, weights in zip(names, _WEIGHTS, strict=True)
    }
    rules = [Rule(_selector(number), "driver", driver=names[number % 3]) for number in range(RULES - 1)]
    rules.append(Rule({}, "driver", driver=names[0]))
    groups = ("Employees", "Premises", "Transport", "Supplies and services", "Income")
    lines = [
        SplitLine(
            number, 1, number + 2, "H", 1, f"{number % 1200:05}", f"R{number % 97:04}", "", groups[number % 5], "GF",
            None, None, amount,
        )
        for number, amount in enumerate(_amounts())
    ]  # fmt: skip

    def work() -> dict[str, Any]:
        result = split(lines, rules, Setting(drivers=drivers))
        caught = len({each.rule for each in result.splits})
        return {"shared": result.shared_pence, "difference": result.difference_pence, "rules that caught": caught}

    return work


def _selector(number: int) -> dict[str, str]:
    if number % 6 == 0:
        return {"account": f"R{number % 97:04}", "group": "Employees"}
    return {"cost_centre": f"{number:04}*" if number % 4 == 1 else f"{number * 5:05}"}
