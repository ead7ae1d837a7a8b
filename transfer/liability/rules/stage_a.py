"""Stage A: who may transfer, counted so that nobody can be picked out.

A reader may hold every other list: the posts with their grades and hours, and how many people stand in each. So what
those lists say is told of groups of fifteen people or more, whose size is never withheld because it is known; and what
only this stage says (length of service, age) is counted by group. Of those counts the small ones are withheld, and one
that would tell of everybody in a group, and then others beside them until none can be narrowed below three values from
all that is printed.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reports.bounds import Hidden
from transfer.kernel.errors import DomainError

SMALL = 5  # counts below it are withheld, and fewer people than that have no stage A
GROUP = 15
NARROWEST = 2  # greatest less least: a range of three values
NOT_STATED = "Not stated"
HOURS = (("Under 16 hours", 16), ("16 to under 30 hours", 30), ("30 hours or more", 1_000))
SERVICE = (("Under 2 years", 2), ("2 to under 10 years", 10), ("10 years or more", 1_000))
AGE = (("Under 35", 35), ("35 to 49", 50), ("50 or over", 1_000))
BANDS = {"Length of service": SERVICE, "Age": AGE}


@dataclass(frozen=True)
class Counted:
    """One person as stage A counts them. grade and hours: what the lists of posts say too; service and age in years."""

    grade: str
    hours: Any
    service: int | None
    age: int | None


def band(value: Any, bands: Sequence[tuple[str, int]]) -> str:
    if value is None:
        return NOT_STATED
    return next(words for words, below in bands if value < below)


def natural(text: str) -> list[tuple[int, int, str]]:
    """A key by which G9 stands before G10."""
    parts = re.findall(r"\d+|\D+", text)
    return [(0, int(each), "") if each.isdigit() else (1, 0, each.casefold()) for each in parts]


@dataclass(frozen=True)
class Group:
    """People of some grades and hours. grades and hours: in words."""

    grades: str
    hours: str
    people: Sequence[Counted]


def groups_of(people: Iterable[Counted]) -> list[Group]:
    """Everybody in groups of at least GROUP, of grades and hours that lie side by side; one group where there are too
    few for two. Raises DomainError below SMALL people."""
    classes: dict[tuple[str, str], list[Counted]] = {}
    for each in people:
        classes.setdefault((each.grade or NOT_STATED, band(each.hours, HOURS)), []).append(each)
    if sum(map(len, classes.values())) < SMALL:
        raise DomainError(f"Fewer than {SMALL} people may transfer: whatever is said of them would say who they are")
    order = [words for words, _ in HOURS] + [NOT_STATED]
    keys = sorted(classes, key=lambda key: (natural(key[0]), order.index(key[1])))
    runs: list[list[tuple[str, str]]] = [[]]
    for key in keys:
        if sum(len(classes[each]) for each in runs[-1]) >= GROUP:
            runs.append([])
        runs[-1].append(key)
    if len(runs) > 1 and sum(len(classes[each]) for each in runs[-1]) < GROUP:
        last = runs.pop()
        runs[-1] += last
    return [_group(run, classes) for run in runs]


def _group(run: Sequence[tuple[str, str]], classes: Mapping[tuple[str, str], list[Counted]]) -> Group:
    grades = list(dict.fromkeys(grade for grade, _ in run))
    hours = list(dict.fromkeys(words for _, words in run))
    every = len(hours) == len({words for _, words in classes}) and len(hours) > 1
    return Group(
        ", ".join(grades), "Any hours" if every else "; ".join(hours), [each for key in run for each in classes[key]]
    )


Cells = list[list[int | None]]


def withheld(counts: Sequence[Sequence[int]]) -> Cells:
    """A table of groups by bands with None for what is withheld. The last row is that of all groups; how many people
    are in each group is known. A nought is printed, unless its whole row is withheld."""
    true = [list(row) for row in (*counts, [sum(column) for column in zip(*counts, strict=True)])]
    table: Cells = [
        [None if 0 < cell < SMALL or cell == sum(row) else cell for cell in row] if sum(row) else [*row] for row in true
    ]
    while exposed := _exposed(table, true):
        beside = _beside(table, true, *exposed)
        if not beside:
            break
        for row, column in beside:
            table[row][column] = None
    return table


def _least(row: Sequence[int | None]) -> int:
    """What a reader knows a withheld cell of a row to be at least."""
    return 0 if all(cell is None for cell in row) else 1


def _exposed(table: Cells, true: Sequence[Sequence[int]]) -> tuple[int, int] | None:
    """A withheld cell that what is printed pins down too closely: first by its own row, then by all together."""
    places = [(r, c) for r, row in enumerate(table) for c, cell in enumerate(row) if cell is None]
    for r, c in places:
        if _row_pins(table[r], true[r]):
            return r, c
    index = {place: number for number, place in enumerate(places)}
    sums = [{index[r, c]: 1 for c in range(len(row)) if row[c] is None} for r, row in enumerate(table)]
    last = len(table) - 1
    for c in range(len(table[0])):
        down = {index[r, c]: 1 for r in range(last) if table[r][c] is None}
        if table[last][c] is None:
            down[index[last, c]] = -1
        sums.append(down)
    above = {index[r, c]: true[r][c] - _least(table[r]) for r, c in places}
    hidden = Hidden(above, [each for each in sums if each])
    for place in places:
        least, greatest = hidden.range_of(index[place])
        if greatest is not None and greatest - least < NARROWEST:
            return place
    return None


def _beside(table: Cells, true: Sequence[Sequence[int]], row: int, column: int) -> list[tuple[int, int]]:
    """What to withhold next. Where its own row pins the cell: the smallest count of that row, else the row's noughts.
    Where its column does: the column's total, else its smallest count. Else anything that is printed."""
    printed = [(r, c) for r, cells in enumerate(table) for c, cell in enumerate(cells) if cell is not None]
    counts = sorted((each for each in printed if true[each[0]][each[1]]), key=lambda at: (true[at[0]][at[1]], at))
    own, down = [each for each in counts if each[0] == row], [each for each in counts if each[1] == column]
    if _row_pins(table[row], true[row]):
        return own[:1] or [each for each in printed if each[0] == row]
    total = [each for each in down if each[0] == len(table) - 1]
    return (total or down or own or counts)[:1] or printed


