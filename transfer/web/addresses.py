"""Addresses that ask what this page's own address asks for."""

from typing import Any

from flask import request, url_for


def asking_alike(endpoint: str, **values: Any) -> str:
    """The address of an endpoint at the same place and behind the same question mark; `values` come before both, and
    None takes one away.

    Anybody can type behind the question mark. What names a part of the place there, or what `url_for` takes for itself,
    is left out.
    """
    asked = {
        name: request.args.getlist(name)
        for name in request.args
        if name != "endpoint" and not name.startswith("_")
    }  # fmt: skip
    return url_for(endpoint, **{**asked, **(request.view_args or {}), **values})
