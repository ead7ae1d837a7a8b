"""What a row of a data set becomes in its table."""

import pytest

from imports.check import Row
from transfer.intake.actions.storing import TABLES, plain_rows


@pytest.mark.parametrize(
    ("written", "pence"),
    [("18200", 1_820_000), ("£1,250.50", 125_050), ("0", 0), ("not valued", None), (None, None)],
)
def test_an_assets_value_is_pounds_and_kept_in_pence(written: str | None, pence: int | None) -> None:
    row = Row(6, {"reference": "A1", "description": "Desks", "value": written})
    [kept] = plain_rows(TABLES["assets"], 1, [row], {})
    assert (kept["value_pence"], kept["reference"], kept["source_row"]) == (pence, "A1", 6)
