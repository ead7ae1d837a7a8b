"""One step for a whole list: who takes it, who cannot and why, and what happens when somebody else was first."""

from datetime import date
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.counting import counted_queries
from tests.factories.establishment import line, make_list, the_line
from tests.factories.programmes import World, make_programme
from transfer.audit.models import AuditEvent
from transfer.extensions import db
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.models import Transfer
from transfer.tupe import queries
from transfer.tupe.actions import preview_steps, take_step, take_steps
from transfer.tupe.models import DecisionStep, PersonDecision
from transfer.tupe.queries import CandidateFilter
from transfer.tupe.rules import Step

DAY = date(2021, 3, 1)
EVERYBODY = CandidateFilter()


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    make_list(found, "Council", [line(f"C{number}", "Early help", person_ref=str(number)) for number in range(1, 6)])
    return found


@pytest.fixture
def council(world: World) -> Transfer:
    return list(queries.list_transfers(world.system))[1]


def decide(world: World, transfer: Transfer, after: str, chosen: Any = EVERYBODY, **asked: Any) -> Any:
    values: dict[str, Any] = {"reason": "seen", "evidence": "rota", "decided_on": DAY} | asked
    return take_steps(world.viewer(values.pop("who", "hr-Council")), transfer, chosen, after=after, **values)


def ids(world: World, transfer: Transfer, *posts: str) -> list[int]:
    found = queries.list_candidates(world.system, transfer, number=None)
    return [each.line.id for each in found.items if each.line.post_no in posts]


def test_everybody_on_a_list_moves_with_one_reason(world: World, council: Transfer) -> None:
    done = decide(world, council, "under_review")
    db.session.commit()
    assert len(done.can) == 5 and not done.stopped
    assert queries.count_states(world.system, council) == {"under_review": 5}
    assert set(db.session.execute(select(DecisionStep.reason, DecisionStep.together))) == {("seen", 5)}
    told = db.session.scalars(select(AuditEvent).where(AuditEvent.verb == "decide_people")).one()
    assert told.summary.startswith("5 people → Under review") and told.side_id == world.organisations["Council"].id


def test_those_who_cannot_stay_and_it_is_said_why(world: World, council: Transfer) -> None:
    decide(world, council, "under_review", ids(world, council, "C1", "C2"))
    asked = Step("in_scope", "one team", "rota", DAY)
    found = preview_steps(world.viewer("hr-Council"), council, EVERYBODY, asked)
    assert [each.post_no for each in found.can] == ["C1", "C2"]
    [stopped] = found.stopped
    assert len(stopped.seats) == 3 and stopped.message.startswith("After “candidate” choose one of: under review")
    decide(world, council, "in_scope", seen=found.seen)
    assert queries.count_states(world.system, council) == {"candidate": 3, "in_scope": 2}


def test_two_lines_of_one_post_without_references_are_decided_about_once(world: World, council: Transfer) -> None:
    make_list(world, "Council", [line("J1", "Early help", fte="0.5"), line("J1", "Early help", fte="0.5")])
    decide(world, council, "under_review")
    decide(world, council, "in_scope")
    assert queries.count_states(world.system, council) == {"in_scope": 2}
    assert db.session.scalar(select(func.count()).select_from(DecisionStep)) == 2


def test_nobody_is_left_behind_where_everybody_is_asked_for(world: World, council: Transfer) -> None:
    decide(world, council, "under_review", ids(world, council, "C1"))
    with pytest.raises(DomainError, match="Nothing was decided. 4: After"):
        decide(world, council, "in_scope", everybody=True)
    assert queries.count_states(world.system, council) == {"candidate": 4, "under_review": 1}


def test_a_list_that_changed_since_it_was_looked_at_is_looked_at_again(world: World, council: Transfer) -> None:
    seen = preview_steps(world.viewer("hr-Council"), council, EVERYBODY, Step("left", "gone", "", DAY)).seen
    found = queries.list_candidates(world.system, council).items[0]
    take_step(
        world.viewer("legal-Council"), council, found.line, after="under_review", reason="x", evidence="",
        decided_on=DAY, version=0,
    )  # fmt: skip
    with pytest.raises(StaleVersion, match="meanwhile"):
        decide(world, council, "left", seen=seen)
    assert queries.count_states(world.system, council) == {"candidate": 4, "under_review": 1}


@pytest.mark.parametrize(
    ("stood", "theirs", "mine"), [("candidate", "under_review", "left"), ("under_review", "in_scope", "left")]
)
def test_who_comes_between_look_and_write_is_not_overwritten(
    world: World, council: Transfer, stood: str, theirs: str, mine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that were read before the other's were there, or before the other changed them."""
    first = ids(world, council, "C1")
    if stood != "candidate":
        decide(world, council, stood, first)
    stale = queries.seats_of(world.viewer("hr-Council"), council, first)
    decide(world, council, theirs, first)
    monkeypatch.setattr("transfer.tupe.actions.together.seats_of", lambda *asked: stale)
    with pytest.raises(StaleVersion):
        decide(world, council, mine)
    monkeypatch.undo()
    assert queries.count_states(world.system, council) == {"candidate": 4, theirs: 1}
    assert db.session.scalar(select(func.count()).select_from(PersonDecision)) == 1


@pytest.mark.parametrize("who", ["hr-Trust", "finance-Council", "lead", "auditor"])
def test_only_their_own_employer_decides_about_many(world: World, council: Transfer, who: str) -> None:
    with pytest.raises(DomainError, match="own employer"):
        decide(world, council, "under_review", who=who)


def test_what_lacks_words_or_is_one_persons_own_is_refused(world: World, council: Transfer) -> None:
    for after, asked, field in (
        ("under_review", {"reason": " "}, "reason"), ("in_scope", {"evidence": ""}, "evidence"),
        ("objected", {}, "after"),
    ):  # fmt: skip
        with pytest.raises(DomainError) as caught:
            decide(world, council, after, **asked)
        assert caught.value.field == field


def test_a_gate_of_another_room_holds_everybody_up(
    world: World, council: Transfer, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = [lambda viewer, transfer, after: "Send the letter first" if after == "under_review" else None]
    monkeypatch.setattr("transfer.tupe.actions.gates.STEP_GATES", gate)
    with pytest.raises(DomainError, match="Send the letter first"):
        decide(world, council, "under_review")
    with pytest.raises(DomainError, match="Send the letter first"):
        take_step(
            world.viewer("hr-Council"), council, queries.list_candidates(world.system, council).items[0].line,
            after="under_review", reason="x", evidence="", decided_on=DAY, version=0,
        )  # fmt: skip


def test_as_many_queries_for_two_hundred_people_as_for_ten(world: World, council: Transfer) -> None:
    numbers = []
    for many in (10, 200):
        release = make_list(world, "Council", [line(f"N{many}-{each}", "Early help") for each in range(many)])
        decide(world, council, "under_review", [the_line(release, f"N{many}-0").id])
        db.session.commit()
        with counted_queries() as seen:
            decide(world, council, "left")
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]
