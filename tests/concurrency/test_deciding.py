"""Decisions on overlapping lists, sent at the same moment by two people: each person is decided about once."""

from collections import Counter
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete

from tests.concurrency.test_one_wins import Answer, at_once, meet_after_reading, sent_to
from tests.concurrency.things import DECIDES, LATER
from tests.factories.establishment import line, make_list
from tests.factories.programmes import World, make_programme
from tests.pages.test_deciding_together import ask, base, hidden, person
from transfer.extensions import db
from transfer.programmes.models import Membership
from transfer.tupe.actions import ask_correction, take_steps
from transfer.tupe.models import DecisionCorrection, PersonDecision
from transfer.tupe.queries import CandidateFilter, find_open_correction, list_transfers

ROUNDS = 3
PEOPLE = ("X1", "X2", "Y2", "Y3")
HR, LEGAL = "hr-Council", "legal-Council"
# Each could follow the other, so the order of states alone would let the second through.
DISPUTES = {"after": "disputed", "raised_by": "employee", "legal_by_on": LATER, "evidence": "Letter"}
SETTLES = {"after": "in_scope", "evidence": "Rota"}
NAMES = {HR: "Hr Council", LEGAL: "Legal Council"}


@pytest.fixture
def world(app: Flask) -> World:
    found = make_programme()
    make_list(found, "Council", [line(post, "Early help", person_ref=post) for post in PEOPLE])
    for member in db.session.query(Membership).filter_by(user_id=found.users[LEGAL].id):
        member.sees_people = True
    db.session.commit()
    return found


def begin(world: World, under_review: bool) -> None:
    """Nobody was decided about yet, or everybody is under review: both ways of writing meet."""
    db.session.rollback()
    db.session.execute(delete(PersonDecision))
    if under_review:
        take_steps(world.viewer(HR), list_transfers(world.system)[1], CandidateFilter(), after="under_review",
                   reason="r", decided_on=world.programme.today())  # fmt: skip
    db.session.commit()


def looked_at(app: Flask, world: World, who: str, search: str, **asked: Any) -> Any:
    """A list as somebody looked at it, ready to be recorded."""
    client = app.test_client().sign_in(world.users[who])  # type: ignore[attr-defined]
    path = f"{base(world)}/together?search={search}"
    return partial(sent_to, path, hidden(ask(client, path, **asked)))


def stand(app: Flask) -> dict[str, tuple[str, int]]:
    """Where each person stands, and in how many steps they got there."""
    db.session.rollback()
    db.session.expire_all()
    return {each.post_no: (each.state, len(each.steps)) for each in db.session.query(PersonDecision)}


def met(app: Flask, world: World, asks: list[Any], patch: pytest.MonkeyPatch) -> list[Answer]:
    """HR and legal send at the same moment, and both have read before either writes, where the database lets them."""
    with patch.context() as at:
        meet_after_reading(at, "transfer.tupe.actions.together.seats_of", "transfer.tupe.actions.people._situation")
        return at_once(app, asks, world.users[HR], world.users[LEGAL])


def loser(answers: list[Answer]) -> int:
    """Which of the two was told that somebody was first."""
    assert Counter(code for code, _ in answers) == Counter([303, 409]), [(c, text[-1500:]) for c, text in answers]
    return [code for code, _ in answers].index(409)


@pytest.mark.parametrize("under_review", [False, True])
def test_two_lists_with_one_person_in_both(
    app: Flask, world: World, under_review: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """X2 is on both lists. Whoever is second decides about nobody, and is told by whom."""
    won = set()
    for _ in range(ROUNDS):
        begin(world, under_review)
        before = stand(app)
        first, other = (DISPUTES, SETTLES) if under_review else ({"after": "left"}, {"after": "redeployed_out"})
        asks = [looked_at(app, world, HR, "X", **first), looked_at(app, world, LEGAL, "2", **other)]
        answers = met(app, world, asks, monkeypatch)
        second = loser(answers)
        won.add(second)
        theirs, state = (("X1", "X2"), first["after"]) if second else (("X2", "Y2"), other["after"])
        after = stand(app)
        for post in PEOPLE:
            expected = (state, 1 + under_review) if post in theirs else before.get(post)
            assert after.get(post) == expected, (post, second)
        assert "decided about people on this list meanwhile" in answers[second][1]
        assert NAMES[HR if second else LEGAL] in answers[second][1]
    assert won


@pytest.mark.parametrize("under_review", [False, True])
def test_a_list_and_one_person_of_it(
    app: Flask, world: World, under_review: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(ROUNDS):
        begin(world, under_review)
        one: dict[str, Any] = {**DECIDES, **(SETTLES if under_review else {}), "version": "1" if under_review else "0"}
        many = DISPUTES if under_review else {"after": "redeployed_out"}
        asks = [looked_at(app, world, HR, "", **many), partial(sent_to, person(world, "X2"), one)]
        answers = met(app, world, asks, monkeypatch)
        second = loser(answers)
        after = stand(app)
        if second:
            assert {state for state, _ in after.values()} == {many["after"]} and len(after) == 4
        else:
            assert after["X2"] == (one["after"], 1 + under_review)
            assert {state for post, (state, _) in after.items() if post != "X2"} <= {"under_review"}
        assert NAMES[HR if second else LEGAL] in answers[second][1]


def test_a_correction_is_answered_once(app: Flask, world: World) -> None:
    """One confirms and the other refuses what a third asked for."""
    made = list_transfers(world.system)[1]
    for _ in range(ROUNDS):
        db.session.rollback()
        db.session.execute(delete(DecisionCorrection))
        begin(world, under_review=True)
        take_steps(world.viewer(HR), made, CandidateFilter(search="X1"), after="left", reason="r",
                   decided_on=world.programme.today())  # fmt: skip
        decision = db.session.query(PersonDecision).filter_by(post_no="X1").one()
        ask_correction(world.viewer(HR), made, decision, reason="Wrong", evidence="Form", version=decision.version)
        db.session.commit()
        waits = find_open_correction(decision)
        assert waits
        path = f"{base(world)}/decisions/{decision.id}/correction"
        asks = [
            partial(sent_to, path, {"version": str(waits.version), "answer": answer, "why": "Seen"})
            for answer in ("confirm", "refuse")
        ]
        second = loser(at_once(app, asks, world.users[LEGAL]))
        assert stand(app)["X1"][0] == ("under_review" if second else "left")
        [kept] = db.session.query(DecisionCorrection).all()
        assert kept.state == ("confirmed" if second else "refused")
