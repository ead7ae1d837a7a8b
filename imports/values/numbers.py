"""Numbers, percentages and money, from stored numbers or from text as people write it."""

import re
from datetime import date, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from imports.values.reading import EMPTY, Reading, seen

_LARGEST = Decimal(10) ** 13
_MONEY_WORDS = re.compile(r"^(gbp|£)|(gbp|£|p\.?a\.?|per annum|per year|a year)$", re.IGNORECASE)
_GROUPED = re.compile(r"^\d{1,3}(,\d{3})+(\.\d+)?$|^\d+(\.\d*)?$|^\.\d+$")
_GROUPED_COMMA = re.compile(r"^\d{1,3}(\.\d{3})+(,\d+)?$|^\d+(,\d*)?$|^,\d+$")
_RATIO = re.compile(r"^(\d+(?:[.,]\d+)?)\s*/\s*(\d+(?:[.,]\d+)?)$")
_IN_SHORT = re.compile(r"^[\d,.]+\s*(k|thousand|m|mn|million)$", re.IGNORECASE)
_THREE_DECIMALS = re.compile(r"^[1-9]\d{0,2}\.\d{3}$")
_CLOCK = re.compile(r"^(\d{1,3}):([0-5]\d)(:00)?$")
_DASHES = str.maketrans({"−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-"})


def stored_decimal(value: float | int) -> Decimal:
    """The number as it was typed: 0.811 → Decimal("0.811"); a float's tail beyond nine places is an artefact."""
    if isinstance(value, float):
        return Decimal(repr(int(value))) if value.is_integer() else Decimal(repr(round(value, 9)))
    return Decimal(value)


def read_number(value: Any, comma: bool = False, ratio: bool = False) -> Reading:
    """A count, hours, weeks or FTE as a Decimal. comma: the column writes decimals as 0,811; ratio: 18.5/37 is 0.5."""
    if isinstance(value, (bool, date)):
        return Reading(problem=_not_a_number(value))
    if isinstance(value, (int, float)):
        if value != value or abs(value) >= _LARGEST:
            return Reading(problem=_not_a_number(value))
        return Reading(stored_decimal(value))
    if isinstance(value, timedelta):
        return Reading(stored_decimal(value.total_seconds() / 3600))
    if isinstance(value, time):
        return Reading(stored_decimal(value.hour + value.minute / 60))
    return _number_from_text(str(value), comma, ratio)


def _number_from_text(text: str, comma: bool, ratio: bool) -> Reading:
    written = seen(text).translate(_DASHES).strip()
    if not written.strip("-"):
        return EMPTY if not written else Reading(how="placeholder")
    clock = _CLOCK.match(written)
    if clock:
        return Reading(Decimal(int(clock[1])) + Decimal(int(clock[2])) / 60)
    if parts := _RATIO.match(written) if ratio else None:
        return _from_ratio(parts, text, comma)
    if written.endswith("%"):
        number = _plain_number(written[:-1].strip(), comma)
        return Reading(problem=_not_a_number(text)) if number is None else Reading(number / 100, how="percent")
    number = _plain_number(written, comma)
    return Reading(problem=_not_a_number(text)) if number is None else Reading(number)


def _from_ratio(parts: re.Match[str], text: str, comma: bool) -> Reading:
    """Hours of full-time hours, as hand-kept lists write the FTE."""
    part, whole = (_plain_number(digits, comma) for digits in parts.groups())
    if part is None or not whole:
        return Reading(problem=_not_a_number(text))
    return Reading(stored_decimal(float(part / whole)), how="ratio")


def _not_a_number(value: Any) -> str:
    return f"Enter a number: “{value}” is not one"


def _plain_number(written: str, comma: bool) -> Decimal | None:
    """Digits with grouping, a sign before or after; None when it is anything else."""
    negative = written.startswith("-") or written.endswith("-")
    digits = written.strip("-+ ").replace(" ", "").replace("'", "")
    if "," in digits and "." in digits:  # whichever stands last is the decimal mark
        comma = digits.rindex(",") > digits.rindex(".")
    if comma or re.match(r"^0,\d+$", digits):
        if not _GROUPED_COMMA.match(digits):
            return None
        digits = digits.replace(".", "").replace(",", ".")
    elif _GROUPED.match(digits):
        digits = digits.replace(",", "")
    else:
        return None
    try:
        number = Decimal(digits)
    except InvalidOperation:
        return None
    if abs(number) >= _LARGEST:
        return None
    return -number if negative else number


def writes_decimal_comma(text: str) -> bool | None:
    """True when a text can only be read with a decimal comma, False with a point, None when it says nothing."""
    digits = text.strip().strip("()£-+ ")
    if re.match(r"^\d{1,3}(\.\d{3})*,\d{1,2}$|^0,\d+$|^\d+,\d{4,}$", digits):
        return True
    if re.match(r"^\d{1,3}(,\d{3})*\.\d{1,2}$|^0\.\d+$|^\d{1,3}(,\d{3})+$", digits):
        return False
    return None


def read_percent(value: Any, comma: bool = False) -> Reading:
    """A share as a Decimal out of 100: 25, "25%" and 0.25 are all 25; a bare number of 1 or less is a fraction."""
    reading = read_number(value, comma)
    if reading.value is None:
        return reading
    if reading.how == "percent":
        return Reading(reading.value * 100)
    number = reading.value
    return Reading(number * 100 if abs(number) <= 1 else number)


def read_money(value: Any, comma: bool = False, times: int = 1) -> Reading:
    """Pounds to integer pence, halves away from zero. times: 1000 where a heading says £000."""
    if isinstance(value, (bool, date, time, timedelta)):
        return Reading(problem=_not_an_amount(value))
    if isinstance(value, (int, float)):
        if value != value or abs(value) >= _LARGEST:
            return Reading(problem=_not_an_amount(value))
        return Reading(_pence(stored_decimal(value), times))
    return _money_from_text(str(value), comma, times)


def _money_from_text(text: str, comma: bool, times: int) -> Reading:
    written = seen(text).translate(_DASHES).strip()
    if not written.strip("-£ "):
        return EMPTY if not written else Reading(how="placeholder")
    negative = False
    if written.startswith("(") and written.endswith(")"):
        negative, written = True, written[1:-1].strip()
    ledger = re.match(r"^(.*?)\s*(cr|dr)\.?$", written, re.IGNORECASE)
    if ledger:
        negative, written = negative != (ledger[2].lower() == "cr"), ledger[1]
    bare = _without_currency(written)
    if bare.startswith("(") and bare.endswith(")"):
        negative, bare = True, bare[1:-1]
    if _IN_SHORT.match(bare):
        return Reading(problem=f"Enter the amount in full, in pounds and pence: “{text}” is written in short")
    number = _plain_number(bare, comma)
    if number is None:
        return Reading(problem=_not_an_amount(text))
    three = times == 1 and not comma and _THREE_DECIMALS.match(bare)
    return Reading(_pence(-number if negative else number, times), how="three-decimals" if three else "text-amount")


def _without_currency(written: str) -> str:
    sign = "-" if written.startswith("-") else ""
    bare = written[1:].strip() if sign else written
    for _ in range(3):
        bare = _MONEY_WORDS.sub("", bare).strip()
    return sign + bare


def _pence(pounds: Decimal, times: int) -> int:
    return int((pounds * 100 * times).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def _not_an_amount(value: Any) -> str:
    return f"Enter an amount in pounds and pence: “{value}” is not one"
