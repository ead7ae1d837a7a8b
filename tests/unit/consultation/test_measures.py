"""What has to be answered before an employer may say that it envisages no measures."""

import pytest

from transfer.consultation.rules import Offer, check_measure, pay_offers, refuse_none, speaks_of_less, still_open
from transfer.kernel.errors import DomainError

SAVING = Offer("mtfs:1", "One back office: £40,000.00 from 2021/22", "Medium-term plan")


@pytest.mark.parametrize(
    "text",
    [
        "Efficiencies of £40,000 are expected", "Removal of duplication in business support", "Two posts to be deleted",
        "A saving from one payroll", "The service will be restructured in year 2", "Economies of scale",
    ],
)  # fmt: skip
def test_words_of_less_are_noticed(text: str) -> None:
    assert speaks_of_less(text)


@pytest.mark.parametrize("text", ["The trust has 390 posts", "Children are kept safe", "", None])
def test_other_words_are_not(text: str | None) -> None:
    assert not speaks_of_less(text)


def test_a_pay_date_that_changes_is_an_offer_and_one_that_stays_is_none() -> None:
    both = pay_offers(("15th", "28th"), ("Council payroll", "Bureau"))
    assert [each.key for each in both] == ["pay_day", "payroll"]
    assert pay_offers(("15th", " 15TH "), ("Council payroll", "")) == []


def test_no_measures_is_refused_while_one_is_open() -> None:
    with pytest.raises(DomainError, match="One back office"):
        refuse_none("Council", 0, [SAVING])


def test_it_may_be_said_when_each_was_answered_and_measures_when_there_are_any() -> None:
    refuse_none("Council", 0, still_open([SAVING], ["mtfs:1"]))
    refuse_none("Council", 1, [SAVING])


def test_said_otherwise_it_is_open_again() -> None:
    assert still_open([SAVING], ["mtfs:2", None]) == [SAVING]


def test_not_envisaged_needs_a_reason_and_envisaged_a_cohort() -> None:
    with pytest.raises(DomainError) as no_reason:
        check_measure({"text": "Close a base", "envisaged": False, "because": " "})
    with pytest.raises(DomainError) as nobody:
        check_measure({"text": "Close a base", "envisaged": True, "cohort": ""})
    assert (no_reason.value.field, nobody.value.field) == ("because", "cohort")
