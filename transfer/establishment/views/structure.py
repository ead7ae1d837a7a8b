"""Who reports to whom, before and after an option, and the reporting lines that are wrong."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.structure import Box, structure_svg
from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.establishment import queries
from transfer.establishment.rules.structure import Chart, Key, Row, Structure
from transfer.establishment.views.common import blueprint
from transfer.programmes.models import Option
from transfer.programmes.queries import get_option, list_options, list_organisations, list_services
from transfer.releases.actions import note_download
from transfer.web.access import by_token, require
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page, paged_list

MOST_BOXES = 60
LEVELS = {"all": 1, "post": 3}  # how far below the tops, and below one chosen post, is drawn
FAULTS = {
    "broken": "Reports to a post that is on no list", "ring": "Reports to itself in a ring",
    "two": "Its lines report to different posts", "cut": "Its manager will be with another organisation",
}  # fmt: skip
FAULT_COLUMNS = [
    {"key": "post_no", "label": "Post", "kind": "code", "href": "href"}, {"key": "title", "label": "Job title"},
    {"key": "whose", "label": "Whose list"}, {"key": "fault", "label": "What is wrong"},
    {"key": "manager", "label": "Reports to", "kind": "code"}, {"key": "told", "label": "In words", "width": "wide"},
]  # fmt: skip


def _names() -> dict[int, str]:
    return {each.id: each.short for each in list_organisations(g.viewer)}


def _option() -> Option | None:
    asked = request.args.get("option", "")
    return get_option(g.viewer, int(asked)) if asked.isdigit() else None


def _scope(structure: Structure) -> list[Key]:
    """The posts that the address asks to be drawn."""
    post, service, whose = (request.args.get(name, "") for name in ("post", "service", "organisation"))
    if post.isdigit():
        tops = [key for key, each in structure.posts.items() if each.line_id == int(post)]
        return structure.under(tops, LEVELS["post"])
    if service.isdigit():
        found = [key for key, each in structure.posts.items() if each.service_id == int(service)]
    else:
        found = structure.under(structure.tops(), LEVELS["all"])
    return [key for key in found if whose in ("", str(key[0]))]


@blueprint.get("/p/<slug>/people/structure")
@require("people.view")
def structure(slug: str) -> ResponseReturnValue:
    found, option, names = queries.structure_of(g.viewer), _option(), _names()
    scope, heads = _scope(found), [ring[0] for ring in found.rings]
    before = Chart(found, scope, lambda key: key[0], heads).rows(names)
    after = queries.after_option(g.viewer, found, option) if option else None
    later = Chart(found, scope, after.place_of, [*heads, *after.cut]).rows(names, by_place=True) if after else []
    return render_template(
        "establishment/structure.html", controls=_controls(names), option=option, posts=len(scope),
        missing=queries.people_missing(g.viewer), drawings=_drawings(before, later, option, names),
        columns=_columns(), faults=_fault_counts(found, option), any_posts=bool(found.posts),
        before=_rows(found, before, names), after=_rows(found, later, names),
    )  # fmt: skip


def _controls(names: dict[int, str]) -> list[dict[str, Any]]:
    services = [(str(each.id), each.name) for each in list_services(g.viewer)]
    options = [(str(each.id), each.name) for each in list_options(g.viewer) if each.transfers]
    return [
        {"name": "organisation", "label": "Whose list", "options": [(str(key), name) for key, name in names.items()]},
        {"name": "service", "label": "Service", "options": services},
        {"name": "option", "label": "After", "options": options, "all": "As now only"},
    ]


def _drawings(
    before: list[Row], after: list[Row], option: Option | None, names: dict[int, str]
) -> list[dict[str, Any]]:
    """Each drawn twice: as wide as a page, and as wide as a telephone."""
    stripes = {place: number for number, place in enumerate(names)}
    told = [("Who reports to whom today", before)]
    if option:
        told.append((f"After {option.name}", after))
    return [
        {"title": title, "wide": _svg(rows, names, stripes, 900, 36), "narrow": _svg(rows, names, stripes, 343, 14),
         "left_out": max(0, len(rows) - MOST_BOXES)}
        for title, rows in told
    ]  # fmt: skip


def _svg(rows: Sequence[Row], names: dict[int, str], stripes: dict[int, int], width: int, indent: int) -> str:
    boxes = []
    for each in rows[:MOST_BOXES]:
        note = f"{each.note} · {names.get(each.place, '')}"
        boxes.append(Box(min(each.depth, 6), _title(each), note, stripes.get(each.place, 0), each.heading))
    return structure_svg(boxes, width=width, indent=indent)


def _title(row: Row) -> str:
    return f"{row.many} × {row.title}" if row.many > 1 else row.title


def _columns() -> list[dict[str, str]]:
    return [
        {"key": "title", "label": "Job title", "href": "href"}, {"key": "level", "label": "Level", "kind": "number"},
        {"key": "note", "label": "Posts"}, {"key": "manager", "label": "Reports to", "kind": "code"},
        {"key": "place", "label": "With"},
    ]  # fmt: skip


def _rows(found: Structure, rows: Sequence[Row], names: dict[int, str]) -> list[dict[str, Any]]:
    return [
        {"title": _title(each), "href": _from_here(found, each), "level": each.depth + 1, "note": each.note,
         "manager": ", ".join(found.posts[each.keys[0]].managers), "place": names.get(each.place, "")}
        for each in rows[:MOST_BOXES]
        if not each.heading
    ]  # fmt: skip


def _from_here(found: Structure, row: Row) -> str | None:
    """The chart of one manager's own people."""
    if row.many > 1 or row.keys[0] not in found.below:
        return None
    line_id = found.posts[row.keys[0]].line_id
    return url_for(".structure", slug=g.programme.slug, post=line_id, option=request.args.get("option") or None)


