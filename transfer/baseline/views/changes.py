"""Numbered changes of the baseline, and the request to move it to newer lists."""

from collections.abc import Mapping
from typing import Any

from flask import g, render_template
from flask.typing import ResponseReturnValue

from reports.tables import TableColumn, table_workbook
from transfer.audit.actions import record_access
from transfer.baseline import actions, queries
from transfer.baseline.forms import ChangeForm, DecideForm, RebaseForm, day_of
from transfer.baseline.models import BaselineChange
from transfer.baseline.rules import CHANGE_KINDS, CHANGE_WORDS, before_and_after, effect_by_year
from transfer.baseline.views.common import (
    STATE_COLOURS,
    ask_here,
    asked,
    back_to,
    blueprint,
    delta_row,
    names,
    to,
)
from transfer.budget.rules import SUBJECTIVE_GROUPS
from transfer.kernel.errors import DomainError
from transfer.kernel.money import pounds
from transfer.programmes.queries import list_organisations
from transfer.web.access import require
from transfer.web.answers import ask, typed_version
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page, paged_list

COLUMNS = [
    {"key": "number", "label": "Change", "href": "href"},
    {"key": "title", "label": "What changes", "width": "wide"},
    {"key": "kind", "label": "Kind"},
    {"key": "effect", "label": "Effect by year"},
    {"key": "proposed", "label": "Proposed by"},
    {"key": "state", "label": "State", "kind": "tag"},
    {"key": "into", "label": "In version"},
]


@blueprint.get("/p/<slug>/money/changes")
@require("money.view")
def changes(slug: str) -> ResponseReturnValue:
    found = [each for each in queries.list_changes(g.viewer) if asked("state") in ("", each.state)]
    numbers = {each.id: each.number for each in queries.list_baselines(g.viewer)}
    page = paged_list([_row(each, numbers) for each in found], asked_page())
    return render_template(
        "baseline/changes.html", page=page, columns=COLUMNS, in_force=queries.find_in_force(g.viewer),
        agreed=queries.find_agreed(g.viewer), rebase=queries.find_rebase(g.viewer),
        pending=queries.pending_rebase(g.viewer),
        controls=[{"name": "state", "label": "State", "options": list(CHANGE_WORDS.items())}],
        download=to("download_changes", state=asked("state") or None),
    )  # fmt: skip


def _row(change: BaselineChange, numbers: dict[int, int]) -> dict[str, Any]:
    effect = effect_by_year(queries.deltas_of(change))
    return {
        "number": f"Change {change.number}", "href": to("change", change_id=change.id), "title": change.title,
        "kind": change.kind.capitalize(), "proposed": change.proposed_by, "state": CHANGE_WORDS[change.state],
        "effect": "; ".join(f"{year}: {pounds(pence)}" for year, pence in effect.items()),
        "into": f"{numbers[change.into_id]}" if change.into_id else "",
    }  # fmt: skip


@blueprint.get("/p/<slug>/money/changes.xlsx")
@require("money.view")
def download_changes(slug: str) -> ResponseReturnValue:
    known, lines = names(), []
    for change in queries.list_changes(g.viewer):
        if asked("state") in ("", change.state):
            lines += [_line(change, delta_row(delta, known)) for delta in queries.deltas_of(change)]
    record_access(g.viewer, "download_changes", ("programme", g.programme.id),
                  "The changes of the baseline were downloaded", g.viewer.programme_id)  # fmt: skip
    columns = [TableColumn("Change", "number"), TableColumn("What changes"), TableColumn("Kind"), TableColumn("State"),
               TableColumn("Proposed by"), TableColumn("Decided by"), TableColumn("From", "date"), TableColumn("Year"),
               TableColumn("Row"), TableColumn("Whose part"), TableColumn("Amount", "money")]  # fmt: skip
    return workbook(table_workbook("Changes", columns, lines), f"{slug}-changes.xlsx")


def _line(change: BaselineChange, row: dict[str, Any]) -> list[Any]:
    return [change.number, change.title, change.kind, CHANGE_WORDS[change.state], change.proposed_by,
            change.decided_by, change.effective_on, row["year"], row["name"], row["place"], row["pence"]]  # fmt: skip


