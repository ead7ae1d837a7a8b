"""The sums of an option say, to the penny, what splitting each of its lines says."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import groupby

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from transfer.budget.rules import (
    COMPONENTS,
    METHODS,
    Catch,
    Deciding,
    Driver,
    Grouped,
    LineSplit,
    Rule,
    Setting,
    SharedPost,
    Slice,
    SplitLine,
    SplitResult,
    Summary,
    amounts_where,
    bits,
    catches_of,
    columns_of,
    layer_of,
    one_as_now,
    slices,
    split,
    split_as_now,
    sum_as_now,
    sum_up,
)
from transfer.budget.rules import (
    group as grouped_by,
)
from transfer.kernel.many import apportion_many
from transfer.kernel.shares import apportion_whole

COUNCIL, TRUST, COMPANY = 1, 2, 3
CENTRES, ACCOUNTS, FUNDS = ("00100", "00200", "09010"), ("A1", "A2", "R9"), ("GF", "DSG", None)
GROUPS = {"A1": "Employees", "A2": "Employees", "R9": "Income"}
OWNERS = {"00100": (7, "Early help"), "00200": (8, "Fostering")}
BOOKS = {1: COUNCIL, 2: TRUST}
PRESENT = {7: COUNCIL, 8: None}
POST = SharedPost("AD", "00200", dict.fromkeys(COMPONENTS, 50), ((COMPANY, Decimal(25)), (COUNCIL, Decimal(75))))
SETTING = Setting(
    {7: COMPANY, 8: TRUST},
    {
        "headcount": Driver("Headcount", ((COMPANY, 350), (COUNCIL, 2650), (COMPANY, 3))),
        "nobody's": Driver("Nobody's", ((None, 1), (COUNCIL, 1))),
    },
    {"AD": POST},
)

lines = st.lists(
    st.tuples(
        st.sampled_from((1, 2)), st.sampled_from(CENTRES), st.sampled_from(ACCOUNTS), st.sampled_from(FUNDS),
        st.integers(-1_000, 1_000),
    ),
    max_size=30,
)  # fmt: skip
selectors = st.fixed_dictionaries(
    {},
    optional={
        "cost_centre": st.sampled_from(("00100", "00200", "0*", "*00")), "account": st.sampled_from(("A*", "R9", "A2")),
        "group": st.sampled_from(("Employees", "income")), "fund": st.sampled_from(("GF", "*")),
        "service": st.sampled_from(("*", "Fostering")),
    },
)  # fmt: skip
rules = st.lists(
    st.builds(
        Rule, selectors,
        st.sampled_from(METHODS),
        st.sampled_from((COUNCIL, COMPANY, None)), st.sampled_from(("Headcount", "Nobody's", "Absent")),
        st.sampled_from(((), ("AD",), ("GM",))),
    ),
    max_size=6,
)  # fmt: skip
Drawn = list[tuple[int, str, str, str | None, int]]


def split_lines(drawn: Drawn) -> list[SplitLine]:
    return [
        SplitLine(
            row, book, row, "G", BOOKS[book], centre, account, f"Name {account}", GROUPS[account], fund,
            OWNERS.get(centre, (None, None))[0], OWNERS.get(centre, (None, None))[1], pence,
        )._replace(layer=layer_of(GROUPS[account], f"Name {account}"))
        for row, (book, centre, account, fund, pence) in enumerate(drawn)
    ]  # fmt: skip


def group(drawn: list[SplitLine], asked: list[Rule]) -> Grouped:
    """As the pages group them: the lines of the shared post's cost centre stay apart where a rule asks for time."""
    time = any(rule.method == "time" for rule in asked)
    apart = [line for line in drawn if time and line.cost_centre == POST.cost_centre]
    rows = [
        (each.id, each.release_id, each.cost_centre, each.account, each.account_name, each.group, each.fund,
         each.amount_pence)
        for each in drawn
        if each not in apart
    ]  # fmt: skip
    return grouped_by(columns_of(rows, {}), asked, BOOKS, OWNERS, apart, [line.id for line in apart])


