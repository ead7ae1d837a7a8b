"""Migrations go up, down and up again, and leave no difference from the models."""

import time
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from threading import Thread

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Connection,
    Date,
    DateTime,
    Integer,
    MetaData,
    NullPool,
    Numeric,
    String,
    Text,
    create_engine,
    inspect,
    select,
    text,
)
from sqlalchemy.exc import IntegrityError

from tests.databases import database_url, on_postgresql
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db, one_change
from transfer.kernel.errors import DomainError
from transfer.releases.models import Release
from transfer.tupe.models import Objection, PersonDecision

# What a column that must hold something holds, where its value is beside the point.
PLAIN: dict[type, object] = {
    Integer: 1, BigInteger: 1, Numeric: 1, String: "x", Text: "x", Boolean: False, Date: date(2021, 3, 1),
    DateTime: datetime(2021, 3, 1), JSON: [],
}  # fmt: skip


def _fresh(folder: str, url: str) -> Flask:
    return create_app(Settings(instance_path=folder, database_url=url, secret_key="x", log_level="ERROR"))


def test_up_down_up_without_drift(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("migrations")
    app = _fresh(str(folder), database_url(folder))
    with app.app_context():
        upgrade()
        steps = db.session.scalar(text("select count(*) from person_steps"))
        db.session.remove()
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            assert compare_metadata(context, db.metadata) == []
        downgrade(revision="base")
        assert set(inspect(db.engine).get_table_names()) == {"alembic_version"}
        upgrade()
        assert steps and db.session.scalar(text("select count(*) from person_steps")) == steps
        db.session.remove()
        db.engine.dispose()


def test_one_head() -> None:
    from pathlib import Path

    revisions = sorted(path.name for path in (Path(__file__).parents[2] / "migrations/versions").glob("*.py"))
    numbers = [name.split("_")[0] for name in revisions]
    assert numbers == [f"{number:04d}" for number in range(1, len(numbers) + 1)]


MIGRATING = 7_306_001  # the advisory lock under which PostgreSQL lets one process at a time migrate


def test_a_migration_waits_for_the_one_before_it(tmp_path: Path) -> None:
    """Two machines that start at once: the second changes nothing while the first is at it, and then goes on."""
    url = database_url(tmp_path)
    app = _fresh(str(tmp_path), url)

    def migrate() -> None:
        with app.app_context():
            upgrade(revision="0001")
            db.engine.dispose()

    def waits() -> bool:
        if on_postgresql():
            asked = text("select count(*) from pg_locks where locktype = 'advisory' and not granted and objid = :lock")
            return bool(first.scalar(asked, {"lock": MIGRATING}))
        second.join(0.3)
        return second.is_alive()

    second = Thread(target=migrate)
    with create_engine(url, poolclass=NullPool).connect() as first:
        lock = f"select pg_advisory_xact_lock({MIGRATING})" if on_postgresql() else "create table held (id integer)"
        first.exec_driver_sql(lock)
        second.start()
        until = time.monotonic() + 10
        while not (waited := waits()) and second.is_alive() and time.monotonic() < until:
            pass
        assert waited and "programmes" not in inspect(first).get_table_names()
        first.rollback()
    second.join()
    with app.app_context():
        assert "programmes" in inspect(db.engine).get_table_names()
        db.engine.dispose()


def test_a_table_made_anew_takes_no_rows_with_it(tmp_path: Path) -> None:
    """SQLite drops a table's rows one by one: whoever points there with a cascade would go too."""
    app = _fresh(str(tmp_path), f"sqlite:///{tmp_path / 'lite.db'}")
    with app.app_context():
        with one_change() as connection:
            for statement in (
                "create table old (id integer primary key)",
                "create table kept (id integer primary key, old_id integer references old (id) on delete cascade)",
                "insert into old values (1)", "insert into kept values (7, 1)",
            ):  # fmt: skip
                connection.exec_driver_sql(statement)
        with one_change() as connection:
            for statement in (
                "create table anew (id integer primary key, more integer)", "insert into anew select id, 2 from old",
                "drop table old", "alter table anew rename to old",
            ):  # fmt: skip
                connection.exec_driver_sql(statement)
        assert db.session.execute(text("select kept.id, more from kept join old on old.id = old_id")).all() == [(7, 2)]
        db.session.remove()
        with pytest.raises(DomainError, match="do not belong together"), one_change() as connection:
            connection.exec_driver_sql("delete from old")
        assert db.session.scalar(text("select count(*) from old")) == 1
        db.session.remove()
        with pytest.raises(IntegrityError):
            db.session.execute(text("insert into kept values (8, 99)"))
        db.session.rollback()
        db.session.remove()
        db.engine.dispose()


def _adds(connection: Connection) -> Callable[..., None]:
    """Adds a row of a table as it stands: what must hold something and is not said holds something plain."""
    known = MetaData()
    known.reflect(connection)

    def add(table: str, **values: object) -> None:
        columns = [each for each in known.tables[table].columns if not each.nullable and not each.server_default]
        plain = {each.name: PLAIN[type(each.type.as_generic())] for each in columns}
        connection.execute(known.tables[table].insert(), plain | values)

    return add


def _two_bodies_and_a_transfer(add: Callable[..., None], **transfer: object) -> None:
    add("programmes", id=1, engine="contractual")
    for number in (1, 2):
        add("organisations", id=number, name=f"Body {number}", short=f"B{number}", kind="council")
    add("options", id=1)
    add("transfers", id=1, from_id=1, to_id=2, **transfer)


def test_what_was_signed_before_0026_was_signed_with_nothing_in_the_way(tmp_path: Path) -> None:
    """An agreed baseline stays one; of a draft nobody has looked what stands in its way; a hold keeps no posts. Packs
    frozen before 0032 are counted by their kind."""
    app = _fresh(str(tmp_path), database_url(tmp_path))
    with app.app_context():
        upgrade(revision="0025")
        with one_change() as connection:
            add = _adds(connection)
            _two_bodies_and_a_transfer(add)
            for number, steps in ((1, ("start", "draft")), (2, ("proposed", "agreed"))):
                add("baselines", id=number, number=number, previous_state=steps[0], state=steps[1])
            add("baseline_signatures", id=1)
            add("baseline_changes", id=1, previous_state="proposed", state="approved")
            add("budget_holds", programme_id=1)
            for number, kind in enumerate(("due-diligence", "business-case", "due-diligence"), 1):
                add("snapshots", id=number, kind=kind, state="draft")
        upgrade()
        for column, table, held in (
            ("blockers", "baselines", [(None,), (0,)]), ("blockers", "baseline_signatures", [(0,)]),
            ("decided_by_id", "baseline_changes", [(None,)]), ("posts", "budget_holds", [(None,)]),
            ("number", "snapshots", [(1,), (1,), (2,)]),
        ):  # fmt: skip
            found = db.session.execute(text(f"select {column} from {table}")).all()
            assert sorted(found, key=str) == sorted(held, key=str), table
        db.session.remove()
        db.engine.dispose()


def test_disputes_settled_before_0033_stand_as_their_numbered_change_does(tmp_path: Path) -> None:
    """1 was settled before a baseline; the changes of 2, 3 and 4 were approved, refused and not decided yet."""
    app = _fresh(str(tmp_path), database_url(tmp_path))
    with app.app_context():
        upgrade(revision="0032")
        with one_change() as connection:
            add = _adds(connection)
            _two_bodies_and_a_transfer(add)
            add("baselines", id=1, previous_state="start", state="draft")
            add("baseline_changes", id=9, number=9, title="Dispute 3 is disputed", previous_state="proposed",
                state="approved")  # fmt: skip
            for number, state in ((2, "approved"), (3, "refused"), (4, "proposed")):
                before = "start" if state == "proposed" else "proposed"
                add("baseline_changes", id=number, number=number, title=f"Dispute {number} is settled",
                    previous_state=before, state=state, decision_reason="Too much")  # fmt: skip
            for number, stage in ((1, "finance leads"), (2, "finance leads"), (3, "determination"),
                                  (4, "finance leads")):  # fmt: skip
                add("disputes", id=number, number=number, previous_state=stage, state="settled", outcome="Minute 9",
                    ended_by="Ann", ended_on=date(2021, 3, 1))  # fmt: skip
                add("dispute_outcomes", id=number, dispute_id=number, organisation_id=2, pence=46_00)
        upgrade()

        def held(what: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in db.session.execute(text(what))]

        assert held("select id, previous_state, state, change_id, outcome, ended_by from disputes order by id") == [
            (1, "finance leads", "settled", None, "Minute 9", "Ann"),
            (2, "finance leads", "settled", None, "Minute 9", "Ann"),
            (3, "chief executives", "determination", 9, "", ""), (4, "start", "finance leads", None, "", ""),
        ]  # fmt: skip
        assert held("select dispute_id, state, change_id, reason from dispute_settlements order by dispute_id") == [
            (2, "agreed", 2, ""), (3, "refused", 3, "Change 3 was refused: Too much"), (4, "agreed", 4, ""),
        ]  # fmt: skip
        assert held("select dispute_id from dispute_outcomes order by 1") == [(1,), (2,)]
        told = "select dispute_id, p.organisation_id, pence from dispute_settlement_shares p join dispute_settlements s"
        assert held(f"{told} on s.id = settlement_id order by 1") == [(2, 2, 46_00), (3, 2, 46_00), (4, 2, 46_00)]
        db.session.remove()
        db.engine.dispose()


def test_people_told_of_a_transfer_without_a_basis_stop_the_step_to_0016(tmp_path: Path) -> None:
    """The basis could be cleared once: the database takes no such row from then on, so somebody records it first."""
    app = _fresh(str(tmp_path), database_url(tmp_path))
    with app.app_context():
        upgrade(revision="0015")
        with one_change() as connection:
            add = _adds(connection)
            _two_bodies_and_a_transfer(add)
            add("person_decisions", id=1, previous_state="in_scope", state="informed")
        with pytest.raises(DomainError, match="Record the legal basis again first: 1 people were told"):
            upgrade(revision="0016")
        with one_change() as connection:
            connection.execute(text("update transfers set basis = 'business transfer'"))
        upgrade()
        db.session.remove()
        db.engine.dispose()


# The way to each state as 0012 kept it: who stood where, and what the last step said.
WAYS = {
    "under_review": ("under_review",),
    "disputed": ("under_review", "disputed"),
    "in_scope": ("under_review", "in_scope"),
    "not_assigned": ("under_review", "not_assigned"),
    "informed": ("under_review", "in_scope", "informed"),
    "eli_disclosed": ("under_review", "in_scope", "informed", "eli_disclosed"),
    "confirmed": ("under_review", "in_scope", "informed", "eli_disclosed", "confirmed"),
    "transferred": ("under_review", "in_scope", "informed", "eli_disclosed", "confirmed", "transferred"),
    "objected": ("under_review", "in_scope", "objected"),
    "left": ("left",),
    "redeployed_out": ("redeployed_out",),
    "remained": ("under_review", "not_assigned", "remained"),
}


def _decided_before_0013(add: Callable[..., None]) -> None:
    """One person in each state, with the steps that led there, a day apart."""
    step = 0
    for number, (state, way) in enumerate(WAYS.items(), 1):
        came = ("candidate", *way)
        add("person_decisions", id=number, transfer_id=1, organisation_id=1, post_no=state, person_ref=f"R{number}",
            previous_state=came[-2], state=state)  # fmt: skip
        for place, (before, after) in enumerate(zip(came, way, strict=False), 1):
            step += 1
            add(
                "decision_steps",
                id=step,
                decision_id=number,
                before=before,
                after=after,
                reason="r",
                evidence="I object" if after == "objected" else "e",
                decided_by="Ann",
                decided_on=date(2021, 3, place),
            )


def test_people_decided_before_0013_come_out_right(tmp_path: Path) -> None:
    """Every state keeps its steps; what was not asked then is said so, and each can be decided about and corrected."""
    app = _fresh(str(tmp_path), database_url(tmp_path))
    with app.app_context():
        upgrade(revision="0012")
        with one_change() as connection:
            add = _adds(connection)
            _two_bodies_and_a_transfer(add, basis="business transfer")
            _decided_before_0013(add)
            add("stored_files", id=1)
            add("releases", id=1, organisation_id=1, dataset="establishment")
            add("assignment_lines", id=1, release_id=1, occupancy="filled")
        upgrade()
        rows = {each.post_no: each for each in db.session.scalars(select(PersonDecision))}
        assert {state: tuple(step.after for step in rows[state].steps) for state in WAYS} == WAYS
        assert {each.state for each in rows.values()} == set(WAYS)
        assert {each.transfer_basis for each in rows.values()} == {"business transfer"}
        days = {state: each.legal_by_on for state, each in rows.items() if each.legal_by_on}
        assert days == {"disputed": date(2021, 3, 2)}
        told = {(step.raised_by, step.legal_by_on) for each in rows.values() for step in each.steps}
        assert told == {("", None), ("not kept", date(2021, 3, 2))}
        assert {step.together for each in rows.values() for step in each.steps} == {1}
        [objection] = db.session.scalars(select(Objection))
        said = (objection.words, objection.detriment, objection.counts, objection.received_on, objection.legal_by)
        assert said == ("I object", "not_known", True, date(2021, 3, 3), "Nobody")
        assert (rows["objected"].objection_id, rows["objected"].objection_counts) == (objection.id, True)
        assert [each.post_no for each in rows.values() if each.objection_id] == ["objected"]
        [line] = db.session.execute(text("select standing from assignment_lines")).scalars()
        [sheets] = db.session.scalars(select(Release.sheets))
        assert (line, sheets) == (None, []) and not db.session.scalar(text("select count(*) from erased_people"))
        db.session.remove()
        downgrade(revision="0012")
        left = db.session.execute(text("select post_no, state from person_decisions order by id")).all()
        assert [tuple(each) for each in left] == [(state, state) for state in WAYS]
        db.session.remove()
        db.engine.dispose()
