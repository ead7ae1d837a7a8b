"""What may be taken back, by whom, and where somebody stands then."""

from dataclasses import dataclass
from datetime import date

import pytest

from transfer.kernel.errors import DomainError
from transfer.tupe.rules import CANDIDATE, Place, check_asked, check_place, check_second, place_before, standing_steps


@dataclass(frozen=True)
class Kept:
    id: int
    before: str
    after: str
    decided_on: date = date(2021, 7, 1)
    legal_by_on: date | None = None


FIRST = Kept(1, CANDIDATE, "under_review")
DISPUTE = Kept(2, "under_review", "disputed", legal_by_on=date(2021, 7, 9))
LEFT = Kept(3, "disputed", "left")


def test_somebody_stands_where_the_step_before_led() -> None:
    assert place_before([FIRST, DISPUTE, LEFT]) == Place("under_review", "disputed", date(2021, 7, 9))
    assert place_before([FIRST, Kept(2, "under_review", "left")]) == Place(CANDIDATE, "under_review", None)


def test_before_the_first_step_nobody_had_decided() -> None:
    assert place_before([Kept(1, CANDIDATE, "left")]) == Place(CANDIDATE, CANDIDATE, None)


def test_a_step_that_was_taken_back_counts_no_more() -> None:
    again = Kept(4, "disputed", "redeployed_out")
    assert standing_steps([FIRST, DISPUTE, LEFT, again], frozenset({3})) == [FIRST, DISPUTE, again]


@pytest.mark.parametrize("state", ["transferred", "objected", "left", "redeployed_out", "remained"])
def test_every_last_step_is_corrected_with_its_words(state: str) -> None:
    check_asked(state, "The wrong row was ticked", "Leaver form")
    for reason, evidence, field in ((" ", "x", "reason"), ("x", " ", "evidence")):
        with pytest.raises(DomainError) as caught:
            check_asked(state, reason, evidence)
        assert caught.value.field == field


def test_what_is_no_last_step_is_not_corrected_so() -> None:
    with pytest.raises(DomainError, match="“confirmed” is no last step"):
        check_asked("confirmed", "x", "x")


@pytest.mark.parametrize(("asked", "answered"), [(7, 7), (7, None), (None, None)])
def test_two_named_people_put_their_names_to_it(asked: int | None, answered: int | None) -> None:
    check_second(7, 8)
    with pytest.raises(DomainError, match="Somebody else has to confirm"):
        check_second(asked, answered)


@pytest.mark.parametrize(("state", "basis"), [("confirmed", None), ("in_scope", "no change of employer")])
def test_nobody_goes_back_to_where_the_basis_does_not_let_them_stand(state: str, basis: str | None) -> None:
    check_place(Place("x", state, None), "business transfer")
    with pytest.raises(DomainError, match="basis"):
        check_place(Place("x", state, None), basis)
