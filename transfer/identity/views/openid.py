"""Signing in with the organisation's own account: the way to its provider and back."""

from flask import abort, current_app, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from transfer.config import Settings
from transfer.identity.actions import openid
from transfer.identity.forms import SignInForm
from transfer.identity.models import User
from transfer.identity.views.common import blueprint, next_address, start_session
from transfer.web.access import public

KEPT = "openid"


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.oidc_issuer:
        abort(404)
    return settings


def _return_to(settings: Settings) -> str:
    """By the setting and not by the request, which may forge the name of this site."""
    return settings.address() + url_for("identity.openid_answer")


@blueprint.get("/sign-in/openid")
@public
def openid_start() -> ResponseReturnValue:
    settings = _settings()
    try:
        address, kept = openid.leave(settings, _return_to(settings))
    except openid.OpenIdRefused as error:
        return _refused(error)
    session[KEPT] = {**kept, "next": next_address()}
    return redirect(address)


@blueprint.get("/sign-in/openid/answer")
@public
def openid_answer() -> ResponseReturnValue:
    """Once: what the session kept for it is gone, whatever comes of it."""
    settings = _settings()
    kept = session.pop(KEPT, {})
    try:
        user = _whoever(settings, kept)
    except openid.OpenIdRefused as error:
        return _refused(error)
    start_session(user)
    session["by_openid"] = True
    return redirect(kept["next"], 303)


def _whoever(settings: Settings, kept: dict[str, str]) -> User:
    arrival = openid.arrive(settings, _return_to(settings), kept, request.args)
    return openid.enter(settings, current_app.extensions["openid_groups"], arrival)


def _refused(error: openid.OpenIdRefused) -> ResponseReturnValue:
    form = SignInForm(formdata=None)
    form.add_error(error)
    return render_template("identity/sign_in.html", form=form), 422
