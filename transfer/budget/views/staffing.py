"""Posts as a budget: the levy of a whole pay bill, and what is taken off for posts that stand empty."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.budget import queries
from transfer.budget.rules.staffing import StaffBudget
from transfer.budget.views.common import blueprint
from transfer.establishment.queries import cost_terms, uncosted
from transfer.web.access import require

COLUMNS = [
    {"key": "employer", "label": "Employer"}, {"key": "posts", "label": "Posts", "kind": "number"},
    {"key": "pay", "label": "Pay bill", "kind": "money"},
    {"key": "levy", "label": "Levy of the whole bill", "kind": "money"},
    {"key": "by_post", "label": "Levy in the posts’ cost", "kind": "money"},
    {"key": "cost", "label": "Cost of all posts", "kind": "money"},
    {"key": "vacancy", "label": "Vacancy factor", "kind": "money"},
    {"key": "budget", "label": "Budget for posts", "kind": "money"},
]  # fmt: skip


@blueprint.get("/p/<slug>/money/staffing")
@require("money.view")
def staffing(slug: str) -> ResponseReturnValue:
    typed = request.args.get("vacancy", "").strip()
    percent = _percent(typed)
    rows = queries.staff_budgets(g.viewer, percent or Decimal(0))
    terms = cost_terms(g.viewer)
    return render_template(
        "budget/staffing.html", columns=COLUMNS, rows=[_row(each) for each in rows], typed=typed,
        refused=percent is None, percent=percent or Decimal(0), hidden=[each.short for each in uncosted(g.viewer)],
        unpriced=sum(each.unpriced for each in rows), on=terms.on, cost=url_for("establishment.cost", slug=slug),
        rates=[terms.rate(name, None) for name in ("levy.rate", "levy.allowance")],
    )  # fmt: skip


def _percent(typed: str) -> Decimal | None:
    """None for what is no per cent from 0 to 100."""
    try:
        found = Decimal(typed.removesuffix("%").strip() or "0")
    except InvalidOperation:
        return None
    return found if found.is_finite() and 0 <= found <= 100 else None


def _row(each: StaffBudget) -> dict[str, Any]:
    return {
        "employer": each.employer, "posts": each.posts, "pay": each.pay_pence, "levy": each.levy_pence,
        "by_post": each.levy_by_post_pence, "cost": each.posts_pence, "vacancy": each.vacancy_pence,
        "budget": each.budget_pence,
    }  # fmt: skip
