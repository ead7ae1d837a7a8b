"""Performance measures and assets."""

from typing import Any

from flask import Blueprint, g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from imports.parts import row_words
from reports.tables import TableColumn, table_workbook
from transfer.audit.actions import record_access
from transfer.diligence import queries
from transfer.diligence.models import Asset, Kpi
from transfer.programmes.queries import list_organisations
from transfer.releases.actions import note_download
from transfer.releases.queries import missing_data, more_sheets
from transfer.web.access import by_token, require
from transfer.web.addresses import asking_alike
from transfer.web.downloads import workbook
from transfer.web.paging import asked_page

blueprint = Blueprint("diligence", __name__)

KPI_COLUMNS = [
    {"key": "number", "label": "Number", "kind": "code", "href": "href"},
    {"key": "title", "label": "Measure"},
    {"key": "period", "label": "Period"},
    {"key": "value", "label": "Value", "kind": "figure"},
    {"key": "target", "label": "Target", "kind": "figure"},
    {"key": "polarity", "label": "Better when"},
    {"key": "source", "label": "Source"},
]
ASSET_COLUMNS = [
    {"key": "reference", "label": "Reference", "kind": "code", "href": "href"},
    {"key": "description", "label": "Asset"},
    {"key": "kind", "label": "Kind"},
    {"key": "tenure", "label": "Tenure"},
    {"key": "location", "label": "Location"},
    {"key": "holder", "label": "Holder"},
    {"key": "list", "label": "Whose list"},
    {"key": "value_pence", "label": "Value", "kind": "money"},
]
HOLDER_COLUMNS = [
    {"key": "holder", "label": "Holder", "href": "href"},
    {"key": "count", "label": "Assets", "kind": "number"},
    {"key": "value_pence", "label": "Value", "kind": "money"},
    {"key": "without_value", "label": "Without a value", "kind": "number"},
]
KPI_DOWNLOAD = [
    TableColumn("Number", "code"), TableColumn("Measure"), TableColumn("Definition"), TableColumn("Period"),
    TableColumn("Value"), TableColumn("Target"), TableColumn("Better when"), TableColumn("Source"),
    TableColumn("Sheet row", "number"),
]  # fmt: skip
ASSET_DOWNLOAD = [
    TableColumn("Reference", "code"), TableColumn("Asset"), TableColumn("Kind"), TableColumn("Tenure"),
    TableColumn("Location"), TableColumn("Holder"), TableColumn("Whose list"), TableColumn("Value", "money"),
    TableColumn("Sheet row", "number"),
]  # fmt: skip


def _cell(row: Kpi | Asset, field: str) -> str:
    return f"/p/{g.programme.slug}/versions/{row.release_id}/cells/{field}?rows={row.source_row}"


def _search() -> str:
    return request.args.get("search", "").strip()


@blueprint.get("/p/<slug>/diligence/kpis")
@require("contracts.view")
def kpis(slug: str) -> ResponseReturnValue:
    page = queries.list_kpis(g.viewer, _search(), asked_page())
    names = [column["key"] for column in KPI_COLUMNS]
    rows = [{name: getattr(each, name) for name in names} | {"href": _cell(each, "number")} for each in page.items]
    return render_template(
        "diligence/kpis.html", page=page, rows=rows, columns=KPI_COLUMNS, missing=missing_data(g.viewer, "kpis"),
        controls=[{"name": "search", "label": "Number or measure"}],
        download=url_for(".download_kpis", slug=slug, search=_search()),
    )  # fmt: skip


@blueprint.get("/p/<slug>/diligence/kpis.xlsx")
@require("contracts.view")
@by_token("read")
def download_kpis(slug: str) -> ResponseReturnValue:
    rows = [
        [each.number, each.title, each.definition, each.period, each.value, each.target, each.polarity, each.source,
         row_words(each.source_row, each.release.sheets)]
        for each in queries.list_all_kpis(g.viewer, _search())
    ]  # fmt: skip
    record_access(g.viewer, "download_kpis", ("kpis", ""), f"{len(rows):,} measures downloaded", g.programme.id)
    content = table_workbook("Performance measures", KPI_DOWNLOAD, rows, more_sheets(g.viewer, "kpis"))
    return workbook(content, f"{slug}-kpis.xlsx")


def _asked_assets() -> dict[str, Any]:
    number = request.args.get("organisation", "")
    return {
        "search": _search(),
        "organisation_id": int(number) if number.isdigit() and len(number) < 10 else None,
        "holder": request.args.get("holder", ""),
    }


def _whose(asset: Asset) -> str:
    return asset.release.organisation.short if asset.release.organisation else ""


def _asset_row(asset: Asset) -> dict[str, Any]:
    names = ("reference", "description", "kind", "tenure", "location", "holder", "value_pence")
    row = {name: getattr(asset, name) for name in names}
    return row | {"list": _whose(asset), "href": _cell(asset, "reference")}


@blueprint.get("/p/<slug>/diligence/assets")
@require("contracts.view")
def assets(slug: str) -> ResponseReturnValue:
    page = queries.list_assets(g.viewer, **_asked_assets(), page=asked_page())
    totals = queries.asset_totals(g.viewer)
    holders = [
        {"holder": each.holder or "No holder named", "count": each.count, "value_pence": each.value_pence,
         "without_value": each.without_value,
         "href": url_for(".assets", slug=slug, holder=each.holder) if each.holder else None}
        for each in totals
    ]  # fmt: skip
    controls = [
        {"name": "search", "label": "Reference, asset or location"},
        {"name": "organisation", "label": "Whose list",
         "options": [(str(each.id), each.short) for each in list_organisations(g.viewer)]},
        {"name": "holder", "label": "Holder",
         "options": [(each.holder, each.holder) for each in totals if each.holder]},
    ]  # fmt: skip
    return render_template(
        "diligence/assets.html", page=page, rows=[_asset_row(each) for each in page.items], columns=ASSET_COLUMNS,
        holders=holders, holder_columns=HOLDER_COLUMNS, controls=controls, missing=missing_data(g.viewer, "assets"),
        download=asking_alike(".download_assets"),
    )  # fmt: skip


@blueprint.get("/p/<slug>/diligence/assets.xlsx")
@require("contracts.view")
@by_token("read")
def download_assets(slug: str) -> ResponseReturnValue:
    rows = [
        [each.reference, each.description, each.kind, each.tenure, each.location, each.holder, _whose(each),
         each.value_pence, row_words(each.source_row, each.release.sheets)]
        for each in queries.list_all_assets(g.viewer, **_asked_assets())
    ]  # fmt: skip
    note_download(g.viewer, "assets")
    record_access(g.viewer, "download_assets", ("assets", ""), f"{len(rows):,} assets downloaded", g.programme.id)
    content = table_workbook("Assets", ASSET_DOWNLOAD, rows, more_sheets(g.viewer, "assets"))
    return workbook(content, f"{slug}-assets.xlsx")
