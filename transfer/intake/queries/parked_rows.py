"""Reading the work list: rows that were left out of a version, until somebody mends them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, or_, select, tuple_

from transfer.extensions import db
from transfer.intake.models import ParkedRow
from transfer.intake.queries import may_bring
from transfer.kernel.errors import NotFound
from transfer.programmes.queries import get_programme, list_members
from transfer.programmes.rules import UPLOADERS, Viewer, in_force
from transfer.releases.models import Release, ReleaseFinding
from transfer.releases.rules import READ_PERMISSION
from transfer.web.paging import Page, paged_rows

MINE = "mine"
NOBODY = "nobody"


@dataclass(frozen=True)
class RowFilter:
    """What the address asks for. owner: "mine", "nobody", or "" for all; state: "" for every one."""

    state: str = "open"
    dataset: str = ""
    owner: str = ""
    search: str = ""


def _visible(viewer: Viewer) -> Any:
    """Rows of the viewer's own sides and of the programme, of the data sets that their role reads."""
    readable = [dataset for dataset, permission in READ_PERMISSION.items() if viewer.may(permission)]
    query = select(ParkedRow).where(ParkedRow.programme_id == viewer.programme_id, ParkedRow.dataset.in_(readable))
    if viewer.unrestricted:
        return query
    return query.where(or_(ParkedRow.organisation_id.is_(None), ParkedRow.organisation_id.in_(viewer.sides)))


def _asked(viewer: Viewer, asked: RowFilter) -> Any:
    query = _visible(viewer)
    if asked.state:
        query = query.where(ParkedRow.state == asked.state)
    if asked.dataset:
        query = query.where(ParkedRow.dataset == asked.dataset)
    if asked.owner == MINE:
        query = query.where(ParkedRow.owner_id == viewer.user_id)
    elif asked.owner == NOBODY:
        query = query.where(ParkedRow.owner_id.is_(None))
    if asked.search:
        query = query.where(func.lower(ParkedRow.key).contains(asked.search.lower(), autoescape=True))
    return query.order_by(ParkedRow.due_on.is_(None), ParkedRow.due_on, ParkedRow.release_id, ParkedRow.row)


def page_rows(viewer: Viewer, asked: RowFilter, number: int) -> Page[ParkedRow]:
    return paged_rows(_asked(viewer, asked), number)


def get_row(viewer: Viewer, row_id: int) -> ParkedRow:
    """Raises NotFound for one of another side or of a data set that the viewer's role does not read."""
    found: ParkedRow | None = db.session.scalars(_visible(viewer).where(ParkedRow.id == row_id)).one_or_none()
    if not found:
        raise NotFound("That row is not on the work list")
    return found


def get_rows(viewer: Viewer, row_ids: Sequence[int]) -> Sequence[ParkedRow]:
    """Those of these rows that the viewer may see."""
    found: Sequence[ParkedRow] = db.session.scalars(_visible(viewer).where(ParkedRow.id.in_(row_ids))).all()
    return found


def rows_of_place(viewer: Viewer, release: Release, state: str = "") -> Sequence[ParkedRow]:
    """Every row of the place that a version belongs to."""
    owner = ParkedRow.organisation_id
    query = select(ParkedRow).where(
        ParkedRow.programme_id == viewer.programme_id, ParkedRow.dataset == release.dataset,
        owner.is_(None) if release.organisation_id is None else owner == release.organisation_id,
    )  # fmt: skip
    return db.session.scalars((query.where(ParkedRow.state == state) if state else query).order_by(ParkedRow.id)).all()


def faults_of(rows: Sequence[ParkedRow]) -> dict[int, list[ReleaseFinding]]:
    """What is wrong with each of these rows, by the row's id."""
    places = [(each.release_id, each.row) for each in rows]
    query = select(ReleaseFinding).where(
        tuple_(ReleaseFinding.release_id, ReleaseFinding.row).in_(places), ReleaseFinding.severity == "error"
    )
    found: dict[tuple[int, int], list[ReleaseFinding]] = defaultdict(list)
    for each in db.session.scalars(query.order_by(ReleaseFinding.id)):
        found[each.release_id, each.row].append(each)
    return {each.id: found[each.release_id, each.row] for each in rows}


def may_mend(viewer: Viewer, item: ParkedRow) -> bool:
    """Whoever brings the data set, and the row's owner."""
    own = item.owner_id is not None and item.owner_id == viewer.user_id
    return own or may_bring(viewer, item.dataset, item.organisation_id)


def mendable(viewer: Viewer, items: Sequence[ParkedRow]) -> set[int]:
    """Those of these open rows that the viewer may look after, by id; asked once for each place."""
    places = {(each.dataset, each.organisation_id) for each in items}
    bring = {place for place in places if may_bring(viewer, *place)}
    return {
        each.id
        for each in items
        if each.state == "open"
        and ((each.dataset, each.organisation_id) in bring or (each.owner_id and each.owner_id == viewer.user_id))
    }


def list_owners(viewer: Viewer, item: ParkedRow) -> list[tuple[int, str]]:
    """(user, name) of those who may be given the row: members of its side; of the programme's own, who may bring it."""
    today, side = get_programme(viewer).today(), item.organisation_id
    found = {
        (each.user_id, each.user.name)
        for each in list_members(viewer)
        if in_force(each.starts_on, each.ends_on, today) and each.role != "guest"
        and (each.role in UPLOADERS[item.dataset] if side is None else each.organisation_id == side)
    }  # fmt: skip
    return sorted(found, key=lambda pair: pair[1])


def count_to_mend(viewer: Viewer) -> int:
    """Open rows that the viewer owns or may bring again."""
    place = (ParkedRow.dataset, ParkedRow.organisation_id, ParkedRow.owner_id)
    query = _visible(viewer).where(ParkedRow.state == "open").with_only_columns(*place, func.count()).group_by(*place)
    bring: dict[tuple[str, int | None], bool] = {}
    total = 0
    for dataset, side, owner, count in db.session.execute(query):
        if (dataset, side) not in bring:
            bring[dataset, side] = may_bring(viewer, dataset, side)
        own = owner is not None and owner == viewer.user_id
        total += count if own or bring[dataset, side] else 0
    return total
