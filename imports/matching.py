"""Which column is which field: saved mapping, exact, synonym, fuzzy, or told by its values."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from typing import Any, Literal

from rapidfuzz import fuzz

from imports.assignment import best_assignment
from imports.context import Context, SavedMapping
from imports.datasets.fields import Dataset, Field
from imports.evidence import fit
from imports.header import Header
from imports.letters import column_letter
from imports.values.texts import as_text
from imports.words import heading_key, plain

How = Literal["saved", "exact", "synonym", "fuzzy", "values"]
THRESHOLD = 0.5
_FUZZY = 86
_SAMPLE = 400
_FILLERS = frozenset({
    "the", "of", "for", "a", "in", "gbp", "current", "hr", "hours", "details", "detail", "field", "data", "latest",
    "main", "primary", "if", "applicable", "any", "dd", "mm", "yyyy", "yy", "please", "enter", "select", "list",
    "or", "and", "is", "to", "be", "at", "on", "by", "pounds", "employee", "staff", "contract", "position", "post",
    "system", "value", "text", "record", "s", "as", "p", "pa", "annum", "yyyymmdd", "ddmmyyyy", "excluding", "ex",
    "vat", "inc", "incl",
})  # fmt: skip
"""Words that a heading may have besides a field's name and still be that field's."""
_BRACKETS = re.compile(r"[(\[].*?[)\]]")


@dataclass(frozen=True)
class Match:
    """column: a letter; confidence: 0 to 1; samples: up to three values as stored, as text."""

    field: str
    column: str
    heading: str
    how: How
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True)
class _Candidate:
    score: float
    how: How


def match_columns(
    header: Header,
    columns: Sequence[Sequence[Any]],
    dataset: Dataset,
    context: Context,
    mapping: SavedMapping,
) -> dict[str, tuple[int, Match]]:
    """Field → (column index, how it was matched). columns: the values below the header."""
    samples = [_spread(column) for column in columns]
    candidates: dict[tuple[int, str], _Candidate] = {}
    saved = {heading_key(heading): name for heading, name in mapping.columns.items()}
    for index, labels in enumerate(header.labels[: len(columns)]):
        ruled = next((saved[heading_key(label)] for label in labels if heading_key(label) in saved), None)
        if ruled is not None:
            if ruled in dataset.by_name:
                candidates[index, ruled] = _Candidate(10.0, "saved")
            continue
        for field in dataset.fields:
            candidate = _candidate(field, labels, samples[index])
            if candidate and candidate.score >= THRESHOLD:
                candidates[index, field.name] = candidate
    _services(candidates, header, columns, dataset, context)
    _managers(candidates, header, columns)
    chosen = best_assignment({key: candidate.score for key, candidate in candidates.items()})
    return {
        name: (index, _told(name, index, candidates[index, name], header, samples[index]))
        for name, index in chosen.items()
    }


def _told(name: str, index: int, candidate: _Candidate, header: Header, sample: Sequence[Any]) -> Match:
    sure = min(1.0, round(candidate.score, 2))
    return Match(name, column_letter(index), header.headings[index], candidate.how, sure, samples_of(sample))


def samples_of(values: Iterable[Any]) -> tuple[str, ...]:
    """Up to three values as text, each once."""
    return tuple(islice(dict.fromkeys(as_text(value) for value in values if value != ""), 3))


def _spread(column: Sequence[Any]) -> list[Any]:
    """Values from the whole length of a column."""
    sparse = column[:: max(1, len(column) // (4 * _SAMPLE))]
    filled = [value for value in sparse if value != ""]
    if len(filled) < _SAMPLE:
        filled = [value for value in column if value != ""]
    step = max(1, len(filled) // _SAMPLE)
    return filled[::step][:_SAMPLE]


def _candidate(field: Field, labels: Sequence[str], sample: Sequence[Any]) -> _Candidate | None:
    named = [heading for heading in (_heading_score(field, label) for label in labels) if heading]
    if not named:
        return _by_values(field, sample)
    heading = max(named, key=lambda each: each.score)
    suits = fit(field, sample)
    if suits is None:
        return _Candidate(heading.score * 0.9, heading.how)
    if (
        field.kind == "choice"
        and not field.required
        and suits < (0.5 if heading.score > 0.93 else 0.8)
        and heading.how != "exact"
    ):
        return None
    if heading.how == "fuzzy" and suits < 0.6:
        return None
    return _Candidate(heading.score * (0.55 + 0.45 * suits), heading.how)


@lru_cache(maxsize=64)
def _names(field_name: str, synonyms: tuple[str, ...], systems: tuple[str, ...]) -> dict[str, float]:
    """Heading key → score: the field's own name 1, synonyms from 0.98 down to 0.8 in their order, a system's 0.9."""
    names = {heading_key(field_name.replace("_", " ")): 1.0}
    for rank, synonym in enumerate(synonyms):
        names.setdefault(heading_key(synonym), 0.98 - 0.18 * rank / max(1, len(synonyms)))
    for heading in systems:
        names.setdefault(heading_key(heading), 0.9)
    return names


@lru_cache(maxsize=20_000)
def _score_of(field_name: str, synonyms: tuple[str, ...], systems: tuple[str, ...], label: str) -> _Candidate | None:
    names = _names(field_name, synonyms, systems)
    key, bare = heading_key(label), heading_key(_BRACKETS.sub(" ", label))
    parts = [(heading_key(part), 0.95) for part in label.split("/")] if "/" in label else []
    for candidate, factor in ((key, 1.0), (bare, 0.99), (f"{key} date", 0.97), *parts):
        if candidate in names:
            score = names[candidate] * factor
            return _Candidate(score, "exact" if score >= 0.99 else "synonym")
    best = max((_alike(bare or key, name) * score for name, score in names.items()), default=0.0)
    return _Candidate(best * 0.85, "fuzzy") if best * 100 >= _FUZZY * 0.8 else None


def _heading_score(field: Field, label: str) -> _Candidate | None:
    return _score_of(field.name, field.synonyms, field.systems, label)


def _alike(heading: str, name: str) -> float:
    """1 for the same words; less for words misspelt or padded; 0 when a word that matters differs."""
    ours, theirs = heading.split(), name.split()
    if not ours or len(name) < 4 or abs(len(ours) - len(theirs)) > 3:
        return 0.0
    total, left = 0.0, list(ours)
    for word in theirs:
        closest = max(left, key=lambda each: fuzz.ratio(each, word), default="")
        likeness = fuzz.ratio(closest, word) if closest else 0.0
        shortened = next((each for each in left if len(each) >= 4 and word.startswith(each)), None)
        if shortened and shortened != closest:
            closest, likeness = shortened, 90.0
        elif shortened and likeness < 90:
            likeness = 90.0
        if likeness < (100 if len(word) < 5 else 80):
            return 0.0
        left.remove(closest)
        total += likeness
    if any(word not in _FILLERS for word in left):
        return 0.0
    return total / len(theirs) / 100 - 0.03 * len(left)


def _by_values(field: Field, sample: Sequence[Any]) -> _Candidate | None:
    """A column whose heading says nothing, and whose values are a closed list's or a shape's."""
    if len(sample) < 3 or not (field.choices or field.shape):
        return None
    distinct = {as_text(value).casefold() for value in sample}
    if field.choices and (len(distinct) < 2 or max(map(len, distinct)) < 3):
        return None
    suits = fit(field, sample) or 0.0
    return _Candidate(0.6 * suits, "values") if suits > 0.9 else None


def _services(
    candidates: dict[tuple[int, str], _Candidate],
    header: Header,
    columns: Sequence[Sequence[Any]],
    dataset: Dataset,
    context: Context,
) -> None:
    """A column whose values are the programme's services is the service, whatever its heading."""
    if not context.services or "service" not in dataset.by_name:
        return
    for index, column in enumerate(columns):
        named = candidates.get((index, "cost_centre_name"))
        if named and named.score > 0.8:  # a cost centre is often called after its service
            continue
        share = _share_in(column, lambda value: plain(value) in context.service_words)
        if share >= 0.6:
            by_name = candidates.get((index, "service"))
            how: How = by_name.how if by_name and by_name.how in ("saved", "exact", "synonym") else "values"
            candidates[index, "service"] = _Candidate(1.5 + share, how)


