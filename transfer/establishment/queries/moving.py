"""What moves under an option, counted in the database and never line by line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, false, or_, select

from transfer.establishment.models import AssignmentLine
from transfer.establishment.queries.counts import catalogue, grouped
from transfer.establishment.rules import OCCUPANCIES, Catalogue, employer_changes, path_of
from transfer.extensions import db
from transfer.programmes.models import Option, Organisation, Service
from transfer.programmes.queries import employer, list_options, list_organisations, list_services, moves_of
from transfer.programmes.rules import Employer, Move, Viewer
from transfer.releases.queries import missing_data, releases_in_force

Place = tuple[int, int]  # organisation id of the list, service id


@dataclass(frozen=True)
class Moving:
    """What an option does to each place: its moves, and those of them at which the employer changes."""

    paths: dict[Place, list[Move]]
    changes: dict[Place, list[Move]]

    def services_of(
        self, organisation_id: int, *, candidates: bool = False, at: Iterable[Move] | None = None
    ) -> list[int]:
        """Services whose lines on this organisation's list move; candidates: only with a change of employer; at: only
        at one of these moves."""
        wanted = None if at is None else set(at)
        return [
            service_id
            for (holder, service_id), moves in (self.changes if candidates else self.paths).items()
            if holder == organisation_id and moves and (wanted is None or wanted.intersection(moves))
        ]


def belongs_to(known: Catalogue, service_ids: Iterable[int]) -> ColumnElement[bool]:
    """Lines of these services: by the service's name, else by its cost centre."""
    ids = list(service_ids)
    if not ids:
        return false()
    return or_(
        AssignmentLine.service_key.in_(known.names_of(ids)),
        and_(
            AssignmentLine.service_key.not_in(list(known.by_name)),
            AssignmentLine.cost_centre.in_(known.cost_centres_of(ids)),
        ),
    )


def employers_of(viewer: Viewer) -> dict[int, Employer]:
    return {each.id: employer(each) for each in list_organisations(viewer)}


def moving_in(viewer: Viewer, option: Option) -> Moving:
    """How each organisation's lines of each service move under an option."""
    employers = employers_of(viewer)
    by_service: dict[int, list[Move]] = {}
    for move in moves_of(option):
        by_service.setdefault(move.service_id, []).append(move)
    paths = {
        (organisation_id, service_id): path_of(organisation_id, moves)
        for service_id, moves in by_service.items()
        for organisation_id in employers
    }
    changes = {place: employer_changes(place[0], path, employers) for place, path in paths.items()}
    return Moving(paths, changes)


def option_people(viewer: Viewer, option: Option) -> dict[str, int]:
    """Counts of the lines that move, by state, with their FTE in thousandths; each line once, however often its
    service moves. tupe_candidates: filled lines whose employer changes."""
    moving = moving_in(viewer, option)
    counted = {"lines_moving": 0, **dict.fromkeys([_word(each) for each in (*OCCUPANCIES, None)], 0)}
    counted |= {"fte_thousandths": 0, "tupe_candidates": 0}
    for group in grouped(viewer):
        place = (group.organisation_id, group.service_id or 0)
        if not moving.paths.get(place):
            continue
        counted["lines_moving"] += group.lines
        counted[_word(group.occupancy)] += group.lines
        counted["fte_thousandths"] += group.fte_thousandths
        if group.occupancy == "filled" and moving.changes[place]:
            counted["tupe_candidates"] += group.lines
    return counted


def _word(occupancy: str | None) -> str:
    return (occupancy or "not stated").replace(" ", "_")


def lines_for(viewer: Viewer, option: Option, state: str) -> list[tuple[int, int]]:
    """(release id, source row) of each line behind one count of `option_people`: "lines_moving" (and
    "fte_thousandths"), "tupe_candidates", or a state such as "under_offer"; ascending."""
    moving, known = moving_in(viewer, option), catalogue(viewer)
    candidates = state == "tupe_candidates"
    places = [
        and_(
            AssignmentLine.release_id == release.id,
            belongs_to(known, moving.services_of(release.organisation_id or 0, candidates=candidates)),
        )
        for release in releases_in_force(viewer, "establishment")
    ]
    query = select(AssignmentLine.release_id, AssignmentLine.source_row).where(or_(false(), *places))
    if candidates:
        query = query.where(AssignmentLine.occupancy == "filled")
    elif state == "not_stated":
        query = query.where(AssignmentLine.occupancy.is_(None))
    elif state not in ("lines_moving", "fte_thousandths"):
        query = query.where(AssignmentLine.occupancy == state.replace("_", " "))
    rows = db.session.execute(query.order_by(AssignmentLine.release_id, AssignmentLine.source_row))
    return [(release_id, row) for release_id, row in rows]


@dataclass(frozen=True)
class OwnMove:
    """One option's effect on one line. changes: whether the employer changes at any of the moves."""

    option: Option
    service: Service
    moves: Sequence[Move]
    changes: bool


def moves_of_line(viewer: Viewer, line: AssignmentLine) -> tuple[Service | None, list[OwnMove]]:
    """The service that a line belongs to, and what each option does to the line."""
    service_id = catalogue(viewer).owner(line.service_key, line.cost_centre)
    service = next((each for each in list_services(viewer) if each.id == service_id), None)
    if service is None:
        return None, []
    place = (line.release.organisation_id or 0, service.id)
    found = []
    for option in list_options(viewer):
        moving = moving_in(viewer, option)
        found.append(OwnMove(option, service, moving.paths.get(place, []), bool(moving.changes.get(place))))
    return service, found


def people_missing(viewer: Viewer) -> list[str]:
    """Which establishment lists this viewer cannot count on: those of organisations that provide a service."""
    providers = {service.provider_id for service in list_services(viewer)}
    expected: list[Organisation] = [each for each in list_organisations(viewer) if each.id in providers]
    return missing_data(viewer, "establishment", expected)
