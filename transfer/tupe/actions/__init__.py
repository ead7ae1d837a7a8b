"""Deciding about people in a transfer, one by one or many together."""

from transfer.tupe.actions.agency import decide_engagement
from transfer.tupe.actions.bases import answer_element, challenge_basis, close_challenge, confirm_basis, may_answer
from transfer.tupe.actions.corrections import ask_correction, confirm_correction, refuse_correction
from transfer.tupe.actions.forgetting import forget_grounds
from transfer.tupe.actions.gates import STEP_GATES
from transfer.tupe.actions.grounds import look_at_objection, record_factor, record_objection, withdraw_objection
from transfer.tupe.actions.journeys import link_arrival, link_arrivals, may_receive
from transfer.tupe.actions.pensions import may_settle_pensions, save_pension_route
from transfer.tupe.actions.people import CLOSING, close_decision, is_legal, may_decide, take_step
from transfer.tupe.actions.together import count_able, preview_steps, take_steps

__all__ = [
    "CLOSING",
    "STEP_GATES",
    "answer_element",
    "ask_correction",
    "challenge_basis",
    "close_challenge",
    "close_decision",
    "confirm_basis",
    "confirm_correction",
    "count_able",
    "decide_engagement",
    "forget_grounds",
    "is_legal",
    "link_arrival",
    "link_arrivals",
    "look_at_objection",
    "may_answer",
    "may_decide",
    "may_receive",
    "may_settle_pensions",
    "preview_steps",
    "record_factor",
    "record_objection",
    "refuse_correction",
    "save_pension_route",
    "take_step",
    "take_steps",
    "withdraw_objection",
]
