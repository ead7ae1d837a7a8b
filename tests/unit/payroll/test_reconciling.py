"""The first payroll against the list, worked out by hand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from transfer.kernel.errors import DomainError
from transfer.payroll.rules import Expected, Paid, ParallelFacts, Period, check_parallel, first_period, reconcile


def person(ref: str, post: str = "", ni: str = "", salary: int | None = 30_000_00, hours: str = "37") -> Expected:
    return Expected(post or f"P{ref}", ref, ni, salary, None, Decimal(hours))


def line(row: int, ref: str = "", post: str = "", ni: str = "", **values: object) -> Paid:
    told = {"salary": 30_000_00, "allowances": None, "paid": None, "hours": Decimal(37), **values}
    return Paid(row, post, ref, ni, **told)  # type: ignore[arg-type]


MONTH = Period(12)


def kinds(expected: list[Expected], paid: list[Paid], period: Period = MONTH) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.post_no, each.was, each.is_now) for each in reconcile(expected, paid, period).differences]


def test_everything_agrees() -> None:
    found = reconcile([person("1"), person("2")], [line(2, "1"), line(3, "2")], Period(12))
    assert not found.differences and found.agree == 2 and found.matched == {2: "reference", 3: "reference"}


def test_missing_and_unexpected() -> None:
    assert kinds([person("1"), person("2")], [line(2, "1"), line(3, "9", post="X9")]) == [
        ("missing", "P2", "£30,000.00 a year", ""), ("unexpected", "X9", "", "£30,000.00 a year"),
    ]  # fmt: skip


def test_by_reference_then_ni_number_then_post() -> None:
    expected = [person("0017", ni="QQ 10 00 01 A"), person("2", ni="QQ100002B"), person("3", post="P3")]
    found = reconcile(expected, [line(2, "17"), line(3, "A2", ni="qq100002b"), line(4, "A3", post="p3")], Period(12))
    assert found.matched == {2: "reference", 3: "ni", 4: "post"} and found.agree == 3


def test_a_key_that_two_share_matches_nobody() -> None:
    found = reconcile([person("1", post="P")], [line(2, post="P"), line(3, post="P")], Period(12))
    assert [each.kind for each in found.differences] == ["missing", "unexpected", "unexpected"]


def test_pay_and_hours_and_allowances() -> None:
    assert kinds([person("1")], [line(2, "1", salary=29_999_99, hours=Decimal(30), allowances=100_00)]) == [
        ("pay", "P1", "£30,000.00 a year", "£29,999.99 a year"), ("allowances", "P1", "£0.00", "£100.00"),
        ("hours", "P1", "37", "30"),
    ]  # fmt: skip


def test_the_pay_of_a_period_is_the_year_in_equal_parts_to_a_penny() -> None:
    """£31,000.00 in twelve parts is £2,583.33 and a third of a penny."""
    expected = [person("1", salary=31_000_00)]
    for paid, differs in ((2_583_33, False), (2_583_34, False), (2_583_35, True), (2_583_31, True)):
        found = kinds(expected, [line(2, "1", salary=None, paid=paid)])
        assert bool(found) is differs, paid
    assert kinds(expected, [line(2, "1", salary=None, paid=2_500_00)]) == [
        ("pay", "P1", "£2,583.33 in the period", "£2,500.00 in the period")
    ]


def test_no_pay_at_all_is_a_difference_and_an_unknown_salary_is_not() -> None:
    assert kinds([person("1")], [line(2, "1", salary=None)])[0][3] == "No pay is stated"
    assert kinds([person("1", salary=None)], [line(2, "1", salary=5)]) == []


JUNE = (date(2021, 6, 1), date(2021, 6, 30))
SIXTEENTH = date(2021, 6, 16)


@pytest.mark.parametrize(("a_year", "paid_on", "days", "parts", "due"), [
    (12, date(2021, 6, 28), (None, None), Fraction(15, 30), 1_291_67),  # the month in which it is paid
    (12, date(2021, 7, 28), (None, None), Fraction(1), 2_583_33),  # a whole month after
    (12, date(2021, 7, 28), (date(2021, 6, 1), date(2021, 7, 31)), Fraction(3, 2), 3_875_00),
    (13, date(2021, 6, 25), (None, None), Fraction(1), 2_384_62),
    (52, date(2021, 6, 18), (date(2021, 6, 14), date(2021, 6, 20)), Fraction(5, 7), 425_82),
])  # fmt: skip
def test_a_transfer_within_the_period_is_paid_for_its_own_days(
    a_year: int, paid_on: date, days: tuple[date | None, date | None], parts: Fraction, due: int
) -> None:
    """£31,000.00 a year from 16 June 2021: a twelfth is £2,583.33, and 15 of June's 30 days are half of it; a week is
    £596.15, and five of its days are £425.82."""
    period = first_period(a_year, SIXTEENTH, paid_on, *days)
    assert period.parts == parts and period.due(31_000_00) == due


def test_february_and_a_month_of_31_days_are_their_own_length() -> None:
    """From 16 February 2024 14 of 29 days: £1,247.13 of £2,583.33; from 16 July 16 of 31: £1,333.33."""
    for transfer_on, paid_on, due in ((date(2024, 2, 16), date(2024, 2, 28), 1_247_13),
                                      (date(2021, 7, 16), date(2021, 7, 28), 1_333_33)):  # fmt: skip
        assert first_period(12, transfer_on, paid_on, None, None).due(31_000_00) == due


def test_a_whole_month_paid_for_half_of_it_is_a_difference() -> None:
    period = first_period(12, SIXTEENTH, date(2021, 6, 28), *JUNE)
    found = kinds([person("1", salary=31_000_00)], [line(2, "1", salary=None, paid=2_583_33)], period)
    assert found == [("pay", "P1", "£1,291.67 for 16 June 2021 to 30 June 2021", "£2,583.33 in the period")]
    assert not kinds([person("1", salary=31_000_00)], [line(2, "1", salary=None, paid=1_291_66)], period)


@pytest.mark.parametrize("days", [(JUNE[0], None), (None, JUNE[1]), (date(2021, 6, 1), date(2021, 6, 15)),
                                  (JUNE[1], JUNE[0]), (JUNE[0], date(2022, 7, 1))])  # fmt: skip
def test_days_that_cannot_be_those_of_a_first_pay(days: tuple[date | None, date | None]) -> None:
    with pytest.raises(DomainError):
        first_period(12, SIXTEENTH, date(2021, 6, 28), *days)


@pytest.mark.parametrize(("values", "says"), [
    ({"run_on": date(2021, 6, 2)}, "not after today"), ({"compared": 0}, "how many"), ({"differed": 9}, "from 0"),
    ({"still_open": 3}, "who differed"), ({"found": " "}, "what differed"),
])  # fmt: skip
def test_a_parallel_run_that_cannot_be(values: dict[str, object], says: str) -> None:
    sound = {"run_on": date(2021, 6, 1), "run_by": "Ann", "compared": 8, "differed": 2, "still_open": 1,
             "found": "Two tax codes", "evidence": "Comparison 1"}  # fmt: skip
    check_parallel(ParallelFacts(**sound), date(2021, 6, 1))  # type: ignore[arg-type]
    with pytest.raises(DomainError, match=says):
        check_parallel(ParallelFacts(**{**sound, **values}), date(2021, 6, 1))  # type: ignore[arg-type]
