"""Signing in and out."""

from urllib.parse import urlsplit

from flask import g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from transfer.identity import actions
from transfer.identity.forms import SignInForm
from transfer.identity.views.common import blueprint
from transfer.kernel.errors import DomainError
from transfer.web.access import public


def _next_address() -> str:
    """Only a path on this site is followed after signing in."""
    asked = request.args.get("next", "")
    parts = urlsplit(asked)
    local = asked.startswith("/") and not asked.startswith(("//", "/\\")) and not parts.netloc and not parts.scheme
    return asked if local else url_for("programmes.choose")


@blueprint.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    if g.user:
        return redirect(_next_address())
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
            session.clear()
            session.permanent = True
            session["user_id"], session["mark"] = user.id, user.session_mark
            return redirect(_next_address(), 303)
    return render_template("identity/sign_in.html", form=form), 422


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    session.clear()
    return redirect(url_for("identity.sign_in"), 303)
