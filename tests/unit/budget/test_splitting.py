"""Rules over lines: which catches, what becomes of the pence, what is told. Figures are by hand."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transfer.budget.rules import (
    Driver,
    Matcher,
    Rule,
    Setting,
    SharedPost,
    SplitLine,
    bits,
    check_rule,
    method_words,
    selector_words,
    slices,
    split,
    split_as_now,
)
from transfer.budget.rules.selecting import pattern
from transfer.kernel.errors import DomainError

COUNCIL, TRUST, COMPANY = 1, 2, 3


def a_line(pence: int = 10_000, row: int = 5, **changes: object) -> SplitLine:
    line = SplitLine(
        row, 1, row, "G", COUNCIL, "00100", "A1000", "Basic pay", "Employees", "GF", 7, "Early help", pence
    )
    return line._replace(**changes)  # type: ignore[arg-type]


WILDCARDS = ("a*", "A*", "a1*", " a *", "a  1*", "*a", "*1*", "*", "**", "a**")
codes = st.text("a1 ", max_size=4)


@given(st.lists(st.sampled_from(WILDCARDS), max_size=6), codes)
def test_how_a_value_begins_is_looked_up_as_the_wildcard_says(asked: list[str], value: str) -> None:
    """A lone * is any value that is not blank; otherwise a * stands for anything, nothing included."""
    mask = Matcher([Rule({"account": text}, "leave unallocated") for text in asked]).mask("account", value)
    plain = " ".join(value.split())
    wanted = [bool(value) and pattern("account", text).fullmatch(plain) is not None for text in asked]
    assert [bool(mask >> index & 1) for index in range(len(asked))] == wanted


def caught(selector: dict[str, str], **changes: object) -> bool:
    return Matcher([Rule(selector, "leave unallocated")]).matching(a_line(**changes)) == 1  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("selector", "changes", "expected"),
    [
        ({"account": "A1000"}, {}, True),
        ({"account": "a1000"}, {}, True),
        ({"account": "A100"}, {}, False),
        ({"account": "A1*"}, {}, True),
        ({"account": "A2*"}, {}, False),
        ({"account": "*000"}, {}, True),
        ({"account": "*00"}, {"account": "A100 "}, True),
        ({"account": "A.*"}, {}, False),
        ({"cost_centre": "100"}, {}, False),
        ({"cost_centre": "00100"}, {}, True),
        ({"group": "employees"}, {}, True),
        ({"group": "Supplies & services"}, {"group": "Supplies and services"}, True),
        ({"fund": "DSG"}, {}, False),
        ({"fund": "DSG"}, {"fund": None}, False),
        ({"fund": "*"}, {"fund": None}, False),
        ({"fund": "*"}, {}, True),
        ({"service": "*"}, {}, True),
        ({"service": "*"}, {"service": None, "service_id": None}, False),
        ({"service": "early  help"}, {}, True),
        ({"service": "Early*"}, {}, True),
        ({"service": "Help"}, {}, False),
        ({"account": "A1000", "fund": "DSG"}, {}, False),
        ({"account": "A1000", "fund": "GF"}, {}, True),
        ({}, {}, True),
    ],
)
def test_all_keys_of_a_selector_must_match(
    selector: dict[str, str], changes: dict[str, object], expected: bool
) -> None:
    assert caught(selector, **changes) is expected


def test_the_first_rule_that_matches_decides_and_the_others_are_told() -> None:
    rules = [
        Rule({"account": "Z*"}, "direct", COUNCIL),
        Rule({"group": "Employees"}, "direct", TRUST),
        Rule({}, "direct", COMPANY),
    ]
    found = split([a_line()], rules, Setting())
    assert found.splits[0].rule == 1
    assert found.splits[0].shares == ((TRUST, 10_000),)
    assert bits(found.splits[0].mask) == [1, 2]


def test_each_method_puts_the_pence_where_it_says() -> None:
    setting = Setting({7: COMPANY}, {"heads": Driver("Heads", ((COMPANY, 2), (COUNCIL, 1)))})

    def outcome(rule: Rule, **changes: object) -> tuple[object, int, int]:
        each = split([a_line(**changes)], [rule], setting).splits[0]  # type: ignore[arg-type]
        return each.shares, each.unallocated_pence, each.excluded_pence

    for method in ("direct", "ring-fence", "agreed default"):
        assert outcome(Rule({}, method, TRUST)) == (((TRUST, 10_000),), 0, 0)
    assert outcome(Rule({}, "follow the service")) == (((COMPANY, 10_000),), 0, 0)
    assert outcome(Rule({}, "follow the service"), service_id=None) == ((), 10_000, 0)
    assert outcome(Rule({}, "driver", driver="heads")) == (((COMPANY, 6_667), (COUNCIL, 3_333)), 0, 0)
    assert outcome(Rule({}, "exclude", reason="below the line")) == ((), 0, 10_000)
    assert outcome(Rule({}, "leave unallocated")) == ((), 10_000, 0)


def test_a_line_that_no_rule_catches_is_unallocated() -> None:
    found = split([a_line(-5)], [Rule({"fund": "DSG"}, "direct", TRUST)], Setting())
    assert (found.splits[0].rule, found.unallocated_pence, found.difference_pence) == (None, -5, 0)


@pytest.mark.parametrize(
    ("driver", "words"),
    [
        (None, "Bring the driver Heads"),
        (Driver("Heads", ((COUNCIL, 0), (TRUST, 0))), "total weight is zero"),
        (Driver("Heads", ((COUNCIL, 1), (None, 1))), "name an organisation of this programme"),
        (Driver("Heads", ((COUNCIL, -1), (TRUST, 2))), "a weight is below zero"),
    ],
)
def test_a_driver_that_cannot_split_leaves_its_lines_unallocated_and_is_told(driver: Driver | None, words: str) -> None:
    setting = Setting({}, {"heads": driver} if driver else {})
    found = split([a_line()], [Rule({}, "driver", driver="Heads")], setting)
    assert found.unallocated_pence == 10_000
    assert len(found.problems) == 1 and words in found.problems[0].message


def test_expenditure_and_income_are_split_apart_and_net_is_derived() -> None:
    """domain/finance.md §8, E2: splitting the net would give 238,639.43 and 119,319.71."""
    lines = [
        a_line(50_000_001, 5), a_line(3_141_593, 6, group="Support services"),
        a_line(-12_345_679, 7, group="Income"), a_line(-5_000_001, 8, group="Income"),
    ]  # fmt: skip
    setting = Setting({}, {"d": Driver("d", ((COMPANY, 2), (COUNCIL, 1)))})
    part = slices(split(lines, [Rule({}, "driver", driver="d")], setting), lambda line: line.cost_centre)[0]
    assert part.expenditure.shares == {COMPANY: 33_333_334 + 2_094_395, COUNCIL: 16_666_667 + 1_047_198}
    assert part.income.shares == {COMPANY: -8_230_453 - 3_333_334, COUNCIL: -4_115_226 - 1_666_667}
    assert part.net.shares == {COMPANY: 23_863_942, COUNCIL: 11_931_972}
    assert (part.net.source_pence, part.lines, part.agrees) == (35_795_914, 4, True)


def test_a_slice_does_not_agree_when_two_differences_hide_each_other() -> None:
    part = slices(split([a_line(5), a_line(-5, group="Income")], [], Setting()), lambda line: line.fund)[0]
    part.expenditure.unallocated_pence += 1
    part.income.unallocated_pence -= 1
    assert part.net.difference_pence == 0
    assert not part.agrees


def test_where_nothing_moves_every_line_stays_with_its_present_provider() -> None:
    lines = [a_line(1), a_line(2, service_id=None, service=None), a_line(4, group="Depreciation and impairment")]
    lines.append(a_line(8, service_id=9))
    found = split_as_now(lines, {7: TRUST, 9: None})
    assert found.shares == {TRUST: 5, COUNCIL: 10}
    assert (found.unallocated_pence, found.excluded_pence, found.difference_pence) == (0, 0, 0)


AD = SharedPost(
    "P1", "200",
    {"pay_pence": 9_200_000, "employer_ni_pence": 1_305_000, "pension_pence": 1_968_800, "levy_pence": 46_000},
    ((COMPANY, Decimal(25)), (COUNCIL, Decimal(75))),
)  # fmt: skip
TIME = [Rule({"cost_centre": "200"}, "time", posts=("P1",)), Rule({}, "direct", COUNCIL)]


def pay_lines(pay: int = 10_000_000) -> list[SplitLine]:
    names = {"A1": "Basic pay", "A2": "Employer NI", "A3": "Employer pension", "A5": "Agency staff"}
    amounts = {"A1": pay, "A2": 2_000_000, "A3": 2_000_000, "A5": 99_000_000}
    return [
        a_line(amounts[account], row, cost_centre="200", account=account, account_name=name)
        for row, (account, name) in enumerate(names.items(), 5)
    ]


def test_time_lifts_each_component_from_its_own_pay_line_and_the_rest_falls_to_the_next_rule() -> None:
    found = split(pay_lines(), TIME, Setting(posts={"P1": AD}))
    assert found.problems == []
    lifted = [[(lift.component, lift.amount_pence) for lift in each.lifts] for each in found.splits]
    assert lifted == [
        [("pay_pence", 9_200_000), ("levy_pence", 46_000)], [("employer_ni_pence", 1_305_000)],
        [("pension_pence", 1_968_800)], [],
    ]  # fmt: skip
    assert found.shares[COMPANY] == 3_129_950
    assert found.difference_pence == 0


def test_lifting_more_than_a_line_holds_is_told_and_lifts_nothing_of_that_component() -> None:
    found = split(pay_lines(pay=9_199_999), TIME, Setting(posts={"P1": AD}))
    assert len(found.problems) == 1
    assert "£92,000.00" in found.problems[0].message and "£91,999.99" in found.problems[0].message
    assert found.problems[0].pence == 1
    assert found.shares[COMPANY] == 3_129_950 - 2_300_000
    assert found.difference_pence == 0


def test_a_line_that_holds_exactly_what_is_lifted_is_no_finding() -> None:
    found = split(pay_lines(pay=9_246_000), TIME, Setting(posts={"P1": AD}))
    assert found.problems == [] and found.splits[0].rule == 0


@pytest.mark.parametrize(
    ("post", "words"),
    [
        (SharedPost("P1", "200", AD.components, ((COMPANY, Decimal(25)), (COUNCIL, Decimal(70)))), "come to 95%"),
        (SharedPost("P1", "200", AD.components, ((COMPANY, Decimal(25)), (None, Decimal(75)))), "Name an organisation"),
        (SharedPost("P1", "200", {}, AD.shares), "its cost is not known"),
        (None, "Bring the time shares of post P1"),
    ],
)
def test_a_post_that_cannot_be_split_is_told_and_its_pay_falls_to_the_next_rule(
    post: SharedPost | None, words: str
) -> None:
    found = split(pay_lines(), TIME, Setting(posts={"P1": post} if post else {}))
    assert len(found.problems) == 1 and words in found.problems[0].message
    assert COMPANY not in found.shares


def test_a_time_rule_leaves_lines_that_an_earlier_rule_caught() -> None:
    rules = [Rule({"account": "A1"}, "direct", TRUST), *TIME]
    found = split(pay_lines(), rules, Setting(posts={"P1": AD}))
    assert found.splits[0].shares == ((TRUST, 10_000_000),)
    assert [problem.rule for problem in found.problems] == [1, 1]  # pay and levy have no general pay line left


def test_a_post_is_lifted_once_though_two_rules_name_it() -> None:
    found = split(pay_lines(pay=40_000_000), [TIME[0], *TIME], Setting(posts={"P1": AD}))
    assert found.shares[COMPANY] == 3_129_950


@pytest.mark.parametrize(
    ("rule", "field"),
    [
        (Rule({"centre": "1"}, "direct", 1), "selector"),
        (Rule({}, "guess"), "method"),
        (Rule({}, "ring-fence"), "to_id"),
        (Rule({}, "driver"), "driver"),
        (Rule({}, "exclude", reason=" "), "reason"),
        (Rule({}, "agreed default", TRUST), "reason"),
    ],
)
def test_a_rule_without_meaning_is_refused_at_its_field(rule: Rule, field: str) -> None:
    with pytest.raises(DomainError) as refused:
        check_rule(rule)
    assert refused.value.field == field


def test_rules_in_words() -> None:
    assert selector_words({"fund": "GF", "account": "R9*"}) == "account begins with R9 and fund is GF"
    assert selector_words({"service": "*"}) == "any service owns its cost centre"
    assert selector_words({}) == "every line"
    assert method_words(Rule({}, "direct", TRUST), {TRUST: "Trust"}) == "Goes to Trust"


codes = st.sampled_from(["100", "101", "200", "900"])
accounts = st.sampled_from(["A1", "A2", "R9", "Y8"])
lines_ = st.lists(
    st.builds(
        lambda centre, account, group, fund, service, pence: a_line(
            pence, cost_centre=centre, account=account, group=group, fund=fund, service_id=service,
            service=f"S{service}" if service else None,
        ),
        codes, accounts, st.sampled_from(["Employees", "Income", "Premises"]), st.sampled_from(["GF", "DSG", None]),
        st.sampled_from([None, 7, 8]), st.integers(-10**12, 10**12),
    ),
    max_size=30,
)  # fmt: skip
selectors = st.dictionaries(
    st.sampled_from(["cost_centre", "account", "group", "fund", "service"]),
    st.sampled_from(["*", "1*", "A1", "R*", "Employees", "GF", "S7", "200"]), max_size=2,
)  # fmt: skip
rules_ = st.lists(
    st.builds(
        lambda selector, method, to: Rule(selector, method, to, "d", (), "why"),
        selectors,
        st.sampled_from(["direct", "follow the service", "driver", "time", "exclude", "leave unallocated"]),
        st.sampled_from([COUNCIL, TRUST, COMPANY]),
    ),
    max_size=6,
)
weights_ = st.lists(st.integers(0, 1000), min_size=3, max_size=3).filter(any)


@given(lines_, rules_, weights_, st.randoms())
def test_nothing_is_lost_nothing_is_made_and_the_order_of_lines_changes_nothing(
    lines: list[SplitLine], rules: list[Rule], weights: list[int], chance: object
) -> None:
    lines = [line._replace(id=row, source_row=row) for row, line in enumerate(lines, 5)]
    driver = Driver("d", tuple(zip((COUNCIL, TRUST, COMPANY), weights, strict=True)))
    setting = Setting({7: COMPANY, 8: None}, {"d": driver}, {"P1": AD})
    found = split(lines, rules, setting)
    assert found.difference_pence == 0
    for line, each in zip(lines, found.splits, strict=True):
        pence = sum(share for _, share in each.shares) + each.unallocated_pence + each.excluded_pence
        assert pence == line.amount_pence
    shuffled = list(lines)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    again = {line.id: each for line, each in zip(shuffled, split(shuffled, rules, setting).splits, strict=True)}
    assert [again[line.id] for line in lines] == list(found.splits)
    assert all(part.agrees for part in slices(found, lambda line: line.cost_centre))
