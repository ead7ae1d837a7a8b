"""A split as a workbook that works itself out again: every share of every line is a formula over the lines, the rules
and the drivers in the same file, to the penny, so that somebody without Transfer can check the arithmetic.

Amounts stand in pounds; the arithmetic of a driver runs in whole pence and whole weights, which a spreadsheet holds
exactly. No formula matches codes by criteria: a spreadsheet takes "00100" and "100" for the same number there.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter as letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.sheets import FORMATS, book_bytes, fit, put, put_header
from reports.split_parts import (
    DIVIDED,
    ONE_STEP,
    PART,
    Divided,
    Split,
    SplitLine,
)

NONE = "(none)"
HEAD = 4  # the row of the headings on every sheet but the first
LINE_LABELS = (
    "Line", "Book", "Cost centre", "Account", "Account name", "Subjective group", "Layer", "Fund", "Service",
    "Amount", "Rule", "Goes to",
)  # fmt: skip
AMOUNT, GOES_TO = "J", "L"
CUTS = {"Book": "B", "Cost centre": "C", "Subjective group": "F", "Layer": "G", "Fund": "H", "Service": "I"}


def split_workbook(split: Split) -> bytes:
    """The same split gives the same bytes."""
    book = Workbook()
    first = book.active
    assert isinstance(first, Worksheet)
    first.title = "Summary"
    sheets = {name: book.create_sheet(name) for name in ("Lines", "Arithmetic", "Weights", "Rules", "Services")}
    weights = _weights(sheets["Weights"], split)
    rows = _arithmetic(sheets["Arithmetic"], split, weights)
    _lines(sheets["Lines"], split, rows)
    _rules(sheets["Rules"], split)
    _services(sheets["Services"], split)
    for words, column in CUTS.items():
        _cut(book.create_sheet(f"By {words.lower()}"), split, words, column)
    _summary(first, split)
    assert book.calculation is not None
    book.calculation.fullCalcOnLoad = True
    return book_bytes(book, split.title)


def put_formula(sheet: Worksheet, row: int, column: int, formula: str, kind: str = "money") -> None:
    """A formula of our own making: text that people brought never comes here."""
    cell = sheet.cell(row, column)
    assert isinstance(cell, Cell)
    cell.value = f"={formula}"
    cell.data_type = "f"
    cell.number_format = FORMATS.get(kind, "General")
    cell.alignment = Alignment(vertical="top")


def _head(sheet: Worksheet, title: str, words: str, labels: Sequence[str], kinds: Sequence[str]) -> None:
    put(sheet, 1, 1, title, bold=True).alignment = Alignment(wrap_text=False)
    put(sheet, 2, 1, words).alignment = Alignment(wrap_text=False)
    put_header(sheet, HEAD, labels, kinds)
    sheet.freeze_panes = f"A{HEAD + 1}"


# Where the weights stand: for each of the split's weights the rows of its places.
Rows = Sequence[range]


def _weights(sheet: Worksheet, split: Split) -> Rows:
    words = "Whole weight is quantity × times ÷ by: the same proportions in whole numbers, so that nothing is rounded."
    labels = ["Driver or post", "Organisation", "Quantity", "Times", "By", "Whole weight", "Where it comes from"]
    _head(sheet, "Weights", words, labels, ["text", "text", "number", "number", "number", "number", "text"])
    found, row = [], HEAD
    for weights in split.weights:
        times, by = weights.scale
        found.append(range(row + 1, row + 1 + len(weights.places)))
        for organisation, quantity in weights.places:
            row += 1
            for column, value in enumerate((weights.name, organisation), 1):
                put(sheet, row, column, value)
            for column, number in enumerate((quantity, Decimal(times), Decimal(by)), 3):
                put(sheet, row, column, number, "quantity")
            put_formula(sheet, row, 6, f"ROUND(C{row}*D{row}/E{row},0)", "number")
            put(sheet, row, 7, weights.source)
    fit(sheet, {1: 30, 2: 18, 3: 16, 4: 10, 5: 10, 6: 14, 7: 50})
    return found


class _Layout:
    """The columns of the arithmetic: seven that tell the amount, then five blocks of one column for each place."""

    BLOCKS = ("Organisation", "Weight", "Quota", "Remainder", "Rank", "Share")
    FIXED = ("Line", "What is divided", "Pence", "Size", "All weights", "Whole times", "Rest", "Left over")

    def __init__(self, split: Split) -> None:
        self.places = max((len(each.places) for each in split.weights), default=0)

    def at(self, block: str, place: int) -> int:
        """The column of a block for the place, counted from 0."""
        return len(self.FIXED) + self.BLOCKS.index(block) * self.places + place + 1

    def cell(self, block: str, place: int, row: int) -> str:
        return f"{letter(self.at(block, place))}{row}"

    def all(self, block: str, row: int) -> str:
        return f"${letter(self.at(block, 0))}{row}:${letter(self.at(block, self.places - 1))}{row}"

    def labels(self) -> list[str]:
        return [*self.FIXED, *(f"{block} {place + 1}" for block in self.BLOCKS for place in range(self.places))]


def _arithmetic(sheet: Worksheet, split: Split, weights: Rows) -> dict[tuple[int, int], tuple[int, _Layout]]:
    """The row of each divided part, by (line, part)."""
    layout = _Layout(split)
    words = (
        "Quota: the whole pence of a weight’s part. Remainder: what is left of it, over all weights. Pence left over "
        "go to the highest ranks: the larger remainder, then the larger weight, then the earlier place."
    )
    labels = layout.labels()
    _head(sheet, "Largest remainder, line by line", words, labels, ["number", "text", *["number"] * (len(labels) - 2)])
    found: dict[tuple[int, int], tuple[int, _Layout]] = {}
    row = HEAD
    for at, line in enumerate(split.lines):
        for part_at, part in enumerate(line.divided if line.fixed is None else ()):
            row += 1
            found[at, part_at] = row, layout
            _divide(sheet, row, layout, at, line, part, weights[part.weights], sum(split.weights[part.weights].whole))
    fit(sheet, {1: 8, 2: 36, **dict.fromkeys(range(3, len(labels) + 1), 13)})
    return found


def _divide(
    sheet: Worksheet, row: int, layout: _Layout, at: int, line: SplitLine, part: Divided, places: range, whole: int
) -> None:
    put(sheet, row, 1, at + 1, "number")
    put(sheet, row, 2, part.words)
    if len(line.divided) == 1 and line.goes_to == DIVIDED:
        put_formula(sheet, row, 3, f"ROUND(Lines!${AMOUNT}${HEAD + 1 + at}*100,0)", "number")
    else:
        put(sheet, row, 3, part.pence, "number")
    put_formula(sheet, row, 4, f"ABS(C{row})", "number")
    put_formula(sheet, row, 5, f"SUM({layout.all('Weight', row)})", "number")
    put_formula(sheet, row, 6, f"(D{row}-MOD(D{row},E{row}))/E{row}", "number")
    put_formula(sheet, row, 7, f"MOD(D{row},E{row})", "number")
    put_formula(sheet, row, 8, f"D{row}-SUM({layout.all('Quota', row)})", "number")
    for place in range(layout.places):
        if place < len(places):
            put_formula(sheet, row, layout.at("Organisation", place), f"Weights!$B${places[place]}", "text")
            put_formula(sheet, row, layout.at("Weight", place), f"Weights!$F${places[place]}", "number")
        else:
            put(sheet, row, layout.at("Weight", place), 0, "number")
        for block, formula in _place(layout, row, place, whole):
            put_formula(sheet, row, layout.at(block, place), formula, "number")


def _place(layout: _Layout, row: int, place: int, whole: int) -> Iterator[tuple[str, str]]:
    weight, rest, total = layout.cell("Weight", place, row), f"$G{row}", f"$E{row}"
    remainder, quota = layout.cell("Remainder", place, row), layout.cell("Quota", place, row)
    if whole <= ONE_STEP:
        yield "Quota", f"$F{row}*{weight}+({rest}*{weight}-MOD({rest}*{weight},{total}))/{total}"
        yield "Remainder", f"MOD({rest}*{weight},{total})"
    else:
        quotas, left = _on_paper(rest, weight, total, whole)
        yield "Quota", f"$F{row}*{weight}+{quotas}"
        yield "Remainder", left
    remainders, weights = layout.all("Remainder", row), layout.all("Weight", row)
    alike = f"({remainders}={remainder})"
    yield (
        "Rank",
        f"1+SUMPRODUCT(({remainders}>{remainder})*1)+SUMPRODUCT({alike}*({weights}>{weight}))"
        f"+SUMPRODUCT({alike}*({weights}={weight})*(COLUMN({remainders})<COLUMN({remainder})))",
    )
    yield "Share", f"SIGN($C{row})*({quota}+IF({layout.cell('Rank', place, row)}<=$H{row},1,0))"


def _on_paper(rest: str, weight: str, total: str, whole: int) -> tuple[str, str]:
    """Quotient and remainder of rest × weight by all weights, as one divides on paper: the remainder so far times
    1,000, and the weight's next three digits."""
    quotas, left = [], ""
    for place in reversed(range((len(str(whole)) + 2) // 3)):
        above, unit = PART ** (place + 1), PART**place
        digits = f"(MOD({weight},{above})-MOD({weight},{unit}))/{unit}" if place else f"MOD({weight},{PART})"
        step = f"({left}*{PART}+{rest}*{digits})" if left else f"({rest}*{digits})"
        left = f"MOD({step},{total})"
        quotas.append(f"({step}-{left})/{total}*{unit}")
    return "+".join(quotas), left


def _lines(sheet: Worksheet, split: Split, rows: Mapping[tuple[int, int], tuple[int, _Layout]]) -> None:
    labels = [*LINE_LABELS, *split.columns, "Difference"]
    words = (
        "Each share is a formula; where shares are values, “Goes to” says why. Difference: the amount less all that "
        "became of it, which is nil on every line."
    )
    text = ["number", *["text"] * 8, "money", "text", "text"]
    _head(sheet, "Lines", words, labels, [*text, *["money"] * (len(split.columns) + 1)])
    first, last = len(LINE_LABELS) + 1, len(LINE_LABELS) + len(split.columns)
    for at, line in enumerate(split.lines):
        row = HEAD + 1 + at
        for column, (value, kind) in enumerate(zip(_told(at, line), text, strict=True), 1):
            put(sheet, row, column, value, kind)
        for column, name in enumerate(split.columns, first):
            if line.fixed is not None:
                put(sheet, row, column, line.fixed.get(name, 0), "money")
            else:
                put_formula(sheet, row, column, _share(row, letter(column), at, line, rows))
        shares = f"{letter(first)}{row}:{letter(last)}{row}"
        put_formula(sheet, row, last + 1, f"ROUND(${AMOUNT}{row}-SUM({shares}),2)")
    widths = (7, 14, 14, 12, 28, 22, 18, 10, 26, 16, 8, 18)
    fit(sheet, {**dict(enumerate(widths, 1)), **dict.fromkeys(range(first, last + 2), 16)})


def _told(at: int, line: SplitLine) -> tuple[Any, ...]:
    return (
        at + 1, line.book, line.cost_centre, line.account, line.account_name, line.group, line.layer, line.fund or NONE,
        line.service or NONE, line.pence, line.rule, line.goes_to,
    )  # fmt: skip


def _share(row: int, column: str, at: int, line: SplitLine, rows: Mapping[tuple[int, int], tuple[int, _Layout]]) -> str:
    """What the column's organisation takes of a line: its parts of what is divided, and perhaps the rest."""
    parts = []
    for number in range(len(line.divided)):
        there, layout = rows[at, number]
        names, shares = layout.all("Organisation", there), layout.all("Share", there)
        parts.append(f"SUMPRODUCT((Arithmetic!{names}={column}${HEAD})*Arithmetic!{shares})")
    divided = "+".join(parts)
    if line.goes_to == DIVIDED:
        return f"ROUND(({divided})/100,2)"
    taken = f"-{sum(part.pence for part in line.divided)}/100" if line.divided else ""
    rest = f"IF(${GOES_TO}{row}={column}${HEAD},${AMOUNT}{row}{taken},0)"
    return f"ROUND({rest}+({divided})/100,2)" if divided else rest


def _rules(sheet: Worksheet, split: Split) -> None:
    words = "The first rule that matches a line decides. A line that no rule matches is unallocated."
    _head(sheet, "Rules", words, ["Rule", "Lines of which", "What happens to them"], ["text"] * 3)
    for row, rule in enumerate(split.rules, HEAD + 1):
        for column, value in enumerate(rule, 1):
            put(sheet, row, column, value)
    fit(sheet, {1: 8, 2: 60, 3: 60})


def _services(sheet: Worksheet, split: Split) -> None:
    words = "A line that follows its service goes to whoever has the service then."
    labels = ["Service", "Its cost centres", "Who has it today", "Who has it then"]
    _head(sheet, "Services", words, labels, ["text"] * 4)
    for row, service in enumerate(split.services, HEAD + 1):
        for column, value in enumerate(service, 1):
            put(sheet, row, column, value)
    fit(sheet, {1: 40, 2: 40, 3: 20, 4: 20})


class _Ranges:
    """Columns of the lines, as formulas name them."""

    def __init__(self, split: Split) -> None:
        self.last = HEAD + max(1, len(split.lines))

    def of(self, column: str) -> str:
        return f"Lines!${column}${HEAD + 1}:${column}${self.last}"


def _cut(sheet: Worksheet, split: Split, words: str, key: str) -> None:
    """Every value of one column of the lines, with its reconciliation."""
    labels = [words, "Lines", "Source", *split.columns, "Difference"]
    told = "Source = shared + unallocated + excluded, to the penny, at every one of these."
    _head(sheet, f"By {words.lower()}", told, labels, ["text", "number", *["money"] * (len(labels) - 2)])
    at = {"B": "book", "C": "cost_centre", "F": "group", "G": "layer", "H": "fund", "I": "service"}[key]
    # A spreadsheet compares text without regard to case.
    values = sorted({str(found := getattr(line, at) or NONE).casefold(): found for line in split.lines}.values())
    ranges, row = _Ranges(split), HEAD
    for value in values:
        row += 1
        put(sheet, row, 1, value)
        same = f"({ranges.of(key)}=$A{row})"
        put_formula(sheet, row, 2, f"SUMPRODUCT({same}*1)", "number")
        _reconciled(sheet, row, split, same)
    _totals(sheet, row + 1, len(labels), "number")
    fit(sheet, {1: 34, **dict.fromkeys(range(2, len(labels) + 1), 16)})


def _reconciled(sheet: Worksheet, row: int, split: Split, same: str) -> None:
    """Source, what became of it and the difference, of the lines for which `same` holds, from the third column on."""
    ranges, first = _Ranges(split), len(LINE_LABELS) + 1
    put_formula(sheet, row, 3, f"ROUND(SUMPRODUCT({same}*{ranges.of(AMOUNT)}),2)")
    for number in range(len(split.columns)):
        shares = ranges.of(letter(first + number))
        put_formula(sheet, row, 4 + number, f"ROUND(SUMPRODUCT({same}*{shares}),2)")
    last = 3 + len(split.columns)
    put_formula(sheet, row, last + 1, f"ROUND(C{row}-SUM(D{row}:{letter(last)}{row}),2)")


def _totals(sheet: Worksheet, row: int, columns: int, second: str) -> None:
    put(sheet, row, 1, "All", bold=True)
    for column in range(2, columns + 1):
        rows = f"{letter(column)}{HEAD + 1}:{letter(column)}{row - 1}"
        put_formula(sheet, row, column, f"ROUND(SUM({rows}),2)", second if column == 2 else "money")


def _summary(sheet: Worksheet, split: Split) -> None:
    put(sheet, 1, 1, split.title, bold=True).alignment = Alignment(wrap_text=False)
    row = 1
    for what, value in split.told:
        row += 1
        put(sheet, row, 1, what)
        put(sheet, row, 2, value).alignment = Alignment(wrap_text=False)
    row += 2
    labels = ["", "Lines", "Source", *split.columns, "Difference"]
    put_header(sheet, row, labels, ["text", "number", *["money"] * (len(labels) - 2)])
    groups = _Ranges(split).of("F")
    first = row + 1
    for name, same in (("Expenditure", f'({groups}<>"Income")'), ("Income", f'({groups}="Income")')):
        row += 1
        put(sheet, row, 1, name)
        put_formula(sheet, row, 2, f"SUMPRODUCT({same}*1)", "number")
        _reconciled(sheet, row, split, same)
    row += 1
    put(sheet, row, 1, "Net", bold=True)
    for column in range(2, len(labels) + 1):
        cells = f"{letter(column)}{first}:{letter(column)}{row - 1}"
        put_formula(sheet, row, column, f"ROUND(SUM({cells}),2)", "number" if column == 2 else "money")
    _thousands(sheet, row + 2, split, net=row)
    fit(sheet, {1: 30, **dict.fromkeys(range(2, len(labels) + 1), 18)})


def _thousands(sheet: Worksheet, row: int, split: Split, net: int) -> None:
    """As a return prints it: each figure rounded by itself, and the line that says what rounding left over."""
    put_header(sheet, row, ["As printed in £000", "£000"], ["text", "number"])
    first = row + 1
    for number, name in enumerate(split.columns):
        row += 1
        put(sheet, row, 1, name)
        put_formula(sheet, row, 2, f"ROUND({letter(4 + number)}{net}/1000,0)", "number")
    put(sheet, row + 1, 1, "Rounding")
    put_formula(sheet, row + 1, 2, f"B{row + 2}-SUM(B{first}:B{row})", "number")
    put(sheet, row + 2, 1, "Source", bold=True)
    put_formula(sheet, row + 2, 2, f"ROUND(C{net}/1000,0)", "number")
