"""The application in a process of its own, as a browser meets it.

`python -m tests.journeys.server load FOLDER URL SHARED` fills an empty database with the sample's whole story,
all but its printed packs; `serve FOLDER URL SHARED` serves it
on a free port of this machine, prints the port, and ends with its standard input. SHARED is a folder of the run.
"""

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.serving import make_server

from tests.compiled import keep_templates
from transfer.app import create_app
from transfer.cli import tell_sample
from transfer.config import Settings
from transfer.extensions import db
from transfer.jobs import actions as jobs


def _application(folder: str, url: str, shared: str) -> Flask:
    settings = Settings(
        instance_path=folder, database_url=url, secret_key="journeys", log_level="ERROR",
        organisation_name="Slough Borough Council",
    )  # fmt: skip
    app = create_app(settings)
    keep_templates(app, Path(shared))
    return app


def _load(app: Flask) -> None:
    with app.app_context():
        db.create_all()
        tell_sample()
        db.session.remove()
        db.engine.dispose()


def _work_at_once(app: Flask) -> None:
    """Each job in a thread of its own as soon as it is asked for: no worker to start and none to wait for."""

    def run(job_id: int) -> None:
        with app.app_context():
            jobs.run_job(job_id)

    def send(job_id: int) -> Any:
        threading.Thread(target=run, args=(job_id,), daemon=True).start()

    jobs.hand_over_with(app, send)


def _serve(app: Flask) -> None:
    _work_at_once(app)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"{server.server_port}\n")
    sys.stdout.flush()
    sys.stdin.read()
    server.shutdown()


if __name__ == "__main__":
    WHAT: dict[str, Callable[[Flask], None]] = {"load": _load, "serve": _serve}
    WHAT[sys.argv[1]](_application(*sys.argv[2:]))
