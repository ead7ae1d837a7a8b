"""Taking a person's words out of what decisions rest on; every row, state and total stays."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, select, update

from transfer.extensions import db
from transfer.tupe.models import ABOUT_PEOPLE, Engagement, EngagementDecision, Leg


def forget_grounds(
    organisation_id: int, words: str, *, person_ref: str | None = None, posts: Sequence[str] = (), token: str = ""
) -> None:
    """words: what stands in the place of what was written. person_ref None: of everybody on this side's lists; "": of
    whoever was on these posts of a list without references; else the token takes the reference's place."""
    for model, columns in ABOUT_PEOPLE.items():
        which = _which(model, organisation_id, person_ref, posts)
        if model is Engagement:
            of = EngagementDecision.engagement_id.in_(select(Engagement.id).where(which))
            _change(EngagementDecision, of, {"reason": words, "evidence": words})
        values: dict[str, Any] = dict.fromkeys(columns, words)
        _change(model, which, values | ({"person_ref": token} if token and person_ref else {}))
    if person_ref:
        came = (Leg.to_organisation_id == organisation_id) & (Leg.to_person_ref == person_ref)
        _change(Leg, came, {"to_person_ref": token})


def _which(model: Any, organisation_id: int, person_ref: str | None, posts: Sequence[str]) -> ColumnElement[bool]:
    side: ColumnElement[bool] = model.organisation_id == organisation_id
    if person_ref is None:
        return side
    known: ColumnElement[bool] = side & (model.person_ref == person_ref)
    of_posts: ColumnElement[bool] = known & model.post_no.in_(posts)
    return known if person_ref else of_posts


def _change(model: Any, which: ColumnElement[bool], values: dict[str, Any]) -> None:
    if values:
        change = update(model).where(which).values(values)
        db.session.execute(change, execution_options={"synchronize_session": False})
