"""Reading who moves in each transfer, what was decided about them and on what grounds."""

from transfer.tupe.queries.candidates import (
    Candidate,
    CandidateFilter,
    count_no_longer_listed,
    count_states,
    count_undecided,
    find_decision,
    get_candidate,
    get_no_longer_listed,
    list_candidates,
    list_transfers,
    page_no_longer_listed,
    rests_on_decided,
    services_of,
    shares_of,
)
from transfer.tupe.queries.dates import TransferDate, dates_of, earliest_eli_date, one_employer
from transfer.tupe.queries.together import Seat, Stopped, Together, seats_of

__all__ = [
    "Candidate",
    "CandidateFilter",
    "Seat",
    "Stopped",
    "Together",
    "TransferDate",
    "count_no_longer_listed",
    "count_states",
    "count_undecided",
    "dates_of",
    "earliest_eli_date",
    "find_decision",
    "get_candidate",
    "get_no_longer_listed",
    "list_candidates",
    "list_transfers",
    "one_employer",
    "page_no_longer_listed",
    "rests_on_decided",
    "seats_of",
    "services_of",
    "shares_of",
]
