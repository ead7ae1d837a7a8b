"""Contract sums: what each is built from, what was asked for since, its VAT, its cash, and the test of activity."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from flask import Blueprint, flash, g, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.budget.forms import ConfirmForm
from transfer.contract_sum import actions, queries
from transfer.contract_sum.forms import (
    ActivityForm,
    AgreeForm,
    CashLineForm,
    ChangeForm,
    DecideForm,
    FromSplitForm,
    NewActivityForm,
    PartForm,
    PaymentsForm,
    SumForm,
    VatForm,
)
from transfer.contract_sum.models import YearsActivity
from transfer.contract_sum.queries import Published, Seen
from transfer.contract_sum.rules import (
    CHANGE_WORDS,
    PART_KINDS,
    SCENARIOS,
    TIMINGS,
    activity_percent,
    lowest,
    passes_activity,
    vat_cost,
)
from transfer.kernel.money import pounds
from transfer.programmes.queries import get_option, list_options, list_organisations
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.forms import BaseForm

blueprint = Blueprint("contract_sum", __name__)


# As they stand inside a sentence.
TIMING_WORDS = {key: words[:1].lower() + words[1:] for key, words in TIMINGS.items()}


def address(endpoint: str, **values: Any) -> str:
    return url_for(f"contract_sum.{endpoint}", slug=g.programme.slug, **values)


def _ask(form: BaseForm, title: str, back: str, save: Callable[[], Any], said: str, **more: Any) -> ResponseReturnValue:
    """back: where it goes when saved. more: note and remove of the page."""

    def save_and_say() -> ResponseReturnValue:
        save()
        flash(said, "success")
        return redirect(back, 303)

    return ask(form, "layouts/form.html", save_and_say, title=title, back=back, **more)


@blueprint.get("/p/<slug>/money/contract-sums")
@require("money.view")
def index(slug: str) -> ResponseReturnValue:
    sums = [Seen(each) for each in queries.list_sums(g.viewer)]
    return render_template(
        "contract_sum/index.html", rows=[_sum_row(each) for each in sums], may=g.viewer.may("money.edit"),
        published=[_published_row(each) for each in queries.published_sums(g.viewer, sums)],
        activity=[_activity_row(each) for each in queries.list_activity(g.viewer)],
    )  # fmt: skip


def _sum_row(seen: Seen) -> dict[str, Any]:
    row = seen.row
    return {
        "name": f"{row.organisation.short}, {row.year}", "href": address("show", sum_id=row.id), "state": row.state,
        "built": seen.built, "changes": seen.today - seen.built, "today": seen.today, "asked": seen.asked,
        "refused": seen.refused,
    }  # fmt: skip


def _published_row(each: Published) -> dict[str, Any]:
    claim, rise = each.claim, each.rise
    percent = f" ({rise[1]:+}%)" if rise and rise[1] is not None else ""
    return {
        "year": each.year, "statement": claim.statement, "value": claim.value, "gap": each.gap, "ours": each.ours,
        "where": ", ".join(filter(None, (claim.document, claim.paragraph))),
        "rise": f"{'+' if rise[0] > 0 else ''}{pounds(rise[0])}{percent}" if rise else None,
        "difference": None if each.ours is None else each.ours - (claim.value or 0),
    }  # fmt: skip


def _activity_row(row: YearsActivity) -> dict[str, Any]:
    share = queries.activity_rate(row.year)
    percent, may = activity_percent(row.own_pence, row.other_pence), g.viewer.may("money.edit")
    passed = passes_activity(row.own_pence, row.other_pence, share.value)
    return {
        "name": f"{row.organisation.short}, {row.year}", "own": row.own_pence, "other": row.other_pence,
        "percent": "None" if percent is None else f"{percent}%", "source": row.source, "share": share,
        "passed": passed, "href": address("change_activity", activity_id=row.id) if may else None,
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/contract-sums/new", methods=["GET", "POST"])
@require("money.edit")
def open_sum(slug: str) -> ResponseReturnValue:
    form = SumForm().offer(list_organisations(g.viewer))

    def save() -> ResponseReturnValue:
        found = actions.open_sum(g.viewer, organisation_id=form.organisation_id.data, year=form.year.data.strip())
        return redirect(address("show", sum_id=found.id), 303)

    return ask(form, "layouts/form.html", save, title="Open a contract sum", back=address("index"))


@blueprint.get("/p/<slug>/money/contract-sums/<int:sum_id>")
@require("money.view")
def show(slug: str, sum_id: int) -> ResponseReturnValue:
    seen, may = Seen(queries.get_sum(g.viewer, sum_id)), g.viewer.may("money.edit")
    draft = seen.row.state == "draft"
    return render_template(
        "contract_sum/show.html", seen=seen, row=seen.row, may=may, draft=draft, timings=TIMING_WORDS,
        parts=[_part_row(each, may and draft) for each in seen.row.parts], vat=_vat_rows(seen), steps=seen.steps,
        rate=queries.vat_rate(seen.row.year), scenarios=SCENARIOS, drift=_drift(seen),
        changes=[_change_row(each, may) for each in seen.row.changes],
    )  # fmt: skip


def _part_row(part: Any, may: bool) -> dict[str, Any]:
    href = address("change_part", part_id=part.id) if may else None
    return {"label": part.label, "kind": PART_KINDS[part.kind], "pence": part.pence, "taxed": part.taxed_pence,
            "source": part.source, "href": href}  # fmt: skip


def _change_row(change: Any, may: bool) -> dict[str, Any]:
    asked = f"{change.asked_by}, {change.asked_on:%-d %B %Y}"
    return {
        "number": change.number, "label": change.label, "pence": change.pence, "agreed": change.agreed_pence,
        "state": CHANGE_WORDS[change.state], "asked": asked, "funding": change.funding, "row": change,
        "own": change.asked_by_id is not None and change.asked_by_id == g.viewer.user_id,
        "href": address("decide_change", request_id=change.id) if may and change.state == "asked" else None,
    }  # fmt: skip


def _vat_rows(seen: Seen) -> list[dict[str, Any]]:
    """Each scenario with what VAT would cost, and the sum that the body would need for the same services."""
    rate, recovered = queries.vat_rate(seen.row.year).value, seen.row.recovery_percent
    return [
        {
            "key": key, "words": words if key != "partial" else f"{words}, here {recovered.normalize():f}%",
            "cost": cost, "need": seen.today + cost, "chosen": key == seen.row.scenario,
        }
        for key, words in SCENARIOS.items()
        for cost in [vat_cost(seen.taxed, rate, key, recovered)]
    ]  # fmt: skip


def _drift(seen: Seen) -> list[str]:
    """Where the split has moved on since its figure was taken."""
    told = []
    for part in seen.row.parts:
        if part.option:
            now = queries.split_share(g.viewer, part.option, seen.row.organisation_id)
            if now != part.pence:
                told.append(
                    f"The split under {part.option.name} now gives {pounds(now)}, {pounds(now - part.pence)} from the "
                    f"{pounds(part.pence)} that this sum took from it."
                )
    return told


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/parts/new", methods=["GET", "POST"])
@require("money.edit")
def add_part(slug: str, sum_id: int) -> ResponseReturnValue:
    row, form = queries.get_sum(g.viewer, sum_id), PartForm()
    back = address("show", sum_id=row.id)
    return _ask(form, "Add a part", back, lambda: actions.add_part(g.viewer, row, **_part(form)), "Saved: a part.")


def _part(form: PartForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("kind", "label", "pence", "taxed_pence", "source")}


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/parts/from-split", methods=["GET", "POST"])
@require("money.edit")
def take_from_split(slug: str, sum_id: int) -> ResponseReturnValue:
    row = queries.get_sum(g.viewer, sum_id)
    form = FromSplitForm().offer([each for each in list_options(g.viewer) if each.transfers])

    def save() -> None:
        actions.take_from_split(g.viewer, row, get_option(g.viewer, form.option_id.data))

    note = (
        f"What the split of {g.programme.budget_year} gives {row.organisation.name}, net, from the books that you see. "
        "Everybody who sees money will see the figure here."
    )
    return _ask(form, "Take the split’s figure", address("show", sum_id=row.id), save, "Saved: a part.", note=note)


@blueprint.route("/p/<slug>/money/contract-sums/parts/<int:part_id>", methods=["GET", "POST"])
@require("money.edit")
def change_part(slug: str, part_id: int) -> ResponseReturnValue:
    part = queries.get_part(g.viewer, part_id)
    form = PartForm(obj=part)

    def save() -> None:
        actions.change_part(g.viewer, part, version=typed_version(form), **_part(form))

    back, remove = address("show", sum_id=part.sum_id), address("remove_part", part_id=part.id)
    return _ask(form, "Change a part", back, save, "Saved: a part.", remove=remove)


@blueprint.route("/p/<slug>/money/contract-sums/parts/<int:part_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_part(slug: str, part_id: int) -> ResponseReturnValue:
    part = queries.get_part(g.viewer, part_id)
    form, back = ConfirmForm(version=part.version), address("show", sum_id=part.sum_id)

    def save() -> None:
        actions.remove_part(g.viewer, part, version=typed_version(form))

    return _ask(form, f"Remove “{part.label}”", back, save, "Removed: a part.")


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/agree", methods=["GET", "POST"])
@require("money.edit")
def agree_sum(slug: str, sum_id: int) -> ResponseReturnValue:
    row = queries.get_sum(g.viewer, sum_id)
    form = AgreeForm(version=row.version, agreed_on=g.programme.today())

    def save() -> None:
        actions.agree_sum(
            g.viewer, row, agreed_on=form.agreed_on.data, evidence=form.evidence.data or "",
            version=typed_version(form),
        )  # fmt: skip

    note = f"{pounds(Seen(row).built)} for {row.organisation.name} in {row.year}. Its parts stand from then on; only " \
        "change requests change it."  # fmt: skip
    return _ask(form, "Agree this sum", address("show", sum_id=row.id), save, "The sum is agreed.", note=note)


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/changes/new", methods=["GET", "POST"])
@require("money.edit")
def ask_change(slug: str, sum_id: int) -> ResponseReturnValue:
    row, form = queries.get_sum(g.viewer, sum_id), ChangeForm(asked_on=g.programme.today())

    def save() -> None:
        typed = {name: form[name].data for name in ("label", "pence", "reason", "funding", "asked_on")}
        actions.ask_change(g.viewer, row, **typed)

    return _ask(form, "Ask for a change", address("show", sum_id=row.id), save, "The change is asked for.")


@blueprint.route("/p/<slug>/money/contract-sums/changes/<int:request_id>", methods=["GET", "POST"])
@require("money.edit")
def decide_change(slug: str, request_id: int) -> ResponseReturnValue:
    change = queries.get_change(g.viewer, request_id)
    own = g.viewer.user_id is not None and g.viewer.user_id == change.asked_by_id
    form = DecideForm(version=change.version, decided_on=g.programme.today()).offer(own)

    def save() -> None:
        agreed, earlier, year = (
            form[name].data if name in form else None for name in ("agreed_pence", "earlier_pence", "earlier_year")
        )
        actions.decide_change(
            g.viewer, change, outcome=form.outcome.data, agreed_pence=agreed, reason=form.reason.data or "",
            decided_on=form.decided_on.data, version=typed_version(form), earlier_pence=earlier or 0,
            earlier_year=(year or "").strip(),
        )  # fmt: skip

    note = f"{change.asked_by} asked for {pounds(change.pence)}: {change.label}. {change.reason}"
    back = address("show", sum_id=change.sum_id)
    verb = "Take back" if own else "Decide"
    return _ask(form, f"{verb} change {change.number}", back, save, "The change is decided.", note=note)


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/vat", methods=["GET", "POST"])
@require("money.edit")
def say_vat(slug: str, sum_id: int) -> ResponseReturnValue:
    row = queries.get_sum(g.viewer, sum_id)
    names = ("version", "recovery_percent", "assumption", "adviser", "advised_on")
    form = VatForm(scenario=row.scenario or "", **{name: getattr(row, name) for name in names})

    def save() -> None:
        actions.say_vat(
            g.viewer, row, scenario=form.scenario.data or None,
            recovery_percent=form.recovery_percent.data or Decimal(0), assumption=form.assumption.data or "",
            adviser=(form.adviser.data or "").strip(), advised_on=form.advised_on.data, version=typed_version(form),
        )  # fmt: skip

    return _ask(form, "Say how VAT falls", address("show", sum_id=row.id), save, "Saved: how VAT falls.")


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

    return _ask(form, "Cash at the start, and payments", address("cash", sum_id=row.id), save, "Saved: the payments.")


def _cash(form: CashLineForm) -> dict[str, Any]:
    return {name: form[name].data for name in ("kind", "label", "pence", "timing")}


@blueprint.route("/p/<slug>/money/contract-sums/<int:sum_id>/cash/new", methods=["GET", "POST"])
@require("money.edit")
def add_cash_line(slug: str, sum_id: int) -> ResponseReturnValue:
    row, form = queries.get_sum(g.viewer, sum_id), CashLineForm()
    back = address("cash", sum_id=row.id)
    return _ask(form, "Add to the cash flow", back, lambda: actions.add_cash_line(g.viewer, row, **_cash(form)),
                "Saved: a line of the cash flow.")  # fmt: skip


@blueprint.route("/p/<slug>/money/contract-sums/cash/<int:line_id>", methods=["GET", "POST"])
@require("money.edit")
def change_cash_line(slug: str, line_id: int) -> ResponseReturnValue:
    line = queries.get_cash_line(g.viewer, line_id)
    form = CashLineForm(obj=line)

    def save() -> None:
        actions.change_cash_line(g.viewer, line, version=typed_version(form), **_cash(form))

    back, remove = address("cash", sum_id=line.sum_id), address("remove_cash_line", line_id=line.id)
    return _ask(form, "Change a line of the cash flow", back, save, "Saved: a line of the cash flow.", remove=remove)


@blueprint.route("/p/<slug>/money/contract-sums/cash/<int:line_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_cash_line(slug: str, line_id: int) -> ResponseReturnValue:
    line = queries.get_cash_line(g.viewer, line_id)
    form, back = ConfirmForm(version=line.version), address("cash", sum_id=line.sum_id)

    def save() -> None:
        actions.remove_cash_line(g.viewer, line, version=typed_version(form))

    return _ask(form, f"Remove “{line.label}”", back, save, "Removed: a line of the cash flow.")


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

    return _ask(form, "Add a year’s activity", address("index"), save, "Saved: a year’s activity.")


@blueprint.route("/p/<slug>/money/contract-sums/activity/<int:activity_id>", methods=["GET", "POST"])
@require("money.edit")
def change_activity(slug: str, activity_id: int) -> ResponseReturnValue:
    row = queries.get_activity(g.viewer, activity_id)
    form = ActivityForm(obj=row)

    def save() -> None:
        actions.change_activity(g.viewer, row, version=typed_version(form), **_activity(form))

    remove = address("remove_activity", activity_id=row.id)
    title = f"Activity of {row.organisation.short} in {row.year}"
    return _ask(form, title, address("index"), save, "Saved: a year’s activity.", remove=remove)


@blueprint.route("/p/<slug>/money/contract-sums/activity/<int:activity_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_activity(slug: str, activity_id: int) -> ResponseReturnValue:
    row = queries.get_activity(g.viewer, activity_id)
    form = ConfirmForm(version=row.version)

    def save() -> None:
        actions.remove_activity(g.viewer, row, version=typed_version(form))

    title = f"Remove the activity of {row.organisation.short} in {row.year}"
    return _ask(form, title, address("index"), save, "Removed: a year’s activity.")
