"""Opening balances and journals on paper. Expected pence were worked out by hand."""

from dataclasses import replace
from datetime import date

import pytest

from transfer.kernel.errors import DomainError
from transfer.opening.rules import (
    BALANCING,
    Item,
    Part,
    against_baseline,
    assigned,
    balance,
    check_item,
    journal,
    stated_part,
)

COUNCIL, COMPANY, TRUST = 1, 2, 3
CUT_OFF = date(2021, 4, 1)
RENT = Item("debtors", "Rent in advance", 90_000, "by days", COUNCIL, COMPANY, date(2021, 3, 1), date(2021, 4, 30),
            evidence="Invoice 7")  # fmt: skip
GRANT = Item(
    "grants", "Grant held", -1_000_01, "goes", COUNCIL, COMPANY, conditions="Spend by March", evidence="Letter"
)
LEAVE = Item("leave", "Leave not taken", -50_000, "stays", COUNCIL, evidence="Count of 31 March")


def test_a_balance_over_the_cut_off_is_shared_by_days_to_the_penny() -> None:
    """31 days of March and 30 of April: 90,000 × 31 ÷ 61 = 45,737.70 and 44,262.30 pence; the larger rest is given."""
    assert assigned(RENT, CUT_OFF) == {COUNCIL: 45_738, COMPANY: 44_262}
    assert assigned(GRANT, CUT_OFF) == {COMPANY: -1_000_01}
    assert assigned(LEAVE, CUT_OFF) == {COUNCIL: -50_000}


@pytest.mark.parametrize("body", [COUNCIL, COMPANY])
def test_each_bodys_journal_has_debits_equal_to_credits(body: int) -> None:
    lines = journal([RENT, GRANT, LEAVE], body, CUT_OFF)
    debits, credits = balance(lines)
    assert debits == credits == 100_001
    assert [line.name for line in lines] == ["Rent in advance", "Grant held", BALANCING]


def test_what_one_body_gains_the_other_loses() -> None:
    gains = {line.name: line.debit_pence - line.credit_pence for line in journal([RENT, GRANT], COMPANY, CUT_OFF)}
    loses = {line.name: line.debit_pence - line.credit_pence for line in journal([RENT, GRANT], COUNCIL, CUT_OFF)}
    assert gains == {"Rent in advance": 44_262, "Grant held": -1_000_01, BALANCING: 55_739}
    assert loses == {name: -pence for name, pence in gains.items()}


def test_what_stays_needs_no_journal() -> None:
    assert journal([LEAVE], COUNCIL, CUT_OFF) == [] == journal([LEAVE], COMPANY, CUT_OFF)


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"kind": "money"}, "kind"),
        ({"name": " "}, "name"),
        ({"balance_pence": 0}, "balance"),
        ({"rule": "half"}, "rule"),
        ({"to_id": COUNCIL}, "to_id"),
        ({"to_id": None}, "to_id"),
        ({"evidence": ""}, "evidence"),
        ({"kind": "grants"}, "conditions"),
        ({"from_on": None}, "from_on"),
        ({"from_on": CUT_OFF}, "from_on"),
        ({"to_on": date(2021, 3, 31)}, "from_on"),
    ],
)
def test_a_balance_is_refused_in_words(other: dict[str, object], field: str) -> None:
    check_item(RENT, CUT_OFF)
    with pytest.raises(DomainError) as refused:
        check_item(Item(**{**RENT.__dict__, **other}), CUT_OFF)
    assert refused.value.field == field


def test_a_balance_follows_its_cost_centres_money_or_says_why_not() -> None:
    items = [(GRANT, "100", ""), (LEAVE, "100", ""), (LEAVE, "100", "Agreed on 3 March"), (LEAVE, "999", "")]
    assert against_baseline(items, {"100": [COMPANY]}, CUT_OFF) == [(1, "100")]


def split(rule: str, *parts: Part, **other: object) -> Item:
    held = {"name": "Debts of families", "balance_pence": -1_000_01, "evidence": "Ledger", "kind": "accruals", **other}
    return Item(rule=rule, holder_id=COUNCIL, parts=parts, **held)  # type: ignore[arg-type]