def _row_pins(row: Sequence[int | None], true: Sequence[int]) -> bool:
    above = [count - _least(row) for cell, count in zip(row, true, strict=True) if cell is None]
    return len(above) < 2 or sum(above) < NARROWEST


def stage_a(people: Sequence[Counted]) -> dict[str, Any]:
    """The whole content: groups with their size, a table by length of service and one by age, and a line a person.

    A line tells its group and its band of length of service, which is the table by service written out: it says nothing
    that the table does not. Its number means nothing.
    """
    groups = groups_of(people)
    tables = [_table(title, groups) for title in BANDS]
    return {
        "groups": [{"grades": each.grades, "hours": each.hours, "people": len(each.people)} for each in groups],
        "tables": tables,
        "lines": _lines(groups, tables[0]),
    }


def _table(title: str, groups: Sequence[Group]) -> dict[str, Any]:
    bands = BANDS[title]
    field = {"Length of service": "service", "Age": "age"}[title]
    labels = [words for words, _ in bands] + [NOT_STATED]
    counts = [
        [sum(band(getattr(each, field), bands) == label for each in group.people) for label in labels]
        for group in groups
    ]
    if not any(row[-1] for row in counts):
        labels, counts = labels[:-1], [row[:-1] for row in counts]
    return {"title": title, "bands": labels, "cells": withheld(counts)}


def _lines(groups: Sequence[Group], table: Mapping[str, Any]) -> list[list[str]]:
    lines = []
    for group, cells in zip(groups, table["cells"], strict=False):
        told = [words for words, count in zip(table["bands"], cells, strict=True) for _ in range(count or 0)]
        told += [""] * (len(group.people) - len(told))
        lines += [[group.grades, group.hours, each] for each in told]
    return [[f"A{number:04}", *line] for number, line in enumerate(lines, 1)]
