"""From checked rows to tables: which table a data set's rows are kept in, and how a row fills its columns."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import Numeric, String, select

from imports.bounds import Bound
from imports.check import Checked, Row
from imports.parts import shifts
from imports.values.numbers import read_money
from transfer.budget.models import BudgetAmount, BudgetLine, DriverQuantity
from transfer.contracts.models import Contract
from transfer.diligence.models import Asset, Kpi
from transfer.establishment.models import AssignmentLine, TimeShare
from transfer.establishment.rules.kinds import standing_of
from transfer.extensions import Model, db
from transfer.intake.rules import plain_value
from transfer.kernel.money import half_up
from transfer.programmes.actions import add_service, change_service
from transfer.programmes.models import Organisation, Programme, Service, ServiceCostCentre
from transfer.programmes.queries import list_organisations, list_services
from transfer.programmes.rules import Viewer, name_key
from transfer.releases.actions import store_rows
from transfer.releases.models import Release
from transfer.steering.models import Milestone

Fill = Callable[[Mapping[str, Any]], dict[str, Any]]


def _nothing_more(values: Mapping[str, Any]) -> dict[str, Any]:
    return {}


def _establishment(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"fte_thousandths": thousandths(values["fte"]), "service_key": name_key(values.get("service"))}


def _with_service_key(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"service_key": name_key(values.get("service"))}


def _milestone(values: Mapping[str, Any]) -> dict[str, Any]:
    return {"depends_on": list(values.get("depends_on") or [])}


def _asset(values: Mapping[str, Any]) -> dict[str, Any]:
    """A value that the list gives as text is kept in pence where it is an amount, and left out where it is words."""
    return {"value_pence": read_money(values.get("value") or "").value}


@dataclass(frozen=True)
class Table:
    """model: where the rows go; more: columns computed from the row's values; key: the field that names a row."""

    model: type[Model]
    key: str
    more: Fill = _nothing_more


TABLES = {
    "establishment": Table(AssignmentLine, "post_no", _establishment),
    "budget": Table(BudgetLine, "cost_centre"),
    "contracts": Table(Contract, "reference", _with_service_key),
    "time_shares": Table(TimeShare, "post_no"),
    "drivers": Table(DriverQuantity, "driver"),
    "milestones": Table(Milestone, "reference", _milestone),
    "kpis": Table(Kpi, "number"),
    "assets": Table(Asset, "reference", _asset),
}
KEYS = {**{name: table.key for name, table in TABLES.items()}, "services": "name"}


@lru_cache(maxsize=10_000)
def thousandths(fte: Decimal) -> int:
    """FTE to thousandths, halves up. Source: datasets.md, `fte_thousandths`."""
    return half_up(fte * 1000)


def _field_of(column: str) -> str:
    return column.removesuffix("_pence")


def _columns(model: type[Model]) -> list[tuple[str, str]]:
    """(column, field of the data set) for what a row fills by itself."""
    own = {
        "standing",
        "id",
        "release_id",
        "source_row",
        "extra",
        "organisation_id",
        "fte_thousandths",
        "service_key",
        "depends_on",
    }
    return [(column.key, _field_of(column.key)) for column in model.__table__.columns if column.key not in own]


def kept_in(dataset: str) -> list[tuple[str, Any]]:
    """(field of the data set, type of the column that keeps it), however its rows are stored."""
    if dataset == "services":
        columns = [(column.key, column.type) for column in Service.__table__.columns]
        return [*columns, ("cost_centres", ServiceCostCentre.__table__.columns["cost_centre"].type)]
    model = TABLES[dataset].model
    return [(field, model.__table__.columns[column].type) for column, field in _columns(model)]


@cache
def bounds_of(dataset: str) -> Mapping[str, Bound]:
    """Field → the most letters that its column keeps, or the number that its values must stay below."""
    bounds: dict[str, Bound] = {}
    for field, kind in kept_in(dataset):
        if isinstance(kind, String) and kind.length:
            bounds[field] = kind.length
        elif isinstance(kind, Numeric) and kind.precision:
            bounds[field] = Decimal(10) ** (kind.precision - (kind.scale or 0))
    return bounds


