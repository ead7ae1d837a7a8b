"""Years: the medium-term plan and part-year money. Value: an option's cash flows, discounted."""

from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from transfer.budget import actions, queries
from transfer.budget.forms import BiasForm, CashFlowForm, ConfirmForm, MtfsLineForm, ProfileForm, UpliftForm
from transfer.budget.queries import PartYear
from transfer.budget.rules import PART_YEAR_METHODS, Plan, by_how_much, year_start
from transfer.budget.views.common import ask_money, back_to, blueprint, chosen_option, option_control
from transfer.kernel.errors import DomainError
from transfer.programmes.queries import get_option
from transfer.web.access import require
from transfer.web.answers import typed_version


@blueprint.get("/p/<slug>/money/years")
@require("money.view")
def years(slug: str) -> ResponseReturnValue:
    found, lacking = queries.programme_plan(g.viewer)
    option = chosen_option()
    method = request.args.get("method", "") if request.args.get("method", "") in PART_YEAR_METHODS else "months"
    rows, later = _part_years(option, method)
    return render_template(
        "budget/years.html", plan=found, lacking=lacking, columns=_year_columns(found), rows=_year_rows(found),
        totals=_totals(found), uplifts=_uplift_rows(), option=option, control=option_control(option), method=method,
        methods=[(each, each.capitalize()) for each in PART_YEAR_METHODS], profile=queries.spend_profile(g.viewer),
        part_years=rows, part_total=_part_total(rows), later=later,
    )  # fmt: skip


def _year_columns(found: Plan) -> list[dict[str, Any]]:
    first = [{"key": "name", "label": "Line", "href": "href"}, {"key": "kind", "label": "Kind"}]
    uplift = {"key": "uplift", "label": "Inflated by"}
    return [*first, uplift, *[{"key": year, "label": year, "kind": "money"} for year in found.years]]


def _year_rows(found: Plan) -> list[dict[str, Any]]:
    kept = queries.list_mtfs_lines(g.viewer)
    rows = []
    for row, (line, pence) in zip(kept, found.rows, strict=True):
        href = url_for("budget.change_mtfs_line", slug=g.programme.slug, line_id=row.id)
        rows.append(
            {
                "name": line.name,
                "href": href if g.viewer.may("money.edit") else None,
                "kind": line.kind.capitalize(),
                "uplift": line.uplift or "Not inflated",
                **dict(zip(found.years, pence, strict=True)),
            }
        )
    return rows


def _totals(found: Plan) -> list[dict[str, Any]]:
    parts = (
        ("Subtotal", found.subtotal),
        ("Recurring changes", found.changes),
        ("Recurring total", found.recurring),
        ("One-off", found.one_off),
        ("Requirement", found.requirement),
    )
    return [{"name": name, **dict(zip(found.years, pence, strict=True))} for name, pence in parts]


def _uplift_rows() -> list[dict[str, Any]]:
    may = g.viewer.may("money.edit")
    return [
        {
            "name": row.name,
            "href": url_for("budget.change_uplift", slug=g.programme.slug, uplift_id=row.id) if may else None,
            "year": row.year,
            "percent": f"{row.percent.normalize():f}%",
            "source": row.source,
            "status": row.status,
        }
        for row in queries.list_uplifts(g.viewer)
    ]


def _part_years(option: Any, method: str) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Of services that move within the budget year, and of those that move later."""
    if option is None or not g.programme.budget_year:
        return [], []
    money = queries.option_money(g.viewer, option)
    within, later = queries.part_year_money(money, method), queries.later_money(money, method)
    names = money.ground.names
    return [row for part in within for row in _part_year_rows(part, names)], [
        row for part in later for row in _part_year_rows(part, names)
    ]


def _part_year_rows(part: PartYear, names: dict[int, str]) -> list[dict[str, Any]]:
    """One row a stretch: from the year's first day, then from each move on. A move on that day leaves no first one."""
    start = year_start(part.year)
    since = [start, *(move.transfer_on for move in part.moves)]
    return [
        {
            "name": part.service,
            "year": part.year,
            "since": day,
            "part": words,
            "who": names.get(place or 0, ""),
            "pence": pence,
            "full": (full := part.source_pence if index == len(since) - 1 else 0),
            "effect": full - pence,
        }
        for index, (day, (place, pence), words) in enumerate(zip(since, part.stretches, part.words, strict=True))
        if index or since[1] > start
    ]


