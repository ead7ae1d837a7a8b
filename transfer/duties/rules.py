"""What one thing owed is, how it stands on a day, and when somebody is reminded of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from transfer.kernel.errors import DomainError

AT_ONCE = date(1970, 1, 1)  # the day of what is owed at once, where one has to be written
SOON = timedelta(days=14)
AHEAD = timedelta(days=35)  # how long before its day a duty stands on the first page of whoever owes it
MOST_DAYS = 1000
DONE, OVERDUE, DUE_SOON, OWED, UNKNOWN, TOLD = "Done", "Overdue", "Due soon", "Owed", "Not known", "For information"
STATES = (OVERDUE, DUE_SOON, OWED, UNKNOWN, DONE, TOLD)


@dataclass(frozen=True)
class Duty:
    """Something that one side of a transfer owes.

    key: what it is, the same from day to day; side: who owes it; to: to whom; by_on: until when, None for at once;
    act_by: the last working day up to it; done None: the viewer does not see whether it was done; due False: a day
    that is only good to know; yours False: the viewer's side owes it, and somebody else of it has the right to do it.
    basis: how the day comes about; kind: law or policy; assumed: nobody has confirmed it.
    A rule that is read in several ways is one duty: by_on is the earliest of its days, and basis says them all.
    """

    key: str
    what: str
    side_id: int
    side: str
    to: str
    transfer_id: int
    transfer: str
    by_on: date | None
    act_by: date | None
    done: bool | None
    next: str
    endpoint: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    basis: str = ""
    kind: str = "policy"
    assumed: bool = False
    due: bool = True
    yours: bool = True

    @property
    def about(self) -> str:
        """A key of ABOUT."""
        what = self.key.split(":")[1].partition("-")[0]
        return next((about for about, (_, keys) in ABOUT.items() if what in keys), OTHER)


# What duties are about, as the page filters them: {key: (words, kinds of duty)}.
OTHER = "other"
ABOUT = {
    "replies": ("Replies to representatives", ("reply",)),
    "consulting": ("Informing and consulting", ("representatives", "measures", "tell", "inform", "receipt")),
    "deciding": ("Legal basis and decisions", ("basis", "decide", "objected")),
    "liability": ("Liability information",
                  ("eli_plan_on", "eli_latest_on", "eli_latest_clear_days_on", "changes")),
    "pensions": ("Pensions", ("pension_actuary_on", "pensions")),
    OTHER: ("Payroll and the time after", ()),
}  # fmt: skip


def state_of(duty: Duty, today: date) -> str:
    """How a duty stands on a day: what is owed at once is overdue until it is done."""
    if not duty.due:
        return TOLD
    if duty.done:
        return DONE
    if duty.done is None:
        return UNKNOWN
    if duty.by_on is None or duty.by_on < today:
        return OVERDUE
    return DUE_SOON if duty.by_on - today <= SOON else OWED


def presses(duty: Duty, today: date) -> bool:
    """Whether a duty that the viewer may do is overdue or has its day in the coming five weeks."""
    if not duty.yours:
        return False
    state = state_of(duty, today)
    return state in (OVERDUE, DUE_SOON) or (state == OWED and duty.by_on is not None and duty.by_on - today <= AHEAD)


def in_order(duties: Iterable[Duty]) -> list[Duty]:
    """What is owed at once first, then by day."""
    return sorted(duties, key=lambda each: (each.by_on or date.min, each.transfer_id, each.key))


def read_days(text: str) -> tuple[int, ...]:
    """The days before a day on which reminders go out, largest first: "28,7,1". Raises DomainError."""
    parts = [each.strip() for each in text.split(",") if each.strip()]
    if not all(each.isdigit() and int(each) <= MOST_DAYS for each in parts):
        raise DomainError(f"REMINDER_DAYS holds whole numbers up to {MOST_DAYS}, with commas between, like 28,7,1")
    return tuple(sorted({int(each) for each in parts}, reverse=True))


def reminder_due(by_on: date | None, today: date, days: Iterable[int]) -> int | None:
    """Which of the reminders (so many days before) stands for a day now: the closest one whose time has come; None
    before the first. A day that has passed, or that is at once, has the last one."""
    left = (by_on - today).days if by_on else 0
    passed = [each for each in days if left <= each]
    return min(passed, default=None)


def check_policy(kind: str, days: int | None, reason: str) -> int:
    """Raises DomainError for a date that is law, for no number of days, or without a reason."""
    if kind != "policy":
        raise DomainError("Leave this as it is: it is not policy, so nobody in the programme may change it")
    if days is None or not 0 <= days <= MOST_DAYS:
        raise DomainError(f"Enter a number of days from 0 to {MOST_DAYS}", "days")
    if not reason.strip():
        raise DomainError("Enter the reason", "reason")
    return days
