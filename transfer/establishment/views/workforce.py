"""The workforce's rates beside published ones, which the programme may add to."""

from typing import Any

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from reports.tables import table_workbook
from transfer.audit.actions import record_access
from transfer.establishment import actions, queries
from transfer.establishment.forms import PublishedForm, RemoveForm
from transfer.establishment.queries import Workforce
from transfer.establishment.views.common import blueprint
from transfer.releases.actions import note_download
from transfer.web.access import by_token, require
from transfer.web.answers import ask
from transfer.web.downloads import workbook

ABOUT = "social worker"
OWN_COLUMNS = [
    {"key": "name", "label": "Whose list"}, {"key": "as_at", "label": "As at", "kind": "date"},
    {"key": "in_post", "label": "FTE in post", "kind": "fte"}, {"key": "agency", "label": "Agency FTE", "kind": "fte"},
    {"key": "vacant", "label": "Vacant FTE", "kind": "fte"},
    {"key": "covered", "label": "Of it covered by agency", "kind": "fte"},
    {"key": "agency_rate", "label": "Agency rate", "kind": "figure"},
    {"key": "vacancy_rate", "label": "Vacancy rate", "kind": "figure"},
    {"key": "cover_rate", "label": "Vacancies covered", "kind": "figure"},
    {"key": "turnover_rate", "label": "Turnover rate", "kind": "figure"},
]  # fmt: skip
PUBLISHED_COLUMNS = [
    {"key": "area", "label": "Area", "href": "href"}, {"key": "year", "label": "Year", "kind": "figure"},
    {"key": "agency_rate", "label": "Agency rate", "kind": "figure"},
    {"key": "vacancy_rate", "label": "Vacancy rate", "kind": "figure"},
    {"key": "turnover_rate", "label": "Turnover rate", "kind": "figure"},
    {"key": "source", "label": "Source", "width": "wide"},
]  # fmt: skip


def _words() -> str:
    return request.args.get("title", "").strip() or ABOUT


def _own_row(name: str, found: Workforce, as_at: Any = None) -> dict[str, Any]:
    rates = ("agency_rate", "vacancy_rate", "cover_rate", "turnover_rate")
    told = {each: f"{rate}%" if (rate := getattr(found, each)) is not None else "Not known" for each in rates}
    counts = {each: getattr(found, each) for each in ("in_post", "agency", "vacant", "covered")}
    return {"name": name, "as_at": as_at, **counts, **told}


def _own_rows() -> list[dict[str, Any]]:
    """A row for each list; together, where there are several."""
    found = queries.workforce_of(g.viewer, _words())
    rows = [
        _own_row(release.organisation.short if release.organisation else "", each, release.as_at)
        for release, each in found
    ]
    if len(found) < 2:
        return rows
    whole = found[0][1]
    for _, each in found[1:]:
        whole = whole + each
    return [*rows, _own_row("Together", whole)]


def _published_rows() -> list[dict[str, Any]]:
    may = g.viewer.may("rates.edit")
    return [
        {
            "area": each.area,
            "year": str(each.year),
            "source": each.source,
            "agency_rate": f"{each.agency}%",
            "vacancy_rate": f"{each.vacancy}%",
            "turnover_rate": f"{each.turnover}%",
            "href": url_for(".remove_published", slug=g.programme.slug, published_id=own) if own and may else None,
        }
        for each, own in queries.list_published(g.viewer)
    ]


@blueprint.get("/p/<slug>/people/workforce")
@require("people.view")
def workforce(slug: str) -> ResponseReturnValue:
    rows = _own_rows()
    return render_template(
        "establishment/workforce.html", rows=rows, columns=OWN_COLUMNS, published=_published_rows(),
        published_columns=PUBLISHED_COLUMNS, words=_words(), missing=queries.people_missing(g.viewer),
        controls=[{"name": "title", "label": "Job title holds", "value": _words()}],
        download=f"{url_for('.workforce_workbook', slug=slug)}?{request.query_string.decode()}",
    )  # fmt: skip


@blueprint.get("/p/<slug>/people/workforce.xlsx")
@require("people.view")
@by_token("read")
def workforce_workbook(slug: str) -> ResponseReturnValue:
    rows = _own_rows()
    note_download(g.viewer, "establishment")
    record_access(g.viewer, "download_workforce", ("establishment", ""), "Workforce rates downloaded", g.programme.id)
    kinds = [(each["label"], each["kind"] if each.get("kind") in ("fte", "date") else "text") for each in OWN_COLUMNS]
    content = table_workbook("Workforce rates", kinds, [[row[each["key"]] for each in OWN_COLUMNS] for row in rows])
    return workbook(content, f"{slug}-workforce.xlsx")


@blueprint.route("/p/<slug>/people/workforce/published/new", methods=["GET", "POST"])
@require("rates.edit")
def add_published(slug: str) -> ResponseReturnValue:
    form = PublishedForm()

    def save() -> ResponseReturnValue:
        row = actions.add_published(g.viewer, **form.values())
        flash(f"Saved: {row.area}, {row.year}.", "success")
        return redirect(url_for(".workforce", slug=slug), 303)

    title = "Enter what was published of a neighbour"
    return ask(
        form, "layouts/form.html", save, title=title, back=url_for(".workforce", slug=slug), note=None, remove=None
    )


@blueprint.route("/p/<slug>/people/workforce/published/<int:published_id>/remove", methods=["GET", "POST"])
@require("rates.edit")
def remove_published(slug: str, published_id: int) -> ResponseReturnValue:
    row = queries.get_published(g.viewer, published_id)
    form = RemoveForm()

    def save() -> ResponseReturnValue:
        actions.remove_published(g.viewer, row)
        return redirect(url_for(".workforce", slug=slug), 303)

    title, note = f"Remove the published rates of {row.area}", f"Year {row.year}. {row.source}"
    return ask(
        form, "layouts/form.html", save, title=title, back=url_for(".workforce", slug=slug), note=note, remove=None
    )
