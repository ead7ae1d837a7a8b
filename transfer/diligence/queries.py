"""Reading performance measures and assets, as the viewer may see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, or_, select

from transfer.diligence.models import Asset, Kpi
from transfer.extensions import db
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import release_ids_in_force
from transfer.web.paging import Page, paged_rows


@dataclass(frozen=True)
class HolderTotal:
    """Assets of one holder; holder "" where the list names none. without_value: those that give no value."""

    holder: str
    count: int
    value_pence: int
    without_value: int


@dataclass(frozen=True)
class Row:
    """One asset as a figure sees it: the cell it came from."""

    release_id: int
    source_row: int
    value_pence: int | None
    holder: str


def _pattern(words: str) -> str:
    return "%" + words.strip().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"


def _kpis(viewer: Viewer, search: str) -> Select[Kpi]:
    query = select(Kpi).where(Kpi.release_id.in_(release_ids_in_force(viewer, "kpis")))
    if search.strip():
        pattern = _pattern(search)
        query = query.where(or_(Kpi.number.ilike(pattern, escape="\\"), Kpi.title.ilike(pattern, escape="\\")))
    return query.order_by(Kpi.release_id, Kpi.source_row)


def list_kpis(viewer: Viewer, search: str = "", page: int = 1) -> Page[Kpi]:
    """One page, in the order of the sheet."""
    return paged_rows(_kpis(viewer, search), page)


def list_all_kpis(viewer: Viewer, search: str = "") -> Sequence[Kpi]:
    return db.session.scalars(_kpis(viewer, search)).all()


def _assets(viewer: Viewer, search: str, organisation_id: int | None, holder: str) -> Select[Asset]:
    query = (
        select(Asset)
        .join(Release, Asset.release_id == Release.id)
        .where(Asset.release_id.in_(release_ids_in_force(viewer, "assets")))
    )
    if search.strip():
        pattern, named = _pattern(search), (Asset.reference, Asset.description, Asset.location)
        query = query.where(or_(*(column.ilike(pattern, escape="\\") for column in named)))
    if organisation_id:
        query = query.where(Release.organisation_id == organisation_id)
    if holder:
        query = query.where(Asset.holder == holder)
    return query.order_by(Asset.release_id, Asset.source_row)


def list_assets(
    viewer: Viewer, search: str = "", organisation_id: int | None = None, holder: str = "", page: int = 1
) -> Page[Asset]:
    """One page, in the order of the sheets; only of lists that this viewer may see."""
    return paged_rows(_assets(viewer, search, organisation_id, holder), page)


def list_all_assets(
    viewer: Viewer, search: str = "", organisation_id: int | None = None, holder: str = ""
) -> Sequence[Asset]:
    return db.session.scalars(_assets(viewer, search, organisation_id, holder)).all()


def asset_totals(viewer: Viewer) -> list[HolderTotal]:
    """Who holds how many assets, worth how much."""
    holder = func.coalesce(Asset.holder, "").label("held_by")
    value = Asset.value_pence
    count = func.count(Asset.id)
    query = (
        select(holder, count, func.sum(value), count - func.count(value))
        .where(Asset.release_id.in_(release_ids_in_force(viewer, "assets")))
        .group_by("held_by")
        .order_by("held_by")
    )
    found = db.session.execute(query)
    return [HolderTotal(who, many, int(total or 0), without) for who, many, total, without in found]


def asset_rows(viewer: Viewer) -> list[Row]:
    """Every asset as figures need it, in the order of the sheets."""
    query = select(Asset.release_id, Asset.source_row, Asset.value_pence, func.coalesce(Asset.holder, "")).where(
        Asset.release_id.in_(release_ids_in_force(viewer, "assets"))
    )
    return [Row(*row) for row in db.session.execute(query.order_by(Asset.release_id, Asset.source_row))]
