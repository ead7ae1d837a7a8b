"""The rows that a version holds, by the data set's field names: to page through, and to compare another list with."""

from collections.abc import Callable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

from sqlalchemy import Numeric, func, or_, select

from imports.datasets import DATASETS
from transfer.budget.models import BudgetAmount, BudgetLine, DriverQuantity
from transfer.contracts.models import Contract
from transfer.diligence.models import Asset, Kpi
from transfer.establishment.models import AssignmentLine, TimeShare
from transfer.extensions import db
from transfer.programmes.queries import list_services
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.steering.models import Milestone
from transfer.web.paging import Page, paged_rows

MODELS: Mapping[str, Any] = {
    "establishment": AssignmentLine, "budget": BudgetLine, "contracts": Contract, "time_shares": TimeShare,
    "drivers": DriverQuantity, "milestones": Milestone, "kpis": Kpi, "assets": Asset,
}  # fmt: skip
_NOT_OF_THE_ROW = {"id", "release_id", "source_row", "extra", "organisation_id", "fte_thousandths", "service_key"}


def fields_of(dataset: str) -> dict[str, str]:
    """Field → the column that keeps it, in the data set's order; none for services, which stand by themselves."""
    if dataset not in MODELS:
        return {}
    columns = {each.key for each in MODELS[dataset].__table__.columns} - _NOT_OF_THE_ROW
    held = {each.removesuffix("_pence"): each for each in columns}
    return {each.name: held[each.name] for each in DATASETS[dataset].fields if each.name in held}


def page_of_rows(release: Release, search: str, number: int) -> Page[Any]:
    """One page of a version's rows as they were accepted. search: within the key and the column after it."""
    model = MODELS[release.dataset]
    query = select(model).where(model.release_id == release.id).order_by(model.source_row, model.id)
    if search:
        texts = [getattr(model, column) for column in list(fields_of(release.dataset).values())[:2]]
        query = query.where(or_(*(func.lower(each).contains(search.lower(), autoescape=True) for each in texts)))
    return paged_rows(query, number)


def amounts_of(release: Release, line_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Pence by line and column letter, of some lines of a budget book."""
    query = select(BudgetAmount).where(BudgetAmount.line_id.in_(line_ids))
    found: dict[int, dict[str, int]] = {each: {} for each in line_ids}
    for each in db.session.scalars(query):
        found[each.line_id][each.column] = each.amount_pence
    return found


def accepted_values(viewer: Viewer, release: Release) -> list[dict[str, Any]]:
    """Every row of a version as `imports.compare_lists` reads it; of services those that the programme has now."""
    if release.dataset == "services":
        return [_service(each) for each in list_services(viewer)]
    model, fields = MODELS[release.dataset], fields_of(release.dataset)
    columns = [getattr(model, column) for column in fields.values()]
    query = select(model.id, *columns).where(model.release_id == release.id).order_by(model.source_row)
    read = readers_of(release.dataset)
    found = {row[0]: {name: read[name](row[place + 1]) for place, name in enumerate(fields)}
             for row in db.session.execute(query)}  # fmt: skip
    if release.dataset == "budget":
        _add_amounts(release, found)
    return list(found.values())


def _service(service: Any) -> dict[str, Any]:
    return {
        "name": service.name, "tier": service.tier, "directorate": service.directorate,
        "provider": service.provider.short if service.provider else None,
        "cost_centres": sorted(each.cost_centre for each in service.cost_centres),
        "functions": sorted(service.functions or []),
    }  # fmt: skip


def _add_amounts(release: Release, found: Mapping[int, dict[str, Any]]) -> None:
    """Each line's amounts under their year and basis, which stay the same when a book gets another column."""
    query = (
        select(BudgetAmount.line_id, BudgetAmount.year, BudgetAmount.basis, BudgetAmount.amount_pence)
        .join(BudgetLine, BudgetLine.id == BudgetAmount.line_id)
        .where(BudgetLine.release_id == release.id)
    )
    for line_id, year, basis, pence in db.session.execute(query):
        found[line_id][f"amount {year} {basis}"] = pence


def readers_of(dataset: str) -> dict[str, Callable[[Any], Any]]:
    """By field, how its value is read, so that a number from a file equals the same one as the database keeps it."""
    columns = MODELS[dataset].__table__.columns
    return {name: _reader(columns[column].type) for name, column in fields_of(dataset).items()}


def _reader(kind: Any) -> Callable[[Any], Any]:
    if not isinstance(kind, Numeric) or kind.scale is None:
        return lambda value: value
    step = Decimal(1).scaleb(-kind.scale)
    return lambda value: None if value is None else Decimal(value).quantize(step, rounding=ROUND_HALF_EVEN)
