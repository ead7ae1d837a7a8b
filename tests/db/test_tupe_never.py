"""However people and rows are pushed, nobody reaches a state that cannot be: by actions and by statements alike."""

from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text, update
from sqlalchemy.exc import IntegrityError

from tests.factories.consultation import make_informed
from tests.factories.deciding import only_own_gates
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.programmes.actions import record_basis
from transfer.programmes.models import Transfer
from transfer.programmes.rules import BASES
from transfer.tupe import queries
from transfer.tupe.actions import (
    ask_correction,
    confirm_correction,
    look_at_objection,
    record_objection,
    refuse_correction,
    take_step,
    take_steps,
    withdraw_objection,
)
from transfer.tupe.models import DecisionCorrection, DecisionStep, Objection, PersonDecision
from transfer.tupe.queries import CandidateFilter, find_decision, find_open_correction, find_open_objection
from transfer.tupe.rules import CANDIDATE, DETRIMENT, STATES

# The rules once more, written down by hand from workforce.md §7, so that a changed rule is met with the old one.
MAY_FOLLOW = {
    CANDIDATE: {"under_review", "left", "redeployed_out"},
    "under_review": {"in_scope", "not_assigned", "disputed", "left", "redeployed_out"},
    "disputed": {"in_scope", "not_assigned", "left", "redeployed_out"},
    "in_scope": {"informed", "disputed", "under_review", "objected", "left", "redeployed_out"},
    "not_assigned": {"remained", "disputed", "under_review", "left", "redeployed_out"},
    "informed": {"eli_disclosed", "disputed", "objected", "left", "redeployed_out"},
    "eli_disclosed": {"confirmed", "disputed", "objected", "left", "redeployed_out"},
    "confirmed": {"transferred", "objected", "remained", "left", "redeployed_out"},
}
ENDS = {"objected", "transferred", "left", "redeployed_out", "remained"}
TOLD = {"informed", "eli_disclosed", "confirmed", "transferred"}
DAY, LATER = date(2021, 7, 1), date(2021, 7, 9)
WHO = ("hr-Council", "legal-Council", "hr-Trust")
AFTER = st.one_of(st.sampled_from(STATES), st.sampled_from(("under_review", "in_scope", "informed", "objected")))
BASIS = st.one_of(st.none(), st.sampled_from(BASES), st.just("business transfer"))
ACTS = st.one_of(
    st.tuples(st.just("step"), st.integers(0, 2), AFTER, st.sampled_from(WHO), st.booleans()),
    st.tuples(st.just("all"), AFTER, st.sampled_from(WHO)),
    st.tuples(st.just("object"), st.integers(0, 2), st.sampled_from(sorted(DETRIMENT))),
    st.tuples(st.just("look"), st.integers(0, 2), st.sampled_from(sorted(DETRIMENT)), st.sampled_from(WHO)),
    st.tuples(st.just("withdraw"), st.integers(0, 2)),
    st.tuples(st.just("end"), st.integers(0, 2), st.sampled_from(("left", "redeployed_out", "transferred"))),
    st.tuples(st.just("correct"), st.integers(0, 2), st.sampled_from(WHO)),
    st.tuples(st.just("answer"), st.integers(0, 2), st.sampled_from(WHO), st.booleans()),
    st.tuples(st.just("correct and confirm"), st.integers(0, 2)),
    st.tuples(st.just("basis"), BASIS),
    st.tuples(st.just("sql state"), st.sampled_from(STATES), st.sampled_from(STATES)),
    st.tuples(st.just("sql step"), st.sampled_from(STATES), st.sampled_from(STATES), st.sampled_from(("", "x"))),
    st.tuples(st.just("sql correction"), st.sampled_from(("confirmed", "open", "refused")), st.booleans()),
    st.tuples(st.just("sql clear"), st.sampled_from(("transfer_basis", "legal_by_on", "objection_counts"))),
    st.tuples(st.just("sql basis"), BASIS),
    st.tuples(st.just("sql objection"), st.sampled_from(("counts", "detriment", "words", "withdrawn_on"))),
)


