"""The states of a baseline, of a change and of a dispute, and the steps between them. Source: domain/finance.md §2.

The pairs stand in the database as well, which refuses a step that is not among them.
"""

from datetime import date, timedelta

from transfer.kernel.errors import DomainError

START = "start"  # before there is anything

BASELINE_NEXT: dict[str, tuple[str, ...]] = {
    START: ("draft",),
    "draft": ("proposed",),
    "proposed": ("proposed", "agreed"),  # proposed again, after an edit
    "agreed": ("proposed", "baselined"),
    "baselined": ("superseded",),
    "superseded": (),
}
BASELINE_WORDS = {
    "draft": "Draft", "proposed": "Proposed", "agreed": "Agreed", "baselined": "Baselined", "superseded": "Superseded",
}  # fmt: skip
OPEN = ("draft", "proposed", "agreed")

CHANGE_NEXT: dict[str, tuple[str, ...]] = {
    START: ("proposed",),
    "proposed": ("approved", "refused", "withdrawn"),
    "approved": (),
    "refused": (),
    "withdrawn": (),
}
CHANGE_WORDS = {"proposed": "Proposed", "approved": "Approved", "refused": "Refused", "withdrawn": "Withdrawn"}

# The rungs are policy, and so are their days: finance.md §2 names them as usual practice and no source sets them (OKU).
RUNGS = ("finance leads", "finance directors", "chief executives", "determination")
RUNG_WORDS = {
    "finance leads": "Finance leads of both sides",
    "finance directors": "Finance directors and section 151 officers",
    "chief executives": "Chief executives, with a mediator if both want one",
    "determination": "Expert determination or arbitration",
    "settled": "Settled",
    "withdrawn": "Withdrawn",
}
RUNG_DAYS = {"finance leads": 14, "finance directors": 14, "chief executives": 28, "determination": 56}
DISPUTE_NEXT: dict[str, tuple[str, ...]] = {
    START: RUNGS[:1],
    "finance leads": ("finance directors", "settled", "withdrawn"),
    "finance directors": ("chief executives", "settled", "withdrawn"),
    "chief executives": ("determination", "settled", "withdrawn"),
    "determination": ("settled",),
    "settled": (),
    "withdrawn": (),
}


def pairs(following: dict[str, tuple[str, ...]]) -> tuple[tuple[str, str], ...]:
    """Every (before, after) that may be."""
    return tuple((before, after) for before, allowed in following.items() for after in allowed)


def check_step(following: dict[str, tuple[str, ...]], before: str, after: str) -> None:
    """Raises DomainError for a step that may not follow."""
    if after not in following.get(before, ()):
        allowed = ", ".join(following.get(before, ()))
        raise DomainError(f"After “{before}” comes one of: {allowed}" if allowed else f"Nothing follows “{before}”")


NOTHING_OPEN = ("agreed", "baselined")


def check_blockers(state: str, blockers: int | None) -> None:
    """What is agreed or taken as the baseline has nothing in its way. Raises DomainError."""
    if state in NOTHING_OPEN and blockers != 0:
        raise DomainError(f"Mend what stands in the way first: nothing may, before a version is {state}")


def next_rung(state: str) -> str | None:
    """The rung above, None on the last one."""
    place = RUNGS.index(state) if state in RUNGS else len(RUNGS)
    return RUNGS[place + 1] if place + 1 < len(RUNGS) else None


def rung_deadline(rung: str, today: date) -> date:
    """By when a rung should have decided, by policy."""
    return today + timedelta(days=RUNG_DAYS[rung])
