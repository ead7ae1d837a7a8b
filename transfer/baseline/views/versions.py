"""A version of the baseline: what it holds, what is in its way, and who signed it."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import MoreSheet, TableColumn, table_workbook
from transfer.audit.actions import record_access
from transfer.baseline import actions, queries
from transfer.baseline.forms import AcceptForm, DraftForm, HashForm
from transfer.baseline.models import Baseline
from transfer.baseline.queries import Mark, Obstacle, Standing
from transfer.baseline.rules import BASELINE_WORDS, OPEN, Key, Row
from transfer.baseline.views.common import (
    STATE_COLOURS,
    ask_here,
    asked,
    back_to,
    blueprint,
    names,
    names_key,
    row_columns,
    row_values,
    to,
)
from transfer.baseline.views.covered import covered_of, steps_of
from transfer.budget.queries import centre_name, list_rules, told_post_gaps
from transfer.budget.queries.holding import find_hold
from transfer.kernel.errors import DomainError, NotFound
from transfer.programmes.queries import find_preferred_option, get_option, list_options, moves_of
from transfer.web.access import require
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page, paged_list

MOST_OBSTACLES = 25


@blueprint.get("/p/<slug>/money/baseline")
@require("money.view")
def index(slug: str) -> ResponseReturnValue:
    """The version that is open, else the one in force, else how to begin."""
    found = queries.find_open(g.viewer) or queries.find_in_force(g.viewer)
    if found is None:
        form = _draft_form() if g.viewer.may("money.edit") and _movable() else None
        return render_template("baseline/none.html", form=form, movable=_movable())
    return _page(found, "Baseline")


def _movable() -> list[Any]:
    return [each for each in list_options(g.viewer) if moves_of(each)]


def _draft_form() -> DraftForm:
    preferred = find_preferred_option(g.viewer)
    form = DraftForm(option_id=f"{preferred.id}" if preferred else None)
    return form.offer((each.id, each.name) for each in _movable())


@blueprint.get("/p/<slug>/money/baseline/<int:baseline_id>")
@require("money.view")
def version(slug: str, baseline_id: int) -> ResponseReturnValue:
    found = queries.get_baseline(g.viewer, baseline_id)
    return _page(found, f"Baseline, version {found.number}")


def _page(baseline: Baseline, title: str, **more: Any) -> str:
    standing = queries.standing_of(g.viewer, baseline)
    found = queries.obstacles(g.viewer, standing) if baseline.state in OPEN else []
    stands = queries.in_the_way(found)
    rows = [row for row in standing.rows if _is_asked(row)]
    cells = queries.cells_of(baseline)
    page = paged_list([row_values(row, standing.bodies, _cells_link(cells.get(row.key))) for row in rows], asked_page())
    context = {
        "title": title, "baseline": baseline, "standing": standing, "words": BASELINE_WORDS[baseline.state],
        "colour": STATE_COLOURS[baseline.state],
        "marks": [_mark(standing, each, blocked=bool(stands)) for each in standing.marks],
        "stands": [_obstacle(baseline, each) for each in stands[:MOST_OBSTACLES]], "count": len(stands),
        "unready": bool(queries.not_to_propose(stands)),
        "accepted": [each for each in found if each.accepted], "page": page, "columns": row_columns(standing.bodies),
        "foot": row_values(standing.total, standing.bodies) | {"cost_centre": "All rows"},
        "bodies": standing.bodies, "form": HashForm(formdata=None, hash=standing.hash), "filters": _controls(standing),
        "versions": [_version_row(each) for each in queries.list_baselines(g.viewer)],
        "changes": queries.changes_into(baseline), "rebase": _rebase(baseline),
        "option": get_option(g.viewer, baseline.option_id), "taken": _taken(standing) and not stands, "errors": [],
        "unkept": baseline.state == "baselined" and _posts_move(), "posts": _post_gaps(),
    }  # fmt: skip
    return render_template("baseline/version.html", covered=covered_of(standing.content), **{**context, **more})


def _post_gaps() -> list[str]:
    """What finance says of pay budgets that are not what their posts cost."""
    known = names()
    return [
        f"{each.service or 'No service'}, {known.get(each.organisation_id, '')}: {each.explanation} "
        f"({each.written_by}, {each.written_at:%-d %B %Y})" for each in told_post_gaps(g.viewer)
    ]  # fmt: skip


def _rebase(baseline: Baseline) -> Any:
    return queries.find_rebase(g.viewer) if baseline.state == "baselined" else None


def _posts_move() -> bool:
    """Whether time shares and staff lists still move figures: the baseline was taken before they were kept with it."""
    hold, rules = find_hold(g.viewer), list_rules(g.viewer)
    return hold is not None and hold.posts is None and any(rule.method == "time" for rule in rules)


def _taken(standing: Standing) -> bool:
    return standing.baseline.state == "agreed" and standing.signed_by_all and g.viewer.may("baseline.sign")


def _is_asked(row: Row) -> bool:
    if not names_key(asked("q").casefold(), row.key):
        return False
    place = asked("whose")
    if place in ("unallocated", "excluded"):
        return bool(row.unallocated_pence if place == "unallocated" else row.excluded_pence)
    return not place.isdigit() or bool(row.share(int(place)))


def _controls(standing: Standing) -> list[dict[str, Any]]:
    places = [(f"{each.id}", each.short) for each in standing.bodies]
    return [
        {"name": "q", "label": "Cost centre or its name, group or fund"},
        {"name": "whose", "label": "Whose part",
         "options": [*places, ("unallocated", "Unallocated"), ("excluded", "Excluded")]},
    ]  # fmt: skip


def _cells_link(cells: list[dict[str, Any]] | None) -> str | None:
    """The first cells that a row sums; the page of the version leads to the others."""
    if not cells:
        return None
    first = cells[0]
    rows = first["rows"].replace("–", "-").replace(" ", "")
    return url_for("releases.cell", slug=g.programme.slug, release_id=first["release_id"], column=first["column"],
                   rows=_spelled(rows))  # fmt: skip


def _spelled(ranges: str) -> str:
    """Row numbers one by one, as the page of cells reads them: "6-8,12" → "6,7,8,12"."""
    found: list[str] = []
    for part in ranges.split(","):
        first, _, last = part.partition("-")
        found += [str(row) for row in range(int(first), int(last or first) + 1)]
    return ",".join(found[:200])


def _mark(standing: Standing, mark: Mark, *, blocked: bool) -> dict[str, Any]:
    """One row of the sign-off sheet; blocked: something stands in the way, so that nobody is offered to sign."""
    body, signature = mark.organisation, mark.signature
    may = body.id in g.viewer.sides and g.viewer.may("baseline.sign") and standing.baseline.state == "proposed"
    return {
        "name": body.name, "short": body.short, "stands": mark.stands, "void": mark.void, "since": mark.since,
        "by": signature.signed_by if signature else "", "at": signature.signed_at if signature else None,
        "hash": signature.hash[:12] if signature else "",
        "href": to("sign", baseline_id=standing.baseline.id, organisation_id=body.id)
        if may and not mark.stands and not standing.moved and not blocked else None,
    }  # fmt: skip


def _obstacle(baseline: Baseline, each: Obstacle) -> dict[str, Any]:
    accept = to("accept", baseline_id=baseline.id, code=each.code, key=each.key, pence=each.pence)
    return {
        "words": each.words, "pence": each.pence,
        "href": url_for(each.endpoint, slug=g.programme.slug, **each.arguments),
        "accept": accept if each.acceptable and g.viewer.may("baseline.sign") else None,
    }  # fmt: skip


def _version_row(each: Baseline) -> dict[str, Any]:
    signed = dict.fromkeys(one.signed_by for one in each.signatures if one.hash == each.hash)
    return {
        "number": f"Version {each.number}", "href": to("version", baseline_id=each.id),
        "state": BASELINE_WORDS[each.state], "hash": each.hash[:12] or "Not proposed yet",
        "signed": ", ".join(signed) or "Nobody",
    }  # fmt: skip


@blueprint.post("/p/<slug>/money/baseline/new")
@require("money.edit")
def draft(slug: str) -> ResponseReturnValue:
    form = _draft_form()

    def save() -> ResponseReturnValue:
        actions.draft_baseline(g.viewer, get_option(g.viewer, int(form.option_id.data)))
        return back_to("index")

    return ask_here(form, "Begin a baseline", to("index"), save)


def _act(baseline_id: int, act: Any) -> ResponseReturnValue:
    """A button of a version's page; what refuses it is said on that page."""
    baseline, form = queries.get_baseline(g.viewer, baseline_id), HashForm()
    if not form.validate():
        return _page(baseline, f"Baseline, version {baseline.number}", errors=["Press the button again"]), 422
    try:
        act(g.viewer, baseline, form.hash.data or "")
    except NotFound:
        raise
    except DomainError as error:
        status = 409 if hasattr(error, "current") else 422
        page = _page(baseline, f"Baseline, version {baseline.number}", errors=[error.message])
        return page, status
    return back_to("version", baseline_id=baseline.id)


