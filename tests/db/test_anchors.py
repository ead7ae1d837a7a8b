"""The ends of the chains are written down outside the database, and tell what the chains themselves cannot."""

from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import delete, text

from tests.factories.programmes import make_programme
from transfer.audit import queries
from transfer.audit.actions import anchor, record
from transfer.audit.models import AuditEvent, AuditHead
from transfer.audit.queries import anchors_path, list_anchors, list_events, list_heads, verify
from transfer.audit.rules import FIRST, event_hash
from transfer.extensions import db
from transfer.identity.rules import CommandLine
from transfer.operation.commands import audit
from transfer.working import ROUNDS

TRUNCATED = (
    "delete from audit_events where chain = :chain and sequence > 2",
    "update audit_heads set sequence = 2, hash = (select hash from audit_events where chain = :chain and sequence = 2) "
    "where chain = :chain",
)
SWAPPED = (
    "update audit_events set sequence = -1 where chain = :chain and sequence = 2",
    "update audit_events set sequence = 2 where chain = :chain and sequence = 3",
    "update audit_events set sequence = 3 where chain = :chain and sequence = -1",
)
# Each event still follows from the one before; between the last two, four seem to have been.
RENUMBERED = (
    "update audit_events set sequence = 9 where chain = :chain and sequence = 4",
    "update audit_heads set sequence = 9 where chain = :chain",
)


@pytest.fixture(autouse=True)
def own_anchors(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = replace(app.config["SETTINGS"], audit_anchor=str(tmp_path / "elsewhere" / "anchors"))
    monkeypatch.setitem(app.config, "SETTINGS", settings)


@pytest.fixture
def chain() -> int:
    """A programme with four events."""
    programme_id = make_programme().programme.id
    add_events(programme_id, 4)
    return programme_id


def add_events(chain: int, number: int) -> None:
    for each in range(number):
        record(CommandLine(), "test", ("thing", each), f"Event {each}", programme_id=chain)
        db.session.commit()


def tell(chain: int, *statements: str) -> None:
    for each in statements:
        db.session.execute(text(each), {"chain": chain})
    db.session.commit()


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        (("update audit_events set summary = 'Another' where chain = :chain and sequence = 3",), 3),
        (("update audit_events set changes = '{\"state\": [1, 2]}' where chain = :chain and sequence = 2",), 2),
        (("update audit_events set actor = 'Another' where chain = :chain and sequence = 1",), 1),
        (("delete from audit_events where chain = :chain and sequence = 1",), 2),
        (("delete from audit_events where chain = :chain and sequence = 4",), 4),
        (SWAPPED, 2),
        (("update audit_events set previous_hash = 'x' where chain = :chain and sequence = 3",), 3),
        (RENUMBERED, 9),
        (("update audit_heads set sequence = 2 where chain = :chain",), 5),
        (("update audit_heads set hash = 'x' where chain = :chain",), 4),
    ],
)
def test_what_a_chain_tells_by_itself(chain: int, tampering: tuple[str, ...], broken: int) -> None:
    assert verify() is None
    tell(chain, *tampering)
    assert verify() == (chain, broken)


@pytest.mark.parametrize("broken", [None, 2, 9])
def test_a_chain_of_many_batches_is_read_to_its_end(
    chain: int, monkeypatch: pytest.MonkeyPatch, broken: int | None
) -> None:
    monkeypatch.setattr(queries, "LINKS_AT_ONCE", 2)
    add_events(chain, 6)
    if broken:
        tell(chain, f"update audit_events set summary = 'Another' where chain = :chain and sequence = {broken}")
    assert verify() == ((chain, broken) if broken else None)


def test_a_chain_that_was_cut_off_is_told_by_its_anchors(chain: int) -> None:
    anchor()
    tell(chain, *TRUNCATED)
    assert verify() == (chain, 3)


def test_without_anchors_a_clean_cut_is_not_seen(chain: int) -> None:
    """Why there are anchors: to the chain itself its shorter self is sound."""
    tell(chain, *TRUNCATED)
    assert verify() is None


def test_a_chain_that_was_built_again_is_told_by_its_anchors(chain: int) -> None:
    add_events(chain, 1)
    anchor()
    add_events(chain, 1)
    build_again(chain)
    assert verify() == (chain, 5)


def build_again(chain: int) -> None:
    """Change the second event, and give it and all that follow new hashes."""
    previous = FIRST
    for each in reversed(list_events(chain, None)):
        if each.sequence == 2:
            each.summary = "Another"
        content = {name: getattr(each, name) for name in (
            "chain", "actor_id", "actor", "verb", "subject_type", "subject_id", "summary", "side_id", "changes",
        )} | {"at": each.at.isoformat()}  # fmt: skip
        each.previous_hash, each.hash = previous, event_hash(previous, content)
        previous = each.hash
    db.session.get_one(AuditHead, chain).hash = previous
    db.session.commit()


def test_a_chain_that_was_taken_away_whole_is_told_by_its_anchors(chain: int) -> None:
    anchor()
    db.session.execute(delete(AuditEvent))
    db.session.execute(delete(AuditHead))
    db.session.commit()
    assert verify() == (chain, 1)


def test_only_what_grew_is_written_down_and_nothing_is_written_over(chain: int) -> None:
    assert anchor() == 1
    first = anchors_path().read_bytes()
    assert anchor() == 0
    add_events(chain, 2)
    assert anchor() == 1
    assert anchors_path().read_bytes().startswith(first)
    assert [(each.chain, each.sequence) for each in list_anchors()] == [(chain, 4), (chain, 6)]
    assert list_anchors()[-1].hash == list_heads()[-1].hash
    assert verify() is None


def test_a_line_that_was_broken_off_does_not_count(chain: int) -> None:
    anchor()
    with anchors_path().open("ab") as file:
        file.write(b"2026-11-21T06:4")
    assert verify() is None
    add_events(chain, 1)
    assert anchor() == 1
    assert [each.sequence for each in list_anchors()] == [4, 5]


def test_the_worker_writes_them_down_on_schedule(app: Flask, chain: int) -> None:
    [each] = [each for each in ROUNDS if each.name == "anchor"]
    assert each.seconds == 15 * 60
    db.session.commit()
    each.work()
    assert [each.sequence for each in list_anchors()] == [4]


def test_the_commands(app: Flask, chain: int) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(audit, ["anchor"]).output == "1 end was written down\n"
    assert runner.invoke(audit, ["verify"]).output == "Every event follows from the one before.\n"
    tell(chain, *TRUNCATED)
    told = runner.invoke(audit, ["verify"])
    assert (told.exit_code, told.output) == (1, f"Error: Chain {chain}: event 3 is broken.\n")
    anchors_path().write_text("nothing of ours\n")
    told = runner.invoke(audit, ["verify"])
    assert (told.exit_code, told.output) == (2, "Line 1 of the anchors cannot be read\n")
