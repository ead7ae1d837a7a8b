"""What every option passes or fails: adding a constraint, and saying how each option stands to it."""

from collections.abc import Sequence
from typing import Any

from flask import flash, g, url_for
from flask.typing import ResponseReturnValue

from transfer.programmes import actions, queries
from transfer.programmes.forms import ASSESSED, ConstraintForm, RemoveForm
from transfer.programmes.models import Constraint, Option
from transfer.programmes.views.common import ask_part, back_to, blueprint
from transfer.web.access import require
from transfer.web.answers import ask, typed_version

NOTE = "Say for each option whether it passes. An option that fails is marked wherever options are compared."


@blueprint.route("/p/<slug>/constraints/new", methods=["GET", "POST"])
@require("programme.edit")
def add_constraint(slug: str) -> ResponseReturnValue:
    options = queries.list_options(g.viewer)
    form = ConstraintForm.about(options)()

    def save() -> ResponseReturnValue:
        typed = _typed(form, options)
        added = actions.add_constraint(g.viewer, text=typed["text"], source=typed["source"])
        actions.change_constraint(g.viewer, added, **typed)
        return back_to("options")

    return ask_part(form, "Add a constraint", url_for(".options", slug=slug), save, "a constraint", note=NOTE)


@blueprint.route("/p/<slug>/constraints/<int:constraint_id>", methods=["GET", "POST"])
@require("programme.edit")
def change_constraint(slug: str, constraint_id: int) -> ResponseReturnValue:
    found = queries.get_constraint(g.viewer, constraint_id)
    options = queries.list_options(g.viewer)
    form = ConstraintForm.about(options)(data=_shown(found))

    def save() -> ResponseReturnValue:
        actions.change_constraint(g.viewer, found, version=typed_version(form), **_typed(form, options))
        return back_to("options")

    back = url_for(".options", slug=slug)
    remove = url_for(".remove_constraint", slug=slug, constraint_id=constraint_id)
    return ask_part(form, "Change a constraint", back, save, "a constraint", note=NOTE, remove=remove)


@blueprint.route("/p/<slug>/constraints/<int:constraint_id>/remove", methods=["GET", "POST"])
@require("programme.edit")
def remove_constraint(slug: str, constraint_id: int) -> ResponseReturnValue:
    found = queries.get_constraint(g.viewer, constraint_id)
    form, back = (
        RemoveForm(version=found.version),
        url_for(".change_constraint", slug=slug, constraint_id=constraint_id),
    )

    def save() -> ResponseReturnValue:
        actions.remove_constraint(g.viewer, found, version=typed_version(form))
        flash("Removed: a constraint.", "success")
        return back_to("options")

    note = f"“{found.text}”, with how each option stands to it. Packs that were frozen with it keep it."
    return ask(form, "layouts/form.html", save, title="Remove a constraint", back=back, note=note)


def _shown(constraint: Constraint) -> dict[str, Any]:
    words = {meaning: word for word, meaning in ASSESSED.items()}
    shown: dict[str, Any] = {"version": constraint.version, "text": constraint.text, "source": constraint.source}
    for option_id, (passes, note) in constraint.outcomes.items():
        shown |= {f"passes_{option_id}": words[passes], f"note_{option_id}": note}
    return shown


def _typed(form: ConstraintForm, options: Sequence[Option]) -> dict[str, Any]:
    results = {
        each.id: (ASSESSED[form[f"passes_{each.id}"].data], (form[f"note_{each.id}"].data or "").strip())
        for each in options
    }
    return {"text": form.text.data, "source": form.source.data or "", "results": results}
