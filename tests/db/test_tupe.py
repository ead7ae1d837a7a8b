"""Candidates and decisions in the database, on whichever database the tests run."""

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from tests.counting import counted_queries
from tests.db.test_establishment import COUNCIL_LINES, TRUST_LINES
from tests.factories.establishment import line, make_list, the_line
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import get_post
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.programmes.models import Transfer
from transfer.tupe import queries
from transfer.tupe.actions import take_step
from transfer.tupe.models import DecisionStep, PersonDecision, PersonStep
from transfer.tupe.queries import CandidateFilter
from transfer.tupe.rules import CANDIDATE, PAIRS

DAY = date(2021, 3, 1)


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


@pytest.fixture
def council(world: World) -> Transfer:
    """The council's transfer of Early help, with its list: C1 and C2 are the candidates."""
    make_list(world, "Council", COUNCIL_LINES)
    return transfers(world)[1]


def transfers(world: World) -> list[Transfer]:
    return list(queries.list_transfers(world.system))


def first_line(world: World, transfer: Transfer) -> AssignmentLine:
    return queries.list_candidates(world.system, transfer).items[0].line


def decide(world: World, transfer: Transfer, after: str, version: int, who: str = "hr-Council", **asked: Any) -> Any:
    values = {"reason": "seen", "evidence": "diary", "decided_on": DAY} | asked
    found = values.pop("line", None) or first_line(world, transfer)
    return take_step(world.viewer(who), transfer, found, after=after, version=version, **values)


def test_candidates_are_filled_lines_whose_employer_changes(world: World, council: Transfer) -> None:
    make_list(world, "Trust", TRUST_LINES)
    found = queries.list_candidates(world.system, council)
    assert [(each.line.post_no, each.state, each.service) for each in found.items] == [
        ("C1", CANDIDATE, "Early help"), ("C2", CANDIDATE, "Early help"),
    ]  # fmt: skip
    assert queries.count_states(world.system, council) == {CANDIDATE: 2}
    trust = transfers(world)[0]
    assert queries.one_employer(trust) and not queries.one_employer(council)
    assert queries.list_candidates(world.system, trust).total == 0


def test_a_step_is_kept_with_who_why_and_when(world: World, council: Transfer) -> None:
    decide(world, council, "under_review", 0)
    decision = decide(world, council, "in_scope", 1)
    db.session.commit()
    assert (decision.state, decision.previous_state, decision.version) == ("in_scope", "under_review", 2)
    assert [(step.before, step.after, step.decided_by) for step in decision.steps] == [
        (CANDIDATE, "under_review", "Hr Council"), ("under_review", "in_scope", "Hr Council"),
    ]  # fmt: skip
    assert queries.count_states(world.system, council) == {CANDIDATE: 1, "in_scope": 1}
    assert queries.list_candidates(world.system, council, CandidateFilter(state="in_scope")).total == 1
    other = str(world.services["Fostering"].id)
    assert queries.list_candidates(world.system, council, CandidateFilter(service=other)).total == 0


def test_the_audit_tells_of_the_step_without_a_person(world: World) -> None:
    named = line("C1", "Early help", surname="Okonkwo", forename="Ada", person_ref="40001")
    release = make_list(world, "Council", [named])
    decide(world, transfers(world)[1], "under_review", 0, reason="Ada works there")
    db.session.commit()
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "decide_person")).one()
    told = f"{event.summary} {event.changes} {event.subject_id}"
    assert not any(each in told for each in ("Okonkwo", "Ada", "40001"))
    assert event.side_id == world.organisations["Council"].id
    told_of = get_post(world.viewer("hr-Council"), the_line(release, "C1").id).changes
    assert [each.id for each in told_of] == [event.id]
    assert get_post(world.viewer("hr-Trust"), the_line(release, "C1").id).changes == []


def test_a_decision_outlives_a_new_list(world: World) -> None:
    first = [line("C1", "Early help", person_ref="1"), line("C2", "Early help", person_ref="2")]
    make_list(world, "Council", first)
    transfer = transfers(world)[1]
    decide(world, transfer, "under_review", 0)
    make_list(world, "Council", [line("C2", "Early help", person_ref="2"), line("C1", "Early help", person_ref="1")])
    assert queries.count_states(world.system, transfer) == {CANDIDATE: 1, "under_review": 1}
    make_list(world, "Council", [line("C1", "Early help", person_ref="3")])  # somebody else holds the post now
    assert queries.count_states(world.system, transfer) == {CANDIDATE: 1}
    assert queries.count_no_longer_listed(world.system, transfer) == 1


def test_two_at_once_one_wins_and_the_other_is_told(world: World, council: Transfer) -> None:
    decide(world, council, "under_review", 0)
    with pytest.raises(StaleVersion) as first:
        decide(world, council, "left", 0)
    assert first.value.current["after"] == "Under review"
    decide(world, council, "in_scope", 1)
    with pytest.raises(StaleVersion) as second:
        decide(world, council, "not_assigned", 1)
    assert second.value.current == {"after": "In scope", "decided_by": "Hr Council"}


