"""The register, routes and steps, through the database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from tests.counting import counted_queries
from tests.factories.contracts import contract, make_register
from tests.factories.programmes import World, make_programme
from tests.golden import golden
from transfer.audit.models import AuditEvent
from transfer.contracts import rules
from transfer.contracts.actions import decide_route, subject_of, take_contract_step, take_contract_steps
from transfer.contracts.models import ContractRoute, ContractStep, StepTaken
from transfer.contracts.queries import (
    Filters,
    contracts_missing,
    contracts_without_route,
    find_route,
    get_contract,
    get_entry,
    history_of,
    late_contracts,
    list_all_contracts,
    list_contracts,
    list_rows,
    surroundings_of,
    totals_by_band,
    totals_by_route_and_state,
    transfer_days,
)
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound, StaleVersion

TODAY = date(2021, 3, 1)


@pytest.fixture
def world(app: object) -> World:
    return make_programme()


def references(world: World, who: str = "legal-Council", **filters: object) -> list[str]:
    found = list_contracts(world.viewer(who), Filters(**filters))  # type: ignore[arg-type]
    return [entry.contract.reference for entry in found.items]


def test_what_stands_around_a_schedule_is_read_at_once(world: World) -> None:
    """However many contracts and steps there are."""
    few = make_register(world, "Council", [contract(f"A-{n}") for n in range(3)])
    for each in few.values():
        decide_route(world.system, each, "novate", "needed", "Both", 0)
    db.session.commit()
    with counted_queries() as some:
        surroundings_of(world.system, list_all_contracts(world.system))
    many = make_register(world, "Council", [contract(f"A-{n}") for n in range(60)], number=2)
    for reference in list(many)[3:]:
        decide_route(world.system, many[reference], "novate", "needed", "Both", 0)
    db.session.commit()
    with counted_queries() as more:
        surroundings_of(world.system, list_all_contracts(world.system))
    assert len(more) <= len(some)


def test_golden_notice_dates_through_the_register(world: World) -> None:
    cases = golden("dates")["contract_notice"]
    rows = [
        contract(f"G{n}", end_on=date.fromisoformat(case["end_on"]), notice_months=case["notice_months"])
        for n, case in enumerate(cases)
    ]
    make_register(world, "Council", rows)
    db.session.expire_all()
    found = [entry.last_notice_on for entry in list_all_contracts(world.system)]
    assert found == [date.fromisoformat(case["last_notice_on"]) for case in cases]


def test_a_contract_counts_from_the_day_its_service_moves(world: World) -> None:
    days = transfer_days(world.system)
    assert days.of("fostering") == date(2021, 4, 1)
    assert days.of("early help") == date(2021, 7, 1)
    assert days.of("libraries") == days.of("") == date(2021, 4, 1)  # the go-live


def test_bands_in_the_database_are_those_of_the_rule(world: World) -> None:
    days = [date(2021, 3, 30) + timedelta(days=n) for n in range(5)]
    days += [date(2021, 6, 30), date(2021, 7, 1), date(2021, 9, 28), date(2021, 9, 29), date(2021, 12, 28),
             date(2021, 12, 29)]  # fmt: skip
    services = ("Fostering", "Early help", "Libraries", None)
    rows = [contract(f"{s}-{day}", s, end_on=day) for s in services for day in days]
    make_register(world, "Council", [*rows, contract("none", end_on=None)])
    by_rule = {entry.contract.reference: entry.band for entry in list_all_contracts(world.system)}
    for band in rules.BANDS:
        narrowed = {entry.contract.reference for entry in list_all_contracts(world.system, Filters(band=band))}
        assert narrowed == {reference for reference, found in by_rule.items() if found == band}
    assert by_rule["Early help-2021-06-30"] == "before"
    assert by_rule["Early help-2021-07-01"] == "at"
    assert {group.key[0]: group.count for group in totals_by_band(world.system)} == {
        band: list(by_rule.values()).count(band) for band in rules.BANDS
    }


def test_totals_by_route_and_state_with_their_rows(world: World) -> None:
    made = make_register(world, "Council", [contract("A"), contract("B", annual_value_pence=None), contract("C")])
    legal = world.viewer("legal-Council")
    decide_route(legal, made["A"], "novate", "needed", "All must sign", 0)
    groups = totals_by_route_and_state(legal)
    assert [(each.key, each.count, each.annual_value_pence, each.without_value) for each in groups] == [
        (("novate", "identified"), 1, 120_000, 0),
        (("none", "identified"), 2, 120_000, 1),
    ]
    assert [(row.source_row, row.annual_value_pence, row.route) for row in list_rows(legal)] == [
        (5, 120_000, "novate"), (6, None, "none"), (7, 120_000, "none"),
    ]  # fmt: skip
    assert [each.reference for each in contracts_without_route(legal)] == ["B", "C"]


def test_filters_and_sorting(world: World) -> None:
    make_register(
        world, "Council",
        [
            contract("A-1", supplier="100% Care"),
            contract("B_2", "Libraries", annual_value_pence=5),
            contract("C-3", None),
        ],
    )  # fmt: skip
    assert references(world, search="100%") == ["A-1"]
    assert references(world, search="_") == ["B_2"]
    assert references(world, service_key="libraries") == ["B_2"]
    assert references(world, route="none", state="identified") == ["A-1", "B_2", "C-3"]
    assert references(world, route="novate") == []
    assert references(world, organisation_id=world.organisations["Trust"].id) == []
    downwards = list_contracts(world.system, sort="-annual_value_pence")
    assert downwards.items[-1].contract.reference == "B_2"


def test_an_unshared_register_is_its_own_sides_only(world: World) -> None:
    own = make_register(world, "Council", [contract("SECRET")], shared=False)
    outside = world.viewer("finance-Trust")
    assert references(world) == ["SECRET"]
    assert list_contracts(outside).total == 0
    assert not contracts_without_route(outside)
    assert not totals_by_route_and_state(outside)
    assert contracts_missing(outside) == [
        "Council: no contracts register has been accepted and shared yet.",
        "Trust: no contracts register has been accepted and shared yet.",
    ]
    with pytest.raises(NotFound):
        get_contract(outside, own["SECRET"].id)
    decide_route(world.viewer("legal-Council"), own["SECRET"], "novate", "needed", "Needed", 0)
    db.session.commit()
    subject = subject_of(own["SECRET"])
    assert len(history_of(world.viewer("legal-Council"), subject)) == 1
    assert not history_of(outside, subject)


def test_another_programmes_contract_is_not_here(world: World) -> None:
    other = make_programme("south")
    theirs = make_register(other, "Council", [contract("THEIRS")])
    with pytest.raises(NotFound):
        get_contract(world.viewer("lead"), theirs["THEIRS"].id)


def test_only_legal_of_the_own_side_decides(world: World) -> None:
    trusts = make_register(world, "Trust", [contract("T")])["T"]
    ours = make_register(world, "Council", [contract("C")])["C"]
    for who, whose in (("legal-Council", trusts), ("hr-Council", ours), ("lead", ours)):
        with pytest.raises(DomainError, match="Only legal"):
            decide_route(world.viewer(who), whose, "novate", "needed", "x", 0)
    decide_route(world.viewer("legal-Council"), ours, "novate", "needed", "x", 0)
    with pytest.raises(DomainError, match="Only legal"):
        take_contract_step(world.viewer("hr-Council"), ours, rules.Step("documents_located", TODAY), 1)


def test_a_route_needs_to_fit_the_engine_the_consent_and_its_reason(world: World) -> None:
    made = make_register(world, "Council", [contract("A"), contract("B", document=None)])
    legal = world.viewer("legal-Council")
    refused = [("A", "statutory vest", "not_needed", "x", "route"), ("A", "host", "not_needed", "x", "route"),
               ("A", "novate", "not_needed", "x", "consent"), ("A", "novate", "needed", " ", "reason"),
               ("B", "novate", "needed", "", "reason"), ("A", "", "needed", "x", "route")]  # fmt: skip
    for reference, route, consent, reason, field in refused:
        with pytest.raises(DomainError) as error:
            decide_route(legal, made[reference], route, consent, reason, 0)
        assert error.value.field == field
    assert not db.session.scalars(select(ContractRoute)).all()
    world.programme.engine = "statutory"
    assert (
        decide_route(legal, made["A"], "statutory vest", "not_needed", "The order vests it", 0).route
        == "statutory vest"
    )


def test_a_route_is_taken_step_by_step_and_told(world: World) -> None:
    made = make_register(world, "Council", [contract("A")])["A"]
    legal = world.viewer("legal-Council")
    held = decide_route(legal, made, "novate", "needed", "All must sign", 0)
    for after, told in (("documents_located", {}), ("reviewed", {}), ("route_proposed", {}),
                        ("route_approved", {"evidence": "Note of 26 February"}), ("consent_requested", {}),
                        ("obtained", {"evidence": "Letter"}), ("drafted", {}), ("agreed", {}),
                        ("executed", {"signatories": "A, B, C", "authority": "Seal"})):  # fmt: skip
        held = take_contract_step(legal, made, rules.Step(after, TODAY, **told), held.version)
    assert (held.state, held.consent) == ("executed", "obtained")
    with pytest.raises(DomainError, match="before 1 April 2021"):
        take_contract_step(legal, made, rules.Step("effective", TODAY), held.version)
    with pytest.raises(DomainError, match="already signed"):
        decide_route(legal, made, "sever", "needed", "x", held.version)
    db.session.commit()
    events = history_of(legal, subject_of(made))
    assert len(events) == 10
    assert events[0].changes["state"] == ["agreed", "executed"]
    assert events[0].changes["authority"] == [None, "Seal"]


def test_changing_a_route_looks_again(world: World) -> None:
    made = make_register(world, "Council", [contract("A")])["A"]
    legal = world.viewer("legal-Council")
    held = decide_route(legal, made, "novate", "needed", "First", 0)
    held = take_contract_steps(legal, made, rules.Step("route_approved", TODAY, evidence="Note"))
    held = decide_route(legal, made, "expire", "not_needed", "It ends in time", held.version)
    assert (held.state, held.consent, held.route) == ("reviewed", "not_needed", "expire")
    last = db.session.scalars(select(StepTaken).order_by(StepTaken.id.desc())).first()
    assert last is not None
    assert (last.before, last.after, last.reason) == ("route_approved", "reviewed", "It ends in time")


def test_somebody_was_faster(world: World) -> None:
    made = make_register(world, "Council", [contract("A")])["A"]
    legal = world.viewer("legal-Council")
    held = decide_route(legal, made, "novate", "needed", "First", 0)
    with pytest.raises(StaleVersion) as error:
        decide_route(legal, made, "expire", "not_needed", "Second", 0)
    assert error.value.current["Route"] == "Novate"
    with pytest.raises(StaleVersion):
        take_contract_step(legal, made, rules.Step("documents_located", TODAY), held.version - 1)
    assert held.state == "identified"


def test_a_new_register_keeps_what_was_decided(world: World) -> None:
    old = make_register(world, "Council", [contract("A")])["A"]
    decide_route(world.viewer("legal-Council"), old, "novate", "needed", "First", 0)
    new = make_register(world, "Council", [contract("A", title="Renamed")], number=2)["A"]
    held = find_route(world.viewer("legal-Council"), new)
    assert held is not None and held.reason == "First"
    assert references(world) == ["A"]
    assert not contracts_without_route(world.system)


def test_the_database_holds_the_table_of_steps(world: World) -> None:
    stored = {(row.before, row.after) for row in db.session.scalars(select(ContractStep))}
    assert stored == rules.PAIRS
    values = {
        "programme_id": world.programme.id, "organisation_id": world.organisations["Council"].id, "route": "novate",
        "consent": "needed", "decided_by": "x", "decided_on": TODAY,
    }  # fmt: skip
    broken = [
        {"reference": "1", "previous_state": "identified", "state": "executed"},
        {"reference": "2", "previous_state": None, "state": "executed"},
        {"reference": "3", "previous_state": None, "state": "nowhere"},
        {"reference": "4", "previous_state": None, "state": "identified", "route": "give away"},
        {"reference": "5", "previous_state": None, "state": "identified", "consent": "perhaps"},
    ]
    for each in broken:
        with pytest.raises(IntegrityError), db.session.begin_nested():
            db.session.add(ContractRoute(**(values | each)))
    with db.session.begin_nested():
        db.session.add(ContractRoute(**values, reference="6", previous_state="identified", state="reviewed"))


def test_what_is_late_comes_first(world: World) -> None:
    made = make_register(world, "Council", [contract("A"), contract("B", "Early help"), contract("C")])
    legal = world.viewer("legal-Council")
    decide_route(legal, made["C"], "exclude", "not_needed", "Not ours", 0)
    late = late_contracts(legal)
    # A: consent was due on 1 January, 90 days before 1 April. B's service moves on 1 July: 2 April is still to come.
    assert [(entry.contract.reference, entry.late and entry.late.due_on) for entry in late] == [("A", date(2021, 1, 1))]
    assert get_entry(legal, made["B"].id).late is None


def test_queries_do_not_grow_with_the_register(world: World) -> None:
    def count(rows: int, number: int) -> int:
        made = make_register(world, "Council", [contract(f"{number}-{n}") for n in range(rows)], number=number)
        for each in list(made.values())[: rows // 2]:
            decide_route(world.system, each, "novate", "needed", "x", 0)
        db.session.commit()
        viewer = world.viewer("legal-Council")
        db.session.expire_all()
        with counted_queries() as asked:
            list_contracts(viewer)
            late_contracts(viewer)
            totals_by_route_and_state(viewer)
            totals_by_band(viewer)
            list_rows(viewer)
        return len(asked)

    assert count(10, 1) == count(200, 2)


def test_audit_says_nothing_twice(world: World) -> None:
    made = make_register(world, "Council", [contract("A")])["A"]
    decide_route(world.viewer("legal-Council"), made, "novate", "needed", "First", 0)
    db.session.commit()
    events = db.session.scalars(select(AuditEvent).where(AuditEvent.subject_type == "contract")).all()
    assert [(each.verb, each.changes["route"]) for each in events] == [("decide_contract_route", [None, "novate"])]
