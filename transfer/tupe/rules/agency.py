"""What becomes of an agency worker's engagement. They are not the transferor's employees, so nobody transfers.

Source: domain/workforce.md §1 and §7.
"""

from dataclasses import dataclass
from datetime import date

from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError

LISTED = "listed"
_CHOICES = ("novate", "end", "convert")
ENGAGEMENT_NEXT: dict[str, tuple[str, ...]] = {
    LISTED: _CHOICES,
    "novate": ("end", "convert", "done"),
    "end": ("novate", "convert", "done"),
    "convert": ("novate", "end", "done"),
    "done": (),
}
ENGAGEMENT_STATES = tuple(ENGAGEMENT_NEXT)
ENGAGEMENT_PAIRS = tuple((before, after) for before, following in ENGAGEMENT_NEXT.items() for after in following)
ENGAGEMENT_WORDS = {
    LISTED: "Not decided",
    "novate": "Moves to the new body’s contract",
    "end": "Ends",
    "convert": "Offered employment",
    "done": "Done",
}
ENGAGEMENT_EVIDENCE = {
    "novate": "Say where the agency agreed to the new body taking over",
    "convert": "Say where the offer of employment is written",
}


@dataclass(frozen=True)
class EngagementChoice:
    """What is decided about an engagement. ends_on: its last day, where it ends."""

    after: str
    reason: str
    evidence: str
    decided_on: date
    ends_on: date | None = None


def check_engagement(choice: EngagementChoice, state: str, last_on: date | None, today: date) -> None:
    """Raises DomainError for a step that may not follow, or that lacks what has to be recorded with it."""
    if choice.after not in ENGAGEMENT_NEXT.get(state, ()):
        raise DomainError("Choose one of the steps that may follow", "after")
    if not choice.reason.strip():
        raise DomainError("Enter the reason", "reason")
    if choice.after in ENGAGEMENT_EVIDENCE and not choice.evidence.strip():
        raise DomainError(ENGAGEMENT_EVIDENCE[choice.after], "evidence")
    if choice.after == "end" and choice.ends_on is None:
        raise DomainError("Enter the engagement’s last day", "ends_on")
    if choice.decided_on > today:
        raise DomainError(f"Enter a day that is not after today, {long_date(today)}", "decided_on")
    if last_on and choice.decided_on < last_on:
        raise DomainError(f"Enter a day on or after the last step, {long_date(last_on)}", "decided_on")
