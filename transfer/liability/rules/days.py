"""When employee liability information is late, too old, or looks back far enough: domain/workforce.md §2 and §7."""

from datetime import date, timedelta

from transfer.kernel.dates import add_months, long_date
from transfer.kernel.errors import DomainError


def lateness(issued_on: date, latest_on: date, latest_clear_on: date) -> str:
    """In words; "" when it is in time by both readings of "not less than 28 days"."""
    if issued_on <= latest_clear_on:
        return ""
    if issued_on <= latest_on:
        return (
            f"In time if the days are simply counted (up to {long_date(latest_on)}), and late if they are clear days "
            f"(up to {long_date(latest_clear_on)})"
        )
    return f"Late by both readings: up to {long_date(latest_clear_on)} or {long_date(latest_on)}"


def check_as_at(as_at: date, issued_on: date, days: int) -> None:
    """Raises DomainError when the list is older than it may be on the day that it is given."""
    if as_at < issued_on - timedelta(days=days):
        raise DomainError(
            f"Bring a newer list: this one is as at {long_date(as_at)}, and may be {days} days old at most on the day "
            f"that it is given. The oldest that will do is as at {long_date(issued_on - timedelta(days=days))}"
        )


def looks_back_from(issued_on: date, months: int) -> date:
    """The first day of the two years that matters are told of."""
    return add_months(issued_on, -months)
