"""How a cell reads on paper."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from reports.snapshot import Cell, Snapshot, figure_key, withheld_paragraphs
from transfer.kernel.dates import long_date
from transfer.kernel.money import pounds

CONFIDENTIAL = "[c]"
NUMBERS = ("money", "number", "quantity", "fte", "percent")
_KIND_OF_UNIT = {"pence": "money", "thousandths": "fte", "percent": "percent", "days": "days", "count": "number"}


def cell_words(cell: Cell, kind: str, figures: dict[str, dict[str, Any]]) -> str:
    """A cell as text: "£1,234.50", "12.600", "1 Apr 2021", "[c]" where it is withheld, "" where it is empty."""
    if withheld_paragraphs(cell) is not None:
        return CONFIDENTIAL
    if isinstance(cell, dict) and "rounded" in cell:
        return str(cell["rounded"])
    key = figure_key(cell)
    if key is not None:
        return figure_words(figures[key])
    return "" if cell is None else value_words(cell, kind)


def figure_words(figure: dict[str, Any]) -> str:
    """A figure's value in its unit, or as this edition rounds it; "[c]" when it withholds it."""
    if "rounded" in figure:
        return str(figure["rounded"])
    if figure["value"] is None:
        return CONFIDENTIAL
    return value_words(figure["value"], _KIND_OF_UNIT[figure["unit"]])


def value_words(value: Any, kind: str) -> str:
    if kind == "money":
        return pounds(value)
    if kind == "fte":
        return signed(f"{Decimal(value) / 1000:,.3f}")
    if kind in ("number", "figure") and isinstance(value, int):
        return signed(f"{value:,}")
    if kind == "quantity":
        amount = decimal_in(str(value))
        return str(value) if amount is None else signed(f"{amount:,f}")
    if kind == "days":
        return f"{value:,} day{'' if value == 1 else 's'}"
    if kind == "percent":
        return f"{signed(str(value))}%"
    return short_date(date.fromisoformat(value)) if kind == "date" else str(value)


def decimal_in(text: str) -> Decimal | None:
    """The number that a text is, with as many decimals as it was written with; None where it is words."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None


def short_date(day: date) -> str:
    """1 Apr 2021, for tables."""
    return f"{day.day} {day:%b %Y}"


def signed(text: str) -> str:
    """A hyphen before a number becomes a minus sign."""
    return text.replace("-", "−", 1) if text.startswith("-") else text


def is_number(cell: Cell, kind: str) -> bool:
    return kind in NUMBERS or kind == "figure" or isinstance(cell, dict)


def front_facts(shown: Snapshot) -> list[tuple[str, str]]:
    """What the first page tells of a pack, line by line: for whom, for which day, by whom, and which version."""
    front = shown.get("front")
    if front is None:  # frozen before packs said so
        return []
    state = "draft" if shown["status"] == "draft" else "approved"
    number = f"Version {front['number']}, {state}" if front["number"] else "Not kept: a trial"
    decided = front["decision_on"]
    return [
        ("Addressed to", front["addressed_to"] or "Nobody has said"),
        ("For decision on", long_date(date.fromisoformat(decided)) if decided else "No day has been named"),
        ("Written by", front["written_by"] or "Nobody has said"),
        ("Version", number),
    ]


def instant_words(text: str) -> str:
    """An ISO instant as people read it: "1 March 2021 at 09:30"; a bare date stays a date."""
    instant = datetime.fromisoformat(text)
    day = long_date(instant.date())
    return day if len(text) == 10 else f"{day} at {instant:%H:%M}"
