"""What was made of a file's columns and values, so that a person can be asked about the rest."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from rapidfuzz import fuzz, process

from imports.columns import Typed, choices_of
from imports.context import SavedMapping
from imports.datasets.amounts import says_thousands
from imports.datasets.fields import Field
from imports.layout import AmountColumn, Layout, amount_name, thousands_title
from imports.letters import column_letter
from imports.matching import samples_of
from imports.values.texts import as_text
from imports.words import heading_key, plain

THOUSANDS = "thousands of pounds"
_ALIKE = 75
_MOST_VALUES = 200
How = Literal["saved", "exact", "synonym", "unknown"]
What = Literal["year", "basis", "thousands", "sign"]


@dataclass(frozen=True)
class HeadingSeen:
    """A column. field: None for one that is left over, "amount" for a budget's money; confidence: 0 to 1; how: "saved",
    "exact", "synonym", "fuzzy", "values" or "" ; samples: up to three values as text."""

    letter: str
    heading: str
    field: str | None
    how: str
    confidence: float
    samples: tuple[str, ...]


@dataclass(frozen=True)
class ValueSeen:
    """A value of a closed list as written, and in how many rows. read_as: None for an unknown one; suggested: the known
    value that it is spelt like, never used by itself."""

    written: str
    count: int
    read_as: str | None
    how: How
    suggested: str | None = None


@dataclass(frozen=True)
class Guess:
    """Something that was taken to be so and that nobody said. letter and heading: of its column of money, "" for the
    whole list; read_as: in words, None where there is nothing to go by."""

    what: What
    letter: str
    heading: str
    read_as: str | None
    says: str


def headings_of(layout: Layout, found: Sequence[int]) -> list[HeadingSeen]:
    """Every column that has a heading, in the sheet's order."""
    matched = dict(layout.matches.values())
    amounts = {each.letter for each in layout.amounts}
    seen = []
    for index, heading in enumerate(layout.header.headings):
        match, letter = matched.get(index), column_letter(index)
        if match:
            seen.append(HeadingSeen(letter, heading, match.field, match.how, match.confidence, match.samples))
        elif heading:
            shown = samples_of(layout.columns[index][row] for row in found[:2000])
            field, how, sure = ("amount", "exact", 1.0) if letter in amounts else (None, "", 0.0)
            seen.append(HeadingSeen(letter, heading, field, how, sure, shown))
    return seen


def values_of(
    fields: Sequence[Field],
    written: Mapping[str, Sequence[Any]],
    typed: Mapping[str, Typed],
    saved: Mapping[str, Mapping[str, str]],
) -> dict[str, list[ValueSeen]]:
    """The values of each closed list: unknown ones first, then the most frequent."""
    seen: dict[str, list[ValueSeen]] = {}
    for each in fields:
        if each.kind != "choice":
            continue
        told, column = saved.get(each.name, {}), typed[each.name]
        stored = Counter(zip(map(_one, written[each.name]), column.values, strict=True))
        counts: Counter[tuple[str, str | None]] = Counter()
        for (value, known), count in stored.items():
            counts[as_text(value), known] += count
        unread = {as_text(written[each.name][index]) for index in column.problems}
        seen_values = [(text, known, count) for (text, known), count in counts.items() if known or text in unread]
        values = [_value(each, told, *one) for one in seen_values]
        values.sort(key=lambda one: (one.how != "unknown", -one.count, one.written))
        seen[each.name] = values[:_MOST_VALUES]
    return seen


def _one(value: Any) -> Any:
    """True equals 1 in a counter, and is not 1 in a spreadsheet."""
    return as_text(value) if isinstance(value, bool) else value


def _value(each: Field, told: Mapping[str, str], text: str, value: str | None, count: int) -> ValueSeen:
    if value is not None:
        how: How = "exact" if plain(value) == plain(text) else "synonym"
        return ValueSeen(text, count, value, "saved" if plain(text) in map(plain, told) else how)
    table = choices_of(each, told)
    like = process.extractOne(plain(text), list(table), scorer=fuzz.ratio, score_cutoff=_ALIKE, processor=None)
    near = table[like[0]] or None if like else None
    return ValueSeen(text, count, None, "unknown", near)


def guesses_of(layout: Layout, typed: Mapping[str, Typed], mapping: SavedMapping) -> list[Guess]:
    """Of each column of money, what its heading was taken to say; and what a title says of all, and the sign of a
    list's income."""
    said = {heading_key(heading) for heading in mapping.amounts}
    guesses: list[Guess] = []
    title = thousands_title(layout.sheet.rows[: layout.header.rows[0] - 1]) if layout.amounts else None
    if title and not mapping.thousands:
        read = THOUSANDS if mapping.thousands is None else "pounds"
        says = f"“{title}” stands above the list: amounts were read as {read}"
        guesses.append(Guess("thousands", "", "", read, says))
    for amount in layout.amounts:
        if heading_key(amount.heading) not in said:
            guesses += [_guess("year", amount, amount.year), _guess("basis", amount, amount.basis)]
        if says_thousands(amount.heading) and not mapping.thousands:
            guesses.append(_guess("thousands", amount, "£000"))
    if not mapping.reverse_sign:
        guesses += _positive_income(layout, typed)
    return guesses


def _guess(what: What, amount: AmountColumn, read_as: str | None) -> Guess:
    read = f"was taken to say {read_as}" if read_as else f"says no {what}"
    return Guess(what, amount.letter, amount.heading, read_as, f"“{amount.heading}” {read}")


def _positive_income(layout: Layout, typed: Mapping[str, Typed]) -> list[Guess]:
    """Income is kept as a minus. A column in which most of it is a plus is read as it stands, and told."""
    groups = typed["subjective_group"].values if "subjective_group" in typed else []
    told = []
    for order, amount in enumerate(layout.amounts):
        pence = typed[amount_name(order)].values
        income = [value for group, value in zip(groups, pence, strict=True) if group == "Income" and value]
        if income and sum(value > 0 for value in income) * 2 > len(income):
            says = f"Most income of “{amount.heading}” is written without a minus"
            told.append(Guess("sign", amount.letter, amount.heading, "as it stands", says))
    return told
