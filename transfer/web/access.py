"""What every view says about itself: who may come in. An endpoint that says nothing is refused at start-up."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed-in"
OPERATOR = "operator"


def require(permission: str) -> Callable[[View], View]:
    """Mark a view: only members of the URL's programme (`slug`) whose role holds `permission` come in."""

    def mark(view: View) -> View:
        view.permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view that anybody may open, signed in or not."""
    return require(PUBLIC)(view)


def signed_in(view: View) -> View:
    """Mark a view for anybody who is signed in, whatever the programme."""
    return require(SIGNED_IN)(view)


def operator_only(view: View) -> View:
    """Mark a view for whoever runs the service, in no programme: it shows nothing of one."""
    return require(OPERATOR)(view)


def by_token(scope: str) -> Callable[[View], View]:
    """Mark a view that a program may reach with an API token of this scope. An unmarked view is closed to tokens."""

    def mark(view: View) -> View:
        view.token_scope = scope  # type: ignore[attr-defined]
        return view

    return mark


def bearer_token() -> str | None:
    """The API token that the request brings. One that brings any is a program's: its cookies mean nothing."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None
