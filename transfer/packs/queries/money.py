"""Money: source = shares + unallocated + excluded, whole and cut, with the cells of each figure."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from transfer.budget.queries import (
    Ground,
    OptionMoney,
    list_driver_rows,
    load_ground,
    money_of,
    names_of_centres,
)
from transfer.budget.rules import LineSplit, SplitLine, method_words, selector_words
from transfer.kernel.money import pounds
from transfer.packs.queries.agreed import agreed_blocks, moved_rows, split_notes
from transfer.packs.queries.book import (
    Block,
    Book,
    Content,
    Row,
    bring,
    column,
    figures_block,
    key_part,
    table,
)
from transfer.packs.queries.gaps import with_gaps
from transfer.packs.queries.lifting import Lifted
from transfer.packs.queries.people import lines_of
from transfer.packs.queries.weights import drivers_table, shares_table
from transfer.packs.queries.years import years_table
from transfer.programmes.models import Option
from transfer.programmes.rules import name_key

Pair = tuple[SplitLine, LineSplit]
FEW = 5
MANY = 1_000
BODY = "body-{}"
SHARED_TIME = "Cost of shared posts split by their time shares"


def ground_of(book: Book) -> Ground:
    held: Ground | None = book.__dict__.get("ground")
    if held is None:
        held = book.__dict__["ground"] = load_ground(book.viewer)
    return held


def option_money(book: Book, option: Option) -> OptionMoney:
    held: dict[int, OptionMoney] = book.__dict__.setdefault("money", {})
    if option.id not in held:
        held[option.id] = money_of(ground_of(book), option)
    return held[option.id]


def pairs_of(money: OptionMoney) -> list[Pair]:
    return list(zip(money.result.lines, money.result.splits, strict=True))


def amounts(book: Book, lines: Sequence[SplitLine]) -> tuple[Any, ...]:
    """The amount cells of some lines, by version and column."""
    by_column: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for line in lines:
        by_column[line.column].append((line.release_id, line.source_row))
    return tuple(cells for letter in sorted(by_column) for cells in book.cells("amount", by_column[letter], letter))


class Split:
    """Figures of one option's money over some of its lines."""

    def __init__(self, book: Book, money: OptionMoney) -> None:
        self.book, self.money, self.rules = book, money, money.ground.rules
        self.lifted = Lifted(book, money)

    def row(self, key: str, label: str, pairs: Sequence[Pair]) -> Row:
        """source, each organisation's share, unallocated and excluded; each its own figure."""
        row: Row = {"source": self.source(key, label, [line for line, _ in pairs])}
        for body in self.book.organisations:
            row[BODY.format(body.id)] = self.share(
                f"{key}.{BODY.format(body.id)}", f"{label}: {body.short}", body.id, pairs
            )
        row["unallocated"] = self.rest(f"{key}.unallocated", f"{label}: unallocated", pairs, "unallocated_pence")
        row["excluded"] = self.rest(f"{key}.excluded", f"{label}: excluded", pairs, "excluded_pence")
        return row

    def source(self, key: str, label: str, lines: Sequence[SplitLine]) -> Any:
        value = sum(line.amount_pence for line in lines)
        return self.book.sum(f"{key}.source", f"{label}: source", "pence", value, amounts(self.book, lines))

    def share(self, key: str, label: str, body: int, pairs: Sequence[Pair]) -> Any:
        """One organisation's part. What is nothing but the cost of a few posts is those people's pay."""
        mine = [(line, each) for line, each in pairs if any(place == body for place, _ in each.shares)]
        lifted = [pair for pair in mine if pair[1].lifts]
        whole, parts = self._plain(body, [pair for pair in mine if not pair[1].lifts])
        value = sum(pence for _, each in mine for place, pence in each.shares if place == body)
        kind = "single-pay" if 0 < len(self.lifted.only(mine, body)) < FEW else "public"
        note = "" if lifted or not parts else self._made_of(body, mine, whole, parts)
        parts += self.lifted.share(lifted, body)
        return self.book.sum(key, label, "pence", value, amounts(self.book, whole), parts=parts, kind=kind, note=note)

    def _made_of(
        self, body: int, pairs: Sequence[Pair], whole: Sequence[SplitLine], parts: Sequence[dict[str, Any]]
    ) -> str:
        """ "£100.00 of lines that are given whole; £12.00 by Headcount (Council 2,650 : Company 350)"."""
        given = {id(line) for line in whole}
        whole_pence = sum(p for line, each in pairs if id(line) in given for place, p in each.shares if place == body)
        split_pence = sum(
            p for line, each in pairs if id(line) not in given for place, p in each.shares if place == body
        )
        drivers = dict.fromkeys(part["driver"] for part in parts)
        words = "; ".join(f"{driver} ({self._weights(driver)})" for driver in drivers)
        given_whole = f"{pounds(whole_pence)} of lines that are given whole; " if given else ""
        return f"{given_whole}{pounds(split_pence)} by {words}"

    def _weights(self, driver: str) -> str:
        rows = [row for row in list_driver_rows(self.book.viewer) if name_key(row.driver) == name_key(driver)]
        return " : ".join(f"{row.organisation} {row.quantity.normalize():,f}" for row in rows)

    def _plain(self, body: int, pairs: Sequence[Pair]) -> tuple[list[SplitLine], tuple[dict[str, Any], ...]]:
        """Lines that are given whole, and parts of those that a driver splits."""
        whole: list[SplitLine] = []
        driven: dict[str, list[SplitLine]] = defaultdict(list)
        for line, each in pairs:
            rule = self.rules[each.rule] if each.rule is not None and not self.money.as_now else None
            if rule and rule.method == "driver":
                driven[name_key(rule.driver)].append(line)
            else:
                whole.append(line)
        return whole, tuple(part for name, lines in driven.items() for part in self._parts(name, lines, body))

    def _parts(self, driver: str, lines: Sequence[SplitLine], body: int) -> list[dict[str, Any]]:
        """One part for each time the driver names the organisation: the cells it splits, its weights, and which."""
        held = [row for row in list_driver_rows(self.book.viewer) if name_key(row.driver) == driver]
        weights = [
            {
                "organisation": row.organisation,
                "cells": self.book.cells("quantity", [(row.release_id, row.source_row)])[0],
            }
            for row in held
        ]
        return [
            {"driver": held[index].driver, "cells": amounts(self.book, lines), "weights": weights, "index": index}
            for index, row in enumerate(held)
            if row.organisation_id == body
        ]

    def rest(self, key: str, label: str, pairs: Sequence[Pair], outcome: str) -> Any:
        """What is unallocated or excluded: whole lines, and what is left of those that a time rule took from."""
        mine = [(line, each) for line, each in pairs if getattr(each, outcome)]
        value = sum(getattr(each, outcome) for _, each in mine)
        parts = tuple(self.lifted.rest(line, each) for line, each in mine if each.lifts)
        plain = [line for line, each in mine if not each.lifts]
        return self.book.sum(key, label, "pence", value, amounts(self.book, plain), parts=parts)


