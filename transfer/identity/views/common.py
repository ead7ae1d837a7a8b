"""The blueprint that every page about an account hangs on, and how a session begins."""

from urllib.parse import urlsplit

from flask import Blueprint, request, session, url_for

from transfer.identity.models import User

blueprint = Blueprint("identity", __name__)


def next_address() -> str:
    """Only a path on this site is followed after signing in."""
    asked = request.args.get("next", "")
    parts = urlsplit(asked)
    local = asked.startswith("/") and not asked.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return asked if local else url_for("programmes.choose")


def start_session(user: User) -> None:
    """Nothing of an older session stays."""
    session.clear()
    session.permanent = True
    session["user_id"], session["mark"] = user.id, user.session_mark
