"""What a comparison says of rows that were not read, and of posts that name somebody else."""

from typing import Any

from transfer.intake.rules import about_decisions, renamed_posts, told_changes


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
