"""What a post costs, to the penny. Figures: golden/employee_cost.json and golden/management_time.json."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.golden import golden
from transfer.establishment.rules import (
    COMPONENTS,
    NOTHING,
    Cost,
    CostRates,
    Pay,
    employment_cost,
    pay_pence,
    pension_rate_name,
    split_cost,
    stated_pay,
    term_time_factor,
    worked_out_pay,
)
from transfer.kernel.money import pence

COSTS = golden("employee_cost")
TIME = golden("management_time")
RATES = CostRates(Decimal("0.15"), 500_000, Decimal("0.214"), Decimal("0.005"))


@pytest.mark.parametrize("case", COSTS["cases"], ids=lambda case: str(case["name"]))
def test_cost_by_component(case: dict[str, dict[str, str]]) -> None:
    given = case["inputs"]
    week = Fraction(given.get("hours", "37")) / 37
    year = term_time_factor(given["weeks"], given["leave_days"], "52.143") if "weeks" in given else Fraction(1)
    cost = employment_cost(pay_pence(pence(given["salary"]), week, year), RATES)
    assert {**{name: getattr(cost, name) for name in COMPONENTS}, "total_pence": cost.total_pence} == case["expected"]


@pytest.mark.parametrize("row", TIME["rows"], ids=lambda row: str(row["post"]))
def test_shares_split_each_component(row: dict[str, dict[str, dict[str, int]]]) -> None:
    cost = Cost(*(row["cost"][name] for name in COMPONENTS))  # type: ignore[arg-type]
    share = Fraction(str(row["company_share"]))
    company, council = split_cost(cost, [share, 1 - share])
    for name in COMPONENTS:
        assert {"company": getattr(company, name), "council": getattr(council, name)} == row["lines"][name]
    assert (company.total_pence, council.total_pence) == (row["company_pence"], row["council_pence"])


def test_shares_of_both_posts_come_to_the_published_totals() -> None:
    costs = [Cost(*(row["cost"][name] for name in COMPONENTS)) for row in TIME["rows"]]
    whole = [(cost, Fraction(row["company_share"])) for cost, row in zip(costs, TIME["rows"], strict=True)]
    parts = [split_cost(cost, [share, 1 - share]) for cost, share in whole]
    assert sum(each[0].total_pence for each in parts) == TIME["company_pence"] == 9_080_188
    assert sum(each[1].total_pence for each in parts) == TIME["council_pence"] == 11_373_262
    assert NOTHING + whole[0][0] == whole[0][0]


def test_national_insurance_is_on_actual_pay_and_once_an_employment() -> None:
    # workforce.md §5: £45,000 → £6,000; £12,000 → £1,050; two employments have two thresholds
    assert employment_cost(4_500_000, RATES).employer_ni_pence == 600_000
    assert employment_cost(1_200_000, RATES).employer_ni_pence == 105_000
    assert 2 * 105_000 != employment_cost(2_400_000, RATES).employer_ni_pence == 285_000


def test_pay_as_stated_goes_before_pay_worked_out() -> None:
    stated = Pay(3_800_000, 2_280_100, 50_000, hours=Decimal("22.2"))
    assert stated_pay(stated, RATES) == 2_330_100
    assert worked_out_pay(stated, RATES) == 2_280_000
    assert stated_pay(Pay(3_800_000, hours=Decimal("22.2")), RATES) == 2_280_000
    assert stated_pay(Pay(None), RATES) is None


def test_pay_worked_out_without_hours_uses_fte_and_paid_weeks_count() -> None:
    assert worked_out_pay(Pay(3_800_000, fte=Decimal("0.6")), RATES) == 2_280_000
    assert worked_out_pay(Pay(5_214_300, weeks=Decimal(39)), RATES) == 3_900_000  # £1,000 a week for 39 weeks
    assert worked_out_pay(Pay(5_214_300, weeks=Decimal(52)), RATES) == 5_214_300  # all year


@pytest.mark.parametrize(
    ("scheme", "expected"),
    [
        ("LGPS", ("pension.lgps", False)), ("Teachers' Pension Scheme", ("pension.tps", False)),
        ("N.H.S.", ("pension.nhsps", False)), ("Opted out", ("pension.none", False)), (None, ("pension.lgps", True)),
        ("Aviva", ("pension.lgps", True)),
    ],
)  # fmt: skip
def test_which_scheme_a_list_means(scheme: str | None, expected: tuple[str, bool]) -> None:
    assert pension_rate_name(scheme) == expected
