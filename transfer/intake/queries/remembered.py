"""Reading what is known besides a file: the programme's names, and how its source was read before."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from imports.check import Context
from transfer.extensions import db
from transfer.intake.models import SavedMapping
from transfer.intake.queries.places import may_bring
from transfer.intake.rules.choosing import PLACES, SWITCHES
from transfer.kernel.errors import NotFound
from transfer.programmes.queries import list_organisations, list_services
from transfer.programmes.rules import Viewer


def check_context(viewer: Viewer, groups: Mapping[str, str] | None = None) -> Context:
    """What the reader of a file should know of the programme: its services' and organisations' names."""
    return Context(
        services=tuple(each.name for each in list_services(viewer)),
        organisations=tuple((each.short, each.name) for each in list_organisations(viewer)),
        group_map=dict(groups or {}),
    )


def find_mapping(programme_id: int, organisation_id: int | None, dataset: str) -> SavedMapping | None:
    query = select(SavedMapping).where(SavedMapping.programme_id == programme_id, SavedMapping.dataset == dataset)
    owner = SavedMapping.organisation_id
    query = query.where(owner.is_(None) if organisation_id is None else owner == organisation_id)
    return db.session.scalars(query).one_or_none()


def get_mapping(viewer: Viewer, mapping_id: int) -> SavedMapping:
    """What is remembered of a source of the viewer's own side. Raises NotFound for any other."""
    found = db.session.get(SavedMapping, mapping_id)
    if found is None or found.programme_id != viewer.programme_id:
        raise NotFound("Nothing of the kind is remembered")
    if found.organisation_id is not None and not viewer.unrestricted and found.organisation_id not in viewer.sides:
        raise NotFound("Nothing of the kind is remembered")
    return found


def list_mappings(viewer: Viewer) -> list[SavedMapping]:
    """What is remembered of the sources that the viewer may bring."""
    query = select(SavedMapping).where(SavedMapping.programme_id == viewer.programme_id)
    found = db.session.scalars(query.order_by(SavedMapping.dataset, SavedMapping.id))
    return [each for each in found if may_bring(viewer, each.dataset, each.organisation_id)]


def kept_of(saved: SavedMapping | None) -> dict[str, Any]:
    """What is remembered of a source, as `intake.rules.choosing` reads it."""
    if saved is None:
        return {}
    # Of a switch that is off nobody knows whether it was ever asked about: a title may say £000 next month.
    single = {name: getattr(saved, name) or None for name in (*PLACES, *SWITCHES)}
    return {"columns": saved.headings, "values": saved.read_values, "amounts": saved.amounts, **single}
