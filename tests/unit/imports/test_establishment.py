"""Each rule of the establishment list: the fault at its cell, and the near miss that is none."""

from datetime import date
from typing import Any

import pytest

from imports.context import Context, SavedMapping
from tests.unit.imports.workbooks import POSTS_HEADER, checked, post, posts, told, vacant

# Columns: A post, B title, C service, D cost centre, E FTE, F hours, G full-time, H actual, I occupancy, J person,
# K surname, L contract type, M contract end, N start, O manager, P agency. The header is row 1.


def test_a_faultless_list_has_no_finding() -> None:
    result = posts(post(1), post(2, Line_Manager_Post="P001"), vacant(3))
    assert told(result) == []
    assert (result.rows_with_data, len(result.rows), result.header_row, result.ignored_rows) == (3, 3, 1, [])


@pytest.mark.parametrize(
    ("changed", "cell", "field"),
    [
        ({"Post_No": ""}, "A3", "post_no"),
        ({"Job_Title": " "}, "B3", "job_title"),
        ({"FTE": ""}, "E3", "fte"),
        ({"FTE": "see payroll"}, "E3", "fte"),
        ({"FTE": 0}, "E3", "fte"),
        ({"FTE": -0.5}, "E3", "fte"),
        ({"FTE": 1.01}, "E3", "fte"),
        ({"FTE": 10}, "E3", "fte"),
        ({"Full_Time_Salary": "ask finance"}, "G3", "salary_fte"),
        ({"Occupancy": "Perhaps"}, "I3", "occupancy"),
        ({"Contract_Type": "Unknown"}, "L3", "contract_type"),
        ({"Start_Date": "31/02/2019"}, "N3", "started_on"),
        ({"Contract_Type": "FTC", "Contract_End_Date": date(2015, 3, 31)}, "M3", "contract_end_on"),
    ],
)
def test_an_error_parks_its_row_and_is_told_at_its_cell(changed: dict[str, Any], cell: str, field: str) -> None:
    result = posts(post(1), post(2, **changed), post(3))
    assert told(result) == [(cell, "error", field)]
    assert [row.number for row in result.parked] == [3]
    assert len(result.rows) == 2


@pytest.mark.parametrize(
    ("changed", "cell", "field"),
    [
        ({"Occupancy": "Vacant", "Employee_No": ""}, "I3", "occupancy"),
        ({"Line_Manager_Post": "ZZ9"}, "O3", "line_manager_post"),
        ({"Cost_Centre": 1150.0}, "D3", "cost_centre"),
        ({"Actual_Salary": 30000.01}, "H3", "salary_actual"),
        ({"Contract_Type": "Fixed Term"}, "M3", "contract_end_on"),
        ({"Occupancy": "Agency cover"}, "P3", "agency_name"),
        ({"Contract_Type": "AGY"}, "P3", "agency_name"),
    ],
)
def test_a_warning_leaves_its_row_accepted(changed: dict[str, Any], cell: str, field: str) -> None:
    result = posts(post(1), post(2, **changed), post(3))
    assert told(result) == [(cell, "warning", field)]
    assert len(result.rows) == 3


@pytest.mark.parametrize(
    "changed",
    [
        {"FTE": 0.811, "Full_Time_Salary": "£34,500.00", "Actual_Salary": "34,500.00"},
        {"FTE": 1.0000000001},
        {"Occupancy": ""},
        {"Occupancy": "Under Offer"},
        {"Occupancy": "Vacant", "Surname": "VACANT", "Employee_No": ""},
        {"Occupancy": "Agency", "Agency_Name": "Matrix"},
        {"Contract_Type": "FTC", "Contract_End_Date": "31.12.2021"},
        {"Contract_Type": "Perm", "Contract_End_Date": "n/a"},
        {"Contract_End_Date": "31.12.9999"},
        {"Line_Manager_Post": "P002"},
        {"Line_Manager_Post": "-"},
        {"Start_Date": "1 April 2015"},
        {"Hours": "37 hours"},
    ],
)
def test_a_near_miss_is_no_finding(changed: dict[str, Any]) -> None:
    assert told(posts(post(1), post(2, **changed), post(3))) == []


def test_a_parked_row_has_its_errors_only_all_of_them() -> None:
    result = posts(
        post(1), post(2, Occupancy="Perhaps", FTE="x", Line_Manager_Post="ZZ9", Actual_Salary=99999), post(3)
    )
    assert told(result) == [("E3", "error", "fte"), ("I3", "error", "occupancy")]


def test_a_manager_in_a_parked_row_is_there() -> None:
    assert told(posts(post(1, FTE=5), post(2, Line_Manager_Post="P001"))) == [("E2", "error", "fte")]