@blueprint.post("/p/<slug>/money/baseline/<int:baseline_id>/propose")
@require("money.edit")
def propose(slug: str, baseline_id: int) -> ResponseReturnValue:
    return _act(baseline_id, actions.propose_baseline)


@blueprint.route("/p/<slug>/money/baseline/<int:baseline_id>/take", methods=["GET", "POST"])
@require("baseline.sign")
def take(slug: str, baseline_id: int) -> ResponseReturnValue:
    """Asked once more, with who did each step that led here."""
    if request.method == "POST":
        return _act(baseline_id, actions.take_as_baseline)
    baseline = queries.get_baseline(g.viewer, baseline_id)
    standing = queries.standing_of(g.viewer, baseline)
    if not _taken(standing):
        return back_to("version", baseline_id=baseline.id)
    return ask_here(
        HashForm(hash=standing.hash), f"Take version {baseline.number} as the baseline",
        to("version", baseline_id=baseline.id), lambda: "", "baseline/take.html", standing=standing,
        baseline=baseline, steps=steps_of(baseline, standing.content, standing.marks),
    )  # fmt: skip


@blueprint.route("/p/<slug>/money/baseline/<int:baseline_id>/sign/<int:organisation_id>", methods=["GET", "POST"])
@require("baseline.sign")
def sign(slug: str, baseline_id: int, organisation_id: int) -> ResponseReturnValue:
    """What is signed, once more, before it is."""
    baseline = queries.get_baseline(g.viewer, baseline_id)
    standing = queries.standing_of(g.viewer, baseline)
    mark = next((each for each in standing.marks if each.organisation.id == organisation_id), None)
    if mark is None:
        raise NotFound("That body has no part in this baseline")
    found = queries.obstacles(g.viewer, standing)
    form = HashForm(hash=standing.hash)
    form.submit.label.text = f"Sign for {mark.organisation.short}"

    def save() -> ResponseReturnValue:
        actions.sign_baseline(g.viewer, baseline, organisation_id, form.hash.data or "")
        return back_to("version", baseline_id=baseline.id)

    return ask_here(
        form, f"Sign version {baseline.number} for {mark.organisation.short}", to("version", baseline_id=baseline.id),
        save, "baseline/sign.html", standing=standing, mark=mark, baseline=baseline,
        accepted=[each for each in found if each.accepted],
        stands=[_obstacle(baseline, each) for each in queries.in_the_way(found)],
        disputes=queries.open_disputes(g.viewer), covered=covered_of(standing.content),
    )  # fmt: skip


