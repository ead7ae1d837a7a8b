"""Shares of a post's time: whole at each date, dated, arranged and looked at again."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from tests.golden import golden
from transfer.establishment.rules import COMPONENTS, Cost, CostRates
from transfer.establishment.rules.shares import (
    Consequence,
    Part,
    Review,
    consequence,
    kept_before,
    refuse_parts,
    refuse_review,
    review_due,
    review_of,
    shares_not_100,
    standing_on,
)
from transfer.kernel.errors import DomainError

MAY, JULY = date(2021, 5, 1), date(2021, 7, 1)
RATES = CostRates(Decimal("0.15"), 5_000_00, Decimal("0.214"), Decimal("0.005"))


@dataclass(frozen=True)
class Span:
    from_on: date | None = None
    to_on: date | None = None


def test_shares_that_miss_100() -> None:
    whole = [("P1", None, None, Decimal(25)), ("P1", None, None, Decimal(75))]
    assert shares_not_100(whole) == {}
    assert shares_not_100([*whole, ("P2", None, None, Decimal("99.99"))]) == {"P2": Decimal("99.99")}
    assert shares_not_100([("P3", None, None, Decimal("33.33"))] * 3) == {"P3": Decimal("99.99")}


def test_shares_that_follow_one_another_are_added_day_by_day() -> None:
    first, then = (date(2021, 4, 1), date(2021, 6, 30)), (date(2021, 7, 1), None)
    shares = [("P1", *first, Decimal(100)), ("P1", *then, Decimal(40)), ("P1", *then, Decimal(60))]
    assert shares_not_100(shares) == {}
    overlapping = [("P1", date(2021, 4, 1), None, Decimal(100)), ("P1", *then, Decimal(40))]
    assert shares_not_100(overlapping) == {"P1": Decimal(140)}


def test_a_share_that_ends_before_the_others_leaves_less_than_100() -> None:
    shares = [("P1", None, date(2021, 6, 30), Decimal(25)), ("P1", None, None, Decimal(75))]
    assert shares_not_100(shares) == {"P1": Decimal(75)}
    assert shares_not_100([("P1", None, date(2021, 6, 30), Decimal(100))]) == {}


def test_the_shares_of_a_day_or_of_the_nearest() -> None:
    first, then = Span(None, date(2021, 6, 30)), Span(JULY, date(2021, 12, 31))
    assert standing_on([first, then], MAY) == [first] and standing_on([first, then], JULY) == [then]
    assert standing_on([then], MAY) == [then]  # not yet: those that stand next
    assert standing_on([first, then], date(2022, 1, 1)) == [then]  # no more: those that stood last
    assert standing_on([], MAY) == []


def test_earlier_shares_end_when_new_ones_begin_and_later_ones_go() -> None:
    always, ended, later = Span(), Span(None, date(2021, 4, 30)), Span(date(2021, 8, 1))
    assert kept_before([always, ended, later, Span(JULY)], JULY) == [
        (always, date(2021, 6, 30)), (ended, date(2021, 4, 30))
    ]  # fmt: skip


WRONG = {
    "one alone": [Part(1, Decimal(100))],
    "two services of one": [Part(1, Decimal(50), "A"), Part(1, Decimal(50), "B")],
    "the same twice": [Part(1, Decimal(50)), Part(1, Decimal(25)), Part(2, Decimal(25))],
    "nothing": [Part(1, Decimal(100)), Part(2, Decimal(0))],
    "a hair less": [Part(1, Decimal("33.33")), Part(2, Decimal("33.33")), Part(3, Decimal("33.33"))],
}  # fmt: skip


@pytest.mark.parametrize("parts", WRONG.values(), ids=WRONG.keys())
def test_shares_are_of_two_and_exactly_100(parts: list[Part]) -> None:
    with pytest.raises(DomainError):
        refuse_parts(parts)


def test_three_uneven_shares_are_whole() -> None:
    refuse_parts([Part(1, Decimal("33.33")), Part(2, Decimal("33.33")), Part(3, Decimal("33.34"))])


def test_shares_end_or_are_looked_at_again() -> None:
    for field, given in (("review_on", (None, None, "")), ("review_on", (None, JULY, "")), ("to_on", (MAY, None, "x"))):
        with pytest.raises(DomainError) as refused:
            refuse_review(JULY, *given)
        assert refused.value.field == field
    for given in ((None, None, "once embedded"), (None, date(2021, 10, 1), ""), (date(2021, 12, 31), None, "")):
        refuse_review(JULY, *given)


def test_what_a_list_says_of_a_review() -> None:
    assert review_of("Once embedded") == Review(condition="Once embedded")
    assert review_of("1 October 2021") == review_of("2021-10-01") == Review(date(2021, 10, 1))
    assert review_of(" ") is None


@pytest.mark.parametrize(
    ("review", "from_on", "looked_on", "today", "due"),
    [
        (Review(JULY), MAY, None, date(2021, 6, 30), False),
        (Review(JULY), MAY, None, JULY, True),
        (Review(JULY), MAY, JULY, date(2021, 8, 1), False),  # somebody looked on the day
        (Review(JULY), MAY, MAY, JULY, True),  # that was before
        (Review(condition="once embedded"), MAY, None, date(2021, 10, 31), False),
        (Review(condition="once embedded"), MAY, None, date(2021, 11, 1), True),  # asked after six months
        (Review(condition="once embedded"), MAY, date(2021, 11, 1), date(2022, 4, 30), False),
        (Review(condition="once embedded"), JULY, None, MAY, False),  # not begun
        (Review(condition="once embedded"), None, None, MAY, True),  # nobody knows since when
        (None, MAY, None, JULY, False),
    ],
)  # fmt: skip
def test_when_a_review_is_due(
    review: Review | None, from_on: date | None, looked_on: date | None, today: date, due: bool
) -> None:
    assert review_due(review, from_on, looked_on, today) is due


def test_what_an_arrangement_does_beside_the_split() -> None:
    """The Assistant Director of the golden file, 25% for the company; VAT at 20% on what the council charges."""
    row = golden("management_time")["rows"][0]
    cost, shares = Cost(*(row["cost"][name] for name in COMPONENTS)), [Decimal(75), Decimal(25)]
    vat = Decimal("0.20")
    assert consequence("recharge", cost, shares, 0, vat, RATES) == Consequence(vat=625_990)  # 20% of £31,299.50
    assert consequence("secondment", cost, shares, 0, vat, RATES).vat == 625_990
    assert consequence("joint post", cost, shares, 0, vat, RATES) == Consequence()
    # 15% of a second threshold of £5,000.00
    assert consequence("two contracts", cost, shares, 0, vat, RATES) == Consequence(less_ni=75_000)
