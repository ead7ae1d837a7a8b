"""Your account: who you are here, your password, and ending every sign-in."""

from flask import current_app, flash, g, redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from transfer.config import Settings
from transfer.identity import actions
from transfer.identity.forms import ButtonForm, ChangePasswordForm
from transfer.identity.queries import count_recovery_codes, has_codes
from transfer.identity.views.common import blueprint
from transfer.web.access import signed_in
from transfer.web.answers import ask


@blueprint.get("/account")
@signed_in
def account() -> ResponseReturnValue:
    settings: Settings = current_app.config["SETTINGS"]
    return render_template(
        "identity/account.html", codes=has_codes(g.user), left=count_recovery_codes(g.user), settings=settings,
        form=ButtonForm(formdata=None),
    )  # fmt: skip


@blueprint.route("/account/password", methods=["GET", "POST"])
@signed_in
def change_password() -> ResponseReturnValue:
    form = ChangePasswordForm()

    def save() -> ResponseReturnValue:
        """This sign-in goes on, every other one ends."""
        actions.change_password(g.user, form.old.data or "", form.password.data or "")
        session["mark"] = g.user.session_mark
        flash("Your password was changed. Every other sign-in of your account has ended.", "success")
        return redirect(url_for("identity.account"), 303)

    return ask(
        form, "layouts/form.html", save, title="Change your password", back=url_for("identity.account"),
        note="Every other sign-in of your account ends when you change it.",
    )  # fmt: skip


@blueprint.post("/account/sign-out-everywhere")
@signed_in
def sign_out_everywhere() -> ResponseReturnValue:
    actions.sign_out_everywhere(g.user)
    session.clear()
    flash("Every sign-in of your account has ended.", "success")
    return redirect(url_for("identity.sign_in"), 303)