def _faulty(found: Structure, option: Option | None) -> dict[str, list[Key]]:
    cut = queries.after_option(g.viewer, found, option).cut if option else []
    rings = [key for ring in found.rings for key in ring]
    return {"broken": found.broken, "ring": rings, "two": found.two_managers, "cut": cut}


def _fault_counts(found: Structure, option: Option | None) -> list[dict[str, Any]]:
    slug, kept = g.programme.slug, option.id if option else None
    return [
        {
            "words": FAULTS[kind],
            "number": len(keys),
            "href": url_for(".lines", slug=slug, kind=kind, option=kept),
        }
        for kind, keys in _faulty(found, option).items()
        if keys
    ]


def _fault_rows(found: Structure, option: Option | None, names: dict[int, str]) -> Iterator[dict[str, Any]]:
    asked = request.args.get("kind", "")
    rings = {key: ring for ring in found.rings for key in ring}
    for kind, keys in _faulty(found, option).items():
        for key in keys if asked in ("", kind) else ():
            post = found.posts[key]
            yield {
                "post_no": key[1], "title": post.title, "whose": names.get(key[0], ""), "fault": FAULTS[kind],
                "href": url_for(".post", slug=g.programme.slug, line_id=post.line_id),
                "manager": ", ".join(post.managers), "told": _told(kind, found, key, rings.get(key, [])),
            }  # fmt: skip


def _told(kind: str, found: Structure, key: Key, ring: Sequence[Key]) -> str:
    managers = found.posts[key].managers
    if kind == "broken":
        return f"Correct the manager of post {key[1]}: {managers[0]} is on no list that you may see"
    if kind == "ring":
        numbers = [each[1] for each in ring]
        return f"Break the ring: {' reports to '.join([*numbers, numbers[0]])}"
    if kind == "two":
        return f"Say who manages post {key[1]}: its lines name {' and '.join(managers)}"
    return f"Decide who manages post {key[1]} then: {managers[0]} will be with another organisation"


@blueprint.get("/p/<slug>/people/structure/lines")
@require("people.view")
def lines(slug: str) -> ResponseReturnValue:
    found, option, names = queries.structure_of(g.viewer), _option(), _names()
    page = paged_list(list(_fault_rows(found, option, names)), asked_page())
    kinds = [(key, words) for key, words in FAULTS.items() if option or key != "cut"]
    controls = [{"name": "kind", "label": "What is wrong", "options": kinds}, _controls(names)[2]]
    return render_template(
        "establishment/lines.html", page=page, columns=FAULT_COLUMNS, controls=controls,
        missing=queries.people_missing(g.viewer),
        download=f"{url_for('.lines_workbook', slug=slug)}?{request.query_string.decode()}",
    )  # fmt: skip


@blueprint.get("/p/<slug>/people/structure/lines.xlsx")
@require("people.view")
@by_token("read")
def lines_workbook(slug: str) -> ResponseReturnValue:
    rows = list(_fault_rows(queries.structure_of(g.viewer), _option(), _names()))
    note_download(g.viewer, "establishment")
    record_access(g.viewer, "download_lines", ("establishment", ""), f"{len(rows):,} lines downloaded", g.programme.id)
    columns = [(each["label"], "code" if each.get("kind") == "code" else "text") for each in FAULT_COLUMNS]
    content = table_workbook("Reporting lines", columns, [[row[each["key"]] for each in FAULT_COLUMNS] for row in rows])
    return workbook(content, f"{slug}-reporting-lines.xlsx")
