"""The plan with what was said since, through the database."""

from datetime import date

import pytest

from tests.counting import counted_queries
from tests.factories.contracts import make_plan
from tests.factories.programmes import World, make_programme
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.steering.actions import update_milestone
from transfer.steering.queries import get_milestone, get_plan, list_milestones, list_updates

PLAN = [
    {"reference": "A", "baseline_on": date(2021, 2, 15), "forecast_on": date(2021, 2, 20)},
    {"reference": "B", "baseline_on": date(2021, 3, 18), "forecast_on": date(2021, 3, 18), "depends_on": ["A", "P"]},
    {"reference": "GO", "baseline_on": date(2021, 4, 1), "forecast_on": date(2021, 4, 1), "depends_on": ["B"]},
    {"reference": "X", "baseline_on": date(2021, 12, 15), "concerns": "GO", "depends_on": ["Y"]},
    {"reference": "Y", "baseline_on": date(2021, 12, 16), "depends_on": ["X"]},
]


@pytest.fixture
def world(app: object) -> World:
    found = make_programme()
    make_plan(found, PLAN, parked=["P"])
    return found


def say(world: World, reference: str, seen: int = 0, who: str = "lead", **values: object) -> int:
    told = {"forecast_on": None, "actual_on": None, "reason": "", "evidence": ""} | values
    update = update_milestone(world.viewer(who), reference, seen_update_id=seen, **told)  # type: ignore[arg-type]
    db.session.commit()
    return update.id


def test_the_plan_as_the_sheet_has_it(world: World) -> None:
    plan = get_plan(world.viewer("guest"))
    assert [(item.reference, item.status) for item in plan.items] == [
        ("A", "red"), ("B", "green"), ("GO", "green"), ("X", "grey"), ("Y", "grey"),
    ]  # fmt: skip
    assert plan.counts == {"red": 1, "amber": 0, "grey": 2, "green": 2, "blue": 0}
    assert [(item.reference, item.assessment.holds_up) for item in plan.late] == [("A", ("B", "GO"))]
    assert (plan.parked, plan.unknown) == (["P"], [("B", "P", "parked")])
    assert plan.cycles == [("X", "Y")]
    assert [each.reference for each in plan.dated_after] == ["X"]
    assert plan.status == "red"
    assert [item.reference for item in plan.critical] == ["A", "GO"]


def test_the_newest_update_counts_and_the_sheet_stays(world: World) -> None:
    first = say(world, "A", forecast_on=date(2021, 3, 5), reason="The auditor was ill")
    second = say(world, "A", first, forecast_on=date(2021, 3, 5), actual_on=date(2021, 3, 1), evidence="Both signed")
    item = get_milestone(world.viewer("lead"), "A")
    assert (item.status, item.actual_on, item.update_id) == ("blue", date(2021, 3, 1), second)
    assert item.sheet.forecast_on == date(2021, 2, 20)
    assert [each.id for each in list_updates(world.viewer("lead"), "A")] == [second, first]
    assert get_plan(world.viewer("lead")).late == []


def test_somebody_was_faster(world: World) -> None:
    first = say(world, "A", forecast_on=date(2021, 3, 5), reason="x")
    with pytest.raises(StaleVersion) as error:
        say(world, "A", forecast_on=date(2021, 3, 8), reason="y")
    assert error.value.current["forecast_on"] == "5 March 2021"
    assert get_milestone(world.system, "A").update_id == first


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"actual_on": date(2021, 3, 2)}, "actual_on"),
        ({}, "forecast_on"),
        ({"forecast_on": date(2021, 2, 22)}, "reason"),
        ({"forecast_on": date(2021, 2, 20)}, None),
    ],
)
def test_what_may_not_be_said(world: World, values: dict[str, object], field: str | None) -> None:
    with pytest.raises(DomainError) as error:
        say(world, "A", **values)
    assert error.value.field == field
    assert not list_updates(world.system, "A")


def test_only_the_lead_changes_the_plan_of_its_own_programme(world: World) -> None:
    with pytest.raises(DomainError, match="Only the programme lead"):
        say(world, "A", who="hr-Council", forecast_on=date(2021, 3, 5), reason="x")
    other = make_programme("south")
    with pytest.raises(NotFound):
        say(other, "A", forecast_on=date(2021, 3, 5), reason="x")
    assert list_milestones(other.system) == []
    assert get_plan(other.system).status == "grey"


def test_queries_do_not_grow_with_the_plan(app: object) -> None:
    def count(slug: str, rows: int) -> int:
        world = make_programme(slug)
        make_plan(world, [{"reference": f"M{n}", "baseline_on": date(2021, 3, 8)} for n in range(rows)])
        for n in range(rows // 2):
            say(world, f"M{n}", forecast_on=date(2021, 3, 8))
        viewer = world.viewer("lead")
        db.session.expire_all()
        with counted_queries() as asked:
            get_plan(viewer)
        return len(asked)

    assert count("one", 10) == count("two", 60)
