"""`make several`: the sample on two machines' worth of processes, until Ctrl-C. `make load`: 200 people use them."""

import os
import signal
import sys
import tempfile
from pathlib import Path

from tests.several import load
from tests.several.machines import Together, two_machines
from transfer.app import create_app
from transfer.cli import tell_sample
from transfer.extensions import db


def _tell(together: Together) -> None:
    app = create_app(together.settings)
    with app.app_context():
        tell_sample()
        load.invite_people()
        db.session.remove()
        db.engine.dispose()


def main(people: bool) -> None:
    os.environ["TEST_DATABASE"] = "postgresql"
    from tests.databases import database_url  # it reads the variable

    with tempfile.TemporaryDirectory() as name, two_machines(Path(name), database_url(Path(name))) as together:
        _tell(together)
        print("Transfer is at " + " and ".join(f"http://{each}" for each in together.addresses), flush=True)
        if people:
            load.measure(together.addresses)
        else:
            print("Sign in as a user of the sample, such as lead@example.org. Ctrl-C stops everything.", flush=True)
            signal.sigwait({signal.SIGINT, signal.SIGTERM})


if __name__ == "__main__":
    main(sys.argv[1:] == ["load"])
