"""One column, one field: the assignment with the highest total score."""

from collections.abc import Mapping

_NONE = 1e9


def best_assignment(scores: Mapping[tuple[int, str], float]) -> dict[str, int]:
    """Field → column, each used once, such that the scores' sum is highest. Pairs that are not listed are never used.

    The Hungarian method over the fields and columns that occur; each field also has a place of its own that is worth
    nothing, so that it may stay unmatched.
    """
    fields = sorted({field for _, field in scores})
    columns = sorted({column for column, _ in scores})
    width = len(columns) + len(fields)
    costs = [
        [-scores.get((column, field), -_NONE) for column in columns]
        + [0.0 if own == row else _NONE for own in range(len(fields))]
        for row, field in enumerate(fields)
    ]
    chosen = _hungarian(costs, width)
    return {field: columns[place] for field, place in zip(fields, chosen, strict=True) if place < len(columns)}


def _hungarian(costs: list[list[float]], width: int) -> list[int]:
    """For each row the place of least total cost; rows are no more than places."""
    size = len(costs)
    row_price, place_price = [0.0] * (size + 1), [0.0] * (width + 1)
    owner, came_from = [0] * (width + 1), [0] * (width + 1)
    for row in range(1, size + 1):
        owner[0] = row
        place = 0
        least, used = [float("inf")] * (width + 1), [False] * (width + 1)
        while owner[place]:
            used[place] = True
            place = _reach(costs, width, (row_price, place_price), (owner, came_from), (least, used), place)
        while place:
            before = came_from[place]
            owner[place] = owner[before]
            place = before
    chosen = [0] * size
    for place in range(1, width + 1):
        if owner[place]:
            chosen[owner[place] - 1] = place - 1
    return chosen


def _reach(
    costs: list[list[float]],
    width: int,
    prices: tuple[list[float], list[float]],
    links: tuple[list[int], list[int]],
    search: tuple[list[float], list[bool]],
    place: int,
) -> int:
    """One step of the shortest way to a free place: relaxes from `place` and says which place is nearest."""
    (row_price, place_price), (owner, came_from), (least, used) = prices, links, search
    row, nearest, delta = owner[place], 0, float("inf")
    for other in range(1, width + 1):
        if used[other]:
            continue
        reduced = costs[row - 1][other - 1] - row_price[row] - place_price[other]
        if reduced < least[other]:
            least[other], came_from[other] = reduced, place
        if least[other] < delta:
            delta, nearest = least[other], other
    for other in range(width + 1):
        if used[other]:
            row_price[owner[other]] += delta
            place_price[other] -= delta
        else:
            least[other] -= delta
    return nearest
