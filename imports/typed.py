"""A sheet's data rows as typed columns, with what was wrong with each value."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from imports.columns import Typed, decimal_comma, read_column, reader_for
from imports.context import Context, Known, SavedMapping
from imports.datasets.amounts import says_thousands
from imports.datasets.fields import Dataset, Field
from imports.frame import Frame
from imports.layout import Layout, amount_name
from imports.reading import Sheet
from imports.words import plain
from transfer.kernel import clock

_LABELS = frozenset({"text", "code", "choice"})
"""Kinds of field of which a cell merged down several rows speaks for each of them: an amount is not there twice."""
_PERCENT_WORDS = ("%", "percent", "utilisation", "utilization", "util")


def typed_frame(kind: Dataset, layout: Layout, found: Sequence[int], known: Known) -> tuple[Frame, dict[str, Typed]]:
    """found: indexes of the data rows. The frame, and what was wrong with each column and how it was read."""
    fields, indexes = _columns(kind, layout)
    written = {name: taken(layout.columns[index], found) for name, index in indexes.items()}
    spoken = _fill_down(layout.sheet, layout.columns, fields, indexes, found, written)
    comma = decimal_comma(written[each.name] for each in fields if each.kind in ("money", "number", "percent"))
    for name, value in known.mapping.constants.items():
        if name in kind.by_name and name not in written:
            written[name] = [value] * len(found)
            fields.append(kind.by_name[name])
    typed = _read(fields, written, _times(layout), comma, known)
    for name, how in spoken.items():
        typed[name].hows["merged"] = how
    _told_as_percent(layout, typed)
    _named_as_known(typed, known.context)
    if known.mapping.reverse_sign:
        _reverse_income(typed, [amount_name(order) for order in range(len(layout.amounts))])
    letters = {name: match.column for name, (_, match) in layout.matches.items()}
    letters |= {amount_name(order): amount.letter for order, amount in enumerate(layout.amounts)}
    return _frame(layout.sheet, found, typed, written, letters, known), typed


def taken(column: Sequence[Any], found: Sequence[int]) -> Sequence[Any]:
    """A column's values in the rows of these indexes."""
    if found and found[-1] - found[0] == len(found) - 1:  # as in most lists: nothing stands between the rows
        return column[found[0] : found[-1] + 1]
    return [column[index] for index in found]


def _columns(kind: Dataset, layout: Layout) -> tuple[list[Field], dict[str, int]]:
    """The fields that have a column, those of money by year and basis last, and the column's index of each."""
    fields = [kind.by_name[name] for name in layout.matches]
    indexes = {name: index for name, (index, _) in layout.matches.items()}
    for order, amount in enumerate(layout.amounts):
        fields.append(Field(amount_name(order), "money", "an amount"))
        indexes[amount_name(order)] = amount.index
    return fields, indexes


def _times(layout: Layout) -> dict[str, int]:
    """By field of money, 1000 where its heading says £000."""
    times = {name: 1000 for name, (_, match) in layout.matches.items() if says_thousands(match.heading)}
    return times | {amount_name(order): amount.times for order, amount in enumerate(layout.amounts)}


def _fill_down(
    sheet: Sheet, columns: Sequence[Sequence[Any]], fields: Sequence[Field], indexes: Mapping[str, int],
    found: Sequence[int], written: dict[str, Sequence[Any]],
) -> dict[str, tuple[int, int]]:  # fmt: skip
    """Gives each row what a cell says that is merged down several. By field: (how many rows, the first one's index)."""
    names = {indexes[each.name]: each.name for each in fields if each.kind in _LABELS}
    rows = {row: index for index, row in enumerate(found)}
    spoken: dict[str, tuple[int, int]] = {}
    for top, bottom, column in sheet.merged:
        name = names.get(column)
        if name is None or top not in rows or columns[column][top] == "":
            continue
        blank = [rows[row] for row in range(top + 1, bottom + 1) if row in rows and columns[column][row] == ""]
        if not blank:
            continue
        values = written[name] = list(written[name])
        for index in blank:
            values[index] = columns[column][top]
        count, first = spoken.get(name, (0, blank[0]))
        spoken[name] = (count + len(blank), min(first, blank[0]))
    return spoken


def _read(
    fields: Sequence[Field], written: Mapping[str, Sequence[Any]], times: Mapping[str, int], comma: bool, known: Known
) -> dict[str, Typed]:
    saved, typed = _saved_values(known.context, known.mapping), {}
    for done, each in enumerate(fields, 1):
        values = written[each.name]
        reader = reader_for(each, values, comma=comma, times=times.get(each.name, 1), saved=saved.get(each.name))
        typed[each.name] = read_column(values, reader)
        if known.progress:
            known.progress(len(values) * done // len(fields), len(values))
    return typed


def _saved_values(context: Context, mapping: SavedMapping) -> dict[str, Mapping[str, str]]:
    saved = dict(mapping.values)
    if context.group_map:
        saved["subjective_group"] = {**context.group_map, **saved.get("subjective_group", {})}
    return saved


def _told_as_percent(layout: Layout, typed: Mapping[str, Typed]) -> None:
    """Some systems give the FTE as a percentage, 100 for full time, under a heading that says so."""
    if "fte" not in layout.matches:
        return
    heading = plain(layout.matches["fte"][1].heading)
    numbers = [value for value in typed["fte"].values if value is not None]
    above = sum(value > 2 for value in numbers)
    if above * 2 > len(numbers) and any(word in heading for word in _PERCENT_WORDS):
        typed["fte"].values = [None if value is None else value / 100 for value in typed["fte"].values]


def _named_as_known(typed: Mapping[str, Typed], context: Context) -> None:
    """Organisations by their short name and services by their own, where the programme knows them."""
    services = {plain(name): name for name in context.services}
    for name, names in (("organisation", context.short_names), ("service", services)):
        if name in typed and names:
            values = typed[name].values
            typed[name].values = [None if value is None else names.get(plain(value), value) for value in values]


def _reverse_income(typed: Mapping[str, Typed], amounts: Collection[str]) -> None:
    """Ledgers that write income without its minus."""
    groups = typed["subjective_group"].values
    for name in amounts:
        pairs = zip(groups, typed[name].values, strict=True)
        typed[name].values = [-value if group == "Income" and value else value for group, value in pairs]


def _frame(
    sheet: Sheet, found: Sequence[int], typed: Mapping[str, Typed], written: Mapping[str, Sequence[Any]],
    letters: Mapping[str, str], known: Known,
) -> Frame:  # fmt: skip
    columns = {name: each.values for name, each in typed.items()}
    origins = sheet.origins
    numbers = [origins[index].number for index in found] if origins else [index + 1 for index in found]
    sheets = [origins[index].sheet for index in found] if origins else None
    return Frame(sheet.name, numbers, columns, written, letters, known.as_at or clock.today(), sheets)
