"""What is killed: each kind of job as a worker does it, each change of data as the web server or a command does it.

`prepared` makes the ground of all of them; an act is then done in a process of its own, which may die of it, and
`restart` is what comes after: the machine is started again, and whoever waited tries again.
"""

import io
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from tests.factories.packs import STAFF, PackWorld, make_pack_world
from tests.factories.programmes import make_user
from tests.factories.workbooks import workbook
from transfer.audit.models import AuditEvent
from transfer.audit.queries import verify
from transfer.cli import load
from transfer.extensions import db, unit_of_work
from transfer.files.models import StoredFile
from transfer.files.queries import read_bytes, store_address
from transfer.identity.models import User
from transfer.intake import rules as intake_rules
from transfer.intake.actions import request_acceptance, upload_file
from transfer.intake.actions.checking import Source
from transfer.intake.models import Upload
from transfer.jobs.actions import hand_over_with, run_job, take_up_silent_jobs
from transfer.jobs.models import Job
from transfer.kernel import clock
from transfer.packs import jobs as pack_jobs
from transfer.packs.actions import request_pack
from transfer.programmes.models import Membership
from transfer.programmes.queries import find_viewer
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import find_release_in_force

KINDS = ("build_pack", "check_upload", "accept_upload", "check_refused", "web_accept", "web_upload", "load_folder")


def drawn(content: Any, edition: str) -> bytes:
    """In the place of a PDF or workbook, which takes a second and touches nothing that is kept."""
    return f"{edition} of {content['kind']}".encode()


def drawn_otherwise(content: Any, edition: str) -> bytes:
    return drawn(content, edition).upper()


def quicken() -> None:
    pack_jobs.RENDERERS.update(pdf=drawn, xlsx=drawn_otherwise)


def without_queue(app: Flask) -> None:
    """What is asked for waits in its row: the act itself is the worker."""
    hand_over_with(app, lambda job_id: None)


def book(first: int, number: int = 12) -> bytes:
    rows = [[f"C{post:04d}", "Play worker", "Play", "02330", 1, "vacant"] for post in range(first, first + number)]
    return workbook(STAFF, [[*row, *[None] * (len(STAFF) - len(row))] for row in rows])


def _source(content: bytes, organisation_id: int) -> Source:
    return Source("establishment", organisation_id, content, "council.xlsx", None, None)


def prepared(app: Flask, folder: Path) -> None:
    """The programme, an upload that waits to be accepted, and a waiting job of each kind."""
    with app.app_context():
        world = make_pack_world(folder)
        council = next(each.id for each in world.programme.organisations if each.short == "Council")
        lead, officer = world.viewer("lead"), _officer(world, council)
        long, intake_rules.INLINE_BYTES = intake_rules.INLINE_BYTES, 0
        with unit_of_work():
            upload_file(officer, _source(book(100), council))
            upload_file(officer, _source(b"no workbook at all", council))
            request_pack(lead, "due-diligence", world.option)
        intake_rules.INLINE_BYTES = long
        with unit_of_work():
            upload = upload_file(officer, _source(book(200), council))
            assert isinstance(upload, Upload)
            request_acceptance(officer, upload, against=_in_force(officer, council))
            upload_file(officer, _source(book(300), council))
        db.session.remove()
        db.engine.dispose()


def _officer(world: PackWorld, council: int) -> Viewer:
    """Whoever brings the council's staff list."""
    with unit_of_work():
        user = make_user("hr@example.org", "HR officer")
        db.session.add(Membership(programme_id=world.programme.id, user_id=user.id, role="hr", created_at=clock.now(),
                                  organisation_id=council, sees_people=True, sees_pay=True))  # fmt: skip
    found = find_viewer(world.programme, user, clock.today())
    assert found
    return found


def _in_force(viewer: Viewer, organisation_id: int) -> int:
    found = find_release_in_force(viewer, "establishment", organisation_id)
    assert found
    return found.id


def _job(kind: str, nth: int = 0) -> int:
    return db.session.scalars(select(Job.id).where(Job.kind == kind).order_by(Job.id)).all()[nth]


def _client(app: Flask) -> Any:
    client = app.test_client()
    officer = db.session.scalars(select(User).where(User.email == "hr@example.org")).one()
    with client.session_transaction() as session:
        session["user_id"], session["mark"] = officer.id, officer.session_mark
    db.session.remove()
    return client


