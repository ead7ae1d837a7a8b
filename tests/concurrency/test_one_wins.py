"""Real requests at the same moment, each with a connection of its own: one wins, and the other is told in words."""

import io
import json
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, date
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Barrier, BrokenBarrierError, Thread
from typing import Any

import pyotp
import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import Client

from reports.values import values_workbook
from tests.concurrency.test_both_versions import filled
from tests.concurrency.things import DECIDES, make_things
from tests.factories.programmes import World, make_programme
from tests.factories.snapshots import snapshot as made_up_snapshot
from tests.factories.workbooks import programme_folder, staff_list
from tests.pages.test_intake_choices import typed
from transfer import cli
from transfer.audit.actions import record
from transfer.audit.models import AuditEvent
from transfer.audit.queries import list_events, verify
from transfer.extensions import Model, db, unit_of_work, writing
from transfer.files.actions import store
from transfer.identity.actions import accounts
from transfer.identity.actions.links import make_link
from transfer.identity.models import OneTimeCodes, RecoveryCode
from transfer.identity.rules import CommandLine
from transfer.intake.models import Upload
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.packs.actions import write_front
from transfer.packs.models import PackFile, Snapshot
from transfer.releases.models import Release
from transfer.steering.models import MilestoneUpdate
from transfer.tupe.models import PersonDecision

ROUNDS = 20
FEW = 4
FIRST_ROUTE = "Somebody else changed this contract&#39;s route first"
Answer = tuple[int, str]


