"""Signing in and out."""

from flask import current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from transfer.config import Settings
from transfer.identity import actions
from transfer.identity.actions import openid
from transfer.identity.forms import SignInForm
from transfer.identity.views.common import blueprint, next_address, start_session
from transfer.kernel.errors import DomainError
from transfer.web.access import public


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if g.user:
        return redirect(next_address())
    return render_template("identity/sign_in.html", form=SignInForm())


@blueprint.post("/sign-in")
@public
def submit_sign_in() -> ResponseReturnValue:
    form = SignInForm()
    if form.validate_on_submit():
        try:
            user = actions.sign_in(form.email.data or "", form.password.data or "", request.remote_addr or "")
        except DomainError as error:
            form.add_error(error)
        else:
            start_session(user)
            return redirect(next_address(), 303)
    return render_template("identity/sign_in.html", form=form), 422


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    there = session.get("by_openid")
    session.clear()
    settings: Settings = current_app.config["SETTINGS"]
    home = url_for("identity.sign_in")
    return redirect((openid.way_out(settings, settings.address() + home) if there else None) or home, 303)
