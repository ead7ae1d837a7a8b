"""What changed between two lists of posts, each change once."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from imports.compare import KINDS, compare


def line(post: str, **changed: Any) -> dict[str, Any]:
    return {
        "post_no": post,
        "occupancy": "filled",
        "grade": "L6",
        "hours": Decimal(37),
        "fte": Decimal(1),
        "salary_fte": 3_000_000,
        "salary_actual": 3_000_000,
        "line_manager_post": "P9",
        "person_ref": f"R{post}",
        "surname": "Patel",
        "cost_centre": "01150",
        "contract_type": "permanent",
        "started_on": date(2015, 4, 1),
        "pension_scheme": "LGPS",
        **changed,
    }


def changed(before: dict[str, Any], **after: Any) -> dict[str, list[dict[str, Any]]]:
    """The kinds that are not empty."""
    return {kind: found for kind, found in compare([before], [{**before, **after}]).items() if found}


def test_nothing_changed() -> None:
    result = compare([line("P1"), line("P2")], [line("P2"), line("p1 ".strip())])
    assert result == {kind: [] for kind in KINDS}


def test_left_and_joined_tell_the_occupancy() -> None:
    result = compare([line("P1", occupancy="agency")], [line("P2", occupancy="vacant")])
    assert result["left"] == [{"post_no": "P1", "from": "agency", "to": None}]
    assert result["joined"] == [{"post_no": "P2", "from": None, "to": "vacant"}]


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (
            {"grade": "L7", "salary_fte": 3_500_000, "salary_actual": 3_500_000},
            {"regraded": [{"post_no": "P1", "from": "L6", "to": "L7"}]},
        ),
        (
            {"hours": Decimal("18.5"), "fte": Decimal("0.5"), "salary_actual": 1_500_000},
            {"hours_changed": [{"post_no": "P1", "from": 37.0, "to": 18.5}]},
        ),
        ({"line_manager_post": "P8"}, {"moved_manager": [{"post_no": "P1", "from": "P9", "to": "P8"}]}),
        (
            {
                "occupancy": "vacant",
                "person_ref": None,
                "surname": None,
                "contract_type": None,
                "started_on": None,
                "pension_scheme": None,
            },
            {"vacated": [{"post_no": "P1", "from": "filled", "to": "vacant"}]},
        ),
        (
            {"cost_centre": "01160"},
            {"other": [{"post_no": "P1", "from": "01150", "to": "01160", "field": "cost_centre"}]},
        ),
        (
            {"salary_actual": 2_900_000},
            {"other": [{"post_no": "P1", "from": 3_000_000, "to": 2_900_000, "field": "salary_actual"}]},
        ),
        (
            {"person_ref": "R7", "surname": "Xu", "started_on": date(2021, 2, 1)},
            {"other": [{"post_no": "P1", "from": "RP1", "to": "R7", "field": "person_ref"}]},
        ),
        ({"surname": "PATEL "}, {}),
    ],
)
def test_a_difference_that_follows_from_another_is_not_told_again(
    after: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert changed(line("P1"), **after) == expected


def test_a_vacant_post_that_is_filled_is_not_also_joined() -> None:
    before = line(
        "P1",
        occupancy="vacant",
        person_ref=None,
        surname=None,
        contract_type=None,
        started_on=None,
        pension_scheme=None,
    )
    assert changed(before, **line("P1")) == {"filled": [{"post_no": "P1", "from": "vacant", "to": "filled"}]}


def test_lines_of_one_post_are_matched_by_their_person() -> None:
    first, second = line("P1", person_ref="A", hours=Decimal(20)), line("P1", person_ref="B", hours=Decimal(17))
    result = compare([first, second], [second, {**first, "hours": Decimal(10)}])
    assert {kind: found for kind, found in result.items() if found} == {
        "hours_changed": [{"post_no": "P1", "from": 20.0, "to": 10.0}]
    }


def test_one_of_two_sharers_leaves() -> None:
    result = compare([line("P1", person_ref="A"), line("P1", person_ref="B")], [line("P1", person_ref="B")])
    assert result["left"] == [{"post_no": "P1", "from": "filled", "to": None}]
    assert sum(map(len, result.values())) == 1


def test_lists_without_post_numbers_are_matched_by_title_directorate_and_service() -> None:
    before = line("", post_no=None, job_title="Head", directorate="Place", service="Parks")
    assert compare([before], [before]) == {kind: [] for kind in KINDS}
