"""The columns of a workbook to fill in, in words."""

from imports.datasets import Field

_CAPITALS = {"fte": "FTE", "scp": "SCP", "ni number": "NI number", "irrecoverable vat": "Irrecoverable VAT",
             "lg service date": "LG service date", "sme vcse": "SME or VCSE"}  # fmt: skip
_HOLDS = {
    "date": "a date", "money": "in pounds", "number": "a number", "percent": "a share of 100",
    "choice": "one of the known values", "list": "several are parted by semicolons",
}  # fmt: skip


def column_heading(field: Field) -> str:
    """The surest heading of a field, as a person would write it."""
    words = field.synonyms[0] if field.synonyms else field.name.replace("_", " ")
    return _CAPITALS.get(words) or words[:1].upper() + words[1:]


def holds(field: Field) -> str:
    """What a column holds, in words: "The actual salary, in pounds"."""
    label, more = field.label, _HOLDS.get(field.kind, "")
    words = label[:1].upper() + label[1:]
    return f"{words}, {more}" if more and more not in label else words
