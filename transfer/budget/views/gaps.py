"""Gaps between a budget and what is spent, funds with their funding, and payments between the bodies."""

from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.budget import actions, queries
from transfer.budget.book_forms import MARKED_BY, FundForm, GapForm, PaymentForm
from transfer.budget.forms import ConfirmForm
from transfer.budget.queries import Ground, OptionMoney, SeenFund, SeenGap
from transfer.budget.rules import GAP_WORDS, selector_words
from transfer.budget.views.common import ask_money, back_to, blueprint, chosen_option, downloaded, option_control
from transfer.kernel.money import pounds
from transfer.programmes.queries import list_organisations
from transfer.web.access import by_token, require
from transfer.web.answers import typed_version
from transfer.web.paging import asked_page, paged_list


@blueprint.get("/p/<slug>/money/gaps")
@require("money.view")
def gaps(slug: str) -> ResponseReturnValue:
    """Bases side by side, and where spending is above the budget."""
    ground = queries.load_ground(g.viewer)
    columns, sums = queries.book_columns(ground), queries.service_sums(ground)
    found = queries.list_gaps(ground, sums)
    page = paged_list(found, asked_page())
    sides = [
        _side(ground, key, columns, sums)
        for key in sorted({key[:2] for key in sums}, key=lambda k: (k[0], k[1] == "", k[1]))
    ]
    return render_template(
        "budget/gaps.html", sides=sides, columns=columns, page=page,
        rows=[_gap_row(ground, each) for each in page.items],
        open=[each for each in found if each.open], missing=ground.missing, budget=ground.year_and_basis,
    )  # fmt: skip


GAP_COLUMNS = (
    ("service", "Service", "text"), ("whose", "Book of", "text"), ("against", "Beside", "text"),
    ("budget", "Budget", "money"), ("spent", "Spent", "money"), ("gap", "Gap", "money"),
    ("percent", "Of the budget", "text"), ("state", "State", "text"), ("told", "Answer", "text"),
)  # fmt: skip


@blueprint.get("/p/<slug>/money/gaps.xlsx")
@require("money.view")
@by_token("read")
def download_gaps(slug: str) -> ResponseReturnValue:
    ground = queries.load_ground(g.viewer)
    rows = [_gap_row(ground, each) for each in queries.list_gaps(ground)]
    return downloaded("download_gaps", "Gaps", GAP_COLUMNS, rows)


def _side(ground: Ground, key: tuple[int, str], columns: Any, sums: queries.ServiceSums) -> dict[str, Any]:
    held = {f"{year} {basis}": sums.get((*key, year, basis)) for year, basis in columns}
    return {"service": key[1] or "No service", "whose": ground.names.get(key[0], ""), **held}


