"""Taking back a last step that was recorded by mistake. The step stays on the record, and beside it who took it back.

Policy of this product: one person of the employer asks, another confirms, and the person stands where they stood
before; the right step is then recorded like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from transfer.kernel.errors import DomainError
from transfer.tupe.rules.bases import NO_CHANGE
from transfer.tupe.rules.states import CANDIDATE, FINAL, MOVES, NEEDS_BASIS, STATE_WORDS

CORRECTION_STATES = {"open": "Waits for a second person", "confirmed": "Confirmed", "refused": "Refused"}


class Taken(Protocol):
    """A step that was taken, as it is kept."""

    @property
    def id(self) -> int: ...
    @property
    def before(self) -> str: ...
    @property
    def after(self) -> str: ...
    @property
    def decided_on(self) -> date: ...
    @property
    def legal_by_on(self) -> date | None: ...


AnyStep = TypeVar("AnyStep", bound=Taken)


@dataclass(frozen=True)
class Place:
    """Where somebody stands once a step is taken back. previous: the state before; legal_by_on: of a dispute."""

    previous: str
    state: str
    legal_by_on: date | None


def standing_steps(steps: Sequence[AnyStep], taken_back: frozenset[int]) -> list[AnyStep]:
    """Those of a person's steps that nobody took back, in their order. taken_back: their numbers."""
    return [each for each in steps if each.id not in taken_back]


def place_before(steps: Sequence[Taken]) -> Place:
    """Where the step before the last one led. steps: those that stand, at least one; before the first of them nobody
    had decided anything."""
    if len(steps) < 2:
        return Place(CANDIDATE, CANDIDATE, None)
    earlier = steps[-2]
    return Place(earlier.before, earlier.after, earlier.legal_by_on if earlier.after == "disputed" else None)


def check_asked(state: str, reason: str, evidence: str) -> None:
    """Raises DomainError for what is no last step, or for a correction without its words."""
    if state not in FINAL:
        words = STATE_WORDS.get(state, state).lower()
        raise DomainError(f"“{words}” is no last step: record the step that is right instead")
    if not reason.strip():
        raise DomainError("Say what was wrong and how it came about", "reason")
    if not evidence.strip():
        raise DomainError("Say what shows that it was wrong", "evidence")


def check_second(asked_by: int | None, answered_by: int | None) -> None:
    """Raises DomainError unless a named person answers who is not the one who asked."""
    if answered_by is None or asked_by == answered_by:
        raise DomainError("Somebody else has to confirm or refuse this: two people put their names to a correction")


def check_place(place: Place, basis: str | None) -> None:
    """Raises DomainError where somebody cannot stand any more because of what became of the transfer since."""
    if place.state in NEEDS_BASIS and not basis:
        raise DomainError("Record the legal basis of the transfer first: the person goes back to a state that needs it")
    if place.state in MOVES and basis == NO_CHANGE:
        raise DomainError("Check the legal basis: with no change of employer nobody moves")
