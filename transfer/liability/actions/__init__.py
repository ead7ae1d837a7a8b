"""Preparing, freezing and giving what is told of people before a transfer."""

from transfer.liability.actions.forgetting import forget_all_told, forget_told
from transfer.liability.actions.issuing import (
    give_named_list,
    give_stage_a,
    hand_over,
    note_opened,
    note_taken,
    seen_as,
    send_notice,
)
from transfer.liability.actions.preparing import (
    add_agreement,
    add_recipient,
    bring_items,
    column_labels,
    confirm_basis,
    remove_agreement,
    remove_recipient,
)

__all__ = [
    "add_agreement",
    "add_recipient",
    "bring_items",
    "column_labels",
    "confirm_basis",
    "forget_all_told",
    "forget_told",
    "give_named_list",
    "give_stage_a",
    "hand_over",
    "note_opened",
    "note_taken",
    "remove_agreement",
    "remove_recipient",
    "seen_as",
    "send_notice",
]
