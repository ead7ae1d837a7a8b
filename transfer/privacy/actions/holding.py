"""When the time that data is kept begins to run, and what stops it from going."""

from datetime import date

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel import clock
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.privacy.models import Closure, LegalHold
from transfer.privacy.queries import find_closure, get_hold
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer


def close_programme(viewer: Viewer, closed_on: date) -> Closure:
    """Say on which day the programme ended. Raises DomainError for a day to come, or when somebody said it first."""
    if closed_on > get_programme(viewer).today():
        raise DomainError("Enter a day that has come: retention is counted from it", "closed_on")
    said = find_closure(viewer)
    if said:
        raise DomainError(f"{said.closed_by} said already that it closed on {long_date(said.closed_on)}", "closed_on")
    closure = Closure(
        programme_id=viewer.programme_id, closed_on=closed_on, closed_by=viewer.name, closed_at=clock.now()
    )
    db.session.add(closure)
    db.session.flush()
    record(
        viewer, "close_programme", ("programme", viewer.programme_id),
        f"The programme closed on {long_date(closed_on)}: retention is counted from that day",
        programme_id=viewer.programme_id, changes={"closed_on": (None, closed_on)},
    )  # fmt: skip
    return closure


def place_hold(viewer: Viewer, reason: str) -> LegalHold:
    """From now on nothing of the programme is erased."""
    hold = LegalHold(
        programme_id=viewer.programme_id, reason=reason.strip(), placed_by=viewer.name, placed_at=clock.now()
    )
    db.session.add(hold)
    db.session.flush()
    record(
        viewer, "place_hold", ("legal_hold", hold.id), "A legal hold was placed: nothing is erased while it stands",
        programme_id=viewer.programme_id, changes={"reason": (None, hold.reason)},
    )  # fmt: skip
    return hold


def lift_hold(viewer: Viewer, hold_id: int, reason: str) -> None:
    """Let the time run again. Raises StaleVersion when somebody lifted it first."""
    hold = get_hold(viewer, hold_id)
    if hold.lifted_at:
        raise StaleVersion("Somebody else lifted this hold first", {"reason": hold.lifted_reason})
    hold.lifted_by, hold.lifted_at, hold.lifted_reason = viewer.name, clock.now(), reason.strip()
    db.session.flush()
    record(
        viewer, "lift_hold", ("legal_hold", hold.id), "A legal hold was lifted", programme_id=viewer.programme_id,
        changes={"reason": (None, hold.lifted_reason)},
    )  # fmt: skip
