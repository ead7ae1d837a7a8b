"""Small workbooks as councils send them: a title, a header, some rows, a total."""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from openpyxl import Workbook

STAFF = ("Post Number", "Job Title", "Service", "Cost Centre", "FTE", "Full-time Salary", "Actual Salary",
         "Occupancy Status", "Payroll Number", "Surname", "Date of Birth")  # fmt: skip
STAFF_ROWS: tuple[tuple[Any, ...], ...] = (
    ("P001", "Social worker", "Fostering", "00100", 1, 40000, 40000, "Filled", "900001", "Abbot", "1980-02-01"),
    ("P002", "Social worker", "Assessment", "00110", 0.5, 40000, 20000, "Filled", "900002", "Birch", "1981-03-02"),
    ("P003", "Team manager", "Fostering", "00100", 1, 52000, 52000, "Vacant", None, None, None),
    ("P004", "Worker", "Early help", "00200", "half", 30000, 15000, "Filled", "900004", "Cole", "31/02/1979"),
)
BUDGET = ("Cost Centre", "Account", "Subjective Group", "Fund", "2021/22 Base Budget £")
BUDGET_ROWS: tuple[tuple[Any, ...], ...] = (
    ("00100", "A1000", "Employees", "GF", 1000.01),
    ("00200", "A1000", "Employees", "GF", 250.5),
    ("00200", "I9000", "Income", "GF", -50),
)


def workbook(headings: Sequence[str], rows: Sequence[Sequence[Any]], above: Sequence[Sequence[Any]] = ()) -> bytes:
    """The bytes of a workbook of one sheet."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (*above, headings, *rows):
        sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def staff_list(rows: Sequence[Sequence[Any]] = STAFF_ROWS) -> bytes:
    """Three good rows of the four by default: row 6 (P004) has an FTE that is none and a birthday that is none."""
    return workbook(STAFF, rows, above=[["Staff list"], []])


def budget_book(rows: Sequence[Sequence[Any]] = BUDGET_ROWS) -> bytes:
    return workbook(BUDGET, rows)


NORTH, SOUTH = "North team", "South team"
TEAM_FAULTS = (
    ("P011", "Worker", "Early help", "00200", "half", 30000, 15000, "Filled", "900011", "Dale", "1979-02-01"),
    ("P012", "Worker", "Early help", "00200", 1, 30000, 30000, "Vacant", "", "", ""),
    ("P013", "", "Early help", "00200", 1, 30000, 30000, "Vacant", "", "", ""),
)


def several(sheets: Mapping[str, Sequence[Sequence[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def teams(rows: Sequence[Sequence[Any]] = TEAM_FAULTS) -> bytes:
    """The header of the first stands in row 2, of the second in row 3: its rows are 4, 5 and 6, in the list 6, 7, 8."""
    return several(
        {NORTH: [["Staff"], STAFF, *STAFF_ROWS[:3]], SOUTH: [["Staff"], [], STAFF, *rows], "Notes": [["None"]]}
    )


TOML = """
[programme]
name = "North transfer"
slug = "north-load"
engine = "contractual"
go_live_on = 2021-04-01
as_if_today = 2021-03-01
budget = { year = "2021/22", basis = "base" }

[[organisation]]
name = "North Council"
short = "Council"
kind = "council"

[[organisation]]
name = "North Company"
short = "Company"
kind = "company"
company_number = "01234567"

[[service]]
name = "Fostering"
tier = 4
provider = "Council"
cost_centres = ["00100"]

[[service]]
name = "Early help"
tier = "1 to low 2"
provider = "Council"
cost_centres = ["00200"]

[[option]]
name = "As now"

[[option]]
name = "Fostering moves"
preferred = true

[[option.transfer]]
from = "Council"
to = "Company"
on = 2021-04-01
basis = "business transfer"
services = ["Fostering"]

[[dataset]]
kind = "establishment"
file = "staff.xlsx"
organisation = "Council"
as_at = 2021-01-31

[[dataset]]
kind = "budget"
file = "budget.xlsx"
organisation = "Council"

[[split]]
select = { service = "*" }
method = "follow the service"
"""


def programme_folder(folder: Path, toml: str = TOML) -> Path:
    """A folder that `programme load` takes: two organisations, two services, two options, a staff list and a budget."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "programme.toml").write_text(toml, encoding="utf-8")
    (folder / "staff.xlsx").write_bytes(staff_list())
    (folder / "budget.xlsx").write_bytes(budget_book())
    return folder
