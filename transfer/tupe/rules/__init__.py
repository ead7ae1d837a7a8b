"""What may follow what for one person in a transfer, and the dates that a transfer brings with it."""

from transfer.tupe.rules.dates import DATE_RULES, DateRule, date_of
from transfer.tupe.rules.states import (
    CANDIDATE,
    FINAL,
    ONE_BY_ONE,
    PAIRS,
    STATE_WORDS,
    STATES,
    UNDECIDED,
    Situation,
    Step,
    check_recorded,
    check_step,
    next_states,
)

__all__ = [
    "CANDIDATE",
    "DATE_RULES",
    "FINAL",
    "ONE_BY_ONE",
    "PAIRS",
    "STATES",
    "STATE_WORDS",
    "UNDECIDED",
    "DateRule",
    "Situation",
    "Step",
    "check_recorded",
    "check_step",
    "date_of",
    "next_states",
]
