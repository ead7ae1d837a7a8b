"""Dates of a transfer. Figures: golden/dates.json."""

from datetime import date

import pytest

from tests.golden import golden
from transfer.reference.queries import rate
from transfer.tupe.rules import DATE_RULES, date_of


@pytest.mark.parametrize("case", golden("dates")["transfer"], ids=lambda case: str(case["transfer_on"]))
def test_every_date_of_a_transfer(case: dict[str, str]) -> None:
    transfer_on = date.fromisoformat(case["transfer_on"])
    found = {"transfer_on": transfer_on.isoformat()}
    for rule in DATE_RULES:
        offset = rate(rule.offset, transfer_on)
        found[rule.key] = date_of(rule, transfer_on, int(offset.value), offset.unit).isoformat()
    assert found == case