def whole_row(book: Book, option: Option) -> Row:
    money = option_money(book, option)
    return Split(book, money).row(f"option-{option.id}.money", option.name, pairs_of(money))


def money_columns(book: Book, first: str, rows: Sequence[Row]) -> list[dict[str, Any]]:
    """Source, each body that has a share in any row, unallocated and excluded: a column of noughts says nothing."""
    bodies = [
        column(BODY.format(each.id), each.short, "money")
        for each in book.organisations
        if any(row[BODY.format(each.id)] != 0 for row in rows)
    ]
    rest = [column("unallocated", "Unallocated", "money"), column("excluded", "Excluded", "money")]
    return [
        column("name", first),
        column("source", "Source", "money", sum_of=[each["key"] for each in [*bodies, *rest]]),
        *bodies,
        *rest,
    ]


def headline(book: Book) -> list[Block]:
    """What was agreed, the option's reconciliation as figures, and the bridge from source to shares."""
    row, key = whole_row(book, book.option), f"option-{book.option.id}.money"
    names = {BODY.format(each.id): each.short for each in book.organisations}
    parts = [cell for name, cell in row.items() if name != "source" and isinstance(cell, dict)]
    difference = book.of_inputs(
        f"{key}.difference", "Source less every share", "difference", [row["source"], *parts], "pence"
    )
    words = {"source": "Source", **names, "unallocated": "Unallocated", "excluded": "Excluded"}
    items = [(words[name], cell, "") for name, cell in row.items()]
    return [
        *agreed_blocks(book, row, "whole"),
        figures_block([*items, ("Difference", difference, "Nil when every penny is accounted for")]),
        _bridge(book, row, words),
    ]


