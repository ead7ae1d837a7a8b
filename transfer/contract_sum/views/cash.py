"""The cash of a sum by month."""

from collections.abc import Sequence
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue

from transfer.budget.forms import ConfirmForm
from transfer.contract_sum import actions, queries
from transfer.contract_sum.forms import CashLineForm, PaymentsForm
from transfer.contract_sum.queries import Seen
from transfer.contract_sum.rules import lowest
from transfer.contract_sum.views.common import TIMING_WORDS, address, ask_sum, blueprint
from transfer.web.access import require
from transfer.web.answers import typed_version


@blueprint.get("/p/<slug>/money/contract-sums/<int:sum_id>/cash")
@require("money.view")
def cash(slug: str, sum_id: int) -> ResponseReturnValue:
    seen, may = Seen(queries.get_sum(g.viewer, sum_id)), g.viewer.may("money.edit")
    flows, months = queries.cash_months(g.viewer, seen)
    return render_template(
        "contract_sum/cash.html", seen=seen, row=seen.row, may=may, columns=_cash_columns(flows), timings=TIMING_WORDS,
        months=[_month_row(each) for each in months], lowest=lowest(months),
        foot={"name": "Year", **{f"f{n}": each.pence for n, each in enumerate(flows)}},
        lines=[(each, address("change_cash_line", line_id=each.id) if may else None) for each in seen.row.cash_lines],
    )  # fmt: skip


def _cash_columns(flows: Sequence[Any]) -> list[dict[str, Any]]:
    return [
        {"key": "name", "label": "Month"},
        {"key": "opening", "label": "Opening", "kind": "money"},
        {"key": "closing", "label": "Closing", "kind": "money"},
        *[{"key": f"f{number}", "label": each.label, "kind": "money"} for number, each in enumerate(flows)],
    ]


def _month_row(month: Any) -> dict[str, Any]:
    flows = {f"f{number}": pence for number, pence in enumerate(month.flows)}
    return {"name": month.name, "opening": month.opening, **flows, "closing": month.closing}


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/payments", methods=["GET", "POST"])
@require("money.edit")
def plan_payments(slug: str, sum_id: int) -> ResponseReturnValue:
    row = queries.get_sum(g.viewer, sum_id)
    form = PaymentsForm(obj=row)

    def save() -> None:
        actions.plan_payments(
            g.viewer, row, opening_pence=form.opening_pence.data or 0, paid=form.paid.data, version=typed_version(form)
        )

    return ask_sum(
        form, "Cash at the start, and payments", address("cash", sum_id=row.id), save, "Saved: the payments."
    )


def _cash(form: CashLineForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("kind", "label", "pence", "timing")}


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/cash/new", methods=["GET", "POST"])
@require("money.edit")
def add_cash_line(slug: str, sum_id: int) -> ResponseReturnValue:
    row, form = queries.get_sum(g.viewer, sum_id), CashLineForm()
    back = address("cash", sum_id=row.id)
    return ask_sum(form, "Add to the cash flow", back, lambda: actions.add_cash_line(g.viewer, row, **_cash(form)),
                "Saved: a line of the cash flow.")  # fmt: skip


@blueprint.route("/p/<slug>/money/contract-sums/cash/<int:line_id>", methods=["GET", "POST"])
@require("money.edit")
def change_cash_line(slug: str, line_id: int) -> ResponseReturnValue:
    line = queries.get_cash_line(g.viewer, line_id)
    form = CashLineForm(obj=line)

    def save() -> None:
        actions.change_cash_line(g.viewer, line, version=typed_version(form), **_cash(form))

    back, remove = address("cash", sum_id=line.sum_id), address("remove_cash_line", line_id=line.id)
    return ask_sum(form, "Change a line of the cash flow", back, save, "Saved: a line of the cash flow.", remove=remove)


@blueprint.route("/p/<slug>/money/contract-sums/cash/<int:line_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_cash_line(slug: str, line_id: int) -> ResponseReturnValue:
    line = queries.get_cash_line(g.viewer, line_id)
    form, back = ConfirmForm(version=line.version), address("cash", sum_id=line.sum_id)

    def save() -> None:
        actions.remove_cash_line(g.viewer, line, version=typed_version(form))

    return ask_sum(form, f"Remove “{line.label}”", back, save, "Removed: a line of the cash flow.")
