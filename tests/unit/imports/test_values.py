"""Dates, amounts, numbers, shares, codes and known values, one cell at a time."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imports.columns import decimal_comma, read_column
from imports.values.dates import read_date
from imports.values.numbers import read_money, read_number, read_percent
from imports.values.texts import read_choice, read_code, read_list, read_text

LAST_OF_JANUARY = date(2021, 1, 31)


@pytest.mark.parametrize(
    "written",
    [
        LAST_OF_JANUARY,
        datetime(2021, 1, 31, 9, 14),
        44227,
        44227.0,
        "44227",
        "31/01/2021",
        "31.01.2021",
        "31-01-2021",
        "31/1/21",
        "2021-01-31",
        "2021-01-31T00:00:00",
        "31/01/2021 09:14",
        "31-Jan-2021",
        "31-JAN-21",
        "31 January 2021",
        "31st January 2021",
        "Sunday 31 January 2021",
        "January 31, 2021",
        "20210131",
        20210131,
        " 31 / 01 / 2021 ",
    ],
)
def test_a_date_in_any_clear_form_is_read(written: Any) -> None:
    assert read_date(written).value == LAST_OF_JANUARY
    assert read_date(written).problem is None


@pytest.mark.parametrize(
    "written", ["31/02/2019", "30.02.2021", "32/01/2021", "31 June 2020", "2021-13-01", "00/01/2020"]
)
def test_a_date_that_does_not_exist_is_named(written: str) -> None:
    assert read_date(written).problem == f"Enter a date that exists: {written} does not"


@pytest.mark.parametrize("written", ["soon", "2021", "March 2021", "31/01", 12.5, True, "Q1 2021"])
def test_what_is_no_date_is_told(written: Any) -> None:
    assert "is not one" in (read_date(written).problem or "")


@pytest.mark.parametrize("written", ["", "-", "n/a", "N/A", "00.00.0000", "31.12.9999", "31-Dec-4712", 0])
def test_a_system_s_way_of_saying_no_date_is_blank(written: Any) -> None:
    assert read_date(written).value is None
    assert read_date(written).problem is None


def test_what_nobody_sees_in_a_cell_is_no_part_of_it() -> None:
    """Windows copies a date with its marks of direction, web pages leave spaces that do not break."""
    assert (
        read_code("\u200eP001\u200f\u00a0").value == "P001"
        and read_text("Social\u00a0worker\ufeff").value == "Social worker"
    )
    assert read_date("\u200e31/\u200e01/\u200e2021").value == LAST_OF_JANUARY
    assert read_money("\u200e1\u202f234.50").value == 123450 and read_number("0\u200b.5").value == Decimal("0.5")
    assert read_text("Zoë 😀").value == "Zoë 😀"


@pytest.mark.parametrize("written", ["#REF!", "#N/A", "#DIV/0!"])
def test_the_error_of_a_formula_is_no_text_and_no_code(written: str) -> None:
    assert read_text(written) == read_code(written) == (None, None, "formula-error")
    assert read_text("#1 choice").value == "#1 choice"


def test_a_column_that_can_only_be_month_first_is_read_so() -> None:
    assert (
        read_date("12/31/2020", month_first=True).how == read_date("01/02/2020", month_first=True).how == "month-first"
    )
    assert read_date("12/31/2020", month_first=True).value == date(2020, 12, 31)
    assert read_date("12/31/2020").problem


@pytest.mark.parametrize(
    ("written", "pence"),
    [
        ("£34,500.00", 3_450_000),
        ("(1,200.00)", -120_000),
        ("1,200.00-", -120_000),
        ("-£5", -500),
        ("£-5", -500),
        ("−5.50", -550),
        ("(£5)", -500),
        ("£(5)", -500),
        ("GBP 34,500", 3_450_000),
        ("34500 GBP", 3_450_000),
        ("1,200.00 CR", -120_000),
        ("1,200.00 DR", 120_000),
        ("£12,000 p.a.", 1_200_000),
        (27416.67, 2_741_667),
        (16693.499999999996, 1_669_350),
        (0.005, 1),
        (-2.675, -268),
        (1274295.18, 127_429_518),
        ("0.10", 10),
        ("1 200.00", 120_000),
        (30000, 3_000_000),
    ],
)
def test_an_amount_is_read_to_the_penny(written: Any, pence: int) -> None:
    assert read_money(written).value == pence


@pytest.mark.parametrize(
    "written", ["tbc", "see payroll", "12,34,5", "1.2.3", "£", "34k", True, LAST_OF_JANUARY, "#REF!", "n/a"]
)
def test_text_where_an_amount_belongs_is_told(written: Any) -> None:
    reading = read_money(written)
    assert reading.value is None
    assert bool(reading.problem) == (written != "£")


def test_amounts_in_thousands_and_with_a_decimal_comma() -> None:
    assert read_money(1.5, times=1000).value == 150_000
    assert read_money("1.234,56", comma=True).value == 123_456
    assert read_money("1.234,56").value == 123_456
    assert decimal_comma([["0,811", "18,5", "1"]])
    assert not decimal_comma([["0.811", "1,200"]])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        (0.811, "0.811"),
        ("0.811", "0.811"),
        ("0,811", "0.811"),
        (37.0, "37"),
        ("1,234", "1234"),
        ("37:30", "37.5"),
        ("50%", "0.5"),
        (timedelta(hours=37, minutes=30), "37.5"),
    ],
)
def test_a_number_is_exact(written: Any, number: str) -> None:
    assert read_number(written).value == Decimal(number)


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("25%", "25"),
        (0.75, "75"),
        (75.0, "75"),
        (25, "25"),
        ("0.25", "25"),
        (1, "100"),
        ("1%", "1"),
        ("0.5%", "0.5"),
        (0, "0"),
        ("100", "100"),
    ],
)
def test_a_share_of_one_or_less_is_a_fraction(written: Any, share: str) -> None:
    assert read_percent(written).value == Decimal(share)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("01110", "01110"),
        (1110.0, "1110"),
        ("404561.0", "404561"),
        (" A1 ", "A1"),
        (12.5, "12.5"),
        ("n/a", None),
        ("–", None),
    ],
)
def test_a_code_keeps_its_zeros_and_no_point(written: Any, code: str | None) -> None:
    assert read_code(written).value == code


def test_a_list_of_references() -> None:
    assert read_list("M06,M07; M08 and M11\nM12 & M13").value == ["M06", "M07", "M08", "M11", "M12", "M13"]
    assert read_list(3.0).value == ["3"]
    assert read_list("none").value == []


def test_a_known_value_is_matched_as_a_heading_is_and_never_guessed() -> None:
    table = {"filled": "filled", "occupied": "filled", "supplies and services": "Supplies and services"}
    assert read_choice(" OCCUPIED post", table, frozenset({"post"}), "").value == "filled"
    assert read_choice("Supplies & Services", table, frozenset(), "").value == "Supplies and services"
    assert read_choice("04 Supplies & Services", table, frozenset(), "").value == "Supplies and services"
    assert (
        read_choice("Ocupied", table, frozenset(), "filled or vacant").problem
        == "Choose filled or vacant: “Ocupied” is not one of them"
    )


def test_true_is_not_one() -> None:
    assert read_column([1, True, 1.0], read_number).problems.keys() == {1}


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%Y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%Y"]),
)
def test_every_date_comes_back_from_every_form(day: date, form: str) -> None:
    assert read_date(day.strftime(form)).value == day


@given(st.integers(min_value=-(10**11), max_value=10**11))
def test_every_amount_comes_back_from_every_form(pence: int) -> None:
    pounds, rest = divmod(abs(pence), 100)
    text = f"{pounds:,}.{rest:02d}"
    negative = pence < 0
    for written in (f"({text})", f"{text}-", f"-£{text}") if negative else (text, f"£{text}", f"{pounds}.{rest:02d}"):
        assert read_money(written).value == pence


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_a_stored_float_gives_the_pennies_that_were_typed(amount: Decimal) -> None:
    assert read_money(float(amount)).value == int(amount * 100)


@given(
    st.one_of(
        st.text(max_size=30),
        st.floats(),
        st.integers(),
        st.booleans(),
        st.dates(),
        st.datetimes(),
        st.timedeltas(),
        st.times(),
    )
)
def test_no_value_can_break_a_reader(value: Any) -> None:
    for reader in (read_date, read_money, read_number, read_percent, read_code, read_list):
        reading = reader(value)
        assert reading.value is None or reading.problem is None


@pytest.mark.parametrize(("written", "day"), [
    ("31012021", "2021-01-31"), (31012021, "2021-01-31"), ("1022015", "2015-02-01"), (1022015, "2015-02-01"),
    ("20102010", "2010-10-20"), ("20101110", "2010-11-10"), ("31 Jan '21", "2021-01-31"), ("31/Jan/’21", "2021-01-31"),
])  # fmt: skip
def test_a_date_without_its_marks_is_read_by_where_its_century_stands(written: Any, day: str) -> None:
    assert str(read_date(written).value) == day


@pytest.mark.parametrize("written", ["1.23E+05", "1.23457e+11", "4E+07", 1.5e17])
def test_a_code_that_a_spreadsheet_shortened_is_none(written: Any) -> None:
    assert (read_code(written).problem or "").startswith("Enter the whole code: a spreadsheet shortened it to")
    assert read_code("4E1").value == "4E1"


def test_an_fte_is_worked_out_from_hours_and_nothing_else_is() -> None:
    assert read_number("18.5/37", ratio=True) == (Decimal("0.5"), None, "ratio")
    assert read_number("18,5 / 37", comma=True, ratio=True).value == Decimal("0.5")
    assert read_number("3/0", ratio=True).problem
    assert read_number("3/6").problem  # months of notice


def test_an_amount_written_in_short_is_asked_for_in_full() -> None:
    for written in ("£1.2m", "450k", "2.5 million"):
        says = f"Enter the amount in full, in pounds and pence: “{written}” is written in short"
        assert read_money(written).problem == says


def test_three_decimals_are_read_as_pounds_and_noted() -> None:
    assert read_money("35.000") == (3500, None, "three-decimals")
    assert read_money("35.000", comma=True).value == 3_500_000
    assert read_money("35.125", times=1000) == (3_512_500, None, "text-amount")
