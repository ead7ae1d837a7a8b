"""The states of long work, when one is taken up or tried again, and how long it still takes."""

from datetime import datetime, timedelta

STATES = ("queued", "running", "done", "failed", "cancelled")
LIVE = ("queued", "running")
SILENT_AFTER = timedelta(seconds=90)
MOST_ATTEMPTS = 3
# What passes by itself (a database that is away, a full disk) is tried again after each of these.
WAITS = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=10), timedelta(minutes=30))
# Why a job failed, in words that say nothing of what it worked on: for whoever runs the service.
FAILURES = {
    "refused": "A rule refused it. Whoever asked for it was told what to mend.",
    "passing": "It was tried several times, and the same fault came back.",
    "silent": "The worker stopped three times while doing it.",
    "unexpected": "Something went wrong that we did not expect. The log says what.",
}


def is_silent(state: str, heartbeat_at: datetime | None, now: datetime) -> bool:
    """A running job whose worker has not been heard of for 90 seconds."""
    return state == "running" and (heartbeat_at is None or now - heartbeat_at > SILENT_AFTER)


def next_try(attempts: int, now: datetime) -> datetime | None:
    """When a fault that passes is tried again after so many attempts; None: not again."""
    return now + WAITS[attempts - 1] if 0 < attempts <= len(WAITS) else None


def percent(done: int, total: int) -> int:
    return min(100, done * 100 // total) if total else 0


def seconds_left(done: int, total: int, elapsed_seconds: float) -> int | None:
    """How long the rest will take at the pace so far, or None while there is no pace."""
    if done <= 0 or total <= 0 or done >= total:
        return None
    return round(elapsed_seconds * (total - done) / done)


def time_left(seconds: int | None) -> str:
    """ "about 2 minutes left"; nothing while there is no pace. Never a number that jumps at each look."""
    if seconds is None:
        return ""
    if seconds < 60:
        return "less than a minute left"
    minutes = round(seconds / 60)
    if minutes < 60:
        return f"about {minutes} {'minute' if minutes == 1 else 'minutes'} left"
    hours = round(minutes / 60)
    return f"about {hours} {'hour' if hours == 1 else 'hours'} left"


def how_far(state: str, done: int, total: int, started_at: datetime | None, now: datetime) -> str:
    """ "3 of 5, about 2 minutes left" for what runs; nothing for what does not."""
    if state != "running" or not total:
        return ""
    left = time_left(seconds_left(done, total, (now - started_at).total_seconds())) if started_at else ""
    return ", ".join(filter(None, (f"{done:,} of {total:,}", left)))


def worker_state(heartbeat_at: datetime, ended_at: datetime | None, now: datetime) -> str:
    """works: heard of in the last 90 seconds; silent: it died, or its machine did; stopped: it was told to."""
    if ended_at:
        return "stopped"
    return "silent" if now - heartbeat_at > SILENT_AFTER else "works"