def _bridge(book: Book, row: Row, words: dict[str, str]) -> Block:
    kinds = {"source": "source", "unallocated": "unallocated", "excluded": "excluded"}
    steps = [
        {"label": words[name], "value_pence": book.value(cell), "kind": kinds.get(name, "share")}
        for name, cell in row.items()
        if name == "source" or book.value(cell)
    ]
    columns = [column("name", "Where it goes"), column("amount", "Amount", "money")]
    rows = [{"name": words[name], "amount": cell} for name, cell in row.items()]
    return {
        "type": "chart",
        "key": "bridge",
        "chart": "bridge",
        "title": f"Where the money of {book.programme.budget_year} goes",
        "alt": "From the source to each organisation’s share, what is unallocated and what is excluded.",
        "data": {"steps": steps},
        "table": table("bridge.table", "From source to shares", columns, rows),
    }


def cut(book: Book, title: str, word: str, heading: str, of: Callable[[SplitLine], str | None]) -> Block:
    """The option's money by one thing that its lines say. Pay of few people is told as such."""
    money = option_money(book, book.option)
    split, found = Split(book, money), defaultdict[str, list[Pair]](list)
    centres = names_of_centres(book.viewer) if word == "centre" else {}
    for line, each in pairs_of(money):
        found[of(line) or ""].append((line, each))
    rows = []
    for name in sorted(found, key=lambda each: (each == "", each)):
        key = f"option-{book.option.id}.{word}.{key_part(name) or 'none'}"
        row: Row = {
            "name": f"{name} {centres.get(name, '')}".strip() or "None",
            **split.row(key, f"{book.option.name}, {heading.lower()} {name or 'none'}", found[name]),
        }
        rows.append(row)
        few = _pay_of(book, found[name])
        if few is not None:
            row["_people"] = few
            book.classes.update({cell["figure"]: "single-pay" for cell in row.values() if isinstance(cell, dict)})
    total = {"name": "All", **whole_row(book, book.option)}
    columns = money_columns(book, heading, [*rows, total])
    return table(f"money.{word}", title, columns, rows, total=total, **split_notes(book))


def agreed_rows(book: Book) -> list[Block]:
    """Row by row where what was agreed is not what the rules give."""
    held = defaultdict[tuple[str, str, str], list[Pair]](list)
    for pair in pairs_of(option_money(book, book.option)):
        held[pair[0].cost_centre, pair[0].group, pair[0].fund or ""].append(pair)
    return moved_rows(book, lambda key: _pay_of(book, held.get(key[1:], [])))


def _pay_of(book: Book, pairs: Sequence[Pair]) -> int | None:
    """How many people's pay these lines are, where they are nothing but pay and the people are few; else None."""
    if any(line.group not in ("Employees", "Income") for line, _ in pairs):
        return None
    services = {line.service_id for line, _ in pairs}
    if None in services:
        return None
    people = sum(line.service_id in services and line.occupancy == "filled" for line in lines_of(book))
    return people if 0 < people < FEW else None


def by_group(book: Book) -> Block:
    return cut(book, "Money by subjective group", "group", "Group", lambda line: line.group)


def by_cost_centre(book: Book) -> Block:
    return cut(book, "Money by cost centre", "centre", "Cost centre", lambda line: line.cost_centre)


