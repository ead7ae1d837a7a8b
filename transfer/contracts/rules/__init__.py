"""Routes of contracts, the consent each needs, its states, its dates, and what is late.

Source: domain/contracts-diligence-programme.md §1–2.
"""

from transfer.contracts.rules.dates import (
    BAND_WORDS,
    BANDS,
    CLIFF_DAYS,
    DueDate,
    band,
    consent_dates,
    consent_request_by,
    execute_by,
    extension_date,
    fallback_by,
    is_slow,
    last_notice,
    notice_date,
    notice_from,
    option_decide_by,
    transfer_dates,
)
from transfer.contracts.rules.late import LATE_KINDS, Late, Standing, what_is_late
from transfer.contracts.rules.routes import (
    BY_KEY,
    CONSENT_WORDS,
    CONSENTS,
    ROUTES,
    Route,
    consent_error,
    joined_reason,
    routes_for,
    split_reason,
)
from transfer.contracts.rules.schedule import ARRANGED_WORDS, Arranged, is_outstanding, part_of
from transfer.contracts.rules.states import (
    ANSWERS,
    DONE,
    PAIRS,
    REOPENS,
    SIGNED,
    START,
    STATE_WORDS,
    STATES,
    TERMINAL,
    Facts,
    Step,
    consent_after,
    next_states,
    possible_steps,
    step_errors,
    steps_to,
)

__all__ = [
    "ANSWERS", "ARRANGED_WORDS", "Arranged", "BANDS", "BAND_WORDS", "BY_KEY", "CLIFF_DAYS", "CONSENTS",
    "CONSENT_WORDS", "DONE", "DueDate", "Facts", "LATE_KINDS", "Late", "PAIRS", "REOPENS", "ROUTES", "Route",
    "SIGNED", "START", "STATES", "STATE_WORDS", "Standing", "Step", "TERMINAL", "band", "consent_after",
    "consent_dates", "consent_error", "consent_request_by", "execute_by", "extension_date", "fallback_by",
    "is_outstanding", "is_slow", "joined_reason", "last_notice", "next_states", "notice_date", "notice_from",
    "option_decide_by", "part_of", "possible_steps", "routes_for", "split_reason", "step_errors", "steps_to",
    "transfer_dates", "what_is_late",
]  # fmt: skip
