"""Changing rules, the plan, the profile and cash flows: checked, ordered, versioned, audited; goldens of years."""

from decimal import Decimal

import pytest
from flask import Flask

from tests.factories.programmes import World, make_programme
from tests.golden import golden
from tests.unit.budget.test_golden import plan_lines
from transfer.audit.queries import list_events
from transfer.budget import actions
from transfer.budget.models import SplitRule
from transfer.budget.queries import list_rules, option_value, programme_plan, spend_profile
from transfer.budget.rules import Rule
from transfer.extensions import db
from transfer.kernel.errors import DomainError, StaleVersion


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def council(world: World) -> int:
    return world.organisations["Council"].id


def three_rules(world: World) -> list[SplitRule]:
    rules = [Rule({"account": account}, "direct", council(world)) for account in ("A", "B", "C")]
    rows = [actions.add_rule(world.viewer("finance-Council"), rule) for rule in rules]
    db.session.commit()
    return rows


def order(world: World) -> list[str]:
    return [row.selector["account"] for row in list_rules(world.system)]


def verbs(world: World) -> list[str]:
    return [each.verb for each in list_events(world.programme.id, None)]


def test_a_rule_is_added_last_or_at_a_place(world: World) -> None:
    three_rules(world)
    actions.add_rule(world.system, Rule({"account": "D"}, "direct", council(world)), position=1)
    assert order(world) == ["A", "D", "B", "C"]
    assert [row.position for row in list_rules(world.system)] == [0, 1, 2, 3]


def test_a_rule_is_moved_and_removed_and_the_others_keep_their_order(world: World) -> None:
    rows = three_rules(world)
    viewer = world.viewer("finance-Council")
    actions.move_rule(viewer, rows[2], 0, version=rows[2].version)
    assert order(world) == ["C", "A", "B"]
    actions.remove_rule(viewer, rows[0], version=rows[0].version)
    assert order(world) == ["C", "B"]
    assert [row.position for row in list_rules(world.system)] == [0, 1]
    db.session.commit()
    assert {"add_split_rule", "move_split_rule", "remove_split_rule"} <= set(verbs(world))


def test_a_change_is_recorded_old_and_new(world: World) -> None:
    row = three_rules(world)[0]
    rule = Rule({"account": "A*"}, "exclude", reason="capital")
    actions.change_rule(world.viewer("finance-Council"), row, rule, version=row.version)
    db.session.commit()
    told = next(each for each in list_events(world.programme.id, None) if each.verb == "change_split_rule")
    assert told.changes["selector"] == [{"account": "A"}, {"account": "A*"}]
    assert told.changes["method"] == ["direct", "exclude"]
    assert told.changes["to_id"] == [council(world), None]
    assert told.actor == "Finance Council"


def test_two_people_who_edit_one_rule(world: World) -> None:
    row = three_rules(world)[0]
    before = row.version
    actions.change_rule(world.system, row, Rule({}, "direct", council(world)), version=before)
    for act in (
        lambda: actions.change_rule(world.system, row, Rule({}, "exclude", reason="x"), version=before),
        lambda: actions.move_rule(world.system, row, 2, version=before),
        lambda: actions.remove_rule(world.system, row, version=before),
    ):
        with pytest.raises(StaleVersion):
            act()
    assert row.method == "direct"


def test_another_programmes_organisation_is_refused(world: World) -> None:
    other = make_programme("south")
    with pytest.raises(DomainError):
        actions.add_rule(world.system, Rule({}, "direct", other.organisations["Council"].id))
    with pytest.raises(DomainError):
        actions.add_rule(world.system, Rule({}, "direct"))
    assert list_rules(world.system) == []


def test_replacing_the_rules_by_the_same_ones_changes_nothing(world: World) -> None:
    rules = [Rule({"fund": "DSG"}, "ring-fence", council(world)), Rule({}, "time", posts=("P1",))]
    actions.replace_rules(world.system, rules)
    db.session.commit()
    ids = [row.id for row in list_rules(world.system)]
    actions.replace_rules(world.system, rules)
    db.session.commit()
    assert [row.id for row in list_rules(world.system)] == ids
    assert verbs(world).count("replace_split_rules") == 1
    actions.replace_rules(world.system, rules[:1])
    assert len(list_rules(world.system)) == 1


