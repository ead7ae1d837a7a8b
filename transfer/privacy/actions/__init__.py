"""Holding, erasing and disposing of data."""

from transfer.privacy.actions.asking import ask_disposal, ask_erasure, erase_now, remove_gone
from transfer.privacy.actions.holding import close_programme, lift_hold, place_hold

__all__ = [
    "ask_disposal", "ask_erasure", "close_programme", "erase_now", "lift_hold", "place_hold", "remove_gone",
]  # fmt: skip
