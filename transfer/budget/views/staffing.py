"""Posts as a budget: the levy of a whole pay bill, what is taken off for posts that stand empty, and why the pay budget
of a service is not what its posts cost."""

from decimal import Decimal, InvalidOperation
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.budget import actions, queries
from transfer.budget.book_forms import PostGapForm
from transfer.budget.queries import Ground, SeenPostGap
from transfer.budget.rules.staffing import StaffBudget
from transfer.budget.views.common import ask_money, back_to, blueprint, downloaded
from transfer.establishment.queries import cost_terms, uncosted
from transfer.kernel.money import pounds
from transfer.web.access import require
from transfer.web.answers import typed_version
from transfer.web.paging import asked_page, paged_list

COLUMNS = [
    {"key": "employer", "label": "Employer"}, {"key": "posts", "label": "Posts", "kind": "number"},
    {"key": "pay", "label": "Pay bill", "kind": "money"},
    {"key": "levy", "label": "Levy of the whole bill", "kind": "money"},
    {"key": "by_post", "label": "Levy in the posts’ cost", "kind": "money"},
    {"key": "cost", "label": "Cost of all posts", "kind": "money"},
    {"key": "vacancy", "label": "Vacancy factor", "kind": "money"},
    {"key": "budget", "label": "Budget for posts", "kind": "money"},
]  # fmt: skip


GAPS = [
    {"key": "name", "label": "Service", "href": "href"}, {"key": "whose", "label": "Employer"},
    {"key": "posts", "label": "Posts", "kind": "number"},
    {"key": "unpriced", "label": "Without a salary", "kind": "number"},
    {"key": "budget", "label": "Pay budget", "kind": "money"},
    {"key": "cost", "label": "Cost of posts", "kind": "money"},
    {"key": "gap", "label": "Gap", "kind": "money"}, {"key": "state", "label": "State", "kind": "own"},
    {"key": "told", "label": "Why", "width": "wide"},
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
        rates=[terms.rate(name, None) for name in ("levy.rate", "levy.allowance")], **_gaps(),
    )  # fmt: skip


def _gaps() -> dict[str, Any]:
    """The pay budget of each service beside its posts; of other sides what they said of theirs, without pence."""
    ground = queries.load_ground(g.viewer)
    found = queries.post_gaps(ground)
    shown = {(each.gap.organisation_id, each.gap.service) for each in found}
    told = [each for each in queries.told_post_gaps(g.viewer) if (each.organisation_id, each.service) not in shown]
    page = paged_list(found, asked_page())
    return {
        "gap_columns": GAPS, "gaps": [_gap(ground, each) for each in page.items], "page": page,
        "elsewhere": queries.pay_elsewhere(ground),
        "open": [each for each in found if each.open], "year": " ".join(ground.year_and_basis),
        "told": [{"name": each.service or "No service", "whose": ground.names.get(each.organisation_id, ""),
                  "told": f"{each.written_by}, {each.written_at:%-d %B %Y}: {each.explanation}"} for each in told],
    }  # fmt: skip


def _gap(ground: Ground, each: SeenPostGap) -> dict[str, Any]:
    gap, note = each.gap, each.note
    address: dict[str, Any] = {"organisation": gap.organisation_id, "service": gap.service}
    href = url_for("budget.explain_posts", slug=g.programme.slug, **address) if g.viewer.may("money.edit") else None
    told = f"{note.written_by}, {note.written_at:%-d %B %Y}: {note.explanation}" if note else ""
    told += f" (of {pounds(note.gap_pence)}: the gap is another now)" if note and each.stale else ""
    return {
        "name": gap.service or "No service", "href": href if gap.pence else None,
        "whose": ground.names.get(gap.organisation_id, ""), "posts": gap.posts, "unpriced": gap.unpriced,
        "budget": gap.budget_pence, "cost": gap.cost_pence, "gap": gap.pence,
        "state": "open" if each.open else "explained" if note else "none", "told": told,
    }  # fmt: skip


@blueprint.get("/p/<slug>/money/staffing/gaps.xlsx")
@require("money.view")
def download_posts(slug: str) -> ResponseReturnValue:
    """The gaps of posts as they are seen."""
    ground = queries.load_ground(g.viewer)
    rows = [_gap(ground, each) for each in queries.post_gaps(ground)]
    listed = [(each["key"], each["label"], each.get("kind", "text")) for each in GAPS]
    return downloaded("download_post_gaps", "Pay budget and posts", listed, rows)


@blueprint.route("/p/<slug>/money/staffing/explain", methods=["GET", "POST"])
@require("money.edit")
def explain_posts(slug: str) -> ResponseReturnValue:
    ground, whose = queries.load_ground(g.viewer), request.args.get("organisation", "")
    seen = queries.get_post_gap(ground, int(whose) if whose.isdigit() else 0, request.args.get("service", ""))
    form, gap = PostGapForm(obj=seen.note), seen.gap

    def save() -> ResponseReturnValue:
        version = typed_version(form) if seen.note else None
        actions.explain_post_gap(g.viewer, seen, form.explanation.data or "", version=version)
        return back_to("staffing")

    note = (
        f"{ground.names.get(gap.organisation_id, '')}: the pay budget is {pounds(gap.budget_pence)}, and its "
        f"{gap.posts:,} posts cost {pounds(gap.cost_pence)}: {pounds(gap.pence)} apart. Your name is kept with it."
    )
    return ask_money(form, f"Explain the posts of {gap.service or 'no service'}", "staffing", save, note=note)


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
