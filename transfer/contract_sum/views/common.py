"""The blueprint, addresses, and the form pages of contract sums."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, g, redirect, url_for
from flask.typing import ResponseReturnValue

from transfer.contract_sum.rules import TIMINGS
from transfer.web.answers import ask
from transfer.web.forms import BaseForm

blueprint = Blueprint("contract_sum", __name__)


# As they stand inside a sentence.
TIMING_WORDS = {key: words[:1].lower() + words[1:] for key, words in TIMINGS.items()}


def address(endpoint: str, **values: Any) -> str:
    return url_for(f"contract_sum.{endpoint}", slug=g.programme.slug, **values)


def ask_sum(
    form: BaseForm, title: str, back: str, save: Callable[[], Any], said: str, **more: Any
) -> ResponseReturnValue:
    """back: where it goes when saved. more: note and remove of the page."""

    def save_and_say() -> ResponseReturnValue:
        save()
        flash(said, "success")
        return redirect(back, 303)

    return ask(form, "layouts/form.html", save_and_say, title=title, back=back, **more)
