"""What is read of the codes of lists and books, kept from page to page: an accepted version does not change."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import func, select

from transfer.budget.models import BudgetLine
from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries import release_key
from transfer.extensions import db
from transfer.kernel.keeping import keep
from transfer.programmes.queries import list_services
from transfer.programmes.rules import Viewer
from transfer.releases.models import Release
from transfer.releases.queries import releases_in_force

Kept = tuple[tuple[Any, ...], ...]


def kept(what: str, release: Release, read: Callable[[int], Kept]) -> Kept:
    """What is read of a version's codes, which never change: a correction puts right names and dates alone."""
    return keep(("check", what, release_key(release)), lambda: read(release.id))


def posted(release: Release) -> Kept:
    """(service's key, cost centre, how many lines) of those that say a cost centre."""
    return kept("posted", release, _read_posted)


def _read_posted(release_id: int) -> Kept:
    key, centre = AssignmentLine.service_key, AssignmentLine.cost_centre
    query = select(key, centre, func.count()).where(AssignmentLine.release_id == release_id, centre.is_not(None))
    return tuple((one, two, number) for one, two, number in db.session.execute(query.group_by(key, centre)))


def _read_managers(release_id: int) -> Kept:
    line = AssignmentLine
    query = select(line.line_manager_post, line.service_key, func.coalesce(line.cost_centre, "")).distinct()
    own = query.where(line.release_id == release_id, func.coalesce(line.line_manager_post, "") != "")
    return tuple(tuple(row) for row in db.session.execute(own))


def budgeted(viewer: Viewer) -> set[str]:
    """The cost centres of the budget books."""
    books = releases_in_force(viewer, "budget")
    return {centre for release in books for (centre,) in kept("budgeted", release, _read_budgeted)}


def _read_budgeted(release_id: int) -> Kept:
    query = select(BudgetLine.cost_centre).where(BudgetLine.release_id == release_id).distinct()
    return tuple(tuple(row) for row in db.session.execute(query))


def centres_of(viewer: Viewer) -> dict[str, int]:
    return {link.cost_centre: service.id for service in list_services(viewer) for link in service.cost_centres}


def _read_named(release_id: int) -> Kept:
    line = AssignmentLine
    query = select(line.service, line.service_key, line.cost_centre).distinct()
    return tuple(tuple(row) for row in db.session.execute(query.where(line.release_id == release_id)))


def managers(release: Release) -> Kept:
    """(manager's post, key of the service, cost centre) of the lines that name a manager."""
    return kept("managers", release, _read_managers)


def named_services(release: Release) -> Kept:
    """(service as the list names it, its key, cost centre) of the lines."""
    return kept("named", release, _read_named)
