"""Small workbooks and delimited files, written row by row."""

import csv
import io
from collections.abc import Sequence
from datetime import date
from typing import Any

import openpyxl

from imports.check import Checked, Context, SavedMapping, check

Rows = Sequence[Sequence[Any]]


def xlsx(
    rows: Rows, *, title: str = "List", hidden: dict[str, Rows] | None = None, more: dict[str, Rows] | None = None
) -> bytes:
    """A workbook with one sheet, then visible ones (`more`) and hidden ones, each a title and its rows."""
    book = openpyxl.Workbook()
    first = book.active
    first.title = title
    _fill(first, rows)
    for name, others in {**(more or {}), **(hidden or {})}.items():
        sheet = book.create_sheet(name)
        _fill(sheet, others)
        sheet.sheet_state = "hidden" if name in (hidden or {}) else "visible"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Any, rows: Rows) -> None:
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])


def delimited(rows: Rows, *, delimiter: str = ",", encoding: str = "utf-8", ending: str = "\r\n") -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=ending).writerows(rows)
    return out.getvalue().encode(encoding)


POSTS_HEADER = (
    "Post No",
    "Job Title",
    "Service",
    "Cost Centre",
    "FTE",
    "Hours",
    "Full Time Salary",
    "Actual Salary",
    "Occupancy",
    "Employee No",
    "Surname",
    "Contract Type",
    "Contract End Date",
    "Start Date",
    "Line Manager Post",
    "Agency Name",
)
_POST: dict[str, Any] = {
    "Post No": "P001",
    "Job Title": "Social Worker",
    "Service": "Fostering",
    "Cost Centre": "01150",
    "FTE": 1,
    "Hours": 37,
    "Full Time Salary": 30000,
    "Actual Salary": 30000,
    "Occupancy": "Filled",
    "Employee No": "4001",
    "Surname": "Patel",
    "Contract Type": "Permanent",
    "Contract End Date": "",
    "Start Date": date(2015, 4, 1),
    "Line Manager Post": "",
    "Agency Name": "",
}


def post(number: int, **changed: Any) -> list[Any]:
    """A faultless establishment line, but for what is changed (by heading, spaces as underscores)."""
    values = {**_POST, "Post No": f"P{number:03d}", "Employee No": f"{4000 + number}", "Surname": f"Name{number}"}
    values.update({heading.replace("_", " "): value for heading, value in changed.items()})
    return [values[heading] for heading in POSTS_HEADER]


def vacant(number: int, **changed: Any) -> list[Any]:
    empty = {"Occupancy": "Vacant", "Employee_No": "", "Surname": "", "Contract_Type": "", "Start_Date": ""}
    return post(number, **{**empty, **changed})


def posts(*lines: Sequence[Any], **options: Any) -> Checked:
    """An establishment workbook of a header and the lines, checked."""
    return checked("establishment", [POSTS_HEADER, *lines], **options)


def checked(
    dataset: str,
    rows: Rows,
    *,
    as_at: date | None = date(2021, 1, 31),
    context: Context | None = None,
    mapping: SavedMapping | None = None,
) -> Checked:
    return check(dataset, xlsx(rows), "list.xlsx", as_at=as_at, context=context, mapping=mapping)


def told(result: Checked) -> list[tuple[str | None, str, str | None]]:
    """Findings above notes as (cell, severity, field), in order of cell."""
    found = [(each.cell, each.severity, each.field) for each in result.findings if each.severity != "note"]
    return sorted(found, key=str)
