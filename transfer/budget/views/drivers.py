"""Drivers: their quantities, who owns each, who approved it, and those that are counted here."""

from decimal import Decimal
from typing import Any

from flask import g, render_template, url_for
from flask.typing import ResponseReturnValue

from transfer.budget import actions, queries
from transfer.budget.book_forms import ApproveForm, CountAgainForm, CountForm, OwnerForm
from transfer.budget.queries import SeenDriver
from transfer.budget.queries.drivers import MEASURE_WORDS
from transfer.budget.views.common import ask_money, back_to, blueprint, cell_link
from transfer.kernel.errors import NotFound
from transfer.programmes.queries import list_options, list_organisations
from transfer.programmes.rules import name_key
from transfer.web.access import require
from transfer.web.answers import typed_version


@blueprint.get("/p/<slug>/money/drivers")
@require("money.view")
def drivers(slug: str) -> ResponseReturnValue:
    names = {each.id: each.short for each in list_organisations(g.viewer)}
    used: dict[str, list[int]] = {}
    for number, rule in enumerate(queries.list_rules(g.viewer), 1):
        if rule.driver:
            used.setdefault(name_key(rule.driver), []).append(number)
    found, approvers = queries.list_drivers(g.viewer), queries.may_approve(g.viewer)
    return render_template(
        "budget/drivers.html", drivers=[_driver_row(each, used, approvers) for each in found],
        rows=[row for each in found for row in _quantity_rows(each, names)],
    )  # fmt: skip


def _driver_row(each: SeenDriver, used: dict[str, list[int]], approvers: dict[str, list[str]]) -> dict[str, Any]:
    key, slug = name_key(each.driver.name), g.programme.slug
    rules = used.get(key, [])
    may = g.viewer.may("money.edit")
    return {
        "name": each.driver.name,
        "href": url_for("budget.own_driver", slug=slug, driver=key) if may else None,
        "comes": "From the drivers’ file" if each.rows else "Counted here",
        "source": each.source,
        "as_at": each.as_at,
        "owner": each.record.owner if each.record else "",
        "state": "approved" if each.approved else "waiting",
        "by": _approval(each, approvers),
        "rules": f"Rule{'s' if len(rules) > 1 else ''} {', '.join(map(str, rules))}" if rules else "No rule",
        "approve": url_for("budget.approve_driver", slug=slug, driver=key)
        if may and not each.approved and not each.lacks() and not each.set_up_by(g.viewer)
        else "",
        "again": url_for("budget.count_again", slug=slug, driver=key) if may and not each.rows else "",
    }


def approval_words(each: SeenDriver) -> str:
    """Whether anybody approved a driver, as a sentence beside what it divides."""
    if each.approved and each.record:
        return f"Approved by {each.record.approved_by}."
    why = _approval(each, queries.may_approve(g.viewer))
    return f"Nobody has approved these quantities{': ' + why[:1].lower() + why[1:] if why else ''}."


def _approval(each: SeenDriver, approvers: dict[str, list[str]]) -> str:
    if each.approved and each.record:
        return each.record.approved_by
    lacks = each.lacks()
    if lacks:
        return f"Needs {', '.join(lacks)}"
    if each.record and each.record.approval_void:
        return f"{each.record.approval_void} since {each.record.approved_by} approved it"
    if each.record and each.record.approved_digest:
        return f"{each.record.approved_by} approved other quantities"
    return f"You set it up: {queries.whom_to_ask(each, approvers)}" if each.set_up_by(g.viewer) else ""


