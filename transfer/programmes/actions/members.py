"""People in the programme, and what was published about it."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import select

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.identity.models import User
from transfer.kernel import clock
from transfer.kernel.errors import DomainError
from transfer.programmes.actions.changing import one_of
from transfer.programmes.models import Claim, Membership
from transfer.programmes.queries import get_organisation
from transfer.programmes.rules import ROLES, WITHOUT_SIDE, Viewer


def add_member(
    viewer: Viewer, user: User, *, role: str, organisation_id: int | None = None, sees_people: bool = False,
    sees_pay: bool = False, scope: str = "", starts_on: date | None = None, ends_on: date | None = None,
) -> Membership:  # fmt: skip
    """Raises DomainError when a role that stands on a side has none, or the person has this place already."""
    one_of(role, ROLES, "role")
    if role in WITHOUT_SIDE and organisation_id is not None:
        raise DomainError("Leave the side empty: this role stands on none", "organisation_id")
    if organisation_id is not None:
        get_organisation(viewer, organisation_id)
    elif role not in WITHOUT_SIDE and role != "guest":
        raise DomainError("Choose the side that the person stands on", "organisation_id")
    held = select(Membership).where(Membership.programme_id == viewer.programme_id, Membership.user_id == user.id)
    if any(each.organisation_id == organisation_id for each in db.session.scalars(held)):
        raise DomainError("This person has that place already", "user_id")
    member = Membership(
        programme_id=viewer.programme_id, user=user, organisation_id=organisation_id, role=role,
        sees_people=sees_people, sees_pay=sees_pay, scope=scope, starts_on=starts_on, ends_on=ends_on,
        created_at=clock.now(),
    )  # fmt: skip
    db.session.add(member)
    db.session.flush()
    record(viewer, "add_member", ("member", member.id), f"Somebody joined the programme as {role}",
           programme_id=viewer.programme_id)  # fmt: skip
    return member


def add_claim(
    viewer: Viewer, *, document: str, statement: str, subject: str, paragraph: str = "",
    parts: Mapping[str, int] | None = None, value: int | None = None, unit: str = "count", as_at: date | None = None,
    organisation_id: int | None = None,
) -> Claim:  # fmt: skip
    """A published figure or date, to be set against the data."""
    if organisation_id is not None:
        get_organisation(viewer, organisation_id)
    claim = Claim(
        programme_id=viewer.programme_id, organisation_id=organisation_id, document=document, statement=statement,
        subject=subject, paragraph=paragraph, parts=dict(parts or {}), value=value, unit=unit, as_at=as_at,
    )  # fmt: skip
    db.session.add(claim)
    db.session.flush()
    record(viewer, "add_claim", ("claim", claim.id), f"A claim of {document} was recorded",
           programme_id=viewer.programme_id)  # fmt: skip
    return claim
