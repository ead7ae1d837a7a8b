"""Routes of contracts, the consent each needs, its states and its dates.

Source: domain/contracts-diligence-programme.md §1–2.
"""

ROUTES = (
    "assign", "novate", "statutory vest", "host", "back-to-back", "licence", "sever", "retain and recharge",
    "terminate", "re-procure", "expire", "exclude",
)  # fmt: skip
CONSENTS = ("not_needed", "needed", "requested", "obtained", "obtained_conditional", "refused", "no_response")
STATES = (
    "identified", "documents_located", "reviewed", "route_proposed", "route_approved", "consent_requested",
    "obtained", "obtained_conditional", "refused", "no_response", "fallback", "drafted", "agreed", "executed",
    "effective", "notified", "closed", "expired", "terminated", "excluded",
)  # fmt: skip
