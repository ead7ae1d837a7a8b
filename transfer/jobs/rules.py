"""The states of long work, and when a silent one is taken up again."""

from datetime import datetime, timedelta

STATES = ("queued", "running", "done", "failed", "cancelled")
LIVE = ("queued", "running")
SILENT_AFTER = timedelta(seconds=90)
MOST_ATTEMPTS = 3


def is_silent(state: str, heartbeat_at: datetime | None, now: datetime) -> bool:
    """A running job whose worker has not been heard of for 90 seconds."""
    return state == "running" and (heartbeat_at is None or now - heartbeat_at > SILENT_AFTER)


def percent(done: int, total: int) -> int:
    return min(100, done * 100 // total) if total else 0


def seconds_left(done: int, total: int, elapsed_seconds: float) -> int | None:
    """How long the rest will take at the pace so far, or None while there is no pace."""
    if done <= 0 or total <= 0 or done >= total:
        return None
    return round(elapsed_seconds * (total - done) / done)