@pytest.fixture(autouse=True)
def own_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    only_own_gates(monkeypatch)


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    make_list(found, "Council", [line(f"C{number}", "Early help", person_ref=str(number)) for number in range(3)])
    found.programme.as_if_today = DAY
    make_informed(found)
    return found


def act(world: World, transfer: Transfer, name: str, *asked: Any) -> None:
    """One attempt. Whatever is refused raises, and leaves everything as it was."""
    if name.startswith("sql"):
        return by_statement(transfer, name, *asked)
    lines = [each.line for each in queries.list_candidates(world.system, transfer).items]
    if name == "basis":
        return record_basis(world.system, transfer, basis=asked[0], evidence="note")
    if name == "all":
        after, who = asked
        take_steps(world.viewer(who), transfer, CandidateFilter(), after=after, reason="r", evidence="e",
                   decided_on=DAY, raised_by="employee", legal_by_on=LATER)  # fmt: skip
        return None
    who = world.viewer(asked[3] if len(asked) > 3 and isinstance(asked[3], str) else "legal-Council")
    return by_person(world, transfer, lines[asked[0]], name, asked, who)


def by_person(world: World, transfer: Transfer, found: Any, name: str, asked: Any, who: Any) -> None:
    objection = find_open_objection(transfer, found)
    if name == "object":
        record_objection(who, transfer, found, received_on=DAY, words="I object", detriment=asked[1])
    elif "correct" in name or name == "answer":
        by_correction(world, transfer, found, name, asked)
    elif name == "end":
        decision = find_decision(transfer, found)
        take_step(who, transfer, found, after=asked[1], reason="r", evidence="e", decided_on=DAY,
                  version=decision.version if decision else 0)  # fmt: skip
    elif name == "look":
        version = objection.version if objection else 0
        look_at_objection(world.viewer(asked[2]), transfer, found, detriment=asked[1], legal_view="v", looked_on=DAY,
                          version=version)  # fmt: skip
    elif name == "withdraw":
        version = objection.version if objection else 0
        withdraw_objection(who, transfer, found, withdrawn_on=DAY, why="Stays", version=version)
    else:
        decision = find_decision(transfer, found)
        dispute: Any = {"raised_by": "employee", "legal_by_on": LATER} if asked[3] else {}
        take_step(world.viewer(asked[2]), transfer, found, after=asked[1], reason="r", evidence="e", decided_on=DAY,
                  version=decision.version if decision else 0, **dispute)  # fmt: skip


def by_correction(world: World, transfer: Transfer, found: Any, name: str, asked: Any) -> None:
    """Asked for, answered, or both by two people."""
    decision = find_decision(transfer, found)
    assert decision is None or decision.state in STATES
    if decision is None:
        raise DomainError("Nothing was decided")
    if name != "answer":
        who = world.viewer(asked[1] if len(asked) > 1 else "hr-Council")
        ask_correction(who, transfer, decision, reason="r", evidence="e", version=decision.version)
    if name != "correct":
        waits = find_open_correction(decision)
        does = confirm_correction if name != "answer" or asked[2] else refuse_correction
        who = world.viewer(asked[1] if name == "answer" else "legal-Council")
        does(who, transfer, decision, why="w", version=waits.version if waits else 0)


def by_statement(transfer: Transfer, name: str, *asked: Any) -> None:
    run = db.session.execute
    if name == "sql state":
        run(update(PersonDecision).values(previous_state=asked[0], state=asked[1]))
    elif name == "sql correction":
        two = {"answered_by_id": DecisionCorrection.asked_by_id} if asked[1] else {}
        run(update(DecisionCorrection).values(state=asked[0], **two))
    elif name == "sql clear":
        run(update(PersonDecision).values({asked[0]: None}))
    elif name == "sql basis":
        run(text("update transfers set basis = :basis where id = :id"), {"basis": asked[0], "id": transfer.id})
    elif name == "sql objection":
        changed: Any = {"counts": True, "detriment": "yes", "words": "", "withdrawn_on": DAY}
        run(update(Objection).values({asked[0]: changed[asked[0]]}))
    elif decision := db.session.scalar(select(PersonDecision.id)):
        run(insert(DecisionStep).values(
            decision_id=decision, before=asked[0], after=asked[1], reason="r", evidence=asked[2], decided_by="x",
            decided_on=DAY, recorded_at=datetime(2021, 7, 1), together=1,
        ))  # fmt: skip


