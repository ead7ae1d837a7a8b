"""What points of a scale make of pay: worked out by hand. The pay of points is made up."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from transfer.establishment.rules.inputs import AWARD, INCREMENTS, Input
from transfer.establishment.rules.scales import (
    Place,
    Point,
    Scale,
    ladder_of,
    newcomer_since,
    place_of,
    points_as_typed,
    points_typed,
    refuse_scale,
    steps_between,
)
from transfer.kernel.errors import DomainError

POINTS = (Point("Grade 7", 26, 3_000_000), Point("Grade 7", 27, 3_100_000), Point("Grade 7", 28, 3_200_000))
AGREED = Scale(date(2020, 4, 1), "agreed", "NJC circular", POINTS, settled_on=date(2020, 8, 24))
OFFERED = replace(
    AGREED, starts_on=date(2021, 4, 1), status="offered", settled_on=None,
    points=(Point("GRADE-7", 26, 3_050_000), Point("GRADE-7", 27, 3_151_500), Point("GRADE-7", 28, 3_253_000)),
)  # fmt: skip
LISTED, COSTED = date(2021, 1, 31), date(2021, 4, 30)
BOTTOM = Place("grade 7", 26, True)


def rise(scales: list[Scale], place: Place, rises: list[Input] | None = None, *, on: date = COSTED) -> Fraction | None:
    ladder = ladder_of(scales, rises or [], (1,), LISTED, on)
    climb = ladder.climb(place) if ladder else None
    return climb.rise if climb else None


def test_one_step_a_year_up_to_the_top() -> None:
    assert rise([AGREED], BOTTOM) == Fraction(31, 30)
    assert rise([AGREED], BOTTOM, on=date(2022, 4, 30)) == Fraction(32, 30)
    assert rise([AGREED], BOTTOM, on=date(2031, 4, 30)) == Fraction(32, 30)
    assert rise([AGREED], Place("grade 7", 28, True)) == 1
    assert rise([replace(AGREED, month=9)], BOTTOM) == 1


def test_nobody_steps_up_in_a_post_that_nobody_holds() -> None:
    assert rise([AGREED], BOTTOM._replace(climbs=False)) == 1
    assert [place_of("G7", "26", each) for each in ("vacant", "agency", "frozen", "under offer")] == [
        Place("g7", 26, False)
    ] * 4
    assert place_of("G7", "SCP 26", "filled") == place_of("G7", "26.0", None) == Place("g7", 26, True)
    assert place_of("G7", None, "filled") is place_of(None, "26", "filled") is place_of("G7", "top", "filled") is None


def test_a_later_scale_holds_its_award_and_goes_before_one_entered_beside_it() -> None:
    """£30,000 at point 26 when the list was made; £31,515 at point 27 of the offer."""
    award = Input(AWARD, Decimal("0.0175"), date(2021, 4, 1), "offered", "The offer")
    assert rise([AGREED, OFFERED], BOTTOM, [award]) == Fraction(31_515, 30_000)
    later = replace(award, starts_on=date(2021, 4, 2), value=Decimal("0.01"))
    assert rise([AGREED, OFFERED], BOTTOM, [award, later]) == Fraction(31_515, 30_000) * Fraction(101, 100)


def test_without_the_scale_of_the_list_only_steps_are_counted_and_awards_stand() -> None:
    award = Input(AWARD, Decimal("0.02"), date(2021, 4, 1), "offered", "The offer")
    average = Input(INCREMENTS, Decimal("0.5"), date(2021, 4, 1), "assumed", "A guess")
    expected = Fraction(31_515, 30_500) * Fraction(102, 100)
    assert rise([OFFERED], BOTTOM, [award, average]) == expected


def test_what_no_scale_holds_is_left_to_what_is_stated_on_average() -> None:
    assert rise([AGREED], Place("grade 7", 30, True)) is None
    assert rise([AGREED], Place("grade 8", 26, True)) is None
    assert rise([AGREED], Place("grade 7", 26, True), on=date(2020, 3, 31)) is None
    assert ladder_of([AGREED], [], (1,), None, COSTED) is None
    assert ladder_of([replace(AGREED, organisation_id=2)], [], (1,), LISTED, COSTED) is None


def test_an_employers_own_scale_goes_before_every_employers() -> None:
    own = replace(AGREED, organisation_id=1, points=(POINTS[0], Point("Grade 7", 27, 3_600_000)))
    assert rise([AGREED, own], BOTTOM) == Fraction(36, 30)


def test_steps_between_two_days() -> None:
    assert steps_between(date(2021, 3, 31), date(2021, 4, 1), 4) == 1
    assert steps_between(date(2021, 4, 1), date(2022, 3, 31), 4) == 0
    assert steps_between(date(2022, 1, 1), date(2021, 1, 1), 4) == 0


@pytest.mark.parametrize(
    ("began", "on", "everybody", "newcomers"),
    [
        # Started on 1 December 2020: 1 April comes after four months, so the first step is on 1 June 2021.
        (date(2020, 12, 1), date(2021, 4, 1), 27, 26),
        (date(2020, 12, 1), date(2021, 5, 31), 27, 26),
        (date(2020, 12, 1), date(2021, 6, 1), 27, 27),
        (date(2020, 12, 1), date(2022, 4, 1), 28, 28),  # and the second with everybody
        (date(2020, 10, 1), date(2021, 4, 1), 27, 27),  # six months exactly: with everybody
        (date(2020, 10, 2), date(2021, 4, 1), 27, 26),
        (date(2020, 10, 2), date(2021, 4, 2), 27, 27),
        (date(2020, 4, 1), date(2021, 4, 1), 27, 27),
        (date(2021, 1, 31), date(2021, 7, 30), 27, 26),
        (date(2021, 1, 31), date(2021, 7, 31), 27, 27),
    ],
)
def test_newcomers_step_up_first_after_six_months_where_a_scale_says_so(
    began: date, on: date, everybody: int, newcomers: int
) -> None:
    pence = {each.point: each.pence for each in POINTS}
    place = BOTTOM._replace(began=began)
    assert rise([AGREED], place, on=on) == Fraction(pence[everybody], pence[26])
    assert rise([replace(AGREED, half_year=True)], place, on=on) == Fraction(pence[newcomers], pence[26])


def test_a_newcomer_of_a_list_of_may_has_a_step_that_others_had_in_april() -> None:
    """The list of 30 April 2021 holds everybody's step of 1 April, and not that of somebody of 1 December."""
    scale, on = replace(AGREED, half_year=True), date(2021, 7, 1)
    [(first, listed)] = [(ladder.climb(BOTTOM), ladder.climb(BOTTOM._replace(began=date(2020, 12, 1))))
                         for ladder in [ladder_of([scale], [], (1,), date(2021, 4, 30), on)] if ladder]  # fmt: skip
    assert first and listed and (first.rise, listed.rise) == (1, Fraction(31, 30))
    assert (first.first_on, listed.first_on) == (None, date(2021, 6, 1))
    assert newcomer_since(date(2021, 4, 30)) == date(2020, 10, 30)