def _part_total(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Every row: the parts of the year come to a full year, and what one body has more in a full year another has
    less."""
    return {"name": "All rows", **{key: sum(row[key] for row in rows) for key in ("pence", "full", "effect")}}


def _mtfs_values(form: MtfsLineForm) -> dict[str, Any]:
    return {
        "name": form.name.data, "kind": form.kind.data, "base_pence": form.base_pence.data,
        "first_year": (form.first_year.data or "").strip(), "uplift": (form.uplift.data or "").strip() or None,
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/years/lines/new", methods=["GET", "POST"])
@require("money.edit")
def add_mtfs_line(slug: str) -> ResponseReturnValue:
    form = MtfsLineForm()

    def save() -> ResponseReturnValue:
        actions.add_mtfs_line(g.viewer, **_mtfs_values(form))
        return back_to("years")

    return ask_money(form, "Add a line to the plan", "years", save)


@blueprint.route("/p/<slug>/money/years/lines/<int:line_id>", methods=["GET", "POST"])
@require("money.edit")
def change_mtfs_line(slug: str, line_id: int) -> ResponseReturnValue:
    row = queries.get_mtfs_line(g.viewer, line_id)
    form = MtfsLineForm(obj=row)

    def save() -> ResponseReturnValue:
        actions.change_mtfs_line(g.viewer, row, version=typed_version(form), **_mtfs_values(form))
        return back_to("years")

    remove = url_for("budget.remove_mtfs_line", slug=slug, line_id=line_id)
    return ask_money(form, "Change a line of the plan", "years", save, remove=remove)


@blueprint.route("/p/<slug>/money/years/lines/<int:line_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_mtfs_line(slug: str, line_id: int) -> ResponseReturnValue:
    row = queries.get_mtfs_line(g.viewer, line_id)
    form = ConfirmForm(version=row.version)

    def save() -> ResponseReturnValue:
        actions.remove_mtfs_line(g.viewer, row, version=typed_version(form))
        return back_to("years")

    return ask_money(form, f"Remove “{row.name}” from the plan", "years", save)


def _uplift_values(form: UpliftForm) -> dict[str, Any]:
    return {
        "name": (form.name.data or "").strip(), "year": (form.year.data or "").strip(), "percent": form.percent.data,
        "source": form.source.data or "", "status": form.status.data,
    }  # fmt: skip


@blueprint.route("/p/<slug>/money/years/uplifts/new", methods=["GET", "POST"])
@require("money.edit")
def add_uplift(slug: str) -> ResponseReturnValue:
    form = UpliftForm()

    def save() -> ResponseReturnValue:
        actions.add_uplift(g.viewer, **_uplift_values(form))
        return back_to("years")

    return ask_money(form, "Add an uplift", "years", save)


@blueprint.route("/p/<slug>/money/years/uplifts/<int:uplift_id>", methods=["GET", "POST"])
@require("money.edit")
def change_uplift(slug: str, uplift_id: int) -> ResponseReturnValue:
    row = queries.get_uplift(g.viewer, uplift_id)
    form = UpliftForm(obj=row)

    def save() -> ResponseReturnValue:
        actions.change_uplift(g.viewer, row, version=typed_version(form), **_uplift_values(form))
        return back_to("years")

    remove = url_for("budget.remove_uplift", slug=slug, uplift_id=uplift_id)
    return ask_money(form, "Change an uplift", "years", save, remove=remove)


@blueprint.route("/p/<slug>/money/years/uplifts/<int:uplift_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_uplift(slug: str, uplift_id: int) -> ResponseReturnValue:
    row = queries.get_uplift(g.viewer, uplift_id)
    form = ConfirmForm(version=row.version)

    def save() -> ResponseReturnValue:
        actions.remove_uplift(g.viewer, row, version=typed_version(form))
        return back_to("years")

    return ask_money(form, f"Remove the uplift “{row.name}” for {row.year}", "years", save)


@blueprint.route("/p/<slug>/money/years/profile", methods=["GET", "POST"])
@require("money.edit")
def set_profile(slug: str) -> ResponseReturnValue:
    row = queries.spend_profile(g.viewer)
    held = {"percents": " ".join(row.percents), "source": row.source, "version": row.version} if row else {}
    form = ProfileForm(**held)

    def save() -> ResponseReturnValue:
        version = typed_version(form) if row else None
        actions.set_spend_profile(g.viewer, form.exact, form.source.data or "", version=version)
        return back_to("years", method="profile")

    return ask_money(form, "Set how spend falls over the year", "years", save)


@blueprint.get("/p/<slug>/money/value")
@require("money.view")
def value(slug: str) -> ResponseReturnValue:
    option = chosen_option()
    if option is None:
        return render_template("budget/no_option.html")
    found = queries.option_value(g.viewer, option)
    rows = [
        {"year": year, "pence": pence, "now": now, "biased": biased, "biased_now": later}
        for year, pence, now, biased, later in found.by_year
    ]
    may = g.viewer.may("money.edit")
    flows = [
        {
            "label": row.label,
            "href": url_for("budget.change_cash_flow", slug=slug, flow_id=row.id) if may else None,
            "year": row.year,
            "pence": row.pence,
        }
        for row in queries.list_cash_flows(g.viewer, option)
    ]
    return render_template(
        "budget/value.html", option=option, control=option_control(option), rows=rows, flows=flows,
        value=found, switching=by_how_much(found.switching_percent, "Costs", "fall", "rise"),
        bias=queries.option_bias(g.viewer, option), rates=queries.discount_rates(g.viewer),
    )  # fmt: skip


def _flow_values(form: CashFlowForm) -> dict[str, Any]:
    return {"year": int(form.year.data), "label": form.label.data, "pence": form.pence.data}


@blueprint.route("/p/<slug>/money/value/<int:option_id>/new", methods=["GET", "POST"])
@require("money.edit")
def add_cash_flow(slug: str, option_id: int) -> ResponseReturnValue:
    option, form = get_option(g.viewer, option_id), CashFlowForm()

    def save() -> ResponseReturnValue:
        actions.add_cash_flow(g.viewer, option, **_flow_values(form))
        return back_to("value", option=option.id)

    return ask_money(form, f"Add a cash flow to {option.name}", "value", save)


@blueprint.route("/p/<slug>/money/value/flows/<int:flow_id>", methods=["GET", "POST"])
@require("money.edit")
def change_cash_flow(slug: str, flow_id: int) -> ResponseReturnValue:
    row = queries.get_cash_flow(g.viewer, flow_id)
    form = CashFlowForm(obj=row)

    def save() -> ResponseReturnValue:
        actions.change_cash_flow(g.viewer, row, version=typed_version(form), **_flow_values(form))
        return back_to("value", option=row.option_id)

    remove = url_for("budget.remove_cash_flow", slug=slug, flow_id=flow_id)
    return ask_money(form, "Change a cash flow", "value", save, remove=remove)


@blueprint.route("/p/<slug>/money/value/flows/<int:flow_id>/remove", methods=["GET", "POST"])
@require("money.edit")
def remove_cash_flow(slug: str, flow_id: int) -> ResponseReturnValue:
    row = queries.get_cash_flow(g.viewer, flow_id)
    form, option_id = ConfirmForm(version=row.version), row.option_id

    def save() -> ResponseReturnValue:
        actions.remove_cash_flow(g.viewer, row, version=typed_version(form))
        return back_to("value", option=option_id)

    return ask_money(form, f"Remove “{row.label}” of year {row.year}", "value", save)


@blueprint.route("/p/<slug>/money/value/<int:option_id>/bias", methods=["GET", "POST"])
@require("money.edit")
def set_bias(slug: str, option_id: int) -> ResponseReturnValue:
    option = get_option(g.viewer, option_id)
    row = queries.option_bias(g.viewer, option)
    form = BiasForm(obj=row)

    def save() -> ResponseReturnValue:
        if form.percent.data is None:
            raise DomainError("Enter a percentage", "percent")
        version = typed_version(form) if row else None
        actions.set_optimism_bias(g.viewer, option, form.percent.data, form.source.data or "", version=version)
        return back_to("value", option=option.id)

    return ask_money(form, f"Set the optimism bias of {option.name}", "value", save)
