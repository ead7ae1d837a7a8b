"""Where a list stands in its file: sheet, header, columns, and the rows that are data."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imports.check import Checked, SavedMapping, check
from imports.letters import column_letter
from tests.unit.imports.workbooks import POSTS_HEADER, checked, delimited, post, told, xlsx

SYSTEMS: dict[str, tuple[str, ...]] = {
    "sap": (
        "Position",
        "Position text",
        "Organizational Unit",
        "Cost Ctr",
        "PS group",
        "Capacity Utilization Level",
        "WkHrs",
        "100% salary",
        "Annual salary",
        "Position status",
        "Pers.No.",
        "Last name",
        "First name",
        "Employee Group",
        "Contract End",
        "Entry date",
        "Superior position",
        "Agency supplier",
    ),
    "oracle": (
        "Position Code",
        "Position Name",
        "Organization Name",
        "Cost Centre Code",
        "Grade Name",
        "Assignment FTE",
        "Working Hours",
        "FTE Annual Salary",
        "Actual Annual Salary",
        "Assignment Status",
        "Person Number",
        "Last Name",
        "First Name",
        "Assignment Category",
        "Projected Assignment End",
        "Hire Date",
        "Supervisor Position",
        "Agency Name",
    ),
    "itrent": (
        "Post Ref.",
        "Post Long Desc",
        "Unit",
        "Cost code",
        "Grade",
        "Contract FTE",
        "Contracted Hrs",
        "Full-time salary (£)",
        "Actual salary (£)",
        "Post Status",
        "People Ref",
        "Surname",
        "Forename(s)",
        "Contract basis",
        "Fixed term end date",
        "Date joined",
        "Reports to Post",
        "Supplying agency",
    ),
    "resourcelink": (
        "Post Number",
        "Post Name",
        "Structure Unit",
        "Costing code",
        "Pay Scale",
        "WTE",
        "Weekly Hours",
        "WTE Salary",
        "Pro-rata salary",
        "Occupancy",
        "Staff Number",
        "Family Name",
        "Known As",
        "Employment Type",
        "Expected end date",
        "Post start date",
        "Line manager post no",
        "Agency",
    ),
    "unit4": (
        "Post",
        "Post(T)",
        "Service",
        "Costc",
        "Pay Grade",
        "FTE",
        "Hours p.w.",
        "Full Time Salary",
        "Pro Rata Salary",
        "Status",
        "ResNo",
        "Surname",
        "First name",
        "Contract Type",
        "Contract Expiry",
        "Date From In Post Start",
        "Line Manager Post",
        "Agency",
    ),
}
FIELDS = (
    "post_no",
    "job_title",
    "service",
    "cost_centre",
    "grade",
    "fte",
    "hours",
    "salary_fte",
    "salary_actual",
    "occupancy",
    "person_ref",
    "surname",
    "forename",
    "contract_type",
    "contract_end_on",
    "started_on",
    "line_manager_post",
    "agency_name",
)
LINES: list[list[Any]] = [
    [
        "50001",
        "Social Worker",
        "Fostering",
        "01150",
        "L6",
        1,
        37,
        34500,
        34500,
        "Filled",
        "7001",
        "Patel",
        "Zara",
        "Permanent",
        "",
        date(2015, 4, 1),
        "",
        "",
    ],
    [
        "50002",
        "Team Manager",
        "Fostering",
        "01150",
        "L8",
        0.811,
        30,
        40000,
        32440,
        "Agency",
        "",
        "Xu",
        "Elspeth",
        "Agency",
        "",
        "",
        "50001",
        "Matrix SCM",
    ],
    [
        "50003",
        "Adviser",
        "Adoption",
        "01160",
        "L5",
        0.5,
        18.5,
        30000,
        15000,
        "Vacant",
        "",
        "",
        "",
        "",
        "",
        "",
        "50001",
        "",
    ],
    [
        "50004",
        "Adviser",
        "Adoption",
        "01160",
        "L5",
        1,
        37,
        30000,
        30000,
        "Filled",
        "7004",
        "Lowe",
        "Nia",
        "Fixed Term",
        date(2022, 3, 31),
        date(2020, 4, 1),
        "50001",
        "",
    ],
]
HEADER = list(SYSTEMS["resourcelink"])


@pytest.mark.parametrize("system", ["sap", "oracle", "itrent", "resourcelink"])
@pytest.mark.parametrize("rotated", [0, 7])
def test_the_headings_of_each_system_are_matched(system: str, rotated: int) -> None:
    turn = [*range(rotated, len(FIELDS)), *range(rotated)]
    rows = [[row[index] for index in turn] for row in ([*SYSTEMS[system]], *LINES)]
    result = checked("establishment", rows)
    letters = {FIELDS[index]: chr(65 + place) for place, index in enumerate(turn)}
    assert result.columns == letters
    assert told(result) == []


def test_most_of_a_system_s_odd_headings_are_matched_and_the_rest_listed() -> None:
    result = checked("establishment", [[*SYSTEMS["unit4"]], *LINES])
    assert {
        "post_no",
        "job_title",
        "cost_centre",
        "fte",
        "salary_fte",
        "salary_actual",
        "occupancy",
        "person_ref",
    } <= set(result.columns)
    assert told(result) == []


def test_the_header_stands_under_titles_and_before_footers() -> None:
    rows = [
        ["Establishment list"],
        ["Position as at 2021-01-31"],
        [],
        HEADER,
        *LINES,
        [],
        ["Total", "", "", "", "", 3.311],
        ["Report run 01/02/2021"],
    ]
    result = checked("establishment", rows)
    assert (result.header_row, result.ignored_rows, result.rows_with_data) == (4, [1, 2, 3, 9, 10, 11], 4)


def test_rows_are_counted_from_the_sheet_s_own_first_row() -> None:
    result = checked("establishment", [[], [], HEADER, LINES[0], ["", "Clerk", "", "", "", 1]])
    assert (result.header_row, told(result)) == (3, [("A5", "error", "post_no")])


def test_section_headings_sub_totals_blank_rows_and_repeated_headers_are_not_data() -> None:
    rows = [
        HEADER,
        ["Fostering"],
        *LINES[:2],
        ["Sub-total Fostering", "", "", "", "", 1.811],
        [],
        HEADER,
        ["Adoption"],
        *LINES[2:],
        ["Adoption Total", "", "", "", "", 1.5],
        ["GRAND TOTAL", "", "", "", "", 3.311],
    ]
    result = checked("establishment", rows)
    assert result.ignored_rows == [2, 5, 6, 7, 8, 11, 12]
    assert told(result) == []


def test_a_row_with_a_value_besides_the_first_is_data_however_faulty() -> None:
    result = checked("establishment", [HEADER, *LINES, ["", "Clerk"]])
    assert told(result) == [("A6", "error", "post_no"), ("F6", "error", "fte")]


@pytest.mark.parametrize(
    ("upper", "lower"),
    [
        (
            ["Post", "Post", "Structure", "Costing", "Pay", "WTE", "Weekly", "WTE", "Pro-rata", "Occupancy"],
            ["Number", "Name", "Unit", "code", "Scale", "", "Hours", "Salary", "salary", ""],
        ),
        (
            [
                "Post",
                "",
                "Structure Unit",
                "Costing code",
                "Pay Scale",
                "WTE",
                "Weekly Hours",
                "Salary",
                "",
                "Occupancy",
            ],
            ["Number", "Title", "", "", "", "", "", "Full time", "Actual", ""],
        ),
    ],
)
def test_a_header_over_two_rows(upper: list[str], lower: list[str]) -> None:
    result = checked("establishment", [["Extract"], upper, lower, *(line[:10] for line in LINES)])
    assert result.header_row == 3
    assert sorted(result.columns, key=lambda name: result.columns[name]) == list(FIELDS[:10])
    assert told(result) == []
    assert result.rows_with_data == 4


def test_a_row_of_units_under_the_header_is_not_data() -> None:
    units = ["", "", "", "", "", "wte", "hrs", "£", "£"]
    assert checked("establishment", [HEADER, units, *LINES]).ignored_rows == [2]


def test_a_header_on_the_last_line_heads_the_rows_above() -> None:
    result = checked("establishment", [*LINES, HEADER])
    assert (result.header_row, result.rows_with_data) == (5, 4)


def test_the_sheet_that_fits_best_is_read_and_a_hidden_twin_is_not() -> None:
    content = xlsx(
        [["Notes"], ["Vacancies are included"]],
        title="Read me",
        more={"Staff": [HEADER, *LINES]},
        hidden={"Old": [HEADER, *LINES, *LINES]},
    )
    assert check("establishment", content, "a.xlsx").sheet == "Staff"
    assert check("establishment", content, "a.xlsx", sheet="Old").rows_with_data == 8


def test_a_heading_that_only_looks_alike_is_left_alone() -> None:
    rows = [
        ["Post No", "Job Title", "FTE", "Start Grade Review", "Date Budget Ended", "Line Manager"],
        ["P1", "Clerk", 1, "x", "y", "Mrs Lowe"],
    ]
    result = checked("establishment", rows)
    assert result.unmapped == ["Start Grade Review", "Date Budget Ended", "Line Manager"]
    assert result.rows[0].extra["Line Manager"] == "Mrs Lowe"


def test_a_misspelt_heading_is_matched_and_noted() -> None:
    result = checked("establishment", [["Post Number", "Job Titel", "FTE"], ["P1", "Clerk", 1]])
    assert result.columns["job_title"] == "B"
    assert [(each.cell, each.field) for each in result.findings if each.severity == "note"] == [("B1", "job_title")]


def test_a_column_of_known_values_is_told_by_them() -> None:
    rows = [
        ["Post Number", "Job Title", "FTE", "Zustand"],
        ["P1", "A", 1, "Occupied"],
        ["P2", "A", 1, "Vacant"],
        ["P3", "A", 1, "Frozen"],
    ]
    assert checked("establishment", rows).columns["occupancy"] == "D"


def test_a_person_may_choose_the_header_row() -> None:
    rows = [["Post Number", "Job Title", "FTE", "Team"], ["Post No", "Role", "WTE", "Team"], ["P1", "Clerk", 1, "A"]]
    assert checked("establishment", rows, mapping=SavedMapping(header_row=2)).header_row == 2


def _as_text(rows: list[list[Any]]) -> list[list[Any]]:
    return [[cell.strftime("%d.%m.%Y") if isinstance(cell, date) else cell for cell in row] for row in rows]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_delimited_text_in_every_dress(delimiter: str, encoding: str, ending: str) -> None:
    lines = _as_text(LINES)
    lines[0][1] = "Worker, St Martin’s; “£”"
    content = delimited([HEADER, *lines], delimiter=delimiter, encoding=encoding, ending=ending)
    result = check("establishment", content, "list.csv")
    assert told(result) == []
    assert result.sheet is None
    assert result.rows[0].values["job_title"] == "Worker, St Martin’s; “£”"
    assert result.rows[0].values["cost_centre"] == "01150"
    assert result.rows[0].values["started_on"] == date(2015, 4, 1)
    assert ("encoding" in {each.code for each in result.findings}) == (encoding in ("cp1252", "utf-16"))


def test_a_line_break_inside_a_quoted_cell_is_one_row() -> None:
    lines = _as_text(LINES)
    lines[0][1] = "Social\r\nWorker"
    assert check("establishment", delimited([HEADER, *lines]), "list.csv").rows_with_data == 4


def test_the_printed_object_has_its_keys_and_no_others() -> None:
    result = checked("establishment", [HEADER, *LINES, ["", "Clerk", "", "", "", 1]])
    printed = result.as_json()
    assert list(printed) == [
        "file",
        "sha256",
        "sheet",
        "header_row",
        "columns",
        "unmapped",
        "ignored_rows",
        "rows_with_data",
        "rows_accepted",
        "findings",
        "totals",
    ]
    assert printed["findings"][0] == {
        "sheet": "List",
        "cell": "A6",
        "severity": "error",
        "field": "post_no",
        "message": "Enter a post number",
    }


CELL = st.one_of(
    st.none(),
    st.text(st.characters(blacklist_categories=("Cs", "Cc")), max_size=12),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
    st.integers(-(10**6), 10**6),
    st.dates(date(1950, 1, 1)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(CELL, min_size=len(HEADER), max_size=len(HEADER)), max_size=6))
def test_whatever_stands_below_a_header_each_row_is_accepted_parked_or_ignored(rows: list[list[Any]]) -> None:
    result: Checked = check(
        "establishment", xlsx([HEADER, *([("" if cell is None else cell) for cell in row] for row in rows)]), "any.xlsx"
    )
    assert len(result.rows) + len(result.parked) == result.rows_with_data
    numbers = {row.number for row in (*result.rows, *result.parked)}
    assert not numbers & set(result.ignored_rows)
    assert {row.number for row in result.parked} == {each.row for each in result.findings if each.severity == "error"}


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("POSITION_ID", "post_no"),
        ("Position Ref No", "post_no"),
        ("PostNo", "post_no"),
        ("F.T.E.", "fte"),
        ("FTE/WTE", "fte"),
        ("DoB", "date_of_birth"),
        ("N.I. No.", "ni_number"),
        ("Cost Ctr", "cost_centre"),
        ("Contract End", "contract_end_on"),
        ("LGS Start", "lg_service_on"),
        ("Mgr Post No", "line_manager_post"),
        ("Salary (actual)", "salary_actual"),
        ("Agency (if applicable)", "agency_name"),
    ],
)
def test_abbreviations_initials_and_brackets(heading: str, field: str) -> None:
    others = {"post_no": "Post No", "job_title": "Job Title", "fte": "FTE"}
    others.pop(field, None)
    result = checked("establishment", [[heading, *others.values()], ["", *("P1", "Clerk", 1)[-len(others) :]]])
    assert result.columns[field] == "A"


def test_a_word_that_matters_is_never_passed_over() -> None:
    rows = [
        ["Post No", "Job Title", "FTE", "Contract Review Date", "Agency Fee", "Previous Grade"],
        ["P1", "Clerk", 1, "", "", ""],
    ]
    assert set(checked("establishment", rows).columns) == {"post_no", "job_title", "fte"}


def test_columns_without_a_heading_and_the_same_heading_twice_are_told_apart_and_kept() -> None:
    """A heading names one column: what stands under a second one, or under none, is listed and kept beside it."""
    rows = [
        (*POSTS_HEADER, "Parking", "", "Parking", ""),
        *([*post(number), "First", f"Room {number}", "Second", ""] for number in range(1, 4)),
    ]
    found = check("establishment", xlsx(rows), "posts.xlsx")
    bare = column_letter(len(POSTS_HEADER) + 1)
    assert found.unmapped[-3:] == ["Parking", f"Column {bare}", "Parking (2)"]
    kept = found.rows[0].extra
    assert (kept["Parking"], kept[f"Column {bare}"], kept["Parking (2)"]) == ("First", "Room 1", "Second")
    assert [each.severity for each in found.findings if each.severity != "note"] == []


def test_of_a_heading_that_stands_twice_somebody_says_which_column_is_meant() -> None:
    rows = [(*POSTS_HEADER, "Remarks", "", "Remarks"),
            *([*post(number), "First", "12 High St", "Second"] for number in range(1, 4))]  # fmt: skip
    bare = f"Column {column_letter(len(POSTS_HEADER) + 1)}"
    said = SavedMapping(columns={"Remarks": "", "Remarks (2)": "notes", bare: "location"})
    found = check("establishment", xlsx(rows), "posts.xlsx", mapping=said)
    assert (found.rows[0].values["notes"], found.rows[0].values["location"]) == ("Second", "12 High St")
    assert found.columns["notes"] == column_letter(len(POSTS_HEADER) + 2)
