"""What a column's values say about which field it is."""

import re
from collections.abc import Sequence
from datetime import date, time, timedelta
from typing import Any

from imports.datasets.fields import Field
from imports.values.dates import read_date
from imports.values.numbers import read_money
from imports.values.texts import FORMULA_ERRORS, read_choice
from imports.words import value_table

_DATE_LIKE = re.compile(r"^\d{1,4}[/.\- ](\d{1,2}|[A-Za-z]{3,9})[/.\- ]\d{1,4}$")
_IDENTIFIERS = frozenset({"post_no", "person_ref", "cost_centre", "account", "reference", "supplier_number", "number"})
_WORDS = frozenset({
    "job_title", "surname", "forename", "title", "supplier", "service", "team", "directorate", "location", "driver",
    "cost_centre_name", "account_name", "agency_name", "description", "workstream", "organisation",
})  # fmt: skip


def fit(field: Field, sample: Sequence[Any]) -> float | None:
    """0 to 1: how well values suit a field; None when there are none to go by."""
    values = [value for value in sample if not (isinstance(value, str) and _says_nothing(value))]
    if not values:
        return None
    if field.shape:
        return _share(values, lambda value: isinstance(value, str) and bool(re.match(field.shape, value.strip())))
    if field.kind == "date":
        return _share(values, _is_date)
    if field.kind in ("money", "number", "percent"):
        return _share(values, lambda value: _is_amount(value, field.units))
    if field.kind == "choice":
        table = value_table({key: tuple(words) for key, words in field.choices.items()})
        return _share(values, lambda value: read_choice(value, table, field.fillers, "").problem is None)
    return _text_fit(field, values)


def _says_nothing(text: str) -> bool:
    return not text.strip(" -–") or text in FORMULA_ERRORS


def _share(values: Sequence[Any], test: Any) -> float:
    return sum(bool(test(value)) for value in values) / len(values)


def _is_date(value: Any) -> bool:
    if isinstance(value, date):
        return True
    if isinstance(value, str) and _DATE_LIKE.match(value.strip()):
        return True
    return read_date(value).problem is None


def _is_amount(value: Any, units: tuple[str, ...] = ()) -> bool:
    if isinstance(value, (time, timedelta)):
        return True
    if isinstance(value, str):
        bare = value.strip().rstrip("%").strip()
        for unit in units:
            bare = bare.removesuffix(unit).strip()
        return read_money(bare).problem is None or read_money(bare, comma=True).problem is None
    return not isinstance(value, (bool, date))


def _text_fit(field: Field, values: Sequence[Any]) -> float:
    digits = _share(values, lambda value: not isinstance(value, str) or any(char.isdigit() for char in value))
    dates = _share(values, lambda value: isinstance(value, date))
    if field.name in _IDENTIFIERS:
        words = _share(values, lambda value: isinstance(value, str) and len(value.split()) > 2)
        return max(0.0, (0.6 + 0.4 * digits) - 0.5 * words - 0.6 * dates)
    if field.name in _WORDS:
        numeric = _share(values, lambda value: not isinstance(value, str) or value.strip().replace(".", "").isdigit())
        coded = _share(
            values, lambda value: isinstance(value, str) and " " not in value and any(c.isdigit() for c in value)
        )
        return max(0.0, 1.0 - 0.8 * numeric - 0.5 * coded)
    return 1.0 - 0.5 * dates
