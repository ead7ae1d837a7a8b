"""A staff list with twelve faults: nine errors to mend in the page or in Excel, and three warnings."""

from typing import Any

from tests.factories.workbooks import STAFF, workbook

SERVICE = "Fostering"
# Row 2 heads the list; row 3 is the first of the rows below.
FAULTY: tuple[tuple[Any, ...], ...] = (
    ("P001", "Social worker", SERVICE, "00100", 1, 40000, 40000, "Filled", "900001", "Abbot", "1980-02-01"),
    ("P002", "Social worker", SERVICE, "00110", "half", 40000, 20000, "Filled", "900002", "Birch", "1981-03-02"),
    ("P003", "Team manager", SERVICE, "00100", 1, 52000, 52000, "Perhaps", None, None, None),
    ("P004", "Worker", SERVICE, "00200", 1, 30000, 15000, "Perhaps", "900004", "Cole", "31/02/1979"),
    ("P005", None, SERVICE, "00200", 1, 30000, 30000, "Perhaps", "900005", "Dale", "1979-02-01"),
    ("P006", None, SERVICE, "00200", 1, "thirty", 30000, "Filled", "900006", "Elm", "1979-02-01"),
    ("P007", "Worker", SERVICE, "00200", None, 30000, 30000, "Filled", "900007", "Firth", "1979-02-01"),
    ("P008", "Worker", SERVICE, "00200", 1, 30000, 30500, "Filled", "900008", "Gill", "1979-02-01"),
    ("P009", "Worker", SERVICE, "00200", 1, 30000, 30600, "Filled", "900009", "Hill", "1979-02-01"),
    ("P010", "Worker", SERVICE, "00200", 1, 30000, 30000, "Vacant", None, "Ivy", None),
)
ERRORS = ("E4", "H5", "H6", "K6", "B7", "H7", "B8", "F8", "E9")
WARNINGS = ("G10", "G11", "H12")


RIGHT = {
    "E4": 0.5, "H5": "Filled", "H6": "Filled", "H7": "Filled", "K6": "31/01/1979", "B7": "Worker", "B8": "Worker",
    "F8": 30000, "E9": 1, "H12": "Filled",
}  # fmt: skip
"""What was meant, but for the two warnings that are right as they stand."""


def month_after() -> bytes:
    """The list as it is once it was mended, a month later: P007 has left, P011 joined, and P001 has another title."""
    rows = [list(row) for row in FAULTY]
    for cell, value in RIGHT.items():
        rows[int(cell[1:]) - 3]["ABCDEFGHIJK".index(cell[0])] = value
    rows[0][1] = "Senior social worker"
    new = ["P011", "Worker", SERVICE, "00200", 1, 30000, 30000, "Filled", "900011", "Jay", "1979-02-01"]
    return workbook(STAFF, [row for row in rows if row[0] != "P007"] + [new], above=[["Staff list"]])


def faulty_list() -> bytes:
    """The workbook's bytes: a title, the header and ten rows, of which four hold no error."""
    return workbook(STAFF, FAULTY, above=[["Staff list"]])