@blueprint.route("/p/<slug>/money/baseline/<int:baseline_id>/accept", methods=["GET", "POST"])
@require("baseline.sign")
def accept(slug: str, baseline_id: int) -> ResponseReturnValue:
    baseline, form = queries.get_baseline(g.viewer, baseline_id), AcceptForm()
    code, key, pence = asked("code"), asked("key"), asked("pence")
    found = queries.obstacles(g.viewer, queries.standing_of(g.viewer, baseline))
    told = next((each for each in found if (each.code, each.key, f"{each.pence}") == (code, key, pence)), None)

    def save() -> ResponseReturnValue:
        amount = told.pence if told else 0
        actions.accept_obstacle(g.viewer, baseline, code=code, key=key, pence=amount, reason=form.reason.data)
        return back_to("version", baseline_id=baseline.id)

    note = told.words if told else "It stands in the way no longer."
    return ask_here(form, "Accept what stands in the way", to("version", baseline_id=baseline.id), save, note=note)


@blueprint.get("/p/<slug>/money/baseline/<int:baseline_id>/rows.xlsx")
@require("money.view")
def rows(slug: str, baseline_id: int) -> ResponseReturnValue:
    baseline = queries.get_baseline(g.viewer, baseline_id)
    standing = queries.standing_of(g.viewer, baseline)
    cells = queries.cells_of(baseline) or (queries.source_cells(standing.made) if standing.made else {})
    known = queries.version_names(g.viewer)
    columns = [TableColumn("Year"), TableColumn("Cost centre", "code"), TableColumn("Cost centre name"),
               TableColumn("Group"), TableColumn("Fund", "code"), TableColumn("Lines", "number"),
               TableColumn("Source", "money"),
               *(TableColumn(each.short, "money") for each in standing.bodies),
               TableColumn("Unallocated", "money"), TableColumn("Excluded", "money"),
               TableColumn("Difference", "money"), TableColumn("Cells")]  # fmt: skip
    lines = [
        [*_keyed(row.key), row.lines, row.source_pence, *(row.share(each.id) for each in standing.bodies),
         row.unallocated_pence, row.excluded_pence, row.difference_pence, _cell_words(cells.get(row.key, []), known)]
        for row in standing.rows if _is_asked(row)
    ]  # fmt: skip
    record_access(g.viewer, "download_baseline", ("baseline", baseline.id),
                  f"Version {baseline.number} of the baseline was downloaded", g.viewer.programme_id)  # fmt: skip
    content = table_workbook(
        "Baseline", columns, lines, _history(baseline, standing, columns[:-1]), _told(baseline, standing)
    )
    return workbook(content, f"{slug}-baseline-{baseline.number}.xlsx")


