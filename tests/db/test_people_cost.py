"""What lists cost by option, what one input would change, and that it changes just that."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from tests.counting import counted_queries
from tests.factories.establishment import line, make_list, the_line
from tests.factories.programmes import World, make_programme
from transfer.audit.queries import list_changes
from transfer.establishment import actions, queries
from transfer.establishment.models import CostInput, PayScale
from transfer.establishment.rules.inputs import Input
from transfer.establishment.rules.scales import Point, Scale
from transfer.extensions import db
from transfer.kernel import keeping
from transfer.kernel.errors import DomainError, NotFound, StaleVersion

APRIL = date(2021, 4, 1)
LGPS = {"salary_actual_pence": 4_500_000, "pension_scheme": "LGPS"}
# At the rates of 2021/22: pay £45,000.00, NI 13.8% of £36,160.00, LGPS 21.4%, levy 0.5%.
ONE = 4_500_000 + 499_008 + 963_000 + 22_500


@pytest.fixture
def world(app: Flask) -> World:
    keeping.forget()
    return make_programme()


def lists(world: World) -> None:
    council = [line("C1", "Early help", person_ref="1", **LGPS), line("C2", "Libraries", person_ref="2", **LGPS)]
    make_list(world, "Council", council)
    make_list(world, "Trust", [line("T1", "Fostering", person_ref="1", **LGPS)])


def asked(world: World, side: str | None = None, **more: object) -> Input:
    one = Input("pension.lgps", Decimal("0.164"), APRIL, "confirmed", "The fund’s certificate")
    return replace(one, organisation_id=world.organisations[side].id if side else None, **more)  # type: ignore[arg-type]


def change(world: World, value: Input, who: str = "lead") -> list[tuple[str, int, int]]:
    found = actions.would_do(world.viewer(who), value)
    return [(each.option.name, each.change_pence, each.moving_after - each.moving_before) for each in found]


def test_every_option_costs_what_its_lines_do(world: World) -> None:
    lists(world)
    now, moved = queries.option_costs(world.system, queries.cost_terms(world.system))
    assert (now.whole.totals.cost.total_pence, now.moving.totals.lines) == (3 * ONE, 0)
    assert (moved.whole.totals.cost.total_pence, moved.moving.totals.cost.total_pence) == (3 * ONE, 2 * ONE)
    assert (moved.whole.headcount, moved.moving.totals.fte_thousandths) == (3, 2_000)


def test_a_pension_rate_is_the_employers_after_the_move(world: World) -> None:
    """5% of £45,000.00 less for C1 once the Company has it; the Trust is one employer with it, by company number."""
    lists(world)
    assert change(world, asked(world, "Company")) == [("As now", -225_000, 0), ("All move", -450_000, -450_000)]
    assert change(world, asked(world, "Council")) == [("As now", -450_000, 0), ("All move", -225_000, 0)]
    assert change(world, asked(world)) == [("As now", -675_000, 0), ("All move", -675_000, -450_000)]


def test_an_award_goes_with_the_people(world: World) -> None:
    """2% of £45,000.00 is £900.00: NI £124.20, pension £192.60 and levy £4.50 on top."""
    lists(world)
    award = asked(world, "Council", name="pay.award", value=Decimal("0.02"), status="offered")
    rise = 90_000 + 12_420 + 19_260 + 450
    assert change(world, award) == [("As now", 2 * rise, 0), ("All move", 2 * rise, rise)]


def test_what_was_shown_is_what_is_saved_and_taken_back(world: World) -> None:
    lists(world)
    lead = world.viewer("lead")

    def costs() -> list[int]:
        found = queries.option_costs(lead, queries.cost_terms(lead))
        return [each.whole.totals.cost.total_pence for each in found]

    before, shown = costs(), actions.would_do(lead, asked(world, "Company"))
    assert costs() == before and not db.session.query(CostInput).count()
    row = actions.add_cost_input(lead, asked(world, "Company"))
    assert costs() == [each.after for each in shown]
    shown = actions.would_do(lead, asked(world, "Company", value=Decimal("0.2")), row)
    actions.change_cost_input(lead, row, asked(world, "Company", value=Decimal("0.2")), version=1)
    assert costs() == [each.after for each in shown]
    with pytest.raises(StaleVersion):
        actions.remove_cost_input(lead, row, version=1)
    actions.remove_cost_input(lead, row, version=2)
    assert costs() == before
    db.session.commit()
    told = [each.verb for each in list_changes(lead.programme_id, None)]
    assert told == ["remove_cost_input", "change_cost_input", "add_cost_input"]


def test_posts_and_their_bill_agree(world: World) -> None:
    """The page of a post and the time rule cost it as the list does: two posts of one person, an award, a pool."""
    pooled = line("P", "Libraries", headcount=8, fte="8", salary_fte_pence=2_000_000)
    own = [line("A", "Early help", person_ref="1", **LGPS), line("B", "Libraries", person_ref="1", **LGPS), pooled]
    release = make_list(world, "Council", own)
    actions.add_cost_input(world.system, asked(world, name="pay.award", value=Decimal("0.0175"), status="assumed"))
    terms = queries.cost_terms(world.system)
    whole = queries.cost_now(world.system, terms)[0]
    posts = queries.post_costs(world.system, ["A", "B", "P"])
    assert sum(each.total_pence for each in posts.values()) == whole.line("", whole.cells).totals.cost.total_pence
    built = queries.build_up(the_line(release, "A"), terms)
    assert built and (built.cost, built.others, built.listed_pence) == (posts["A"], 1, 4_500_000)
    assert posts["A"].pay_pence == 4_578_750  # 1.75% on £45,000.00
    assert posts["A"].employer_ni_pence + posts["B"].employer_ni_pence == 1_141_743  # 13.8% of £91,575.00 less £8,840


SCALE = Scale(
    date(2020, 4, 1), "agreed", "NJC circular", (Point("G7", 26, 4_500_000), Point("G7", 27, 4_590_000)),
    settled_on=date(2020, 8, 24),
)  # fmt: skip
# £45,000.00 at point 26 and £45,900.00 at 27: NI £124.20, pension £192.60 and levy £4.50 on top of £900.00.
STEP = 90_000 + 12_420 + 19_260 + 450


def test_each_post_climbs_its_own_scale_and_what_was_shown_is_what_is_saved(world: World) -> None:
    """A steps up; B is at the top, C vacant, D on no scale, so the average of 1% is D's alone; E is half a post."""
    held = {**LGPS, "grade": "G7", "person_ref": "1"}
    half = {**held, "scp": "SCP 26", "person_ref": "5", "salary_actual_pence": 2_250_000}
    release = make_list(world, "Council", [
        line("A", "Early help", **held, scp="26"), line("B", "Early help", **{**held, "person_ref": "2"}, scp="27"),
        line("C", "Early help", **{**held, "person_ref": None}, scp="26", occupancy="vacant"),
        line("D", "Libraries", **{**held, "person_ref": "4"}), line("E", "Libraries", **half),
    ])  # fmt: skip
    lead = world.viewer("lead")
    average = asked(world, name="pay.increments", value=Decimal("0.01"), status="assumed")
    actions.add_cost_input(lead, average)

    def posts() -> dict[str, int]:
        found = queries.post_costs(world.system, list("ABCDE"))
        return {post: cost.total_pence for post, cost in found.items()}

    before, shown = posts(), actions.scale_would_do(lead, SCALE)
    assert posts() == before and not db.session.query(PayScale).count()
    row = actions.add_pay_scale(lead, SCALE)
    now = queries.option_costs(lead, queries.cost_terms(lead))
    assert [each.whole.totals.cost.total_pence for each in now] == [each.after for each in shown]
    after = posts()
    assert sum(after.values()) == now[0].whole.totals.cost.total_pence
    # Half of point 27: £22,950.00, NI 13.8% of £14,110.00, LGPS 21.4%, levy 0.5%.
    assert after["E"] == 2_295_000 + 194_718 + 491_130 + 11_475
    assert (after["A"], after["B"], after["C"], after["D"]) == (ONE + STEP, ONE, ONE, before["D"])
    terms = queries.cost_terms(lead)
    assert [each.on_scale for each in queries.cost_now(lead, terms)] == [4]
    assert [each.on_scale for each in queries.cost_now(lead, terms.firm())] == [4]
    built = queries.build_up(the_line(release, "A"), terms)
    assert built and built.climb and (built.climb.point, built.climb.reached, built.rises) == (26, 27, ())
    with pytest.raises(DomainError, match="your own side"):
        actions.change_pay_scale(
            world.viewer("finance-Council"), row, replace(SCALE, organisation_id=world.organisations["Trust"].id)
        )
    with pytest.raises(StaleVersion):
        actions.remove_pay_scale(lead, row, version=2)
    dearer = replace(SCALE, points=(SCALE.points[0], Point("G7", 27, 4_680_000)))
    shown = actions.scale_would_do(lead, dearer, row)
    assert [each.change_pence for each in shown] == [STEP + 45_000 + 6_210 + 9_630 + 225] * 2  # A, and half of it for E
    actions.change_pay_scale(lead, row, dearer, version=1)
    actions.remove_pay_scale(lead, row, version=2)
    assert posts() == before
    for wrong in ({"settled_on": None}, {"month": 13}, {"status": "guessed"}):
        right = {"starts_on": APRIL, "month": 4, "points": [], "status": "agreed", "settled_on": APRIL, "source": "x"}
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(PayScale(programme_id=world.programme.id, entered_by="", **right | wrong))