def test_the_same_post_and_person_is_told_at_the_later_row_once() -> None:
    result = posts(post(1), post(2), post(1))
    assert told(result) == [("A4", "error", "post_no")]
    assert "row 2" in result.findings[0].message


def test_two_people_may_share_a_post_up_to_one() -> None:
    first, second = post(1, FTE=0.5), post(1, FTE=0.5, Employee_No="4999", Surname="Other")
    assert told(posts(first, second, post(2))) == []


def test_people_whose_shares_of_a_post_exceed_one_are_told_at_the_last() -> None:
    lines = [post(1, FTE=0.6), post(2), post(1, FTE=0.3, Employee_No="5"), post(1, FTE=0.2, Employee_No="6"), post(3)]
    assert told(posts(*lines)) == [("E5", "warning", "fte")]


def test_agency_workers_without_a_reference_are_told_apart_by_name() -> None:
    agency = {"Occupancy": "Agency", "Employee_No": "", "Agency_Name": "Matrix", "FTE": 0.5}
    assert told(posts(post(1, **agency, Surname="Singh"), post(1, **agency, Surname="Xu"), post(2))) == []
    assert told(posts(post(1, **agency, Surname="Singh"), post(1, **agency, Surname="SINGH"), post(2))) == [
        ("A3", "error", "post_no")
    ]


def test_a_headcount_lets_one_line_hold_several_people() -> None:
    header = [*POSTS_HEADER, "Headcount"]
    result = checked("establishment", [header, [*post(1, FTE=2.5, Actual_Salary=75000), 3], [*post(2, FTE=1.5), 1]])
    assert told(result) == [("E3", "error", "fte")]


def test_a_whole_column_of_short_codes_lost_nothing_that_can_be_seen() -> None:
    assert told(posts(*(post(number, Cost_Centre=1150) for number in range(1, 5)))) == []


def test_codes_of_honestly_different_lengths_are_no_finding() -> None:
    codes = ["CC01", "CC001", "A", "B12", "CC01"]
    assert told(posts(*(post(number, Cost_Centre=code) for number, code in enumerate(codes, 1)))) == []


def test_totals_are_of_accepted_lines_each_rounded_to_thousandths() -> None:
    lines = [
        post(1, FTE=0.8115),
        post(2, FTE=0.5, Actual_Salary="12,199.50"),
        vacant(3, Actual_Salary=0),
        post(4, Occupancy=""),
        post(5, FTE=9),
    ]
    assert posts(*lines).totals == {
        "filled": 2,
        "agency": 0,
        "vacant": 1,
        "frozen": 0,
        "under_offer": 0,
        "not_stated": 1,
        "fte_thousandths": 812 + 500 + 1000 + 1000,
        "salary_actual_pence": 3_000_000 + 1_219_950 + 0 + 3_000_000,
    }


def test_the_programme_s_services_are_the_service_whatever_the_heading() -> None:
    header = ["Post No", "Job Title", "FTE", "Service", "Responsibility"]
    rows = [header, ["P1", "Clerk", 1, "Division A", "fostering"], ["P2", "Clerk", 1, "Division B", "Adoption"]]
    result = checked("establishment", rows, context=Context(services=("Fostering", "Adoption")))
    assert result.columns["service"] == "E"
    assert [row.values["service"] for row in result.rows] == ["Fostering", "Adoption"]


def test_a_saved_mapping_comes_before_every_name() -> None:
    header = ["Post No", "Old number", "Job Title", "FTE", "State"]
    mapping = SavedMapping(
        columns={"Old number": "post_no", "Post No": "", "State": "occupancy"}, values={"occupancy": {"X": "vacant"}}
    )
    result = checked("establishment", [header, ["P1", "A1", "Clerk", 1, "X"]], mapping=mapping)
    assert result.rows[0].values["post_no"] == "A1"
    assert result.rows[0].values["occupancy"] == "vacant"
    assert result.rows[0].extra == {"Post No": "P1"}


def test_a_source_without_post_numbers_is_declared_so() -> None:
    rows = [["Job Title", "FTE", "Service"], ["Clerk", 1, "A"], ["Clerk", 1, "B"]]
    result = checked("establishment", rows, mapping=SavedMapping(without_post_number=True))
    assert len(result.rows) == 2


def test_every_field_of_the_data_set_is_in_a_row() -> None:
    values = posts(post(1)).rows[0].values
    assert values["directorate"] is None
    assert values["salary_actual"] == 3_000_000
    assert values["started_on"] == date(2015, 4, 1)
    assert values["person_ref"] == "4001"


def test_an_fte_told_as_a_percentage() -> None:
    rows = [
        ["Position", "Position text", "Capacity Utilization Level"],
        ["50001234", "Clerk", 100],
        ["50001235", "Clerk", 81.1],
    ]
    assert [str(row.values["fte"]) for row in checked("establishment", rows).rows] == ["1", "0.811"]
