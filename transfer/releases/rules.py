"""Which permission reads which data set, and which of its fields are about a person or a person's pay."""

import re
from collections.abc import Iterable

from transfer.programmes.rules import Viewer

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
PAY = frozenset({"salary_fte", "salary_actual", "allowances"})
_RANGE = re.compile(r"^(\d{1,7})(?:[-–](\d{1,7}))?$")
MOST_ROWS = 300_000


def may_read(viewer: Viewer, dataset: str) -> bool:
    return viewer.may(READ_PERMISSION[dataset])


def hides(viewer: Viewer, dataset: str, field: str | None) -> bool:
    """Whether this viewer may not see the values of a field. field None: a column that no field matched, which may
    hold anything about a person."""
    if dataset != "establishment":
        return False
    if field is None or field in PERSONAL:
        return not viewer.sees_people
    return field in PAY and not viewer.sees_pay


def who_sees(field: str | None) -> str:
    """A sentence for a hidden column."""
    if field in PAY:
        return "Pay of single posts is shown to people who may see pay."
    return "This is shown to people who may see named people."


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
    ranges: list[list[int]] = []
    for row in sorted(set(rows)):
        if ranges and row == ranges[-1][1] + 1:
            ranges[-1][1] = row
        else:
            ranges.append([row, row])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in ranges)
