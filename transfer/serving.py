"""`flask serve`: the web server and the worker as children of one command, which ends both."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from threading import Event

import click

from transfer.config import Settings

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 15
FLASK = [sys.executable, "-m", "flask", "--app", "wsgi"]
WORKER = [*FLASK, "worker"]
Children = dict[str, subprocess.Popen[bytes]]


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
