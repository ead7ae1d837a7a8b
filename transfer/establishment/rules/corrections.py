"""Which values of a person's can be put right here, and how they are kept as text."""

from datetime import date
from typing import Any

from transfer.kernel.errors import DomainError

DATES = ("date_of_birth", "started_on", "continuous_service_on", "lg_service_on")
# No count and no amount rests on these: what a total rests on is put right in the list itself and brought again.
CORRECTABLE = ("surname", "forename", "ni_number", *DATES)
LONGEST = {"surname": 120, "forename": 120, "ni_number": 40}


def as_text(value: Any) -> str | None:
    """A value as a correction keeps it: a date as 2021-01-31, a blank as None."""
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if value else None


def typed(field: str, text: str | None) -> Any:
    """A correction's text as the line holds it. Raises DomainError for a field or a day that cannot be."""
    if field not in CORRECTABLE:
        raise DomainError("Put this right in the list itself and upload it again: totals rest on it", "field")
    if not text:
        return None
    if field in DATES:
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise DomainError("Enter a date as year-month-day, such as 1980-02-28", "corrected") from None
    if len(text) > LONGEST[field]:
        raise DomainError(f"Enter {LONGEST[field]} characters or fewer", "corrected")
    return text
