"""A value of the history or of a person's data, as people say it."""

from typing import Any

import pytest

from transfer.web.filters import as_said, change_said, field_said


@pytest.mark.parametrize(
    ("stored", "said"),
    [
        ("2021-03-01", "1 March 2021"),
        ("2026-11-21T07:52", "21 November 2026 at 07:52"),
        ("2021-01-31T09:00:00", "31 January 2021 at 09:00"),
        ("2021-02-31", "2021-02-31"),
        ("redeployed_out", "redeployed out"),
        ("not_needed", "not needed"),
        ("C00001", "C00001"),
        ("P_1", "P_1"),
        ("2021/22", "2021/22"),
        (7, 7),
        (None, None),
    ],
)
def test_a_stored_value_is_said_in_words(stored: object, said: object) -> None:
    assert as_said(stored) == said


@pytest.mark.parametrize(("name", "value", "said"), [
    ("total_pence", 4099698725, "£40,996,987.25"), ("total_pence", -5, "−£0.05"), ("fte_thousandths", 1500, "1.500"),
    ("recovery_percent", "60.000000", "60"), ("recovery_percent", "0.000000", "0"), ("weight", "12.50", "12.5"),
    ("number", 1200, 1200), ("agreed", True, True), ("agreed_on", "2021-03-01", "1 March 2021"),
    ("total_pence", None, None),
])  # fmt: skip
def test_a_change_is_said_in_the_unit_of_its_field(name: str, value: Any, said: Any) -> None:
    assert change_said(value, name) == said


@pytest.mark.parametrize(("name", "said"), [
    ("total_pence", "total"), ("fte_thousandths", "fte"), ("starts_on", "starts on"), ("pence", "pence"),
])  # fmt: skip
def test_a_field_is_called_without_its_unit(name: str, said: str) -> None:
    assert field_said(name) == said
