"""Quantities that costs are split by."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.organisations import ORGANISATION
from imports.datasets.rules import nothing, repeated_key
from imports.frame import Frame


def _errors(frame: Frame) -> None:
    repeated_key(frame, ("driver", "organisation", "as_at"), "this driver for the same organisation")


DATASET = Dataset(
    "drivers", "Drivers", "programme",
    (
        Field("driver", "text", "a driver", True, (
            "driver", "cost driver", "driver name", "apportionment driver", "measure", "metric",
            "apportionment basis", "basis",
            "allocation basis", "allocation driver", "statistical key figure", "key figure", "description", "name",
            "driver description", "statistic", "allocation key", "indicator",
        )),
        ORGANISATION,
        Field("quantity", "number", "a quantity", True, (
            "quantity", "units", "volume", "count", "driver quantity", "number", "value", "amount", "driver value",
            "total", "figure",
            "number of units", "stat quantity", "statistical quantity", "measure value", "weight", "weighting",
        )),
        Field("as_at", "date", "a date", False, ("as at", "as at date", "date", "position date", "effective date",
            "at", "as of", "as of date")),
        Field("source", "text", "a source", False, ("source", "source of data", "data source", "evidence",
            "taken from", "origin", "basis of data")),
    ),
    key=("driver", "organisation", "as_at"), errors=_errors, warnings=nothing,
    sheet_words=("drivers", "driver", "statistics"),
)  # fmt: skip
