"""The schedule of contracts that stands behind a transfer agreement: its parts, and which consents are outstanding.

Source: domain/contracts-diligence-programme.md §2. Property and placements have no part of their own here: the register
does not tell them apart, so they stand under their route.
"""

from dataclasses import dataclass
from typing import Literal

Arranged = Literal["route", "supplier"]
ARRANGED_WORDS: dict[Arranged, str] = {"route": "By route, as the parts of a schedule", "supplier": "By supplier"}
OUTSTANDING = frozenset({"needed", "requested", "refused", "no_response", "obtained_conditional"})


@dataclass(frozen=True)
class Part:
    number: str
    title: str
    routes: frozenset[str]


PARTS = (
    Part("1A", "Assigned", frozenset({"assign"})),
    Part("1B", "Novated", frozenset({"novate"})),
    Part("1C", "Vested by statute", frozenset({"statutory vest"})),
    Part("2", "Split between the parties", frozenset({"sever"})),
    Part(
        "3", "Retained, with the work or its cost passed on", frozenset({"back-to-back", "retain and recharge", "host"})
    ),
    Part("4", "Licences and use by another body", frozenset({"licence"})),
    Part("5", "Ending: expired, terminated or bought again", frozenset({"expire", "terminate", "re-procure"})),
    Part("6", "Left out", frozenset({"exclude"})),
)
UNDECIDED = Part("7", "No route decided yet", frozenset())


def part_of(route: str | None) -> Part:
    """The part that a contract with this route stands in."""
    return next((part for part in PARTS if route in part.routes), UNDECIDED)


def is_outstanding(consent: str | None) -> bool:
    """Whether a consent is still to be had, or holds conditions that are still to be met."""
    return consent in OUTSTANDING
