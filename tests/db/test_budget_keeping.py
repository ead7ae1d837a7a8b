"""What is kept of an option's money between pages is never stale, never another viewer's, and bounded."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.counting import counted_queries
from tests.factories.budget import make_book, make_drivers, make_shared_posts
from tests.factories.programmes import World, make_programme
from transfer.budget.actions import replace_rules
from transfer.budget.models import DriverQuantity
from transfer.budget.queries import (
    catches,
    list_rules,
    load_ground,
    money_of,
    option_money,
    part_year_money,
)
from transfer.budget.rules import Rule
from transfer.establishment.models import AssignmentLine, TimeShare
from transfer.extensions import db
from transfer.kernel import keeping
from transfer.programmes.models import ServiceCostCentre


@pytest.fixture(autouse=True)
def nothing_kept() -> Iterator[None]:
    keeping.forget()
    yield
    keeping.forget()


@pytest.fixture
def world(app: Flask) -> World:
    """The HR team by headcount, the shared post AD by time, all else with its service."""
    world = make_programme()
    world.programme.budget_year = "2026/27"
    make_book(
        world,
        [
            ("00100", "A1", "Basic pay", "Employees", "GF", 1_000_000),
            ("00200", "A1", "Basic pay", "Employees", "GF", 20_000_000),
            ("09010", "A1", "HR team", "Employees", "GF", 90_000),
        ],
    )
    make_drivers(world, {"Headcount": [("Company", "1"), ("Council", "2")]})
    make_shared_posts(world, {"AD": ("00200", 9_200_000, [("Company", "25"), ("Council", "75")])})
    rules = [
        Rule({"cost_centre": "09010"}, "driver", driver="Headcount"),
        Rule({"cost_centre": "00200"}, "time"),
        Rule({"service": "*"}, "follow the service"),
    ]
    replace_rules(world.system, rules)
    db.session.commit()
    return world


def lines_read(act: Callable[[], Any]) -> int:
    """How often the amounts of lines are read."""
    db.session.expire_all()
    with counted_queries() as asked:
        act()
    return sum("budget_amounts" in each for each in asked)


def figures(world: World) -> tuple[Any, ...]:
    ground = load_ground(world.system)
    money = money_of(ground, world.options["All move"])
    years = part_year_money(money, "months")
    return money.budget, catches(ground), [(each.service, each.source_pence, each.stretches) for each in years]


def test_the_second_page_reads_no_line(world: World) -> None:
    assert lines_read(lambda: figures(world)) > 0
    first = figures(world)
    assert lines_read(lambda: figures(world)) == 0
    assert figures(world) == first


def test_another_option_reads_no_line_again(world: World) -> None:
    option_money(world.system, world.options["All move"]).budget  # noqa: B018
    again = lines_read(lambda: option_money(world.system, world.options["As now"]).budget)
    assert again == 0


def rule_to(world: World) -> None:
    list_rules(world.system)[0].driver = "Absent"


def rule_order(world: World) -> None:
    rows = list_rules(world.system)
    rows[1].position, rows[2].position = 2, 1


def provider(world: World) -> None:
    world.options["All move"].transfers[0].to_id = world.organisations["Council"].id


def day(world: World) -> None:
    for transfer in world.options["All move"].transfers:
        transfer.transfer_on = date(2026, 10, 1)


def owner(world: World) -> None:
    db.session.add(ServiceCostCentre(service_id=world.services["Libraries"].id, cost_centre="09999"))
    db.session.delete(world.services["Fostering"].cost_centres[0])


def driver(world: World) -> None:
    db.session.query(DriverQuantity).first().quantity = Decimal(7)  # type: ignore[union-attr]


def time_share(world: World) -> None:
    for share, percent in zip(db.session.query(TimeShare).order_by(TimeShare.id), (40, 60), strict=True):
        share.percent = Decimal(percent)


def salary(world: World) -> None:
    db.session.query(AssignmentLine).one().salary_actual_pence = 5_000_000
    db.session.query(AssignmentLine).one().salary_fte_pence = 5_000_000


def year(world: World) -> None:
    world.programme.budget_year = "2027/28"


def book(world: World) -> None:
    make_book(world, [("00100", "A1", "Basic pay", "Employees", "GF", 5)], number=2)


@pytest.mark.parametrize(
    "change",
    [rule_to, rule_order, provider, day, owner, driver, time_share, salary, year, book],
    ids=lambda f: f.__name__,
)
def test_whatever_changes_changes_the_figures(world: World, change: Callable[[World], None]) -> None:
    before = figures(world)
    change(world)
    db.session.commit()
    db.session.expire_all()
    after = figures(world)
    assert after != before
    keeping.forget()
    assert figures(world) == after


def test_nobody_is_given_what_another_side_sees(world: World) -> None:
    make_book(world, [("00100", "A1", "Basic pay", "Employees", "GF", 7)], organisation="Trust", shared=False)
    db.session.commit()
    option = world.options["All move"]
    council, trust = world.viewer("finance-Council"), world.viewer("finance-Trust")
    for _ in range(2):
        assert option_money(council, option).source == 21_090_000
        assert option_money(trust, option).source == 21_090_007


def test_what_is_kept_is_bounded_and_the_last_used_stays() -> None:
    for number in range(keeping.MOST_KEPT):
        keeping.keep(number, lambda: "made")
    assert keeping.keep(0, lambda: "made again") == "made"
    keeping.keep("one more", lambda: "made")
    assert keeping.keep(0, lambda: "made again") == "made"
    assert keeping.keep(1, lambda: "made again") == "made again"
