"""What is kept about people, how long, and what holds it."""

from transfer.privacy.queries.held import Held, Sheet, held_on
from transfer.privacy.queries.kept import (
    DISPOSE_JOB,
    ERASE_JOB,
    Kept,
    cut_off,
    find_closure,
    get_erasure,
    get_hold,
    get_person_line,
    list_erasures,
    list_holds,
    list_kept,
    list_refused,
    staff_is_due,
    standing_holds,
    withdrawn_uploads,
)

__all__ = [
    "DISPOSE_JOB", "ERASE_JOB", "Held", "Kept", "Sheet", "cut_off", "find_closure", "get_erasure", "get_hold",
    "get_person_line", "held_on", "list_erasures", "list_holds", "list_kept", "list_refused", "staff_is_due",
    "standing_holds", "withdrawn_uploads",
]  # fmt: skip
