"""How long each class of data is kept, when it is due, and what of a person is taken out of a text."""

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from imports.letters import column_letter
from transfer.releases.rules import PERSONAL

GROUNDS = ("request", "retention")
ERASED = "Erased"
WITHHELD = "Withheld"
ERASED_FINDING = "Nothing is left to do: what stood here was about a person whose data was erased"
# What a finding may quote without saying anything of the person.
_ABOUT_THE_POST = frozenset({
    "post_no", "job_title", "service", "team", "directorate", "cost_centre", "location", "grade", "scp", "fte",
    "headcount", "hours", "weeks", "salary_fte", "salary_actual", "allowances", "occupancy", "contract_type",
    "contract_end_on", "started_on", "line_manager_post", "agency_name",
})  # fmt: skip


_STARTS = {"closing": "the programme closes", "came": "they came", "left": "the last appointment ended"}


@dataclass(frozen=True)
class RetentionClass:
    """One line of the reference file.

    months: kept for, None for as long as the programme's record is; starts: a key of _STARTS; disposed: whether the
    product removes it, else a person does; status: "assumed" until a source says so.
    """

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
        after = _STARTS[self.starts]
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
    """How one person can be known. whole: {what it is: the values that a whole cell may hold}; inside: what names the
    person wherever it stands in a text (NI number, full name). A surname alone is not searched for inside texts: it may
    be a word, or somebody else's."""

    whole: Mapping[str, frozenset[str]]
    inside: re.Pattern[str] | None

    def names(self, text: object) -> bool:
        """Whether a text names the person, wherever in it."""
        return bool(self.inside and isinstance(text, str) and self.inside.search(text))

    def kinds(self, value: object) -> set[str]:
        """Which of the person's values a whole cell is."""
        plain = value.isoformat()[:10] if isinstance(value, date) else value
        form = str(plain).strip().casefold() if plain is not None else ""
        return {kind for kind, forms in self.whole.items() if form in forms}

    def without(self, text: str) -> str:
        """A text of others' in which only what names the person is replaced."""
        return self.inside.sub(ERASED, text) if self.inside else text

    def touches(self, value: object) -> bool:
        return self.names(value) or bool(self.kinds(value))

    def is_about(self, row: Iterable[object]) -> bool:
        """Whether a row is the person's: it holds their NI number, or two of their values, such as name and reference.
        A colleague's row may name them in a note."""
        found: set[str] = set()
        for cell in row:
            found |= self.kinds(cell) if cell not in ("", None) else set()
        return len(found) > 1 or "ni_number" in found


TRACED = ("person_ref", "ni_number", "surname", "forename", "date_of_birth")


def traced(line: object) -> dict[str, Any]:
    """What a line of a list says of who it is about, for `traces_of`."""
    return {name: getattr(line, name) for name in TRACED}


def traces_of(lines: Iterable[Mapping[str, Any]]) -> Traces:
    """From every line of the person: dicts of person_ref, ni_number, surname, forename and date_of_birth."""
    whole: dict[str, set[str]] = {}
    phrases: set[str] = set()
    for line in lines:
        for name in ("person_ref", "ni_number", "surname", "forename"):
            if line.get(name):
                whole.setdefault(name, set()).add(str(line[name]).strip().casefold())
        born, surname, forename = line.get("date_of_birth"), line.get("surname"), line.get("forename")
        if born:
            whole.setdefault("date_of_birth", set()).update(
                each.casefold()
                for each in (born.isoformat(), f"{born:%d/%m/%Y}", f"{born.day}/{born.month}/{born.year}")
            )
        if line.get("ni_number"):
            phrases.add(r"\s*".join(map(re.escape, "".join(str(line["ni_number"]).split()))))
        if surname and forename:
            phrases.add(rf"{re.escape(forename)}\s+{re.escape(surname)}")
            phrases.add(rf"{re.escape(surname)}[,;]?\s+{re.escape(forename)}")
            names = (f"{forename} {surname}", f"{surname} {forename}", f"{surname}, {forename}")
            whole.setdefault("name", set()).update(each.casefold() for each in names)
    inside = re.compile(rf"(?<!\w)(?:{'|'.join(sorted(phrases))})(?!\w)", re.IGNORECASE) if phrases else None
    return Traces({kind: frozenset(forms) for kind, forms in whole.items()}, inside)


def redacted_row(
    row: Sequence[Any], traces: Traces, *, own: bool, named: Collection[int], kept: Collection[int]
) -> list[Any]:
    """A row of a sheet without the person.

    own: it is the person's row; named: indexes of columns about a person; kept: indexes of columns that hold something
    else, which stay. In a row of the person's what no field matched goes too.
    """

    def goes(index: int, cell: Any) -> bool:
        if traces.names(cell):
            return True
        return own and index not in kept and (bool(named) or traces.touches(cell))

    return ["" if goes(index, cell) else cell for index, cell in enumerate(row)]


