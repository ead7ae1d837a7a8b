"""Two people at once: whoever was slower begins again, and meets what the faster one wrote.

An action compares the version that a form was filled in against with the row's. When both come between the same two
moments, both find it right, and the database lets one of them through: the other's change matches no row any more, or
meets a row that was not there. Their request is then done once more from its start, with nothing kept of the first
go, and the action says in its own words who was first, with what was typed kept.
"""

from typing import Any

import structlog
from flask import current_app, request
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm.exc import StaleDataError

from transfer.extensions import db

log = structlog.get_logger()
# PostgreSQL's codes for "somebody else was in the way": a deadlock, and what could not be put in an order.
IN_THE_WAY = frozenset({"40001", "40P01"})


def met_another(error: BaseException) -> bool:
    """Whether the fault is that somebody else changed the same thing at the same moment."""
    if isinstance(error, OperationalError):
        return getattr(error.orig, "sqlstate", None) in IN_THE_WAY
    return isinstance(error, StaleDataError | IntegrityError)


def once_more() -> Any:
    """The answer of the view, asked again. Raises what it raises."""
    db.session.rollback()
    for sent in request.files.values():
        sent.stream.seek(0)
    log.info("begun_again", endpoint=request.endpoint)
    view = current_app.view_functions[request.endpoint or ""]
    return view(**(request.view_args or {}))