def forbidden(transfer: Transfer, before: dict[int, str]) -> list[str]:
    """What stands in the database and cannot be. before: the states of the last look, by decision."""
    found = []
    basis = db.session.scalar(text("select basis from transfers where id = :id"), {"id": transfer.id})
    columns = ("id", "previous_state", "state", "legal_by_on", "objection_id")
    for row in db.session.execute(text(f"select {', '.join(columns)} from person_decisions")):  # noqa: S608
        came, state = row.previous_state, row.state
        if state not in MAY_FOLLOW.get(came, ()) and (came, state) != (CANDIDATE, CANDIDATE):
            found.append(f"{state} after {came}")
        moved = row.id in before and before[row.id] not in (state, came)
        if moved and not _taken_back(row.id, before[row.id], state):
            found.append(f"{state} was reached from {before[row.id]}, not from {came}")
        if state in TOLD and basis in (None, "no change of employer"):
            found.append(f"{state} on the basis {basis}")
        if state == "disputed" and row.legal_by_on is None:
            found.append("disputed without a day")
        if state == "objected" and not _stands(row.objection_id):
            found.append("objected without an objection that counts")
        before[row.id] = state
    for step in db.session.execute(select(DecisionStep.before, DecisionStep.after, DecisionStep.evidence)):
        if step.after not in MAY_FOLLOW.get(step.before, ()):
            found.append(f"a step from {step.before} to {step.after}")
        if step.after in ("in_scope", "not_assigned", "objected") and not step.evidence:
            found.append(f"{step.after} on no evidence")
    return found


def _taken_back(decision: int, was: str, state: str) -> bool:
    """Two people took back the newest step that stood, which led there from this very state."""
    query = text(
        "select c.was, c.back_to, c.asked_by_id, c.answered_by_id from decision_corrections c "
        "join decision_steps s on s.id = c.step_id where s.decision_id = :id and c.state = 'confirmed' "
        "order by c.answered_at desc, c.id desc"
    )
    found = db.session.execute(query, {"id": decision}).first()
    if found is None or None in found or found.asked_by_id == found.answered_by_id:
        return False
    return was in ENDS and (found.was, found.back_to) == (was, state)


def _stands(number: int | None) -> bool:
    objection = db.session.execute(
        text("select words, detriment, legal_on, withdrawn_on from objections where id = :id"), {"id": number}
    ).one_or_none()
    if objection is None or not objection.words or objection.withdrawn_on:
        return False
    return objection.detriment == "no" or objection.legal_on is not None


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(acts=st.lists(ACTS, min_size=15, max_size=40))
def test_nothing_reaches_what_cannot_be(world: World, acts: list[tuple[Any, ...]]) -> None:
    transfer = list(queries.list_transfers(world.system))[1]
    outer, known = db.session.begin_nested(), {}  # type: Any, dict[int, str]
    try:
        for name, *asked in acts:
            inner = db.session.begin_nested()
            try:
                act(world, transfer, name, *asked)
                db.session.flush()
            except (DomainError, IntegrityError):
                inner.rollback()
            else:
                inner.commit()
            db.session.expire_all()
            assert not forbidden(transfer, known), (name, asked)
    finally:
        outer.rollback()
        db.session.expire_all()
        db.session.info.pop("events", None)


def test_the_walk_gets_somewhere(world: World) -> None:
    """The same checks pass on the straight way to the new employer, so that they are not met by standing still."""
    transfer = list(queries.list_transfers(world.system))[1]
    known: dict[int, str] = {}
    for after in ("under_review", "in_scope", "informed", "eli_disclosed", "confirmed", "transferred"):
        act(world, transfer, "all", after, "legal-Council")
        assert not forbidden(transfer, known)
    assert set(known.values()) == {"transferred"}


