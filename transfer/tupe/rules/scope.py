"""Why somebody is in scope or not, in one sentence for each state."""

from transfer.tupe.rules.states import CANDIDATE

SCOPE_WORDS = {
    CANDIDATE: "Nobody has decided yet whether this person is in scope.",
    "under_review": "It is being looked at whether this person is in scope.",
    "disputed": "It is disputed whether this person is in scope. Legal decides.",
    "in_scope": "This person is in scope: their employer found them assigned to what moves.",
    "informed": "This person is in scope, and was informed.",
    "eli_disclosed": "This person is in scope, and the new employer has their liability information.",
    "confirmed": "This person is in scope, on the list that both employers closed.",
    "transferred": "This person is in scope, and transferred.",
    "not_assigned": "This person is not in scope: their employer found them not assigned to what moves.",
    "remained": "This person is not in scope, and stayed with their employer.",
    "objected": "This person was in scope and objected. They do not transfer, and their employment ends by law at the "
    "transfer: it is neither a resignation nor a dismissal by the employer.",
    "left": "This person is no longer in scope: they left.",
    "redeployed_out": "This person is no longer in scope: they took other work with their employer.",
}
