"""Workbooks made at random, as people lay them out, are read back exactly."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from typing import Any

import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from imports.check import Checked, check

DAYS: tuple[Callable[[date], Any], ...] = (
    lambda day: day,
    lambda day: f"{day:%d/%m/%Y}",
    lambda day: f"{day:%d.%m.%Y}",
    lambda day: f"{day:%d-%m-%Y}",
    lambda day: f"{day:%Y-%m-%d}",
    lambda day: f"{day.day} {day:%B %Y}",
    lambda day: f"{day:%d-%b-%Y}",
    lambda day: f"{day:%Y%m%d}",
)


def _grouped(pence: int) -> str:
    return f"{abs(pence) // 100:,}.{abs(pence) % 100:02d}"


def _signed(pence: int, before: str = "-", after: str = "") -> str:
    return f"{before}{_grouped(pence)}{after}" if pence < 0 else _grouped(pence)


AMOUNTS: tuple[Callable[[int], Any], ...] = (
    lambda pence: pence / 100,
    lambda pence: _signed(pence),
    lambda pence: ("-" if pence < 0 else "") + f"£{_grouped(pence)}",
    lambda pence: _signed(pence, "(", ")"),
    lambda pence: _signed(pence, "", "-"),
    lambda pence: _signed(pence, "£", " CR").removeprefix("£"),
)


@dataclass(frozen=True)
class Contract:
    reference: str
    title: str
    supplier: str
    annual: int
    start: date
    end: date


WORDS = st.sampled_from(
    ("Care", "Cleaning", "Catering", "Fleet", "Légal", "IT & phones", "O’Brien", "Respite", "Lunch")
)
CONTRACTS = st.builds(
    lambda number, first, second, supplier, annual, start, days: Contract(
        f"{number:06d}", f"{first} {second}", f"{supplier} Ltd", annual, start, start + timedelta(days=days)
    ),
    st.integers(1, 999_999), WORDS, WORDS, WORDS, st.integers(-5_000_000, 900_000_000),
    st.dates(date(2000, 1, 1), date(2020, 12, 31)), st.integers(8000, 20_000),
)  # fmt: skip
HEADINGS = ("Contract Reference", "Title", "Supplier", "Annual Value", "Start Date", "End Date")
UPPER = ("Contract", "", "Supplier", "Value", "Dates", "")
LOWER = ("Reference", "Title", "Name", "Annual", "Start", "End")


@dataclass(frozen=True)
class Shape:
    """How a list is laid out. titles: rows above; split: the header takes two rows, with merged cells above; gaps:
    after every so many rows a blank row, a section's heading and a sub-total; indent: blank columns on the left."""

    titles: int
    split: bool
    gaps: int
    total: bool
    indent: int


SHAPES = st.builds(Shape, st.integers(0, 6), st.booleans(), st.integers(2, 9), st.booleans(), st.integers(0, 2))


def _workbook(contracts: list[Contract], shape: Shape, day: Any, amount: Any) -> tuple[bytes, list[int]]:
    """The workbook, and the row of each contract."""
    book = openpyxl.Workbook()
    sheet: Any = book.active
    rows: list[list[Any]] = [["Register of contracts" if number == 0 else None] for number in range(shape.titles)]
    rows += [list(UPPER), list(LOWER)] if shape.split else [list(HEADINGS)]
    upper = shape.titles + 1
    where = []
    for index, each in enumerate(contracts):
        if index and index % shape.gaps == 0:
            rows += [["Sub-total", None, None, 12345.67], [], [f"Section {index}"]]
        rows.append([each.reference, each.title, each.supplier, amount(each.annual), day(each.start), day(each.end)])
        where.append(len(rows))
    if shape.total:
        rows += [[], ["Total", None, None, sum(each.annual for each in contracts) / 100], ["Report run by the system"]]
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row, start=1 + shape.indent):
            if value not in (None, ""):
                sheet.cell(number, column, value)
    if shape.split:
        for first, last in ((1, 2), (5, 6)):
            letters = [get_column_letter(column + shape.indent) for column in (first, last)]
            sheet.merge_cells(f"{letters[0]}{upper}:{letters[1]}{upper}")
    out = BytesIO()
    book.save(out)
    return out.getvalue(), where


def _read_back(checked: Checked) -> list[tuple[Any, ...]]:
    fields = ("reference", "title", "supplier", "annual_value", "start_on", "end_on")
    return [tuple(row.values[name] for name in fields) for row in checked.rows]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(
    st.lists(CONTRACTS, min_size=3, max_size=25, unique_by=lambda each: each.reference),
    SHAPES, st.sampled_from(DAYS), st.sampled_from(AMOUNTS),
)  # fmt: skip
def test_a_workbook_is_read_back_exactly(contracts: list[Contract], shape: Shape, day: Any, amount: Any) -> None:
    content, where = _workbook(contracts, shape, day, amount)
    checked = check("contracts", content, "register.xlsx", as_at=date(2021, 1, 31))
    assert [each for each in checked.findings if each.severity != "note"] == []
    assert _read_back(checked) == [
        (each.reference, each.title, each.supplier, each.annual, each.start, each.end) for each in contracts
    ]
    assert [row.number for row in checked.rows] == where
    assert checked.totals == {"annual_value_pence": sum(each.annual for each in contracts)}


@settings(max_examples=150, deadline=None)
@given(st.integers(-99_999_999_99, 99_999_999_99), st.sampled_from(AMOUNTS))
def test_an_amount_in_any_clear_form_is_the_same_pence(pence: int, amount: Any) -> None:
    from imports.values.numbers import read_money

    assert read_money(amount(pence)).value == pence


@settings(max_examples=150, deadline=None)
@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)), st.sampled_from(DAYS))
def test_a_day_in_any_clear_form_is_the_same_day(day: date, written: Any) -> None:
    from imports.values.dates import read_date

    assert read_date(written(day)).value == day


@settings(max_examples=150, deadline=None)
@given(st.decimals(0, 1, places=3), st.sampled_from(("{}", "{} FTE", "{:.3f}")))
def test_a_weight_is_exact(weight: Decimal, form: str) -> None:
    from imports.values.numbers import read_number

    assert read_number(form.format(weight).removesuffix(" FTE")).value == weight
