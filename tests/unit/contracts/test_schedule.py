"""The parts of a contract schedule: every route has one place, and only one."""

import pytest

from transfer.contracts.rules import CONSENTS, ROUTES, is_outstanding, part_of
from transfer.contracts.rules.schedule import PARTS, UNDECIDED


def test_every_route_stands_in_one_part() -> None:
    assert sorted(route for part in PARTS for route in part.routes) == sorted(ROUTES)
    assert part_of(None) is UNDECIDED
    assert [each.number for each in (*PARTS, UNDECIDED)] == ["1A", "1B", "1C", "2", "3", "4", "5", "6", "7"]


@pytest.mark.parametrize(
    ("route", "number"),
    [("novate", "1B"), ("sever", "2"), ("back-to-back", "3"), ("re-procure", "5"), ("exclude", "6")],
)
def test_a_route_has_the_part_that_lawyers_look_under(route: str, number: str) -> None:
    assert part_of(route).number == number


def test_what_is_outstanding_is_what_nobody_has_given_without_conditions() -> None:
    assert [each for each in CONSENTS if not is_outstanding(each)] == ["not_needed", "obtained"]
    assert not is_outstanding(None)
