"""The programme's services."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import nothing, repeated_key
from imports.frame import Frame


def _errors(frame: Frame) -> None:
    repeated_key(frame, ("name",), "this service")


DATASET = Dataset(
    "services", "Services", "programme",
    (
        Field("name", "text", "a name", True, ("name", "service", "service name", "service title", "service area",
            "title")),
        Field("tier", "text", "a tier", False, ("tier", "level", "level of need", "tier of need", "need level",
            "tier of service", "tiers")),
        Field("directorate", "text", "a directorate", False, ("directorate", "department", "division", "group")),
        Field("provider", "text", "a provider", False, (
            "provider", "current provider", "delivered by", "organisation", "provided by", "present provider",
            "employer", "delivery body",
        )),
        Field("cost_centres", "list", "cost centres", False, (
            "cost centres", "cost centre", "cost centre s", "cost codes", "cost centre codes", "cost code",
            "cost centre code",
        )),
        Field("functions", "list", "functions", False, ("functions", "statutory functions", "function",
            "statutory function", "duties")),
    ),
    key=("name",), errors=_errors, warnings=nothing, sheet_words=("services", "service"),
)  # fmt: skip
