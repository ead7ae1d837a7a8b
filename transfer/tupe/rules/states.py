"""The states of one person's line in a transfer, and the steps between them. Source: domain/workforce.md §7.

People decide; the steps only say what cannot follow what, and what has to be recorded with each.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError
from transfer.tupe.rules.bases import NO_CHANGE
from transfer.tupe.rules.grounds import RAISED_BY

CANDIDATE = "candidate"

_LEFT = ("left", "redeployed_out")
NEXT: dict[str, tuple[str, ...]] = {
    CANDIDATE: ("under_review", *_LEFT),
    "under_review": ("in_scope", "not_assigned", "disputed", *_LEFT),
    "disputed": ("in_scope", "not_assigned", *_LEFT),
    "in_scope": ("informed", "disputed", "under_review", "objected", *_LEFT),
    "not_assigned": ("remained", "disputed", "under_review", *_LEFT),
    "informed": ("eli_disclosed", "disputed", "objected", *_LEFT),
    "eli_disclosed": ("confirmed", "disputed", "objected", *_LEFT),
    "confirmed": ("transferred", "objected", "remained", *_LEFT),
    "objected": (),
    "transferred": (),
    "left": (),
    "redeployed_out": (),
    "remained": (),
}
STATES = tuple(NEXT)
UNDECIDED = (CANDIDATE, "under_review", "disputed")
FINAL = frozenset(state for state, following in NEXT.items() if not following)
# Who may still move, or did: everybody but those found not assigned, and those who went another way.
MAY_MOVE = frozenset(STATES) - (FINAL - {"transferred"} | {"not_assigned"})
# The first pair is where a first step that was taken back leaves somebody: nobody has decided anything.
PAIRS = ((CANDIDATE, CANDIDATE), *((before, after) for before, following in NEXT.items() for after in following))

STATE_WORDS = {
    CANDIDATE: "Candidate",
    "under_review": "Under review",
    "in_scope": "In scope",
    "not_assigned": "Not assigned",
    "disputed": "Disputed",
    "informed": "Informed",
    "eli_disclosed": "Liability information given",
    "confirmed": "Confirmed",
    "transferred": "Transferred",
    "objected": "Objected",
    "left": "Left",
    "redeployed_out": "Redeployed",
    "remained": "Remained",
}

# Who is assigned is a judgement on evidence, and an objection is kept in the person's own words.
NEEDS_EVIDENCE = {
    "in_scope": "Say what the assignment rests on: time, tasks, cost, team and contract",
    "not_assigned": "Say what the decision rests on: time, tasks, cost, team and contract",
    "objected": "Enter the exact words of the objection",
}
NEEDS_BASIS = frozenset({"informed", "eli_disclosed", "confirmed", "transferred"})
MOVES = NEEDS_BASIS | {"in_scope"}
SETTLES = frozenset({"in_scope", "not_assigned"})
# What is one person's own, and so is never decided for many at once.
ONE_BY_ONE = {"objected": "Record each objection on the person’s own page: it is their own words that count"}
# From where an objection that counts is recorded as the decision: it ends the employment of who would transfer.
MAY_OBJECT = frozenset(state for state, following in NEXT.items() if "objected" in following)
BEFORE_TRANSFER = frozenset({"informed", "eli_disclosed", "confirmed", "objected"})
FROM_TRANSFER = frozenset({"transferred", "remained"})


@dataclass(frozen=True)
class Step:
    """A step that somebody asks for. decided_on: the day of the decision, not of its recording; raised_by and
    legal_by_on: who disputes it, and the day by which legal answers."""

    after: str
    reason: str
    evidence: str
    decided_on: date
    raised_by: str = ""
    legal_by_on: date | None = None

    @property
    def dispute(self) -> tuple[str, date | None]:
        """Who raised it and the day by which legal answers; nothing of a step that is no dispute."""
        return (self.raised_by, self.legal_by_on) if self.after == "disputed" else ("", None)


@dataclass(frozen=True)
class Situation:
    """Where the person stands. last_on: the day of the last step; basis None: nobody has said it yet; away: the list
    gives an absence; legal: whoever asks answers for legal; objection: the person's objection counts; objects: one
    stands, whether it counts or not."""

    state: str
    last_on: date | None
    basis: str | None
    transfer_on: date
    today: date
    away: bool = False
    legal: bool = True
    objection: bool = True
    objects: bool = False


def next_states(state: str, *, legal: bool = True, objects: bool = False) -> tuple[str, ...]:
    """What may follow. legal: whoever asks answers for legal, and so may settle a dispute; objects: an objection
    stands, and is settled before the person goes further towards the new employer."""
    settles = legal or state != "disputed"
    return tuple(
        each for each in NEXT[state]
        if (settles or each not in SETTLES) and not (objects and each in NEEDS_BASIS)
    )  # fmt: skip


def first_step(states: Iterable[str]) -> str:
    """What is recorded of candidates before anybody may decide whether they go; "" where none of these is one."""
    if CANDIDATE not in states:
        return ""
    first = NEXT[CANDIDATE][0]
    later = [f"“{STATE_WORDS[each]}”" for each in NEXT[first] if each not in _LEFT]
    return (
        f"Record “{STATE_WORDS[first]}” first for a candidate: somebody looks at what the person is assigned to. "
        f"{', '.join(later[:-1])} and {later[-1]} can be chosen here once that is recorded, on the same day if need be."
    )


def evidence_words(offered: Iterable[str]) -> str:
    """For which of the states that are offered the evidence is needed, and for what else it may be."""
    said = [
        f"Needed for {' and '.join(named)}{what}"
        for states, what in _RESTS_ON
        if (named := [f"“{STATE_WORDS[each]}”" for each in STATES if each in offered and each in states])
    ]
    return " ".join([*(said or ["Nothing is needed here."]), "Leave out health and union membership."])


_RESTS_ON = (
    (SETTLES, ": the rota, chart or scope note that shows it."),
    ({"objected"}, ": the person’s exact words."),
    (FROM_TRANSFER, " on a day before the transfer: who agreed it, and where that is written."),
)


def check_step(step: Step, now: Situation) -> None:
    """Raises DomainError for a step that may not follow, or that lacks what has to be recorded with it."""
    if step.after not in NEXT.get(now.state, ()):
        raise DomainError(_impossible(now.state), "after")
    check_recorded(step)
    _check_basis(step, now)
    _check_legal(step, now)
    if step.after == "objected" and not now.objection:
        raise DomainError("Record the objection and answer its question on detriment first", "after")
    if step.after in NEEDS_BASIS and now.objects:
        raise DomainError("Settle the objection first: record it as objected, or that the person took it back", "after")
    if _is_early(step, now) and not step.evidence.strip():
        day = long_date(now.transfer_on)
        raise DomainError(f"Say who agreed that this is settled before {day}, and where it is written", "evidence")
    _check_day(step, now)


def _check_basis(step: Step, now: Situation) -> None:
    if step.after in NEEDS_BASIS and not now.basis:
        raise DomainError("Record the legal basis of the transfer first", "after")
    if step.after in MOVES and now.basis == NO_CHANGE:
        raise DomainError("Check the legal basis: with no change of employer nobody moves", "after")


def _check_legal(step: Step, now: Situation) -> None:
    """Legal settles a dispute, and decides that somebody who is away is not assigned."""
    if now.legal or step.after not in SETTLES:
        return
    if now.state == "disputed":
        raise DomainError("Legal settles a dispute: ask them to record it", "after")
    if now.away and step.after == "not_assigned":
        raise DomainError("Ask legal to decide this: an absence alone takes nobody out", "after")


def check_recorded(step: Step) -> None:
    """Raises DomainError for a step without the words that have to be kept with it, whoever takes it."""
    if not step.reason.strip():
        raise DomainError("Enter the reason", "reason")
    if step.after in NEEDS_EVIDENCE and not step.evidence.strip():
        raise DomainError(NEEDS_EVIDENCE[step.after], "evidence")
    if step.after == "disputed":
        _check_dispute(step)


def _check_dispute(step: Step) -> None:
    if step.raised_by not in RAISED_BY:
        raise DomainError("Say who disputes it", "raised_by")
    if step.legal_by_on is None or step.legal_by_on < step.decided_on:
        raise DomainError("Enter the day by which legal answers, on or after the day of the dispute", "legal_by_on")


def _is_early(step: Step, now: Situation) -> bool:
    """Whoever goes or stays before the transfer's day does so by an agreement, which is evidence of its own."""
    return step.after in FROM_TRANSFER and step.decided_on < now.transfer_on


def _impossible(state: str) -> str:
    allowed = [STATE_WORDS[each].lower() for each in NEXT.get(state, ())]
    words = STATE_WORDS.get(state, state).lower()
    return f"After “{words}” choose one of: {', '.join(allowed)}" if allowed else f"Nothing follows “{words}”"


def _check_day(step: Step, now: Situation) -> None:
    day = step.decided_on
    if day > now.today:
        raise DomainError(f"Enter a day that is not after today, {long_date(now.today)}", "decided_on")
    if now.last_on and day < now.last_on:
        raise DomainError(f"Enter a day on or after the last step, {long_date(now.last_on)}", "decided_on")
    if step.after in BEFORE_TRANSFER and day > now.transfer_on:
        raise DomainError(f"Enter a day up to the transfer, {long_date(now.transfer_on)}", "decided_on")
