"""A workbook to fill in: headings, one example row, known values to choose from, and what each column holds."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheets import book_bytes, fit, put, put_header, sheet_name, written

ROWS_TO_FILL = 5_000
LISTS = "Known values"


class TemplateColumn(NamedTuple):
    """kind as reports.tables; choices: known values, offered in the cell; example: a value as it would be stored; rule:
    what Excel itself asks of the cells, one of RULES, "" for nothing."""

    heading: str
    kind: str
    words: str
    required: bool
    choices: Sequence[str] = ()
    example: Any = None
    rule: str = ""


class Rule(NamedTuple):
    """A rule as Excel keeps it. style: stop refuses another value, warning asks first."""

    type: Literal["date", "decimal", "list"]
    operator: Literal["between", "greaterThan", "greaterThanOrEqual"] | None
    first: str | None
    second: str | None
    says: str
    style: Literal["stop", "warning", "information"] = "warning"


RULES = {
    "date": Rule("date", "greaterThan", "1", None, "Enter a date, such as 31/3/2021."),
    "money": Rule("decimal", "between", "-1000000000000", "1000000000000", "Enter an amount in pounds and pence."),
    "number": Rule("decimal", "greaterThanOrEqual", "0", None, "Enter a number."),
    "above nothing": Rule("decimal", "greaterThan", "0", None, "Enter a number above 0.", "stop"),
    "percent": Rule("decimal", "between", "0", "100", "Enter a share of 100, such as 25.", "stop"),
    "known value": Rule("list", None, None, None, "Choose one of the known values.", "stop"),
}


def template_workbook(title: str, columns: Sequence[TemplateColumn]) -> bytes:
    """Three sheets: the one to fill in, with an example under its headings; what each column holds; known values."""
    book = Workbook()
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = sheet_name(title, set())
    _sheet_to_fill(sheet, columns)
    _what_each_holds(book.create_sheet("What each column holds"), columns)
    _known_values(book.create_sheet(LISTS), sheet, columns)
    return book_bytes(book, title)


def _sheet_to_fill(sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    put_header(sheet, 1, [each.heading for each in columns], [each.kind for each in columns])
    widths: dict[int, int] = {}
    for number, column in enumerate(columns, 1):
        heading = sheet.cell(1, number)
        heading.font = Font(bold=True, underline="single" if column.required else None)
        note = Comment(f"{column.words}. {'Needed.' if column.required else 'May be left empty.'}", "Transfer")
        heading.comment = note
        cell = put(sheet, 2, number, column.example, column.kind)
        cell.font = Font(italic=True)
        widths[number] = max(len(column.heading), written(cell.value))
        if column.rule in ("number", "above nothing"):
            cell.number_format = "General"
        elif column.kind in ("code", "text"):
            _keep_as_text(sheet, number)
        if column.rule and not column.choices:
            _add_rule(sheet, number, RULES[column.rule])
    fit(sheet, widths)
    sheet.freeze_panes = "A2"


def _add_rule(sheet: Worksheet, number: int, rule: Rule, offered: str | None = None) -> None:
    """offered: where the known values of a list stand."""
    asks = DataValidation(
        rule.type, operator=rule.operator, formula1=offered or rule.first, formula2=rule.second, allow_blank=True,
        errorStyle=rule.style, error=rule.says, errorTitle="Look at this cell again",
    )  # fmt: skip
    letter = get_column_letter(number)
    asks.add(f"{letter}2:{letter}{ROWS_TO_FILL}")
    sheet.add_data_validation(asks)


def _keep_as_text(sheet: Worksheet, number: int) -> None:
    """A code typed into a cell of text keeps its leading noughts."""
    sheet.column_dimensions[get_column_letter(number)].number_format = "@"
    sheet.cell(2, number).number_format = "@"


def _what_each_holds(sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    put(sheet, 1, 1, "Put your rows under the headings of the first sheet, in place of the example in italics.")
    put(sheet, 2, 1, "Columns may stand in any order, and those that you do not have may be removed.")
    put_header(sheet, 4, ["Heading", "What it holds", "Needed"], ["text"] * 3)
    for row, column in enumerate(columns, 5):
        put(sheet, row, 1, column.heading)
        put(sheet, row, 2, column.words)
        put(sheet, row, 3, "Needed" if column.required else "May be left empty")
    fit(sheet, {1: 28, 2: 58, 3: 20})


def _known_values(lists: Worksheet, sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """Each list stands in a column of its own, and the cells to fill in offer it. A list of the programme's names may
    grow, so another value is only remarked on; the check of the file says what is wrong with it."""
    place = 0
    for number, column in enumerate(columns, 1):
        if not column.choices:
            continue
        place += 1
        put(lists, 1, place, f"For {column.heading}", bold=True)
        for row, value in enumerate(column.choices, 2):
            put(lists, row, place, value)
        letter = get_column_letter(place)
        offered = f"'{LISTS}'!${letter}$2:${letter}${len(column.choices) + 1}"
        rule = RULES["known value"]
        _add_rule(sheet, number, rule if column.rule else rule._replace(style="information"), offered)
    fit(lists, dict.fromkeys(range(1, place + 1), 28))
