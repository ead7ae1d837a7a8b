"""The one place that reads the clock. Rules never do: they are given the day."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

ENGLAND = ZoneInfo("Europe/London")


def now() -> datetime:
    """This instant in UTC, without a zone, as both databases hand instants back."""
    return datetime.now(UTC).replace(tzinfo=None)


def today() -> date:
    """The calendar day in England."""
    return datetime.now(ENGLAND).date()