def _gap_row(ground: Ground, each: SeenGap) -> dict[str, Any]:
    gap, decision = each.gap, each.decision
    address: dict[str, Any] = {
        "organisation": gap.organisation_id,
        "service": gap.service,
        "year": gap.year,
        "basis": gap.basis,
    }
    href = url_for("budget.answer_gap", slug=g.programme.slug, **address) if g.viewer.may("money.edit") else None
    if decision is None:
        told = "" if gap.pence > 0 else "Spends less: nothing to answer"
    else:
        told = f"{GAP_WORDS[decision.answer].split(':')[0]} by {decision.decided_by}: {decision.reason}"
        told += f" (of {pounds(decision.gap_pence)}: the gap is another now)" if each.stale else ""
    return {
        "service": gap.service or "No service", "href": href if gap.pence > 0 else None,
        "whose": ground.names.get(gap.organisation_id, ""), "against": f"{gap.year} {gap.basis}",
        "budget": gap.budget_pence, "spent": gap.spent_pence, "gap": gap.pence, "percent": gap.percent,
        "state": "open" if each.open else "answered" if decision else "none", "told": told,
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/gaps/answer", methods=["GET", "POST"])
@require("money.edit")
def answer_gap(slug: str) -> ResponseReturnValue:
    ground = queries.load_ground(g.viewer)
    whose = request.args.get("organisation", "")
    asked = [request.args.get(name, "") for name in ("service", "year", "basis")]
    seen = queries.get_gap(ground, int(whose) if whose.isdigit() else 0, *asked)
    form = GapForm(obj=seen.decision)

    def save() -> ResponseReturnValue:
        version = typed_version(form) if seen.decision else None
        actions.answer_gap(g.viewer, seen, answer=form.answer.data, reason=form.reason.data, version=version)
        return back_to("gaps")

    gap = seen.gap
    note = (
        f"{ground.names.get(gap.organisation_id, '')}: {gap.year} {gap.basis} is {pounds(gap.spent_pence)}, the budget "
        f"{pounds(gap.budget_pence)}, a gap of {pounds(gap.pence)}. Your name is kept with the answer."
    )
    return ask_money(form, f"Answer the gap of {gap.service or 'what no service owns'}", "gaps", save, note=note)


@blueprint.get("/p/<slug>/money/funds")
@require("money.view")
def funds(slug: str) -> ResponseReturnValue:
    option = chosen_option()
    if option is None:
        return render_template("budget/no_option.html")
    money = queries.option_money(g.viewer, option)
    found = queries.list_funds(money)
    return render_template(
        "budget/funds.html", option=option, control=option_control(option), ground=money.ground,
        missing=money.ground.missing, funds=[(each, _fund_rows(money.ground, each)) for each in found],
        by={each.name: _shared_by(money, each) for each in found},
    )  # fmt: skip


def _shared_by(money: OptionMoney, each: SeenFund) -> str:
    """Which rule or driver shares the spending, and which the funding."""
    if money.as_now:
        return "Nothing moves in this option, so no rule shares it."
    told = [
        f"{what} is shared by {', '.join(_rule_words(money, at) for at in rules)}."
        for what, rules in (("Spending", each.spent_by), ("Funding", each.funded_by))
        if rules
    ]
    return " ".join(told)


def _rule_words(money: OptionMoney, at: int | None) -> str:
    if at is None:
        return "no rule"
    rule = money.ground.rules[at]
    return f"rule {at + 1} ({f'the driver {rule.driver}' if rule.method == 'driver' else rule.method})"


def _fund_rows(ground: Ground, each: SeenFund) -> list[dict[str, Any]]:
    """Spending and funding of each organisation, and what of each has no place; then all of it."""
    rows = []
    for name, spent, funded in (
        *((name, each.spending.shares.get(at, 0), each.funding.shares.get(at, 0)) for at, name in ground.names.items()),
        ("Unallocated", each.spending.unallocated_pence, each.funding.unallocated_pence),
        ("Excluded", each.spending.excluded_pence, each.funding.excluded_pence),
        ("All", each.spending.source_pence, each.funding.source_pence),
    ):
        if spent or funded or name == "All":
            rows.append({"name": name, "spent": spent, "funded": funded, "gap": spent + funded})
    return rows


@blueprint.route("/p/<slug>/money/funds/explain", methods=["GET", "POST"])
@require("money.edit")
def explain_fund(slug: str) -> ResponseReturnValue:
    option = chosen_option()
    if option is None:
        return render_template("budget/no_option.html")
    seen = queries.get_fund(queries.option_money(g.viewer, option), request.args.get("fund", ""))
    form = FundForm(obj=seen.note)

    def save() -> ResponseReturnValue:
        version = typed_version(form) if seen.note else None
        actions.explain_fund(g.viewer, seen, form.explanation.data, version=version)
        return back_to("funds", option=option.id)

    return ask_money(form, f"Explain the fund {seen.name or 'that has no name'}", "funds", save)


@blueprint.get("/p/<slug>/money/between")
@require("money.view")
def between(slug: str) -> ResponseReturnValue:
    """The joint view: all books together, without what the bodies pay each other."""
    ground = queries.load_ground(g.viewer)
    joint = queries.joint_view(ground)
    return render_template(
        "budget/between.html", joint=joint, missing=ground.missing,
        rows=[_payment_row(ground, each) for each in joint.payments],
        books=[_joint_row(ground, joint, each) for each in joint.books], total=_joint_total(joint),
    )  # fmt: skip


def _payment_row(ground: Ground, each: queries.SeenPayment) -> dict[str, Any]:
    row, may = each.row, g.viewer.may("money.edit")
    return {
        "name": row.name, "payer": f"{ground.names[row.payer_id]}: {selector_words(row.payer_lines)}",
        "payee": f"{ground.names[row.payee_id]}: {selector_words(row.payee_lines)}", "paid": each.payer_pence,
        "got": each.payee_pence, "left": each.difference,
        "note": f"You may not see {' and '.join(each.missing)}’s book" if each.missing else "",
        "href": url_for("budget.change_payment", slug=g.programme.slug, payment_id=row.id) if may else None,
    }  # fmt: skip


def _joint_row(ground: Ground, joint: queries.JointView, place: int) -> dict[str, Any]:
    (spent, earned), (out_spent, out_earned) = joint.books[place], joint.taken_out.get(place, (0, 0))
    return {
        "name": ground.names.get(place, ""), "spent": spent, "earned": earned, "out_spent": -out_spent,
        "out_earned": -out_earned, "net": sum(joint.left(place)),
    }  # fmt: skip


def _joint_total(joint: queries.JointView) -> dict[str, Any]:
    books, out = list(joint.books.values()), list(joint.taken_out.values())
    return {
        "name": "All bodies together", "spent": sum(each[0] for each in books),
        "earned": sum(each[1] for each in books),
        "out_spent": -sum(each[0] for each in out), "out_earned": -sum(each[1] for each in out), "net": joint.net_pence,
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/between/new", methods=["GET", "POST"])
@require("money.edit")
def add_payment(slug: str) -> ResponseReturnValue:
    form = PaymentForm().offer(list_organisations(g.viewer))

    def save() -> ResponseReturnValue:
        actions.add_payment(g.viewer, **form.values())
        return back_to("between")

    return ask_money(form, "Mark a payment between two bodies", "between", save, note=_MARK)


_MARK = (
    "Say which lines of each book show it. The joint view takes both sides out; the split itself stays as it is. When "
    "the two books differ, the pence are shown and nobody can sign."
)


@blueprint.route("/p/<slug>/money/between/<int:payment_id>", methods=["GET", "POST"])
@require("money.edit")
def change_payment(slug: str, payment_id: int) -> ResponseReturnValue:
    row = queries.get_payment(g.viewer, payment_id)
    lines = {
        f"{side}_{key}": getattr(row, f"{side}_lines").get(key, "") for side in ("payer", "payee") for key in MARKED_BY
    }
    form = PaymentForm(obj=row, **lines).offer(list_organisations(g.viewer))

    def save() -> ResponseReturnValue:
        actions.change_payment(g.viewer, row, version=typed_version(form), **form.values())
        return back_to("between")

    remove = url_for("budget.remove_payment", slug=slug, payment_id=payment_id)
    return ask_money(form, f"Change the payment {row.name}", "between", save, note=_MARK, remove=remove)


@blueprint.route("/p/<slug>/money/between/<int:payment_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_payment(slug: str, payment_id: int) -> ResponseReturnValue:
    row = queries.get_payment(g.viewer, payment_id)
    form = ConfirmForm(version=row.version)

    def save() -> ResponseReturnValue:
        actions.remove_payment(g.viewer, row, version=typed_version(form))
        return back_to("between")

    note = "Both sides count again in the joint view."
    return ask_money(form, f"Unmark the payment {row.name}", "between", save, note=note)
