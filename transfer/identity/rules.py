"""When a sign-in is refused without looking at the password."""

from dataclasses import dataclass
from datetime import datetime, timedelta

TRIES_BEFORE_WAIT = 5
LONGEST_WAIT = timedelta(minutes=30)
SHORTEST_PASSWORD = 12


@dataclass(frozen=True)
class CommandLine:
    """The actor of whatever is done from the command line."""

    user_id: int | None = None
    name: str = "Command line"


def wait_after(failures: int) -> timedelta:
    """How long an account waits after so many wrong passwords in a row: nothing for four, then 1, 2, 4 … minutes."""
    if failures < TRIES_BEFORE_WAIT:
        return timedelta(0)
    doublings = min(failures - TRIES_BEFORE_WAIT, 10)  # far past the longest wait, and never too large a number
    return min(timedelta(minutes=2**doublings), LONGEST_WAIT)


def may_try(locked_until_at: datetime | None, now: datetime) -> bool:
    return locked_until_at is None or now >= locked_until_at
