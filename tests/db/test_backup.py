"""The drill: an installation is copied while it is used, and restored into an empty place, whole or not at all."""

import errno
import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from threading import Thread
from typing import Any
from zipfile import ZipFile

import pytest
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import func, inspect, select, text

from tests.factories.installations import installation
from tests.factories.packs import PackWorld, make_pack_world
from transfer.audit.actions import anchor, record
from transfer.audit.models import AuditEvent
from transfer.audit.queries import anchors_path, verify
from transfer.config import Settings
from transfer.desk.queries import programme_summary
from transfer.extensions import db, unit_of_work
from transfer.files.actions import store
from transfer.files.models import StoredFile
from transfer.files.queries import list_kept, read_bytes, store_address
from transfer.identity.rules import CommandLine
from transfer.kernel.errors import DomainError
from transfer.operation.actions import back_up, copying, restore, restoring
from transfer.operation.commands import backup, restore_
from transfer.operation.queries.tables import newest_revision
from transfer.operation.rules import Manifest
from transfer.packs.actions import freeze, keep_files
from transfer.packs.models import PackFile
from transfer.programmes.queries import find_programme, system_viewer

SLUG = "harbour"
PACK = {("public", "pdf"): b"%PDF public", ("exempt", "pdf"): b"%PDF exempt"}


def quiet(words: str) -> None:
    """Nobody listens."""


@pytest.fixture
def world(app: Flask, tmp_path: Path) -> Iterator[PackWorld]:
    """A programme with lists, money, contracts and a pack; its anchors are of this test alone."""
    anchors_path().unlink(missing_ok=True)
    made = make_pack_world(tmp_path / "folder")
    with unit_of_work():
        keep_files(made.system, freeze(made.system, "due-diligence", made.option), PACK)
    yield made
    anchors_path().unlink(missing_ok=True)


@pytest.fixture
def copy(world: PackWorld, tmp_path: Path) -> Path:
    anchor()
    back_up(tmp_path / "copy.zip", quiet)
    return tmp_path / "copy.zip"


def what_is_there(slug: str) -> dict[str, Any]:
    """The totals, and the bytes of every pack's file."""
    found = find_programme(slug)
    assert found
    packs = {(each.edition, each.format): read_bytes(each.file.sha256) for each in db.session.scalars(select(PackFile))}
    return {"summary": programme_summary(system_viewer(found)), "packs": packs}


def is_empty(folder: Path) -> bool:
    return not inspect(db.engine).get_table_names() and not any((folder / "files").rglob("*"))


def content(manifest: Manifest) -> dict[str, Any]:
    """All that a backup holds but when, by what and on which engine it was made."""
    told = asdict(manifest)
    return {name: told[name] for name in ("revision", "tables", "files", "missing", "numbers", "anchors")}


def test_what_was_restored_is_what_was_there(world: PackWorld, copy: Path, tmp_path: Path) -> None:
    before = what_is_there(SLUG)
    assert before["packs"] == PACK
    with installation(tmp_path / "new"):
        restore(copy, quiet)
        assert what_is_there(SLUG) == before
        assert verify() is None
        assert anchors_path().read_bytes()
        again = back_up(tmp_path / "again.zip", quiet)
    with ZipFile(copy) as archive:
        assert content(restoring._manifest(archive)) == content(again)


def test_either_engine_restores_what_the_other_held(world: PackWorld, copy: Path, tmp_path: Path) -> None:
    before = what_is_there(SLUG)
    with installation(tmp_path / "lite", f"sqlite:///{tmp_path / 'lite.db'}"):
        restore(copy, quiet)
        assert what_is_there(SLUG) == before and verify() is None
        there = back_up(tmp_path / "lite.zip", quiet)
    with installation(tmp_path / "back"):
        restore(tmp_path / "lite.zip", quiet)
        assert what_is_there(SLUG) == before and verify() is None
        assert content(back_up(tmp_path / "back.zip", quiet)) == content(there)


def test_numbers_go_on_where_they_stood(world: PackWorld, copy: Path, tmp_path: Path) -> None:
    last = db.session.scalar(select(func.max(StoredFile.id))) or 0
    with installation(tmp_path / "new"):
        restore(copy, quiet)
        with unit_of_work():
            assert store(b"new", "new.txt").id == last + 1
            record(CommandLine(), "test", ("thing", 1), "Something happened")
        assert verify() is None


@pytest.mark.parametrize("where", ["manifest.json", "tables/budget_amounts.jsonl", "files/", "the end"])
def test_a_flipped_byte_is_refused_before_anything_is_written(copy: Path, tmp_path: Path, where: str) -> None:
    damaged = bytearray(copy.read_bytes())
    damaged[place_of(copy, where)] ^= 0x01
    (tmp_path / "damaged.zip").write_bytes(damaged)
    with installation(tmp_path / "new"):
        with pytest.raises(DomainError, match="damaged, and nothing was restored"):
            restore(tmp_path / "damaged.zip", quiet)
        assert is_empty(tmp_path / "new")