def test_the_golden_plan(world: World) -> None:
    told = golden("mtfs")
    lines, rates = plan_lines(told)
    for line in lines:
        actions.add_mtfs_line(
            world.system, name=line.name, kind=line.kind, base_pence=line.base_pence, first_year=line.first_year,
            uplift=line.uplift,
        )  # fmt: skip
    for (name, year), rate in rates.items():
        actions.add_uplift(
            world.system, name=name, year=year, percent=rate * 100, source="Budget report", status="assumed"
        )
    db.session.commit()
    db.session.expire_all()
    found, lacking = programme_plan(world.system)
    assert [pence for _, pence in found.rows][: len(told["rows"])] == [row["pence"] for row in told["rows"]]
    assert found.requirement == told["requirement_pence"]
    assert found.recurring == told["recurring_total_pence"]
    assert lacking == []
    assert programme_plan(make_programme("south").system)[0].years == []


def test_the_golden_value(world: World) -> None:
    told = golden("npv")
    option = world.options["All move"]
    for year, pence in enumerate(told["flows_pence"]):
        actions.add_cash_flow(world.system, option, year=year, label="Set-up" if pence < 0 else "Saved", pence=pence)
    actions.set_optimism_bias(world.system, option, Decimal(10), "Department's table")
    db.session.commit()
    db.session.expire_all()
    found = option_value(world.system, option)
    assert [row[2] for row in found.by_year] == told["discounted_pence"]
    assert found.npv_pence == told["npv_pence"]
    assert found.npv_with_bias_pence == told["npv_with_10_percent_optimism_bias_pence"]
    assert option_value(world.system, world.options["As now"]).npv_pence == 0


def test_what_is_refused(world: World) -> None:
    viewer, option = world.system, world.options["All move"]
    line = {"name": "Pay", "kind": "base", "base_pence": 1, "first_year": "2026/27", "uplift": None}
    rate = {"name": "Pay", "year": "2027/28", "percent": Decimal(3), "source": "x", "status": "assumed"}
    actions.add_uplift(viewer, **rate)
    for act in (
        lambda: actions.add_mtfs_line(viewer, **{**line, "first_year": "2026"}),
        lambda: actions.add_mtfs_line(viewer, **{**line, "kind": "guess"}),
        lambda: actions.add_mtfs_line(viewer, **{**line, "kind": "one-off", "uplift": "Pay"}),
        lambda: actions.add_uplift(viewer, **rate),
        lambda: actions.add_uplift(viewer, **{**rate, "year": "2028/29", "source": " "}),
        lambda: actions.add_cash_flow(viewer, option, year=76, label="x", pence=1),
        lambda: actions.set_optimism_bias(viewer, option, Decimal(-1), "x"),
        lambda: actions.set_spend_profile(viewer, [Decimal(8)] * 12, ""),
    ):
        with pytest.raises(DomainError):
            act()
    assert spend_profile(viewer) is None


def test_plan_lines_uplifts_and_flows_change_and_go(world: World) -> None:
    viewer, option = world.system, world.options["All move"]
    values = {"name": "Pay", "kind": "base", "base_pence": 100, "first_year": "2026/27", "uplift": None}
    line = actions.add_mtfs_line(viewer, **values)
    rate = {"name": "Pay", "year": "2027/28", "percent": Decimal(3), "source": "x", "status": "assumed"}
    uplift = actions.add_uplift(viewer, **rate)
    flow = actions.add_cash_flow(viewer, option, year=0, label="Set-up", pence=-5)
    actions.change_mtfs_line(viewer, line, version=line.version, **{**values, "uplift": "Pay"})
    actions.change_uplift(viewer, uplift, version=uplift.version, **{**rate, "percent": Decimal(10)})
    actions.change_cash_flow(viewer, flow, version=flow.version, year=1, label="Set-up", pence=-6)
    assert programme_plan(viewer)[0].requirement == [100, 110]
    assert (flow.year, flow.pence) == (1, -6)
    with pytest.raises(StaleVersion):
        actions.remove_cash_flow(viewer, flow, version=0)
    actions.remove_mtfs_line(viewer, line, version=line.version)
    actions.remove_uplift(viewer, uplift, version=uplift.version)
    actions.remove_cash_flow(viewer, flow, version=flow.version)
    db.session.commit()
    assert programme_plan(viewer)[0].years == []
    assert {"change_mtfs_line", "change_uplift", "change_cash_flow", "remove_cash_flow"} <= set(verbs(world))
