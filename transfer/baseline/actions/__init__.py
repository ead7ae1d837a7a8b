"""Signing baselines, changing them by number, and disputing rows."""

from transfer.baseline.actions.changing import decide_change, propose_change, propose_rebase
from transfer.baseline.actions.disputing import (
    Position,
    change_terms,
    escalate,
    raise_dispute,
    set_position,
)
from transfer.baseline.actions.settling import Ending, answer_settlement, propose_settlement, take_back
from transfer.baseline.actions.signing import (
    accept_obstacle,
    draft_baseline,
    propose_baseline,
    sign_baseline,
    take_as_baseline,
)
from transfer.baseline.queries.disputable import Place

__all__ = [
    "Ending",
    "Place",
    "Position",
    "accept_obstacle",
    "answer_settlement",
    "change_terms",
    "decide_change",
    "draft_baseline",
    "escalate",
    "propose_baseline",
    "propose_change",
    "propose_rebase",
    "propose_settlement",
    "raise_dispute",
    "set_position",
    "sign_baseline",
    "take_as_baseline",
    "take_back",
]
