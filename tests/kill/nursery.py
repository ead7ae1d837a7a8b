"""A process that has everything imported and forks one child for each act, so that a trial costs no start.

It reads one JSON object a line: {"do": "act" | "restart" | "prepare", "kind", "url", "instance", "folder",
"after": seconds until SIGKILL or null, "at": the commit or file operation at which to die, or null}.
It answers {"seconds": how long it took, "code": minus the signal, "points": how many commits and file operations there
were, "answer": what it returned}.
"""

import gc
import json
import os
import select
import signal
import sys
import time
import traceback
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import fsspec.implementations.local
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, configure_mappers

from tests.kill import acts
from transfer.app import create_app
from transfer.config import Settings
from transfer.extensions import db
from transfer.jobs import actions
from transfer.kernel import apart


class Points:
    """Every moment at which something has just been kept, before anything else is: each is another state to wake in."""

    def __init__(self, die_at: int | None) -> None:
        self.passed, self.die_at, self.unseen = 0, die_at, False

    def passes(self, *_: Any) -> None:
        self.passed += not self.unseen
        if self.passed == self.die_at and not self.unseen:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        event.listen(Session, "after_commit", self.passes, insert=True)
        system = fsspec.implementations.local.LocalFileSystem
        for name in ("mv", "rm"):
            setattr(system, name, self._then(getattr(system, name)))
        actions._write = self._without(actions._write)

    def _without(self, beat: Any) -> Any:
        """A sign of life keeps nothing that a restart could miss."""

        def unseen(*arguments: Any, **named: Any) -> Any:
            self.unseen = True
            try:
                return beat(*arguments, **named)
            finally:
                self.unseen = False

        return unseen

    def _then(self, write: Any) -> Any:
        def watched(*arguments: Any, **named: Any) -> Any:
            done = write(*arguments, **named)
            self.passes()
            return done

        return watched


def _at(app: Flask, instance: str, url: str) -> None:
    """Let the application, which was made before the fork, work here."""
    settings = Settings(instance_path=instance, database_url=url, secret_key="k", log_level="CRITICAL")
    app.config.update(SETTINGS=settings, SQLALCHEMY_DATABASE_URI=settings.database())
    del app.extensions["sqlalchemy"]
    db.init_app(app)


def _child(app: Flask, asked: dict[str, Any], ready: int, answer: int) -> None:
    _at(app, asked["instance"], asked["url"])
    points = Points(asked.get("at"))
    with app.app_context():
        db.session.connection()
        db.session.rollback()
        points.watch()
        os.write(ready, b"!")
        do = acts.restart if asked["do"] == "restart" else acts.act
        told = do(app, asked["kind"], Path(asked["folder"]))
        os.write(answer, json.dumps({"points": points.passed, "answer": told}).encode())


def _fork(app: Flask, asked: dict[str, Any]) -> dict[str, Any]:
    ready, on_ready = os.pipe()
    answer, on_answer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            _child(app, asked, on_ready, on_answer)
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)
    os.close(on_ready)
    os.close(on_answer)
    os.read(ready, 1)
    begun = time.monotonic()
    told = _watch(child, answer, asked.get("after"))
    told["seconds"] = time.monotonic() - begun
    for each in (ready, answer):
        os.close(each)
    return told


def _watch(child: int, answer: int, after: float | None) -> dict[str, Any]:
    """Until it ends, or is killed when its time has come."""
    ended = os.pidfd_open(child)
    if not select.select([ended], [], [], after)[0]:
        os.kill(child, signal.SIGKILL)
    read = b""
    while part := os.read(answer, 65536):
        read += part
    _, status = os.waitpid(child, 0)
    os.close(ended)
    return {**(json.loads(read) if read else {}), "code": os.waitstatus_to_exitcode(status)}


def _of_a_page(name: str) -> bool:
    return name.startswith(("layouts/", "components/", "intake/", "releases/", "errors/"))


def _ready(app: Flask) -> None:
    """Everything that a child would else make anew: a trial takes a third of the time. What reads a file keeps nothing
    and forks for each, so that one server of it does for all."""
    for name in app.jinja_env.list_templates(filter_func=_of_a_page):
        app.jinja_env.get_template(name)
    configure_mappers()
    reader = apart._SERVER._running()
    apart._SERVER._running = lambda: reader  # type: ignore[method-assign]
    gc.freeze()


def main() -> None:
    acts.quicken()
    with TemporaryDirectory() as folder:
        app = create_app(Settings(instance_path=folder, secret_key="k", log_level="CRITICAL"))
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, PROPAGATE_EXCEPTIONS=False)
    acts.without_queue(app)
    _ready(app)
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_fork(app, json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
