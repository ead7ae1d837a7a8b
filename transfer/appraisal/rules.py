"""Scoring options: exact weights, what each scorer says, how sure the order is, and what would change it.

The Green Book of 2026 (domain/finance.md §8) has withdrawn plain weighting and scoring: weights are swing weights, and
an order without its scorers, ranges and sensitivity says little. Constraints and value over time come first.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

LOWEST, HIGHEST = 0, 10
WHOLE = Decimal(100)
Cells = Mapping[tuple[int, int], int]  # (option, criterion) → a score from LOWEST to HIGHEST


@dataclass(frozen=True)
class Criterion:
    """weight: percent of the whole."""

    id: int
    name: str
    weight: Decimal


@dataclass(frozen=True)
class Sheet:
    """What one scorer says."""

    scorer: str
    cells: Cells


@dataclass(frozen=True)
class Standing:
    """An option's weighted score, from LOWEST to HIGHEST: the mean of the scorers, and between which two they lie.
    firsts: how many of them have it first, alone or with others. rank: 1 is best; equal scores share a rank."""

    option: int
    mean: Fraction
    lowest: Fraction
    highest: Fraction
    firsts: int
    rank: int


@dataclass(frozen=True)
class Turn:
    """The weight, in percent, at which `rival` draws level with the option that leads; the other weights keep their
    proportions."""

    criterion: int
    weight: Fraction
    rival: int


def total_weight(criteria: Sequence[Criterion]) -> Decimal:
    return sum((each.weight for each in criteria), Decimal(0))


def unscored(sheet: Sheet, options: Sequence[int], criteria: Sequence[Criterion]) -> int:
    """How many cells of a sheet are still empty."""
    return sum((option, each.id) not in sheet.cells for option in options for each in criteria)


def weighted(cells: Mapping[tuple[int, int], Fraction | int], option: int, criteria: Sequence[Criterion]) -> Fraction:
    """The weighted score of an option; every criterion must be scored."""
    return sum((Fraction(each.weight) / 100 * cells[option, each.id] for each in criteria), Fraction(0))


def standings(sheets: Sequence[Sheet], options: Sequence[int], criteria: Sequence[Criterion]) -> list[Standing]:
    """Best first. sheets: whole ones only; none of them, or weights that are not 100 in all: no standing."""
    if not sheets or not options or total_weight(criteria) != WHOLE:
        return []
    scores = {option: [weighted(sheet.cells, option, criteria) for sheet in sheets] for option in options}
    means = {option: sum(each, Fraction(0)) / len(sheets) for option, each in scores.items()}
    best = [max(scores[option][place] for option in options) for place in range(len(sheets))]
    found = [
        Standing(
            option,
            means[option],
            min(scores[option]),
            max(scores[option]),
            sum(score == top for score, top in zip(scores[option], best, strict=True)),
            1 + sum(other > means[option] for other in means.values()),
        )  # fmt: skip
        for option in options
    ]
    return sorted(found, key=lambda each: each.rank)


def mean_cells(sheets: Sequence[Sheet], options: Sequence[int], criteria: Sequence[Criterion]) -> dict[
    tuple[int, int], Fraction
]:  # fmt: skip
    """The scorers' mean of each cell. sheets: whole ones, at least one."""
    cells = [(option, each.id) for option in options for each in criteria]
    return {cell: Fraction(sum(sheet.cells[cell] for sheet in sheets), len(sheets)) for cell in cells}


def turns(sheets: Sequence[Sheet], options: Sequence[int], criteria: Sequence[Criterion]) -> list[Turn]:
    """For each criterion the nearest weight at which another option draws level; a criterion whose weight may be
    anything without that is left out. Nothing where there is no single leader."""
    order = standings(sheets, options, criteria)
    if len(order) < 2 or order[1].rank == 1:
        return []
    leader, cells = order[0].option, mean_cells(sheets, options, criteria)
    found = []
    for criterion in criteria:
        crossings = [
            (abs(level - Fraction(criterion.weight)), level, rival.option)
            for rival in order[1:]
            if (level := _level_at(criterion, criteria, cells, leader, rival.option)) is not None
        ]
        if crossings:
            _, level, rival = min(crossings)
            found.append(Turn(criterion.id, level, rival))
    return found


def _level_at(
    criterion: Criterion, criteria: Sequence[Criterion], cells: Mapping[tuple[int, int], Fraction], leader: int,
    rival: int,
) -> Fraction | None:  # fmt: skip
    """The weight of a criterion, in percent from 0 to 100, at which two options score the same; None when none is."""
    weight = Fraction(criterion.weight) / 100
    if weight == 1:
        return None
    ahead = {each.id: cells[leader, each.id] - cells[rival, each.id] for each in criteria}
    others = sum(
        (Fraction(each.weight) / 100 * ahead[each.id] for each in criteria if each is not criterion), Fraction(0)
    )
    rest = others / (1 - weight)  # what the others say, were they everything
    if rest == ahead[criterion.id]:
        return None
    level = 100 * rest / (rest - ahead[criterion.id])
    return level if 0 <= level <= 100 else None
