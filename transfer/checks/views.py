"""What does not add up, each with the place to mend it."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from transfer.checks import queries
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
