"""The sample's own workbooks as other councils would send them: other headings, formats, sections; the same faults."""

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from imports.check import Checked, check
from imports.letters import column_index, column_letter
from imports.reading import open_table
from tests.unit.imports.workbooks import xlsx
from transfer.sample import make

EXPECTED = json.loads(Path(make.__file__).with_name("expected.json").read_text(encoding="utf-8"))["files"]
Rows = list[list[Any]]

RESOURCELINK = {
    "Post Number": "Post No.", "Job Title": "Post Long Desc", "Service": "Org Level 3", "Cost Centre": "Cost Code",
    "Grade": "Pay Scale", "FTE": "WTE", "Weekly Hours": "Contract Hours", "Paid Weeks": "Weeks Per Annum",
    "Full-time Salary": "Basic Pay (FTE)", "Actual Salary": "Basic Pay Actual", "Occupancy Status": "Post Occupancy",
    "Payroll Number": "Emp Ref", "Surname": "Last Name", "Forename": "First Name", "NI Number": "Nat Ins No",
    "Date of Birth": "DoB", "Contract Type": "Appointment Type", "Contract End Date": "Expected End Date",
    "Start Date": "Appointment Start Date", "Continuous Service Date": "Cont Serv Date",
    "Pension Scheme": "Superannuation", "Line Manager Post": "Reports To Post", "Agency Name": "Agency",
    "Location": "Work Base", "Cost Centre Name": "Dim1(T)", "Account": "Subjective Code", "Account Name": "Account (T)",
    "Subjective Group": "CIPFA Group", "Fund": "Funding Source", "2021/22 Base Budget £": "Original Budget 2021-22",
    "2020/21 Forecast Outturn £": "Forecast 2020-21", "Contract Reference": "Contract ID", "Title": "Contract Name",
    "Supplier": "Vendor", "Annual Value": "Value p.a.", "Total Value": "Whole Life Value", "End Date": "Expiry Date",
    "Notice Period (months)": "Notice (months)", "Irrecoverable VAT": "VAT irrecoverable",
    "Procurement Route": "Route to market", "SME or VCSE": "SME/VCSE", "Ref": "Milestone Ref", "Milestone": "Title",
    "Workstream": "Work Stream", "Baseline": "Baseline Date", "Forecast": "Forecast Date", "Actual": "Actual Date",
    "Depends on": "Dependencies", "Percent of time": "% of time", "Quantity": "Number", "Driver": "Cost driver",
    "Organisation": "Body",
}  # fmt: skip
SUCCESSFACTORS = RESOURCELINK | {
    "Post Number": "Position Code", "Job Title": "Position Title", "Service": "Department",
    "Cost Centre": "Cost Center",
    "Grade": "Pay Grade", "FTE": "FTE", "Weekly Hours": "Standard Weekly Hours", "Occupancy Status": "Position Status",
    "Payroll Number": "Person ID", "Surname": "Legal Last Name", "Forename": "Legal First Name",
    "NI Number": "National ID", "Contract Type": "Employment Type", "Contract End Date": "Contract End Date",
    "Start Date": "Hire Date", "Continuous Service Date": "Original Start Date", "Full-time Salary": "FTE Salary",
    "Actual Salary": "Annualized Salary", "Line Manager Post": "Parent Position Code",
    "Cost Centre Name": "CO object name",
    "Account": "Cost Element", "Account Name": "Cost Element Name", "Subjective Group": "Cost Element Group",
    "2021/22 Base Budget £": "FY2021/22 Plan", "2020/21 Forecast Outturn £": "FY2020/21 Forecast",
    "Contract Reference": "Outline Agreement", "Title": "Short Text", "Supplier": "Name of Vendor",
    "Total Value": "Target Value", "End Date": "Validity End", "Weeks": "Weeks",
}  # fmt: skip

OF_CONTRACTS = {"Start Date": "Commencement Date", "Service": "Service Area"}
MONEY = ("Salary", "Value", "£")


def _numeric_date(value: date) -> str:
    return f"{value:%d.%m.%Y}"


def _named_date(value: date) -> str:
    return f"{value:%d %B %Y}"


def _plain_number(value: float) -> Any:
    return int(value) if value == int(value) else value


def _ledger_number(value: float) -> Any:
    """As ledgers print amounts: grouped, and a minus at the end."""
    return f"{abs(value):,.2f}{'-' if value < 0 else ''}"


@dataclass(frozen=True)
class Dress:
    """One council's way. turned: columns moved from the left to the right end; every: rows between two sections."""

    name: str
    headings: dict[str, str]
    turned: int
    titles: tuple[str, ...]
    every: int
    section: Callable[[int], list[Any]]
    day: Callable[[date], str]
    number: Callable[[float], Any]
    save: Callable[[Rows], bytes]
    filename: str


def _cp1252(rows: Rows) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue().encode("cp1252")


