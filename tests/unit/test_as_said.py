"""A value of the history or of a person's data, as people say it."""

import pytest

from transfer.web.filters import as_said


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
