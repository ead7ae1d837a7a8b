"""Creating a programme and changing its parts: organisations, services, options, transfers, members.

Every act checks its rule, changes, records the event and flushes. `version` is what the person who types had before
them; None (a command) skips that check.
"""

from transfer.programmes.actions.members import add_claim, add_member
from transfer.programmes.actions.options import (
    add_constraint,
    add_option,
    add_transfer,
    assess_constraint,
    change_option,
    change_transfer,
    prefer_option,
    record_basis,
    reject_option,
    remove_transfer,
)
from transfer.programmes.actions.parts import (
    add_organisation,
    add_service,
    change_organisation,
    change_programme,
    change_service,
    confirm_powers,
    create_programme,
)

__all__ = [
    "add_claim", "add_constraint", "add_member", "add_option", "add_organisation", "add_service", "add_transfer",
    "assess_constraint", "change_option", "change_organisation", "change_programme", "change_service",
    "change_transfer", "confirm_powers", "create_programme", "prefer_option", "record_basis", "reject_option",
    "remove_transfer",
]  # fmt: skip
