"""Which permission reads which data set, and which of its fields are about a person or a person's pay."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from reports.tables import table_workbook
from transfer.kernel.dates import long_date
from transfer.kernel.figures import row_ranges
from transfer.programmes.rules import Viewer

DATASET_NAMES = {
    "establishment": "establishment list",
    "budget": "budget book",
    "contracts": "contracts register",
    "time_shares": "time shares",
    "drivers": "drivers",
    "milestones": "plan",
    "services": "services",
    "kpis": "performance measures",
    "assets": "asset list",
}
NAMED_AS_MANY = frozenset({"time_shares", "drivers", "services", "kpis"})
OF_AN_ORGANISATION = frozenset({"establishment", "budget", "contracts", "assets"})
READ_PERMISSION = {
    "establishment": "people.view",
    "budget": "money.view",
    "contracts": "contracts.view",
    "assets": "contracts.view",
    "time_shares": "money.view",
    "drivers": "money.view",
    "milestones": "plan.view",
    "services": "programme.view",
    "kpis": "plan.view",
}
PERSONAL = frozenset(
    {"person_ref", "surname", "forename", "ni_number", "date_of_birth", "absence", "absence_until", "notes"}
)
# Of a person as much as a name is: a grade and a day of starting are somebody.
SERVICE_DATES = frozenset({"started_on", "continuous_service_on", "lg_service_on", "pension_scheme"})
PAY = frozenset({"salary_fte", "salary_actual", "allowances"})
_RANGE = re.compile(r"^(\d{1,7})(?:[-–](\d{1,7}))?$")
MOST_ROWS = 300_000


def may_read(viewer: Viewer, dataset: str) -> bool:
    return viewer.may(READ_PERMISSION[dataset])


def hides(viewer: Viewer, dataset: str, field: str | None, organisation_id: int | None) -> bool:
    """Whether this viewer may not see the values of a field of this organisation's list. field None: a column that no
    field matched, which may hold anything about a person."""
    if dataset != "establishment":
        return False
    if field is None or field in PERSONAL | SERVICE_DATES:
        return not viewer.names_of(organisation_id)
    return field in PAY and not viewer.pay_of(organisation_id)


def is_about_people(dataset: str, field: str | None) -> bool:
    """Whether the values of a field are of single people or their pay, so that who reads them is recorded. field None:
    a column that no field matched."""
    return dataset == "establishment" and (field is None or field in PERSONAL | PAY)


def who_sees(field: str | None) -> str:
    """A sentence for a hidden column."""
    if field in PAY:
        return "Pay of single posts is shown to their own side and to the lead, if they may see pay."
    return "This is shown to people who may see named people."


def may_download(viewer: Viewer, dataset: str, organisation_id: int | None) -> bool:
    """Whether the original file is open: the programme's own to every reader, an organisation's to its own side, and a
    staff list only to those who may see both names and pay, for it holds them."""
    if not may_read(viewer, dataset):
        return False
    if organisation_id is not None and not viewer.unrestricted and organisation_id not in viewer.sides:
        return False
    return dataset != "establishment" or (viewer.names_of(organisation_id) and viewer.pay_of(organisation_id))


def parse_rows(text: str) -> list[int]:
    """Row numbers as an address has them: "6-8,12" → [6, 7, 8, 12]; what is not a row is left out."""
    rows: set[int] = set()
    for part in text.replace(" ", "").split(","):
        match = _RANGE.match(part)
        if not match:
            continue
        first, last = int(match[1]), int(match[2] or match[1])
        rows.update(range(max(first, 1), min(last, first + MOST_ROWS) + 1))
        if len(rows) > MOST_ROWS:
            break
    return sorted(rows)[:MOST_ROWS]


def written_rows(rows: Iterable[int]) -> str:
    """Row numbers for an address: [6, 7, 8, 12] → "6-8,12"."""
    return row_ranges(rows, to="-", then=",")


def told_totals(totals: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A version's totals for people: label, kind (money in pence, fte in thousandths, number) and value."""
    told = []
    for name, value in totals.items():
        parts = value.items() if isinstance(value, Mapping) else [(name, value)]
        for key, number in parts:
            label = field_words(key.removesuffix("_pence").removesuffix("_thousandths"))
            kind = "money" if key.endswith("_pence") else "fte" if key.endswith("_thousandths") else "number"
            words = f"{name}: {label.lower()}" if isinstance(value, Mapping) else label
            told.append({"label": words, "kind": kind, "value": number})
    return told


def told_readers(readers: Sequence[tuple[str, datetime]]) -> str:
    """Who of the other sides opened a version, each with the day on which they first did."""
    first: dict[str, datetime] = {}
    for name, at in readers:
        first.setdefault(name, at)
    if not first:
        return "Nobody of the other sides has opened it."
    told = ", ".join(f"{name} ({long_date(at.date())})" for name, at in first.items())
    return f"Opened by {len(first)} of the other sides: {told}."


def findings_workbook(findings: Iterable[Mapping[str, Any]]) -> bytes:
    """Findings as they are seen (severity, cell, field, message), for whoever mends them in the list itself."""
    columns = [("Cell", "code"), ("Severity", "text"), ("Field", "text"), ("What to do", "text")]
    rows = [
        (each["cell"], each["severity"].capitalize(), field_words(each["field"] or ""), each["message"])
        for each in findings
    ]
    return table_workbook("Findings", columns, rows)


_SHORT = {"salary_fte": "Full-time salary", "salary_actual": "Actual salary",
          "fte": "FTE", "scp": "Spinal column point", "ni_number": "NI number", "post_no": "Post number",
          "lg_service_on": "Local government service date", "kpi": "KPI", "person_ref": "Person reference",
          "started_on": "Start date", "irrecoverable_vat": "Irrecoverable VAT"}  # fmt: skip


def field_words(field: str) -> str:
    """A field's name as people say it: contract_end_on → "Contract end date"."""
    if field in _SHORT:
        return _SHORT[field]
    words = field.removesuffix("_on").replace("_", " ")
    return (words[:1].upper() + words[1:]) + (" date" if field.endswith("_on") else "")
