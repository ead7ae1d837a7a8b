"""The blueprint that every page about an account hangs on, and how a session begins."""

from datetime import UTC

from flask import Blueprint, current_app, request, session, url_for

from transfer.config import Settings
from transfer.identity.models import User
from transfer.identity.queries import find_user
from transfer.identity.rules import HALF_LASTS, is_local, session_ended
from transfer.kernel import clock

blueprint = Blueprint("identity", __name__)


def next_address() -> str:
    """Only a path on this site is followed after signing in."""
    asked = request.args.get("next", "")
    return asked if is_local(asked) else url_for("programmes.choose")


def start_session(user: User) -> None:
    """Nothing of an older session stays."""
    session.clear()
    session.permanent = True
    session["user_id"], session["mark"] = user.id, user.session_mark
    session["since"] = session["seen"] = seconds_now()


def seconds_now() -> int:
    return int(clock.now().replace(tzinfo=UTC).timestamp())


def session_user() -> User | None:
    """Who is signed in, while the sign-in lasts: a changed mark, its age or an idle hour end it.

    A cookie from before sign-ins had an age is given one now.
    """
    user = find_user(session["user_id"]) if "user_id" in session else None
    if not user or not user.active or user.session_mark != session.get("mark"):
        return None
    settings: Settings = current_app.config["SETTINGS"]
    now = seconds_now()
    since, seen = session.setdefault("since", now), session.get("seen", now)
    if session_ended(since, seen, now, hours=settings.session_hours, idle_minutes=settings.session_idle_minutes):
        return None
    session["seen"] = now
    return user


def start_half(user: User) -> None:
    """The password was right, and a code is asked for next. Nothing opens with this."""
    session.clear()
    session["half"] = [user.id, user.session_mark, seconds_now()]


def half_user() -> User | None:
    """Whoever gave the right password a few minutes ago and no code yet."""
    user_id, mark, at = session.get("half") or (0, "", 0)
    user = find_user(user_id)
    if not user or not user.active or user.session_mark != mark or seconds_now() >= at + HALF_LASTS:
        return None
    return user
