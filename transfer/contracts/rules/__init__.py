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
    "ANSWERS", "BANDS", "BAND_WORDS", "BY_KEY", "CLIFF_DAYS", "CONSENTS", "CONSENT_WORDS", "DONE", "LATE_KINDS",
    "PAIRS", "REOPENS", "ROUTES", "SIGNED", "START", "STATES", "STATE_WORDS", "TERMINAL", "DueDate", "Facts", "Late",
    "Route", "Standing", "Step", "band", "consent_after", "consent_dates", "consent_error", "consent_request_by",
    "execute_by", "extension_date", "fallback_by", "is_slow", "joined_reason", "last_notice", "next_states",
    "notice_date", "notice_from", "option_decide_by", "possible_steps", "routes_for", "split_reason", "step_errors",
    "steps_to", "transfer_dates", "what_is_late",
]  # fmt: skip
