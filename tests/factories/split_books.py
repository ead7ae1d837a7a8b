"""A split of every kind of line as a workbook, with what each line comes to worked out by the rule itself."""

import random
from decimal import Decimal

from reports.split_parts import DIVIDED, EXCLUDED, UNALLOCATED, Divided, Split, SplitLine, Weights
from transfer.kernel.shares import apportion

BODIES = ("Company", "Council", "Trust")
WEIGHTS = (
    Weights("Headcount", (("Company", Decimal(350)), ("Council", Decimal(2650)))),
    Weights("FTE", (("Company", Decimal("17.6")), ("Trust", Decimal("6.4")), ("Council", Decimal("0.2")))),
    Weights("Equal, and nothing", (("Trust", Decimal(1)), ("Company", Decimal(1)), ("Council", Decimal(0)))),
    Weights("One body twice", (("Company", Decimal(7)), ("Council", Decimal(11)), ("Company", Decimal(13)))),
    Weights("Large", (("Council", Decimal(33333331)), ("Trust", Decimal(33333331)), ("Company", Decimal(33333337)))),
    Weights(
        "Pence of contracts",
        (
            ("Trust", Decimal("3333333333.31")),
            ("Company", Decimal("6500000000.17")),
            ("Council", Decimal("166666666.49")),
        ),
    ),
)
Shares = dict[str, int]


def random_split(lines: int, seed: int = 5) -> tuple[Split, list[Shares]]:
    """The split, and for each line the pence of everybody, UNALLOCATED and EXCLUDED included."""
    chance = random.Random(seed)
    made = [_line(chance, number) for number in range(lines)]
    rules = [("1", "every line", "as it comes")]
    split = Split("A random book", [("Seed", str(seed))], BODIES, rules, WEIGHTS, [line for line, _ in made])
    return split, [shares for _, shares in made]


def _line(chance: random.Random, number: int) -> tuple[SplitLine, Shares]:
    pence = chance.choice((chance.randrange(-(10**12), 10**12), chance.randrange(-1000, 1000), chance.randrange(10**9)))
    kind, shares = chance.randrange(9), dict.fromkeys((*BODIES, UNALLOCATED, EXCLUDED), 0)
    goes_to, divided, fixed = DIVIDED, tuple[Divided, ...](), None
    if kind < 6:
        divided = (Divided(kind, pence, "By driver"),)
    elif kind == 6:  # a post's pay and levy are taken out, and the rest goes whole
        pence = abs(pence) + 9_200_000 + 46_000
        divided, goes_to = (Divided(1, 9_200_000, "Pay"), Divided(1, 46_000, "Levy")), "Council"
    elif kind == 7:
        goes_to = chance.choice((*BODIES, UNALLOCATED, EXCLUDED))
    else:
        fixed = {"Trust": pence}
        shares["Trust"] = pence
    for part in divided:
        weights = WEIGHTS[part.weights]
        for (name, _), share in zip(
            weights.places, apportion(part.pence, [each for _, each in weights.places]), strict=True
        ):
            shares[name] += share
    if goes_to != DIVIDED:
        shares[goes_to] += pence - sum(part.pence for part in divided)
    line = SplitLine(
        chance.choice(("Council", "Trust")), chance.choice(("00100", "100", "R9*", "=1")), f"A{number}", "Name",
        chance.choice(("Employees", "Income")), "Expenditure", chance.choice(("GF", "")), "", pence, "1", goes_to,
        divided, fixed,
    )  # fmt: skip
    return line, shares
