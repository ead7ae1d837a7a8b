"""Dates: stored ones, spreadsheet serials, and text in any clear form, day first."""

import re
from datetime import date, datetime, time, timedelta
from typing import Any

from imports.values.reading import EMPTY, Reading, seen
from imports.words import is_placeholder

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"), 1)
    for name in names.split()
}  # fmt: skip
_NUMERIC = re.compile(r"^(\d{1,2})\s*[/.\- ]\s*(\d{1,2})\s*[/.\- ]\s*(\d{4}|\d{2})$")
_ISO = re.compile(r"^(\d{4})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{1,2})$")
_DIGITS = re.compile(r"^(19|20|99)\d{6}$")
_DAY_FIRST_DIGITS = re.compile(r"^(\d{1,2})(\d{2})((?:19|20)\d{2})$")
_NAMED = re.compile(r"^(\d{1,2})(?:st|nd|rd|th)?(?:\s+of)?[\s\-./]*([a-z]+)[\s\-./,]*['’]?(\d{4}|\d{2})$")
_NAMED_FIRST = re.compile(r"^([a-z]+)[\s\-.]*(\d{1,2})(?:st|nd|rd|th)?[\s,\-]+(\d{4})$")
_CLOCK = re.compile(r"[t\s]+\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?\s*(z|am|pm|[+-]\d{2}:?\d{2})?$")
_WEEKDAY = re.compile(r"^(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,?\s+")
PIVOT = 50
_OPEN_END = 2200
_NEXT_CENTURY = 2100
_EPOCH = date(1899, 12, 30)


def read_date(value: Any, month_first: bool = False, pivot: int = PIVOT) -> Reading:
    """A date. month_first: its column is written so; pivot: two digits of a year below it are of this century. A
    system's "no end" (31.12.9999) is no date."""
    if isinstance(value, datetime):
        return _calendar(value.year, value.month, value.day, value, "")
    if isinstance(value, date):
        return _calendar(value.year, value.month, value.day, value, "")
    if isinstance(value, (bool, time, timedelta)):
        return Reading(problem=_not_a_date(value))
    if isinstance(value, (int, float)):
        return _from_number(value)
    return _from_text(str(value), month_first, pivot)


def _from_number(value: float) -> Reading:
    if value != value or abs(value) > 1e9:
        return Reading(problem=_not_a_date(value))
    whole = int(value)
    compact = _from_digits(str(whole)) if value == whole else None
    if compact:
        return compact
    if whole == 0:
        return Reading(how="placeholder")
    if 7000 < whole < 109_000:  # 1919 to 2198
        return Reading(_EPOCH + timedelta(days=whole), how="serial")
    return Reading(problem=_not_a_date(whole if value == whole else value))


def _from_text(text: str, month_first: bool, pivot: int) -> Reading:
    written = " ".join(seen(text).casefold().split())
    if not written:
        return EMPTY
    if is_placeholder(written) or not written.strip("0/.- :"):
        return Reading(how="placeholder")
    written = _WEEKDAY.sub("", _CLOCK.sub("", written)).strip(" ,")
    if match := _ISO.match(written):
        return _calendar(int(match[1]), int(match[2]), int(match[3]), text, "")
    if match := _NUMERIC.match(written):
        first, second, year = int(match[1]), int(match[2]), _full_year(match[3], pivot)
        day, month = (second, first) if month_first else (first, second)
        how = "month-first" if month_first else "day-first" if day <= 12 else ""
        return _calendar(year, month, day, text, how)
    if match := _NAMED.match(written):
        return _named(match[1], match[2], match[3], text, pivot)
    if match := _NAMED_FIRST.match(written):
        return _named(match[2], match[1], match[3], text, pivot)
    if compact := _from_digits(written):
        return compact
    if re.match(r"^\d{4,6}(\.\d+)?$", written):
        return _from_number(float(written)) if float(written) > 9999 else Reading(problem=_not_a_date(text))
    return Reading(problem=_not_a_date(text))


def _from_digits(written: str) -> Reading | None:
    """31012021, or 1022015 where a spreadsheet dropped the zero; 20210131 of a system. No month is 19 or 20, so none is
    both."""
    if match := _DAY_FIRST_DIGITS.match(written):
        day, month, year = map(int, match.groups())
        return _calendar(year, month, day, written, "day-first" if day <= 12 else "")
    if _DIGITS.match(written):
        return _calendar(int(written[:4]), int(written[4:6]), int(written[6:8]), written, "")
    return None


def _named(day: str, month: str, year: str, text: str, pivot: int) -> Reading:
    number = _MONTHS.get(month)
    if number is None:
        return Reading(problem=_not_a_date(text))
    return _calendar(_full_year(year, pivot), number, int(day), text, "")


def _full_year(digits: str, pivot: int) -> int:
    year = int(digits)
    if len(digits) == 4:
        return year
    return 2000 + year if year < pivot else 1900 + year


def _calendar(year: int, month: int, day: int, written: Any, how: Any) -> Reading:
    try:
        found = date(year, month, day)
    except ValueError:
        return Reading(problem=f"Enter a date that exists: {written} does not")
    if year >= _OPEN_END:
        return Reading(how="no-end")
    if year < 1800:
        return Reading(problem=f"Enter a date of this or the last century: {written} is too early")
    return Reading(found, how=how or ("far" if year >= _NEXT_CENTURY else ""))


def _not_a_date(value: Any) -> str:
    return f"Enter a date, such as 31/01/2021: “{value}” is not one"


def second_is_day(value: Any) -> bool | None:
    """Of a text like 12/31/2020: True; of 31/12/2020: False; of anything that does not tell: None."""
    match = _NUMERIC.match(seen(value).strip()) if isinstance(value, str) else None
    if not match:
        return None
    first, second = int(match[1]), int(match[2])
    if second > 12 >= first:
        return True
    return False if first > 12 else None
