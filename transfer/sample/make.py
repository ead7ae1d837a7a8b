"""Write the sample programme's folder: programme.toml and its workbooks, the same bytes every time.

Run by hand: `python -m transfer.sample.make FOLDER`.
"""

import shutil
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheets import book_bytes
from transfer.sample import later_data, plan
from transfer.sample.budget_lines import CONTROL_TOTAL_PENCE, BudgetLine, budget_lines
from transfer.sample.contract_lines import ContractLine, contract_lines
from transfer.sample.establishment import HOURS, Line, council_january, trust_february, trust_january

# A workbook says when it was made; a fixed day keeps two runs alike.
MADE_AT = datetime(2021, 2, 1, 9, 0)

STAFF_HEADINGS = (
    "Post Number", "Job Title", "Service", "Cost Centre", "Grade", "FTE", "Weekly Hours", "Paid Weeks",
    "Full-time Salary", "Actual Salary", "Occupancy Status", "Payroll Number", "Surname", "Forename", "NI Number",
    "Date of Birth", "Contract Type", "Contract End Date", "Start Date", "Continuous Service Date", "Pension Scheme",
    "Line Manager Post", "Agency Name", "Location",
)  # fmt: skip
# On a list that says who is away.
AWAY_HEADINGS = ("Absence", "Absent Until")
BUDGET_HEADINGS = (
    "Cost Centre", "Cost Centre Name", "Account", "Account Name", "Subjective Group", "Fund",
    "2021/22 Base Budget £", "2020/21 Forecast Outturn £",
)  # fmt: skip
CONTRACT_HEADINGS = (
    "Contract Reference", "Title", "Supplier", "Service", "Annual Value", "Total Value", "Start Date", "End Date",
    "Notice Period (months)", "Irrecoverable VAT", "Procurement Route", "SME or VCSE",
)  # fmt: skip
KEEP_AS_TEXT = "@"


