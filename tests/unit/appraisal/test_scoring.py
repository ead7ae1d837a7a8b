"""Weighted scores, their order, and what would change it; every figure worked out by hand."""

from decimal import Decimal
from fractions import Fraction

from transfer.appraisal.rules import Criterion, Sheet, Turn, standings, total_weight, turns, unscored

PRACTICE, COST = Criterion(1, "Practice", Decimal(60)), Criterion(2, "Cost", Decimal(40))
TRUST, COMPANY = 10, 20
# Practice and cost of each: 8 and 4 make 6.4, 5 and 9 make 6.6; 9 and 5 make 7.4, 6 and 6 make 6.
ANN = Sheet("Ann", {(TRUST, 1): 8, (TRUST, 2): 4, (COMPANY, 1): 5, (COMPANY, 2): 9})
BEN = Sheet("Ben", {(TRUST, 1): 9, (TRUST, 2): 5, (COMPANY, 1): 6, (COMPANY, 2): 6})


def test_the_order_has_its_mean_its_range_and_who_has_each_first() -> None:
    first, second = standings([ANN, BEN], [COMPANY, TRUST], [PRACTICE, COST])
    assert (first.option, first.mean, first.lowest, first.highest) == (
        TRUST, Fraction(69, 10), Fraction(64, 10), Fraction(74, 10),
    )  # fmt: skip
    assert (second.option, second.mean, second.lowest, second.highest) == (
        COMPANY, Fraction(63, 10), Fraction(6), Fraction(66, 10),
    )  # fmt: skip
    assert [(each.rank, each.firsts) for each in (first, second)] == [(1, 1), (2, 1)]


def test_equal_scores_share_a_place_and_a_first() -> None:
    even = Sheet("Ann", {(TRUST, 1): 5, (TRUST, 2): 5, (COMPANY, 1): 5, (COMPANY, 2): 5})
    found = standings([even], [TRUST, COMPANY], [PRACTICE, COST])
    assert [(each.rank, each.firsts, each.mean) for each in found] == [(1, 1, 5), (1, 1, 5)]
    assert turns([even], [TRUST, COMPANY], [PRACTICE, COST]) == []


def test_weights_that_do_not_make_the_whole_say_nothing() -> None:
    criteria = [PRACTICE, Criterion(2, "Cost", Decimal("39.999999"))]
    assert total_weight(criteria) == Decimal("99.999999")
    assert standings([ANN], [TRUST, COMPANY], criteria) == []
    assert standings([], [TRUST, COMPANY], [PRACTICE, COST]) == []


def test_the_weight_at_which_the_other_draws_level() -> None:
    """On the mean the trust is 3 ahead in practice and 3 behind in cost: at half and half they are level."""
    assert turns([ANN, BEN], [TRUST, COMPANY], [PRACTICE, COST]) == [
        Turn(1, Fraction(50), COMPANY), Turn(2, Fraction(50), COMPANY),
    ]  # fmt: skip


def test_the_other_weights_keep_their_proportions() -> None:
    """Ahead by 2, -1 and -1 with weights 50, 30 and 20. For the first: 2t = 1 - t. For the second the others say
    (2 × 50 - 20) / 70 = 8/7, and t = 8/7 × (1 - t). For the third (2 × 50 - 30) / 80 = 7/8, and t = 7/8 × (1 - t)."""
    criteria = [Criterion(each, str(each), Decimal(weight)) for each, weight in ((1, 50), (2, 30), (3, 20))]
    sheet = Sheet(
        "Ann", {(TRUST, 1): 7, (TRUST, 2): 4, (TRUST, 3): 4, (COMPANY, 1): 5, (COMPANY, 2): 5, (COMPANY, 3): 5}
    )
    assert [each.weight for each in turns([sheet], [TRUST, COMPANY], criteria)] == [
        Fraction(100, 3), Fraction(800, 15), Fraction(700, 15),
    ]  # fmt: skip


def test_whoever_is_best_at_everything_leads_at_any_weight() -> None:
    sheet = Sheet("Ann", {(TRUST, 1): 9, (TRUST, 2): 9, (COMPANY, 1): 5, (COMPANY, 2): 5})
    assert turns([sheet], [TRUST, COMPANY], [PRACTICE, COST]) == []
    assert turns([sheet], [TRUST, COMPANY], [Criterion(1, "All", Decimal(100))]) == []


def test_empty_cells_are_counted() -> None:
    half = Sheet("Ann", {(TRUST, 1): 8})
    assert unscored(half, [TRUST, COMPANY], [PRACTICE, COST]) == 3
    assert unscored(ANN, [TRUST, COMPANY], [PRACTICE, COST]) == 0
