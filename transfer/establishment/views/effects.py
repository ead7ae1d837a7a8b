"""Every value that posts are costed by is entered alike: typed, shown with what it changes, then saved."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.establishment import actions, queries
from transfer.establishment.pages import effect_row
from transfer.establishment.queries import OptionEffect
from transfer.programmes.models import Organisation
from transfer.programmes.queries import list_organisations
from transfer.web.answers import ask

MOVED = "Somebody changed something meanwhile, so the figures are others now: look at them again before you save"


def missing_costs() -> list[str]:
    """What the costs are without, in sentences."""
    hidden = [each.short for each in queries.uncosted(g.viewer)]
    words = (
        "Pay is shown to its own side and to a lead, if they may see pay: the posts below are counted, and those of "
    )
    told = f"{words}{' and '.join(hidden)} are in no cost."
    return [*queries.people_missing(g.viewer), *([told] if hidden else [])]


def own_employers() -> list[Organisation]:
    return [each for each in list_organisations(g.viewer) if actions.enters_for(g.viewer, each.id)]


def shown(
    form: Any, title: str, effects: Sequence[OptionEffect], save: Callable[[], object], words: str
) -> ResponseReturnValue:
    """Save what was previewed; else show what it would do, and say so where that is no longer what was shown."""
    back, seen = url_for(".cost", slug=g.programme.slug), actions.seen_as(effects)
    if form.seen.data == seen:
        save()
        return redirect(back + "#inputs", 303)
    moved = bool(form.seen.data)
    page = render_template(
        "establishment/effect.html", form=form, title=title, seen=seen, rows=[effect_row(each) for each in effects],
        missing=missing_costs(), moved=MOVED if moved else "", words=words, back=back,
    )  # fmt: skip
    return (page, 409) if moved else page


def ask_first(form: Any, title: str, preview: Callable[[Any], ResponseReturnValue], **more: Any) -> ResponseReturnValue:
    """preview: what answers once the form says something that can be. "Change it" on the preview leads back here."""
    back = url_for(".cost", slug=g.programme.slug)
    told = {"title": title, "back": back, "note": None, "remove": None, **more}
    if request.form.get("again"):
        return render_template("layouts/form.html", form=form, current=None, **told)
    return ask(form, "layouts/form.html", lambda: preview(form.asked()), **told)