def _share_in(column: Sequence[Any], test: Callable[[str], bool]) -> float:
    """Of a column's distinct texts, the share that passes."""
    distinct = {value for value in column if isinstance(value, str) and value.strip()}
    if not distinct or len(distinct) > 2000:
        return 0.0
    return sum(test(value) for value in distinct) / len(distinct)


def _managers(candidates: dict[tuple[int, str], _Candidate], header: Header, columns: Sequence[Sequence[Any]]) -> None:
    """A manager's column that holds names, not posts of the list, is not the manager's post."""
    posts = [index for (index, name) in candidates if name == "post_no"]
    if not posts:
        return
    best = max(posts, key=lambda index: candidates[index, "post_no"].score)
    known = {as_text(value).casefold() for value in set(columns[best]) if value != ""}
    for index, name in list(candidates):
        if name != "line_manager_post" or candidates[index, name].how == "saved":
            continue
        values = [as_text(value).casefold() for value in set(columns[index]) if value != ""]
        share = sum(value in known for value in values) / len(values) if values else 1.0
        says_post = re.search(r"post|position", heading_key(header.headings[index]))
        if share < 0.3 and not says_post:
            del candidates[index, name]
        else:
            old = candidates[index, name]
            candidates[index, name] = _Candidate(old.score * (0.7 + 0.3 * share), old.how)
