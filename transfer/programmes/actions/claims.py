"""What was published about the programme: figures and dates of documents, set against the data."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from transfer.audit.actions import record
from transfer.extensions import db
from transfer.kernel.errors import DomainError
from transfer.programmes.actions.changing import one_of, refuse_stale, save
from transfer.programmes.models import Claim
from transfer.programmes.queries import get_organisation
from transfer.programmes.rules import CLAIM_UNITS, Viewer


def _check(viewer: Viewer, value: int | None, parts: Mapping[str, int], unit: str, organisation_id: int | None) -> None:
    one_of(unit, tuple(CLAIM_UNITS), "unit")
    if parts and value is None:
        raise DomainError("Enter the figure that the parts make up", "figure")
    if organisation_id is not None:
        get_organisation(viewer, organisation_id)


def add_claim(
    viewer: Viewer, *, document: str, statement: str, subject: str, paragraph: str = "",
    parts: Mapping[str, int] | None = None, value: int | None = None, unit: str = "count", as_at: date | None = None,
    organisation_id: int | None = None,
) -> Claim:  # fmt: skip
    """A published figure or date, to be set against the data. value and parts: integers in `unit`. Raises DomainError
    for parts without the figure that they make up."""
    _check(viewer, value, parts or {}, unit, organisation_id)
    claim = Claim(
        programme_id=viewer.programme_id, organisation_id=organisation_id, document=document, statement=statement,
        subject=subject, paragraph=paragraph, parts=dict(parts or {}), value=value, unit=unit, as_at=as_at,
    )  # fmt: skip
    db.session.add(claim)
    db.session.flush()
    record(viewer, "add_claim", ("claim", claim.id), f"A claim of {document} was recorded",
           programme_id=viewer.programme_id)  # fmt: skip
    return claim


def change_claim(viewer: Viewer, claim: Claim, *, version: int | None = None, **values: Any) -> None:
    """values: all of what add_claim takes. Raises StaleVersion, DomainError."""
    refuse_stale(claim, version, values)
    _check(viewer, *(values[name] for name in ("value", "parts", "unit", "organisation_id")))
    save(viewer, claim, "claim", "change_claim", f"A claim of {claim.document} was changed", values)


def remove_claim(viewer: Viewer, claim: Claim, *, version: int | None = None) -> None:
    """Packs that were frozen with it keep it. Raises StaleVersion."""
    refuse_stale(claim, version, ("statement",))
    record(viewer, "remove_claim", ("claim", claim.id), f"A claim of {claim.document} was removed",
           programme_id=viewer.programme_id)  # fmt: skip
    db.session.delete(claim)
    db.session.flush()
