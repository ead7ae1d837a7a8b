"""The organisation that a row of the programme's lists speaks of."""

from imports.datasets.fields import Field

ORGANISATION = Field("organisation", "text", "an organisation", True, (
    "organisation", "organisation name", "body", "employer", "entity", "party", "employing organisation", "company",
    "organisation short name", "for organisation", "recipient", "beneficiary", "time for", "working for",
    "charged to", "authority",
    "legal entity", "partner",
))  # fmt: skip
