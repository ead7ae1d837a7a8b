"""`flask serve`: the web server and the worker as children of one command, which ends both."""

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from transfer.config import Settings

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 15


@click.command()
@with_appcontext
def worker() -> None:
    """Do long work until told to stop."""
    current_app.extensions["huey"].create_consumer(workers=1, worker_type="thread", check_worker_health=False).run()


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


def start_children(settings: Settings) -> list[subprocess.Popen[bytes]]:
    """The web server and the worker, each in a session of its own, so that Ctrl-C reaches them through us alone."""
    web = [
        sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"{settings.host}:{settings.port}",
        "--workers", str(settings.web_workers), "--threads", "4", "--timeout", "120", "--log-level", "warning",
    ]  # fmt: skip
    work = [sys.executable, "-m", "flask", "--app", "wsgi", "worker"]
    return [subprocess.Popen(command, cwd=ROOT, start_new_session=True) for command in (web, work)]


def wait_for_end(children: list[subprocess.Popen[bytes]]) -> int:
    """Until Ctrl-C, or until one child ends by itself; then both are ended. Returns the exit code."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    code = 0
    try:
        _, status = os.wait()
        code = os.waitstatus_to_exitcode(status) or 1
        click.echo("One of the two ended by itself: stopping the other.", err=True)
    except KeyboardInterrupt:
        click.echo("\nStopping ...", err=True)
    finally:
        end(children)
    return code


def end(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    for child in children:
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
