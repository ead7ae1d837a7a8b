"""Reading, mapping and checking a large establishment list, beside the reading library alone on the same file."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.benchmarks.measuring import Work

ROWS = 100_000
HEADER = (
    "Post No", "Job Title", "Service", "Team", "Directorate", "Cost Centre", "Location", "Grade", "SCP", "FTE",
    "Contracted Hours", "FTE Salary", "Actual Salary", "Occupancy", "Employee No", "Surname", "Forename", "NI Number",
    "Date of Birth", "Contract Type", "Contract End Date", "Start Date", "Continuous Service Date", "Pension Scheme",
    "Line Manager Post No",
)  # fmt: skip
_TITLES = ("Social Worker", "Senior Social Worker", "Family Support Worker", "Team Manager", "Business Support Officer")
_NAMES = ("Abara", "Birch", "Cole", "Dhillon", "Ellis", "Farah", "Gill", "Hughes", "Iqbal", "Jones", "Kaur", "Lewis")
_FIRST = ("Alex", "Bo", "Cai", "Dara", "Eli", "Fern", "Grey", "Harper", "Indy", "Jo", "Kit", "Lee")


def _row(number: int, chance: random.Random) -> list[Any]:
    """One invented line of a team of ten, ten teams to a cost centre; one post in ten is vacant, one in a hundred has a
    fault to find."""
    fte = chance.choice((1.0, 1.0, 1.0, 0.8, 0.6, 0.5, 0.811))
    salary = 22_000 + 500 * chance.randrange(60)
    start = date(2000, 1, 1) + timedelta(days=chance.randrange(7000))
    filled = chance.random() > 0.1
    fixed = filled and chance.random() < 0.05
    person = [
        f"E{number:07}", chance.choice(_NAMES), chance.choice(_FIRST), f"QQ{number:06}A",
        date(1960, 1, 1) + timedelta(days=chance.randrange(14_000)),
    ] if filled else [None] * 5  # fmt: skip
    return [
        f"P{number:06}", chance.choice(_TITLES), f"Service {number // 100 % 40}", f"Team {number // 10}", "Children",
        f"{10_000 + number // 100 % 600:06}", f"Office {number % 25}", f"G{number % 12 + 1}", str(5 + number % 40),
        0.0 if chance.random() < 0.005 else fte, round(37 * fte, 2), salary, round(salary * fte, 2),
        "Filled" if filled else "Vacant", *person, "Fixed term" if fixed else "Permanent",
        start + timedelta(days=8000) if fixed and chance.random() < 0.8 else None, start, start, "LGPS",
        f"P{max(1, number // 10 * 10 if number % 10 else number // 100 * 100):06}",
    ]  # fmt: skip


def rows(count: int) -> Iterator[list[Any]]:
    """The same lines each time, header first."""
    chance = random.Random(25)
    yield list(HEADER)
    for number in range(1, count + 1):
        yield _row(number, chance)


def workbook(folder: Path) -> Path:
    """The list as a workbook, written once and kept."""
    path = folder / f"establishment-{ROWS}.xlsx"
    if not path.exists():
        from openpyxl import Workbook

        book = Workbook(write_only=True)
        sheet = book.create_sheet("Establishment")
        for row in rows(ROWS):
            sheet.append(row)
        book.save(path.with_suffix(".part"))
        path.with_suffix(".part").rename(path)
    return path


def ours(path: str) -> Work:
    """Everything between a file's bytes and its findings."""
    from imports.check import check

    def work() -> dict[str, Any]:
        checked = check("establishment", Path(path).read_bytes(), Path(path).name)
        return {"accepted": len(checked.rows), "findings": len(checked.findings), "columns": len(checked.columns)}

    return work


def apart(path: str) -> Work:
    """The same in a process of its own, which is warm; its own processor seconds are not counted, its answer's are."""
    import time

    from imports.apart import check_apart
    from tests.unit.imports.workbooks import POSTS_HEADER, post, xlsx

    small = xlsx([POSTS_HEADER, post(1)])
    check_apart("establishment", small, "small.xlsx")
    content = Path(path).read_bytes()

    def work() -> dict[str, Any]:
        started = time.perf_counter()
        check_apart("establishment", small, "small.xlsx")
        took = time.perf_counter() - started
        return {"accepted": len(check_apart("establishment", content, Path(path).name).rows), "small_ms": took * 1000}

    return work


def calamine(path: str) -> Work:
    """python-calamine alone: the first sheet's values as Python objects."""
    from python_calamine import CalamineWorkbook

    return lambda: {"rows": len(CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python())}
