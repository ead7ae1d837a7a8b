"""Assets: land, buildings, vehicles, equipment and rights."""

from imports.datasets.fields import Dataset, Field
from imports.datasets.rules import nothing, repeated_key
from imports.frame import Frame


def _errors(frame: Frame) -> None:
    repeated_key(frame, ("reference",), "this asset")


DATASET = Dataset(
    "assets", "Assets", "organisation",
    (
        Field("reference", "code", "a reference", True, (
            "reference", "asset reference", "asset number", "asset id", "asset code", "property reference", "uprn",
            "asset", "id", "number",
            "asset tag", "inventory number", "unique asset id", "unique reference", "property number", "serial number",
        )),
        Field("description", "text", "a description", True, (
            "description", "asset description", "property name", "asset name", "name", "title", "property", "item",
            "asset title",
            "site name", "property description", "building name", "asset",
        )),
        Field("kind", "text", "a kind", False, ("kind", "type", "asset type", "category", "class", "asset class",
            "holding type", "property type")),
        Field("tenure", "text", "a tenure", False, ("tenure", "tenure type", "freehold leasehold", "ownership",
            "interest", "title type")),
        Field("location", "text", "a location", False, ("location", "address", "site", "post code", "postcode",
            "street name", "building", "town", "post town")),
        Field("holder", "text", "a holder", False, ("holder", "held by", "owner", "custodian", "organisation",
            "responsible officer", "service", "assigned to", "organisation label")),
        Field("value", "text", "a value", False, ("value", "net book value", "nbv", "book value", "carrying amount",
            "current value", "asset value", "carrying value", "cost")),
    ),
    key=("reference",), errors=_errors, warnings=nothing, sheet_words=("assets", "asset", "property", "inventory"),
)  # fmt: skip
