"""Text, codes, lists and known values."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from imports.values.reading import EMPTY, Reading, seen
from imports.words import is_placeholder, plain

_FLOAT_CODE = re.compile(r"^\d+\.0$")
_SHORTENED = re.compile(r"^\d(\.\d+)?e\+\d{2,}$", re.IGNORECASE)
_DASHES = frozenset("-–—−")
_LIST = re.compile(r"[,;\n|&]|\+(?=\s*[A-Za-z])|\band\b")
_GUARDED = re.compile(r"^'(?=[=+\-@\t\r])")
_LEADING_NUMBER = re.compile(r"^(group )?\d{1,2}\s+(?=[a-z])")

UNCALCULATED = "#UNCALCULATED!"
"""What is read of a formula that a program wrote and no spreadsheet has worked out yet."""
FORMULA_ERRORS = frozenset({
    "#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#UNKNOWN!", UNCALCULATED,
})  # fmt: skip
_FORMULA_ERROR = Reading(how="formula-error")


def as_text(value: Any) -> str:
    """A stored value as text: numbers without a ".0" that nobody typed, dates as ISO, no signs that nobody sees."""
    if isinstance(value, str):
        return value.strip() if value.isascii() else seen(value).strip()
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(round(value, 9))
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    return str(value)


def read_text(value: Any) -> Reading:
    """Free text, trimmed; its form is not checked."""
    text = unguarded(as_text(value))
    if not text or text in _DASHES:
        return EMPTY
    return _FORMULA_ERROR if text in FORMULA_ERRORS else Reading(text)


def unguarded(text: str) -> str:
    """The apostrophe that keeps "=1" or "-5" text in a spreadsheet is no part of the text."""
    return _GUARDED.sub("", text) if text[:1] == "'" else text


def read_code(value: Any) -> Reading:
    """A code or a reference: leading zeros kept, 1110.0 is "1110"; "n/a" and a lone dash are no code.

    One that Excel showed as 1.23E+05 and saved so has lost its digits: it is no code of anything.
    """
    text = unguarded(as_text(value))
    if not text:
        return EMPTY
    if text in FORMULA_ERRORS:
        return _FORMULA_ERROR
    if is_placeholder(text):
        return Reading(how="placeholder")
    if "+" in text and _SHORTENED.match(text):
        return Reading(problem=f"Enter the whole code: a spreadsheet shortened it to “{text}”, and lost its digits")
    return Reading(text[:-2] if text.endswith(".0") and _FLOAT_CODE.match(text) else text)


def read_list(value: Any) -> Reading:
    """References separated by commas, semicolons, line breaks or "and"."""
    text = unguarded(as_text(value))
    if not text or is_placeholder(text):
        return Reading([])
    parts = [_tidy(part) for part in _LIST.split(text)]
    return Reading([part for part in parts if part])


def _tidy(part: str) -> str:
    text = part.strip().strip(".:").strip()
    return text[:-2] if _FLOAT_CODE.match(text) else text


def read_choice(value: Any, table: Mapping[str, str], fillers: frozenset[str], known: str) -> Reading:
    """One of the known values. fillers: words that add nothing ("post", "cover"); known: the
    values as a sentence lists them; nothing is guessed from spelling."""
    text = as_text(value)
    if not text or text in _DASHES:
        return EMPTY
    key = plain(text)
    if table.get(key) == "":  # said of this source to mean nothing
        return EMPTY
    found = table.get(key) or table.get(_LEADING_NUMBER.sub("", key))
    if found is None:
        found = table.get(" ".join(word for word in key.split() if word not in fillers))
    if found is None and is_placeholder(text):
        return Reading(how="placeholder")
    if found is None:
        return Reading(problem=f"Choose {known}: “{text}” is not one of them")
    return Reading(found, how="" if plain(found) == key else "synonym")