def without_nil(shares: Mapping[int, int]) -> dict[int, int]:
    return {place: pence for place, pence in shares.items() if pence}


def told(part: Slice) -> tuple[object, ...]:
    """A slice, and nothing of who is given nothing of it."""
    sides = [(replace(each, shares=without_nil(each.shares))) for each in (part.expenditure, part.income)]
    return part.key, part.lines, *sides


def says_the_same(summary: Summary, result: SplitResult) -> None:
    assert (summary.source_pence, summary.unallocated_pence, summary.excluded_pence) == (
        result.source_pence, result.unallocated_pence, result.excluded_pence,
    )  # fmt: skip
    excluded = [each.excluded_pence for each in result.splits]
    assert summary.excluded_sides == (sum(p for p in excluded if p > 0), sum(p for p in excluded if p < 0))
    assert without_nil(summary.shares) == without_nil(result.shares)
    assert list(summary.problems) == list(result.problems)
    for key in ("cost_centre", "group", "fund", "service", "layer"):
        wanted = slices(result, lambda line, key=key: getattr(line, key))  # type: ignore[misc]
        assert [told(each) for each in summary.slices(key)] == [told(each) for each in wanted]
    assert sum(part.source_pence for part in summary.parts) == result.source_pence


@given(lines, rules)
def test_sums_are_those_of_the_lines(drawn: Drawn, asked: list[Rule]) -> None:
    whole = split_lines(drawn)
    grouped = group(whole, asked)
    assert grouped.size == len(whole)
    says_the_same(sum_up(grouped, asked, SETTING), split(whole, asked, SETTING))
    says_the_same(sum_as_now(grouped, PRESENT), split_as_now(whole, PRESENT))


@given(lines, rules, rules)
def test_sums_are_the_same_when_other_rules_were_tried_before(
    drawn: Drawn, before: list[Rule], asked: list[Rule]
) -> None:
    """What was divided for the rules before is taken over. A time rule's lines are kept apart by both."""
    whole = split_lines(drawn)
    time = [Rule({"fund": "none"}, "time")] * any(rule.method == "time" for rule in [*before, *asked])
    before, asked = [*before, *time], [*asked, *time]
    first = group(whole, before)
    sum_up(first, before, SETTING)
    again = grouped_by(first.columns, asked, BOOKS, OWNERS, first.apart, first.apart_ids)
    assert again.size == len(whole)
    says_the_same(sum_up(again, asked, SETTING), split(whole, asked, SETTING))


def test_a_change_of_one_rule_divides_what_that_rule_catches_and_nothing_else() -> None:
    drawn: Drawn = [(1, "00100", "A1", "GF", 100), (1, "00100", "A2", "GF", 50), (1, "09010", "A1", "GF", 7)]
    before = [Rule({"cost_centre": "00100"}, "driver", driver="Headcount"), Rule({}, "driver", driver="Headcount")]
    columns = group(split_lines(drawn), before).columns
    area = Driver("Area", ((COMPANY, 1), (COUNCIL, 1)))
    other = Setting(SETTING.providers, {**SETTING.drivers, "area": area})

    def divided(rules: list[Rule]) -> int:
        """How many amounts stand divided by some weights once these rules were summed."""
        sum_up(grouped_by(columns, rules, BOOKS, OWNERS), rules, other)
        return sum(int(each.done.sum()) for each in columns.divided.values())

    assert divided(before) == 3
    assert divided([before[0], Rule({"fund": "DSG"}, "direct", COUNCIL), Rule({}, "driver", driver="Area")]) == 4
    assert divided([Rule({"account": "A2"}, "driver", driver="Area"), *before]) == 5
    assert divided([Rule({"account": "A2"}, "direct", COUNCIL), *before]) == 5


weights_to_divide_by = st.integers(0, 50) | st.integers(0, 10**12)