def _accept(app: Flask) -> int:
    upload = db.session.scalars(select(Upload).order_by(Upload.id.desc())).first()
    assert upload
    address, against = f"/p/harbour/uploads/{upload.id}/accept", upload.outcome["against"]
    return int(_client(app).post(address, data={"against": str(against or ""), "sure": "y"}).status_code)


def _upload(app: Flask, folder: Path) -> int:
    council = db.session.scalars(select(Release.organisation_id).where(Release.dataset == "budget")).first()
    content = io.BytesIO((folder / "upload.xlsx").read_bytes())
    data = {"place": f"establishment:{council}", "file": (content, "staff.xlsx"), "sheet": "",
            "as_at": ["31", "1", "2021"]}  # fmt: skip
    answer = _client(app).post("/p/harbour/uploads/new", data=data, content_type="multipart/form-data")
    return int(answer.status_code)


def act(app: Flask, kind: str, folder: Path) -> Any:
    """Do it, as the process that may be killed."""
    acts: dict[str, Callable[[], Any]] = {
        "build_pack": lambda: run_job(_job("build_pack")),
        "check_upload": lambda: run_job(_job("check_upload")),
        "check_refused": lambda: run_job(_job("check_upload", 1)),
        "accept_upload": lambda: run_job(_job("accept_upload")),
        "web_accept": lambda: _accept(app),
        "web_upload": lambda: _upload(app, folder),
        "load_folder": lambda: load(folder).changed,
    }
    return acts[kind]()


def restart(app: Flask, kind: str, folder: Path) -> dict[str, Any]:
    """Two minutes later: the worker takes up what is silent, or whoever had no answer asks again. Then the facts."""
    later, clock.now = clock.now() + timedelta(minutes=2), lambda: later
    told = None
    if kind in ("web_accept", "web_upload", "load_folder"):
        told = act(app, kind, folder)
    else:
        waiting = take_up_silent_jobs()
        job_id = _job("check_upload" if kind == "check_refused" else kind, int(kind == "check_refused"))
        if job_id in waiting:
            run_job(job_id)
        db.session.expire_all()
        job = db.session.get_one(Job, job_id)
        told = [job.state, job.error]
    return {"told": told, **facts(app)}


def facts(app: Flask) -> dict[str, Any]:
    """What is kept. rows: of each table; unsound: whatever should not be. Both alike however often it was killed."""
    db.session.rollback()
    tables = db.metadata.sorted_tables
    each = [select(func.count()).select_from(table).scalar_subquery().label(table.name) for table in tables]
    counts = dict(db.session.execute(select(*each)).mappings().one())
    return {"rows": counts, "verbs": Counter(db.session.scalars(select(AuditEvent.verb))), "unsound": _unsound(app)}


def _unsound(app: Flask) -> list[str]:
    found = [f"audit {broken}" for broken in [verify()] if broken]
    if db.engine.dialect.name == "sqlite":
        found += [f"no parent: {tuple(row)}" for row in db.session.execute(text("pragma foreign_key_check"))]
    numbers = Counter(db.session.execute(select(Release.dataset, Release.organisation_id, Release.number)))
    found += [f"number twice: {key}" for key, times in numbers.items() if times > 1]
    for release in db.session.scalars(select(Release).where(Release.dataset == "establishment")):
        query = text("select count(*) from assignment_lines where release_id = :id")
        rows = db.session.scalar(query, {"id": release.id})
        if rows != release.rows_accepted:
            found.append(f"release {release.id} has {rows} of {release.rows_accepted} rows")
    return found + _unsound_bytes(app)


def _unsound_bytes(app: Flask) -> list[str]:
    """Half files under a hash, and rows without bytes. What has no row is swept away later."""
    found = []
    for stored in db.session.scalars(select(StoredFile)):
        if sha256(read_bytes(stored.sha256)).hexdigest() != stored.sha256:
            found.append(f"half file {stored.name}")
    root = Path(store_address("00")[1]).parents[1]
    for path in root.rglob("*"):
        if path.is_file() and path.suffix != ".part":
            read_bytes(path.name)
    return found