@pytest.mark.parametrize(
    "statement",
    [
        "update person_decisions set previous_state = 'confirmed', state = 'transferred', transfer_basis = "
        "'business transfer'",
        "update person_decisions set previous_state = 'under_review', state = 'disputed'",
        "update person_decisions set transfer_basis = 'statutory'",
        "update person_decisions set objection_id = 9, objection_counts = true",
        "update decision_steps set reason = ''",
        "update decision_steps set together = 0",
        "update person_decisions set previous_state = 'candidate', state = 'candidate'",
        "insert into decision_steps (decision_id, before, after, reason, evidence, decided_by, decided_on, raised_by, "
        "together, recorded_at) select decision_id, 'candidate', 'candidate', 'r', 'e', 'x', decided_on, '', 1, "
        "recorded_at from decision_steps",
    ],
)
def test_a_row_that_cannot_be_is_refused_by_the_database(world: World, statement: str) -> None:
    transfer = list(queries.list_transfers(world.system))[1]
    act(world, transfer, "all", "under_review", "legal-Council")
    db.session.commit()
    with pytest.raises(IntegrityError):
        db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "update person_decisions set previous_state = 'in_scope', state = 'objected'",
        "update person_decisions set previous_state = 'in_scope', state = 'objected', objection_counts = true",
        "update person_decisions set previous_state = 'in_scope', state = 'objected', objection_counts = false, "
        "objection_id = (select min(id) from objections)",
        "update person_decisions set previous_state = 'in_scope', state = 'objected', objection_counts = true, "
        "objection_id = (select min(id) from objections)",
        "update objections set counts = true",
        "update person_decisions set previous_state = 'in_scope', state = 'informed', transfer_basis = null",
        "update transfers set basis = 'no change of employer'",
    ],
)
def test_the_database_wants_an_objection_that_counts_and_a_basis(world: World, statement: str) -> None:
    """The objection names a detriment, and legal has not looked."""
    transfer = list(queries.list_transfers(world.system))[1]
    for after in ("under_review", "in_scope"):
        act(world, transfer, "all", after, "legal-Council")
    act(world, transfer, "object", 0, "yes")
    db.session.commit()
    with pytest.raises(IntegrityError):
        db.session.execute(text(statement))
    db.session.rollback()


@pytest.mark.parametrize(
    "statement",
    [
        "update person_decisions set previous_state = 'under_review', state = 'in_scope'",
        "update person_decisions set previous_state = 'candidate', state = 'under_review'",
        "update decision_corrections set state = 'confirmed', answered_at = asked_at, answered_by_id = asked_by_id",
        "update decision_corrections set state = 'confirmed', answered_at = asked_at",
        "update decision_corrections set state = 'confirmed'",
        "update decision_corrections set back_to = 'in_scope'",
        "update decision_corrections set was = 'in_scope', back_to = 'under_review'",
        "update decision_corrections set reason = ''",
    ],
)
def test_the_database_lets_nobody_out_of_a_last_step_alone(world: World, statement: str) -> None:
    """A correction is asked for and nobody has confirmed it."""
    transfer = list(queries.list_transfers(world.system))[1]
    for after in ("under_review", "left"):
        act(world, transfer, "all", after, "legal-Council")
    act(world, transfer, "correct", 0, "hr-Council")
    db.session.commit()
    with pytest.raises(IntegrityError):
        db.session.execute(text(statement))
    db.session.rollback()


def test_a_walk_out_of_last_steps_gets_somewhere(world: World) -> None:
    """The same checks pass where two people take a last step back, so that the walk is known to reach that."""
    transfer = list(queries.list_transfers(world.system))[1]
    known: dict[int, str] = {}
    for after in ("under_review", "in_scope", "informed", "eli_disclosed", "confirmed", "transferred"):
        act(world, transfer, "all", after, "legal-Council")
        assert not forbidden(transfer, known)
    act(world, transfer, "correct and confirm", 0)
    assert not forbidden(transfer, known) and sorted(known.values()) == ["confirmed", "transferred", "transferred"]
    with pytest.raises(IntegrityError):
        db.session.execute(text(
            "update person_decisions set previous_state = 'eli_disclosed', state = 'confirmed' "
            "where state = 'transferred'"
        ))  # fmt: skip
