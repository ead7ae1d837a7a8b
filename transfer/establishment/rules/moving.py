"""Whose service a line belongs to, and which moves carry it from employer to employer."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from transfer.programmes.rules import Employer, Move, name_key, same_employer


@dataclass(frozen=True)
class Ownership:
    """What a service is known by: its name, and the cost centres that it owns."""

    service_id: int
    name: str
    cost_centres: tuple[str, ...]


class Catalogue:
    """The services of a programme. A line belongs to one by its service's name, else by its cost centre.

    A cost centre that two services list belongs to the first of them.
    """

    def __init__(self, services: Iterable[Ownership]) -> None:
        self.by_name: dict[str, int] = {}
        self.by_cost_centre: dict[str, int] = {}
        for service in services:
            self.by_name.setdefault(name_key(service.name), service.service_id)
            for cost_centre in service.cost_centres:
                self.by_cost_centre.setdefault(cost_centre, service.service_id)

    @property
    def key(self) -> Hashable:
        """Says which names and cost centres are whose, for what is kept of a list."""
        return tuple(self.by_name.items()), tuple(self.by_cost_centre.items())

    def owner(self, service_key: str, cost_centre: str | None) -> int | None:
        """service_key: the line's service as names are compared; None when neither leads to a service."""
        named = self.by_name.get(service_key)
        return named if named is not None else self.by_cost_centre.get(cost_centre or "")

    def names_of(self, service_ids: Iterable[int]) -> list[str]:
        wanted = set(service_ids)
        return [key for key, service_id in self.by_name.items() if service_id in wanted]

    def cost_centres_of(self, service_ids: Iterable[int]) -> list[str]:
        wanted = set(service_ids)
        return [code for code, service_id in self.by_cost_centre.items() if service_id in wanted]


def path_of(organisation_id: int, moves: Sequence[Move]) -> list[Move]:
    """The moves of one service that carry a line of this organisation's list, in date order.

    A line goes with its own organisation's move; where the service has none from it, the line goes with the service
    from its first move on. A line that is already on the list of a body to which the service moves stays where it is.
    """
    ordered = sorted(moves, key=lambda move: move.transfer_on)
    if not ordered:
        return []
    if any(move.from_id == organisation_id for move in ordered):
        holder = organisation_id
    elif any(move.to_id == organisation_id for move in ordered):
        return []
    else:
        holder = ordered[0].from_id
    path: list[Move] = []
    for move in ordered:
        if move.from_id == holder:
            path.append(move)
            holder = move.to_id
    return path


def employer_changes(organisation_id: int, path: Sequence[Move], employers: Mapping[int, Employer]) -> list[Move]:
    """Those moves of a line's path at which its employer becomes another."""
    holder = employers[organisation_id]
    changed: list[Move] = []
    for move in path:
        receiver = employers[move.to_id]
        if not same_employer(holder, receiver):
            changed.append(move)
        holder = receiver
    return changed


def changes_employer(organisation_id: int, path: Sequence[Move], employers: Mapping[int, Employer]) -> bool:
    """Whether a filled line of this organisation is a candidate on its path."""
    return bool(employer_changes(organisation_id, path, employers))