@given(st.lists(st.integers(-(10**15), 10**15), max_size=20), st.lists(weights_to_divide_by, min_size=1, max_size=14))
def test_many_amounts_are_divided_as_each_is(amounts: list[int], weights: list[int]) -> None:
    if any(weights):
        found = apportion_many(np.array(amounts, np.int64), weights).T.tolist()
        assert found == [apportion_whole(each, weights) for each in amounts]


@given(lines, rules)
def test_what_each_rule_catches(drawn: Drawn, asked: list[Rule]) -> None:
    whole = split_lines(drawn)
    result = split(whole, asked, SETTING)
    held, nobody = catches_of(group(whole, asked), asked, SETTING)
    for index, found in enumerate(held):
        assert found.mask_lines == sum(index in bits(each.mask) for each in result.splits)
    assert nobody.lines == sum(each.rule is None for each in result.splits)
    assert sum(found.pence for found in held) + nobody.pence == result.source_pence


@given(lines, rules)
def test_the_lines_of_an_outcome(drawn: Drawn, asked: list[Rule]) -> None:
    whole = split_lines(drawn)
    grouped = group(whole, asked)

    def kept_by(each: LineSplit, wanted: str) -> bool:
        return {
            "unallocated": each.unallocated_pence != 0, "excluded": each.excluded_pence != 0,
            "company": any(place == COMPANY for place, _ in each.shares), "second rule": each.rule == 1,
        }[wanted]  # fmt: skip

    for wanted in ("unallocated", "excluded", "company", "second rule"):
        result = split(whole, asked, SETTING)
        expected = {line.id for line, each in zip(whole, result.splits, strict=True) if kept_by(each, wanted)}
        apart = split(grouped.apart, asked, SETTING)
        one = Deciding(asked, SETTING).one
        assert amounts_where(grouped, one, apart, lambda each, wanted=wanted: kept_by(each, wanted)) == expected  # type: ignore[misc]
    now = split_as_now(grouped.apart, PRESENT)
    stays = amounts_where(
        grouped, lambda cell, pence: one_as_now(cell, pence, PRESENT), now, lambda each: each.shares[0][0] == TRUST
    )
    assert stays == {line.id for line in whole if line.book_of == TRUST and line.service_id != 7}


@given(lines, rules)
def test_the_largest_unallocated_lines(drawn: Drawn, asked: list[Rule]) -> None:
    whole = split_lines(drawn)
    splits = split(whole, asked, SETTING).splits
    sizes = sorted((-abs(each.unallocated_pence), line.id) for line, each in zip(whole, splits, strict=True))
    expected = [id_ for size, id_ in sizes if size][:10]
    assert list(sum_up(group(whole, asked), asked, SETTING).largest_unallocated) == expected


def test_a_driver_rounds_each_line_by_itself() -> None:
    """Two lines of a penny over equal weights: each goes whole to the first, where twopence would be shared."""
    halves = Setting({}, {"half": Driver("Half", ((COMPANY, 1), (COUNCIL, 1)))}, {})
    asked = [Rule({}, "driver", driver="Half")]
    whole = split_lines([(1, "00100", "A1", "GF", 1), (1, "00100", "A1", "GF", 1)])
    assert dict(sum_up(group(whole, asked), asked, halves).shares) == {COMPANY: 2, COUNCIL: 0}


def test_lines_are_told_apart_by_account_only_where_a_rule_asks() -> None:
    whole = split_lines([(1, "00100", account, "GF", 1) for account in ("A1", "A2", "A1")])
    assert [held.size for held in group(whole, []).cells.values()] == [3]
    cells = group(whole, [Rule({"account": "A2"}, "exclude", reason="x")]).cells
    assert [(mask, sum(held.size for _, held in found)) for mask, found in groupby(
        sorted(cells.items(), key=lambda pair: pair[0].mask), key=lambda pair: pair[0].mask
    )] == [(0, 2), (1, 1)]  # fmt: skip
    held, nobody = catches_of(
        group(whole, [Rule({"account": "A2"}, "exclude")]), [Rule({"account": "A2"}, "exclude")], SETTING
    )
    assert (held, nobody) == ((Catch(1, 1, 1),), Catch(2, 2, 0))
