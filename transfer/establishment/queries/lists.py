"""The list of posts: search, filter, sort, page, and all of it for a download."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries.counts import catalogue
from transfer.establishment.queries.kinds import held_so
from transfer.establishment.queries.moving import belongs_to
from transfer.establishment.rules import NOT_STATED, Catalogue
from transfer.extensions import db
from transfer.programmes.queries import list_services
from transfer.programmes.rules import Viewer
from transfer.releases.queries import release_ids_in_force, releases_in_force
from transfer.web.paging import PER_PAGE, Page

SORTS = {
    "post_no": AssignmentLine.post_no,
    "job_title": AssignmentLine.job_title,
    "service": AssignmentLine.service_key,
    "grade": AssignmentLine.grade,
    "fte": AssignmentLine.fte_thousandths,
    "occupancy": AssignmentLine.occupancy,
    "row": AssignmentLine.source_row,
}
NO_SERVICE = "none"


@dataclass(frozen=True)
class LineFilter:
    """What the address asks for. service: an id, "none" for lines of no service, or ""; kind: of
    `rules.kinds`; sort: a key of SORTS, with a
    minus in front for descending."""

    search: str = ""
    organisation: str = ""
    service: str = ""
    occupancy: str = ""
    grade: str = ""
    kind: str = ""
    sort: str = ""


@dataclass(frozen=True)
class LinePage:
    """One page of lines; services: the owning service's name by line id."""

    page: Page[AssignmentLine]
    services: dict[int, str]


def _searched(text: str) -> ColumnElement[bool]:
    """Post number, title or cost centre. Names are never searched: what is asked stands in the address."""
    columns = (AssignmentLine.post_no, AssignmentLine.job_title, AssignmentLine.cost_centre)
    return or_(*(func.lower(column).contains(text.lower(), autoescape=True) for column in columns))


def _of_service(known: Catalogue, service: str) -> ColumnElement[bool]:
    if service != NO_SERVICE:
        return belongs_to(known, [int(service)] if service.isdigit() else [])
    return and_(
        AssignmentLine.service_key.not_in(list(known.by_name)),
        or_(AssignmentLine.cost_centre.is_(None), AssignmentLine.cost_centre.not_in(list(known.by_cost_centre))),
    )


def _conditions(viewer: Viewer, asked: LineFilter, known: Catalogue) -> list[ColumnElement[bool]]:
    releases = list(releases_in_force(viewer, "establishment"))
    if asked.organisation:
        releases = [each for each in releases if str(each.organisation_id) == asked.organisation]
    found: list[ColumnElement[bool]] = [AssignmentLine.release_id.in_([each.id for each in releases])]
    if asked.search:
        found.append(_searched(asked.search))
    if asked.service:
        found.append(_of_service(known, asked.service))
    if asked.occupancy == NOT_STATED:
        found.append(AssignmentLine.occupancy.is_(None))
    elif asked.occupancy:
        found.append(AssignmentLine.occupancy == asked.occupancy)
    if asked.grade:
        found.append(AssignmentLine.grade == asked.grade)
    if asked.kind:
        found.append(held_so(releases, asked.kind))
    return found


def _query(viewer: Viewer, asked: LineFilter, known: Catalogue) -> Select[AssignmentLine]:
    query = select(AssignmentLine).where(*_conditions(viewer, asked, known))
    column = SORTS.get(asked.sort.removeprefix("-"))
    if column is not None:
        query = query.order_by(column.desc() if asked.sort.startswith("-") else column.asc())
    return query.order_by(AssignmentLine.release_id, AssignmentLine.source_row, AssignmentLine.id)


def _service_names(viewer: Viewer, known: Catalogue, lines: Sequence[AssignmentLine]) -> dict[int, str]:
    names: dict[int | None, str] = {each.id: each.name for each in list_services(viewer)}
    return {line.id: names.get(known.owner(line.service_key, line.cost_centre), "") for line in lines}


def _page(query: Select[AssignmentLine], number: int) -> Page[AssignmentLine]:
    """Sorted by ids alone first: a hundred thousand whole rows are slow to sort."""
    total = db.session.scalar(query.with_only_columns(func.count()).order_by(None)) or 0
    asked = query.with_only_columns(AssignmentLine.id).limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    ids = list(db.session.scalars(asked))
    found = {each.id: each for each in db.session.scalars(select(AssignmentLine).where(AssignmentLine.id.in_(ids)))}
    return Page([found[each] for each in ids], total, number)


def list_lines(viewer: Viewer, asked: LineFilter, number: int = 1) -> LinePage:
    """One page of the lines in force that the filter leaves, in the order of their lists unless sorted."""
    known = catalogue(viewer)
    page = _page(_query(viewer, asked, known), number)
    return LinePage(page, _service_names(viewer, known, page.items))


def grades_in_force(viewer: Viewer) -> list[str]:
    ids = release_ids_in_force(viewer, "establishment")
    query = select(AssignmentLine.grade).where(AssignmentLine.release_id.in_(ids))
    return sorted(grade for grade in db.session.scalars(query.distinct()) if grade)


def rows_of(
    viewer: Viewer, asked: LineFilter, fields: Sequence[str], personal: Collection[str] = (), pay: Collection[str] = ()
) -> Iterator[list[Any]]:
    """Plain values of the named columns of every line that the filter leaves. "owner" is the owning service's name,
    "organisation" the short name of whose list it is. personal and pay: the columns that stay empty where the viewer
    may not see the names, or the pay, of whose list it is."""
    known = catalogue(viewer)
    names: dict[int | None, str] = {each.id: each.name for each in list_services(viewer)}
    lists = releases_in_force(viewer, "establishment")
    shorts = {each.id: each.organisation.short if each.organisation else "" for each in lists}
    hidden = {
        each.id: {
            *(() if viewer.names_of(each.organisation_id) else personal),
            *(() if viewer.pay_of(each.organisation_id) else pay),
        }
        for each in lists
    }
    computed = {"owner", "organisation"}
    columns = [getattr(AssignmentLine, name) for name in fields if name not in computed]
    keys = (AssignmentLine.release_id, AssignmentLine.service_key, AssignmentLine.cost_centre)
    query = _query(viewer, asked, known).with_only_columns(*keys, *columns)
    for release_id, service_key, cost_centre, *values in db.session.execute(query):
        plain = iter(values)
        extra = {"owner": names.get(known.owner(service_key, cost_centre), ""), "organisation": shorts[release_id]}
        row = [extra[name] if name in computed else next(plain) for name in fields]
        yield [None if name in hidden[release_id] else value for name, value in zip(fields, row, strict=True)]
