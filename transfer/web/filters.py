"""How values are written on pages and in print."""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import Flask

from transfer.kernel import dates, money


def thousandths(value: int | None) -> str:
    """345129 → "345.129"; trailing noughts stay, so that columns line up."""
    return "" if value is None else f"{Decimal(value) / 1000:,.3f}"


def number(value: int | Decimal | None) -> str:
    if value is None:
        return ""
    return f"{value:,f}" if isinstance(value, Decimal) else f"{value:,}"


def day(value: date | datetime | None) -> str:
    return dates.long_date(value)


def moment(value: datetime | None) -> str:
    return f"{dates.long_date(value)} at {value:%H:%M}" if value else ""


def pounds_or_blank(value: int | None) -> str:
    return "" if value is None else money.pounds(value)


def agrees(difference_pence: int) -> str:
    """A difference with its sign and a word: "£0.00, agrees"."""
    if difference_pence == 0:
        return "£0.00, agrees"
    return f"{money.pounds(difference_pence)}, {'too much' if difference_pence > 0 else 'too little'}"


def written_day(text: str) -> str:
    """A day or a moment that a snapshot keeps as text, 2021-01-31T09:00:00, as people say it: 31 January 2021."""
    return day(date.fromisoformat(text[:10]))


_DAY = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?)?")


def as_said(value: Any) -> Any:
    """One value of a change as people say it: 2021-03-01 → 1 March 2021, redeployed_out → redeployed out."""
    if not isinstance(value, str):
        return value
    if _DAY.fullmatch(value):
        try:
            return moment(datetime.fromisoformat(value)) if "T" in value else written_day(value)
        except ValueError:  # somebody typed a day that there is not
            return value
    return value.replace("_", " ") if re.fullmatch(r"[a-z]+(_[a-z]+)+", value) else value


_EXACT = re.compile(r"-?\d+\.\d+")
_UNITS: dict[str, Callable[[int], str]] = {"_pence": money.pounds, "_thousandths": thousandths}


def field_said(name: str) -> str:
    """What a change calls a field, as people say it: total_pence → total."""
    for unit in _UNITS:
        name = name.removesuffix(unit)
    return name.replace("_", " ")


def change_said(value: Any, name: str) -> Any:
    """One value of a change of the field of this name: 123456 of total_pence → £1,234.56, 60.000000 → 60."""
    for unit, written in _UNITS.items():
        if name.endswith(unit) and isinstance(value, int) and not isinstance(value, bool):
            return written(value)
    if isinstance(value, str) and _EXACT.fullmatch(value):
        return value.rstrip("0").rstrip(".")
    return as_said(value)


def install(app: Flask) -> None:
    app.jinja_env.filters.update(
        pounds=pounds_or_blank,
        short_pounds=money.short_pounds,
        whole_pounds=money.whole_pounds,
        long_date=day,
        written_day=written_day,
        moment=moment,
        thousandths=thousandths,
        number=number,
        agrees=agrees,
        as_said=as_said,
        field_said=field_said,
        change_said=change_said,
    )