def test_newcomers_wait_for_their_first_step_where_the_scale_says_so(world: World) -> None:
    """All three stand at point 26 on 31 January. B started on 1 December 2020 and waits until 1 June 2021, a month and
    a day after the day that is costed; C started on 1 October, six months before the step."""
    held = {**LGPS, "grade": "G7", "scp": "26"}
    began = {"A": date(2001, 12, 1), "B": date(2020, 12, 1), "C": date(2020, 10, 1)}
    release = make_list(world, "Council", [
        line(post, "Early help", **held, person_ref=post, started_on=day) for post, day in began.items()
    ])  # fmt: skip
    lead = world.viewer("lead")
    row = actions.add_pay_scale(lead, SCALE)
    shown = actions.scale_would_do(lead, replace(SCALE, half_year=True), row)
    assert [each.change_pence for each in shown] == [-STEP] * 2
    actions.change_pay_scale(lead, row, replace(SCALE, half_year=True), version=1)
    terms = queries.cost_terms(lead)
    costs = queries.post_costs(world.system, list("ABC"))
    assert {post: each.total_pence for post, each in costs.items()} == {"A": ONE + STEP, "B": ONE, "C": ONE + STEP}
    whole = queries.option_costs(lead, terms)[0].whole
    assert whole.totals.cost.total_pence == 3 * ONE + 2 * STEP
    assert [each.on_scale for each in queries.cost_now(lead, terms)] == [3]
    built = queries.build_up(the_line(release, "B"), terms)
    assert built and built.climb and (built.climb.reached, built.climb.first_on) == (26, date(2021, 6, 1))
    june = queries.cost_terms(lead, date(2021, 6, 1))
    assert queries.option_costs(lead, june)[0].whole.totals.cost.pay_pence == 3 * 4_590_000


