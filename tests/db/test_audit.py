"""The chain of events."""

import pytest
from flask import Flask
from sqlalchemy import text

from tests.factories.programmes import make_programme
from transfer.audit.actions import record
from transfer.audit.queries import list_events, verify
from transfer.extensions import db
from transfer.identity.rules import CommandLine


def _three_events(programme_id: int) -> None:
    for number in range(3):
        record(CommandLine(), "test", ("thing", number), f"Event {number}", programme_id=programme_id,
               changes={"value": (number, number + 1)})  # fmt: skip
        db.session.commit()


def test_events_are_chained_in_order(app: Flask) -> None:
    programme_id = make_programme().programme.id
    _three_events(programme_id)
    events = list_events(programme_id, None)
    assert [event.sequence for event in events] == [3, 2, 1]
    assert events[0].previous_hash == events[1].hash
    assert events[2].changes == {"value": [0, 1]}
    assert verify() is None


@pytest.mark.parametrize(
    ("tampering", "first_broken"),
    [
        ("update audit_events set summary = 'Another' where sequence = 2", 2),
        ("delete from audit_events where sequence = 2", 3),
        ("delete from audit_events where sequence = 3", 3),
        ("update audit_events set sequence = case sequence when 1 then -2 else sequence end", -2),
    ],
)
def test_tampering_is_named(app: Flask, tampering: str, first_broken: int) -> None:
    programme_id = make_programme().programme.id
    _three_events(programme_id)
    db.session.execute(text(tampering))
    db.session.commit()
    assert verify() == (programme_id, first_broken)


def test_what_is_rolled_back_leaves_no_event(app: Flask) -> None:
    programme_id = make_programme().programme.id
    record(CommandLine(), "test", ("thing", 1), "Never", programme_id=programme_id)
    db.session.rollback()
    db.session.commit()
    assert list_events(programme_id, None) == []