DRESSES = (
    Dress(
        "delimited", RESOURCELINK, 0, (), 25, lambda number: [f"Section {number}: Children’s"], _numeric_date,
        _plain_number, _cp1252, "export.csv",
    ),
    Dress(
        "printed", SUCCESSFACTORS, 2, ("Council report – all units", "", "Run by: system"), 40,
        lambda number: ["Sub-total", number], _named_date, _ledger_number, xlsx, "report.xlsx",
    ),
)  # fmt: skip
PLANTED: dict[str, tuple[str, str, str]] = {
    "establishment": ("fte", "half a post", "F"), "budget": ("amount", "to be agreed", "G"),
    "contracts": ("end_on", "31.04.2022", "H"), "milestones": ("forecast_on", "31.11.2020", "G"),
    "drivers": ("quantity", "many", "C"), "time_shares": ("percent", "most", "D"),
}  # fmt: skip
"""One more fault in each file: the field, what is written there, and its column in the sample."""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    make.write_folder(folder)
    return folder


def _dressed(dress: Dress, rows: Rows, header_row: int) -> tuple[Rows, dict[int, int], dict[str, str]]:
    """The rows in another dress, with where each row and column of the sample went."""
    header, data = rows[header_row - 1], rows[header_row:]
    width, turn = len(header), dress.turned
    moved = {column_letter((index + turn) % width): column_letter(index) for index in range(width)}
    out: Rows = [[title] for title in dress.titles]
    where: dict[int, int] = {}

    def put(row: list[Any], number: int) -> None:
        written = [_written(dress, cell, heading) for cell, heading in zip(row, header, strict=True)]
        turned = written[turn:] + written[:turn]
        if str(row[0]).startswith(("Total", "Printed")):  # a footer keeps its words on the left
            turned[0], turned[-turn] = row[0], turned[0] if turn else row[0]
        out.append(turned)
        where[number] = len(out)

    headings = dress.headings | (OF_CONTRACTS if "Supplier" in header else {})
    put([headings.get(heading, heading) for heading in header], header_row)
    for index, row in enumerate(data):
        if index % dress.every == 0 and index + dress.every < len(data):
            out.append(dress.section(index // dress.every + 1))
        put(row, header_row + 1 + index)
    return out, where, moved


def _written(dress: Dress, cell: Any, heading: str) -> Any:
    if isinstance(cell, date):
        return dress.day(cell)
    if not isinstance(cell, float):
        return cell
    return dress.number(cell) if any(word in heading for word in MONEY) else _plain_number(cell)


def _found(checked: Checked) -> list[tuple[str, str]]:
    return sorted((str(each.cell), each.severity) for each in checked.findings if each.severity != "note")


def _cases() -> Iterator[Any]:
    for dress in DRESSES:
        for name in EXPECTED:
            yield pytest.param(dress, name, id=f"{dress.name}-{name}")


@dataclass(frozen=True)
class Dressed:
    """A file of the sample in another dress; wanted: (cell, severity) of what is to be told of it."""

    filename: str
    content: bytes
    wanted: list[tuple[str, str]]
    spoilt: tuple[str, str]


def dressed(dress: Dress, name: str, sample: Path) -> Dressed:
    """With one more fault planted, whose cell and field are `spoilt`."""
    expected = EXPECTED[name]
    rows = [list(row) for row in open_table(sample / name).sheet(expected["sheet"]).rows]
    field, fault, letter = PLANTED[expected["dataset"]]
    told = {int(each["cell"].lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) for each in expected["findings"]}
    planted = column_index(letter)
    numbers = range(expected["header_row"] + 1, len(rows) + 1)
    clean = [number for number in numbers if number not in told and rows[number - 1][0] and rows[number - 1][planted]]
    row = next(number for number in reversed(clean) if not str(rows[number - 1][0]).startswith("Total"))
    out, where, moved = _dressed(dress, rows, expected["header_row"])
    column = moved[letter]
    out[where[row] - 1][column_index(column)] = fault
    wanted = [(_moved(each["cell"], where, moved), each["severity"]) for each in expected["findings"]]
    cell = f"{column}{where[row]}"
    stem = Path(name).stem
    return Dressed(f"{stem}-{dress.filename}", dress.save(out), sorted([*wanted, (cell, "error")]), (cell, field))


@pytest.mark.parametrize("dress, name", list(_cases()))
def test_each_planted_fault_is_told_and_no_other(dress: Dress, name: str, sample: Path) -> None:
    expected = EXPECTED[name]
    as_at = date.fromisoformat(expected["as_at"]) if "as_at" in expected else None
    file = dressed(dress, name, sample)
    checked = check(expected["dataset"], file.content, file.filename, as_at=as_at)
    assert _found(checked) == file.wanted
    assert checked.rows_with_data == expected["rows_with_data"]
    cell, field = file.spoilt
    assert {each.field for each in checked.findings if each.cell == cell} == {field}


def _moved(cell: str, where: dict[int, int], moved: dict[str, str]) -> str:
    letter = cell.rstrip("0123456789")
    return f"{moved[letter]}{where[int(cell.removeprefix(letter))]}"
