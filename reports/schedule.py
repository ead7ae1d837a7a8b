"""What is told of people before a transfer, as a workbook and as a PDF, each closed with a password where one is
given. The same content gives the same bytes, before the password."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from jinja2 import Environment
from msoffcrypto.format.ooxml import OOXMLFile

from reports.pdf import page_environment, print_page
from reports.tables import MoreSheet, TableColumn, table_workbook
from transfer.kernel.apart import Bounds, EndedApart, apart
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pounds

LONGEST = 120  # seconds that a PDF may take
MOST_PRINTED = 500  # people; a longer list is a workbook only


@dataclass(frozen=True)
class Part:
    """A table. Values are text, integer pence, ISO dates or lists of texts, by the column's kind. by_person: printed as
    one block a row, headed by its first `headed_by` columns, because it is too wide for a page."""

    title: str
    columns: Sequence[TableColumn]
    rows: Sequence[Sequence[Any]]
    by_person: bool = False
    headed_by: int = 2


@dataclass(frozen=True)
class Schedule:
    """facts: (what, words) at the head of it; mark: its protective marking; sha256: of the content as frozen."""

    title: str
    mark: str
    sha256: str
    facts: Sequence[tuple[str, str]]
    parts: Sequence[Part] = field(default_factory=tuple)


def words_of(value: Any, kind: str) -> str:
    """A value on paper."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return "; ".join(value)
    if kind == "money":
        return pounds(value)
    return long_date(date.fromisoformat(value)) if kind == "date" else str(value)


def schedule_workbook(schedule: Schedule) -> bytes:
    """A sheet "About" and one for each part. Numbers, money and dates stay what they are."""
    facts = [*schedule.facts, ("Marking", schedule.mark), ("Hash", schedule.sha256)]
    sheets = [MoreSheet(each.title, [_column(c) for c in each.columns], _cells(each)) for each in schedule.parts]
    return table_workbook("About", [("What", "text"), ("Says", "text")], facts, sheets)


def _column(column: TableColumn) -> TableColumn:
    return column._replace(kind="text") if column.kind == "list" else column


def _cells(part: Part) -> list[list[Any]]:
    kinds = [each.kind for each in part.columns]
    return [[_cell(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in part.rows]


def _cell(value: Any, kind: str) -> Any:
    return "; ".join(value) if isinstance(value, list) else None if value == "" else value


def schedule_pdf(schedule: Schedule) -> bytes:
    """A tagged PDF, made in a process of its own. Raises DomainError when it takes too long or is too long."""
    if sum(len(each.rows) for each in schedule.parts if each.by_person) > MOST_PRINTED:
        raise DomainError(f"Take the workbook: a list of more than {MOST_PRINTED} people is not printed", "kind")
    try:
        return apart(_printed, schedule, bounds=Bounds(LONGEST))
    except EndedApart:
        raise DomainError("The PDF could not be made: take the workbook", "kind") from None


def _printed(schedule: Schedule) -> bytes:
    page = _environment().get_template("schedule.html").render(schedule=schedule)
    return print_page(page, hashlib.sha256(page.encode()).hexdigest()[:32])


@cache
def _environment() -> Environment:
    made = page_environment("liability")
    made.filters["words_of"] = words_of
    return made


def locked_workbook(content: bytes, password: str) -> bytes:
    """The workbook as one that opens with the password only."""
    out = BytesIO()
    OOXMLFile(BytesIO(content)).encrypt(password, out)
    return out.getvalue()


def locked_pdf(content: bytes, password: str) -> bytes:
    """The PDF as one that opens with the password only, and is read aloud all the same."""
    out = BytesIO()
    with pikepdf.open(BytesIO(content)) as document:
        allowed = pikepdf.Permissions(accessibility=True)
        document.save(out, encryption=pikepdf.Encryption(user=password, owner=password, R=6, allow=allowed))
    return out.getvalue()
