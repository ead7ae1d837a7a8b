"""What does not add up, each with the place to mend it."""

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.checks import queries
from transfer.checks.actions import add_named_services
from transfer.checks.forms import AddServicesForm
from transfer.checks.rules import counted
from transfer.kernel.errors import DomainError
from transfer.releases.queries import any_in_force
from transfer.web.access import require

blueprint = Blueprint("checks", __name__)


@blueprint.get("/p/<slug>/checks")
@require("checks.view")
def index(slug: str) -> ResponseReturnValue:
    checks = queries.list_checks(g.viewer)
    return render_template(
        "checks/index.html", checks=checks, groups=queries.grouped(checks), any_data=any_in_force(g.viewer)
    )


@blueprint.get("/p/<slug>/checks/services")
@require("programme.edit")
def services(slug: str) -> ResponseReturnValue:
    return _services(AddServicesForm(formdata=None))


def _services(form: AddServicesForm) -> str:
    return render_template("checks/services.html", form=form, services=queries.services_to_add(g.viewer),
                           typed=request.form.getlist("service") if request.form else None)  # fmt: skip


@blueprint.post("/p/<slug>/checks/services")
@require("programme.edit")
def add_services(slug: str) -> ResponseReturnValue:
    form = AddServicesForm()
    try:
        if form.validate_on_submit():
            added = add_named_services(g.viewer, request.form.getlist("service"))
            flash(f"{counted(added, 'service was', 'services were')} added.", "success")
            return redirect(url_for("programmes.services", slug=slug), 303)
    except DomainError as error:
        form.add_error(error)
    return _services(form), 422
