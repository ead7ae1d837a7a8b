"""Which pension schemes the people of a transfer are in, and the route of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.models import PensionRoute, PersonDecision
from transfer.tupe.queries.candidates import CandidateFilter, candidate_rows
from transfer.tupe.rules import CANDIDATE, FINAL, MOVES, SETTLED, scheme_key

# Who went another way is in no scheme of the new employer's.
_OUT = FINAL - {"transferred"} | {"not_assigned"}


@dataclass(frozen=True)
class SchemeCount:
    """A scheme as lists name it. people: candidates who may still move; in_scope: those found so."""

    scheme: str
    people: int
    in_scope: int
    routes: Sequence[PensionRoute]

    @property
    def settled(self) -> bool:
        return bool(self.routes) and all(each.status in SETTLED for each in self.routes)


def pension_routes_of(transfer: Transfer) -> Sequence[PensionRoute]:
    query = select(PensionRoute).where(PensionRoute.transfer_id == transfer.id)
    return db.session.scalars(query.order_by(PensionRoute.scheme, PensionRoute.id)).all()


def get_pension_route(transfer: Transfer, route_id: int) -> PensionRoute:
    found = db.session.get(PensionRoute, route_id)
    if not found or found.transfer_id != transfer.id:
        raise NotFound("That pension route is not of this transfer")
    return found


def find_pension_route(transfer: Transfer, scheme: str, cohort: str) -> PensionRoute | None:
    query = select(PensionRoute).where(
        PensionRoute.transfer_id == transfer.id, PensionRoute.scheme == scheme, PensionRoute.cohort == cohort
    )
    return db.session.scalars(query).one_or_none()


def list_schemes(viewer: Viewer, transfer: Transfer) -> list[SchemeCount]:
    """Every scheme of the lists in sight or with a route, "" for people whose list names none, which comes last."""
    state = func.coalesce(PersonDecision.state, CANDIDATE)
    query = (
        candidate_rows(viewer, transfer, CandidateFilter())
        .with_only_columns(AssignmentLine.pension_scheme, state, func.count())
        .group_by(AssignmentLine.pension_scheme, state)
    )
    people: dict[str, int] = {}
    inside: dict[str, int] = {}
    for name, stands, number in db.session.execute(query):
        key = scheme_key(name)
        people[key] = people.get(key, 0) + (0 if stands in _OUT else number)
        inside[key] = inside.get(key, 0) + (number if stands in MOVES else 0)
    routes = pension_routes_of(transfer)
    keys = sorted({*people, *(scheme_key(each.scheme) for each in routes)}, key=lambda key: (key == "", key))
    return [
        SchemeCount(
            key, people.get(key, 0), inside.get(key, 0), [each for each in routes if scheme_key(each.scheme) == key]
        )
        for key in keys
    ]


def unsettled_schemes(viewer: Viewer, transfer: Transfer) -> list[str]:
    """Schemes with people in scope and no settled route."""
    found = list_schemes(viewer, transfer)
    return [each.scheme for each in found if each.scheme and each.in_scope and not each.settled]
