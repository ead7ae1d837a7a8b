"""The workbook to mend in Excel: as it came with its faulty cells marked, or the findings beside it."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

from imports.datasets import DATASETS
from imports.own_sheet import mark
from imports.values.dates import read_date
from reports.marked_copy import Mark, marked_copy, what_would_be_lost
from transfer.files.queries import read_bytes
from transfer.intake.mended import NOTHING, parted
from transfer.intake.models import Mending, Upload
from transfer.intake.queries import accepted_of, standing_mendings
from transfer.intake.rules import when
from transfer.releases.rules import field_words, findings_workbook

MOST_ROWS = 20_000
_KINDS = (".xlsx", ".xlsm")
_NUMBER = re.compile(r"^-?\d{1,15}(\.\d{1,6})?$")


def lost_by_copying(content: bytes, filename: str) -> list[str]:
    """What a copy of this file would lose, in words; nothing where no copy is made of its kind."""
    return what_would_be_lost(content) if Path(filename).suffix.lower() in _KINDS else []


def why_no_copy(upload: Upload) -> str | None:
    """Why the findings are offered in a workbook of their own, and not in a copy of the file. None: a copy is made."""
    found = upload.outcome
    if Path(found["file"]).suffix.lower() not in _KINDS:
        return "Only .xlsx and .xlsm files are given back with their cells marked"
    if found["rows_with_data"] + len(found["ignored_rows"]) > MOST_ROWS:
        return f"Only files of {MOST_ROWS:,} rows or fewer are given back with their cells marked"
    if found.get("loses"):
        return f"A copy of this workbook would lose its {', '.join(found['loses'])}"
    return None


def marked_workbook(upload: Upload) -> tuple[bytes, str]:
    """The workbook to mend and its name. What was mended in the product already stands in it."""
    waiting, _ = parted(upload.outcome["findings"], accepted_of(upload))
    findings = [each for each in waiting if each["severity"] != "note"]
    name = Path(upload.outcome["file"])
    if why_no_copy(upload):
        return findings_workbook(findings), f"{name.stem}-findings.xlsx"
    told = [_mended_mark(upload, each) for each in standing_mendings(upload)]
    told += [
        Mark(each["sheet"], each["cell"], each["severity"], field_words(each["field"] or ""), each["message"])
        for each in findings
        if each["cell"]
    ]
    content = read_bytes(upload.file.sha256)
    suffix = name.suffix.lower()
    copy = marked_copy(content, told, mark(upload.id), macros=suffix == ".xlsm")
    return copy, f"{name.stem}-to-mend{suffix}"


def _mended_mark(upload: Upload, mending: Mending) -> Mark:
    message = (
        f"Was {mending.was or NOTHING}; mended to {mending.now or NOTHING} by {mending.mended_by} on "
        f"{when(mending.mended_at)}, because {mending.why}"
    )
    value = cell_value(upload.dataset, mending.field, mending.now)
    address = f"{mending.letter}{mending.row}"
    return Mark(mending.sheet or "", address, "mended", field_words(mending.field), message, value)


def cell_value(dataset: str, field: str, text: str) -> Any:
    """What was typed, as a spreadsheet keeps it: a plain number or a date where the field holds one, else text."""
    kind = "money" if field.startswith("amount") else DATASETS[dataset].by_name[field].kind
    if kind in ("money", "number", "percent") and _NUMBER.match(text):
        return Decimal(text)
    if kind == "date":
        return read_date(text).value or text or None
    return text or None