def test_a_list_of_contents_is_refused_wherever_it_is_flipped(copy: Path, tmp_path: Path) -> None:
    """The packed bytes differ from run to run: some places break the unpacking, others only the hash."""
    with ZipFile(copy) as archive:
        size = archive.getinfo("manifest.json").compress_size
    middle = place_of(copy, "manifest.json")
    with installation(tmp_path / "new"):
        for tenth in range(10):
            damaged = bytearray(copy.read_bytes())
            damaged[middle - size // 2 + size * tenth // 10] ^= 0xFF
            (tmp_path / "damaged.zip").write_bytes(damaged)
            with pytest.raises(DomainError, match="damaged, and nothing was restored"):
                restore(tmp_path / "damaged.zip", quiet)
        assert is_empty(tmp_path / "new")


def place_of(copy: Path, where: str) -> int:
    """A byte in the middle of the first member of that name."""
    if where == "the end":
        return copy.stat().st_size - 10  # in the hash of the list of contents
    with ZipFile(copy) as archive:
        member = next(each for each in archive.infolist() if each.filename.startswith(where))
    return member.header_offset + 30 + len(member.filename) + 20 + member.compress_size // 2


def test_a_copy_that_was_broken_off_is_no_backup(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "half.zip").write_bytes(copy.read_bytes()[:20_000])
    with installation(tmp_path / "new"):
        with pytest.raises(DomainError, match="cannot be read to its end"):
            restore(tmp_path / "half.zip", quiet)
        assert is_empty(tmp_path / "new")


def test_rows_or_files_that_somebody_exchanged_are_refused(copy: Path, tmp_path: Path) -> None:
    """The archive is sound in itself, and its hashes are not."""
    with ZipFile(copy) as archive, ZipFile(tmp_path / "other.zip", "w") as other:
        for name in archive.namelist():
            held = archive.read(name)
            other.writestr(name, held.replace(b"Homes Ltd", b"Other Ltd") if "contracts" in name else held)
        other.comment = archive.comment
    with installation(tmp_path / "new"):
        with pytest.raises(DomainError, match="tables/contracts.jsonl is not what it was"):
            restore(tmp_path / "other.zip", quiet)
        assert is_empty(tmp_path / "new")


def test_a_copy_is_of_one_instant_while_somebody_writes(
    app: Flask, world: PackWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before each table is read, another thread records an event and keeps a file, and commits."""
    read, events = copying.rows_of, db.session.scalar(select(func.count()).select_from(AuditEvent))
    programme_id = world.programme.id
    db.session.rollback()

    def write(name: str) -> None:
        with app.app_context(), unit_of_work():
            store(name.encode(), f"{name}.txt")
            record(CommandLine(), "test", ("thing", name), "Something happened", programme_id=programme_id)

    def interrupted(connection: Any, table: Any) -> Iterator[list[Any]]:
        writer = Thread(target=write, args=(table.name,))
        writer.start()
        writer.join()
        yield from read(connection, table)

    monkeypatch.setattr(copying, "rows_of", interrupted)
    back_up(tmp_path / "copy.zip", quiet)
    assert (db.session.scalar(select(func.count()).select_from(AuditEvent)) or 0) > (events or 0) + 20
    with installation(tmp_path / "new"):
        restore(tmp_path / "copy.zip", quiet)
        assert verify() is None
        for each in db.session.scalars(select(StoredFile)):
            read_bytes(each.sha256)


def test_a_place_that_is_not_empty_is_refused(copy: Path, tmp_path: Path) -> None:
    with installation(tmp_path / "tables"):
        upgrade()
        with pytest.raises(DomainError, match="is not empty: restore into a new one"):
            restore(copy, quiet)
    (tmp_path / "files/files/ab").mkdir(parents=True)
    (tmp_path / "files/files/ab/abc").write_bytes(b"somebody's")
    with installation(tmp_path / "files"):
        with pytest.raises(DomainError, match="holds other files: restore into an empty one"):
            restore(copy, quiet)
        assert inspect(db.engine).get_table_names() == []


def test_a_restore_that_breaks_off_leaves_a_place_that_is_still_empty(
    world: PackWorld, copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, load = what_is_there(SLUG), restoring._load_table

    def broken(archive: Any, connection: Any, table: Any, part: Any) -> None:
        load(archive, connection, table, part)
        if table.name == "organisations":
            raise KeyboardInterrupt

    with installation(tmp_path / "new"):
        monkeypatch.setattr(restoring, "_load_table", broken)
        with pytest.raises(KeyboardInterrupt):
            restore(copy, quiet)
        assert inspect(db.engine).get_table_names() == []
        monkeypatch.setattr(restoring, "_load_table", load)
        restore(copy, quiet)
        assert what_is_there(SLUG) == before


def test_a_backup_of_a_newer_version_is_refused(copy: Path, tmp_path: Path) -> None:
    rewritten(copy, tmp_path / "newer.zip", revision="9001", product="99.0")
    with installation(tmp_path / "new"):
        with pytest.raises(DomainError, match=r"newer version of Transfer \(99.0, database 9001\)"):
            restore(tmp_path / "newer.zip", quiet)
        assert is_empty(tmp_path / "new")


def rewritten(copy: Path, target: Path, **values: str) -> None:
    """The backup with another list of contents, sound in itself."""
    with ZipFile(copy) as archive, ZipFile(target, "w") as other:
        told = json.loads(archive.read("manifest.json")) | values
        for name in archive.namelist():
            held = json.dumps(told).encode() if name == "manifest.json" else archive.read(name)
            other.writestr(name, held)
            if name == "manifest.json":
                other.comment = copying.hashlib.sha256(held).hexdigest().encode()


def test_a_backup_of_an_older_version_is_brought_up_to_date(app: Flask, tmp_path: Path) -> None:
    with installation(tmp_path / "old"):
        upgrade(revision="0001")
        db.session.execute(text("insert into audit_heads (chain, sequence, hash) values (7, 0, 'x')"))
        db.session.execute(
            text("insert into programmes (id, name, slug, engine, go_live_on, budget_year, budget_basis, version) "
                 "values (41, 'Old', 'old', 'statutory', '2021-04-01', '', 'base', 1)")
        )  # fmt: skip
        db.session.execute(
            text("insert into organisations (id, programme_id, name, short, kind, position, version) "
                 "values (5, 41, 'A council', 'Council', 'council', 0, 1)")
        )  # fmt: skip
        db.session.commit()
        assert back_up(tmp_path / "old.zip", quiet).revision == "0001"
    with installation(tmp_path / "new"):
        restore(tmp_path / "old.zip", quiet)
        found = find_programme("old")
        assert found and [each.short for each in found.organisations] == ["Council"]
        revision = db.session.scalar(text("select version_num from alembic_version"))
        assert revision == newest_revision() != "0001"


def test_the_keys_are_named_and_not_included(copy: Path) -> None:
    with ZipFile(copy) as archive:
        assert json.loads(archive.read("manifest.json"))["keys"] == ["SECRET_KEY", "SEALING_KEYS"]
        names = archive.namelist()
    assert not [name for name in names if "key" in name]
    assert copy.stat().st_mode & 0o077 == 0


def test_what_the_store_does_not_hold_is_told(app: Flask, world: PackWorld, tmp_path: Path) -> None:
    lost = db.session.scalars(select(StoredFile)).first()
    assert lost
    system, path = store_address(lost.sha256)
    system.rm(path)
    assert back_up(tmp_path / "copy.zip", quiet).missing == [lost.sha256]
    told = app.test_cli_runner().invoke(backup, [str(tmp_path / "command.zip")])
    assert told.exit_code == 1 and f"does not hold {lost.sha256}" in told.output


def test_no_room_leaves_nothing_half(world: PackWorld, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(copying, "_file", full)
    with pytest.raises(DomainError, match="could not be written .No space left on device."):
        back_up(tmp_path / "copy.zip", quiet)
    assert not list(tmp_path.glob("copy.zip*"))


def test_the_commands(app: Flask, world: PackWorld, tmp_path: Path) -> None:
    runner, target, slug = app.test_cli_runner(), tmp_path / "copy.zip", world.programme.slug
    made = runner.invoke(backup, [str(target)])
    assert made.exit_code == 0 and "SECRET_KEY, SEALING_KEYS" in made.output
    refused = runner.invoke(backup, [str(target)])
    assert refused.exit_code == 2 and "is there already" in refused.output
    with installation(tmp_path / "new") as new:
        told = new.test_cli_runner().invoke(restore_, [str(target)])
        assert told.exit_code == 0 and "Every event follows from the one before." in told.output
        assert find_programme(slug)
        db.session.rollback()
        assert new.test_cli_runner().invoke(restore_, [str(target)]).exit_code == 2


def test_sealed_bytes_are_copied_as_they_are(world: PackWorld, tmp_path: Path) -> None:
    """Whatever stands at an address is copied, whether it is the content itself or not."""
    held = db.session.scalars(select(StoredFile)).first()
    assert held
    system, path = store_address(held.sha256)
    system.pipe_file(path, b"sealed bytes")
    back_up(tmp_path / "copy.zip", quiet)
    with installation(tmp_path / "new") as new:
        restore(tmp_path / "copy.zip", quiet)
        settings: Settings = new.config["SETTINGS"]
        assert (settings.instance / "files" / held.sha256[:2] / held.sha256).read_bytes() == b"sealed bytes"
        assert held.sha256 in list_kept()
    shutil.rmtree(tmp_path / "new")
    system.rm(path)
