"""Workbooks from the test suites of reading libraries: each is read, or refused in words that name it."""

from pathlib import Path

import pytest

from tests.shared_data.reading import LIMITS, files, outcome_of

NASTY = files("nasty")


@pytest.mark.parametrize("path", NASTY, ids=[f"{path.parent.name}/{path.name}" for path in NASTY])
def test_each_is_read_or_refused_in_words(path: Path) -> None:
    found = outcome_of(path)
    assert found.seconds < LIMITS.seconds
    for words in (found.refused, *found.said.values(), *found.sheets.values()):
        assert not isinstance(words, str) or path.name in words
    assert found.refused or any(isinstance(rows, int) for rows in found.sheets.values())
    assert "ended the reading" not in (found.refused or "")


@pytest.mark.parametrize(
    "name, word",
    [
        ("pass_protected.xlsx", "encrypted"), ("pass_protected.xlsb", "encrypted"), ("pass_protected.ods", "encrypted"),
        ("too_small.xls", "not a spreadsheet"), ("issue252.xlsx", "damaged"), ("issue_594_dos.ods", "damaged"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(name: str, word: str) -> None:
    path = next(path for path in NASTY if path.name == name)
    assert word in (outcome_of(path).refused or "")


def test_a_sheet_that_spans_all_there_is_needs_no_memory() -> None:
    path = next(path for path in NASTY if path.name == "issue_174.xlsx")
    assert outcome_of(path).seconds < LIMITS.seconds
