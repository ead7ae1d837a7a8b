"""What a row of a data set becomes in its table."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import Numeric, String

from imports.bounds import tell_unfit
from imports.check import Row
from imports.datasets import DATASETS
from imports.frame import Frame
from transfer.intake.actions.storing import TABLES, bounds_of, kept_in, plain_rows


@pytest.mark.parametrize(
    ("written", "pence"),
    [("18200", 1_820_000), ("£1,250.50", 125_050), ("0", 0), ("not valued", None), (None, None)],
)
def test_an_assets_value_is_pounds_and_kept_in_pence(written: str | None, pence: int | None) -> None:
    row = Row(6, {"reference": "A1", "description": "Desks", "value": written})
    [kept] = plain_rows(TABLES["assets"], 1, [row], {})
    assert (kept["value_pence"], kept["reference"], kept["source_row"]) == (pence, "A1", 6)


def faults(dataset: str, field: str, value: object) -> list[tuple[str | None, str]]:
    """What is wrong with a row of one value, in column B."""
    frame = Frame(None, [7], {field: [value]}, {}, {field: "B"}, date(2021, 3, 1))
    tell_unfit(frame, bounds_of(dataset))
    assert frame.parked == ({0} if frame.findings else set())
    return [(each.cell, each.message) for each in frame.findings]


BOUNDED = [
    (dataset, field, kind) for dataset in DATASETS for field, kind in kept_in(dataset)
    if (isinstance(kind, String) and kind.length) or (isinstance(kind, Numeric) and kind.precision)
]  # fmt: skip


@pytest.mark.parametrize(("dataset", "field", "kind"), BOUNDED)
def test_what_the_database_cannot_keep_is_an_error_at_its_cell(dataset: str, field: str, kind: object) -> None:
    if isinstance(kind, String):
        fits, does_not, says = "x" * (kind.length or 0), "x" * ((kind.length or 0) + 1), f"Shorten it to {kind.length}"
    else:
        assert isinstance(kind, Numeric)
        least = Decimal(10) ** ((kind.precision or 0) - (kind.scale or 0))
        fits, does_not, says = least - 1, least, "too large to be right"
    assert faults(dataset, field, fits) == []
    [(cell, message)] = faults(dataset, field, does_not)
    assert cell == "B7" and says in message


@pytest.mark.parametrize("dataset", DATASETS)
def test_every_data_set_has_what_is_bounded(dataset: str) -> None:
    assert [field for each, field, _ in BOUNDED if each == dataset]


def test_each_of_a_list_is_as_short_as_its_column() -> None:
    assert faults("services", "cost_centres", ["x" * 60, "y"]) == []
    told = faults("services", "cost_centres", ["y", "x" * 61])
    assert told == [("B7", "Shorten it to 60 letters: it has 61")]
