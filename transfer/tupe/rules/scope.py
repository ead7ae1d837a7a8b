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

# How HR speaks of the people of a list: what is still to be decided about them, whether they go, or why they do not;
# and of those in each state, what was or is to be done.
GROUPS: tuple[tuple[str, dict[str, str]], ...] = (
    ("Still to decide", {
        CANDIDATE: "nobody has looked yet", "under_review": "being looked at", "disputed": "with legal",
    }),
    ("Transferring", {
        "in_scope": "still to be told", "informed": "told of the transfer",
        "eli_disclosed": "the new employer has their details", "confirmed": "on the closed list",
        "transferred": "gone to the new employer",
    }),
    ("Not transferring", {
        "not_assigned": "not part of what moves", "objected": "do not want to go", "left": "resigned or ended",
        "redeployed_out": "took other work here", "remained": "stayed after all",
    }),
)  # fmt: skip