def store_checked(viewer: Viewer, release: Release, checked: Checked) -> None:
    """Keep the accepted rows of a checked file under their version."""
    if checked.dataset == "services":
        _store_services(viewer, checked.rows)
        return
    table = TABLES[checked.dataset]
    organisations = _organisations_by_name(viewer)
    store_rows(table.model, plain_rows(table, release.id, checked.rows, organisations, shifts(release.sheets)))
    if checked.dataset == "budget":
        _store_amounts(release, checked)


def _organisations_by_name(viewer: Viewer) -> dict[str, Organisation]:
    return {name_key(name): each for each in list_organisations(viewer) for name in (each.name, each.short)}


def plain_rows(
    table: Table, release_id: int, rows: Iterable[Row], organisations: Mapping[str, Organisation],
    shift: Mapping[str | None, int] = MappingProxyType({}),
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """shift: of several sheets read as one list, what each one's row numbers are raised by."""
    columns = _columns(table.model)
    of_organisations = "organisation_id" in table.model.__table__.columns
    for row in rows:
        found = {column: row.values.get(field) for column, field in columns}
        found |= {
            "release_id": release_id,
            "source_row": row.number + shift.get(row.sheet, 0),
            **table.more(row.values),
        }
        found["extra"] = {heading: plain_value(value) for heading, value in row.extra.items()}
        if table.model is AssignmentLine:
            found["standing"] = standing_of(row.values, row.extra)
        if of_organisations:
            named = organisations.get(name_key(row.values.get("organisation")))
            found["organisation_id"] = named.id if named else None
        yield found


def _store_amounts(release: Release, checked: Checked) -> None:
    """Each line's amounts, one a column of the book, under the line that its row became."""
    query = select(BudgetLine.source_row, BudgetLine.id).where(BudgetLine.release_id == release.id)
    line_ids = {each.source_row: each.id for each in db.session.execute(query)}
    shift = shifts(release.sheets)
    about = {each["letter"]: each for each in release.amount_columns}
    store_rows(
        BudgetAmount,
        (
            {"line_id": line_ids[row.number + shift.get(row.sheet, 0)], "column": letter,
             "year": about[letter]["year"], "basis": about[letter]["basis"], "amount_pence": pence}
            for row in checked.rows
            for letter, pence in row.values["amounts"].items()
            if pence is not None
        ),
    )  # fmt: skip


def amount_columns(checked: Checked, programme: Programme) -> list[dict[str, Any]]:
    """As `Release.amount_columns` keeps them: letter, heading, year and basis. A heading that says neither is read as
    the programme's own budget year and basis."""
    return [
        {
            "letter": each.letter, "heading": each.heading, "year": each.year or programme.budget_year,
            "basis": each.basis or programme.budget_basis, "times": each.times,
        }
        for each in checked.amount_columns
    ]  # fmt: skip


def _store_services(viewer: Viewer, rows: Sequence[Row]) -> None:
    """Services are known by name: a known one is changed where the list says more, a new one is added, none is lost."""
    known = {name_key(each.name): each for each in list_services(viewer)}
    organisations = _organisations_by_name(viewer)
    for row in rows:
        named = organisations.get(name_key(row.values.get("provider")))
        service = known.get(name_key(row.values["name"]))
        told = {
            "tier": row.values.get("tier"), "directorate": row.values.get("directorate"),
            "provider_id": named.id if named else None,
            "cost_centres": row.values.get("cost_centres"), "functions": row.values.get("functions"),
        }  # fmt: skip
        _store_service(viewer, row.values["name"], {key: value for key, value in told.items() if value}, service)


def _store_service(viewer: Viewer, name: str, told: dict[str, Any], service: Service | None) -> None:
    if service is None:
        add_service(viewer, name=name, **told)
        return
    held = {
        "tier": service.tier, "directorate": service.directorate, "provider_id": service.provider_id,
        "cost_centres": [each.cost_centre for each in service.cost_centres], "functions": service.functions,
    }  # fmt: skip
    change_service(viewer, service, name=service.name, **{**held, **told})
