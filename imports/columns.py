"""A whole column of stored values to typed values: each distinct value is read once."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from imports.datasets.fields import Field
from imports.values.dates import read_date, second_is_day
from imports.values.numbers import read_money, read_number, read_percent, writes_decimal_comma
from imports.values.reading import Reading
from imports.values.texts import FORMULA_ERRORS, UNCALCULATED, read_choice, read_code, read_list, read_text
from imports.words import plain, value_table

Reader = Callable[[Any], Reading]


@dataclass
class Typed:
    """values: one a row, None where blank or unreadable; problems: index → sentence; hows: how → (count, first)."""

    values: list[Any]
    problems: dict[int, str] = field(default_factory=dict)
    hows: dict[str, tuple[int, int]] = field(default_factory=dict)


def read_column(values: Sequence[Any], reader: Reader) -> Typed:
    """Reads a column. A reader must answer the same for the same value."""
    stored = _without_booleans(values)
    table: dict[Any, Any] = {}
    wrong: dict[Any, str] = {}
    noted: dict[Any, str] = {}
    for value in set(stored):
        table[value], problem, how = reader(value)
        if problem:
            wrong[value] = problem
        if how:
            noted[value] = how
    typed = Typed(list(map(table.__getitem__, stored)))
    if wrong:
        typed.problems = {index: wrong[value] for index, value in enumerate(stored) if value in wrong}
    for index, value in enumerate(stored) if noted else ():
        if value in noted:
            count, first = typed.hows.get(noted[value], (0, index))
            typed.hows[noted[value]] = (count + 1, first)
    return typed


def _without_booleans(values: Sequence[Any]) -> Sequence[Any]:
    """True equals 1 in a dictionary, and is not 1 in a spreadsheet."""
    if bool not in set(map(type, values)):
        return values
    return [("Yes" if value else "No") if isinstance(value, bool) else value for value in values]


def decimal_comma(columns: Iterable[Sequence[Any]]) -> bool:
    """Whether a file's numbers written as text use a decimal comma: some can only be read so, and more than not."""
    signs = [
        writes_decimal_comma(value) for column in columns for value in set(column) if isinstance(value, str) and value
    ]
    return signs.count(True) > signs.count(False)


def reader_for(
    each: Field, values: Sequence[Any], *, comma: bool = False, times: int = 1, saved: Mapping[str, str] | None = None
) -> Reader:
    """The reader of a field's column. saved: values as written → known value, said of this source before."""
    read = _reader_of_kind(each, values, comma, times, saved or {})
    if each.kind in ("text", "code", "list"):
        return read
    return lambda value: _formula_error(value, each) if value in FORMULA_ERRORS else read(value)


def _formula_error(value: str, each: Field) -> Reading:
    if value == UNCALCULATED:
        return Reading(problem=f"Open the file in Excel and save it, or enter {each.label}: this formula has no value")
    return Reading(problem=f"Mend this formula, or enter {each.label}: it shows {value}")


def _reader_of_kind(each: Field, values: Sequence[Any], comma: bool, times: int, saved: Mapping[str, str]) -> Reader:
    if each.kind == "date":
        signs = {second_is_day(value) for value in set(values)}
        month_first = True in signs and False not in signs
        return lambda value: read_date(value, month_first, each.pivot)
    if each.kind == "money":
        return lambda value: read_money(value, comma, times)
    if each.kind == "number":
        return lambda value: read_number(_without_unit(value, each.units), comma, each.ratio)
    if each.kind == "percent":
        return lambda value: read_percent(value, comma)
    if each.kind == "choice":
        return _choice_reader(each, saved)
    if each.kind == "code":
        return read_code
    return read_list if each.kind == "list" else read_text


def choices_of(each: Field, saved: Mapping[str, str]) -> dict[str, str]:
    """Plain form → known value of a closed list. saved: what was said of this source goes before what is known."""
    table = value_table({key: tuple(words) for key, words in each.choices.items()})
    return table | {plain(written): value for written, value in saved.items()}


def _choice_reader(each: Field, saved: Mapping[str, str]) -> Reader:
    table = choices_of(each, saved)
    *others, last = each.choices
    known = f"{', '.join(others)} or {last}"
    return lambda value: read_choice(value, table, each.fillers, known)


def _without_unit(value: Any, units: tuple[str, ...]) -> Any:
    """ "37 hours" → "37"."""
    if not isinstance(value, str):
        return value
    bare = value.strip()
    for unit in units:
        if bare.casefold().endswith(unit) and bare[: -len(unit)].strip()[-1:].isdigit():
            return bare[: -len(unit)].strip()
    return bare
