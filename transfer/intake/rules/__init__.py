"""What an upload may hold, and in which words its fate is told."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from transfer.intake.rules.amounts import AMOUNT_BASES, refuse_amount, said_amounts, unsaid_amounts
from transfer.intake.rules.comparing import (
    ANOTHER_PERSON,
    NOT_READ,
    Before,
    about_decisions,
    joined_titles,
    key_of,
    nets_of,
    posts_of,
    renamed_posts,
    to_be_sure_of,
    told_changes,
    told_differences,
)
from transfer.intake.rules.templates import column_heading, holds
from transfer.kernel.dates import long_date
from transfer.kernel.money import pounds
from transfer.programmes.rules import ROLE_NAMES, UPLOADERS
from transfer.releases.rules import DATASET_NAMES, NAMED_AS_MANY

__all__ = [
    "AMOUNT_BASES",
    "ANOTHER_PERSON",
    "Before",
    "EXCERPTS_KEPT",
    "INLINE_BYTES",
    "MONEY",
    "NOT_READ",
    "PARKED_WORDS",
    "SEVERITIES",
    "STATE_WORDS",
    "about_decisions",
    "became",
    "column_heading",
    "counted",
    "grouped",
    "holds",
    "is_long",
    "joined_titles",
    "key_of",
    "looks_like",
    "nets_of",
    "plain_value",
    "posts_of",
    "refuse_amount",
    "renamed_posts",
    "said_amounts",
    "shown_value",
    "to_be_sure_of",
    "told_changes",
    "told_differences",
    "unsaid_amounts",
    "when",
]

INLINE_BYTES = 1_000_000
EXCERPTS_KEPT = 10_000
MONEY = frozenset({"salary_fte", "salary_actual", "allowances", "annual_value", "total_value", "value"})
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$")
PARKED_WORDS = {
    "open": "To mend", "mended": "Mended in the list", "elsewhere": "Mended elsewhere", "dropped": "Dropped",
}  # fmt: skip
STATE_WORDS = {"checked": "waits for somebody to accept it", "withdrawn": "was withdrawn"}
SEVERITIES = ("error", "warning", "note")


def is_long(size: int) -> bool:
    """Whether a file of so many bytes is checked in the worker and not while somebody waits."""
    return size > INLINE_BYTES


def plain_value(value: Any) -> Any:
    """A cell's stored value as JSON keeps it."""
    if value is None or isinstance(value, str | bool | int | float):
        return value
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date | datetime) else str(value)


def when(moment: datetime) -> str:
    return f"{long_date(moment.date())} at {moment:%H:%M}"


def became(state: str, release_number: int | None) -> str:
    """What became of an upload, to follow "it came on …, and …"."""
    if state == "accepted":
        return f"was accepted as version {release_number}" if release_number else "was accepted"
    return STATE_WORDS[state]


def looks_like(filename: str, dataset: str) -> str:
    """What to say of a file that was brought as something else than it is."""
    words = DATASET_NAMES[dataset]
    article = "" if dataset in NAMED_AS_MANY else "an " if words[0] in "aeiou" else "a "
    roles = " or ".join(_inside(ROLE_NAMES[role]) for role in sorted(UPLOADERS[dataset]))
    return (
        f"Choose another file, or say what is in this one: {filename} looks like {article}{words}, which {roles} brings"
    )


def _inside(role: str) -> str:
    """A role's name inside a sentence: "finance", but "HR"."""
    return role if role.isupper() else f"{'the ' if ' ' in role else ''}{role[:1].lower()}{role[1:]}"


def counted(findings: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many errors, warnings and notes."""
    counts = Counter(each["severity"] for each in findings)
    return {severity: counts[severity] for severity in SEVERITIES}


def grouped(findings: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Findings of one kind together, errors first and the most frequent first: severity, code, field, count, the first
    message as the example."""
    groups: dict[tuple[str, str, str], dict[str, Any]] = {}
    for each in findings:
        key = (each["severity"], each.get("code") or "", each.get("field") or "")
        group = groups.setdefault(
            key,
            {"severity": key[0], "code": key[1], "field": key[2], "count": 0, "example": each["message"],
             "cell": each.get("cell")},
        )  # fmt: skip
        group["count"] += 1
    return sorted(groups.values(), key=lambda group: (SEVERITIES.index(group["severity"]), -group["count"]))


def shown_value(field: str | None, value: Any) -> str:
    """A value of a comparison for people: money in pounds, days in words, lists by commas."""
    if value is None or value == "":
        return ""
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, int) and field and (field in MONEY or field.startswith("amount ")):
        return pounds(value)
    if isinstance(value, str) and _DAY.match(value):
        return long_date(date.fromisoformat(value))
    return f"{value:g}" if isinstance(value, float) else str(value)