@pytest.fixture
def queued(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked for waits in its row."""
    monkeypatch.setitem(app.extensions, "send_job", lambda job_id: None)


def signed_as(app: Flask, user: Any) -> str:
    """What the browser of somebody who is signed in sends."""
    with app.test_client() as signed:
        with signed.session_transaction() as session:
            session["user_id"], session["mark"] = user.id, user.session_mark
        cookie = signed.get_cookie("session")
    assert cookie
    return cookie.value


def at_once(app: Flask, asks: Sequence[Callable[[Client], Any]], *users: Any) -> list[Answer]:
    """What each is answered, all sent at the same moment. users: one for all of them, or one for each."""
    db.session.commit()
    values = [signed_as(app, user) for user in users]
    db.session.rollback()
    together, answers = Barrier(len(asks)), [(0, "")] * len(asks)

    def send(place: int) -> None:
        writing.set(False)
        client = Client(app)
        client.set_cookie("session", values[place % len(values)])
        together.wait(20)
        answer = asks[place](client)
        answers[place] = (answer.status_code, answer.get_data(as_text=True))

    all_at_once([partial(send, place) for place in range(len(asks))])
    return answers


def twice(path: str, first: Any, second: Any | None = None) -> list[Callable[[Client], Any]]:
    return [
        lambda client: client.post(path, data=first),
        lambda client: client.post(path, data=first if second is None else second),
    ]


def told(answers: list[Answer], refused: int, words: str) -> None:
    """One was let through, and the other was told these words."""
    codes = Counter(code for code, _ in answers)
    assert codes == Counter([303, refused]), [(code, text[-1500:]) for code, text in answers]
    [loser] = [text for code, text in answers if code == refused]
    assert words in loser, loser


def count(model: type[Model]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.fixture
def world(app: Flask) -> World:
    return make_programme()


def test_two_acceptances_of_one_upload(app: Flask, world: World) -> None:
    side, against = world.organisations["Council"].id, ""
    for number in range(1, ROUNDS + 1):
        client = app.test_client()
        client.sign_in(world.users["hr-Council"])  # type: ignore[attr-defined]
        content = staff_list([(f"P{number:03d}", "Worker", "Early help", "00200", 1, 1, 1, "Vacant", None, None, None)])
        sent = {"place": f"establishment:{side}", "file": (io.BytesIO(content), "staff.xlsx"), "sheet": "",
                "as_at": ["31", "1", "2021"]}  # fmt: skip
        address = client.post("/p/north/uploads/new", data=sent, content_type="multipart/form-data").location
        answers = at_once(app, twice(f"{address}/accept", {"against": against}), world.users["hr-Council"])
        told(answers, 422, f"was accepted as version {number}")
        assert db.session.scalars(select(Release.number).order_by(Release.number)).all() == list(range(1, number + 1))
        against = str(db.session.scalar(select(func.max(Release.id))))
        db.session.rollback()
    assert count(Upload) == count(Release) == ROUNDS and verify() is None


def brought(app: Flask, world: World, post: str) -> str:
    """The address of an upload of one post."""
    client = app.test_client()
    client.sign_in(world.users["hr-Council"])  # type: ignore[attr-defined]
    content = staff_list([(post, "Worker", "Early help", "00200", 1, 1, 1, "Vacant", None, None, None)])
    sent = {"place": f"establishment:{world.organisations['Council'].id}", "file": (io.BytesIO(content), "staff.xlsx"),
            "sheet": "", "as_at": ["31", "1", "2021"]}  # fmt: skip
    db.session.rollback()
    return str(client.post("/p/north/uploads/new", data=sent, content_type="multipart/form-data").location)


def sent_to(path: str, data: dict[str, str], client: Client) -> Any:
    return client.post(path, data=data)


def newest() -> int:
    found = db.session.scalar(select(func.max(Release.id))) or 0
    db.session.rollback()
    return found


def brought_drivers(app: Flask, world: World, name: str) -> str:
    """The address of an upload of a list that belongs to the programme: no constraint keeps its numbers apart."""
    rows = (("Driver", "Organisation", "Quantity"), (name, "Council", 2), (name, "Company", 1))
    sent = {"place": "drivers:", "file": (io.BytesIO(values_workbook([(None, rows)])), "drivers.xlsx"), "sheet": "",
            "as_at": ["31", "1", "2021"]}  # fmt: skip
    client = app.test_client().sign_in(world.users["lead"])
    return str(client.post("/p/north/uploads/new", data=sent, content_type="multipart/form-data").location)


@pytest.mark.parametrize("whose", ["hr-Council", "lead"])
def test_two_files_accepted_at_once_for_one_list(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch, whose: str
) -> None:
    """Both were compared with the same version: the second is to be looked at again. The first waits for it where
    nothing but its turn keeps the second from going on."""
    against = ""
    meet_after_reading(monkeypatch, "transfer.intake.actions.accepting.number_posts")
    for number in range(1, FEW + 1):
        bring = brought_drivers if whose == "lead" else brought
        paths = [bring(app, world, f"{letter}{number}") for letter in "PQ"]
        asks = [partial(sent_to, f"{path}/accept", {"against": against}) for path in paths]
        told(at_once(app, asks, world.users[whose]), 422, "another version was accepted or undone meanwhile")
        assert count(Release) == number
        against = str(newest())


def test_an_undo_and_an_acceptance_at_once(app: Flask, world: World) -> None:
    """Either the version is undone and the file is to be compared again, or the file stands and nothing was undone."""
    first = brought(app, world, "P0")
    app.test_client().sign_in(world.users["hr-Council"]).post(f"{first}/accept", data={"against": ""})  # type: ignore[attr-defined]
    for number in range(1, FEW + 1):
        standing = db.session.scalar(select(func.max(Release.id)).where(Release.undone_at.is_(None)))
        against = str(standing or "")
        db.session.rollback()
        if not against:
            break
        path = brought(app, world, f"P{number}")
        asks = [
            partial(sent_to, f"{path}/accept", {"against": against}),
            partial(sent_to, f"/p/north/versions/{against}/undo", {"reason": "Wrong"}),
        ]
        answers = at_once(app, asks, world.users["hr-Council"])
        assert Counter(code for code, _ in answers) == Counter([303, 422]), [
            (code, text[-800:]) for code, text in answers
        ]
        undone = db.session.get_one(Release, int(against)).undone_at is not None
        assert undone == (answers[1][0] == 303)
        assert ("accepted or undone meanwhile" in answers[0][1]) == undone
        assert ("were accepted after it" in answers[1][1]) != undone
        db.session.rollback()
    assert verify() is None


def test_two_load_one_folder(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of its files becomes one version, and whoever comes second changes nothing."""
    folder = programme_folder(tmp_path / "north")
    assert cli.load(folder).changed
    (folder / "staff.xlsx").write_bytes(staff_list([("P9", "Worker", "Early help", "00200", 1, 1, 1, "Vacant",
                                                     None, None, None)]))  # fmt: skip
    changed = []
    meet_after_reading(monkeypatch, "transfer.intake.actions.accepting.number_posts")

    def load() -> None:
        with app.app_context():
            changed.append(cli.load(folder).changed)

    all_at_once([load, load])
    assert sorted(changed) == [False, True]
    lists = select(Release.number).where(Release.dataset == "establishment").order_by(Release.number)
    assert db.session.scalars(lists).all() == [1, 2] and verify() is None


def test_two_events_of_one_chain(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second follows from the first, although both were recorded at the same moment."""
    programme_id = world.programme.id

    def write(name: str) -> None:
        with app.app_context(), unit_of_work():
            record(CommandLine(), "test", ("thing", name), "Something happened", programme_id=programme_id)

    db.session.rollback()
    write("first")
    meet_after_reading(monkeypatch, "transfer.audit.actions._locked_head")
    all_at_once([partial(write, name) for name in "ab"])
    assert {each.subject_id for each in list_events(programme_id, None)} == {"first", "a", "b"} and verify() is None


def all_at_once(acts: Sequence[Callable[[], None]]) -> None:
    threads = [Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


def uploads_page(app: Flask, world: World, address: str, page: str) -> dict[str, Any]:
    """What the page's form holds, as a browser would send it."""
    client = app.test_client().sign_in(world.users["hr-Council"])  # type: ignore[attr-defined]
    held = typed(client.page(f"{address}/{page}"))
    db.session.rollback()
    return held


SAYINGS = {
    "header": ({"row": "1"}, {"row": "2"}),
    "columns": ({"column_B": "team"}, {"column_B": "notes"}),
    "values": ({}, {}),
    "place": ({}, {}),
}


@pytest.mark.parametrize("page", SAYINGS)
def test_two_say_at_once_how_one_file_is_read(app: Flask, world: World, page: str) -> None:
    """Its header row, its columns, its values and its place: one is taken, and the other is shown it."""
    for number in range(FEW):
        address = brought(app, world, f"P{number}")
        place = {"place": f"establishment:{world.organisations['Council'].id}"} if page == "place" else {}
        first, second = ({**uploads_page(app, world, address, page), **said, **place} for said in SAYINGS[page])
        told(at_once(app, twice(f"{address}/{page}", first, second), world.users["hr-Council"]), 409,
             "Somebody else said how this file is read first")  # fmt: skip
        says = select(func.count()).where(AuditEvent.verb.in_(("say_how_read", "move_upload"))).select_from(AuditEvent)
        assert db.session.scalar(says) == number + 1
        db.session.rollback()


def meet_after_reading(monkeypatch: pytest.MonkeyPatch, *places: str) -> None:
    """Whoever has read at one of these places waits for the other to have read, once: where they take turns, a moment
    in vain."""
    both, first_two = Barrier(2), iter(range(2))

    def meeting(read: Callable[..., Any]) -> Callable[..., Any]:
        def met(*asked: Any) -> Any:
            found = read(*asked)
            if next(first_two, None) is not None:
                with suppress(BrokenBarrierError):
                    both.wait(1)
            return found

        return met

    for place in places:
        module, _, name = place.rpartition(".")
        monkeypatch.setattr(place, meeting(getattr(import_module(module), name)))


def test_two_begin_one_persons_codes(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both see the same secret then, and only one can turn it on."""
    user = world.users["lead"]
    with monkeypatch.context() as patch:
        meet_after_reading(patch, "transfer.identity.actions.codes.find_codes")
        answers = at_once(app, twice("/account/codes/begin", {}), user)
    assert [code for code, _ in answers] == [303, 303], answers
    codes = db.session.scalars(select(OneTimeCodes)).one()
    right = {"code": pyotp.TOTP(codes.secret).at(clock.now().replace(tzinfo=UTC))}
    db.session.rollback()
    answers = at_once(app, twice("/account/codes/confirm", right), user)
    assert Counter(code for code, _ in answers)[200] == 1 and {code for code, _ in answers} <= {200, 303, 422}
    assert count(RecoveryCode) == 10


def test_two_change_one_password(app: Flask, world: World) -> None:
    user, old = world.users["lead"], "correct horse battery"
    for number in range(FEW):
        user.password_hash, user.failed_sign_ins, user.locked_until_at = accounts.hasher.hash(old), 0, None
        asks = [
            partial(sent_to, "/account/password", {"old": old, "password": new, "again": new})
            for new in (f"{letter} quiet river stone {number}" for letter in "ab")
        ]
        answers = at_once(app, asks, user)
        # Where it waited at its first step its sign-in has ended by then, else its old password is no longer the one.
        assert sorted(code for code, _ in answers) in ([303, 401], [303, 422]), answers
        changes = select(func.count()).where(AuditEvent.verb == "change_password").select_from(AuditEvent)
        assert db.session.scalar(changes) == number + 1
        db.session.refresh(user)


def test_two_open_one_invitation(app: Flask, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Both find the link open, and it opens the account for one: the other's password is not the account's. On SQLite
    the second finds it closed, for they take turns before they look."""
    with unit_of_work():
        token = make_link("invitation", world.users["lead"], email=world.users["lead"].email)
    meet_after_reading(monkeypatch, "transfer.identity.actions.links.find_open_link")
    passwords = [f"{letter} quiet river stone" for letter in "ab"]
    asks = [
        partial(sent_to, f"/invitation/{token}", {"name": "Lead", "password": each, "again": each})
        for each in passwords
    ]
    refused = 410 if db.engine.dialect.name == "sqlite" else 422
    told(at_once(app, asks, world.users["auditor"]), refused, "This link has ended")


def test_two_undo_one_version(app: Flask, world: World) -> None:
    for number in range(1, FEW + 1):
        path = brought(app, world, f"P{number}")
        app.test_client().sign_in(world.users["hr-Council"]).post(f"{path}/accept", data={"against": ""})  # type: ignore[attr-defined]
        undo = twice(f"/p/north/versions/{newest()}/undo", {"reason": "Wrong"})
        told(at_once(app, undo, world.users["hr-Council"]), 422, "undid")
        undoings = select(func.count()).where(AuditEvent.verb == "undo_release").select_from(AuditEvent)
        assert db.session.scalar(undoings) == number
        db.session.rollback()


def test_two_builds_of_one_pack(app: Flask, world: World, queued: None) -> None:
    asked = {"kind": "due-diligence", "option": str(world.options["All move"].id)}
    write_front(world.viewer("lead"), "due-diligence", addressed_to="Cabinet", written_by="Lead", decision_on=None,
                version=0)  # fmt: skip
    db.session.commit()
    for number in range(1, ROUNDS + 1):
        answers = at_once(app, twice("/p/north/packs", asked), world.users["lead"])
        told(answers, 422, "Lead asked for this pack already")
        assert count(Job) == number
        for job in db.session.scalars(select(Job)):
            job.state = "done"
        db.session.commit()


def frozen(world: World) -> Snapshot:
    made = store(b"%PDF", "draft.pdf")
    snapshot = Snapshot(
        programme_id=world.programme.id, kind="due-diligence", option_id=world.options["All move"].id,
        content=json.dumps(made_up_snapshot()), sha256="0" * 64, as_at=date(2021, 3, 1), frozen_by="Lead",
        frozen_at=clock.now(), state="draft", files=[PackFile(edition="public", format="pdf", file_id=made.id)],
    )  # fmt: skip
    db.session.add(snapshot)
    db.session.commit()
    return snapshot


def test_two_approvals_of_one_pack(app: Flask, world: World, queued: None) -> None:
    for number in range(1, ROUNDS + 1):
        snapshot = frozen(world)
        path = f"/p/north/packs/snapshots/{snapshot.id}/approve"
        told(at_once(app, twice(path, {"version": str(snapshot.version)}), world.users["lead"]), 409,
             "Somebody else changed this pack first")  # fmt: skip
        assert count(Job) == number
        approvals = select(func.count()).where(AuditEvent.verb == "approve_pack").select_from(AuditEvent)
        assert db.session.scalar(approvals) == number
        db.session.rollback()


def test_two_people_decide_about_one_person(app: Flask, world: World) -> None:
    made = make_things(world)
    path = f"/p/north/people/transfers/{made['transfer']}/lines/{made['line']}"
    first, second = {**DECIDES, "version": "0"}, {**DECIDES, "reason": "Their team moves", "version": "0"}
    for _ in range(ROUNDS):
        told(at_once(app, twice(path, first, second), world.users["hr-Council"]), 409,
             "Somebody else decided about this person first")  # fmt: skip
        [decision] = db.session.scalars(select(PersonDecision))
        assert len(decision.steps) == 1
        db.session.delete(decision)
        db.session.commit()


def test_two_steps_of_one_contract(app: Flask, world: World) -> None:
    """A signature is such a step: the state that both saw is left once."""
    made = make_things(world)
    path = f"/p/north/contracts/{made['contract']}/route"
    shown = {"route": "novate", "consent": "needed", "reason": "One"}
    for version in range(1, ROUNDS + 1):
        first, second = ({**shown, "version": str(version), "reason": f"{words} {version}"} for words in ("A", "B"))
        told(at_once(app, twice(path, first, second), world.users["legal-Council"]), 409,
             FIRST_ROUTE)  # fmt: skip
    read = {"after": "reviewed", "taken_on": ["1", "3", "2021"], "reason": "Read", "version": "1"}
    step = twice(f"/p/north/contracts/{made['other_contract']}/step", read)
    told(at_once(app, step, world.users["legal-Council"]), 409, FIRST_ROUTE)


def test_two_updates_of_one_milestone(app: Flask, world: World) -> None:
    make_things(world)
    for number in range(1, ROUNDS + 1):
        seen = db.session.scalar(select(func.max(MilestoneUpdate.id))) or 0
        sent = {"version": str(seen), "forecast_on": [str(10 + number % 20), "4", "2021"], "reason": "It takes longer"}
        answers = at_once(app, twice("/p/north/plan/update/M1", sent), world.users["lead"])
        told(answers, 409, "Somebody else changed this milestone first")
        assert count(MilestoneUpdate) == number


@pytest.mark.parametrize(
    ("path", "field"), [("/money/rules/{rule}", "reason"), ("/claims/{claim}", "statement")]
)  # fmt: skip
def test_two_edits_of_one_thing(app: Flask, world: World, path: str, field: str) -> None:
    made = make_things(world)
    who = "finance-Council" if "money" in path else "lead"
    address = "/p/north" + path.format(**made)
    for number in range(ROUNDS):
        client = app.test_client().sign_in(world.users[who])  # type: ignore[attr-defined]
        shown = filled(client.page(address), address)
        first, second = ({**shown, field: f"{words} {number}"} for words in ("First", "Second"))
        answers = at_once(app, twice(address, first, second), world.users[who])
        told(answers, 409, "Somebody else changed this while you typed")
        [loser] = [text for code, text in answers if code == 409]
        assert f"First {number}" in loser and f"Second {number}" in loser