def rules_table(book: Book) -> Block:
    """The rules in their order, with the lines that each decides; nothing is decided where nothing moves."""
    money_ = option_money(book, book.option)
    decided: dict[int | None, list[Pair]] = defaultdict(list)
    for line, each in pairs_of(money_) if not money_.as_now else []:
        decided[each.rule].append((line, each))
    rows = [
        {
            "no": index + 1,
            "catches": selector_words(rule.selector),
            # A post's number is about one person: the time shares have a table of their own.
            "does": SHARED_TIME if rule.method == "time" else method_words(rule, book.names),
            **_caught(book, f"rule-{rule.id}", f"Rule {index + 1}", decided[index]),
        }
        for index, rule in enumerate(money_.ground.rules)
    ]
    nobody = _caught(book, "rule-none", "No rule", decided[None])
    rows.append({"no": None, "catches": "No rule", "does": "Left unallocated", **nobody})
    columns = [
        column("no", "No.", "number"),
        column("catches", "Lines where"),
        column("does", "What becomes of them"),
        column("lines", "Lines", "number"),
        column("pence", "Amount", "money"),
    ]
    return table("money.rules", "Rules in their order", columns, rows)


def _caught(book: Book, key: str, label: str, pairs: Sequence[Pair]) -> Row:
    """Lines that a rule decides, and their amounts whole: what a time rule lifts out of them is in the shares."""
    lines = [line for line, _ in pairs]
    places = sorted({(line.release_id, line.source_row) for line in lines})
    value = sum(line.amount_pence for line in lines)
    return {
        "lines": book.count(f"{key}.lines", f"{label}: lines", "cost_centre", places),
        "pence": book.sum(f"{key}.amount", f"{label}: amount", "pence", value, amounts(book, lines)),
    }


def money_gaps(book: Book) -> list[str]:
    return [bring(each.rstrip("."), "Finance") for each in ground_of(book).missing]


def money(book: Book) -> Content:
    """The due-diligence section."""
    if not ground_of(book).lines:
        return Content([], money_gaps(book))
    made = Content([*headline(book), *agreed_rows(book), by_group(book), by_cost_centre(book)], money_gaps(book))
    made.blocks.append(rules_table(book))
    made.blocks += [drivers_table(book)] if book.in_force["drivers"] else []
    made.blocks += [shares_table(book)] if book.in_force["time_shares"] else []
    return with_gaps(book, ground_of(book), made)


def options_money(book: Book) -> Block:
    rows = [{"name": option.name, **whole_row(book, option)} for option in book.options]
    title = f"Money of the full year {book.programme.budget_year}, by option"
    return table("options.money", title, money_columns(book, "Option", rows), rows)


def financial(book: Book) -> Content:
    """The business case's financial section."""
    made = Content([], money_gaps(book))
    if ground_of(book).lines:
        made.blocks += [*headline(book), *agreed_rows(book), by_group(book)]
    years = years_table(book)
    if years:
        made.blocks.append(years)
    else:
        made.missing.append(bring("The medium-term plan: no line of it has been entered", "Finance"))
    made.missing.append(bring("One-off cost and its funding", "Finance"))
    return made


def support(book: Book) -> Content:
    """Lines of cost centres that no service owns: what supports all of them, and who carries it."""
    money_ = option_money(book, book.option)
    found = defaultdict[str, list[Pair]](list)
    for line, each in pairs_of(money_):
        if line.service_id is None:
            found[line.cost_centre].append((line, each))
    if not found:
        return Content()
    split, key = Split(book, money_), f"option-{book.option.id}.centre"
    centres = names_of_centres(book.viewer)
    rows = [
        {
            "name": f"{name} {centres.get(name, '')}".strip(),
            **split.row(f"{key}.{key_part(name)}", f"{book.option.name}, cost centre {name}", found[name]),
        }
        for name in sorted(found)
    ]
    title = "Cost centres that no service owns"
    columns = money_columns(book, "Cost centre", rows)
    return Content([table("money.support", title, columns, rows, **split_notes(book))])
