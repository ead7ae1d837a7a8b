"""Signing in and out."""

from flask import current_app, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from transfer.config import Settings
from transfer.identity import actions
from transfer.identity.actions import openid
from transfer.identity.forms import CodeForm, SignInForm
from transfer.identity.queries import has_codes
from transfer.identity.views.common import blueprint, half_user, next_address, start_half, start_session
from transfer.kernel.errors import DomainError
from transfer.web.access import public
from transfer.web.answers import ask


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
            if has_codes(user):
                start_half(user)
                return redirect(url_for("identity.enter_code", next=request.args.get("next")), 303)
            start_session(user)
            return redirect(next_address(), 303)
    return render_template("identity/sign_in.html", form=form), 422


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@public
def enter_code() -> ResponseReturnValue:
    """The second step, for a few minutes after the first."""
    form, user = CodeForm(), half_user()

    def check() -> ResponseReturnValue:
        assert user
        actions.enter_code(user, form.code.data or "")
        start_session(user)
        return redirect(next_address(), 303)

    if not user:
        return redirect(url_for("identity.sign_in", next=request.args.get("next")), 303)
    return ask(form, "identity/enter_code.html", check)


@blueprint.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    there = session.get("by_openid")
    session.clear()
    settings: Settings = current_app.config["SETTINGS"]
    home = url_for("identity.sign_in")
    return redirect((openid.way_out(settings, settings.address() + home) if there else None) or home, 303)
