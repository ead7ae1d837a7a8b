"""The years and bases of a file's columns of money."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from transfer.kernel.errors import DomainError

AMOUNT_BASES = ("base", "current", "forecast", "outturn")
_YEAR = re.compile(r"^(20\d\d)/(\d\d)$")


def said_amounts(outcome: Mapping[str, Any], letters: Iterable[str]) -> dict[str, object]:
    """What is kept of these columns of money now, by heading."""
    return {
        f"Column {each['letter']}, “{each['heading']}”": ", ".join(filter(None, (each["year"], each["basis"])))
        or "Nothing said yet"
        for each in outcome["amounts"]
        if each["letter"] in set(letters)
    }


def unsaid_amounts(outcome: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The columns of money whose heading lacks a year or a basis that nobody has said."""
    return [each for each in outcome["amounts"] if not each.get("year") or not each.get("basis")]


def refuse_amount(letter: str, year: str, basis: str) -> None:
    """Raises DomainError, on the field of this column, for a year that is none ("2021/22" is one) or no known basis."""
    match = _YEAR.match(year)
    if not match or (int(match[1]) + 1) % 100 != int(match[2]):
        raise DomainError("Enter a financial year, such as 2021/22", f"year_{letter}")
    if basis not in AMOUNT_BASES:
        raise DomainError("Choose base, current, forecast or outturn", f"basis_{letter}")
