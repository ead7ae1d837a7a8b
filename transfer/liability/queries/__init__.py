"""Reading what is, was and has to be told of the people of a transfer."""

from transfer.liability.queries.disclosures import (
    Owed,
    bases_of,
    find_stage_a,
    get_agreement,
    get_disclosure,
    get_recipient,
    is_sound,
    lines_of,
    list_agreements,
    list_disclosures,
    list_recipients,
    next_number,
    owed_changes,
    owed_hand_over,
    stage_dates,
    told_about,
    told_last,
    transfers_told_of,
)
from transfer.liability.queries.duties import LiabilityDuty, owed
from transfer.liability.queries.people import (
    AsTold,
    handed_of,
    items_of,
    key_of,
    may_disclose,
    people_of,
    sees_names,
    the_list,
    told_of,
)

__all__ = [
    "AsTold", "LiabilityDuty", "Owed", "bases_of", "find_stage_a", "get_agreement", "get_disclosure", "get_recipient",
    "handed_of", "is_sound", "items_of", "key_of", "lines_of", "list_agreements", "list_disclosures",
    "list_recipients", "may_disclose", "next_number", "owed", "owed_changes", "owed_hand_over", "people_of",
    "sees_names", "stage_dates", "the_list", "told_about", "told_last", "told_of", "transfers_told_of",
]  # fmt: skip
