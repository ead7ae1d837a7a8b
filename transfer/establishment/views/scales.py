"""Pay scales: entered, changed and removed, each with what it changes in every option before it is saved."""

from flask import g, url_for
from flask.typing import ResponseReturnValue

from transfer.establishment import actions, queries
from transfer.establishment.forms import RemoveForm, ScaleForm, scale_as_typed
from transfer.establishment.pages import HALF_YEAR
from transfer.establishment.rules.scales import Scale, grades_in_words
from transfer.establishment.views.common import blueprint
from transfer.establishment.views.effects import ask_first, own_employers, shown
from transfer.kernel.dates import long_date
from transfer.web.access import require
from transfer.web.answers import ask, typed_version


def _words(asked: Scale) -> str:
    """What is about to be saved, in a sentence."""
    points = f"{len(asked.points):,} points of {grades_in_words(asked.points)}"
    waits = HALF_YEAR if asked.half_year else ""
    return f"{points}, paid from {long_date(asked.starts_on)}, {asked.status}{waits}"


@blueprint.route("/p/<slug>/people/cost/scales/new", methods=["GET", "POST"])
@require("rates.edit")
def add_scale(slug: str) -> ResponseReturnValue:
    form = ScaleForm(month="4").offer(own_employers())
    title = "Enter a pay scale"

    def preview(asked: Scale) -> ResponseReturnValue:
        effects = actions.scale_would_do(g.viewer, asked)
        return shown(form, title, effects, lambda: actions.add_pay_scale(g.viewer, asked), _words(asked))

    return ask_first(form, title, preview)


@blueprint.route("/p/<slug>/people/cost/scales/<int:scale_id>", methods=["GET", "POST"])
@require("rates.edit")
def change_scale(slug: str, scale_id: int) -> ResponseReturnValue:
    row = queries.get_pay_scale(g.viewer, scale_id)
    form = ScaleForm(**scale_as_typed(row)).offer(own_employers())
    title = "Change a pay scale"

    def preview(asked: Scale) -> ResponseReturnValue:
        actions.refuse_older_scale(row, typed_version(form))
        effects = actions.scale_would_do(g.viewer, asked, row)
        return shown(form, title, effects, lambda: actions.change_pay_scale(g.viewer, row, asked), _words(asked))

    return ask_first(form, title, preview, remove=url_for(".remove_scale", slug=slug, scale_id=scale_id))


@blueprint.route("/p/<slug>/people/cost/scales/<int:scale_id>/remove", methods=["GET", "POST"])
@require("rates.edit")
def remove_scale(slug: str, scale_id: int) -> ResponseReturnValue:
    row = queries.get_pay_scale(g.viewer, scale_id)
    form = RemoveForm(version=row.version)
    title = "Remove a pay scale"

    def remove() -> ResponseReturnValue:
        actions.refuse_older_scale(row, typed_version(form))
        effects = actions.scale_would_do(g.viewer, None, row)
        return shown(form, title, effects, lambda: actions.remove_pay_scale(g.viewer, row), row.source)

    if not form.is_submitted():
        return shown(form, title, actions.scale_would_do(g.viewer, None, row), lambda: None, row.source)
    return ask(form, "layouts/form.html", remove, title=title, back=url_for(".cost", slug=slug), note=None, remove=None)
