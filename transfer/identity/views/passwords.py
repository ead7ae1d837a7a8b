"""Passwords and invitations: the pages that links in mails open."""

from flask import flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from transfer.identity import actions
from transfer.identity.actions.accounts import passwords_are_used
from transfer.identity.forms import AskPasswordForm, InvitationForm, NewPasswordForm
from transfer.identity.queries import find_open_link
from transfer.identity.views.common import blueprint
from transfer.kernel import clock
from transfer.mail.queries import mail_goes_out
from transfer.web.access import public
from transfer.web.answers import ask


@blueprint.route("/forgotten-password", methods=["GET", "POST"])
@public
def forgotten_password() -> ResponseReturnValue:
    """The same answer whether or not the address has an account."""
    if not passwords_are_used():
        return redirect(url_for("identity.sign_in"))
    form = AskPasswordForm()

    def send() -> ResponseReturnValue:
        actions.ask_new_password(form.email.data or "", request.remote_addr or "")
        return redirect(url_for("identity.password_asked"), 303)

    return ask(form, "identity/forgotten_password.html", send, mail=mail_goes_out())


@blueprint.get("/forgotten-password/sent")
@public
def password_asked() -> ResponseReturnValue:
    return render_template("identity/password_asked.html", mail=mail_goes_out())


@blueprint.route("/new-password/<token>", methods=["GET", "POST"])
@public
def new_password(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()

    def save() -> ResponseReturnValue:
        actions.choose_new_password(token, form.password.data or "")
        session.clear()
        flash("Your password was changed. Sign in with the new one.", "success")
        return redirect(url_for("identity.sign_in"), 303)

    if not find_open_link("new_password", token, clock.now()):
        return _ended("new_password")
    return ask(form, "identity/new_password.html", save)


@blueprint.route("/invitation/<token>", methods=["GET", "POST"])
@public
def accept_invitation(token: str) -> ResponseReturnValue:
    link = find_open_link("invitation", token, clock.now())
    if not link or not link.user:
        return _ended("invitation")
    form = InvitationForm(name=link.user.name)

    def save() -> ResponseReturnValue:
        actions.accept_invitation(token, name=form.name.data or "", password=form.password.data or "")
        session.clear()  # whoever else was signed in here
        flash("Your account is set up. Sign in with your e-mail address and the password you chose.", "success")
        return redirect(url_for("identity.sign_in"), 303)

    return ask(form, "identity/invitation.html", save, invited=link.user)


def _ended(purpose: str) -> ResponseReturnValue:
    """What was here is gone, and what to do instead."""
    return render_template("identity/link_ended.html", purpose=purpose), 410
