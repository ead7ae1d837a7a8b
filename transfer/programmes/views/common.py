"""What every page of a programme's parts and members stands on."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from transfer.web.answers import ask
from transfer.web.forms import BaseForm

blueprint = Blueprint("programmes", __name__)


def back_to(endpoint: str, **values: Any) -> ResponseReturnValue:
    return redirect(url_for(f"programmes.{endpoint}", slug=g.programme.slug, **values), 303)


def ask_part(
    form: BaseForm, title: str, back: str, save: Callable[[], ResponseReturnValue], what: str = "", **shown: str
) -> ResponseReturnValue:
    """what: what is saved, in words; the name that was typed when not given. shown: note and remove of the form."""

    def save_and_say() -> ResponseReturnValue:
        answer = save()
        flash(f"Saved: {what or form['name'].data}.", "success")
        return answer

    return ask(form, "layouts/form.html", save_and_say, title=title, back=back, **shown)
