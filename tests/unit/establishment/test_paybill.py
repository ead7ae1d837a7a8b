"""Whole lists costed: the same pence as line by line, one threshold a person and employer, each person once."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.golden import golden
from transfer.establishment.rules import CostRates, Pay, Totals, employment_cost, priced, priced_several, sheet_of
from transfer.establishment.rules.cost import NO_RISE, shared_ni
from transfer.establishment.rules.paybill import EmployerTerms, Row

RATES = CostRates(Decimal("0.15"), 5_000_00, Decimal("0.214"), Decimal("0.005"))
TERMS = EmployerTerms(1, (("pension.lgps", RATES), ("pension.none", replace(RATES, pension_rate=Decimal(0)))), NO_RISE)
OTHER = replace(TERMS, employer_id=2)


def row(salary: int, reference: str = "", **more: Any) -> Row:
    pay = Pay(salary, hours=Decimal(37), fte=Decimal(1), **more.pop("pay", {}))
    return Row(more.get("service", 1), more.get("grade", "G"), more.get("occupancy", "filled"), reference, 1000,
               more.get("scheme", "LGPS"), pay)  # fmt: skip


def whole(rows: list[Row], terms: EmployerTerms = TERMS) -> Totals:
    sheet = sheet_of(rows)
    cells = [*priced(sheet, terms).values(), *priced_several(sheet, lambda key: terms).values()]
    return sum(cells, Totals())


def test_a_list_costs_what_its_lines_cost() -> None:
    cases = [case for case in golden("employee_cost")["cases"] if set(case["inputs"]) == {"salary"}]
    rows = [row(case["expected"]["pay_pence"], str(number)) for number, case in enumerate(cases)]
    found = whole(rows)
    assert found.lines == len(cases) == 4
    assert found.cost.total_pence == sum(case["expected"]["total_pence"] for case in cases)


def test_alike_lines_are_counted_and_those_without_a_salary_are_told() -> None:
    found = whole([row(4_500_000, str(number)) for number in range(300)] + [row(0)._replace(pay=Pay(None))])
    assert (found.lines, found.unpriced, found.cost.employer_ni_pence) == (301, 1, 300 * 600_000)


def test_one_person_with_two_posts_has_one_threshold() -> None:
    found = whole([row(3_000_000, "p"), row(1_500_000, "p", grade="H")])
    assert found.cost.employer_ni_pence == 600_000  # 15% of £45,000 less £5,000
    assert shared_ni([3_000_000, 1_500_000], RATES) == [400_000, 200_000]


def test_two_employers_are_two_thresholds() -> None:
    sheet = sheet_of([row(3_000_000, "p"), row(1_500_000, "p", service=2)])
    cells = priced_several(sheet, lambda key: TERMS if key[0] == 1 else OTHER)
    assert [cells[(service, "G")].cost.employer_ni_pence for service in (1, 2)] == [375_000, 150_000]


def test_an_agency_workers_reference_joins_no_employment() -> None:
    found = whole([row(3_000_000, "p"), row(1_500_000, "p", occupancy="agency")])
    assert found.cost.employer_ni_pence == 375_000 + 150_000


def test_a_pooled_line_has_a_threshold_for_each_of_its_people() -> None:
    pooled = Row(1, "G", "filled", "", 8000, "LGPS", Pay(2_000_000, fte=Decimal(8), hours=Decimal(37), heads=8))
    found, sheet = whole([pooled]), sheet_of([pooled])
    assert found.cost.pay_pence == 16_000_000
    assert found.cost.employer_ni_pence == 8 * 225_000  # 15% of £20,000 less £5,000, eight times
    assert (found.paid_fte_thousandths, sheet.headcount([(1, "G")])) == (8000, 8)


def test_a_person_is_counted_once_and_in_every_service_where_they_have_a_post() -> None:
    sheet = sheet_of([row(1, "p"), row(1, "p", service=2), row(1, "q"), row(1), row(1, "v", occupancy="vacant")])
    both, first, second = (
        sheet.headcount([(1, "G"), (2, "G")]),
        sheet.headcount([(1, "G")]),
        sheet.headcount([(2, "G")]),
    )
    assert (both, first, second) == (3, 3, 1)  # p, q and the one without a reference; a vacant post is nobody


@pytest.mark.parametrize("case", golden("workforce")["fte"])
def test_term_time_paid_fte(case: dict[str, str]) -> None:
    pay = Pay(1, hours=Decimal(case["hours"]), fte=Decimal(case["fte"]), weeks=Decimal(case["paid_weeks"]))
    found = whole([Row(1, "G", "filled", "p", 811, "LGPS", pay)])
    assert Decimal(found.paid_fte_thousandths) / 1000 == Decimal(case["paid_fte"])


def test_a_rise_is_on_pay_and_everything_on_it() -> None:
    risen = whole([row(4_500_000, "p")], replace(TERMS, rise=Fraction(1033, 1000)))
    assert risen.cost == employment_cost(4_648_500, RATES)
    assert risen.cost.employer_ni_pence == 622_275  # 15% of £46,485.00 less £5,000
