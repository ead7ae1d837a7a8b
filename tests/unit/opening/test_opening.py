"""Opening balances and journals on paper. Expected pence were worked out by hand."""

from datetime import date

import pytest

from transfer.kernel.errors import DomainError
from transfer.opening.rules import BALANCING, Item, against_baseline, assigned, balance, check_item, journal

COUNCIL, COMPANY = 1, 2
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
        check_item(Item(**{**RENT.__dict__, **other}), CUT_OFF)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_a_balance_follows_its_cost_centres_money_or_says_why_not() -> None:
    items = [(GRANT, "100", ""), (LEAVE, "100", ""), (LEAVE, "100", "Agreed on 3 March"), (LEAVE, "999", "")]
    assert against_baseline(items, {"100": COMPANY}, CUT_OFF) == [(1, "100")]
