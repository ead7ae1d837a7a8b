"""How long each class of data is kept, when it is due, and what of a person is taken out of a text."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from transfer.releases.rules import PERSONAL

GROUNDS = ("request", "retention")
ERASED = "Erased"
ERASED_FINDING = "Nothing is left to do: what stood here was about a person whose data was erased"
# What a row of a staff list says of the person; post, grade, FTE, pay and dates of service stay, as totals need them.
PERSON_COLUMNS = tuple(sorted(PERSONAL))


@dataclass(frozen=True)
class RetentionClass:
    """key: as stored; months: kept for, None for as long as the programme's record is; starts: "closing" or "ended"
    (when the single thing ended); disposed: whether the product removes it, else a person does; status: "assumed"
    until a source says so."""

    key: str
    name: str
    holds: str
    months: int | None
    starts: str
    disposed: bool
    source: str
    status: str
    from_on: date

    @property
    def kept(self) -> str:
        """In words: "6 years after the programme closes"."""
        if self.months is None:
            return "For good, with the programme’s record"
        years, months = divmod(self.months, 12)
        number, unit = (months, "month") if months else (years, "year")
        after = "the programme closes" if self.starts == "closing" else "it ended"
        return f"{number} {unit}{'' if number == 1 else 's'} after {after}"


@cache
def retention_classes() -> tuple[RetentionClass, ...]:
    """The classes as the reference file has them, in its order."""
    told = tomllib.loads((Path(__file__).parent / "retention.toml").read_text())
    return tuple(RetentionClass(**{"months": None, **each}) for each in told["class"])


def retention_class(key: str) -> RetentionClass | None:
    return next((each for each in retention_classes() if each.key == key), None)


def due_on(kept: RetentionClass, start: date | None) -> date | None:
    """The first day on which it may go; None while its time does not run. 29 February counts as the 28th."""
    if start is None or kept.months is None:
        return None
    years, month = divmod(start.month - 1 + kept.months, 12)
    for day in (start.day, 30, 29, 28):
        try:
            return date(start.year + years, month + 1, min(day, start.day))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@dataclass(frozen=True)
class Traces:
    """The words by which one person can be known in a text: reference, NI number, and full name in either order."""

    pattern: re.Pattern[str] | None

    def in_text(self, text: object) -> bool:
        return bool(self.pattern and isinstance(text, str) and self.pattern.search(text))


def traces_of(lines: Iterable[Mapping[str, Any]]) -> Traces:
    """From every line of the person. A surname alone counts as well: it is better to take out a word too many."""
    words: set[str] = set()
    for line in lines:
        words.update(str(line[name]).strip() for name in ("person_ref", "ni_number", "surname") if line.get(name))
        born = line.get("date_of_birth")
        if born:
            words.update({born.isoformat(), f"{born:%d/%m/%Y}", f"{born.day}/{born.month}/{born.year}"})
    forms = {re.sub(r"\\?\s+", r"\\s*", re.escape(each)) for each in words if len(each) > 1}
    joined = "|".join(sorted(forms, key=lambda each: (-len(each), each)))
    return Traces(re.compile(rf"(?<!\w)(?:{joined})(?!\w)", re.IGNORECASE) if forms else None)


def scrubbed(value: Any, traces: Traces) -> Any:
    """Plain data with every text that names the person replaced; keys, counts and numbers stay."""
    if isinstance(value, str):
        return ERASED if traces.in_text(value) else value
    if isinstance(value, Mapping):
        return {key: scrubbed(each, traces) for key, each in value.items()}
    return [scrubbed(each, traces) for each in value] if isinstance(value, list) else value
