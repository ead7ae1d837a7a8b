"""What is put right from the page of checks itself."""

from collections.abc import Collection

from transfer.checks.queries import services_to_add
from transfer.kernel.errors import DomainError
from transfer.programmes.actions import add_service
from transfer.programmes.rules import Viewer


def add_named_services(viewer: Viewer, keys: Collection[str]) -> int:
    """Add those of the services that lists name; how many. Whoever runs one now is the one employer that names it.

    Raises DomainError where none of them is waiting to be added.
    """
    chosen = [each for each in services_to_add(viewer) if each.key in keys]
    if not chosen:
        raise DomainError("Choose at least one service that the programme has not", "service")
    for each in chosen:
        add_service(viewer, name=each.name, provider_id=each.provider.id if each.provider else None)
    return len(chosen)
