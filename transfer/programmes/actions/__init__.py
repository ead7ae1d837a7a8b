"""Creating a programme and changing its parts: organisations, services, options, transfers, members.

Every act checks its rule, changes, records the event and flushes. `version` is what the person who types had before
them; None (a command) skips that check.
"""

from transfer.programmes.actions.claims import add_claim, change_claim, remove_claim
from transfer.programmes.actions.constraints import (
    add_constraint,
    assess_constraint,
    change_constraint,
    remove_constraint,
)
from transfer.programmes.actions.groups import keep_places
from transfer.programmes.actions.members import (
    add_member,
    bring_in,
    change_member,
    end_deputy,
    end_member,
    invite_again,
    move_member,
    name_deputy,
)
from transfer.programmes.actions.options import (
    BASIS_GUARDS,
    add_option,
    add_transfer,
    change_option,
    change_transfer,
    prefer_option,
    record_basis,
    reject_option,
    remove_transfer,
    take_back_preference,
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
    "BASIS_GUARDS",
    "add_claim", "add_constraint", "add_member", "add_option", "add_organisation", "add_service", "add_transfer",
    "assess_constraint", "bring_in", "change_claim", "change_constraint", "change_member", "change_option",
    "change_organisation",
    "change_programme", "change_service", "change_transfer", "confirm_powers", "create_programme", "end_deputy",
    "end_member", "invite_again", "keep_places", "move_member", "name_deputy", "prefer_option", "record_basis",
    "reject_option", "remove_claim", "remove_constraint", "remove_transfer",
    "take_back_preference",
]  # fmt: skip
