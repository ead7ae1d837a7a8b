"""Employers' posts as finance budgets for them, from the staff lists in force."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

from transfer.budget.rules.staffing import StaffBudget, levy_of_bill, vacancy_factor
from transfer.establishment.queries import Listed, Terms, cost_now, cost_terms
from transfer.establishment.rules.paybill import Totals
from transfer.programmes.rules import Viewer


def staff_budgets(viewer: Viewer, percent: Decimal) -> list[StaffBudget]:
    """Of each employer whose pay the viewer may see; the lists of organisations that are one employer together, because
    those share one allowance. percent: of posts that stand empty."""
    terms = cost_terms(viewer)
    held: dict[int, list[Listed]] = defaultdict(list)
    for each in cost_now(viewer, terms):
        if viewer.pay_of(each.release.organisation_id):
            owner = each.release.organisation_id or 0
            held[min(terms.employers.get(owner, (owner,)))].append(each)
    return [_budget(listed, terms, percent) for listed in held.values()]


def _budget(listed: Sequence[Listed], terms: Terms, percent: Decimal) -> StaffBudget:
    first = listed[0].release
    totals = sum((each.line("", each.cells).totals for each in listed), Totals())
    rate, allowance = (terms.rate(name, first.organisation_id) for name in ("levy.rate", "levy.allowance"))
    names = [each.release.organisation.short for each in listed if each.release.organisation]
    return StaffBudget(
        " and ".join(names) or "The programme", totals.lines, totals.unpriced, totals.cost.pay_pence,
        totals.cost.levy_pence, levy_of_bill(totals.cost.pay_pence, rate.value, allowance.pence),
        totals.cost.total_pence, vacancy_factor(totals.cost.total_pence, percent),
    )  # fmt: skip
