"""Taking files in: checking, keeping, accepting and withdrawing them, and loading a whole folder."""

from transfer.intake.actions.choosing import choose, forget, move_upload, remember_now
from transfer.intake.actions.guessing import guess_place
from transfer.intake.actions.loading import Loaded, is_loaded, load_folder, read_datasets
from transfer.intake.actions.uploads import (
    accept_upload,
    check_again,
    forget_refused,
    how_it_came,
    keep_checked,
    request_acceptance,
    say_amounts,
    upload_file,
    withdraw_upload,
)

__all__ = [
    "Loaded",
    "accept_upload",
    "check_again",
    "choose",
    "forget",
    "forget_refused",
    "guess_place",
    "how_it_came",
    "is_loaded",
    "keep_checked",
    "load_folder",
    "move_upload",
    "read_datasets",
    "remember_now",
    "request_acceptance",
    "say_amounts",
    "upload_file",
    "withdraw_upload",
]
