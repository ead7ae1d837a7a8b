"""Signing baselines, changing them by number, and disputing rows."""

from transfer.baseline.actions.changing import decide_change, propose_change, propose_rebase
from transfer.baseline.actions.disputing import (
    Position,
    change_terms,
    escalate,
    raise_dispute,
    set_position,
    settle,
    withdraw,
)
from transfer.baseline.actions.signing import (
    accept_obstacle,
    draft_baseline,
    propose_baseline,
    sign_baseline,
    take_as_baseline,
)
from transfer.baseline.queries.disputable import Place

__all__ = [
    "Place",
    "Position",
    "accept_obstacle",
    "change_terms",
    "decide_change",
    "draft_baseline",
    "escalate",
    "propose_baseline",
    "propose_change",
    "propose_rebase",
    "raise_dispute",
    "set_position",
    "settle",
    "sign_baseline",
    "take_as_baseline",
    "withdraw",
]