SHARES = split("by shares", Part(COMPANY, "60"), Part(TRUST, "33.34"), Part(COUNCIL, "6.66"))
AMOUNTS = split("by amounts", Part(COMPANY, pence=-1_000_00), Part(TRUST, pence=-1))


def test_a_balance_is_split_over_several_bodies_to_the_penny() -> None:
    """1,000.01: 60 % is 600.006, 33.34 % is 333.403334, 6.66 % is 66.600666; of the two pence that are left over the
    larger rests, .6 and .666 of a penny's, get one each: 600.01 and 66.60 is short of 1,000.01, so the first two."""
    assert assigned(SHARES, CUT_OFF) == {COMPANY: -600_01, TRUST: -333_40, COUNCIL: -66_60}
    assert assigned(AMOUNTS, CUT_OFF) == {COMPANY: -1_000_00, TRUST: -1}
    heads = split("by driver", Part(COMPANY, "350"), Part(COUNCIL, "2650"), driver="Heads", balance_pence=9_00)
    assert assigned(heads, CUT_OFF) == {COMPANY: 1_05, COUNCIL: 7_95}


def test_the_journals_of_all_bodies_balance_and_come_to_nil_together() -> None:
    gains = {}
    for body in (COUNCIL, COMPANY, TRUST):
        lines = journal([SHARES, RENT], body, CUT_OFF)
        debits, credits = balance(lines)
        assert debits == credits
        gains[body] = sum(line.debit_pence - line.credit_pence for line in lines if line.name != BALANCING)
    # The Council gives up 933.41 of what it owed, and 442.62 of the rent.
    assert gains == {COUNCIL: 933_41 - 442_62, COMPANY: -600_01 + 442_62, TRUST: -333_40}
    assert sum(gains.values()) == 0


@pytest.mark.parametrize(
    ("item", "words"),
    [
        (replace(SHARES, parts=(Part(COMPANY, "60"), Part(TRUST, "39.99"))), "100%: they come to 99.99%"),
        (replace(SHARES, parts=(Part(COMPANY, "33.33"),) * 3), "at least two bodies, each of them once"),
        (replace(SHARES, parts=()), "at least two bodies"),
        (replace(SHARES, parts=(Part(COMPANY, "x"), Part(TRUST, "100"))), "“x” is none"),
        (replace(AMOUNTS, parts=(Part(COMPANY, pence=-1_000_00), Part(TRUST, pence=-2))), "Give £0.01 less"),
        (split("by driver", Part(COMPANY, "0"), Part(TRUST, "0"), driver="Desks"), "no quantity above nil"),
        (split("by driver"), "Choose the driver"),
    ],
)
def test_parts_that_miss_the_balance_are_refused_with_what_is_out(item: Item, words: str) -> None:
    check_item(SHARES, CUT_OFF)
    check_item(AMOUNTS, CUT_OFF)
    with pytest.raises(DomainError, match=words):
        check_item(item, CUT_OFF)


@pytest.mark.parametrize(
    ("rule", "typed", "part"),
    [
        ("by shares", "60%", Part(7, "60")), ("by shares", " 33.340 ", Part(7, "33.34")),
        ("by amounts", "−£1,200.50", Part(7, pence=-1_200_50)),
    ],
)  # fmt: skip
def test_a_part_is_read_as_it_is_typed(rule: str, typed: str, part: Part) -> None:
    assert stated_part(7, rule, typed) == part
    for wrong in ("", "half", "1e400000", "NaN", "0.0000000000001"):
        with pytest.raises(DomainError, match="Enter"):
            stated_part(7, rule, wrong)


def test_a_part_for_a_body_without_that_money_is_told() -> None:
    told = [(SHARES, "100", ""), (SHARES, "200", ""), (SHARES, "300", ""), (SHARES, "300", "Agreed on 3 March")]
    holders = {"100": [COMPANY, TRUST, COUNCIL], "200": [TRUST, COMPANY, COUNCIL], "300": [COMPANY, COUNCIL]}
    assert against_baseline(told, holders, CUT_OFF) == [(1, "200"), (2, "300")]
