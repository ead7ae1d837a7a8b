"""Saying what became of a milestone."""

from datetime import date

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel.dates import long_date
from transfer.kernel.errors import DomainError, StaleVersion
from transfer.programmes.queries import get_programme, wait_for_turn
from transfer.programmes.rules import Viewer
from transfer.steering.models import MilestoneUpdate
from transfer.steering.queries import PlanItem, get_milestone


def update_milestone(
    viewer: Viewer, reference: str, *, forecast_on: date | None, actual_on: date | None, reason: str, evidence: str,
    seen_update_id: int,
) -> MilestoneUpdate:  # fmt: skip
    """Say a milestone's forecast, actual date and evidence anew; the sheet's own stay beside them.

    seen_update_id: the newest update that the person had before them, 0 when there was none. Raises NotFound,
    DomainError with the field to mend, and StaleVersion when somebody said something newer meanwhile.
    """
    if not viewer.may("plan.edit"):
        raise DomainError("Only the programme lead may change the plan")
    wait_for_turn(viewer.programme_id)
    item = get_milestone(viewer, reference)
    if item.update_id != seen_update_id:
        raise StaleVersion("Somebody else changed this milestone first", as_it_stands(item))
    today = get_programme(viewer).today()
    _check(item, forecast_on, actual_on, reason, evidence, today)
    update = MilestoneUpdate(
        programme_id=viewer.programme_id, reference=reference, forecast_on=forecast_on, actual_on=actual_on,
        evidence=evidence.strip(), reason=reason.strip(), updated_by=viewer.name, updated_on=today,
    )  # fmt: skip
    db.session.add(update)
    db.session.flush()
    pairs = {
        "forecast_on": (item.forecast_on, forecast_on), "actual_on": (item.actual_on, actual_on),
        "evidence": (item.task.evidence, update.evidence), "reason": ("", update.reason),
    }  # fmt: skip
    record(
        viewer, "update_milestone", ("milestone", reference), f"Milestone {reference} was updated",
        programme_id=viewer.programme_id, changes={name: pair for name, pair in pairs.items() if pair[0] != pair[1]},
    )  # fmt: skip
    return update


def as_it_stands(item: PlanItem) -> dict[str, object]:
    """The milestone by the names of its fields, for whoever has to compare it with what they typed."""
    return {
        "forecast_on": long_date(item.forecast_on) or "None given",
        "actual_on": long_date(item.actual_on) or "Not done yet",
        "evidence": item.task.evidence,
    }


def _check(
    item: PlanItem, forecast_on: date | None, actual_on: date | None, reason: str, evidence: str, today: date
) -> None:
    if actual_on and actual_on > today:
        raise DomainError("Enter a day that has come, or leave it empty and enter a forecast", "actual_on")
    if forecast_on is None and actual_on is None:
        raise DomainError("Enter a forecast, or when it was done", "forecast_on")
    was = (item.forecast_on, item.actual_on, item.task.evidence)
    if (forecast_on, actual_on, evidence.strip()) == was:
        raise DomainError("Change a date or the evidence: nothing is different")
    later = forecast_on is not None and forecast_on > item.planned_on
    reopened = item.actual_on is not None and actual_on is None
    if (later or reopened) and not reason.strip():
        raise DomainError("Enter the reason for the new date", "reason")
