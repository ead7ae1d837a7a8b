"""A reader who works back what is withheld in a table of counts, or rounded in a pack. The attack on tables shares no
code with what it attacks; the one on packs checks what the product found, and finds the small counts by itself."""

from collections.abc import Sequence
from typing import Any

import networkx as nx

from reports.worlds import Count, Worlds

Cells = Sequence[Sequence[int | None]]


def greatest(cells: Cells, sizes: Sequence[int], row: int, column: int, sign: int) -> int | None:
    """The greatest (sign 1) or least (−1) number of people that a withheld cell can hold, by the flow of people from
    their groups to the bands. None: the table cannot be so, which would be a fault of the attack.

    Printed cells are fixed; a withheld one of a row that
    prints anything is at least one, as the rule of withholding is known; the last row is the sum of the others.
    """
    *groups, whole = cells
    graph = nx.DiGraph()
    for r, cells_of in enumerate(groups):
        fixed = sum(cell or 0 for cell in cells_of)
        hidden = [c for c, cell in enumerate(cells_of) if cell is None]
        least = 0 if len(hidden) == len(cells_of) else 1
        left = sizes[r] - fixed - least * len(hidden)
        graph.add_node(("row", r), demand=-left)
        for c in hidden:
            graph.add_edge(("row", r), ("band", c), capacity=sizes[-1], weight=-sign if (r, c) == (row, column) else 0)
    for c, total in enumerate(whole):
        hidden_rows = [r for r, each in enumerate(groups) if each[c] is None]
        fixed = sum(each[c] or 0 for each in groups)
        already = sum(0 if all(x is None for x in groups[r]) else 1 for r in hidden_rows)
        graph.add_node(("band", c))
        weight = -sign if (len(groups), c) == (row, column) else 0
        if total is None:
            floor = 0 if all(x is None for x in whole) else 1
            over = max(0, floor - fixed - already)
            graph.add_edge(("band", c), "all", capacity=sizes[-1], weight=weight)
            assert over >= 0
        else:
            graph.nodes["band", c]["demand"] = total - fixed - already
    free = -sum(graph.nodes[each].get("demand", 0) for each in graph)
    graph.add_node("all", demand=free)
    try:
        cost, flow = nx.network_simplex(graph)
    except nx.NetworkXUnfeasible:
        return None
    if row == len(groups):
        already = sum(0 if all(x is None for x in each) else 1 for each in groups if each[column] is None)
        return -cost * sign + sum(each[column] or 0 for each in groups) + already
    least = 0 if all(cell is None for cell in groups[row]) else 1
    return -cost * sign + least


def narrowest(cells: Cells, sizes: Sequence[int]) -> int:
    """Over all withheld cells, the fewest values that one can have; a table without any gives many."""
    found = [10**6]
    for r, row in enumerate(cells):
        for c, cell in enumerate(row):
            if cell is None:
                most, least = greatest(cells, sizes, r, c, 1), greatest(cells, sizes, r, c, -1)
                assert most is not None and least is not None
                found.append(most - least + 1)
    return min(found)


def read_as(words: str) -> tuple[int, int]:
    """The least and the greatest number of posts that a public pack prints like this, as its own sentence says."""
    if words == "[c]":
        return 1, 10**9
    if words == "under 5":
        return 1, 4
    number = int(words.replace(",", ""))
    return (0, 0) if not number else (max(5, number - 2), number + 2)


def closed(counts: Sequence[tuple[frozenset[Any], str]]) -> list[tuple[int, list[str]]]:
    """Counts of 1 to 4 that a reader of these printed words could narrow below three values, with what is printed of
    them. counts: the posts behind each number, and how it is printed.

    The other lists are the product's to find; that they print the same is looked at here, number by number.
    """
    printed = {posts: words for posts, words in counts if posts}
    assert all(printed[posts] == words for posts, words in counts if posts), "one number is printed in two ways"
    counts = sorted(printed.items(), key=lambda each: (len(each[0]), sorted(map(repr, each[0]))))
    worlds = Worlds(Count(place, posts, *read_as(words)) for place, (posts, words) in enumerate(counts))
    found = []
    for few in worlds.few():
        reached = [by for by in (2, 1, -1, -2) if _holds(worlds, counts, few, by)]
        if max([0, *reached]) - min([0, *reached]) < 2:
            size = sum(worlds.size[group] for group in few)
            found.append((size, [counts[name][1] for group in few for name in worlds.of[group]]))
    return found


def _holds(worlds: Worlds, counts: Sequence[tuple[frozenset[Any], str]], few: frozenset[int], by: int) -> bool:
    changes = worlds.other(few, by)
    if changes is None:
        return False
    size = [held + changes.get(group, 0) for group, held in enumerate(worlds.size)]
    assert min(size) >= 0
    assert sum(size[group] - worlds.size[group] for group in few) == by
    for name, groups in worlds.groups.items():
        posts, words = counts[name]
        assert sum(worlds.size[group] for group in groups) == len(posts)
        least, greatest = read_as(words)
        assert least <= sum(size[group] for group in groups) <= greatest
    return True
