"""Agency workers on posts that move, and what was decided about each engagement."""

from dataclasses import dataclass

from sqlalchemy import Select, func, select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import get_line
from transfer.establishment.queries.counts import catalogue
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Transfer
from transfer.programmes.queries import list_services
from transfer.programmes.rules import Viewer
from transfer.tupe.models import Engagement
from transfer.tupe.queries.candidates import about_line, moving_lines
from transfer.tupe.queries.grounds import of_person
from transfer.tupe.rules import ENGAGEMENT_STATES, LISTED
from transfer.web.paging import PER_PAGE, Page


@dataclass(frozen=True)
class AgencyWorker:
    """A line on which an agency worker stands, and the engagement (None: nothing decided as yet)."""

    line: AssignmentLine
    engagement: Engagement | None

    @property
    def state(self) -> str:
        return self.engagement.state if self.engagement else LISTED

    @property
    def version(self) -> int:
        return self.engagement.version if self.engagement else 0


def _rows(viewer: Viewer, transfer: Transfer) -> Select[AssignmentLine, Engagement]:
    return (
        select(AssignmentLine, Engagement)
        .outerjoin(Engagement, about_line(viewer, transfer, Engagement))
        .where(moving_lines(viewer, transfer, occupancy="agency"))
    )


def list_agency_workers(
    viewer: Viewer, transfer: Transfer, state: str = "", number: int | None = 1
) -> Page[AgencyWorker]:
    """In the order of their lists; number None: all of them, for a download."""
    query = _rows(viewer, transfer)
    if state:
        query = query.where(func.coalesce(Engagement.state, LISTED) == state)
    total = db.session.scalar(query.with_only_columns(func.count())) or 0
    query = query.order_by(AssignmentLine.release_id, AssignmentLine.source_row, AssignmentLine.id)
    if number is not None:
        query = query.limit(PER_PAGE).offset((number - 1) * PER_PAGE)
    return Page([AgencyWorker(line, kept) for line, kept in db.session.execute(query)], total, number or 1)


def count_engagements(viewer: Viewer, transfer: Transfer) -> dict[str, int]:
    """How many stand in each state, states without any left out."""
    state = func.coalesce(Engagement.state, LISTED)
    query = _rows(viewer, transfer).with_only_columns(state, func.count()).group_by(state)
    counted: dict[str, int] = {}
    counted.update(iter(db.session.execute(query)))
    return {each: counted[each] for each in ENGAGEMENT_STATES if each in counted}


@dataclass(frozen=True)
class AgencyCount:
    """How many agency workers stand on posts of one service ("" for none of the programme's)."""

    service: str
    number: int
    fte_thousandths: int


def agency_by_service(viewer: Viewer, transfer: Transfer) -> list[AgencyCount]:
    """In the order of the programme's services."""
    fte = func.coalesce(func.sum(AssignmentLine.fte_thousandths), 0)
    place = (AssignmentLine.service_key, AssignmentLine.cost_centre)
    query = _rows(viewer, transfer).with_only_columns(*place, func.count(), fte).group_by(*place)
    known, counted = catalogue(viewer), dict[int | None, tuple[int, int]]()
    for key, centre, number, thousandths in db.session.execute(query):
        owner = known.owner(key, centre)
        before = counted.get(owner, (0, 0))
        counted[owner] = (before[0] + number, before[1] + int(thousandths))
    services: list[tuple[int | None, str]] = [(each.id, each.name) for each in list_services(viewer)]
    return [AgencyCount(name, *counted[owner]) for owner, name in [*services, (None, "")] if owner in counted]


def get_agency_worker(viewer: Viewer, transfer: Transfer, line_id: int) -> AgencyWorker:
    """Raises NotFound for a line with no agency worker, that does not move here or is not in sight."""
    line = get_line(viewer, line_id)
    row = db.session.execute(_rows(viewer, transfer).where(AssignmentLine.id == line.id)).first()
    if row is None:
        raise NotFound("No agency worker of this transfer stands there")
    return AgencyWorker(row[0], row[1])


def find_engagement(transfer: Transfer, line: AssignmentLine) -> Engagement | None:
    query = of_person(Engagement, transfer, line)
    return db.session.scalars(query.execution_options(populate_existing=True)).one_or_none()
