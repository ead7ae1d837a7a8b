"""Reading the dated values that ship with the product (`rates.toml`, `workforce.toml`)."""

import tomllib
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from transfer.kernel.errors import NotFound
from transfer.reference.rules import Published, Rate


@cache
def list_rates() -> tuple[Rate, ...]:
    """Every value of every period, in the order of the file."""
    table = tomllib.loads(files("transfer.reference").joinpath("rates.toml").read_text("utf-8"))
    return tuple(_rate(entry, period) for entry in table["rate"] for period in entry["periods"])


def _rate(entry: dict[str, Any], period: dict[str, Any]) -> Rate:
    return Rate(
        name=entry["name"], label=entry["label"], value=Decimal(period["value"]), unit=entry["unit"],
        kind=entry["kind"], starts_on=period["from"], ends_on=period.get("to"), status=period["status"],
        source=period["source"], note=entry.get("note", ""),
    )  # fmt: skip


@cache
def published_workforce() -> tuple[Published, ...]:
    """England and its regions, as the census gave them."""
    table = tomllib.loads(files("transfer.reference").joinpath("workforce.toml").read_text("utf-8"))
    return tuple(
        Published(
            each["area"],
            table["year"],
            Decimal(each["in_post"]),
            Decimal(each["agency"]),
            Decimal(each["vacancy"]),
            Decimal(each["turnover"]),
            Decimal(each["caseload"]),
            Decimal(each["absence"]),
            table["source"],
        )  # fmt: skip
        for each in table["areas"]
    )


def find_rate(name: str, on: date) -> Rate | None:
    return next((rate for rate in list_rates() if rate.name == name and rate.stands_on(on)), None)


def rate(name: str, on: date) -> Rate:
    """The value that stands on a day, for example rate("ni.rate", date(2026, 4, 30)). Raises NotFound."""
    found = find_rate(name, on)
    if not found:
        raise NotFound(f"No value of {name} stands on {on.isoformat()}")
    return found