def _told(baseline: Baseline, standing: Standing) -> str:
    """What the workbook is, for whoever has it without the page."""
    state = BASELINE_WORDS[baseline.state]
    kept = "; a draft, which nobody has signed and which follows every edit" if baseline.state == "draft" else ""
    content = standing.content
    return (
        f"{g.programme.name}: baseline, version {baseline.number}, {content['year']} {content['basis']}, option "
        f"{content['option']}. State: {state[:1].lower()}{state[1:]}{kept}. Hash {standing.hash}."
    )


def _history(baseline: Baseline, standing: Standing, columns: Sequence[TableColumn]) -> list[MoreSheet]:
    """The first version, and every numbered change since: together they come to this one, row by row."""
    versions = [each for each in queries.list_baselines(g.viewer) if each.number <= baseline.number]
    if len(versions) < 2:
        return []
    names = {f"{each.id}": each.short for each in standing.bodies}
    heads = [TableColumn("Change", "number"), TableColumn("Kind"), TableColumn("What it is"),
             TableColumn("In version", "number"), *columns[:5], TableColumn("Whose share"),
             TableColumn("More or less", "money")]  # fmt: skip
    changes = [
        [change.number, change.kind, change.title, version.number, *_keyed(each.key),
         names.get(f"{each.place}", f"{each.place}".capitalize()), each.pence]
        for version in versions for change in queries.changes_into(version) for each in queries.deltas_of(change)
    ]  # fmt: skip
    first = min(versions, key=lambda each: each.number)
    rows = [
        [*_keyed(row.key), row.lines, row.source_pence, *(row.share(each.id) for each in standing.bodies),
         row.unallocated_pence, row.excluded_pence, row.difference_pence]
        for row in queries.frozen_rows(first)
    ]  # fmt: skip
    return [
        MoreSheet("Changes", heads, changes, "Version 1 and these changes come to this version, row by row."),
        MoreSheet("Version 1", columns, rows),
    ]


def _keyed(key: Key) -> tuple[str, ...]:
    """A row's key with its cost centre's name."""
    return *key[:2], centre_name(g.viewer, key[1]), *key[2:]


def _cell_words(cells: list[dict[str, Any]], known: Mapping[int, str]) -> str:
    """known: the versions of lists by id, as people know them."""
    words = ((known.get(each["release_id"], "A version that is shared no more"), each) for each in cells)
    return "; ".join(f"{name}, column {each['column']}, rows {each['rows']}" for name, each in words)