@blueprint.route("/p/<slug>/money/changes/new", methods=["GET", "POST"])
@require("money.edit")
def new_change(slug: str) -> ResponseReturnValue:
    in_force = queries.find_in_force(g.viewer)
    year = in_force.year if in_force else g.programme.budget_year
    form = ChangeForm(effective_on=day_of(year, g.programme.today())).offer(
        list_organisations(g.viewer), SUBJECTIVE_GROUPS
    )

    def save() -> ResponseReturnValue:
        made = actions.propose_change(g.viewer, form.proposal(year))
        return back_to("change", change_id=made.id)

    return ask(form, "baseline/new_change.html", save, title="Propose a change", back=to("changes"), year=year)


@blueprint.get("/p/<slug>/money/changes/<int:change_id>")
@require("money.view")
def change(slug: str, change_id: int) -> ResponseReturnValue:
    found = queries.get_change(g.viewer, change_id)
    return _show(found, _decide_form(found))


def _decide_form(found: BaselineChange) -> DecideForm:
    form = DecideForm(version=f"{found.version}")
    own = found.proposed_by_id == g.viewer.user_id
    offered = form.after.choices or []
    form.after.choices = [each for each in offered if each.value != ("approved" if own else "withdrawn")]
    return form


def _show(found: BaselineChange, form: DecideForm, status: int = 200, **more: Any) -> ResponseReturnValue:
    deltas, known = queries.deltas_of(found), names()
    against = queries.get_baseline(g.viewer, found.baseline_id)
    told = before_and_after(queries.frozen_rows(against), deltas, against.year)
    rows = [delta_row(delta, known) | {"before": before, "after": after} for delta, before, after in told]
    later = [delta_row(delta, known) for delta in deltas if delta.year != against.year]
    decides = found.state == "proposed" and g.viewer.may("baseline.sign")
    page = render_template(
        "baseline/change.html", change=found, kind=CHANGE_KINDS[found.kind], rows=paged_list(rows, asked_page()),
        later=later, effect=effect_by_year(deltas), state=CHANGE_WORDS[found.state], colour=STATE_COLOURS.get(
            found.state, "yellow"), form=form if decides else None, against=against, current=more.get("current"),
        message=more.get("message"), into=queries.get_baseline(g.viewer, found.into_id) if found.into_id else None,
    )  # fmt: skip
    return page, status


@blueprint.post("/p/<slug>/money/changes/<int:change_id>/decide")
@require("baseline.sign")
def decide(slug: str, change_id: int) -> ResponseReturnValue:
    found = queries.get_change(g.viewer, change_id)
    form = _decide_form(found)
    if not form.validate():
        return _show(found, form, 422)
    try:
        actions.decide_change(
            g.viewer, found, after=form.after.data, reason=form.reason.data or "", version=typed_version(form)
        )
    except DomainError as error:
        current = getattr(error, "current", None)
        if current is None:
            form.add_error(error)
            return _show(found, form, 422)
        said = [form.said(name, value) for name, value in current.items()]
        return _show(found, form, 409, current=said, message=error.message)
    return back_to("change", change_id=found.id)


@blueprint.app_context_processor
def rebase_steps() -> dict[str, Any]:
    """Lets the page of budget books, which knows of no baseline, say how far the rebase on a newer book is:
    `rebase_step(release_id)` gives words and an address. No split is computed for it."""
    return {"rebase_step": _rebase_step}


def _rebase_step(release_id: int) -> dict[str, str]:
    open_version, pending = queries.find_open(g.viewer), queries.pending_rebase(g.viewer)
    if open_version and _rests_on(open_version.ground, release_id):
        words = f"Every body’s signature under version {open_version.number}"
        return {"words": words, "href": to("version", baseline_id=open_version.id)}
    if pending and _rests_on(pending.ground, release_id):
        return {"words": f"A decision about change {pending.number}", "href": to("change", change_id=pending.id)}
    return {"words": "Somebody to propose a rebase", "href": to("changes")}


def _rests_on(ground: Mapping[str, Any], release_id: int) -> bool:
    return any(each["id"] == f"{release_id}" for each in ground.get("files", ()))


@blueprint.route("/p/<slug>/money/changes/rebase", methods=["GET", "POST"])
@require("money.edit")
def rebase(slug: str) -> ResponseReturnValue:
    form, found = RebaseForm(), queries.find_rebase(g.viewer)

    def save() -> ResponseReturnValue:
        made = actions.propose_rebase(g.viewer, form.reason.data)
        return back_to("change", change_id=made.id)

    return ask_here(form, "Propose a rebase", to("changes"), save, "baseline/rebase.html", rebase=found)