def test_a_side_costs_its_own_lists_and_a_lead_all(world: World) -> None:
    lists(world)
    trust = world.viewer("finance-Trust")
    listed = queries.cost_now(trust, queries.cost_terms(trust))
    bill = [each.line("", each.cells) for each in listed]
    assert [(each.headcount, each.totals.cost.total_pence) for each in bill] == [(2, 0), (1, ONE)]
    assert [each.short for each in queries.uncosted(trust)] == ["Council"]
    assert len(queries.costed_lists(world.viewer("lead"))) == 2
    assert queries.costed_lists(world.viewer("member-Council")) == []
    assert change(world, asked(world, "Trust"), "finance-Trust") == [
        ("As now", -225_000, 0),
        ("All move", -225_000, -225_000),
    ]


def test_finance_enters_no_rate_of_another_side(world: World) -> None:
    for act in (actions.would_do, actions.add_cost_input):
        with pytest.raises(DomainError, match="your own side"):
            act(world.viewer("finance-Council"), asked(world, "Trust"))
    row = actions.add_cost_input(world.viewer("lead"), asked(world, "Trust"))
    with pytest.raises(DomainError, match="your own side"):
        actions.change_cost_input(world.viewer("finance-Council"), row, asked(world, "Council"))
    with pytest.raises(NotFound):
        actions.add_cost_input(world.viewer("lead"), replace(asked(world), organisation_id=987654))


def test_the_database_refuses_what_the_form_does(world: World) -> None:
    wrong = {"value": Decimal("-1")}, {"status": "guessed"}, {"ends_on": date(2021, 3, 31)}, {"name": "pay.other"}
    for each in wrong:
        right = {"name": "pay.award", "value": Decimal("0.02"), "status": "offered", "starts_on": APRIL, "source": "x"}
        row = CostInput(programme_id=world.programme.id, entered_by="", **right | each)
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(row)


def test_as_many_queries_with_two_hundred_lines_as_with_ten(world: World) -> None:
    numbers = []
    for many in (10, 200):
        make_list(
            world,
            "Council",
            [line(f"N{number}", "Early help", person_ref=f"{number % 7}", **LGPS) for number in range(many)],
        )
        db.session.expire_all()
        with counted_queries() as seen:
            queries.option_costs(world.system, queries.cost_terms(world.system))
            queries.post_costs(world.system, ["N1", "N2"])
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
