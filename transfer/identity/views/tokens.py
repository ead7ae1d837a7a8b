"""API tokens: a list of one's own, a new one shown once, and taking one back."""

from datetime import timedelta
from typing import Any

from flask import flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.identity import actions
from transfer.identity.forms import ButtonForm, TokenForm
from transfer.identity.models import ApiToken
from transfer.identity.queries import list_tokens
from transfer.identity.rules import SCOPES, token_refusal
from transfer.identity.views.common import blueprint
from transfer.kernel import clock
from transfer.web.access import signed_in
from transfer.web.answers import ask


@blueprint.get("/account/tokens")
@signed_in
def tokens() -> ResponseReturnValue:
    return _page()


def _page(secret: str | None = None) -> str:
    rows = [_row(each) for each in list_tokens(g.user)]
    return render_template("identity/tokens.html", rows=rows, secret=secret, form=ButtonForm(formdata=None))


def _row(token: ApiToken) -> dict[str, Any]:
    return {
        "id": token.id,
        "name": token.name,
        "may": [SCOPES[each] for each in token.scopes],
        "last_day": token.expires_at - timedelta(days=1),
        "used": token.last_used_at,
        "dead": token_refusal(token.expires_at, token.revoked_at, token.user.active, clock.now()),
        "revoked": token.revoked_at,
    }


@blueprint.route("/account/tokens/new", methods=["GET", "POST"])
@signed_in
def make_token() -> ResponseReturnValue:
    form = TokenForm()

    def save() -> ResponseReturnValue:
        """The secret stands on this one page, which is kept nowhere: an address or a session would keep it."""
        _, secret = actions.make_token(
            g.user, name=form.name.data or "", scopes=form.scopes.data or [], expires_on=form.expires_on.data
        )
        return _page(secret)

    return ask(
        form, "layouts/form.html", save, title="Make an API token", back=url_for("identity.tokens"),
        note="A program that holds the token can do what you choose here, as you, until it expires.",
    )  # fmt: skip


@blueprint.post("/account/tokens/<int:token_id>/revoke")
@signed_in
def revoke_token(token_id: int) -> ResponseReturnValue:
    if ButtonForm().validate_on_submit():
        actions.revoke_token(g.user, token_id)
        flash("The token was revoked. It opens nothing any more.", "success")
    return redirect(url_for("identity.tokens"), 303)
