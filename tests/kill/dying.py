"""The web server's application, and one moment at which the whole server is killed.

DIE names it: "commit uploads" is when a row has been put into uploads and all beside it is written, but nothing is
kept yet; "after_commit uploads" when it is kept and nobody was answered.
"""

import os
import signal
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from wsgi import app

__all__ = ["app"]
MOMENT, TABLE = os.environ["DIE"].split()
_put = False


def see(connection: Any, cursor: Any, statement: str, *_: Any) -> None:
    global _put
    _put = _put or statement.startswith(f"INSERT INTO {TABLE} ")


def die(*_: Any) -> None:
    if _put:
        os.killpg(0, signal.SIGKILL)


event.listen(Engine, "before_cursor_execute", see)
event.listen({"commit": Engine, "after_commit": Session}[MOMENT], MOMENT, die, insert=True)
