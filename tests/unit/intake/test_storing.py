"""What a row of a data set becomes in its table."""

from decimal import Decimal

import pytest
from sqlalchemy import Numeric, String

from imports.check import Row
from imports.checked import Checked
from imports.datasets import DATASETS
from transfer.intake.actions.storing import TABLES, kept_in, plain_rows, refuse_what_does_not_fit
from transfer.kernel.errors import FileRefused


@pytest.mark.parametrize(
    ("written", "pence"),
    [("18200", 1_820_000), ("£1,250.50", 125_050), ("0", 0), ("not valued", None), (None, None)],
)
def test_an_assets_value_is_pounds_and_kept_in_pence(written: str | None, pence: int | None) -> None:
    row = Row(6, {"reference": "A1", "description": "Desks", "value": written})
    [kept] = plain_rows(TABLES["assets"], 1, [row], {})
    assert (kept["value_pence"], kept["reference"], kept["source_row"]) == (pence, "A1", 6)


def checked(dataset: str, field: str, value: object) -> Checked:
    """A file of one accepted row, whose column B is the field."""
    row = Row(7, {field: value})
    return Checked("list.xlsx", "", dataset, None, 1, {field: "B"}, [], [], [], 1, [row], [], [], {}, [])


BOUNDED = [
    (dataset, field, kind) for dataset in DATASETS for field, kind in kept_in(dataset)
    if (isinstance(kind, String) and kind.length) or (isinstance(kind, Numeric) and kind.precision)
]  # fmt: skip


@pytest.mark.parametrize(("dataset", "field", "kind"), BOUNDED)
def test_what_the_database_cannot_keep_is_refused_at_its_cell(dataset: str, field: str, kind: object) -> None:
    if isinstance(kind, String):
        fits, does_not, says = "x" * (kind.length or 0), "x" * ((kind.length or 0) + 1), f"shorten it to {kind.length}"
    else:
        assert isinstance(kind, Numeric)
        least = Decimal(10) ** ((kind.precision or 0) - (kind.scale or 0))
        fits, does_not, says = least - 1, least, "too large to be right"
    refuse_what_does_not_fit(checked(dataset, field, fits))
    with pytest.raises(FileRefused, match="list.xlsx: cell B7 .*" + says):
        refuse_what_does_not_fit(checked(dataset, field, does_not))


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_data_set_has_what_is_bounded(dataset: str) -> None:
    assert [field for each, field, _ in BOUNDED if each == dataset]


def test_each_of_a_list_is_as_short_as_its_column() -> None:
    refuse_what_does_not_fit(checked("services", "cost_centres", ["x" * 60, "y"]))
    with pytest.raises(FileRefused, match="cell B7 has 61 letters: shorten it to 60"):
        refuse_what_does_not_fit(checked("services", "cost_centres", ["y", "x" * 61]))