def redacted_outcome(
    outcome: Mapping[str, Any], traces: Traces, rows: Collection[int], posts: Collection[str]
) -> dict[str, Any]:
    """What was found in an upload, without the person: nothing is added or left out, so that every count stays. rows:
    the person's rows of the sheet; posts: the numbers of their posts."""
    kept = [letter for field, letter in outcome["columns"].items() if field not in PERSONAL]
    numbers = {str(each) for each in rows}
    changed = {
        "findings": [_redacted_finding(each, traces, rows) for each in outcome["findings"]],
        "matches": [{**each, "samples": []} if each["field"] in PERSONAL else each for each in outcome["matches"]],
        **_redacted_top(outcome, traces, rows),
        "excerpts": {
            number: {letter: value if letter in kept else "" for letter, value in cells.items()}
            if number in numbers
            else {letter: "" if traces.names(value) else value for letter, value in cells.items()}
            for number, cells in outcome["excerpts"].items()
        },
        "changes": scrubbed(_changes_without(outcome["changes"], posts), traces),
        "another_person": scrubbed(outcome.get("another_person") or [], traces),
    }
    return {**outcome, **changed}


def _changes_without(changes: Any, posts: Collection[str]) -> Any:
    """What a note or an absence of theirs was and became is in no trace: it goes by the post."""
    known = {each.casefold() for each in posts}
    return changes and {
        kind: [
            {**each, "from": ERASED, "to": ERASED}
            if each.get("field") in PERSONAL and str(each["post_no"]).casefold() in known
            else each
            for each in found
        ]
        for kind, found in changes.items()
    }


def _redacted_top(outcome: Mapping[str, Any], traces: Traces, rows: Collection[int]) -> dict[str, Any]:
    """The sheet's first rows and its columns' samples, by which a person chose, without the person's."""
    kept = {letter for field, letter in outcome["columns"].items() if field not in PERSONAL}
    changed: dict[str, Any] = {}
    if "headings" in outcome:
        changed["headings"] = [
            each if each["letter"] in kept else {**each, "samples": []} for each in outcome["headings"]
        ]
    if outcome.get("top"):
        told = [
            [number, _redacted_cells(cells, traces, kept, number in rows)] for number, cells in outcome["top"]["rows"]
        ]
        changed["top"] = {**outcome["top"], "rows": told}
    return changed


def _redacted_cells(cells: Sequence[Any], traces: Traces, kept: Collection[str], own: bool) -> list[Any]:
    own = own or traces.is_about(cells)
    return [
        "" if traces.touches(cell) or (own and column_letter(index) not in kept) else cell
        for index, cell in enumerate(cells)
    ]


def emptied_outcome(outcome: Mapping[str, Any]) -> dict[str, Any]:
    """What was found in an upload whose time is over: counts stay, and nothing that a cell said."""
    findings = [{**each, "message": ERASED_FINDING, "value": ""} for each in outcome["findings"]]
    parked = [{**each, "key": ""} for each in outcome["parked"]]
    matches = [{**each, "samples": []} for each in outcome["matches"]]
    gone: dict[str, Any] = {"excerpts": {}, "changes": None, "another_person": []}
    if outcome.get("top"):
        gone["top"] = {**outcome["top"], "rows": []}
    if "headings" in outcome:
        gone["headings"] = [{**each, "samples": []} for each in outcome["headings"]]
    return {**outcome, **gone, "findings": findings, "parked": parked, "matches": matches}


def _redacted_finding(finding: Mapping[str, Any], traces: Traces, rows: Collection[int]) -> dict[str, Any]:
    message = redacted_message(finding["message"], finding.get("row"), finding["field"], traces, rows)
    value = finding.get("value", "")
    gone = message != finding["message"] or traces.touches(value)
    return {**finding, "message": message, "value": "" if gone else value}


def redacted_message(message: str, row: int | None, field: str | None, traces: Traces, rows: Collection[int]) -> str:
    """A finding's words: those of the person's own rows may quote a value of theirs."""
    quotes = row in rows and (field in PERSONAL or field not in _ABOUT_THE_POST)
    return ERASED_FINDING if quotes or traces.names(message) else message


def scrubbed(value: Any, traces: Traces) -> Any:
    """Plain data in which every text that is a value of the person's, or names them, is replaced."""
    if isinstance(value, str):
        return ERASED if traces.touches(value) else value
    if isinstance(value, Mapping):
        return {key: each if key in ("post_no", "field") else scrubbed(each, traces) for key, each in value.items()}
    return [scrubbed(each, traces) for each in value] if isinstance(value, list) else value


def without_names(text: str, names: Iterable[str]) -> str:
    """A text in which other people's names are withheld, whatever their case."""
    known = [re.escape(each) for each in sorted(names, key=len, reverse=True) if len(each) > 2]
    return re.sub(rf"(?<!\w)(?:{'|'.join(known)})(?!\w)", WITHHELD, text, flags=re.IGNORECASE) if known else text
