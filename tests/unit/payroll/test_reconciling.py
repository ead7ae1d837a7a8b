"""The first payroll against the list, worked out by hand."""

from decimal import Decimal

from transfer.payroll.rules import Expected, Paid, reconcile


def person(ref: str, post: str = "", ni: str = "", salary: int | None = 30_000_00, hours: str = "37") -> Expected:
    return Expected(post or f"P{ref}", ref, ni, salary, None, Decimal(hours))


def line(row: int, ref: str = "", post: str = "", ni: str = "", **values: object) -> Paid:
    told = {"salary": 30_000_00, "allowances": None, "paid": None, "hours": Decimal(37), **values}
    return Paid(row, post, ref, ni, **told)  # type: ignore[arg-type]


def kinds(expected: list[Expected], paid: list[Paid], periods: int = 12) -> list[tuple[str, str, str, str]]:
    return [(each.kind, each.post_no, each.was, each.is_now) for each in reconcile(expected, paid, periods).differences]


def test_everything_agrees() -> None:
    found = reconcile([person("1"), person("2")], [line(2, "1"), line(3, "2")], 12)
    assert not found.differences and found.agree == 2 and found.matched == {2: "reference", 3: "reference"}


def test_missing_and_unexpected() -> None:
    assert kinds([person("1"), person("2")], [line(2, "1"), line(3, "9", post="X9")]) == [
        ("missing", "P2", "£30,000.00 a year", ""), ("unexpected", "X9", "", "£30,000.00 a year"),
    ]  # fmt: skip


def test_by_reference_then_ni_number_then_post() -> None:
    expected = [person("0017", ni="QQ 10 00 01 A"), person("2", ni="QQ100002B"), person("3", post="P3")]
    found = reconcile(expected, [line(2, "17"), line(3, "A2", ni="qq100002b"), line(4, "A3", post="p3")], 12)
    assert found.matched == {2: "reference", 3: "ni", 4: "post"} and found.agree == 3


def test_a_key_that_two_share_matches_nobody() -> None:
    found = reconcile([person("1", post="P")], [line(2, post="P"), line(3, post="P")], 12)
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
