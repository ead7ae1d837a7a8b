"""Which pension schemes the people of a transfer are in, and the route of each."""

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import func, literal, select, union_all

from transfer.establishment.models import AssignmentLine
from transfer.extensions import db
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Option, Transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.models import PensionRoute, PersonDecision
from transfer.tupe.queries.candidates import CandidateFilter, candidate_rows
from transfer.tupe.rules import CANDIDATE, MAY_MOVE, MOVES, SETTLED, UNDECIDED, scheme_key


@dataclass(frozen=True)
class SchemeCount:
    """A scheme as lists name it. people: candidates who may still move; in_scope: those found so; undecided: those
    about whom nobody has decided yet."""

    scheme: str
    people: int
    in_scope: int
    undecided: int
    routes: Sequence[PensionRoute]

    @property
    def settled(self) -> bool:
        return bool(self.routes) and all(each.status in SETTLED for each in self.routes)


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
    return schemes_of(viewer, [transfer])[transfer.id]


def schemes_of(viewer: Viewer, transfers: Sequence[Transfer]) -> dict[int, list[SchemeCount]]:
    """The same of many transfers, by transfer, with as many queries."""
    counted = _standings(viewer, transfers)
    query = select(PensionRoute).where(PensionRoute.transfer_id.in_(counted))
    routes: dict[int, list[PensionRoute]] = {each: [] for each in counted}
    for route in db.session.scalars(query.order_by(PensionRoute.scheme, PensionRoute.id)):
        routes[route.transfer_id].append(route)
    return {each: _schemes(counted[each], routes[each]) for each in counted}


def _standings(viewer: Viewer, transfers: Sequence[Transfer]) -> dict[int, Counter[tuple[str, str]]]:
    """How many candidates of each scheme stand in each state."""
    state = func.coalesce(PersonDecision.state, CANDIDATE)
    queries = [
        candidate_rows(viewer, each, CandidateFilter())
        .with_only_columns(literal(each.id), AssignmentLine.pension_scheme, state, func.count())
        .group_by(AssignmentLine.pension_scheme, state)
        for each in transfers
    ]
    found: dict[int, Counter[tuple[str, str]]] = {each.id: Counter() for each in transfers}
    for transfer_id, name, stands, number in db.session.execute(union_all(*queries)) if queries else ():
        found[transfer_id][scheme_key(name), stands] += number
    return found


def _schemes(counted: Counter[tuple[str, str]], routes: Sequence[PensionRoute]) -> list[SchemeCount]:
    keys = {*(scheme for scheme, _ in counted), *(scheme_key(each.scheme) for each in routes)}

    def people(key: str, states: Container[str]) -> int:
        return sum(number for (scheme, stands), number in counted.items() if scheme == key and stands in states)

    return [
        SchemeCount(key, people(key, MAY_MOVE), people(key, MOVES), people(key, UNDECIDED),
                    [each for each in routes if scheme_key(each.scheme) == key])
        for key in sorted(keys, key=lambda key: (key == "", key))
    ]  # fmt: skip


def rated_routes(viewer: Viewer) -> list[tuple[PensionRoute, Transfer]]:
    """Every route of the programme that says what the new employer pays, in the order of the options."""
    query = select(PensionRoute, Transfer).join(Transfer, Transfer.id == PensionRoute.transfer_id)
    query = query.join(Option).where(Option.programme_id == viewer.programme_id, PensionRoute.rate.is_not(None))
    rows = db.session.execute(query.order_by(Option.position, Transfer.id, PensionRoute.id))
    return [(route, transfer) for route, transfer in rows]


def unsettled_schemes(viewer: Viewer, transfer: Transfer) -> list[str]:
    """Schemes with people in scope and no settled route."""
    return unsettled(list_schemes(viewer, transfer))


def unsettled(schemes: Iterable[SchemeCount]) -> list[str]:
    return [each.scheme for each in schemes if each.scheme and each.in_scope and not each.settled]
