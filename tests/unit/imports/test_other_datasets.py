"""Budget, contracts, milestones and the programme's short lists: rules, near misses and totals."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from imports.context import Context, SavedMapping
from imports.datasets import DATASETS
from imports.datasets.amounts import AmountHeading, read_amount_heading
from tests.unit.imports.workbooks import checked, told

BUDGET = [
    "Cost Centre",
    "Cost Centre Name",
    "Account",
    "Account Name",
    "Subjective Group",
    "Fund",
    "2021/22 Base Budget £",
    "2020/21 Outturn",
]


def line(number: int, **changed: Any) -> list[Any]:
    values = {
        "centre": f"01{number:03d}",
        "name": "Fostering",
        "account": "A1000",
        "title": "Pay",
        "group": "Employees",
        "fund": "GF",
        "base": 100.0,
        "outturn": 90.0,
        **changed,
    }
    return list(values.values())


@pytest.mark.parametrize(
    ("changed", "cell", "field"),
    [
        ({"centre": ""}, "A3", "cost_centre"),
        ({"account": ""}, "C3", "account"),
        ({"group": "Sundries"}, "E3", "subjective_group"),
        ({"group": ""}, "E3", "subjective_group"),
        ({"base": "tbc"}, "G3", "amount"),
        ({"base": ""}, "G3", "amount"),
        ({"centre": "01001"}, "A3", "cost_centre"),
    ],
)
def test_budget_errors(changed: dict[str, Any], cell: str, field: str) -> None:
    assert told(checked("budget", [BUDGET, line(1), line(2, **changed), line(3)])) == [(cell, "error", field)]


def test_the_same_account_in_another_fund_is_another_line() -> None:
    assert told(checked("budget", [BUDGET, line(1), line(1, fund="DSG"), line(1, account="A1100")])) == []


def test_budget_near_misses() -> None:
    rows = [
        BUDGET,
        line(1, group="EMPLOYEE COSTS"),
        line(2, group="Supplies & Services", base="(1,200.00)"),
        line(3, outturn=""),
        line(4, base="-"),
    ]
    result = checked("budget", rows)
    assert told(result) == []
    assert result.rows[1].values["amounts"] == {"G": -120_000, "H": 9_000}
    assert result.rows[2].values["amounts"] == {"G": 10_000}


def test_budget_totals_by_amount_column() -> None:
    rows = [
        BUDGET,
        line(1, base=100.10),
        line(2, group="Income", base="1,200.00-"),
        line(3, base=-5),
        line(4, group="?"),
    ]
    assert checked("budget", rows).totals["2021/22 Base Budget £"] == {
        "gross_expenditure_pence": 10_010 - 500,
        "income_pence": -120_000,
        "net_pence": 9_510 - 120_000,
    }


def test_a_council_s_own_group_codes() -> None:
    rows = [BUDGET, line(1, group="100"), line(2, group=100)]
    result = checked("budget", rows, context=Context(group_map={"100": "Employees"}))
    assert [row.values["subjective_group"] for row in result.rows] == ["Employees", "Employees"]


@pytest.mark.parametrize(
    ("heading", "read"),
    [
        ("2021/22 Base Budget £", AmountHeading("2021/22", "base")),
        ("2020/21 Forecast Outturn £", AmountHeading("2020/21", "forecast")),
        ("Original Budget 2021-22", AmountHeading("2021/22", "base")),
        ("Outturn 20/21", AmountHeading("2020/21", "outturn")),
        ("Forecast P9 2020/21", AmountHeading("2020/21", "forecast")),
        ("Current Budget", AmountHeading(None, "current")),
        ("Revised Budget 2021/2022 (£000)", AmountHeading("2021/22", "current", 1000)),
        ("FY22 Plan", AmountHeading("2021/22", "base")),
        ("Variance 2020/21", None),
        ("Actuals YTD 2020/21", None),
        ("Cost Centre", None),
    ],
)
def test_what_an_amount_heading_says(heading: str, read: AmountHeading | None) -> None:
    assert read_amount_heading(heading) == read


def test_year_and_basis_may_be_told_once() -> None:
    rows = [["Cost Centre", "Account", "Subjective Group", "Sum GBP"], ["01110", "A1", "Employees", 5]]
    mapping = SavedMapping(amounts={"Sum GBP": ("2021/22", "base")})
    column = checked("budget", rows, mapping=mapping).amount_columns[0]
    assert (column.letter, column.heading, column.year, column.basis) == ("D", "Sum GBP", "2021/22", "base")


CONTRACTS = [
    "Contract Ref",
    "Title",
    "Supplier",
    "Annual Value",
    "Start Date",
    "End Date",
    "Extension To",
    "Notice (months)",
]


def contract(number: int, **changed: Any) -> list[Any]:
    values = {
        "ref": f"C{number}",
        "title": "Advocacy",
        "supplier": "Acme",
        "value": 1000.5,
        "start": date(2019, 4, 1),
        "end": date(2022, 3, 31),
        "extension": "",
        "notice": 3,
        **changed,
    }
    return list(values.values())


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"supplier": ""}, [("C3", "error", "supplier")]),
        ({"value": "tbc"}, [("D3", "error", "annual_value")]),
        ({"end": date(2019, 3, 31)}, [("F3", "error", "end_on")]),
        ({"ref": "c1 "}, [("A3", "error", "reference")]),
        ({"end": date(2021, 1, 30)}, [("F3", "warning", "end_on")]),
        ({"end": date(2021, 1, 31)}, []),
        ({"end": date(2020, 3, 31), "extension": date(2022, 3, 31)}, []),
        ({"start": date(2022, 3, 31)}, []),
        ({"value": "£164,000.00", "notice": "6 months"}, []),
        ({"end": "31.03.2022", "start": ""}, []),
    ],
)
def test_contract_rules(changed: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    assert told(checked("contracts", [CONTRACTS, contract(1), contract(2, **changed), contract(3)])) == expected


def test_contract_totals_leave_parked_rows_out() -> None:
    result = checked("contracts", [CONTRACTS, contract(1), contract(2, value="£10.01"), contract(3, supplier="")])
    assert result.totals == {"annual_value_pence": 100_050 + 1_001}


MILESTONES = ["Ref", "Milestone", "Workstream", "Kind", "Baseline", "Depends on", "Concerns"]


def milestone(number: int, depends: Any = "", **changed: Any) -> list[Any]:
    values = {
        "ref": f"M{number:02d}",
        "title": "Step",
        "stream": "HR",
        "kind": "internal",
        "baseline": date(2021, 3, 1),
        "depends": depends,
        "concerns": "",
        **changed,
    }
    return list(values.values())


@pytest.mark.parametrize(
    ("depends", "expected"),
    [
        ("M01", []),
        ("M01,M02; m01", []),
        ("M01FS+5d", []),
        ("M01 M02", []),
        ("-", []),
        ("M09", [("F4", "warning", "depends_on")]),
        ("M01, M09, M08", [("F4", "warning", "depends_on")]),
        ("M04", [("F4", "warning", "depends_on"), ("E5", "error", "baseline_on")]),
    ],
)
def test_dependencies(depends: str, expected: list[tuple[str, str, str]]) -> None:
    late = milestone(4, baseline="30/02/2021") if "M04" in depends else milestone(4)
    result = checked("milestones", [MILESTONES, milestone(1), milestone(2), milestone(3, depends), late])
    assert sorted(told(result)) == sorted(expected)


def test_dependencies_are_stored_as_the_list_writes_them() -> None:
    result = checked("milestones", [MILESTONES, milestone(1), milestone(2, "m01fs+5d, M03"), milestone(3)])
    assert result.rows[1].values["depends_on"] == ["M01", "M03"]


def test_a_kind_that_is_not_known_is_an_error() -> None:
    rows = [MILESTONES, milestone(1), milestone(2, kind="Decision"), milestone(3, kind="maybe")]
    assert told(checked("milestones", rows)) == [("D4", "error", "kind")]


def test_time_shares_in_every_form_and_organisations_by_either_name() -> None:
    rows = [
        ["Post No", "Post Title", "Organisation", "% of time"],
        ["C1", "Director", "The Company Ltd", "25%"],
        ["C1", "Director", "council", 0.75],
    ]
    result = checked(
        "time_shares",
        rows,
        context=Context(organisations=(("Company", "The Company Ltd"), ("Council", "A Borough Council"))),
    )
    assert told(result) == []
    assert [(row.values["organisation"], row.values["percent"]) for row in result.rows] == [
        ("Company", Decimal(25)),
        ("Council", Decimal(75)),
    ]
    assert result.unmapped == ["Post Title"]


def test_drivers_keep_exact_quantities() -> None:
    rows = [
        ["Driver", "Organisation", "Quantity", "Source"],
        ["Caseload", "Company", 0, ""],
        ["Caseload", "Council", "1,500.5", ""],
    ]
    assert [row.values["quantity"] for row in checked("drivers", rows).rows] == [Decimal(0), Decimal("1500.5")]


def test_services_indicators_and_assets() -> None:
    services = checked(
        "services",
        [["Service", "Tier", "Cost Centres"], ["Fostering", "1 to low 2", "01110; 01120"], ["Adoption", 3, ""]],
    )
    assert services.rows[0].values["cost_centres"] == ["01110", "01120"]
    assert services.rows[1].values["tier"] == "3"
    kpis = checked("kpis", [["No", "Title", "Target"], ["5b", "Visits", "90%"], [6, "Plans", 0.9]])
    assert [row.values["number"] for row in kpis.rows] == ["5b", "6"]
    assets = checked(
        "assets", [["Asset Reference", "Description", "Tenure"], ["A/1", "Hall", "Freehold"], ["A/1", "Shed", ""]]
    )
    assert told(assets) == [("A3", "error", "reference")]


def test_the_nine_data_sets_and_whose_they_are() -> None:
    owners = {name: each.belongs_to for name, each in DATASETS.items()}
    assert {name for name, owner in owners.items() if owner == "organisation"} == {
        "establishment",
        "budget",
        "contracts",
        "assets",
    }
    assert {name for name, owner in owners.items() if owner == "programme"} == {
        "time_shares",
        "drivers",
        "milestones",
        "services",
        "kpis",
    }
