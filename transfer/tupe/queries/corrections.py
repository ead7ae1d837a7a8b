"""Last steps that were recorded by mistake: what was taken back, what waits, and what rests on a decision."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute

from transfer.extensions import db
from transfer.kernel.dates import long_date
from transfer.kernel.errors import NotFound
from transfer.programmes.models import Transfer
from transfer.programmes.rules import Viewer
from transfer.tupe.models import DecisionCorrection, DecisionStep, Leg, PersonDecision
from transfer.tupe.rules import standing_steps

Newest = TypeVar("Newest", int, date)
Says = Callable[[Viewer, Transfer, PersonDecision], Sequence[str]]


def taken_back() -> Select[int]:
    """The numbers of all steps that somebody took back, for a query of steps that leaves them out."""
    return select(DecisionCorrection.step_id).where(DecisionCorrection.state == "confirmed")


def newest_standing(
    column: InstrumentedAttribute[Newest], steps: type[DecisionStep] = DecisionStep
) -> ScalarSelect[Newest]:
    """The greatest of a column over the steps that stand of the decision of the query around it. steps: an alias, where
    that query has steps of its own."""
    of_decision = select(func.max(column)).where(steps.decision_id == PersonDecision.id, steps.id.not_in(taken_back()))
    return of_decision.correlate(PersonDecision).scalar_subquery()


def corrections_of(decision: PersonDecision | None) -> Sequence[DecisionCorrection]:
    """All that was asked for about one person's steps, oldest first; refused ones too."""
    if decision is None:
        return []
    steps = select(DecisionStep.id).where(DecisionStep.decision_id == decision.id)
    query = select(DecisionCorrection).where(DecisionCorrection.step_id.in_(steps)).order_by(DecisionCorrection.id)
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def steps_that_stand(decision: PersonDecision | None) -> list[DecisionStep]:
    """One person's steps without those that were taken back."""
    if decision is None:
        return []
    gone = frozenset(each.step_id for each in corrections_of(decision) if each.state == "confirmed")
    return standing_steps(decision.steps, gone)


def find_open_correction(decision: PersonDecision | None) -> DecisionCorrection | None:
    return next((each for each in corrections_of(decision) if each.state == "open"), None)


def list_open_corrections(viewer: Viewer, transfer: Transfer) -> Sequence[DecisionCorrection]:
    """Those that wait for a second person, about people of the viewer's own sides."""
    query = select(DecisionCorrection).where(
        DecisionCorrection.transfer_id == transfer.id, DecisionCorrection.state == "open"
    )
    if not viewer.unrestricted:
        query = query.where(DecisionCorrection.organisation_id.in_(viewer.sides))
    return db.session.scalars(query.order_by(DecisionCorrection.id)).all()


def get_own_decision(viewer: Viewer, transfer: Transfer, decision_id: int) -> PersonDecision:
    """The decision on one of the viewer's own side's people. Raises NotFound for another's."""
    found = db.session.get(PersonDecision, decision_id)
    own = found and (viewer.unrestricted or found.organisation_id in viewer.sides)
    if not found or not own or found.transfer_id != transfer.id:
        raise NotFound("That decision is not here")
    return found


def decision_of(correction: DecisionCorrection) -> int:
    """The number of the decision that a correction is about."""
    query = select(DecisionStep.decision_id).where(DecisionStep.id == correction.step_id)
    return db.session.scalars(query).one()


def leg_of(decision: PersonDecision) -> Leg | None:
    """What the person took along in this transfer."""
    query = select(Leg).where(
        Leg.transfer_id == decision.transfer_id, Leg.organisation_id == decision.organisation_id,
        Leg.post_no == decision.post_no, Leg.person_ref == decision.person_ref,
    )  # fmt: skip
    return db.session.scalars(query).one_or_none()


def led_on(leg: Leg) -> Leg | None:
    """The next transfer that the person went through from where this one took them."""
    if leg.to_post_no is None:
        return None
    query = select(Leg).where(
        Leg.organisation_id == leg.to_organisation_id, Leg.post_no == leg.to_post_no,
        Leg.person_ref == leg.to_person_ref, Leg.transfer_id != leg.transfer_id,
    )  # fmt: skip
    later = [each for each in db.session.scalars(query) if each.transfer.transfer_on >= leg.transfer.transfer_on]
    return later[0] if later else None


def what_rests(viewer: Viewer, transfer: Transfer, decision: PersonDecision) -> list[str]:
    """What was done because of where somebody stands, in sentences: it is read before the step is taken back."""
    return [sentence for says in DECISION_RESTS for sentence in says(viewer, transfer, decision)]


def _on_the_way(viewer: Viewer, transfer: Transfer, decision: PersonDecision) -> list[str]:
    leg = leg_of(decision)
    if leg is None:
        return []
    if leg.to_post_no is None:
        return ["It was kept what the person took along. That record goes into this correction."]
    return [
        f"The person was found on the list of {leg.transfer.transferee.short}, on post {leg.to_post_no}, by "
        f"{leg.arrived_by}. That record goes into this correction."
    ]


def _on_an_objection(viewer: Viewer, transfer: Transfer, decision: PersonDecision) -> list[str]:
    if decision.objection_id is None:
        return []
    return ["The person’s objection stays on the record and stands. Withdraw it apart if it was none."]


# What is done because of a decision, here and in rooms above this one.
DECISION_RESTS: list[Says] = [_on_the_way, _on_an_objection]


def said_of(leg: Leg) -> str:
    """What a record of somebody's way said, in words, before it goes."""
    dates = [
        f"{words} {long_date(on)}"
        for words, on in (
            ("started", leg.started_on), ("continuous employment from", leg.continuous_service_on),
            ("local government service from", leg.lg_service_on),
        )
        if on
    ]  # fmt: skip
    pay = "" if leg.salary_actual_pence is None else f"£{leg.salary_actual_pence / 100:,.2f}"
    found = f"found on post {leg.to_post_no} by {leg.arrived_by}" if leg.to_post_no is not None else "not found yet"
    hours = f"{leg.fte_thousandths // 1000}.{leg.fte_thousandths % 1000:03d} FTE"
    return ", ".join(each for each in (hours, pay, *dates, found) if each)
