"""People: counts, the list of posts, and one post."""

from typing import Any

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.establishment import queries
from transfer.establishment.actions import record_names, record_opening
from transfer.establishment.models import AssignmentLine
from transfer.establishment.pages import (
    COUNT_COLUMNS,
    PAY,
    PERSONAL,
    cost_rows,
    count_row,
    download_columns,
    list_columns,
    person_name,
    state_row,
)
from transfer.establishment.queries import LineFilter
from transfer.establishment.rules import NOT_STATED, OCCUPANCY_WORDS
from transfer.establishment.rules.kinds import KIND_SENTENCES, KIND_WORDS
from transfer.establishment.views.common import blueprint
from transfer.programmes.queries import list_organisations, list_services
from transfer.releases.actions import note_download
from transfer.releases.queries import more_sheets
from transfer.web.access import by_token, require
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page


@blueprint.get("/p/<slug>/people")
@require("people.view")
def index(slug: str) -> ResponseReturnValue:
    groups = queries.grouped(g.viewer)
    by_service, total = queries.counts_by_service(g.viewer, groups)
    return render_template(
        "establishment/index.html", total=total, missing=queries.people_missing(g.viewer), columns=COUNT_COLUMNS,
        lists=[state_row(each) for each in queries.list_states(g.viewer, groups)],
        services=[count_row(service, counts) for service, counts in by_service],
        foot=count_row(None, total) | {"name": "All posts"}, kinds=_kind_rows(slug),
        apart=queries.apart(g.viewer),
    )  # fmt: skip


def _kind_rows(slug: str) -> list[dict[str, Any]]:
    return [
        {
            "name": KIND_WORDS[kind],
            "number": number,
            "told": KIND_SENTENCES[kind],
            "href": url_for(".posts", slug=slug, kind=kind),
        }
        for kind, number in queries.kind_counts(g.viewer).items()
    ]


def _asked() -> LineFilter:
    names = ("search", "organisation", "service", "occupancy", "grade", "kind", "sort")
    return LineFilter(**{name: request.args.get(name, "").strip() for name in names})


@blueprint.get("/p/<slug>/people/posts")
@require("people.view")
def posts(slug: str) -> ResponseReturnValue:
    found = queries.list_lines(g.viewer, _asked(), asked_page())
    rows = [_row(line, found.services[line.id]) for line in found.page.items]
    record_names(g.viewer, rows, ("establishment", ""), "the list of posts")
    return render_template(
        "establishment/posts.html", page=found.page, columns=list_columns(g.viewer.sees_people), rows=rows,
        controls=_controls(), missing=queries.people_missing(g.viewer),
        download=f"{url_for('.download', slug=slug)}?{request.query_string.decode()}",
    )  # fmt: skip


def _row(line: AssignmentLine, service: str) -> dict[str, Any]:
    return {
        "post_no": line.post_no,
        "href": url_for(".post", slug=g.programme.slug, line_id=line.id),
        "job_title": line.job_title,
        "service": service or line.service or "",
        "organisation": line.release.organisation.short if line.release.organisation else "",
        "grade": line.grade,
        "fte": line.fte_thousandths,
        "occupancy": OCCUPANCY_WORDS[line.occupancy or NOT_STATED],
        "person": person_name(line) if g.viewer.names_of(line.release.organisation_id) else "",
    }


def _controls() -> list[dict[str, Any]]:
    services = [(str(each.id), each.name) for each in list_services(g.viewer)]
    return [
        {"name": "search", "label": "Post, title or cost centre"},
        {"name": "organisation", "label": "Whose list",
         "options": [(str(each.id), each.short) for each in list_organisations(g.viewer)]},
        {"name": "service", "label": "Service", "options": [*services, ("none", "No service")]},
        {"name": "occupancy", "label": "State", "options": list(OCCUPANCY_WORDS.items())},
        {"name": "kind", "label": "How it is held", "options": list(KIND_WORDS.items())},
        {"name": "grade", "label": "Grade", "options": [(each, each) for each in queries.grades_in_force(g.viewer)]},
    ]  # fmt: skip


@blueprint.get("/p/<slug>/people/posts.xlsx")
@require("people.view")
@by_token("read")
def download(slug: str) -> ResponseReturnValue:
    fields, columns = download_columns(g.viewer.sees_people, g.viewer.sees_pay)
    rows = list(queries.rows_of(g.viewer, _asked(), fields, PERSONAL, PAY))
    note_download(g.viewer, "establishment")
    record_access(g.viewer, "download_posts", ("establishment", ""), f"{len(rows):,} posts downloaded", g.programme.id)
    content = table_workbook("Posts", columns, rows, more_sheets(g.viewer, "establishment"))
    return workbook(content, f"{slug}-posts.xlsx")


@blueprint.get("/p/<slug>/people/posts/<int:line_id>")
@require("people.view")
def post(slug: str, line_id: int) -> ResponseReturnValue:
    found = queries.get_post(g.viewer, line_id)
    service, moves = queries.moves_of_line(g.viewer, found.line)
    terms = queries.cost_terms(g.viewer)
    built = queries.build_up(found.line, terms) if g.viewer.pay_of(found.line.release.organisation_id) else None
    record_opening(g.viewer, found.line)
    return render_template(
        "establishment/post.html", post=found, line=found.line, service=service, moves=moves, rates_on=terms.on,
        organisations={each.id: each.short for each in list_organisations(g.viewer)}, built=built,
        named=g.viewer.names_of(found.line.release.organisation_id),
        paid=g.viewer.pay_of(found.line.release.organisation_id),
        cost=cost_rows(built) if built else [], state=OCCUPANCY_WORDS[found.line.occupancy or NOT_STATED],
        cells=f"/p/{slug}/versions/{found.line.release_id}/cells/",
        kinds=[(KIND_WORDS[kind], KIND_SENTENCES[kind]) for kind in queries.how_held(found.line)],
    )  # fmt: skip
