"""One page for errors of every code, which says what happened and what to do next."""

import errno
from typing import Any

import structlog
from flask import Flask, Response, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import (
    Forbidden,
    HTTPException,
    InternalServerError,
    NotFound,
    RequestEntityTooLarge,
    SecurityError,
    ServiceUnavailable,
)

from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.kernel.errors import NotFound as RecordNotFound
from transfer.web.access import bearer_token
from transfer.web.at_once import met_another, once_more

log = structlog.get_logger()

WORDS: dict[int, tuple[str, str]] = {
    400: ("The request could not be understood", "Go back and try again."),
    401: ("Sign in to continue", "Your sign-in may have ended."),
    403: ("You do not have permission to do this", "Ask the programme lead if you need it."),
    404: ("Page not found", "If you typed the address, check it. It may belong to a programme that you are not in."),
    405: ("That cannot be done from here", "Go back and use the buttons on the page."),
    409: ("Somebody else changed this first", "Go back to see what it says now; what you typed was not saved."),
    413: ("Too much was sent at once", "Split a file or remove sheets that are not needed, and upload it again."),
    422: ("Something needs to be mended", "Go back and check what was entered."),
    429: ("Too many requests at once", "Nothing that you sent with the last one was kept."),
    500: ("Sorry, there is a problem with the service", "Nothing that you entered was saved. Try again later."),
    503: ("Sorry, the service is not available", "Try again in a few minutes."),
    507: ("There is no room left", "Nothing that you entered was saved. Tell whoever runs this service."),
}
FULL = (errno.ENOSPC, errno.EDQUOT)
# Errors whose own words are ours.
TELLING = (Forbidden, CSRFError, ServiceUnavailable)
READ_ONLY = "Everything can be read, but nothing changed, while the service is brought up to date. Nothing was saved."
NO_DATABASE = "The database does not answer. Nothing that you entered was saved."


def error_page(code: int, message: str | None = None) -> tuple[str | dict[str, str], int]:
    """The page in words; to a program the same words as JSON."""
    title, advice = WORDS.get(code, WORDS[500 if code >= 500 else 400])
    if bearer_token() is not None:
        return {"error": message or f"{title}. {advice}"}, code
    return _drawn(code=code, title=title, message=message, advice=advice), code


def _drawn(**words: Any) -> str:
    """A transaction that failed takes along what the frame says of programme and person: it is read again after it,
    and where the database does not answer at all the frame is nobody's, which needs none."""
    for _ in range(2):
        try:
            return render_template("errors/error.html", **words)
        except SQLAlchemyError:
            db.session.rollback()
    for name in ("viewer", "programme", "user"):
        g.pop(name, None)
    return render_template("errors/error.html", **words)


def _http_error(error: HTTPException) -> Any:
    if error.response is not None or (error.code or 500) < 400:
        return error
    if isinstance(error, SecurityError):
        # No address of a page can be made from a name that is not this site's.
        return Response("This site does not answer to that name.\n", 400, mimetype="text/plain")
    if isinstance(error, InternalServerError):
        log.error("unhandled_error", endpoint=request.endpoint, exc_info=error.original_exception)
        return error_page(500, f"Quote this reference if you report it: {g.get('request_id', '')}")
    if isinstance(error, RequestEntityTooLarge):
        if request.mimetype != "multipart/form-data":
            return error_page(413, "More was typed than one form takes. Nothing of it was kept.")
        most = current_app.config["SETTINGS"].max_upload_mb
        return error_page(413, f"Send a file of {most} MB or less. Nothing of this one was kept.")
    told = error.description if isinstance(error, TELLING) or bearer_token() is not None else None
    return error_page(error.code or 500, told)


def _database_error(error: DBAPIError | NoConnection) -> Any:
    """A server that went away, a lock or a connection not had in time, or a change while nothing may change."""
    if current_app.config["SETTINGS"].read_only and _is_refusal(error):
        return error_page(503, READ_ONLY)
    if _is_full(error):
        log.error("no_room", endpoint=request.endpoint)
        return error_page(507)
    if met_another(error):
        return _met_another(error)
    if isinstance(error, OperationalError | InterfaceError | NoConnection):
        log.error("database_unavailable", endpoint=request.endpoint, exc_info=error)
        return error_page(503, NO_DATABASE)
    unexpected = InternalServerError(original_exception=error)
    return _http_error(unexpected)


def _met_another(error: Exception) -> Any:
    """Two changed the same thing at the same moment: the slower one's request is done once more, never twice more."""
    try:
        return once_more()
    except HTTPException as refused:
        return _http_error(refused)
    except DomainError as refused:
        return _domain_error(refused)
    except (DBAPIError, StaleDataError) as again:
        if met_another(again):
            return error_page(409)
        raise


def _is_refusal(error: DBAPIError | NoConnection) -> bool:
    told = str(getattr(error, "orig", "")).lower()
    return "read-only" in told or "readonly" in told


def _is_full(error: DBAPIError | NoConnection) -> bool:
    told = str(getattr(error, "orig", "")).lower()
    return "disk is full" in told or "no space left" in told


def _no_room(error: OSError) -> Any:
    """A full disk is told in words; any other trouble with files is one that nobody expected."""
    if error.errno in FULL:
        log.error("no_room", endpoint=request.endpoint)
        return error_page(507)
    return _http_error(InternalServerError(original_exception=error))


def _domain_error(error: DomainError) -> Any:
    if isinstance(error, RecordNotFound):
        return _http_error(NotFound())
    return error_page(422, error.message)


def install(app: Flask) -> None:
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(OSError, _no_room)
    app.register_error_handler(DBAPIError, _database_error)
    app.register_error_handler(NoConnection, _database_error)
    app.register_error_handler(StaleDataError, _met_another)
