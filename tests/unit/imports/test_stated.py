"""The day that title rows say."""

from datetime import date, datetime
from typing import Any

import pytest

from imports.stated import stated_day


@pytest.mark.parametrize(
    ("row", "day"),
    [
        (["Position as at 2021-01-31"], date(2021, 1, 31)),
        (["", "AS AT: 31/01/2021"], date(2021, 1, 31)),
        (["Establishment as at 31st January 2021 (draft)"], date(2021, 1, 31)),
        (["As at", "", datetime(2021, 1, 31)], date(2021, 1, 31)),
        (["As at 1/2/2021"], None),
        (["As at month end"], None),
        (["As at 31/02/2021"], None),
        (["Printed 2021-01-31"], None),
    ],
)
def test_a_clear_date_after_as_at_is_the_day(row: list[Any], day: date | None) -> None:
    found = stated_day([["Staff list"], row], [1, 2])
    assert found == (day and (day, 2))


def test_two_days_are_none_and_other_rows_are_not_read() -> None:
    rows = [["As at 2021-01-31"], ["As at 2021-02-28"]]
    assert stated_day(rows, [1, 2]) is None
    assert stated_day(rows, [2]) == (date(2021, 2, 28), 2)