def write_folder(folder: Path) -> None:
    """Fill a folder (made when missing) with programme.toml, its eight workbooks, and three for later."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(Path(__file__).with_name("programme.toml"), folder / "programme.toml")
    trust, council = "Slough Children's Services Trust", "Slough Borough Council"
    _save(_staff_list(trust, date(2021, 1, 31), trust_january(), 350.429), folder / "trust-establishment.xlsx")
    _save(
        _staff_list(trust, date(2021, 2, 28), trust_february(), 343.673), folder / "trust-establishment-february.xlsx"
    )
    _save(_staff_list(council, date(2021, 1, 31), council_january(), 107.566), folder / "council-establishment.xlsx")
    _save(_budget_book(), folder / "budget-book.xlsx")
    _save(_contracts_register(), folder / "contracts-register.xlsx")
    _save(_steering_group_plan(), folder / "steering-group-plan.xlsx")
    _save(_drivers(), folder / "drivers.xlsx")
    _save(_management_time(), folder / "management-time.xlsx")
    _write_later_data(folder)


def _write_later_data(folder: Path) -> None:
    period = (later_data.KPI_PERIOD,)
    kpis = [(*row[:3], *period, *row[3:], later_data.KPI_SOURCE) for row in later_data.KPIS]
    _save(_one_sheet("Scorecard", later_data.KPI_HEADINGS, kpis), folder / "kpis.xlsx")
    for name, rows in (("council", later_data.COUNCIL_ASSETS), ("trust", later_data.TRUST_ASSETS)):
        _save(_one_sheet("Assets", later_data.ASSET_HEADINGS, rows), folder / f"{name}-assets.xlsx")


def _save(workbook: Workbook, path: Path) -> None:
    path.write_bytes(book_bytes(workbook, path.stem, MADE_AT))


def _sheet(title: str, rows_above: Sequence[Sequence[Any]], headings: Sequence[str]) -> tuple[Workbook, Worksheet]:
    """A workbook of one sheet with its title rows and its bold heading row, frozen below it."""
    workbook = Workbook()
    sheet = workbook.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    for number, row in enumerate((*rows_above, headings), start=1):
        for column, value in enumerate(row, start=1):
            sheet.cell(number, column, value)
    heading_row = len(rows_above) + 1
    for column, heading in enumerate(headings, start=1):
        cell = sheet.cell(heading_row, column)
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
        sheet.column_dimensions[get_column_letter(column)].width = max(12, min(34, len(heading) + 4))
    if rows_above:
        sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.freeze_panes = f"A{heading_row + 1}"
    return workbook, sheet


def _put(sheet: Worksheet, row: int, values: Iterable[Any]) -> None:
    for column, value in enumerate(values, start=1):
        if value is None or value == "":
            continue
        cell = sheet.cell(row, column, value)
        if isinstance(value, date):
            cell.number_format = "DD/MM/YYYY"
        elif isinstance(value, str) and value.isdigit():
            cell.number_format = KEEP_AS_TEXT


def _one_sheet(title: str, headings: Sequence[str], rows: Iterable[Sequence[Any]],
               above: Sequence[Sequence[Any]] = ()) -> Workbook:  # fmt: skip
    workbook, sheet = _sheet(title, above, headings)
    for number, row in enumerate(rows, start=len(above) + 2):
        _put(sheet, number, row)
    return workbook


def _staff_row(line: Line) -> list[Any]:
    written = line.as_written
    person = line.person
    surname, forename = line.name or (None, None)
    paid = written.get("salary_actual", line.actual_pence) / 100
    weeks = float(line.weeks) if "." in line.weeks else int(line.weeks)
    fte = line.fte / 1000 if line.fte != 1000 else 1
    return [
        written.get("post_no", line.post_no), line.step.title, line.service,
        written.get("cost_centre", line.cost_centre), line.step.grade, written.get("fte", fte), HOURS[line.fte], weeks,
        written.get("salary_fte", line.full_pence / 100), paid, written.get("occupancy", line.status),
        person and person.payroll, surname, forename, person and person.ni_number, person and person.born_on,
        line.contract, line.ends_on, person and person.started_on,
        written.get("continuous_service_on", person and person.continuous_on), line.pension, line.manager,
        line.agency, line.place, line.absence, line.back_on,
    ]  # fmt: skip


def _staff_list(organisation: str, as_at: date, lines: list[Line], printed_fte: float) -> Workbook:
    """A staff list as a human resources system prints one: title rows, the list, a blank row, a total and a footer."""
    above = ((f"{organisation}: staff list",), (f"As at {as_at.isoformat()}",), ("OFFICIAL-SENSITIVE: PERSONAL",), ())
    away = AWAY_HEADINGS if any(line.absence for line in lines) else ()
    workbook, sheet = _sheet("Establishment", above, (*STAFF_HEADINGS, *away))
    for number, line in enumerate(lines, start=6):
        _put(sheet, number, _staff_row(line))
    total_row = 6 + len(lines) + 1
    sheet.cell(total_row, 1, "Total")
    sheet.cell(total_row, 6, printed_fte)
    sheet.cell(total_row + 1, 1, "Printed from the people system")
    sheet.merge_cells("A1:F1")
    notes = workbook.create_sheet("Notes")
    notes["A1"] = "Empty posts are listed too. The managed service gave the agencies' names."
    return workbook


def _budget_row(line: BudgetLine) -> list[Any]:
    return [
        line.cost_centre, line.cost_centre_name, line.as_written.get("account", line.account), line.account_name,
        line.as_written.get("group", line.group), line.fund, line.as_written.get("base", line.base_pence / 100),
        line.forecast_pence / 100,
    ]  # fmt: skip


def _budget_book() -> Workbook:
    """The control total printed at the foot is not what the lines come to: that is one of the faults."""
    above = (("Slough Borough Council: revenue budget, extract",), ("Pounds and pence. Income is negative.",), ())
    lines = budget_lines()
    workbook = _one_sheet("Budget book", BUDGET_HEADINGS, map(_budget_row, lines), above)
    sheet = workbook["Budget book"]
    total_row = len(above) + len(lines) + 3
    sheet.cell(total_row, 1, "Total")
    sheet.cell(total_row, 7, CONTROL_TOTAL_PENCE / 100)
    return workbook


def _contract_row(line: ContractLine) -> list[Any]:
    return [
        line.reference, line.title, line.supplier, line.service, line.annual, line.total, line.start_on, line.end_on,
        line.notice_months, "No", line.route, line.supplier_kind,
    ]  # fmt: skip


def _contracts_register() -> Workbook:
    return _one_sheet("Register", CONTRACT_HEADINGS, map(_contract_row, contract_lines()))


def _steering_group_plan() -> Workbook:
    above = (("Steering group: plan on a page",), ("Day one is 1 April 2021",))
    return _one_sheet("Plan", plan.HEADINGS, plan.MILESTONES, above)


def _drivers() -> Workbook:
    return _one_sheet("Drivers", ("Driver", "Organisation", "Quantity", "Source"), plan.DRIVERS)


def _management_time() -> Workbook:
    headings = ("Post Number", "Job Title", "Organisation", "Percent of time", "Basis", "Review")
    return _one_sheet("Management time", headings, plan.TIME_SHARES)


if __name__ == "__main__":
    write_folder(Path(sys.argv[1]))
