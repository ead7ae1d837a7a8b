"""The test of activity by year."""

from typing import Any

from flask import g
from flask.typing import ResponseReturnValue

from transfer.budget.forms import ConfirmForm
from transfer.contract_sum import actions, queries
from transfer.contract_sum.forms import ActivityForm, NewActivityForm
from transfer.contract_sum.views.common import address, ask_sum, blueprint
from transfer.programmes.queries import list_organisations
from transfer.web.access import require
from transfer.web.answers import typed_version


def _activity(form: Any) -> dict[str, Any]:
    return {name: form[name].data for name in ("own_pence", "other_pence", "source")}


@blueprint.route("/p/<slug>/money/contract-sums/activity/new", methods=["GET", "POST"])
@require("money.edit")
def add_activity(slug: str) -> ResponseReturnValue:
    form = NewActivityForm().offer(list_organisations(g.viewer))

    def save() -> None:
        actions.add_activity(
            g.viewer, organisation_id=form.organisation_id.data, year=form.year.data.strip(), **_activity(form)
        )

    return ask_sum(form, "Add a year’s activity", address("index"), save, "Saved: a year’s activity.")


@blueprint.route("/p/<slug>/money/contract-sums/activity/<int:activity_id>", methods=["GET", "POST"])
@require("money.edit")
def change_activity(slug: str, activity_id: int) -> ResponseReturnValue:
    row = queries.get_activity(g.viewer, activity_id)
    form = ActivityForm(obj=row)

    def save() -> None:
        actions.change_activity(g.viewer, row, version=typed_version(form), **_activity(form))

    remove = address("remove_activity", activity_id=row.id)
    title = f"Activity of {row.organisation.short} in {row.year}"
    return ask_sum(form, title, address("index"), save, "Saved: a year’s activity.", remove=remove)


@blueprint.route("/p/<slug>/money/contract-sums/activity/<int:activity_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_activity(slug: str, activity_id: int) -> ResponseReturnValue:
    row = queries.get_activity(g.viewer, activity_id)
    form = ConfirmForm(version=row.version)

    def save() -> None:
        actions.remove_activity(g.viewer, row, version=typed_version(form))

    title = f"Remove the activity of {row.organisation.short} in {row.year}"
    return ask_sum(form, title, address("index"), save, "Removed: a year’s activity.")
