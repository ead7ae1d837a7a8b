"""What about the whole transfer holds a step up, beside what the person's own line says."""

from collections.abc import Callable

from transfer.kernel.errors import DomainError
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer

# What rooms above this one still want before anybody in a transfer takes a step: a sentence that says what, or None.
STEP_GATES: list[Callable[[Viewer, Transfer, str], str | None]] = []


def check_gates(viewer: Viewer, transfer: Transfer, after: str) -> None:
    """Raises DomainError for a step that something about the whole transfer still holds up."""
    for gate in STEP_GATES:
        if stops := gate(viewer, transfer, after):
            raise DomainError(stops, "after")
