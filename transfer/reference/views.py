"""The page of rates and assumptions."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from transfer.reference.queries import list_rates
from transfer.reference.rules import KINDS, bank_holidays
from transfer.web.access import require

blueprint = Blueprint("reference", __name__)


@blueprint.get("/p/<slug>/rates")
@require("programme.view")
def rates(slug: str) -> ResponseReturnValue:
    today = g.programme.today()
    years = (today.year, today.year + 1)
    return render_template(
        "reference/rates.html", kinds=KINDS, today=today,
        standing=[each for each in list_rates() if each.stands_on(today)],
        others=[each for each in list_rates() if not each.stands_on(today)],
        holidays=[(day, name) for year in years for day, name in bank_holidays(year).items()],
    )  # fmt: skip
