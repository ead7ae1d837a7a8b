"""Bytes by their hash: kept once, refused when damaged, never half."""

import os
from datetime import UTC, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from transfer.extensions import db
from transfer.files.actions import discard, store, sweep
from transfer.files.models import StoredFile
from transfer.files.queries import get_file, read_bytes, store_address
from transfer.kernel import clock
from transfer.kernel.errors import NotFound

CONTENT = b"cost_centre,account\n00100,A1\n"
HASH = sha256(CONTENT).hexdigest()


@pytest.fixture(autouse=True)
def own_store(app: Flask) -> None:
    for each in kept_files(app):
        each.unlink()


def kept_files(app: Flask) -> list[Path]:
    return [each for each in (app.config["SETTINGS"].instance / "files").rglob("*") if each.is_file()]


def made(name: str, ago: timedelta) -> None:
    """Let a file of the store be older than it is."""
    path = Path(store_address(HASH)[1]).with_name(name)
    at = (clock.now() - ago).replace(tzinfo=UTC).timestamp()
    os.utime(path, (at, at))


def count() -> int | None:
    return db.session.scalar(select(func.count()).select_from(StoredFile))


def test_content_is_kept_under_its_hash(app: Flask) -> None:
    stored = store(CONTENT, "book.csv")
    assert (stored.sha256, stored.name, stored.size) == (HASH, "book.csv", len(CONTENT))
    assert read_bytes(HASH) == CONTENT
    assert get_file(stored.id) is stored
    assert [(each.parent.name, each.name) for each in kept_files(app)] == [(HASH[:2], HASH)]


def test_the_same_content_is_one_file_under_its_first_name(app: Flask) -> None:
    first, second = store(CONTENT, "book.csv"), store(CONTENT, "another.csv")
    assert second is first and second.name == "book.csv"
    assert count() == 1 and len(kept_files(app)) == 1


def test_bytes_that_were_lost_are_kept_again(app: Flask) -> None:
    store(CONTENT, "book.csv")
    kept_files(app)[0].unlink()
    store(CONTENT, "book.csv")
    assert read_bytes(HASH) == CONTENT and count() == 1


def test_damaged_content_is_refused(app: Flask) -> None:
    store(CONTENT, "book.csv")
    kept_files(app)[0].write_bytes(CONTENT[:-1])
    with pytest.raises(NotFound, match="damaged"):
        read_bytes(HASH)


def test_what_is_not_there_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound, match="no longer"):
        read_bytes(HASH)
    with pytest.raises(NotFound):
        get_file(987654)


def test_a_write_that_stops_half_way_leaves_nothing_under_the_hash(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    system, path = store_address(HASH)

    def stops(part: str, content: bytes) -> None:
        Path(part).write_bytes(content[:5])
        raise OSError("the disk is full")

    monkeypatch.setattr(type(system), "pipe_file", staticmethod(stops))
    with pytest.raises(OSError):
        store(CONTENT, "book.csv")
    assert not Path(path).exists() and count() == 0
    assert kept_files(app) == []


def test_a_discarded_file_is_gone_with_its_bytes(app: Flask) -> None:
    stored_id = store(CONTENT, "book.csv").id
    db.session.commit()
    discard(stored_id)
    db.session.rollback()
    assert count() == 1 and len(kept_files(app)) == 1
    discard(stored_id)
    db.session.commit()
    assert count() == 0 and kept_files(app) == []
    discard(987654)


def test_bytes_go_with_the_whole_unit_of_work_and_with_no_part_of_it(app: Flask) -> None:
    stored_id = store(CONTENT, "book.csv").id
    db.session.commit()
    discard(stored_id)
    store(b"another", "another.csv")  # inside a savepoint, which ends well
    assert len(kept_files(app)) == 2
    db.session.rollback()
    assert read_bytes(HASH) == CONTENT
    savepoint = db.session.begin_nested()
    with db.session.begin_nested():
        discard(stored_id)
    savepoint.rollback()
    db.session.commit()
    assert read_bytes(HASH) == CONTENT
    discard(stored_id)
    db.session.begin_nested().rollback()
    with db.session.begin_nested(), db.session.begin_nested():
        discard(store(b"one more", "more.csv").id)
    db.session.commit()
    assert [each.name for each in kept_files(app)] == [sha256(b"another").hexdigest()]


def test_what_was_kept_again_meanwhile_stays(app: Flask) -> None:
    """One throws the content away while another keeps it: its bytes are there when both have committed."""
    stored_id = store(CONTENT, "book.csv").id
    db.session.commit()
    made(HASH, timedelta(seconds=1))
    discard(stored_id)
    store(CONTENT, "again.csv")
    db.session.commit()
    assert read_bytes(HASH) == CONTENT


def test_what_a_killed_process_left_is_swept_away_after_a_day(app: Flask) -> None:
    store(CONTENT, "book.csv")
    db.session.commit()
    _, path = store_address(HASH)
    left = [Path(f"{path}.abc.part"), Path(path).with_name("0" * 64)]
    for each in left:
        each.write_bytes(b"half")
    assert sweep() == 0
    for each in (*left, Path(path)):
        made(each.name, timedelta(hours=25))
    assert sweep() == 2
    assert not any(each.exists() for each in left) and read_bytes(HASH) == CONTENT
