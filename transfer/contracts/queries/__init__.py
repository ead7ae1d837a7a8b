"""Reading the contracts register, and what stands around it in print, as the viewer may see it."""

from transfer.contracts.queries.around import Surroundings, surroundings_of
from transfer.contracts.queries.register import (
    NO_ROUTE,
    Entry,
    Filters,
    Group,
    Row,
    TransferDays,
    contracts_missing,
    contracts_without_route,
    find_route,
    get_contract,
    get_entry,
    history_of,
    late_contracts,
    list_all_contracts,
    list_contracts,
    list_rows,
    list_steps,
    requested_on,
    totals_by_band,
    totals_by_route_and_state,
    transfer_day_of,
    transfer_days,
)

__all__ = [
    "Entry", "Filters", "Group", "NO_ROUTE", "Row", "Surroundings", "TransferDays", "contracts_missing",
    "contracts_without_route", "find_route", "get_contract", "get_entry", "history_of", "late_contracts",
    "list_all_contracts", "list_contracts", "list_rows", "list_steps", "requested_on", "surroundings_of",
    "totals_by_band", "totals_by_route_and_state", "transfer_day_of", "transfer_days",
]  # fmt: skip
