"""Rows to mend: what accepted versions left out, who looks after each and by when."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from imports.parts import row_words
from transfer.intake.actions.work_list import change_row, give_rows
from transfer.intake.forms import GiveRowsForm, ParkedRowForm
from transfer.intake.models import ParkedRow
from transfer.intake.queries import parked_rows
from transfer.intake.queries.parked_rows import MINE, NOBODY, RowFilter
from transfer.intake.rules import PARKED_WORDS
from transfer.intake.views.common import blueprint, place_name
from transfer.kernel.errors import DomainError
from transfer.releases.rules import DATASET_NAMES, READ_PERMISSION, hides, who_sees
from transfer.web.access import require
from transfer.web.addresses import asking_alike
from transfer.web.answers import ask, typed_version
from transfer.web.forms import offered
from transfer.web.paging import asked_page


def _asked() -> RowFilter:
    """Open ones unless the address says otherwise."""
    found = {name: request.args.get(name, "").strip() for name in ("dataset", "owner", "search")}
    return RowFilter(state=request.args.get("state", "open"), **found)


@blueprint.get("/p/<slug>/uploads/rows")
@require("checks.view")
def work_list(slug: str) -> ResponseReturnValue:
    return _work_list(GiveRowsForm(formdata=None))


def _work_list(form: GiveRowsForm, status: int = 200) -> ResponseReturnValue:
    asked = _asked()
    page = parked_rows.page_rows(g.viewer, asked, asked_page())
    readable = [each for each, permission in READ_PERMISSION.items() if g.viewer.may(permission)]
    datasets = [(each, DATASET_NAMES[each].capitalize()) for each in readable]
    controls: list[dict[str, Any]] = [
        {"name": "search", "label": "What it is known by"},
        {"name": "state", "label": "State", "options": list(PARKED_WORDS.items()), "value": asked.state},
        {"name": "dataset", "label": "List", "options": datasets},
        {"name": "owner", "label": "Owner", "options": [(MINE, "Me"), (NOBODY, "Nobody")]},
    ]
    return render_template(
        "intake/work_list.html", page=page, rows=_rows(page.items), controls=controls, form=form,
        givable=_givable(form, page.items),
    ), status  # fmt: skip


def _rows(items: Any) -> list[dict[str, Any]]:
    faults, mine = parked_rows.faults_of(items), parked_rows.mendable(g.viewer, items)
    today = g.programme.today()
    return [
        {
            "id": each.id,
            "name": each.key or f"Row {_row(each)}",
            "href": url_for(".work_row", slug=g.programme.slug, row_id=each.id),
            "place": f"{_place(each)}, version {each.release.number}, row {_row(each)}",
            "wrong": [_told(each, fault) for fault in faults[each.id]],
            "owner": each.owner.name if each.owner else "Nobody",
            "due": each.due_on,
            "late": each.state == "open" and each.due_on is not None and each.due_on < today,
            "state": PARKED_WORDS[each.state],
            "open": each.state == "open",
            "mine": each.id in mine,
        }
        for each in items
    ]


def _row(item: ParkedRow) -> int | str:
    return row_words(item.row, item.release.sheets)


def _place(item: ParkedRow) -> str:
    return place_name(item.dataset, item.release.organisation)


def _told(item: ParkedRow, fault: Any) -> str:
    """What to do, without the words of a field that is hidden: they may quote it."""
    if fault.field and hides(g.viewer, item.dataset, fault.field, item.organisation_id):
        return f"Look at {fault.cell}. {who_sees(fault.field)}"
    return f"{fault.sheet + '!' if item.release.sheets else ''}{fault.cell}: {fault.message}"


def _givable(form: GiveRowsForm, items: Any) -> bool:
    """Whether there are open rows on this page that the viewer may give to somebody; offers to whom."""
    mine = parked_rows.mendable(g.viewer, items)
    own = [each for each in items if each.id in mine]
    owners = {pair for each in own[:1] for pair in parked_rows.list_owners(g.viewer, each)}
    form.owner.choices = offered([("", "Choose one"), *((str(user), name) for user, name in sorted(owners))])
    return bool(own)


@blueprint.post("/p/<slug>/uploads/rows")
@require("checks.view")
def give(slug: str) -> ResponseReturnValue:
    """Several rows to one owner."""
    form = GiveRowsForm()
    form.owner.choices = []
    numbers = [int(each) for each in request.form.getlist("row") if each.isdigit()]
    items = parked_rows.get_rows(g.viewer, numbers)
    _givable(form, items)
    try:
        if not items:
            raise DomainError("Choose the rows to give", "owner")
        if form.validate():
            given = give_rows(g.viewer, items, int(form.owner.data))
            flash(f"{given:,} {'row was' if given == 1 else 'rows were'} given.", "success")
            return redirect(asking_alike(".work_list"), 303)
    except DomainError as error:
        form.owner.errors = [*form.owner.errors, error.message]
    return _work_list(form, 422)


@blueprint.route("/p/<slug>/uploads/rows/<int:row_id>", methods=["GET", "POST"])
@require("checks.view")
def work_row(slug: str, row_id: int) -> ResponseReturnValue:
    item = parked_rows.get_row(g.viewer, row_id)
    form = ParkedRowForm()
    owners = parked_rows.list_owners(g.viewer, item)
    if item.owner and (item.owner_id, item.owner.name) not in owners:
        owners.append((item.owner.id, item.owner.name))
    form.owner.choices = offered([("", "Nobody"), *((str(user), name) for user, name in owners)])
    form.state.choices = offered((state, words) for state, words in PARKED_WORDS.items() if state != "mended")
    if request.method != "POST":
        form.owner.data, form.due_on.data = str(item.owner_id or ""), item.due_on
        form.state.data, form.reason.data, form.version.data = item.state, item.reason, str(item.version)

    def save() -> ResponseReturnValue:
        change_row(
            g.viewer, item, owner_id=int(form.owner.data) if form.owner.data else None, due_on=form.due_on.data,
            state=form.state.data, reason=form.reason.data or "", version=typed_version(form),
        )  # fmt: skip
        flash("What you said of the row was kept.", "success")
        return redirect(url_for(".work_list", slug=slug), 303)

    [row] = _rows([item])
    return ask(
        form, "intake/work_row.html", save, item=item, row=row, may=parked_rows.may_mend(g.viewer, item),
        place=_place(item),
    )  # fmt: skip
