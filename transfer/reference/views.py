"""The page of rates and assumptions."""

from flask import Blueprint, g, render_template
from flask.typing import ResponseReturnValue

from transfer.reference.queries import list_rates
from transfer.reference.rules import KINDS, bank_holidays, rates_day
from transfer.web.access import require

blueprint = Blueprint("reference", __name__)


@blueprint.get("/p/<slug>/rates")
@require("programme.view")
def rates(slug: str) -> ResponseReturnValue:
    today, year = g.programme.today(), g.programme.budget_year
    days = {today, rates_day(year)} if year[:4].isdigit() else {today}
    years = (today.year, today.year + 1)
    return render_template(
        "reference/rates.html", kinds=KINDS, today=today,
        standing=[each for each in list_rates() if any(each.stands_on(day) for day in days)],
        others=[each for each in list_rates() if not any(each.stands_on(day) for day in days)], year=year,
        holidays=[(day, name) for year in years for day, name in bank_holidays(year).items()],
    )  # fmt: skip
