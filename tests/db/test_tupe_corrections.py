"""A last step recorded by mistake: two people take it back, nothing is erased, and what rests on it is named."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.counting import counted_queries
from tests.factories.establishment import line, make_list
from tests.factories.liability import company_hr, confirmed, decide, dispute, on, recipient, staff, the_transfer
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.kernel.errors import DomainError, NotFound, StaleVersion
from transfer.liability.actions import give_named_list
from transfer.liability.queries import owed_changes
from transfer.payroll.models import Assurance, Payroll
from transfer.programmes.models import Transfer
from transfer.tupe import queries
from transfer.tupe.actions import (
    ask_correction,
    confirm_correction,
    forget_grounds,
    link_arrivals,
    record_objection,
    refuse_correction,
    take_step,
    take_steps,
    withdraw_objection,
)
from transfer.tupe.models import DecisionCorrection, DecisionStep, Leg, PersonDecision

DAY, AFTER = date(2021, 5, 25), date(2021, 7, 9)
WAY = ("under_review", "in_scope", "informed")


@pytest.fixture(autouse=True)
def no_gates(monkeypatch: pytest.MonkeyPatch) -> None:
    """What pensions, letters and payroll hold up is tried elsewhere."""
    monkeypatch.setattr("transfer.tupe.actions.gates.STEP_GATES", [])


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    on(found, DAY)
    staff(found, as_at=date(2021, 5, 21))
    return found


def the_one(world: World, post_no: str = "E1") -> PersonDecision:
    query = select(PersonDecision).where(PersonDecision.post_no == post_no)
    return db.session.scalars(query.execution_options(populate_existing=True)).one()


def corrected(world: World, post_no: str = "E1", *, second: str = "legal-Council") -> DecisionCorrection:
    decision, transfer = the_one(world, post_no), the_transfer(world)
    ask_correction(world.viewer("hr-Council"), transfer, decision, reason="Wrong row", evidence="The leaver form",
                   version=decision.version)  # fmt: skip
    db.session.commit()
    found = queries.find_open_correction(decision)
    assert found
    confirm_correction(world.viewer(second), transfer, decision, why="Seen", version=found.version)
    db.session.commit()
    return found


def step(world: World, after: str, post_no: str = "E1", **asked: Any) -> None:
    [found] = [each for each in queries.list_candidates(world.system, the_transfer(world)).items
               if each.line.post_no == post_no]  # fmt: skip
    values: dict[str, Any] = {
        "reason": "r",
        "evidence": "e",
        "decided_on": world.programme.today(),
        "version": found.version,
    } | asked
    take_step(world.viewer("hr-Council"), the_transfer(world), found.line, after=after, **values)
    db.session.commit()


def test_who_was_wrongly_transferred_is_confirmed_again_and_objects_on_the_right_day(world: World) -> None:
    """The right step has its own day, before the mistaken one was recorded."""
    decide(world, *WAY, "eli_disclosed", "confirmed")
    on(world, AFTER)
    decide(world, "transferred", posts=("E1",))
    found = corrected(world)
    decision = the_one(world)
    assert (decision.state, decision.previous_state) == ("confirmed", "eli_disclosed")
    assert (found.was, found.back_to, found.asked_by, found.answered_by) == (
        "transferred", "confirmed", "Hr Council", "Legal Council"
    )  # fmt: skip
    assert [each.after for each in decision.steps][-1] == "transferred", "the step stays on the record"
    assert found.kept.startswith("1.000 FTE, £31,000.00, started 1 April 2010") and found.kept.endswith("not found yet")
    assert db.session.scalar(select(func.count()).select_from(Leg)) == 0
    [line_of] = [each.line for each in queries.list_candidates(world.system, the_transfer(world)).items
                 if each.line.post_no == "E1"]  # fmt: skip
    record_objection(world.viewer("hr-Council"), the_transfer(world), line_of, received_on=date(2021, 6, 30),
                     words="I object", detriment="no")  # fmt: skip
    step(world, "objected", decided_on=date(2021, 6, 30))
    assert the_one(world).state == "objected"
    verbs = db.session.scalars(select(AuditEvent.verb).where(AuditEvent.verb.contains("correction"))).all()
    assert sorted(verbs) == ["ask_correction", "confirm_correction"]


def test_who_goes_back_can_transfer_again_with_what_they_take_along(world: World) -> None:
    decide(world, *WAY, "eli_disclosed", "confirmed")
    on(world, AFTER)
    decide(world, "transferred")
    corrected(world)
    decide(world, "transferred", posts=("E1",))
    assert db.session.scalar(select(func.count()).select_from(Leg)) == 3
    corrected(world)
    assert the_one(world).state == "confirmed", "the newer step is taken back as well"


def test_an_objection_that_was_none_is_withdrawn_after_the_correction(world: World) -> None:
    decide(world, *WAY)
    [line_of] = [each.line for each in queries.list_candidates(world.system, the_transfer(world)).items
                 if each.line.post_no == "E1"]  # fmt: skip
    objection = record_objection(world.viewer("hr-Council"), the_transfer(world), line_of, received_on=DAY,
                                 words="I wonder", detriment="no")  # fmt: skip
    step(world, "objected")
    assert "objection stays" in " ".join(queries.what_rests(world.system, the_transfer(world), the_one(world)))
    corrected(world)
    assert the_one(world).state == "informed" and the_one(world).objection_id is None
    withdraw_objection(world.viewer("hr-Council"), the_transfer(world), line_of, withdrawn_on=DAY, why="A question",
                       version=objection.version)  # fmt: skip
    assert objection.withdrawn_on == DAY


def test_a_first_step_that_is_taken_back_leaves_a_candidate(world: World) -> None:
    decide(world, "left", posts=("E1",))
    corrected(world)
    assert queries.count_states(world.system, the_transfer(world)) == {"candidate": 3}
    decide(world, "under_review")
    assert queries.count_states(world.system, the_transfer(world)) == {"under_review": 3}


def test_who_was_disputed_is_disputed_again_and_waits_for_legal(world: World) -> None:
    decide(world, "under_review")
    dispute(world, "E1")
    decide(world, "left", posts=("E1",))
    assert not queries.list_for_legal(world.system)
    corrected(world)
    [waits] = queries.list_for_legal(world.system)
    assert (waits.post_no, waits.raised_by, waits.by_on) == ("E1", "representative", date(2021, 6, 30))


def test_what_rests_on_it_is_named_and_what_was_told_is_owed(world: World) -> None:
    """Liability information was given, the first payroll reconciled and the assurance signed."""
    company_hr(world)
    to = recipient(world)
    confirmed(world)
    decide(world, *WAY)
    give_named_list(world.viewer("hr-Council"), the_transfer(world), [to])
    db.session.commit()
    decide(world, "left", posts=("E2",))
    transfer = the_transfer(world)
    decide(world, "confirmed", posts=("E1",))
    on(world, AFTER)
    decide(world, "transferred", posts=("E1",))
    now = {"transfer_id": transfer.id, "brought_by": "x", "brought_at": the_one(world).steps[0].recorded_at}
    db.session.add(Payroll(organisation_id=transfer.to_id, paid_on=date(2021, 7, 30), periods=12, expected=3, agree=3,
                           **now))  # fmt: skip
    db.session.add(Assurance(transfer_id=transfer.id, answers=[], signed_by="Ann Lee", signed_as="Director",
                             signed_on=AFTER, signed_at=now["brought_at"]))  # fmt: skip
    db.session.commit()
    told = queries.what_rests(world.viewer("hr-Council"), transfer, the_one(world))
    assert [each for each in told if each.startswith("Stage B") and "Ingrid Bassett" in each]
    assert [each for each in told if "first payroll of 30 July 2021" in each]
    assert [each for each in told if each.startswith("Ann Lee signed the assurance")]
    found = corrected(world)
    assert "Stage B" in found.rests and "first payroll" in found.rests
    assert [each.key[0] for each in owed_changes(world.viewer("hr-Council"), transfer)] == ["E2"]
    step(world, "left")
    owed = {each.key[0]: each.changes[0] for each in owed_changes(world.viewer("hr-Council"), transfer)}
    assert sorted(owed) == ["E1", "E2"] and owed["E1"].now == "Left"


def test_only_two_named_people_of_the_employer_take_a_step_back(world: World) -> None:
    decide(world, "left")
    decision, transfer = the_one(world), the_transfer(world)
    asked: dict[str, Any] = {"reason": "Wrong row", "evidence": "Form", "version": decision.version}
    for who in ("hr-Trust", "finance-Council", "lead"):
        with pytest.raises(DomainError, match="own employer"):
            ask_correction(world.viewer(who), transfer, decision, **asked)
    with pytest.raises(DomainError, match="put their name"):
        ask_correction(world.system, transfer, decision, **asked)
    with pytest.raises(StaleVersion):
        ask_correction(world.viewer("hr-Council"), transfer, decision, **(asked | {"version": 9}))
    waits = ask_correction(world.viewer("hr-Council"), transfer, decision, **asked)
    with pytest.raises(DomainError, match="already"):
        ask_correction(world.viewer("legal-Council"), transfer, decision, **asked)
    with pytest.raises(DomainError, match="Somebody else has to confirm"):
        confirm_correction(world.viewer("hr-Council"), transfer, decision, why="", version=waits.version)
    with pytest.raises(DomainError, match="own employer"):
        confirm_correction(world.viewer("hr-Trust"), transfer, decision, why="", version=waits.version)
    with pytest.raises(DomainError, match="Say why"):
        refuse_correction(world.viewer("legal-Council"), transfer, decision, why=" ", version=waits.version)
    refuse_correction(world.viewer("legal-Council"), transfer, decision, why="They did leave", version=waits.version)
    assert the_one(world).state == "left" and queries.find_open_correction(decision) is None
    with pytest.raises(StaleVersion):
        confirm_correction(world.viewer("legal-Council"), transfer, decision, why="", version=waits.version)
    assert ask_correction(world.viewer("hr-Council"), transfer, decision, **asked).state == "open", "asked again"
    with pytest.raises(NotFound):
        queries.get_own_decision(world.viewer("hr-Trust"), transfer, decision.id)


def test_what_is_no_last_step_takes_the_ordinary_way(world: World) -> None:
    decide(world, *WAY)
    with pytest.raises(DomainError, match="no last step"):
        ask_correction(world.viewer("hr-Council"), the_transfer(world), the_one(world), reason="x", evidence="x",
                       version=the_one(world).version)  # fmt: skip


def test_a_later_transfer_is_corrected_first(world: World) -> None:
    """The person went on from where this transfer took them."""
    decide(world, *WAY, "eli_disclosed", "confirmed")
    on(world, AFTER)
    decide(world, "transferred", posts=("E1",))
    make_list(world, "Company", [line("E1", "Early help", person_ref="501")])
    link_arrivals(company_hr(world), the_transfer(world))
    first = world.options["All move"].transfers[0]
    later = Transfer(option_id=first.option_id, from_id=first.to_id, to_id=first.from_id, position=9,
                     transfer_on=date(2022, 4, 1), basis="business transfer")  # fmt: skip
    db.session.add(later)
    db.session.flush()
    company = world.organisations["Company"].id
    db.session.add(Leg(transfer_id=later.id, organisation_id=company, post_no="E1", person_ref="501",
                       fte_thousandths=1000))  # fmt: skip
    db.session.commit()
    assert "found on the list of Company, on post E1" in " ".join(
        queries.what_rests(world.system, the_transfer(world), the_one(world))
    )
    with pytest.raises(DomainError, match="Correct the later transfer first: the person went on from there on 1 April"):
        corrected(world)
    db.session.rollback()
    assert the_one(world).state == "transferred"


def test_words_about_an_erased_person_go_and_the_rest_stays(world: World) -> None:
    decide(world, "left")
    found = corrected(world)
    forget_grounds(the_one(world).organisation_id, "Erased", person_ref="501", token="erased-1")
    db.session.refresh(found)
    assert (found.reason, found.evidence, found.person_ref, found.state) == (
        "Erased",
        "Erased",
        "erased-1",
        "confirmed",
    )


def test_bulk_decisions_count_from_the_steps_that_stand(world: World) -> None:
    """As many queries with corrections as without, and the mistaken step's day holds nobody up."""
    decide(world, *WAY)
    on(world, AFTER)
    decide(world, "left", posts=("E1",))
    corrected(world)
    with counted_queries() as seen:
        take_steps(world.viewer("hr-Council"), the_transfer(world), queries.CandidateFilter(), after="eli_disclosed",
                   reason="r", evidence="e", decided_on=date(2021, 6, 1))  # fmt: skip
    assert queries.count_states(world.system, the_transfer(world)) == {"eli_disclosed": 3} and len(seen) < 40
    assert db.session.scalar(select(func.count()).select_from(DecisionStep)) == 3 * 3 + 1 + 3
