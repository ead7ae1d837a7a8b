"""Balances of a ledger at a cut-off, and which body takes each."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import nothing

# Known value → other words for it.
KINDS = {
    "debtors": ("debtor", "receivables", "prepayments"),
    "accruals": ("accrual", "creditors", "creditor", "payables"),
    "leave": ("annual leave", "leave accrual", "flexitime"),
    "grants": ("grant", "grant received in advance"),
    "assets": ("asset", "plant and equipment"),
    "reserves": ("reserve", "earmarked reserve"),
    "claims": ("claim", "provision", "provisions"),
    "cash": ("bank", "cash and bank"),
}
RULES = {
    "stays": ("stay", "before", "retained"),
    "goes": ("go", "after", "transfers"),
    "by days": ("days", "shared"),
    "by shares": ("shares", "per cent", "percentages"),
    "by driver": ("driver",),
    "by amounts": ("amounts",),
}

DATASET = Dataset(
    "opening_balances", "Opening balances", "organisation",
    (
        Field("kind", "choice", "what kind of balance it is", True, ("kind", "type", "class"), choices=KINDS),
        Field("name", "text", "what the balance is", True, ("balance", "name", "description", "item")),
        Field("amount", "money", "an amount", True, ("amount", "at the cut-off", "balance at cut-off", "value")),
        Field("rule", "choice", "the rule that assigns it", True, ("rule", "treatment"), choices=RULES),
        Field("to", "text", "who takes it", False, ("goes to", "taken by", "to")),
        Field("from_on", "date", "the first day that it pays for", False, ("from", "first day", "period from")),
        Field("to_on", "date", "the last day that it pays for", False, ("until", "last day", "period to")),
        Field("shares", "text", "each body with its share or amount", False, ("shares", "split", "parts")),
        Field("driver", "text", "the driver that splits it", False, ("driver", "split by driver")),
        Field("cost_centre", "code", "a cost centre", False, ("cost centre", "cost center", "cc")),
        Field("conditions", "text", "conditions or earmark", False, ("conditions", "earmark", "conditions or earmark")),
        Field("evidence", "text", "the evidence", False, ("evidence", "source", "what shows it")),
        Field("explanation", "text", "an explanation", False, ("explanation", "why", "note")),
    ),
    key=(), errors=nothing, warnings=nothing, sheet_words=("opening balances", "balances", "cut-off"),
)  # fmt: skip
