"""Establishment lists read back: counts, what moves, costs, and who may see what."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from flask import Flask

from tests.counting import counted_queries
from tests.factories.establishment import line, make_list, make_shares, the_line
from tests.factories.programmes import World, make_programme
from tests.golden import golden
from transfer.establishment import queries
from transfer.establishment.queries import LineFilter
from transfer.establishment.rules import COMPONENTS, split_cost
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Transfer, TransferService

YEAR_2026 = date(2026, 4, 30)


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


COUNCIL_LINES = [
    line("C1", "Early help"),
    line("C2", None, cost_centre="00200", fte="0.811"),
    line("C3", "EARLY-HELP", occupancy="vacant"),
    line("C4", "Early help", occupancy=None, fte="0.5"),
    line("C5", "Libraries", cost_centre="00200"),
    line("C6", None, cost_centre="99999"),
    line("C7", "Early help", occupancy="under offer"),
]
TRUST_LINES = [
    line("T1", "Fostering"),
    line("T2", "Assessment", occupancy="agency"),
    line("T3", "Fostering", occupancy="frozen"),
]


def test_option_people_counts_what_moves_by_state(world: World) -> None:
    make_list(world, "Council", COUNCIL_LINES)
    make_list(world, "Trust", TRUST_LINES)
    found = queries.option_people(world.system, world.options["All move"])
    # by hand: C1–C4 and C7 by name or cost centre, T1–T3; trust and company are one employer, so only C1 and C2
    assert found == {
        "lines_moving": 8, "filled": 3, "agency": 1, "vacant": 1, "frozen": 1, "under_offer": 1, "not_stated": 1,
        "fte_thousandths": 7_311, "tupe_candidates": 2,
    }  # fmt: skip
    assert set(queries.option_people(world.system, world.options["As now"]).values()) == {0}


def test_a_blank_company_number_is_nobodys_twin(world: World) -> None:
    world.organisations["Trust"].company_number = None
    world.organisations["Company"].company_number = ""
    db.session.commit()
    make_list(world, "Trust", TRUST_LINES)
    assert queries.option_people(world.system, world.options["All move"])["tupe_candidates"] == 1


def test_a_service_that_moves_twice_is_counted_once(world: World) -> None:
    make_list(world, "Council", COUNCIL_LINES)
    once = queries.option_people(world.system, world.options["All move"])
    option = world.options["All move"]
    db.session.add(
        Transfer(
            option_id=option.id,
            from_id=world.organisations["Company"].id,
            to_id=world.organisations["Council"].id,
            transfer_on=date(2024, 4, 1),
            position=9,
            service_links=[TransferService(service_id=world.services["Early help"].id)],
        )  # fmt: skip
    )
    db.session.commit()
    db.session.expire_all()
    assert queries.option_people(world.system, option) == once


@pytest.mark.parametrize("state", ["lines_moving", "filled", "not_stated", "under_offer", "tupe_candidates", "frozen"])
def test_the_rows_behind_a_count_are_as_many(world: World, state: str) -> None:
    council = make_list(world, "Council", COUNCIL_LINES)
    make_list(world, "Trust", TRUST_LINES)
    option = world.options["All move"]
    rows = queries.lines_for(world.system, option, state)
    assert len(rows) == queries.option_people(world.system, option)[state]
    if state == "tupe_candidates":
        assert rows == [(council.id, 2), (council.id, 3)]


def test_counts_by_service_and_the_gap(world: World) -> None:
    make_list(world, "Council", COUNCIL_LINES)
    listed, total = queries.counts_by_service(world.system)
    by_name = {service.name if service else None: counts for service, counts in listed}
    assert (by_name["Early help"].posts, by_name["Early help"].states["filled"], by_name["Early help"].gap) == (5, 2, 1)
    assert by_name["Libraries"].posts == 1 and by_name["Fostering"].posts == 0 and by_name[None].posts == 1
    assert (total.posts, total.gap, total.fte_thousandths) == (7, 1, 6_311)


def test_the_published_gap_comes_out_of_the_database(world: World) -> None:
    gap = golden("workforce")["establishment_gap"]
    states = {"filled": gap["permanent"], "agency": gap["agency"], "vacant": gap["vacant_not_covered"]}
    states[None] = gap["posts"] - sum(states.values())  # type: ignore[index]
    lines = [line(f"{state}-{number}", occupancy=state) for state, many in states.items() for number in range(many)]
    make_list(world, "Trust", lines)
    total = queries.counts_by_service(world.system)[1]
    assert (total.posts, total.gap) == (390, gap["unexplained"])


def test_only_the_newest_list_counts(world: World) -> None:
    old = make_list(world, "Council", COUNCIL_LINES)
    new = make_list(world, "Council", COUNCIL_LINES[:1])
    assert queries.counts_by_service(world.system)[1].posts == 1
    versions = queries.get_post(world.system, the_line(new, "C1").id).versions
    assert [each.release_id for each in versions] == [new.id, old.id]


def test_the_other_sides_unshared_lines_are_nowhere(world: World) -> None:
    hidden = make_list(world, "Council", COUNCIL_LINES, shared=False)
    trust = world.viewer("hr-Trust")
    option = world.options["All move"]
    assert queries.option_people(trust, option)["lines_moving"] == 0
    assert queries.lines_for(trust, option, "lines_moving") == []
    assert queries.list_lines(trust, LineFilter(search="C1")).page.total == 0
    assert list(queries.rows_of(trust, LineFilter(), ["post_no"])) == []
    assert queries.grades_in_force(trust) == [] and queries.post_costs(trust, ["C1"]) == {}
    assert any(each.startswith("Council") for each in queries.people_missing(trust))
    with pytest.raises(NotFound):
        queries.get_post(trust, the_line(hidden, "C1").id)
    assert queries.option_people(world.viewer("hr-Council"), option)["lines_moving"] == 5


def test_the_list_is_filtered_sorted_and_searched(world: World) -> None:
    make_list(
        world,
        "Council",
        [*COUNCIL_LINES, line("C8", "Libraries", grade="L9", job_title="O'Hara% reader", surname="Quill")],
    )
    system = world.system

    def posts(viewer: Any = system, **asked: str) -> list[str]:
        return [each.post_no for each in queries.list_lines(viewer, LineFilter(**asked)).page.items]

    assert posts(service=str(world.services["Early help"].id)) == ["C1", "C2", "C3", "C4", "C7"]
    assert posts(service="none") == ["C6"]
    assert posts(occupancy="not stated") == ["C4"]
    assert posts(grade="L9") == ["C8"]
    assert posts(sort="-post_no")[0] == "C8"
    assert posts(organisation=str(world.organisations["Trust"].id)) == []
    assert posts(search="hara%") == ["C8"] and posts(search="%") == ["C8"] and posts(search="c3") == ["C3"]
    assert posts(search="quill") == []


def test_service_names_stand_by_the_lines(world: World) -> None:
    release = make_list(world, "Council", COUNCIL_LINES)
    found = queries.list_lines(world.system, LineFilter())
    assert found.services[the_line(release, "C2").id] == "Early help"
    rows = list(queries.rows_of(world.system, LineFilter(search="C2"), ["organisation", "post_no", "owner", "fte"]))
    assert rows == [["Council", "C2", "Early help", Decimal("0.811")]]


@pytest.mark.parametrize("case", golden("employee_cost")["cases"], ids=lambda case: str(case["name"]))
def test_costs_of_posts_in_the_database(world: World, case: dict[str, dict[str, Any]]) -> None:
    given = case["inputs"]
    weeks = Decimal("44.6518") if "weeks" in given else None  # 39 weeks worked are 39/45.543 of 52.143 paid
    make_list(
        world, "Council",
        [line("P1", salary_fte_pence=int(Decimal(given["salary"]) * 100), hours=Decimal(given.get("hours", "37")),
              weeks=weeks, pension_scheme="LGPS")],
    )  # fmt: skip
    cost = queries.post_costs(world.system, ["P1"], YEAR_2026)["P1"]
    assert {**{name: getattr(cost, name) for name in COMPONENTS}, "total_pence": cost.total_pence} == case["expected"]


def test_managers_time_from_the_database_to_the_penny(world: World) -> None:
    time = golden("management_time")
    posts = {f"M{number}": row for number, row in enumerate(time["rows"])}
    make_list(
        world, "Council",
        [line(post, salary_actual_pence=row["salary_pence"], pension_scheme="LGPS") for post, row in posts.items()],
    )  # fmt: skip
    shares = [(post, "Company", str(100 * Decimal(row["company_share"]))) for post, row in posts.items()]
    make_shares(world, shares + [(post, "Council", str(100 - Decimal(percent))) for post, _, percent in shares])
    costs = queries.post_costs(world.system, posts, YEAR_2026)
    held: dict[str, list[Decimal]] = {}
    for share in sorted(queries.list_time_shares(world.viewer("finance-Trust")), key=lambda each: each.organisation):
        held.setdefault(share.post_no, []).append(share.percent)
    company = council = 0
    for post, percents in held.items():
        for_company, for_council = split_cost(costs[post], percents)
        company, council = company + for_company.total_pence, council + for_council.total_pence
    assert (company, council) == (time["company_pence"], time["council_pence"])


def test_job_shares_add_up_and_a_post_without_salary_has_no_cost(world: World) -> None:
    half = {"salary_fte_pence": 4_500_000, "fte": "0.5", "pension_scheme": "None"}
    make_list(world, "Council", [line("J1", person_ref="a", **half), line("J1", person_ref="b", **half), line("J2")])
    costs = queries.post_costs(world.system, ["J1", "J2", "J9"], YEAR_2026)
    assert set(costs) == {"J1"}
    assert costs["J1"].pay_pence == 4_500_000
    assert costs["J1"].employer_ni_pence == 2 * 262_500  # two employments, two thresholds: 15% of £17,500 each
    assert costs["J1"].pension_pence == 0


def test_rates_of_the_budget_year_are_used_unless_another_day_is_asked(world: World) -> None:
    make_list(world, "Council", [line("P1", salary_actual_pence=4_500_000)])
    cost = queries.post_costs(world.system, ["P1"])["P1"]
    assert cost.employer_ni_pence == 499_008  # 2021/22: 13.8% of £45,000 less £8,840


def test_as_many_queries_with_two_hundred_lines_as_with_ten(world: World) -> None:
    numbers = []
    for many in (10, 200):
        make_list(world, "Council", [line(f"N{number}", "Early help") for number in range(many)])
        db.session.expire_all()
        with counted_queries() as seen:
            queries.list_lines(world.system, LineFilter())
            queries.option_people(world.system, world.options["All move"])
            queries.counts_by_service(world.system)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
