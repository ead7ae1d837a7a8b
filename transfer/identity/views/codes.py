"""One-time codes: setting them up, and taking them away."""

from typing import Any

import pyotp
import segno
from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from transfer.identity import actions
from transfer.identity.forms import ButtonForm, CodeForm, RemoveCodesForm
from transfer.identity.models import OneTimeCodes
from transfer.identity.queries import find_codes, has_codes
from transfer.identity.views.common import blueprint
from transfer.web.access import signed_in
from transfer.web.answers import ask

PRODUCT = "Transfer"


@blueprint.get("/account/codes")
@signed_in
def codes() -> ResponseReturnValue:
    if has_codes(g.user):
        return redirect(url_for("identity.account"))
    return render_template("identity/codes.html", form=ButtonForm(formdata=None), must=g.must_set_up_codes)


@blueprint.post("/account/codes/begin")
@signed_in
def begin_codes() -> ResponseReturnValue:
    actions.begin_codes(g.user)
    return redirect(url_for("identity.confirm_codes"), 303)


@blueprint.route("/account/codes/confirm", methods=["GET", "POST"])
@signed_in
def confirm_codes() -> ResponseReturnValue:
    form, begun = CodeForm(), find_codes(g.user)

    def save() -> ResponseReturnValue:
        """The recovery codes stand on this one page, which is kept nowhere."""
        told = actions.confirm_codes(g.user, form.code.data or "")
        return render_template("identity/recovery_codes.html", told=told)

    if not begun or begun.confirmed_at:
        return redirect(url_for("identity.codes"), 303)
    return ask(form, "identity/confirm_codes.html", save, **_shown(begun))


def _shown(begun: OneTimeCodes) -> dict[str, Any]:
    """The secret as a picture for a camera, and in fours for fingers."""
    address = pyotp.TOTP(begun.secret).provisioning_uri(name=g.user.email, issuer_name=PRODUCT)
    picture = segno.make(address, error="m").svg_inline(scale=4, border=4)
    fours = " ".join(begun.secret[place : place + 4] for place in range(0, len(begun.secret), 4))
    return {"picture": Markup(picture), "secret": fours}  # segno draws it: nothing in it was typed by anybody


@blueprint.route("/account/codes/remove", methods=["GET", "POST"])
@signed_in
def remove_codes() -> ResponseReturnValue:
    form = RemoveCodesForm()

    def save() -> ResponseReturnValue:
        actions.remove_codes(g.user, form.password.data or "", form.code.data or "")
        flash("One-time codes were removed. You sign in with your password alone.", "success")
        return redirect(url_for("identity.account"), 303)

    if not has_codes(g.user):
        return redirect(url_for("identity.codes"), 303)
    return ask(
        form, "layouts/form.html", save, title="Remove one-time codes", back=url_for("identity.account"),
        note="To move to another device, remove them here and set them up again.",
    )  # fmt: skip
