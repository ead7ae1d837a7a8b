"""What support costs, when two ledgers agree, and what is left behind; figures by hand and from E8."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from transfer.kernel.errors import DomainError
from transfer.overheads.rules import Ledgers, annual_pence, check_ledger, check_terms, stranded


def test_what_is_left_is_the_share_less_what_falls_away_and_is_bought_back() -> None:
    """E8: 105,000.00 - 62,000.00 - 31,000.00 = 12,000.00."""
    assert stranded(10_500_000, 6_200_000, 3_100_000) == 1_200_000


def test_a_year_of_units_is_rounded_half_up_to_pence() -> None:
    assert annual_pence(Decimal("12.5"), 333) == 4_163  # 41.625 pounds
    assert annual_pence(Decimal("350"), 8_857) == 3_099_950


@pytest.mark.parametrize(
    ("supplier", "customer", "difference", "words"),
    [
        (None, None, None, "Waits for both ledgers"),
        (-100, None, None, "Waits for one ledger"),
        (-100, 100, 0, "Agrees"),
        (-90, 90, 0, "Agrees, but not with the agreement"),
        (-100, 90, -10, "The ledgers differ"),
    ],
)
def test_two_ledgers_show_the_same_with_opposite_signs(
    supplier: int | None, customer: int | None, difference: int | None, words: str
) -> None:
    found = Ledgers(100, supplier, customer)
    assert (found.difference, found.words, found.agrees) == (difference, words, words == "Agrees")


def test_a_sign_that_turns_a_ledger_round_is_refused() -> None:
    for side, pence in (("supplier", 1), ("customer", -1)):
        with pytest.raises(DomainError):
            check_ledger(side, pence)
        check_ledger(side, -pence)


TERMS: dict[str, Any] = {
    "supplier_id": 1, "customer_id": 2, "volume": Decimal(1), "price_pence": 0, "starts": date(2021, 4, 1),
    "ends": date(2021, 4, 1),
}  # fmt: skip


@pytest.mark.parametrize(
    "wrong", [{"customer_id": 1}, {"volume": Decimal(0)}, {"price_pence": -1}, {"ends": date(2021, 3, 31)}]
)
def test_terms_that_cannot_be_are_refused(wrong: dict[str, Any]) -> None:
    check_terms(**TERMS)
    with pytest.raises(DomainError):
        check_terms(**TERMS | wrong)
