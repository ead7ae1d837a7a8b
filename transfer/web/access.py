"""What every view says about itself: who may come in. An endpoint that says nothing is refused at start-up."""

from collections.abc import Callable
from typing import Any, TypeVar

View = TypeVar("View", bound=Callable[..., Any])

PUBLIC = "public"
SIGNED_IN = "signed-in"


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