def test_a_row_that_came_between_is_told_and_nothing_is_half_done(
    world: World, council: Transfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(world, council, "under_review", 0)
    found = queries.find_decision
    looks = [None]  # the other's row was not there yet when this one looked

    def late(*args: Any) -> Any:
        return looks.pop() if looks else found(*args)

    monkeypatch.setattr("transfer.tupe.actions.people.find_decision", late)
    with pytest.raises(StaleVersion):
        decide(world, council, "left", 0)
    db.session.commit()
    assert db.session.scalars(select(PersonDecision.state)).all() == ["under_review"]


def test_only_the_employers_own_side_decides(world: World, council: Transfer) -> None:
    for who in ("hr-Trust", "finance-Council", "lead", "member-Council", "auditor"):
        with pytest.raises(DomainError, match="own employer"):
            decide(world, council, "under_review", 0, who)
    assert decide(world, council, "under_review", 0, "legal-Council").state == "under_review"


def test_nobody_outside_the_transfer_is_decided_about(world: World, council: Transfer) -> None:
    stays = db.session.scalars(select(AssignmentLine).where(AssignmentLine.post_no == "C5")).one()
    with pytest.raises(NotFound):
        decide(world, council, "under_review", 0, line=stays)


def test_the_other_sides_unshared_candidates_are_nowhere(world: World) -> None:
    hidden = make_list(world, "Council", COUNCIL_LINES, shared=False)
    transfer, trust = transfers(world)[1], world.viewer("hr-Trust")
    decide(world, transfer, "under_review", 0, line=the_line(hidden, "C1"))
    assert queries.list_candidates(trust, transfer).total == 0
    assert queries.count_states(trust, transfer) == {} and queries.count_no_longer_listed(trust, transfer) == 0
    with pytest.raises(NotFound):
        queries.get_candidate(trust, transfer, the_line(hidden, "C1").id)


def test_names_are_never_searched(world: World) -> None:
    make_list(world, "Council", [line("C1", "Early help", surname="Okonkwo")])
    viewer, transfer = world.viewer("hr-Council"), transfers(world)[1]
    assert queries.list_candidates(viewer, transfer, CandidateFilter(search="c1")).total == 1
    assert queries.list_candidates(viewer, transfer, CandidateFilter(search="okonk")).total == 0


def test_the_table_of_steps_is_what_the_rules_say(app: Flask) -> None:
    held = {(before, after) for before, after in db.session.execute(select(PersonStep.before, PersonStep.after))}
    assert held == set(PAIRS)


@pytest.mark.parametrize(
    ("before", "after"), [(CANDIDATE, "transferred"), ("left", "in_scope"), ("confirmed", "nowhere")]
)
def test_the_database_refuses_an_impossible_step(world: World, council: Transfer, before: str, after: str) -> None:
    decision = decide(world, council, "under_review", 0)
    db.session.commit()
    step = {
        "decision_id": decision.id, "before": before, "after": after, "reason": "r", "evidence": "",
        "decided_by": "x", "decided_on": DAY, "recorded_at": datetime(2021, 3, 1),
    }  # fmt: skip
    with pytest.raises(IntegrityError):
        db.session.execute(insert(DecisionStep).values(step))
    db.session.rollback()
    with pytest.raises(IntegrityError):
        db.session.execute(update(PersonDecision).values(previous_state=before, state=after))
    db.session.rollback()


def test_as_many_queries_with_two_hundred_candidates_as_with_ten(world: World) -> None:
    transfer, numbers = transfers(world)[1], []
    for many in (10, 200):
        make_list(world, "Council", [line(f"N{number}", "Early help") for number in range(many)])
        for number in range(8):
            found = queries.list_candidates(world.system, transfer).items[number]
            if not found.decision:
                decide(world, transfer, "under_review", 0, line=found.line)
        db.session.commit()
        db.session.expire_all()
        with counted_queries() as seen:
            assert len([each.state for each in queries.list_candidates(world.system, transfer).items]) == min(many, 50)
            queries.count_states(world.system, transfer)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]


def test_the_undecided_are_counted_for_whoever_asks(world: World, council: Transfer) -> None:
    option = world.options["All move"]
    decide(world, council, "under_review", 0)
    assert queries.count_undecided(world.viewer("hr-Council"), option) == 2
    decide(world, council, "in_scope", 1)
    assert queries.count_undecided(world.viewer("lead"), option) == 1
    assert queries.count_undecided(world.viewer("hr-Trust"), option) == 0
    assert queries.count_undecided(world.system, world.options["As now"]) == 0


def test_information_is_owed_only_where_an_employer_changes(world: World) -> None:
    # 28 clear days before 1 July 2021; the earlier transfer is between one employer's two names
    assert queries.earliest_eli_date(world.system, world.options["All move"]) == date(2021, 6, 2)
    assert queries.earliest_eli_date(world.system, world.options["As now"]) is None


def test_dates_carry_their_status_and_source(world: World) -> None:
    transfer = transfers(world)[0]
    found = {each.rule.key: each for each in queries.dates_of(transfer)}
    assert found["eli_latest_on"].on == date(2021, 3, 4)
    assert found["eli_latest_clear_days_on"].on == date(2021, 3, 3)
    assert found["pension_actuary_on"].rate.status == "assumed"
    assert (found["inform_policy_on"].rate.kind, found["eli_latest_on"].rate.kind) == ("policy", "law")
    assert found["inform_policy_on"].act_by == date(2020, 12, 31)  # New Year's Day is not a working day
    assert [each.on for each in queries.dates_of(transfer)] == sorted(each.on for each in queries.dates_of(transfer))
