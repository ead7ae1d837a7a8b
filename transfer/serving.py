"""`flask serve`: the web server and the worker as children of one command, which ends both."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event, Thread

import click
import structlog
from flask import Flask, current_app
from flask.cli import with_appcontext
from huey import crontab
from sqlalchemy.exc import SQLAlchemyError

from transfer.config import Settings
from transfer.extensions import unit_of_work
from transfer.files.actions import sweep
from transfer.jobs.actions import tell_worker_ended, tell_worker_lives
from transfer.mail.actions import send_due_letters
from transfer.mail.queries import mail_goes_out

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 15
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
WORKER = [*FLASK, "worker"]
BEAT = 15  # seconds between two signs of life of a worker
log = structlog.get_logger()
Children = dict[str, subprocess.Popen[bytes]]


@click.command()
@with_appcontext
def worker() -> None:
    """Do long work until told to stop."""
    settings: Settings = current_app.config["SETTINGS"]
    if settings.read_only:
        raise click.ClickException("READ_ONLY is set: start the worker again when the service may be changed.")
    with heart(current_app._get_current_object()):  # type: ignore[attr-defined]
        queue = current_app.extensions["huey"]
        queue.periodic_task(crontab(minute="17"))(_tidy(current_app._get_current_object()))  # type: ignore[attr-defined]
        if mail_goes_out():
            queue.periodic_task(crontab(minute="*"))(_post(current_app._get_current_object()))  # type: ignore[attr-defined]
        queue.create_consumer(workers=1, worker_type="thread", check_worker_health=False).run()


def _tidy(app: Flask) -> Callable[[], None]:
    def tidy() -> None:
        with app.app_context(), unit_of_work():
            sweep()

    return tidy


def _post(app: Flask) -> Callable[[], None]:
    def send_mail() -> None:
        with app.app_context():
            send_due_letters()

    return send_mail


@contextmanager
def heart(app: Flask) -> Iterator[None]:
    """While this lasts the worker says every quarter of a minute that it lives, in a thread of its own: a long step
    is no silence. A database that is away costs a beat, not the worker."""
    stopped = Event()

    def beat() -> None:
        while True:
            with app.app_context():
                _tell(tell_worker_lives)
            if stopped.wait(BEAT):
                return

    thread = Thread(target=beat, name="heart", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join(BEAT)
        with app.app_context():
            _tell(tell_worker_ended)


def _tell(what: Callable[[], None]) -> None:
    try:
        what()
    except SQLAlchemyError:
        log.warning("worker_not_heard", exc_info=True)


def refuse_busy_port(settings: Settings) -> None:
    """Raises ClickException, naming the port, when something listens there already."""
    with socket.socket(socket.AF_INET6 if ":" in settings.host else socket.AF_INET) as trial:
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((settings.host, settings.port))
        except OSError as error:
            raise click.ClickException(
                f"Port {settings.port} at {settings.host} cannot be used ({error.strerror}): stop what uses it, or "
                f"choose another with PORT={settings.port + 1}"
            ) from error


@contextmanager
def only_one(instance: Path) -> Iterator[None]:
    """One start at a time migrates and loads; another waits here until it is done."""
    with (instance / "start.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def serve(settings: Settings) -> int:
    """Web and worker until Ctrl-C, or until one of them ends by itself. Returns the exit code."""
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, _stop)
    children: Children = {}
    try:
        start_children(settings, children)
        if answers(settings, children):
            click.echo(f"\nTransfer is at http://{_address(settings)} (Ctrl-C stops it)")
        return _first_to_end(children)
    except KeyboardInterrupt:
        click.echo("\nStopping ...", err=True)
        return 0
    finally:
        end(children)


def _stop(number: int, frame: object) -> None:
    raise KeyboardInterrupt


def _address(settings: Settings) -> str:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"{host}:{settings.port}"


def web_command(address: str, workers: int) -> list[str]:
    """gunicorn, which keeps a connection longer than a proxy or a reader leaves it idle: neither finds one shut."""
    return [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", address, "--workers", str(workers), "--threads", "4",
        "--timeout", "120", "--keep-alive", "75", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip


def start_children(settings: Settings, children: Children) -> None:
    """Each in a session of its own, so that Ctrl-C reaches them through us alone. Whoever starts is in `children`."""
    commands = {"web server": web_command(_address(settings), settings.web_workers)}
    if not settings.read_only:
        commands["worker"] = WORKER
    here = {**os.environ, "INSTANCE_PATH": str(settings.instance)}
    for name, command in commands.items():
        children[name] = subprocess.Popen(command, cwd=ROOT, env=here, start_new_session=True)


def answers(settings: Settings, children: Children) -> bool:
    """Wait until the web server takes calls; False when a child ended first."""
    pause = Event()
    while all(child.poll() is None for child in children.values()):
        if is_answered(settings.host, settings.port):
            return True
        pause.wait(0.1)
    return False


def is_answered(host: str, port: int) -> bool:
    """Any answer will do: a port that is merely open may belong to processes that still start."""
    call = HTTPConnection(host, port, timeout=5)
    try:
        call.request("HEAD", "/static/transfer.css")
        call.getresponse()
    except (OSError, HTTPException):
        return False
    finally:
        call.close()
    return True


def _first_to_end(children: Children) -> int:
    """Until one of the children ends, which none should. Returns a code that is never 0."""
    ended = [name for name, child in children.items() if child.returncode is not None]
    if not ended:
        pid, status = os.wait()
        ended = [name for name, child in children.items() if child.pid == pid]
        children[ended[0]].returncode = os.waitstatus_to_exitcode(status)
    code = children[ended[0]].returncode
    click.echo(f"The {ended[0]} ended by itself (code {code}), so everything was stopped. Start again.", err=True)
    return abs(code) or 1


def end(children: Children) -> None:
    """Ask each child to end, and make it end after a while."""
    for child in children.values():
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children.values():
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
