"""What a time rule lifts, as parts of a figure: a post's cost over its time shares, and what is left of the line.

A part is a share of cells (see `rules.recompute`). `cost` says that the amount is one component of a post's cost,
worked out from its pay cells; `less` takes such components off the line's cell first. No part holds an amount: what a
single post costs is in no pack.
"""

from collections.abc import Sequence
from typing import Any

from transfer.budget.queries import OptionMoney, list_driver_rows
from transfer.budget.rules import Lift, LineSplit, SplitLine
from transfer.establishment.queries import post_lines, shares_for_money, with_their_others
from transfer.packs.queries.book import Book
from transfer.programmes.rules import name_key

Part = dict[str, Any]
PAY_FIELDS = ("salary_actual", "salary_fte", "allowances", "hours", "fte", "weeks")


class Lifted:
    """The parts of lines that a time rule took a post's cost out of, under one option."""

    def __init__(self, book: Book, money: OptionMoney) -> None:
        self.book, self.money = book, money

    def share(self, pairs: Sequence[tuple[SplitLine, LineSplit]], body: int) -> tuple[Part, ...]:
        """What one organisation has of these lines."""
        return tuple(part for line, each in pairs for part in self._share(line, each, body))

    def rest(self, line: SplitLine, each: LineSplit) -> Part:
        """What is left of a line once its posts are lifted, whole."""
        return self._less(line, each, "", [], 0)

    def only(self, pairs: Sequence[tuple[SplitLine, LineSplit]], body: int) -> set[str]:
        """The posts whose cost is all that an organisation has of these lines; empty where it has more than that."""
        if any(not each.lifts or self._left(each, body) for _, each in pairs):
            return set()
        return {lift.post_no for _, each in pairs for lift in each.lifts}

    def _share(self, line: SplitLine, each: LineSplit, body: int) -> list[Part]:
        parts = [self._cost_part(lift, index) for lift in each.lifts for index in _places(lift, body)]
        rule = self.money.ground.rules[each.rule] if each.rule is not None else None
        if not self._left(each, body):
            return parts
        if rule is None or rule.method != "driver":
            return [*parts, self.rest(line, each)]
        rows = [row for row in list_driver_rows(self.book.viewer) if name_key(row.driver) == name_key(rule.driver)]
        weights = [_weight(self.book, row, "quantity") for row in rows]
        mine = [index for index, row in enumerate(rows) if row.organisation_id == body]
        return [*parts, *(self._less(line, each, rows[index].driver, weights, index) for index in mine)]

    @staticmethod
    def _left(each: LineSplit, body: int) -> int:
        """What an organisation has of a line beside what was lifted for it."""
        whole = sum(pence for place, pence in each.shares if place == body)
        return whole - sum(pence for lift in each.lifts for place, pence in lift.shares if place == body)

    def _cost_part(self, lift: Lift, index: int) -> Part:
        rows = shares_for_money(self.book.viewer)[lift.post_no]
        cost = self._cost(lift)
        weights = [_weight(self.book, row, "percent") for row in rows]
        return {"driver": "", "cost": cost, "cells": cost["cells"], "weights": weights, "index": index}

    def _less(self, line: SplitLine, each: LineSplit, driver: str, weights: list[Part], index: int) -> Part:
        cells = self.book.cells("amount", [(line.release_id, line.source_row)], line.column)
        less = [self._cost(lift) for lift in each.lifts]
        return {"driver": driver, "cells": cells, "less": less, "weights": weights, "index": index}

    def _cost(self, lift: Lift) -> Part:
        """One component of a post's cost and the cells that it is worked out from, one column after another."""
        lines = list(post_lines(self.book.viewer, [lift.post_no])[lift.post_no])
        if lift.component == "employer_ni_pence":  # on all that the employer pays the person
            lines += [each for each in with_their_others(lines) if each.post_no != lift.post_no]
        places = [(line.release_id, line.source_row) for line in lines]
        fields = [field for field in PAY_FIELDS if field in self.book.releases[places[0][0]].columns]
        cells = tuple(found for field in fields for found in self.book.cells(field, places))
        return {"post": lift.post_no, "component": lift.component.removesuffix("_pence"), "cells": cells}


def _places(lift: Lift, body: int) -> list[int]:
    return [index for index, (place, _) in enumerate(lift.shares) if place == body]


def _weight(book: Book, row: Any, field: str) -> Part:
    return {"organisation": row.organisation, "cells": book.cells(field, [(row.release_id, row.source_row)])[0]}
