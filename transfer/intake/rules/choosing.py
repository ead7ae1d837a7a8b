"""What a person says of how a file is read, laid over what is remembered of its source.

Both are plain objects of these keys, any of which may be missing: columns (heading → field, "" to leave it out), values
(field → {as written: known value}), amounts (heading → [year, basis]), header_row, sheet, sheets, thousands,
reverse_sign, without_post_number, each_full_time.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from imports.context import Context, SavedMapping
from imports.datasets import DATASETS
from imports.header import Header, find_header
from imports.letters import column_letter
from imports.matching import match_columns, samples_of
from imports.sheets import SheetSeen
from imports.words import heading_key
from transfer.kernel.errors import DomainError
from transfer.releases.rules import field_words

PLACES = ("header_row", "sheet", "sheets")
SWITCHES = {
    "thousands": "Amounts are in thousands of pounds",
    "reverse_sign": "Income is written without a minus",
    "without_post_number": "This list has no post number",
    "each_full_time": "This list has no FTE: each line is one full-time post",
}
OF_POSTS = {"without_post_number": "post_no", "each_full_time": "fte"}
"""The field of a staff list that is no longer asked for where it is said."""
AMOUNT = "amount"
_MOST_COLUMNS, _MOST_TEXT = 60, 80
Said = Mapping[str, Any]


def merged(kept: Said, said: Said) -> dict[str, Any]:
    """What was said goes before what is remembered."""
    values = {
        name: {**kept.get("values", {}).get(name, {}), **said.get("values", {}).get(name, {})}
        for name in {**kept.get("values", {}), **said.get("values", {})}
    }
    columns = {**kept.get("columns", {}), **said.get("columns", {})}
    # A column that somebody called money says nothing of its year, which may be remembered.
    unsaid = {name: pair for name, pair in said.get("amounts", {}).items() if not all(pair)}
    amounts = {**unsaid, **kept.get("amounts", {}), **{n: p for n, p in said.get("amounts", {}).items() if all(p)}}
    single = {name: said.get(name, kept.get(name)) for name in (*PLACES, *SWITCHES)}
    if "sheet" in said or "sheets" in said:
        single |= {name: said.get(name) for name in ("sheet", "sheets")}
    return {"columns": columns, "amounts": amounts, "values": values, **single}


def as_mapping(said: Said) -> SavedMapping | None:
    """As the reader takes it; None where nothing is known."""
    if not any(said.values()) and said["thousands"] is None:
        return None
    return SavedMapping(
        columns=said["columns"], values=said["values"],
        amounts={heading: (pair[0], pair[1]) for heading, pair in said["amounts"].items()},
        header_row=said["header_row"], sheet=said["sheet"], sheets=tuple(said["sheets"] or ()),
        thousands=said["thousands"], reverse_sign=bool(said["reverse_sign"]),
        without_post_number=bool(said["without_post_number"]), constants={"fte": "1"} if said["each_full_time"] else {},
    )  # fmt: skip


def elsewhere(kept: Said, said: Said) -> dict[str, Any] | None:
    """As `merged`, without the remembered header row and sheets: this month's may stand in another place. None where
    nothing of the kind is remembered, or somebody chose for this very file."""
    if not any(kept.get(name) for name in PLACES) or any(said.get(name) for name in PLACES):
        return None
    return merged({name: value for name, value in kept.items() if name not in PLACES}, said)


def header_rows(outcome: Said) -> list[int]:
    """The rows that the header takes: the one above the last belongs to it where it is no title left out."""
    last = int(outcome["header_row"] or 0)
    upper = last - 1
    if "refused" in outcome or upper < 1 or not outcome.get("top"):
        return [last] if last else []
    filled = {number: any(cells) for number, cells in outcome["top"]["rows"]}
    return [upper, last] if filled.get(upper) and upper not in outcome["ignored_rows"] else [last]


def seen_of(sheets: Sequence[SheetSeen], chosen: str | None) -> dict[str, Any]:
    """What is kept of a workbook for its page: its sheets, and the first rows of the one that is read."""
    shown = next((each for each in sheets if each.name == chosen), sheets[0])
    return {
        "sheets": [
            {"name": each.name, "hidden": each.hidden, "rows": each.rows, "refusal": each.refusal} for each in sheets
        ],
        "top": {
            "sheet": shown.name,
            "rows": [[number, list(map(_cut, cells[:_MOST_COLUMNS]))] for number, cells in enumerate(shown.top, 1)],
        },
    }  # fmt: skip


def _cut(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= _MOST_TEXT else f"{words[: _MOST_TEXT - 1]}…"


def likeliest(sheets: Sequence[SheetSeen], dataset: str, asked: str | None) -> SheetSeen | None:
    """The sheet in which a person will find the header: the one asked for, else the visible one whose headings fit the
    data set best. None where no sheet has a row of words and a row besides."""
    usable = [each for each in sheets if each.candidates and each.rows > 1 and (asked is None or each.name == asked)]
    return max(usable, key=lambda each: (not each.hidden, _hits(each, dataset), each.rows), default=None)


def _hits(sheet: SheetSeen, dataset: str) -> int:
    return max((each.hits for each in sheet.candidates if each.dataset == dataset), default=0)


def likely_datasets(sheets: Sequence[SheetSeen], among: Sequence[str]) -> list[str]:
    """The data sets of which the visible sheets have headings, the best fit first."""
    hits: dict[str, int] = {}
    for sheet in sheets:
        for each in sheet.candidates if not sheet.hidden or len(sheets) == 1 else ():
            if each.dataset in among:
                hits[each.dataset] = max(hits.get(each.dataset, 0), each.hits)
    return sorted(hits, key=lambda name: (-hits[name], name))


def unread_columns(
    rows: Sequence[Sequence[str]], dataset: str, context: Context | None, mapping: SavedMapping | None
) -> tuple[int, list[dict[str, Any]]]:
    """(the header's last row, columns) of a sheet that cannot be read yet, from its first rows.

    Its header is the row that was chosen, else the likeliest one.
    """
    kind, at = DATASETS[dataset], mapping.header_row if mapping else None
    saved = frozenset(heading_key(name) for name, field in (mapping.columns if mapping else {}).items() if field)
    header = find_header(rows, kind, saved, at) or _any_header(rows, at)
    if header is None:
        return 0, []
    columns = list(zip_longest(*rows[header.row :], fillvalue=""))
    below: list[Sequence[Any]] = list(columns)
    below = (below + [()] * len(header.headings))[: len(header.headings)]
    matched = dict(match_columns(header, below, kind, context or Context(), mapping or SavedMapping()).values())
    seen: list[dict[str, Any]] = []
    for index, heading in enumerate(header.headings):
        match = matched.get(index)
        if heading:
            seen.append({
                "letter": column_letter(index), "heading": heading, "field": match.field if match else None,
                "how": match.how if match else "", "confidence": round(match.confidence * 100) if match else 0,
                "samples": list(samples_of(below[index])),
            })  # fmt: skip
    return header.row, seen


def _any_header(rows: Sequence[Sequence[str]], at: int | None) -> Header | None:
    """The row that was chosen, or the first one with words in two cells."""
    wide = (number for number, row in enumerate(rows, 1) if sum(map(bool, row)) > 1)
    number = at if at and at <= len(rows) else next(wide, 0)
    if not number:
        return None
    texts = tuple(rows[number - 1])
    return Header(number, (number,), texts, tuple((text,) if text else () for text in texts), 0, 0)


def refuse_columns(columns: Iterable[tuple[str, str]], dataset: str) -> None:
    """columns: (heading, field) of each. Raises DomainError where a field is unknown or is given to two columns."""
    known = DATASETS[dataset].by_name
    taken: dict[str, str] = {}
    for heading, name in columns:
        if name in ("", AMOUNT):
            continue
        if name not in known:
            raise DomainError(f"Choose a field of this list for “{heading}”")
        if name in taken:
            raise DomainError(
                f"Choose one column for {field_words(name)}: “{taken[name]}” and “{heading}” have it both"
            )
        taken[name] = heading


def refuse_values(values: Mapping[str, Mapping[str, str]], dataset: str) -> None:
    """Raises DomainError for a field that is no closed list, or a value that is not on it."""
    known = DATASETS[dataset].by_name
    for name, words in values.items():
        for written, value in words.items():
            if name not in known or value not in known[name].choices:
                raise DomainError(f"Choose a known value for “{written}”")


def told(said: Said) -> dict[str, str]:
    """Each thing that was said, in words by a name of its own, for an audit entry and for two people who meet.

    The words of a list's values are counted and not told: they may be somebody's.
    """
    words = {
        f"Column “{heading}”": field_words(name) if name else "left out"
        for heading, name in said.get("columns", {}).items()
    }
    words |= {f"Year and basis of “{name}”": ", ".join(pair) for name, pair in said.get("amounts", {}).items()}
    words |= {
        f"Values of {field_words(name)}": f"{len(each)} said" for name, each in said.get("values", {}).items() if each
    }
    words |= {label: "yes" for name, label in SWITCHES.items() if said.get(name)}
    if said.get("header_row"):
        words["Header in row"] = str(said["header_row"])
    if said.get("sheet"):
        words["Sheet"] = said["sheet"]
    if said.get("sheets"):
        words["Sheets read as one list"] = ", ".join(said["sheets"])
    return words


def changed(before: Said, after: Said) -> dict[str, tuple[str | None, str | None]]:
    """Old → new of everything that differs."""
    old, new = told(before), told(after)
    return {name: (old.get(name), new.get(name)) for name in {**old, **new} if old.get(name) != new.get(name)}