def test_a_scale_is_typed_or_pasted() -> None:
    typed = "Grade 7\t26\t£30,000\n\nGrade 7; SCP27; 31,000.50\nG8 4 34834\nG8,5,36,000"
    assert points_typed(typed) == (
        Point("Grade 7", 26, 3_000_000), Point("Grade 7", 27, 3_100_050), Point("G8", 4, 3_483_400),
        Point("G8", 5, 3_600_000),
    )  # fmt: skip
    assert points_typed(points_as_typed(POINTS)) == POINTS
    for wrong in ("Grade 7", "G7 26", "26 30000", "G7 top 30000", "G7 26 much", "G7 26 30000.123"):
        with pytest.raises(DomainError, match="Correct line 2"):
            points_typed(f"G7 26 30000\n{wrong}")


def test_scales_that_cannot_be() -> None:
    refuse_scale(AGREED, [OFFERED, replace(AGREED, organisation_id=1)])
    wrong = (
        (replace(AGREED, settled_on=None), "day on which it was agreed"),
        (replace(OFFERED, settled_on=LISTED), "not agreed"),
        (replace(AGREED, status="confirmed"), "Choose assumed"), (replace(AGREED, source=" "), "comes from"),
        (replace(AGREED, points=()), "at least one"), (replace(AGREED, points=(*POINTS, POINTS[0])), "one of the two"),
        (replace(AGREED, points=(*POINTS, Point("Grade 7", 29, 100))), "less than a point below"),
        (replace(AGREED, points=(Point("G", 1, 0),)), "Correct the pay"), (AGREED, "Change the scale that stands"),
    )  # fmt: skip
    for each, words in wrong:
        with pytest.raises(DomainError, match=words):
            refuse_scale(each, [replace(AGREED, id=9)])
