"""What `flask doctor` looks at: whether each thing that the service stands on works, and what to do when not."""

import shutil
from collections.abc import Callable
from datetime import datetime

from flask import current_app
from huey import Huey
from sqlalchemy import func, select, text

from transfer import machine
from transfer.audit.queries import anchors_path, list_anchors, list_heads
from transfer.config import Settings
from transfer.extensions import db
from transfer.files.actions import try_store
from transfer.files.models import StoredFile
from transfer.files.queries import read_bytes
from transfer.jobs.queries import list_workers
from transfer.jobs.rules import worker_state
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.mail.adapters import REFUSALS, connect, said
from transfer.operation.queries.tables import newest_revision, revision_of
from transfer.operation.rules import ATTENTION, OK, WRONG, Health, anchoring, clocks, room
from transfer.sealing import newest_key
from transfer.web.production import unsafe_settings

LIBRARIES = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0")


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings


def settings_health() -> Health:
    unsafe = unsafe_settings(_settings())
    if unsafe:
        return Health("Settings", WRONG, f"{len(unsafe)} settings are not safe", " ".join(unsafe))
    if not _settings().production:
        return Health("Settings", ATTENTION, "They are for trying out", "Set ENVIRONMENT=production for real data")
    return Health("Settings", OK, "They are safe for real data")


def migrations_health() -> Health:
    with db.engine.connect() as connection:
        revision = revision_of(connection)
    newest = newest_revision()
    if revision == newest:
        return Health("Migrations", OK, f"The database is at {revision}, the newest")
    return Health("Migrations", WRONG, f"The database is at {revision or 'nothing'}, and this version needs {newest}",
                  "Run `flask migrate`")  # fmt: skip


def disk_health() -> Health:
    return room(shutil.disk_usage(_settings().instance).free)


def store_health() -> Health:
    try:
        try_store()
    except (DomainError, OSError) as error:
        words = error.message if isinstance(error, DomainError) else f"It cannot be written ({error.strerror})"
        return Health("File store", WRONG, words, "See that FILE_STORE is there and may be written by this account")
    return Health("File store", OK, "Files can be written, read and removed")


def fonts_health() -> Health:
    missing = [each for each in LIBRARIES if not machine.library_loads(each)]
    if missing or not machine.has_fonts():
        words = f"Missing: {', '.join(missing) or 'the DejaVu fonts'}"
        return Health("PDF", WRONG, words, "Install Pango and fonts-dejavu-core: `python3 -m transfer.machine` does")
    return Health("PDF", OK, "Pango and fonts are there")


def worker_health() -> Health:
    states = [worker_state(each.heartbeat_at, each.ended_at, clock.now()) for each in list_workers()]
    works = states.count("works")
    if works:
        return Health("Worker", OK, f"{works} at work")
    words = "One was killed, or its machine was" if "silent" in states else "None has been heard of"
    return Health("Worker", WRONG, words, "Start `flask worker`: uploads and packs wait for it")


def queue_health() -> Health:
    queue: Huey = current_app.extensions["huey"]
    try:
        waiting = queue.pending_count()
    except Exception as error:  # whatever its storage comes to
        return Health(
            "Queue", WRONG, f"It does not answer ({type(error).__name__})", "See that REDIS_URL is right and runs"
        )
    return Health("Queue", OK, f"It answers; {waiting} messages wait")


def clock_health() -> Health:
    return clocks((database_now() - clock.now()).total_seconds())


def database_now() -> datetime:
    """The database's clock in UTC; SQLite has this machine's."""
    if db.engine.dialect.name != "postgresql":
        return clock.now()
    found: datetime = db.session.scalars(select(func.timezone("utc", func.clock_timestamp()))).one()
    return found


def mail_health() -> Health:
    if not _settings().mail_server:
        return Health("Mail", ATTENTION, "No server is set: mails wait in the outbox", "Set MAIL_SERVER and MAIL_FROM")
    try:
        with connect(_settings()) as server:
            server.noop()
    except DomainError as error:
        return Health("Mail", WRONG, error.message, "Set both")
    except REFUSALS as error:
        return Health("Mail", WRONG, said(error), "See that MAIL_SERVER, MAIL_PORT and the account are right")
    return Health("Mail", OK, "The server answers")


def anchors_health() -> Health:
    try:
        anchors = list_anchors()
    except DomainError as error:
        return Health("Audit anchors", WRONG, error.message, f"Somebody changed {anchors_path()}: find out who")
    last = {each.chain: each.hash for each in anchors}
    grown = sum(last.get(each.chain) != each.hash for each in list_heads())
    return anchoring(max((each.at for each in anchors), default=None), grown, clock.now())


def keys_health() -> Health:
    """The keys are there, and open what was kept last."""
    held = db.session.scalars(select(StoredFile).order_by(StoredFile.id.desc()).limit(1)).first()
    try:
        key = newest_key()
        if held:
            read_bytes(held.sha256)
    except DomainError as error:
        return Health("Sealing keys", WRONG, error.message, "Set SEALING_KEYS as they were when data was kept")
    return Health("Sealing keys", OK, f"“{key}” seals, and what was kept last opens")


def database_health() -> Health:
    db.session.execute(text("select 1"))
    return Health("Database", OK, f"{db.engine.dialect.name} answers")


CHECKS: dict[str, Callable[[], Health]] = {
    "Settings": settings_health, "Database": database_health, "Migrations": migrations_health, "Disk": disk_health,
    "File store": store_health, "PDF": fonts_health, "Worker": worker_health, "Queue": queue_health,
    "Clock": clock_health, "Mail": mail_health, "Audit anchors": anchors_health, "Sealing keys": keys_health,
}  # fmt: skip


def look_at_everything() -> list[Health]:
    """One line of each check, in order; a check that cannot be made is told as wrong."""
    return [_tried(name, check) for name, check in CHECKS.items()]


def _tried(name: str, check: Callable[[], Health]) -> Health:
    try:
        return check()
    except Exception as error:  # a doctor who faints helps nobody
        return Health(
            name, WRONG, f"It could not be looked at ({type(error).__name__})", "Mend what stands above first"
        )
    finally:
        db.session.rollback()
