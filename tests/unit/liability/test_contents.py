"""What is told of a person, when it is late, and what counts as a change."""

from datetime import date

import pytest

from transfer.kernel.errors import DomainError
from transfer.liability.rules import (
    HANDED_OVER,
    LISTED,
    TRANSFERS,
    age_on,
    changes,
    check_as_at,
    handed_over,
    issue_hash,
    lateness,
    line_hash,
    looks_back_from,
)

NEVER = ("ethnic", "union", "bank", "sort code", "religion", "notes", "health")


def test_the_named_list_has_an_age_and_nothing_about_health_or_birth() -> None:
    keys = {each.key for each in LISTED}
    assert "age" in keys and not keys & {
        "date_of_birth",
        "ni_number",
        "absence",
        "absence_until",
        "adjustments",
        "notes",
    }


def test_no_stage_holds_what_never_leaves() -> None:
    labels = " ".join(each.label for each in (*LISTED, *handed_over(HANDED_OVER))).lower()
    assert not [word for word in NEVER if word in labels]


def test_an_item_of_the_hand_over_lets_out_its_own_values_only() -> None:
    assert [each.key for each in handed_over(["leave"])] == ["surname", "forename", "person_ref", "post_no", "leave"]


@pytest.mark.parametrize(("born", "day", "age"), [
    (date(1980, 6, 11), date(2021, 6, 10), 40), (date(1980, 6, 11), date(2021, 6, 11), 41),
    (date(2000, 2, 29), date(2021, 2, 28), 20), (date(2000, 2, 29), date(2021, 3, 1), 21),
    (None, date(2021, 1, 1), None),
])  # fmt: skip
def test_age(born: date | None, day: date, age: int | None) -> None:
    assert age_on(born, day) == age


@pytest.mark.parametrize(("day", "words"), [
    (date(2021, 6, 2), ""), (date(2021, 6, 3), "In time if the days are simply counted"),
    (date(2021, 6, 4), "Late by both readings"),
])  # fmt: skip
def test_lateness_by_both_readings(day: date, words: str) -> None:
    """golden/dates.json: for 1 July 2021, 3 June, or 2 June for clear days."""
    assert lateness(day, date(2021, 6, 3), date(2021, 6, 2)).startswith(words)
    assert bool(lateness(day, date(2021, 6, 3), date(2021, 6, 2))) is bool(words)


def test_a_list_may_be_fourteen_days_old() -> None:
    check_as_at(date(2021, 5, 20), date(2021, 6, 3), 14)
    with pytest.raises(DomainError, match="Bring a newer list"):
        check_as_at(date(2021, 5, 19), date(2021, 6, 3), 14)


def test_it_looks_back_two_years() -> None:
    assert looks_back_from(date(2021, 6, 3), 24) == date(2019, 6, 3)
    assert looks_back_from(date(2024, 2, 29), 24) == date(2022, 2, 28)


def test_changes_are_told_by_field_and_blanks_are_equal() -> None:
    told = {"surname": "Abara", "hours": "37", "grievance": [], "standing": TRANSFERS}
    now = {"surname": "Abara", "hours": "30", "standing": TRANSFERS}
    assert [(each.label, each.was, each.now) for each in changes(told, now, LISTED)] == [("Hours a week", "37", "30")]


def test_of_somebody_who_does_not_transfer_any_more_that_alone_is_told() -> None:
    told = {"hours": "37", "standing": TRANSFERS}
    now = {"hours": "30", "standing": "Left"}
    assert [each.label for each in changes(told, now, LISTED)] == ["In this transfer"]


def test_a_hash_depends_on_all_that_is_told_and_not_on_its_order() -> None:
    line = line_hash("E1", "501", {"a": 1, "b": "é"})
    assert line == line_hash("E1", "501", {"b": "é", "a": 1}) != line_hash("E1", "502", {"a": 1, "b": "é"})
    assert issue_hash({"x": 1}, [line, "f"]) == issue_hash({"x": 1}, ["f", line]) != issue_hash({"x": 2}, [line, "f"])
