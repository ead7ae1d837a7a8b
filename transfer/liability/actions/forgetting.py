"""Taking a person, or everybody, out of what was told and brought. The hashes of what was given stay."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, and_, delete, select, update

from transfer.extensions import db
from transfer.liability.models import DisclosedLine, PersonItem


def forget_told(organisation_id: int, person_ref: str, posts: Collection[str], token: str) -> int:
    """Whatever was told or brought about one employer's person; token: what stands for the reference from now on.
    Returns how many lines and items there were."""
    held = 0
    for model in (DisclosedLine, PersonItem):
        here = _of(model, organisation_id, person_ref, posts)
        held += len(db.session.scalars(select(model.id).where(here)).all())
    db.session.execute(delete(PersonItem).where(_of(PersonItem, organisation_id, person_ref, posts)))
    blank = {"told": None, **({"person_ref": token} if person_ref else {})}
    lines = update(DisclosedLine).where(_of(DisclosedLine, organisation_id, person_ref, posts))
    db.session.execute(lines.values(blank), execution_options={"synchronize_session": False})
    return held


def _of(
    model: type[DisclosedLine] | type[PersonItem], organisation_id: int, person_ref: str, posts: Collection[str]
) -> ColumnElement[bool]:
    known = model.person_ref == person_ref
    own = known if person_ref else and_(known, model.post_no.in_(posts))
    return and_(model.organisation_id == organisation_id, own)


def forget_all_told(organisation_id: int) -> None:
    """Everything that was told and brought about one employer's people."""
    db.session.execute(delete(PersonItem).where(PersonItem.organisation_id == organisation_id))
    lines = update(DisclosedLine).where(DisclosedLine.organisation_id == organisation_id)
    db.session.execute(lines.values(told=None, person_ref=""), execution_options={"synchronize_session": False})
