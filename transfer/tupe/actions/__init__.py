"""Deciding about people in a transfer, one by one or many together."""

from transfer.tupe.actions.gates import STEP_GATES
from transfer.tupe.actions.people import CLOSING, close_decision, may_decide, take_step
from transfer.tupe.actions.together import preview_steps, take_steps

__all__ = ["CLOSING", "STEP_GATES", "close_decision", "may_decide", "preview_steps", "take_step", "take_steps"]
