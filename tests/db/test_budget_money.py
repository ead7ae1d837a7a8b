"""An option's money through the database: goldens, sides, and what stands on which version."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.counting import counted_queries
from tests.factories.budget import make_book, make_drivers, make_shared_posts
from tests.factories.programmes import World, make_programme
from tests.golden import golden
from transfer.budget.actions import add_rule, replace_rules, set_spend_profile
from transfer.budget.models import BudgetAmount
from transfer.budget.queries import (
    LineFilter,
    catches,
    get_line,
    largest_unallocated,
    list_lines,
    load_ground,
    managed_time,
    money_of,
    option_money,
    part_year_money,
    share_sources,
    slice_by,
)
from transfer.budget.rules import Rule
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Organisation


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def all_move(world: World) -> Any:
    return world.options["All move"]


def id_of(world: World, short: str) -> int:
    return world.organisations[short].id


BOOK = [
    ("00100", "A1", "Basic pay", "Employees", "GF", 1_000_001),  # Fostering: Trust, then Company
    ("00300", "A1", "Basic pay", "Employees", "GF", 500_000),  # Libraries: Council throughout
    ("00300", "Y8", "Fines", "Income", "GF", -20_000),
    ("09010", "A1", "HR team", "Employees", "GF", 90_001),  # nobody's
    ("09020", "R9", "Recharge", "Support services", "GF", 7_000),
    ("09030", "D4", "Contingency", "Supplies and services", "GF", 3),
    ("00200", "D4", "Early years", "Supplies and services", "DSG", 31_000),
]


def rules_of(world: World) -> list[Rule]:
    return [
        Rule({"fund": "DSG"}, "ring-fence", id_of(world, "Council")),
        Rule({"account": "R9*"}, "exclude", reason="recharges eliminate"),
        Rule({"cost_centre": "09010"}, "driver", driver="Headcount"),
        Rule({"service": "*"}, "follow the service"),
    ]


@pytest.fixture
def split_world(world: World) -> World:
    make_book(world, BOOK)
    make_drivers(world, {"Headcount": [("Company", "350"), ("Council", "2650")]})
    replace_rules(world.system, rules_of(world))
    db.session.commit()
    return world


def test_an_option_that_moves_something(split_world: World) -> None:
    """Company: Fostering 1,000,001 and HR 90,001 × 350/3000 = 10,500.12, so 10,500; Council: the rest of HR, Libraries
    and the ring-fenced line."""
    money = option_money(split_world.system, all_move(split_world))
    assert money.budget == {
        "Council": 480_000 + 79_501 + 31_000, "Trust": 0, "Company": 1_000_001 + 10_500, "unallocated": 3,
        "excluded": 7_000,
    }  # fmt: skip
    assert money.reconciliation == {
        "source": 1_608_005, "shared": 1_601_002, "unallocated": 3, "excluded": 7_000, "difference": 0,
    }  # fmt: skip
    assert [line.cost_centre for line, _ in largest_unallocated(money)] == ["09030"]


def test_an_option_in_which_nothing_moves_leaves_every_line_where_it_is(split_world: World) -> None:
    money = option_money(split_world.system, split_world.options["As now"])
    assert money.budget == {
        "Council": 608_004, "Trust": 1_000_001, "Company": 0, "unallocated": 0, "excluded": 0,
    }  # fmt: skip
    assert money.difference == 0


def test_it_agrees_at_every_slice(split_world: World) -> None:
    money = option_money(split_world.system, all_move(split_world))
    for cut in ("cost_centre", "group", "fund", "service"):
        parts = slice_by(money, cut)
        assert all(part.agrees for part in parts)
        assert sum(part.net.source_pence for part in parts) == money.source
    libraries = next(part for part in slice_by(money, "service") if part.key == "Libraries")
    assert (libraries.expenditure.source_pence, libraries.income.source_pence) == (500_000, -20_000)
    with pytest.raises(NotFound):
        slice_by(money, "weather")


def test_the_golden_reconciliation(world: World) -> None:
    told = golden("reconciliation")
    world.programme.budget_year = "2027/28"
    place = {"Employees": "Employees", "Management (AD + GM)": "Employees", "Income": "Income", "DSG grant": "Income"}
    rows = [
        (row["cost_centre"], f"{number:04}", row["line"], place.get(row["line"], "Premises"),
         "DSG" if row["cost_centre"] == "910" else "GF", row["source_pence"])
        for number, row in enumerate(told["rows"])
    ]  # fmt: skip
    make_book(world, rows)
    make_drivers(
        world, {"FTE": [("Company", "18"), ("Council", "6")], "Headcount": [("Company", "350"), ("Council", "2650")]}
    )
    make_golden_posts(world)
    council, company = id_of(world, "Council"), id_of(world, "Company")
    replace_rules(
        world.system,
        [
            Rule({"fund": "DSG"}, "ring-fence", council),
            Rule({"cost_centre": "100", "group": "Employees"}, "direct", company),
            Rule({"cost_centre": "100"}, "driver", driver="fte"),
            Rule({"cost_centre": "200"}, "time", posts=("AD", "GM")),
            Rule({"cost_centre": "200"}, "leave unallocated", reason="disputed D-001"),
            Rule({"cost_centre": "900"}, "driver", driver="Headcount"),
        ],
    )
    db.session.commit()
    money = option_money(world.system, all_move(world))
    assert money.result.problems == []
    for row, line, each in zip(told["rows"], money.result.lines, money.result.splits, strict=True):
        shares = dict(each.shares)
        assert line.amount_pence == row["source_pence"]
        assert shares.get(company, 0) == row["company_pence"], row["line"]
        assert shares.get(council, 0) == row["council_pence"], row["line"]
        assert each.unallocated_pence == row["unallocated_pence"], row["line"]
    total = told["total"]
    assert money.source == total["source_pence"]
    assert money.shares == {"Council": total["council_pence"], "Trust": 0, "Company": total["company_pence"]}
    assert (money.unallocated, money.difference) == (total["unallocated_pence"], 0)
    by_centre = {part.key: part.net for part in slice_by(money, "cost_centre")}
    assert by_centre["100"].shares == {company: 129_749_996, council: 1_583_332}
    assert by_centre["910"].shares == {council: 0}


def make_golden_posts(world: World) -> None:
    make_shared_posts(
        world,
        {
            "AD": ("200", 9_200_000, [("Company", "25"), ("Council", "75")]),
            "GM": ("200", 5_850_000, [("Company", "75"), ("Council", "25")]),
        },
    )


def test_the_golden_management_time(world: World) -> None:
    told = golden("management_time")
    world.programme.budget_year = "2026/27"
    make_golden_posts(world)
    db.session.commit()
    found = managed_time(world.system, all_move(world))
    company, council = id_of(world, "Company"), id_of(world, "Council")
    for row, managed in zip(told["rows"], found, strict=True):
        assert managed.parts == {
            name: {company: each["company"], council: each["council"]} for name, each in row["lines"].items()
        }
        assert managed.totals == {company: row["company_pence"], council: row["council_pence"]}
        assert managed.total_pence == row["cost"]["total_pence"]
    assert sum(each.totals[company] for each in found) == told["company_pence"]
    assert managed_time(world.system, world.options["As now"]) == []


APPORTIONED: list[dict[str, Any]] = [case for case in golden("apportion") if "error" not in case]


@pytest.mark.parametrize("case", APPORTIONED, ids=lambda case: case["name"])
def test_the_golden_apportionment(world: World, case: dict[str, Any]) -> None:
    """Each case is one line split by a driver over organisations in the order of its rows."""
    if len(case["weights"]) > 3:
        add_organisations(world, ("North one", "North two", "North three", "North four"))
    places = list(world.organisations)[: len(case["weights"])]
    make_book(world, [("1", "A", "Any", "Income", None, case["amount_pence"])])
    make_drivers(world, {"d": list(zip(places, case["weights"], strict=True))})
    add_rule(world.system, Rule({}, "driver", driver="d"))
    db.session.commit()
    money = option_money(world.system, all_move(world))
    assert [money.result.shares[id_of(world, place)] for place in places] == case["shares_pence"]


def add_organisations(world: World, names: tuple[str, ...]) -> None:
    for position, name in enumerate(names, 10):
        found = Organisation(programme_id=world.programme.id, name=name, short=name, kind="other", position=position)
        db.session.add(found)
        world.organisations[name] = found
    db.session.flush()


def test_the_golden_part_year(world: World) -> None:
    told = golden("part_year")
    world.programme.budget_year = "2027/28"
    transfer = all_move(world).transfers[1]
    transfer.transfer_on = date.fromisoformat(told["transfer_on"])
    grant = ("00200", "Y1", "Grant", "Income", "DSG", -500)  # ring-fenced: it names no date, so it is not divided
    make_book(world, [("00200", "A1", "Pay", "Employees", "GF", told["amount_pence"]), grant])
    add_rule(world.system, Rule({"fund": "DSG"}, "ring-fence", id_of(world, "Council")))
    add_rule(world.system, Rule({"service": "*"}, "follow the service"))
    percents = [Decimal(each) for each in told["profile"]["monthly_percent"]]
    set_spend_profile(world.system, percents, "Last year's spend")
    db.session.commit()
    money = option_money(world.system, all_move(world))
    council, company = id_of(world, "Council"), id_of(world, "Company")
    for method, pence in (
        ("months", told["months"]),
        ("days", told["days"]["pence"]),
        ("profile", told["profile"]["pence"]),
    ):
        (part,) = part_year_money(money, method)
        assert part.service == "Early help"
        assert list(part.stretches) == [(council, pence[0]), (company, pence[1])], method


def test_a_side_counts_only_what_it_may_see(world: World) -> None:
    make_book(world, [("00100", "A1", "Pay", "Employees", "GF", 70)], shared=False)
    make_book(world, [("00100", "A2", "Pay", "Employees", "GF", 5)], "Trust")
    replace_rules(world.system, [Rule({"service": "*"}, "follow the service")])
    db.session.commit()
    assert option_money(world.viewer("finance-Trust"), all_move(world)).source == 5
    assert option_money(world.viewer("finance-Council"), all_move(world)).source == 75
    assert option_money(world.viewer("lead"), all_move(world)).source == 5
    hidden = next(line for line in load_ground(world.system).lines if line.amount_pence == 70)
    with pytest.raises(NotFound):
        get_line(world.viewer("finance-Trust"), hidden.id, [])


def test_only_the_version_in_force_counts_and_other_years_do_not(world: World) -> None:
    make_book(world, [("00100", "A1", "Pay", "Employees", "GF", 70)])
    newer = make_book(world, [("00100", "A1", "Pay", "Employees", "GF", 80)], number=2)
    db.session.commit()
    outturn = {"column": "H", "year": "2021/22", "basis": "outturn", "amount_pence": 999}
    db.session.add(BudgetAmount(line_id=newer[0].id, **outturn))
    db.session.commit()
    option = all_move(world)
    assert option_money(world.system, option).source == 80
    world.programme.budget_year = "2022/23"
    db.session.commit()
    money = option_money(world.system, option)
    assert money.source == 0
    assert money.ground.missing == ["Council: the budget book holds no 2022/23 base amounts."]
    seen = get_line(world.system, newer[0].id, [option])
    assert seen.counted is None and [each.amount_pence for each in seen.amounts] == [80, 999]


def test_what_each_rule_catches(split_world: World) -> None:
    held, nobody = catches(load_ground(split_world.system))
    assert [(each.lines, each.pence) for each in held] == [(1, 31_000), (1, 7_000), (1, 90_001), (3, 1_480_001)]
    assert (nobody.lines, nobody.pence) == (1, 3)
    assert held[3].mask_lines == 4  # the ring-fenced line too


def test_where_a_share_came_from(split_world: World) -> None:
    money = option_money(split_world.system, all_move(split_world))
    release = next(iter(money.ground.releases))
    found = share_sources(money, id_of(split_world, "Company"))
    assert found.whole == {(release, "G"): [5]}
    assert found.driven == {("headcount", release, "G"): [8]}
    weights, index = found.weights["headcount"]
    assert [float(each) for each in weights] == [350, 2650] and index == 0
    assert share_sources(money, None, "unallocated").whole == {(release, "G"): [10]}
    assert share_sources(money, None, "excluded").whole == {(release, "G"): [9]}


def test_a_list_of_lines_is_filtered_sorted_and_split(split_world: World) -> None:
    viewer, option = split_world.system, all_move(split_world)

    def rows(**asked: str) -> list[int]:
        sort = asked.pop("sort", "")
        return [row.line.amount_pence for row in list_lines(viewer, option, LineFilter(**asked), sort).page.items]

    assert rows() == [each[5] for each in BOOK]
    assert rows(sort="-amount_pence")[0] == 1_000_001
    assert rows(cost_centre="00300") == [500_000, -20_000]
    assert rows(group="Income") == [-20_000]
    assert rows(fund="DSG") == [31_000]
    assert rows(service="none") == [90_001, 7_000, 3]
    assert rows(service=str(split_world.services["Libraries"].id)) == [500_000, -20_000]
    assert rows(outcome="unallocated") == [3]
    assert rows(outcome="excluded") == [7_000]
    assert rows(outcome=str(id_of(split_world, "Company"))) == [1_000_001, 90_001]
    assert rows(rule="none") == [3]
    assert rows(q="contin") == [3]
    assert rows(q="nothing like it") == []


def test_a_page_of_lines_says_the_same_as_the_whole_split_even_with_time(world: World) -> None:
    world.programme.budget_year = "2026/27"
    rows = [("200", "A1", "Pay", "Employees", "GF", 30_000_000), ("200", "D4", "Other", "Premises", "GF", 5)]
    make_book(world, [*rows, ("200", "A2", "Overtime pay", "Employees", "GF", 25_000_000)])
    make_golden_posts(world)
    replace_rules(world.system, [Rule({}, "time"), Rule({}, "direct", id_of(world, "Trust"))])
    db.session.commit()
    whole = option_money(world.system, all_move(world))
    page = list_lines(world.system, all_move(world), LineFilter(), "-cost_centre").page
    assert sorted(row.split for row in page.items) == sorted(whole.result.splits)
    assert whole.shares == {"Council": 11_373_262, "Trust": 55_000_005 - 20_453_450, "Company": 9_080_188}
    (overtime,) = list_lines(world.system, all_move(world), LineFilter(q="overtime")).page.items
    assert overtime.split.lifts == ()  # the larger pay line holds the posts, seen on this page or not


def queries_of(act: Any) -> int:
    db.session.expire_all()
    with counted_queries() as asked:
        act()
    return len(asked)


def test_no_query_count_grows_with_rows_or_options(split_world: World) -> None:
    def act() -> None:
        ground = load_ground(split_world.system)
        for option in split_world.options.values():
            slice_by(money_of(ground, option), "cost_centre")
        list_lines(split_world.system, all_move(split_world), LineFilter())

    few = queries_of(act)
    make_book(split_world, [(f"{n:05}", "A1", "Pay", "Employees", "GF", n) for n in range(200)], number=2)
    db.session.commit()
    assert queries_of(act) == few
