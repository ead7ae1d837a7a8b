"""What a programme enters about pay and rates: which value stands, what a list holds already, and what is refused."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from transfer.establishment.rules.inputs import AWARD, Input, refuse_input, rise, rises_of, standing
from transfer.kernel.errors import DomainError

APRIL = date(2026, 4, 1)
JULY = date(2026, 7, 23)
RATE = Input("pension.lgps", Decimal("0.2"), APRIL, "assumed", "Placeholder", id=1)
OFFER = Input(AWARD, Decimal("0.033"), APRIL, "offered", "Employers’ offer", id=2)


def test_the_employers_own_rate_goes_before_everybodys_and_the_later_before_the_earlier() -> None:
    own = replace(RATE, organisation_id=7, value=Decimal("0.164"), starts_on=date(2025, 4, 1), id=3)
    later = replace(RATE, value=Decimal("0.19"), starts_on=JULY, id=4)
    held = [RATE, own, later]
    assert standing(held, "pension.lgps", (7,), JULY) == own
    assert standing(held, "pension.lgps", (8, 9), JULY) == later
    assert standing(held, "pension.lgps", (8,), APRIL) == RATE
    assert standing(held, "pension.tps", (7,), JULY) is None


@pytest.mark.parametrize(
    ("status", "settled_on", "as_at", "raises"),
    [
        ("offered", None, date(2026, 8, 31), True),  # nobody pays an offer
        ("agreed", JULY, date(2026, 6, 30), True),  # backdated to April, and not in June's list
        ("agreed", JULY, date(2026, 8, 31), False),
        ("agreed", date(2026, 2, 1), date(2026, 3, 31), True),  # agreed early, paid from April
        ("agreed", date(2026, 2, 1), None, True),  # a list that does not say its day is taken to be without it
    ],
)  # fmt: skip
def test_an_award_raises_a_list_that_does_not_pay_it_yet(
    status: str, settled_on: date | None, as_at: date | None, raises: bool
) -> None:
    award = replace(OFFER, status=status, settled_on=settled_on)
    assert bool(rises_of([award], (1,), as_at, date(2026, 9, 30))) is raises


def test_an_award_that_begins_later_raises_nothing_yet() -> None:
    assert rises_of([OFFER], (1,), None, date(2026, 3, 31)) == []


def test_rises_stand_on_top_of_one_another() -> None:
    increments = replace(OFFER, name="pay.increments", value=Decimal("0.01"), status="assumed")
    assert rise([OFFER, increments]) == Fraction(1033, 1000) * Fraction(101, 100)


REFUSED = {
    "another status": (replace(OFFER, status="confirmed"), "status"),
    "no source": (replace(RATE, source=" "), "source"),
    "as if a per cent": (replace(RATE, value=Decimal("21.4")), "value"),
    "below zero": (replace(RATE, value=Decimal("-0.1")), "value"),
    "no hours": (replace(RATE, name="hours.standard", value=Decimal(0)), "value"),
    "ends before it starts": (replace(RATE, ends_on=date(2026, 3, 31)), "ends_on"),
    "a rise that ends": (replace(OFFER, ends_on=JULY), "ends_on"),
    "agreed without a day": (replace(OFFER, status="agreed"), "settled_on"),
    "a day without agreement": (replace(OFFER, settled_on=JULY), "settled_on"),
    "a rate agreed on a day": (replace(RATE, settled_on=JULY), "settled_on"),
    "nothing we know": (replace(RATE, name="pension.other"), "name"),
    "the same days twice": (replace(RATE, id=None, starts_on=JULY), "starts_on"),
    "the same award twice": (replace(OFFER, id=None), "starts_on"),
}


@pytest.mark.parametrize("case", REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_is_refused_beside_its_field(case: tuple[Input, str]) -> None:
    with pytest.raises(DomainError) as refused:
        refuse_input(case[0], [RATE, OFFER])
    assert refused.value.field == case[1]


def test_another_employers_rate_and_a_changed_one_stand_beside() -> None:
    refuse_input(replace(RATE, organisation_id=7, id=None), [RATE])
    refuse_input(replace(RATE, value=Decimal("0.21")), [RATE])
    refuse_input(replace(OFFER, starts_on=date(2027, 4, 1), id=None), [OFFER])
