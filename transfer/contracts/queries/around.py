"""What stands around contracts in a printed schedule: whose they become, the steps taken, and where they were read."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from transfer.contracts.models import StepTaken
from transfer.contracts.queries.register import Entry
from transfer.extensions import db
from transfer.programmes.queries import (
    find_preferred_option,
    get_programme,
    list_organisations,
    list_services,
    moves_of,
)
from transfer.programmes.rules import Viewer, name_key
from transfer.releases.queries import releases_in_force


@dataclass(frozen=True)
class Surroundings:
    """What a printed schedule says around its contracts. bodies: full names by id; takers: of (service key, whose
    contract it is) who takes it on; steps: by route."""

    programme: str
    option: str
    today: date
    registers: Sequence[str]
    names: Mapping[int, str]
    bodies: Mapping[int, str]
    takers: Mapping[tuple[str, int | None], int]
    steps: Mapping[int, Sequence[StepTaken]]

    def taker_id(self, service_key: str, holder: int | None) -> int | None:
        """Who takes a contract on: of its holder's move of the service, else of the first move of it."""
        return self.takers.get((service_key, holder), self.takers.get((service_key, None)))

    def taker(self, service_key: str, holder: int | None) -> str | None:
        return self.names.get(self.taker_id(service_key, holder) or 0)


def surroundings_of(viewer: Viewer, found: Sequence[Entry]) -> Surroundings:
    """A few queries, however many contracts."""
    programme, option = get_programme(viewer), find_preferred_option(viewer)
    names = {service.id: name_key(service.name) for service in list_services(viewer)}
    takers: dict[tuple[str, int | None], int] = {}
    for move in moves_of(option) if option else []:
        for holder in (move.from_id, None):
            takers.setdefault((names[move.service_id], holder), move.to_id)
    organisations = list_organisations(viewer)
    return Surroundings(
        programme.name, option.name if option else "", programme.today(), _registers(viewer),
        {each.id: each.short for each in organisations}, {each.id: each.name for each in organisations}, takers,
        _steps_of([entry.route.id for entry in found if entry.route]),
    )  # fmt: skip


def _registers(viewer: Viewer) -> list[str]:
    return [
        f"{release.organisation.short if release.organisation else 'The programme'}, version {release.number}: "
        f"{release.file.name}, SHA-256 {release.file.sha256[:16]}"
        for release in releases_in_force(viewer, "contracts")
    ]


def _steps_of(ids: Sequence[int]) -> dict[int, list[StepTaken]]:
    found = defaultdict[int, list[StepTaken]](list)
    for start in range(0, len(ids), 500):
        query = select(StepTaken).where(StepTaken.route_id.in_(ids[start : start + 500])).order_by(StepTaken.id)
        for step in db.session.scalars(query):
            found[step.route_id].append(step)
    return found
