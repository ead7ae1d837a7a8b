"""Recording how the members of a scheme go on after a transfer."""

from collections.abc import Collection
from dataclasses import asdict, replace

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.models import Transfer
from transfer.programmes.queries import get_programme
from transfer.programmes.rules import Viewer
from transfer.tupe.actions.bases import may_answer
from transfer.tupe.actions.gates import STEP_GATES
from transfer.tupe.models import PensionRoute
from transfer.tupe.queries import find_pension_route, unsettled_schemes
from transfer.tupe.rules import (
    COHORTS,
    PENSION_ROUTES,
    PENSION_STATUSES,
    SECURITIES,
    PensionFacts,
    check_pension,
    scheme_key,
)

_CHOICES: dict[str, Collection[str]] = {
    "cohort": COHORTS,
    "route": PENSION_ROUTES,
    "status": PENSION_STATUSES,
    "security": SECURITIES,
}


def may_settle_pensions(viewer: Viewer, transfer: Transfer) -> bool:
    """HR, legal and finance of the two employers."""
    ours = viewer.unrestricted or bool({transfer.from_id, transfer.to_id}.intersection(viewer.sides))
    return may_answer(viewer, transfer) or (ours and viewer.may("money.edit"))


def save_pension_route(
    viewer: Viewer, transfer: Transfer, facts: PensionFacts, *, route: PensionRoute | None = None, version: int = 0
) -> PensionRoute:
    """Add or change the route of one scheme and cohort. route None: a new one.

    Raises DomainError for facts that do not hold together or a scheme and cohort that have a route, StaleVersion.
    """
    if not may_settle_pensions(viewer, transfer):
        raise DomainError("Only HR, legal or finance of one of the two employers may record this")
    for name, known in _CHOICES.items():
        if getattr(facts, name) not in known:
            raise DomainError("Choose one of these", name)
    facts = replace(facts, scheme=scheme_key(facts.scheme) or facts.scheme.strip())
    today = get_programme(viewer).today()
    check_pension(facts, today)
    if route is not None and route.version != version:
        raise _stale(route)
    same = find_pension_route(transfer, facts.scheme, facts.cohort)
    if same is not None and same is not route:
        raise DomainError("Change the route that this scheme and cohort has already", "cohort")
    before = PENSION_STATUSES[route.status] if route else None
    route = route or PensionRoute(transfer_id=transfer.id)
    for name, value in asdict(facts).items():
        setattr(route, name, value)
    route.recorded_by, route.recorded_on = viewer.name, today
    try:
        with db.session.begin_nested():
            db.session.add(route)
            db.session.flush()
    except (IntegrityError, StaleDataError):
        raise StaleVersion("Somebody else recorded this route first", {}) from None
    record(
        viewer, "save_pension_route", ("transfer", transfer.id), f"The pension route of {facts.scheme} was recorded",
        programme_id=viewer.programme_id, changes={"status": (before, PENSION_STATUSES[facts.status])},
    )  # fmt: skip
    return route


def _stale(route: PensionRoute) -> StaleVersion:
    told = {"route": route.route, "status": route.status, "rate": route.rate, "evidence": route.evidence}
    return StaleVersion("Somebody else changed this route first", dict(told))


def hold_up(viewer: Viewer, transfer: Transfer, after: str) -> str | None:
    """Nobody transfers while the people of a scheme have no agreed way on. Source: domain/workforce.md §7."""
    if after != "transferred" or not (schemes := unsettled_schemes(viewer, transfer)):
        return None
    return f"Settle the pension route first: {', '.join(schemes)}"


STEP_GATES.append(hold_up)
