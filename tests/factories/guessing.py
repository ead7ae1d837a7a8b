"""A reader who works back what is withheld in a table of counts. An attack of its own: it shares no code with what it
attacks."""

from collections.abc import Sequence

import networkx as nx

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
