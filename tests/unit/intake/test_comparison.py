"""What a comparison says of rows that were not read, and of posts that name somebody else."""

from typing import Any

import pytest

from transfer.intake.rules import Before, about_decisions, nets_of, renamed_posts, to_be_sure_of, told_changes


def outcome(left: list[str], parked: list[str], **more: Any) -> dict[str, Any]:
    return {
        "changes": {"left": [{"post_no": post, "from": "filled", "to": None} for post in left], "other": []},
        "parked": [{"row": number, "key": key} for number, key in enumerate(parked, 5)],
        **more,
    }


def posts(changes: list[dict[str, Any]]) -> list[str]:
    return [each["post_no"] for each in changes]


def test_a_parked_post_is_not_read_and_one_that_is_gone_has_left() -> None:
    told = told_changes(outcome(["C1", "C2"], ["c2", "", "C9"]))
    assert told is not None
    assert (posts(told["not_read"]), posts(told["left"])) == (["C2"], ["C1"])


def test_of_two_lines_of_a_post_one_parked_row_explains_one() -> None:
    told = told_changes(outcome(["C1", "C1"], ["C1"]))
    assert told is not None
    assert (posts(told["not_read"]), posts(told["left"])) == (["C1"], ["C1"])


def test_without_a_version_in_force_there_is_no_comparison() -> None:
    assert told_changes({"changes": None, "parked": []}) is None


def line(post: str, person: str | None) -> dict[str, Any]:
    return {"post_no": post, "person_ref": person}


def test_a_post_names_another_person_when_it_lost_one_and_gained_one() -> None:
    before = [line("C1", "1"), line("C2", "2"), line("C3", "3"), line("C4", "4"), line("C4", "5"), line("C5", None)]
    after = [line("c1", "9"), line("C2", None), line("C3", "3"), line("C4", "5"), line("C4", "4"), line("C5", "6")]
    assert renamed_posts(before, after) == [{"post_no": "c1", "people": ["1"]}]


def test_a_renamed_post_is_told_once() -> None:
    found = outcome([], [], another_person=[{"post_no": "C1", "people": ["1"]}])
    found["changes"]["other"] = [{"post_no": "C1", "field": "person_ref"}, {"post_no": "C1", "field": "job_title"}]
    told = about_decisions(found)
    assert [each["field"] for each in told["other"]] == ["job_title"]
    assert posts(told["another_person"]) == ["C1"]


def book(pence: int, year: str = "2021/22") -> dict[str, Any]:
    return {
        "changes": None, "differences": {"left": []}, "parked": [], "columns": {"cost_centre": "A"},
        "amounts": [{"letter": "E", "heading": "Budget", "year": year, "basis": "base"}],
        "totals": {"Budget": {"gross_expenditure_pence": pence, "income_pence": 0, "net_pence": pence}},
    }  # fmt: skip


@pytest.mark.parametrize(("pence", "asked"), [
    (100_000_00, True), (199_99, False), (200_00, True), (50_01, False), (50_00, True), (0, True), (-60_00, False),
])  # fmt: skip
def test_a_total_of_twice_or_half_is_asked_about(pence: int, asked: bool) -> None:
    """£100.00 before: in thousands by mistake it is £100,000.00."""
    before = Before(3, 10, frozenset({"cost_centre"}), {("2021/22", "base"): 100_00})
    told = to_be_sure_of(book(pence), before)
    assert bool(told) is asked
    if pence == 100_000_00:
        assert told == ["The net total of 2021/22 base is £100,000.00; in version 3 it is £100.00."]


def test_another_years_total_is_not_compared() -> None:
    before = Before(3, 10, frozenset({"cost_centre"}), nets_of(book(100_00)["amounts"], book(100_00)["totals"]))
    assert before.nets == {("2021/22", "base"): 100_00}
    assert to_be_sure_of(book(900_00, "2022/23"), before) == []


@pytest.mark.parametrize(("left", "rows", "asked"), [(5, 20, False), (6, 59, True), (6, 60, False), (7, 60, True)])
def test_more_absences_than_five_and_one_in_ten_are_asked_about(left: int, rows: int, asked: bool) -> None:
    found = {**outcome([f"C{number}" for number in range(left)], []), "columns": {}, "amounts": [], "totals": {}}
    told = to_be_sure_of(found, Before(1, rows, frozenset(), {}))
    assert told == ([f"{left} of the {rows} rows of version 1 are not in this file."] if asked else [])