def _quantity_rows(each: SeenDriver, names: dict[int, str]) -> list[dict[str, Any]]:
    whole = sum((quantity for _, quantity in each.quantities), Decimal(0))
    rows = []
    for at, (place, quantity) in enumerate(each.quantities):
        cell = each.rows[at] if each.rows else None
        column = cell.release.columns.get("quantity", "") if cell else ""
        written = cell.organisation if cell else names.get(place or 0, "")
        rows.append({
            "driver": each.driver.name,
            "organisation": written if place is not None else f"{written} (not in this programme)",
            "quantity": quantity.normalize(),
            "share": f"{quantity / whole * 100:.2f}%" if whole else "No weight",
            "cell": f"Row {cell.source_row}" if cell else "Counted",
            "href": cell_link(cell.release_id, column, [cell.source_row]) if cell and column else None,
        })  # fmt: skip
    return rows


@blueprint.route("/p/<slug>/money/drivers/new", methods=["GET", "POST"])
@require("money.edit")
def count_driver(slug: str) -> ResponseReturnValue:
    form = CountForm().offer(MEASURE_WORDS, list_options(g.viewer))

    def save() -> ResponseReturnValue:
        actions.add_counted_driver(
            g.viewer, name=form.name.data, measure=form.measure.data, option_id=form.option_id.data,
            owner=form.owner.data,
        )  # fmt: skip
        return back_to("drivers")

    note = (
        "Counted from the lists that every side may see, and kept as it was counted: a list that is accepted later "
        "changes nothing until somebody counts again."
    )
    return ask_money(form, "Count a driver", "drivers", save, note=note)


@blueprint.route("/p/<slug>/money/drivers/<driver>/owner", methods=["GET", "POST"])
@require("money.edit")
def own_driver(slug: str, driver: str) -> ResponseReturnValue:
    seen = queries.get_driver(g.viewer, driver)
    held = seen.record
    form = OwnerForm(
        version=held.version if held else 0, owner=held.owner if held else "", source=seen.source, as_at=seen.as_at
    )

    def save() -> ResponseReturnValue:
        version = typed_version(form) if seen.record else None
        actions.own_driver(
            g.viewer, seen, owner=form.owner.data, source=form.source.data or "", as_at=form.as_at.data, version=version
        )
        return back_to("drivers")

    note = (
        f"{held.approved_by} approved it. Another day or another source makes the approval void, for everybody "
        "to see, until somebody else approves it again." if held and seen.approved else None
    )  # fmt: skip
    return ask_money(form, f"Who answers for {seen.driver.name}", "drivers", save, note=note)


@blueprint.route("/p/<slug>/money/drivers/<driver>/approve", methods=["GET", "POST"])
@require("money.edit")
def approve_driver(slug: str, driver: str) -> ResponseReturnValue:
    seen = queries.get_driver(g.viewer, driver)
    form = ApproveForm(version=seen.record.version if seen.record else 0)

    def save() -> ResponseReturnValue:
        actions.approve_driver(g.viewer, seen, version=typed_version(form))
        return back_to("drivers")

    names = {each.id: each.short for each in list_organisations(g.viewer)}
    told = ", ".join(
        f"{names.get(place or 0, 'nobody')} {quantity.normalize():,f}" for place, quantity in seen.quantities
    )
    note, allowed = f"{told}. {seen.source}. Other quantities later need another approval.", True
    if seen.set_up_by(g.viewer):
        asked = queries.whom_to_ask(seen, queries.may_approve(g.viewer))
        note, allowed = f"{told}. {seen.source}. You set it up, so somebody else approves it: {asked}.", False
    return ask_money(form, f"Approve {seen.driver.name}", "drivers", save, note=note, button=allowed)


@blueprint.route("/p/<slug>/money/drivers/<driver>/count", methods=["GET", "POST"])
@require("money.edit")
def count_again(slug: str, driver: str) -> ResponseReturnValue:
    record = queries.get_driver(g.viewer, driver).record
    if record is None or record.option_id is None:
        raise NotFound("That driver is not counted here")
    form = CountAgainForm(version=record.version)

    def save() -> ResponseReturnValue:
        actions.count_again(g.viewer, record, version=typed_version(form))
        return back_to("drivers")

    note = "Quantities that change have to be approved again."
    return ask_money(form, f"Count {record.name} again", "drivers", save, note=note)
